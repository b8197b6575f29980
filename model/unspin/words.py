"""Where words stand in a text: the one owner of character offsets.

Every other module takes its offsets from here. Offsets are 0-based, half-open and count Unicode code points of the text exactly as
it was given, so ``text[start:end]`` is always the token itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

# A word is a run of letters, digits and combining marks, with inner apostrophes ("don't", "Iran’s"). Hyphens part words, because
# spinners swap the halves of a compound on their own. Anything else that is not white space is a token of one character.
_MARKS = r"\u0300-\u036f\u00ad\u200c\u200d"
_TOKEN = re.compile(rf"[\w{_MARKS}]+(?:['’ʼ][\w{_MARKS}]+)*|[^\w\s]")


@dataclass(frozen=True)
class Words:
    """A text cut into tokens: words and single punctuation marks, in order.

    ``tokens[i] == text[starts[i]:ends[i]]`` for every i; ``is_word[i]`` tells words from punctuation.
    """

    text: str
    tokens: list[str]
    starts: list[int]
    ends: list[int]

    @cached_property
    def is_word(self) -> list[bool]:
        """Whether each token is a word (holds a letter or a digit)."""
        return [token[0].isalnum() or len(token) > 1 for token in self.tokens]

    @cached_property
    def lowered(self) -> list[str]:
        """The tokens in lower case."""
        return [token.lower() for token in self.tokens]

    @cached_property
    def word_count(self) -> int:
        """How many tokens are words."""
        return sum(self.is_word)

    def __len__(self) -> int:
        return len(self.tokens)


def split_words(text: str) -> Words:
    """Cut ``text`` into words and punctuation marks with their offsets."""
    places = [match.span() for match in _TOKEN.finditer(text)]
    return Words(text, [text[start:end] for start, end in places], [start for start, _ in places], [end for _, end in places])


def match_case(replacement: str, found: str) -> str:
    """Give ``replacement`` the case pattern of ``found``: ALL CAPS, Capitalised or as it is."""
    if found.islower():  # most words: no need to look at each letter
        return replacement
    letters = [c for c in found if c.isalpha()]
    if len(letters) > 1 and all(c.isupper() for c in letters):
        return replacement.upper()
    if letters and letters[0].isupper() and not (len(letters) == 1 and found.lower() == "i"):
        return replacement[:1].upper() + replacement[1:]
    return replacement


# "an hour", "a university": the sound decides, not the letter. The short lists hold the common exceptions.
_SILENT_H = re.compile(r"(?:hour|honest|honou?r|heir)", re.I)
_CONSONANT_SOUND = re.compile(r"(?:uni(?!n|m)|use|usu|util|euro|one(?![a-z])|once|ubiq|u\.?s\.?(?![a-z])|uk(?![a-z])|ewe|eu(?![a-z]))", re.I)


def indefinite_article(word: str) -> str:
    """``"a"`` or ``"an"``, as it is said before ``word``."""
    if _SILENT_H.match(word):
        return "an"
    if _CONSONANT_SOUND.match(word):
        return "a"
    return "an" if word[:1].lower() in "aeiou" and word else "a"
