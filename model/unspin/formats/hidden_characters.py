"""Makes text safe to show: markup is escaped, and characters that hide or reorder text become visible code points.

A text under suspicion is hostile input. A right-to-left override can make a word read backwards, a zero-width space can part a
word unseen, and a stack of accents can paint over the lines around it.
"""

from __future__ import annotations

import unicodedata
from html import escape
from itertools import groupby

# Control, format, private, unassigned and surrogate characters, and the two invisible line separators.
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"})
# Letters of some scripts carry two or three marks; nothing that people write carries more than four.
_MOST_MARKS = 4
# Invisible, yet letters, marks or symbols to Unicode: grapheme joiner, Hangul fillers, Khmer vowels, blank Braille.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


def is_hidden(character: str) -> bool:
    """Whether ``character`` would show as nothing at all, or change how others show. Space, tab and new line do not count."""
    if character.isascii():
        return not character.isprintable() and character not in "\n\t"
    return unicodedata.category(character) in _HIDDEN_CATEGORIES or character in _INVISIBLE


def visible_text(text: str) -> str:
    """``text`` for places that hold no markup, such as a title: hidden characters become ``[U+202E]``. Not escaped for HTML."""
    return "".join(f"[{code_points(run)}]" if hidden else run for hidden, run in _runs(text))


def visible_html(text: str) -> str:
    """``text`` as HTML that can only be read: escaped, with hidden characters as boxes that name their code points."""
    runs = _runs(text.replace("\r\n", "\n").replace("\r", "\n"))
    return "".join(
        f'<span class="hidden-char">{code_points(run)}</span>' if hidden else escape(run, quote=True) for hidden, run in runs
    )


def count_hidden(text: str) -> int:
    """How many characters of ``text`` are hidden."""
    return sum(len(run) for hidden, run in _runs(text) if hidden)


def code_points(characters: str) -> str:
    """``"U+202E U+200B×3"`` for a right-to-left override and three zero-width spaces."""
    groups = ((character, len(list(same))) for character, same in groupby(characters))
    return " ".join(f"U+{ord(character):04X}" + (f"×{count}" if count > 1 else "") for character, count in groups)


def _runs(text: str) -> list[tuple[bool, str]]:
    """``text`` in pieces, by turns: (False, plain characters), (True, hidden characters)."""
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.isprintable():
        return [(False, text)]
    pairs = groupby(zip(_hidden_flags(text), text, strict=True), key=lambda pair: pair[0])
    return [(hidden, "".join(character for _, character in group)) for hidden, group in pairs]


def _hidden_flags(text: str) -> list[bool]:
    flags, marks = [], 0
    for character in text:
        marks = marks + 1 if not character.isascii() and unicodedata.category(character)[0] == "M" else 0
        flags.append(marks > _MOST_MARKS or is_hidden(character))
    return flags
