"""Characters that hide or reorder text are shown; all others are left as they are."""

from __future__ import annotations

import re
import unicodedata
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.formats.hidden_characters import count_hidden, visible_html, visible_text


@pytest.mark.parametrize(
    "character", list("\u202e\u2066\u061c\u200b\u200d\u2060\ufeff\u00ad\x00\x1b\x7f\x9b\u2028\ue000\ud800\u3164\U000e0041")
)
def test_hidden_characters_become_code_points(character: str) -> None:
    name = f"U+{ord(character):04X}"
    assert visible_text(f"a{character}b") == f"a[{name}]b"
    assert f">{name}</span>b" in visible_html(f"a{character}b")
    assert visible_text(character * 3 + "\u200e") == f"[{name}×3 U+200E]"
    assert count_hidden(f"a{character}b{character}") == 2


@pytest.mark.parametrize("text", ["Plain text, naïve café.\n\tTabbed", "שלום עולם", "日本語", "e\u0301", "👍", "a\u00a0b", ""])
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert visible_text(text) == text
    assert unescape(visible_html(text)) == text


def test_stacked_marks_are_cut_after_four() -> None:
    stack = "z" + "\u0301" * 10
    assert visible_text(stack) == "z" + "\u0301" * 4 + "[U+0301×6]"


def test_windows_line_ends_are_line_ends_but_a_lone_return_is_shown_where_it_could_overwrite() -> None:
    assert visible_text("a\r\nb\rc") == "a\nb[U+000D]c"
    assert visible_html("a\r\nb\rc") == "a\nb\nc"


@given(st.text())
def test_nothing_hidden_is_left(text: str) -> None:
    shown = visible_text(text)
    shown.encode()
    assert all(unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") or c in "\n\t" for c in shown)
    without_boxes = re.sub('<span class="hidden-char">([U+0-9A-F× ]*)</span>', r"\1", visible_html(text))
    assert not {"<", ">", '"', "'"} & set(without_boxes)
