"""From a probability to a verdict: which texts can be judged at all, and from which probability a text is called spun.

Pure functions. A wrong flag is the worst failure, so what cannot be judged is "undecided", with the reason in words.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from unspin.layout import looks_like_code
from unspin.report import UNJUDGED_KINDS, Unjudged, Verdict
from unspin.words import Words

DEFAULT_FPR = 0.01
MIN_WORDS = 40


@dataclass(frozen=True, slots=True)
class Band:
    """In texts of ``min_words`` words or more, ``threshold`` lets the share ``fpr`` of genuine texts be flagged."""

    min_words: int
    fpr: float
    threshold: float


@dataclass(frozen=True, slots=True)
class Bands:
    """Measured thresholds by length of text and false-positive rate.

    Raises ValueError if there is no row, a number is out of its range, or within one length a higher rate has a higher threshold.
    """

    rows: tuple[Band, ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise ValueError("no thresholds")
        for row in self.rows:
            if not (row.min_words >= 0 and 0 < row.fpr < 1 and 0 <= row.threshold <= 1):
                raise ValueError(f"threshold out of range: {row}")
        for low, high in pairwise(sorted(self.rows, key=lambda row: (row.min_words, row.fpr))):
            if low.min_words == high.min_words and (low.fpr == high.fpr or low.threshold < high.threshold):
                raise ValueError(f"thresholds must fall as the false-positive rate rises: {low}, {high}")

    def threshold_for(self, words: int, fpr: float | None = None) -> float:
        """The probability from which a text of ``words`` words is called spun, if ``fpr`` of genuine texts may be.

        Between two measured rates the threshold is linear in the logarithm of the rate. Above the highest it falls to 0 at rate
        1; below the lowest nothing was measured, so the room left above the threshold shrinks with the rate.
        ``fpr`` None means 1 %; outside 0..1 it is a ValueError.
        """
        fpr = DEFAULT_FPR if fpr is None else fpr
        if not 0 <= fpr <= 1:
            raise ValueError(f"the false-positive rate must be between 0 and 1, not {fpr}")
        curve = self._curve(words)
        lowest_rate, highest_threshold = curve[0]
        if fpr < lowest_rate:
            return 1 - (1 - highest_threshold) * fpr / lowest_rate
        for (low, at_low), (high, at_high) in pairwise([*curve, (1.0, 0.0)]):
            if fpr <= high:
                share = math.log(fpr / low) / math.log(high / low)
                return at_low + share * (at_high - at_low)
        raise AssertionError("the curve ends at rate 1")

    def _curve(self, words: int) -> list[tuple[float, float]]:
        """(rate, threshold) of the band of this length, by rising rate; texts under the shortest band belong to it."""
        lengths = sorted({row.min_words for row in self.rows})
        band = max((n for n in lengths if n <= words), default=lengths[0])
        return sorted((row.fpr, row.threshold) for row in self.rows if row.min_words == band)


def decide(probability: float | None, threshold: float, reason: str | None) -> Verdict:
    """The verdict: "undecided" if there is a reason not to judge or no probability, else by the threshold."""
    if reason is not None or probability is None:
        return "undecided"
    return "spun" if probability >= threshold else "genuine"


def unjudgeable(words: Words, least: int = MIN_WORDS, not_judged: Sequence[Unjudged] = ()) -> str | None:
    """Why this text cannot be judged, in words for the reader, or None if it can be.

    ``least`` is how many words it must have beside those of the stretches ``not_judged``.
    """
    if _is_other_script(words.text):
        return "not English"
    if words.word_count < least:
        return f"too short ({words.word_count} words; about {MIN_WORDS} are needed)"
    if _mixes_alphabets(words):
        return "letters of different alphabets inside words"
    if looks_like_code(words.text) or _is_table(words):
        return "mostly code, tables or lists"
    english, foreign = _share(words, _ENGLISH), _share(words, _FOREIGN)
    if foreign > max(english, 0.05):
        return "not English"
    if english < 0.03:
        return "mostly code, tables or lists" if _is_list(words) else "not English"
    return _too_little_left(words.word_count, least, not_judged)


def _too_little_left(words: int, least: int, not_judged: Sequence[Unjudged]) -> str | None:
    """Why the words beside these stretches do not carry a verdict on the whole."""
    left_out: Counter[str] = Counter()
    for stretch in not_judged:
        left_out[UNJUDGED_KINDS[stretch.kind]] += stretch.words
    judged = words - left_out.total()
    if 2 * judged < words:
        kinds = [kind for kind, count in left_out.most_common() if count > 0.1 * words]
        return f"mostly {', '.join(kinds)} ({judged} of {words} words are left to judge)"
    if judged < least:
        return f"too short ({judged} words beside {', '.join(left_out)}; about {MIN_WORDS} are needed)"
    return None


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Short words that hold a language together. Left out are those that two of the languages share ("in", "is", "was", "on", "a"), so
# that a German or Dutch text scores near nothing on the English side.
_ENGLISH = _word_set("""
    the and of to that with from this these those which are were been have has their they its not but would can could should by be
    it you your our his who what when there than more said about after into other some such only because between through for at as
    over before while""")
_FOREIGN = _word_set("""
    der die das und nicht ein eine ist von mit den dem des sich auf für zu im auch werden wird einer oder wie bei nach aus dass
    le la les et est une un dans que qui pour pas sur au du ce il elle sont avec par ne se plus cette ont
    el los las de y en una por con para es del al su lo sus fue
    che di non per sono della è gli nel alla ha
    os da em um uma com não na dos ao foi
    het een van dat niet zijn voor te op aan er werd wordt ook maar
    och att det som på är för av inte og til ikke
    się nie jest że w z
    yang dan ini itu untuk dengan ve bir bu için""")

_NON_LATIN = re.compile(r"[^\W\d_\u0000-\u024f\u1e00-\u1eff\ua720-\ua7ff\uab30-\uab6f\uff00-\uff5e]")
_LOOK_ALIKE = re.compile("[\u0370-\u03ff\u0400-\u052f]")
_BASIC_LATIN = re.compile("[A-Za-z]")
_LETTER = re.compile(r"[^\W\d_]")


def _share(words: Words, of: frozenset[str]) -> float:
    return sum(map(of.__contains__, words.lowered)) / max(words.word_count, 1)


def _is_other_script(text: str) -> bool:
    if text.isascii():
        return False
    letters = len(_LETTER.findall(text))
    return letters > 0 and len(_NON_LATIN.findall(text)) > 0.3 * letters


def _mixes_alphabets(words: Words) -> bool:
    """Latin and look-alike letters (Cyrillic, Greek) in one word: disguised text, whose words are not what they seem."""
    if words.text.isascii():
        return False
    mixed = sum(bool(_LOOK_ALIKE.search(token)) and bool(_BASIC_LATIN.search(token)) for token in words.tokens)
    return mixed > 2 and mixed > 0.02 * words.word_count


def _is_table(words: Words) -> bool:
    numbers = sum(token[0].isdigit() for token in words.tokens)
    return numbers > 0.35 * words.word_count


def _is_list(words: Words) -> bool:
    """Short lines or comma after comma: names, codes, ingredients. Asked only of texts with hardly a function word."""
    lines = sum(1 for line in words.text.splitlines() if line.strip())
    return words.word_count <= 5 * lines or _commas(words.tokens) > 0.15 * len(words)


def _commas(tokens: Iterable[str]) -> int:
    return sum(token in ",;|•" for token in tokens)
