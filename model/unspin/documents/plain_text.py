"""From raw extracts to tidy text."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\u00ad]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANK_LINES = re.compile(r"\n{3,}")


def tidy(text: str) -> str:
    """``text`` with plain line feeds, no blanks at the ends of lines, one blank line at most, and no control characters.

    Soft hyphens go too: they say where a word may be broken and are no part of it. Lone surrogates become U+FFFD.
    """
    text = re.sub(r"\r\n|[\r\x0b\x0c\u2028\u2029]", "\n", text)
    text = _SURROGATE.sub("\ufffd", _CONTROL.sub("", text))
    lines = (line.strip(" \t") for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
