"""Texts to measure on, made here: news-like English of any length, and the same spun by ``unspin spin``."""

from __future__ import annotations

import random

_PEOPLE = """the minister|a spokesman for the company|the mayor|the head of the school|a farmer from the north|the chief engineer
the museum's director|an official of the bank|the coach|one of the researchers|the union|the new owner|a former judge
the regional council|the committee|the port authority|the opposition|a group of doctors|the airline|the court""".replace("\n", "|").split("|")
_SAID = "said|told reporters|announced|wrote in a report|admitted|insisted|made it clear|warned|confirmed|repeated".split("|")
_THINGS = """the old bridge|a second railway line|the price of bread|the harbour wall|an agreement on fishing rights|the city's water supply
the law on rented homes|a plan for cheaper medicine|the damaged roof of the theatre|the country's debt|a shortage of nurses
the number of visitors|a bill to protect the wetlands|the investigation into the fire|the quality of the air|the winter timetable
a loan from the development fund|the archive of letters|the power station on the coast|a new vaccine""".replace("\n", "|").split("|")
_DONE = """would be repaired before the end of the year|had cost more than anyone expected|could not be put off any longer
was discussed for three hours without a result|had to be paid for by the region itself|would change the lives of many families
had been kept from the public|was the most important question of the decade|would go to a vote next week|had improved since last spring
was still far from certain|needed the support of all sides|had been delayed by heavy rain|was in the hands of the lawyers
would create several hundred jobs|had surprised even the experts""".replace("\n", "|").split("|")
_WHEN = """On Tuesday|Early in the morning|Last week|After the meeting|In a long statement|At the end of the day|During the summer
For the first time in years|Only hours later|In a letter to the newspaper|Shortly before the vote|Since then""".replace("\n", "|").split("|")
_MORE = """Nobody was hurt.|The police have asked witnesses to call.|More details are expected soon.|It is not the first case of its kind.
Experts had warned of this for a long time.|The weather made the work harder.|Many people in the town were not convinced.
A decision must be made by the end of the month.|Others see it differently.|The figures were published without comment.
That is easier said than done.|The reaction abroad was calm.""".replace("\n", "|").split("|")
_PLACES = "north|coast|valley|capital|old town|islands|border region|eastern province|harbour|mountains".split("|")
_SYLLABLES = "bar|den|el|go|han|ir|ka|lin|mo|nor|pel|ro|sta|tor|ul|vin|wes|yar|zo|ber".split("|")


def make_text(words: int, seed: int) -> str:
    """An article of about ``words`` words; the same seed gives the same text."""
    rng = random.Random(seed)
    paragraphs: list[str] = []
    count = 0
    while count < words:
        sentences = []
        for _ in range(rng.randrange(3, 6)):
            sentence = _sentence(rng)
            sentences.append(sentence)
            count += sentence.count(" ") + 1
            if count >= words:
                break
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def make_texts(count: int, words: int, seed: int = 0) -> list[str]:
    """``count`` different articles."""
    return [make_text(words, seed + 1000 * i) for i in range(count)]


def spin_texts(texts: list[str], rate: float = 0.3) -> list[str]:
    """The same texts with about ``rate`` of the words swapped, each by a spinning tool of its own. Needs the extra ``train``."""
    from unspin_training.spinners.families import built_in_families
    from unspin_training.spinners.spin import spin
    from unspin_training.spinners.tool import Tool

    tables = tuple(dict.fromkeys(table for family in built_in_families().values() for table in family))
    return [spin(text, Tool(seed=seed, tables=tables, rate=rate)).text for seed, text in enumerate(texts)]


def count_words(texts: list[str]) -> int:
    """How many words the texts have in all, counted the same way for everyone: between white space."""
    return sum(len(text.split()) for text in texts)


def _sentence(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.2:
        return rng.choice(_MORE)
    if kind < 0.35:
        amount = rng.choice((f"{rng.randrange(2, 99)} per cent", f"{rng.randrange(100, 9000):,}", str(rng.randrange(1950, 2024))))
        return f"In {_name(rng)}, in the {rng.choice(_PLACES)}, the figure was {amount}, {rng.choice(_PEOPLE)} {rng.choice(_SAID)}."
    said = f"{rng.choice(_PEOPLE)} {rng.choice(_SAID)} that {rng.choice(_THINGS)} {rng.choice(_DONE)}"
    if kind < 0.6:
        return f"{rng.choice(_WHEN)} {said}."
    if kind < 0.8:
        return f"{_name(rng)} {_name(rng)}, who speaks for the {rng.choice(_PLACES)}, added that {rng.choice(_THINGS)} {rng.choice(_DONE)}."
    return f"{said[0].upper()}{said[1:]}, and that {rng.choice(_THINGS)} {rng.choice(_DONE)}."


def _name(rng: random.Random) -> str:
    """A name that no one has: real texts are full of words that the tokenizer must take apart."""
    return "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(2, 4))).capitalize()
