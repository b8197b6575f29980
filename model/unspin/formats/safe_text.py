"""Makes hostile text harmless on a terminal and encodable everywhere."""

from __future__ import annotations

import re

from unspin.formats.hidden_characters import visible_text

_SURROGATE = re.compile("[\ud800-\udfff]")


def for_terminal(text: str) -> str:
    """``text`` with control characters, escapes and bidirectional overrides as ``[U+001B]``; new lines and tabs stay."""
    return visible_text(text)


def one_line(text: str) -> str:
    """``text`` for a table cell, a file name or a message: as for a terminal, and all white space made single blanks."""
    return visible_text(" ".join(text.split()))


def without_surrogates(text: str) -> str:
    """``text`` with lone surrogates written out as ``\\ud800``, so that it can be encoded. In JSON that is their own escape."""
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
