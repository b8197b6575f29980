"""What people do to a text without any spinner: slips, learner errors, spelling variants, typography.

A detector that has only seen clean prose takes every oddity for a swap. Noise is laid over genuine passages and now and then under
spun ones; its words are labelled as kept.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from unspin_training.spinners.inflection import analyse, inflect

_BRITISH = {
    "color": "colour", "center": "centre", "labor": "labour", "favor": "favour", "behavior": "behaviour", "organize": "organise",
    "organization": "organisation", "realize": "realise", "recognize": "recognise", "analyze": "analyse", "defense": "defence",
    "license": "licence", "program": "programme", "traveling": "travelling", "neighbor": "neighbour", "honor": "honour",
    "theater": "theatre", "meter": "metre", "catalog": "catalogue", "gray": "grey", "while": "whilst", "among": "amongst",
    "learned": "learnt", "toward": "towards", "specialized": "specialised", "utilize": "utilise", "judgment": "judgement",
}  # fmt: skip
_CONFUSED = {
    "in": ("on", "at"), "on": ("in", "at"), "at": ("in", "on"), "of": ("from", "for"), "for": ("to", "of"), "to": ("for", "at"),
    "with": ("by", "from"), "from": ("of", "by"), "than": ("then",), "then": ("than",), "their": ("there",), "there": ("their",),
    "its": ("it's",), "it's": ("its",), "your": ("you're",), "you're": ("your",), "too": ("to",), "loose": ("lose",), "effect": ("affect",),
    "affect": ("effect",), "much": ("many",), "many": ("much",), "less": ("fewer",), "is": ("are",), "are": ("is",), "was": ("were",),
    "were": ("was",), "has": ("have",), "have": ("has",), "do": ("does",), "does": ("do",), "this": ("these",), "these": ("this",),
    "who": ("which",), "very": ("so",), "because": ("becouse",), "which": ("wich",), "receive": ("recieve",), "people": ("peoples",),
    "good": ("well",), "well": ("good",), "a": ("the", ""), "an": ("a", "the"), "the": ("", "a"), "every": ("all",), "all": ("every",),
}  # fmt: skip
_CONTRACTED = (("do not", "don't"), ("does not", "doesn't"), ("is not", "isn't"), ("it is", "it's"), ("cannot", "can't"), ("will not", "won't"),
               ("I am", "I'm"), ("we are", "we're"), ("they are", "they're"), ("that is", "that's"), ("did not", "didn't"))  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")


def _each_word(text: str, rate: float, rng: random.Random, change: Callable[[str], str]) -> str:
    fresh = _WORD.sub(lambda m: change(m.group()) if rng.random() < rate else m.group(), text)
    return re.sub(r" {2,}", " ", fresh)


def slips_of_the_keyboard(text: str, rng: random.Random) -> str:
    """Letters dropped, doubled, swapped or hit beside."""

    def change(word: str) -> str:
        if len(word) < 4:
            return word
        i = rng.randrange(1, len(word) - 1)
        kind = rng.randrange(4)
        if kind == 0:
            return word[:i] + word[i + 1 :]
        if kind == 1:
            return word[:i] + word[i] + word[i:]
        if kind == 2:
            return word[:i] + word[i + 1] + word[i] + word[i + 2 :]
        return word[:i] + rng.choice("aeiounrtsl") + word[i + 1 :]

    return _each_word(text, rng.choice((0.01, 0.03, 0.08)), rng, change)


def learner_errors(text: str, rng: random.Random) -> str:
    """Wrong or missing articles and prepositions, agreement, number and tense, as second-language writers make them."""

    def change(word: str) -> str:
        lower = word.lower()
        if lower in _CONFUSED:
            other = rng.choice(_CONFUSED[lower])
            return other.capitalize() if word[0].isupper() else other
        readings = analyse(lower)
        if word[0].isupper() or not readings:
            return word
        reading = rng.choice(readings)
        tags = ("NN", "NNS") if reading.pos == "NOUN" else ("VB", "VBZ", "VBG", "VBD") if reading.pos == "VERB" else ("JJ",)
        return inflect(reading.lemma, rng.choice(tags)) if reading.pos in ("NOUN", "VERB") else word

    return _each_word(text, rng.choice((0.04, 0.1, 0.2)), rng, change)


def spelling_variants(text: str, rng: random.Random) -> str:
    """American and British spellings mixed."""
    other = _BRITISH if rng.random() < 0.7 else {b: a for a, b in _BRITISH.items()}
    return _WORD.sub(lambda m: other.get(m.group(), m.group()), text)


def informal(text: str, rng: random.Random) -> str:
    """Contractions, lower case throughout, commas left out: chat and forum style."""
    for full, short in _CONTRACTED:
        text = re.sub(rf"\b{full}\b", short, text)
    if rng.random() < 0.4:
        text = text.lower()
    if rng.random() < 0.4:
        text = text.replace(",", "")
    return text


def shouted(text: str, rng: random.Random) -> str:
    """Capital letters: a headline, or every word capitalised."""
    cut = rng.randrange(len(text) // 3 + 1)
    head = text[:cut].upper() if rng.random() < 0.5 else re.sub(r"\b[a-z]", lambda m: m.group().upper(), text[:cut])
    return head + text[cut:]


def typography(text: str, rng: random.Random) -> str:
    """Curly quotes, dashes, doubled spaces and broken lines."""
    if rng.random() < 0.5:
        text = text.replace("'", "’").replace(' "', " “").replace('"', "”")
    else:
        text = text.replace("’", "'").replace("“", '"').replace("”", '"')
    if rng.random() < 0.3:
        text = re.sub(r"(.{60,80}?) ", r"\1\n", text)
    return text


def beginners_english(text: str, rng: random.Random) -> str:
    """Grammar and spelling at once: who has trouble with the one has it with the other."""
    return slips_of_the_keyboard(learner_errors(text, rng), rng)


NOISES = (
    slips_of_the_keyboard, learner_errors, learner_errors, beginners_english, spelling_variants, informal, shouted, typography,
)  # fmt: skip


def add_human_noise(text: str, rng: random.Random) -> str:
    """Lay one or two kinds of human oddity over ``text``."""
    for kind in rng.sample(NOISES, rng.choice((1, 1, 2))):
        text = kind(text, rng)
    return text
