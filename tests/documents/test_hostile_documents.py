"""Documents made to harm: every one ends soon, in one line that names it, or in its harmless text."""

from __future__ import annotations

import contextlib
import struct
import time
from collections.abc import Callable
from functools import cache
from io import BytesIO

import document_samples as samples
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.documents import limits, read_document_bytes
from unspin.documents.archive import open_archive
from unspin.documents.limits import Limits, Unreadable
from unspin.documents.worker import extract_text
from unspin.errors import InputError

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
_BILLION_LAUGHS = f'<!DOCTYPE d [<!ENTITY l0 "ha">{_LAUGHS}]>'


def _refusal(data: bytes, name: str) -> str:
    with pytest.raises(InputError) as caught:
        read_document_bytes(data, name)
    message = str(caught.value)
    assert message.startswith(f"{name}: ")
    assert "\n" not in message
    return message


def test_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert "zip bomb" in _refusal(samples.archive({"word/document.xml": b"0" * 5_000_000}), "bomb.docx")


def test_archive_limits_hold() -> None:
    data = samples.archive({f"{n}.txt": b"some text" for n in range(4)})
    with pytest.raises(Unreadable, match="over 3 files"):
        open_archive(data, Limits(members=3))
    with pytest.raises(Unreadable, match="unpacks to over"):
        open_archive(data, Limits(expanded_bytes=30))
    open_archive(data, Limits(members=4, expanded_bytes=36)).close()


def test_archive_that_lies_about_its_sizes_yields_no_more_than_it_says() -> None:
    data = samples.word_file(samples.word_body("<w:p/>" * 1000))
    entry = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/document.xml"))
    lying = data[: entry + 24] + struct.pack("<I", 10) + data[entry + 28 :]
    assert "damaged" in _refusal(lying, "lying.docx")


def test_password_protected_archive_is_told() -> None:
    data = bytearray(samples.archive({"a": b"b"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert "without the password" in _refusal(bytes(data), "locked.epub")


@pytest.mark.parametrize("tag", ["div", "b", "table><tr><td"])
def test_deeply_nested_page_ends(tag: str) -> None:
    began = time.process_time()
    with contextlib.suppress(Unreadable):
        extract_text(f"<{tag}>".encode() * 50_000 + b"The council met. " * 50, ".html", limits.LIMITS)
    assert time.process_time() - began < 10


def test_deeply_nested_mail_is_refused() -> None:
    assert "20 deep" in _refusal(samples.nested_mail(30), "deep.eml")
    assert "20 deep" in _refusal(samples.nested_mail(500), "deeper.eml")
    assert read_document_bytes(samples.nested_mail(5), "fine.eml").text == "hello"


def test_deeply_nested_word_file_is_refused() -> None:
    body = samples.word_body("<w:p>" * 5000 + "</w:p>" * 5000)
    assert "damaged" in _refusal(samples.word_file(body), "deep.docx")


def test_entities_of_a_word_file_are_neither_expanded_nor_fetched() -> None:
    laughing = samples.word_body("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", _BILLION_LAUGHS)
    _refusal(samples.word_file(laughing), "laughs.docx")
    outside = '<!DOCTYPE d [<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    body = samples.word_body("<w:p><w:r><w:t>before &file; after</w:t></w:r></w:p>", outside)
    assert "root:" not in read_document_bytes(samples.word_file(body), "outside.docx").text


def test_entities_of_an_epub_are_refused() -> None:
    package = f'<?xml version="1.0"?>{_BILLION_LAUGHS}<package>&l11;</package>'
    assert "EntitiesForbidden" in _refusal(samples.epub(package), "laughs.epub")


def test_epub_cannot_name_files_outside_itself() -> None:
    package = (
        '<package><manifest><item id="a" href="../../../../../etc/passwd" media-type="text/html"/></manifest>'
        '<spine><itemref idref="a"/></spine></package>'
    )
    assert "damaged" in _refusal(samples.epub(package), "outside.epub")


def test_pdf_whose_pages_hold_themselves_ends() -> None:
    _refusal(samples.pdf(kids="[2 0 R 3 0 R]"), "cycle.pdf")


def test_pdf_without_text_says_what_to_do() -> None:
    assert "OCR" in _refusal(samples.pdf(("",)), "scan.pdf")


def test_pdf_with_a_password_says_so() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer, buffer = pypdf.PdfWriter(clone_from=BytesIO(samples.pdf())), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(buffer)
    assert "without the password" in _refusal(buffer.getvalue(), "locked.pdf")


def test_too_many_pages_or_characters_are_refused() -> None:
    with pytest.raises(Unreadable, match="over 0 pages"):
        extract_text(samples.pdf(), ".pdf", Limits(pages=0))
    with pytest.raises(Unreadable, match="million characters"):
        extract_text(samples.pdf(), ".pdf", Limits(characters=20))


def test_too_big_file_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.documents.LIMITS", Limits(file_bytes=100))
    assert "over 0 MB" in _refusal(b"x" * 101, "big.html")


def test_name_cannot_break_the_line_or_the_terminal() -> None:
    with pytest.raises(InputError) as caught:
        read_document_bytes(b"", "a\n\x1b[31m\u202eb.pdf")
    assert str(caught.value).isprintable()


_MAKERS: dict[str, Callable[[], bytes]] = {
    ".pdf": samples.pdf,
    ".docx": samples.word_file,
    ".epub": samples.epub,
    ".html": samples.web_page,
    ".eml": lambda: samples.nested_mail(2),
}


@pytest.mark.parametrize("suffix", _MAKERS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_damaged_document_is_text_or_unreadable_never_another_error(suffix: str, data: st.DataObject) -> None:
    whole = bytearray(_whole(suffix))
    for _ in range(data.draw(st.integers(0, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        read = extract_text(cut, suffix, limits.LIMITS)
    except Unreadable:
        return
    read.text.encode()
    assert read.text == read.text.strip()
    assert read.layout.fits(read.text)


@cache
def _whole(suffix: str) -> bytes:
    return _MAKERS[suffix]()
