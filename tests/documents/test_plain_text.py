"""Extracted text is tidy whatever it was made from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from unspin.documents.markup import markup_to_parts
from unspin.documents.parts import put_together
from unspin.documents.plain_text import tidy


def markup_to_text(markup: str) -> str:
    return put_together(markup_to_parts(markup)).text


@given(st.text())
def test_tidy_text_is_plain_lines_and_stays_so(text: str) -> None:
    tidied = tidy(text)
    tidied.encode()
    assert tidy(tidied) == tidied
    assert "\n\n\n" not in tidied
    assert not any(c in tidied for c in "\r\0\x1b\u00ad\u2028")


def test_tidy_keeps_what_a_reader_sees() -> None:
    assert tidy(" a  b \r\n\r\n\r\n\r\nco\u00adop\x0cend ") == "a  b\n\ncoop\nend"


def test_markup_is_text_with_blocks_apart() -> None:
    markup = "<title>No</title><script>no()</script><h1>Head</h1><p>One <b>bold</b>\n word &lt;b&gt;.<ul><li>two<li>three</ul>"
    assert markup_to_text(markup) == "Head\n\nOne bold word <b>.\n\ntwo\n\nthree"


def test_head_that_is_never_closed_does_not_hide_the_body() -> None:
    assert markup_to_text("<html><head><meta charset=utf-8><body>Seen") == "Seen"
