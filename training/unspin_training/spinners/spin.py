"""Spin a text: swap words and phrases as a tool would, and keep the answer key."""

from __future__ import annotations

import random
from dataclasses import dataclass
from zlib import crc32

from unspin.words import Words, indefinite_article, match_case, split_words
from unspin_training.spinners.answer_key import Spun, Swap
from unspin_training.spinners.function_words import FUNCTION_WORDS
from unspin_training.spinners.tool import Tool


@dataclass(frozen=True)
class _Chance:
    """A place where the tool could swap: ``length`` tokens from ``at``."""

    at: int
    length: int
    substitutes: tuple[str, ...]
    family: str
    key: float  # the lowest keys are swapped


def spin(text: str, tool: Tool, *, part: tuple[int, int] | None = None, seed: int = 0) -> Spun:
    """Swap about ``tool.rate`` of the words of ``text``.

    ``part`` limits the swaps to a stretch of characters (a document spun only in part). The same text, tool and seed give the same
    result.
    """
    rng = random.Random(tool.seed * 1_000_003 + seed)
    words = split_words(text)
    low, high = part or (0, len(text))
    inside = [i for i in range(len(words)) if words.is_word[i] and words.starts[i] >= low and words.ends[i] <= high]
    chances = _chances(words, inside, tool, rng)
    chosen = _choose(chances, round(tool.rate * len(inside)), rng)
    return _write(words, chosen, tool, rng)


def _hash01(tool: Tool, text: str) -> float:
    """A fixed number in 0..1 for this tool and text: its dictionary does not change from one page to the next."""
    return crc32(f"{tool.seed}:{text}".encode()) / 2**32


def _chances(words: Words, inside: list[int], tool: Tool, rng: random.Random) -> list[_Chance]:
    lower = [token.lower().replace("’", "'") for token in words.tokens]
    chances = []
    for i in inside:
        token = words.tokens[i]
        if token[0].isupper() and not _starts_sentence(words, i) and rng.random() >= tool.names:
            continue
        found = _longest_options(words, lower, i, tool)
        if found is None:
            continue
        phrase, length, options, family = found
        if tool.coverage < 1 and _hash01(tool, "in:" + phrase) > tool.coverage:
            continue
        steady = rng.random() < tool.steadiness
        draw = _hash01(tool, "key:" + phrase) if steady else rng.random()
        weight = tool.function_words if phrase in FUNCTION_WORDS else 1.0
        chances.append(_Chance(i, length, options, family, draw / max(weight, 1e-3)))
    return chances


def _starts_sentence(words: Words, i: int) -> bool:
    return i == 0 or words.tokens[i - 1] in ".!?:“\"'‘(" or "\n" in words.text[words.ends[i - 1] : words.starts[i]]


def _longest_options(words: Words, lower: list[str], i: int, tool: Tool) -> tuple[str, int, tuple[str, ...], str] | None:
    """The longest phrase from token ``i`` that one of the tables knows; tables share the word when several do."""
    for length in range(max(table.longest for table in tool.tables), 0, -1):
        if i + length > len(lower):
            continue
        if length > 1 and not all(
            words.is_word[j] and words.text[words.ends[j - 1] : words.starts[j]] == " " for j in range(i + 1, i + length)
        ):
            continue
        phrase = " ".join(lower[i : i + length])
        having = [table for table in tool.tables if table.longest >= length and table.options(phrase)]
        if having:
            table = having[int(_hash01(tool, "table:" + phrase) * len(having))]
            return phrase, length, table.options(phrase), table.name
    return None


def _choose(chances: list[_Chance], wanted: int, rng: random.Random) -> list[_Chance]:
    """The ``wanted`` words with the lowest keys, phrases counting as one, without overlaps, in order of the text."""
    taken: set[int] = set()
    chosen = []
    for chance in sorted(chances, key=lambda c: (c.key, rng.random())):
        if len(taken) >= wanted:
            break
        span = range(chance.at, chance.at + chance.length)
        if taken.isdisjoint(span):
            taken.update(span)
            chosen.append(chance)
    return sorted(chosen, key=lambda c: c.at)


def _pick(chance: _Chance, phrase: str, tool: Tool, rng: random.Random) -> str:
    slot = rng.randrange(tool.choices)
    share = _hash01(tool, f"{slot}:{phrase}")
    return chance.substitutes[int(len(chance.substitutes) * share**tool.skew)]


def _write(words: Words, chosen: list[_Chance], tool: Tool, rng: random.Random) -> Spun:
    text = words.text
    parts: list[str] = []
    swaps: list[Swap] = []
    size = at = 0
    touched_until = -1

    def keep(until: int) -> None:
        nonlocal at, size
        parts.append(text[at:until])
        size += until - at
        at = until

    def swap(start: int, end: int, new: str, family: str) -> None:
        nonlocal at, size
        keep(start)
        swaps.append(Swap(size, size + len(new), new, text[start:end], family))
        parts.append(new)
        size += len(new)
        at = end

    for chance in chosen:
        first, last = chance.at, chance.at + chance.length - 1
        found = text[words.starts[first] : words.ends[last]]
        new = match_case(_pick(chance, found.lower(), tool, rng), found)
        first, last, new = _trim(words, first, last, new)
        start, end = words.starts[first], words.ends[last]
        if new.lower() == text[start:end].lower():
            continue
        before = first - 1
        if before > touched_until and before >= 0 and words.tokens[before].lower() in ("a", "an") and rng.random() < tool.articles:
            article = match_case(indefinite_article(new), words.tokens[before])
            if article != words.tokens[before] and words.tokens[before] != "A":
                swap(words.starts[before], words.ends[before], article, "article")
        if tool.braces and rng.random() < tool.braces:
            new = rng.choice((f"{{{new}}}", f"{{{new}|{text[start:end]}}}", f"{{{new}", f"{new}}}"))
        swap(start, end, new, chance.family)
        touched_until = last
    keep(len(text))
    return Spun("".join(parts), tuple(swaps))


def _trim(words: Words, first: int, last: int, new: str) -> tuple[int, int, str]:
    """Leave words that stand on both sides out of the swap: "in the" -> "within the" only swaps "in"."""
    fresh = new.split(" ")
    while len(fresh) > 1 and first < last and fresh[0].lower() == words.tokens[first].lower():
        fresh.pop(0)
        first += 1
    while len(fresh) > 1 and first < last and fresh[-1].lower() == words.tokens[last].lower():
        fresh.pop()
        last -= 1
    return first, last, " ".join(fresh)
