"""Honest documents of every kind give their text, and nothing but their text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import document_samples as samples
import pytest
from document_samples import SENTENCES

from unspin.documents import DOCUMENT_SUFFIXES, read_document, read_document_bytes
from unspin.errors import InputError


def test_web_page_gives_the_article_alone() -> None:
    text = read_document_bytes(samples.web_page(), "page.HTML").text
    assert text.startswith("The river")
    assert all(f"Part {n}. {SENTENCES}" in text for n in range(5))
    assert not any(word in text for word in ("Home", "Copyright", "alert"))


def test_word_file_gives_paragraphs_and_tables_in_order() -> None:
    assert read_document_bytes(samples.word_file(), "a.docx").text.split("\n\n") == [SENTENCES, "In a table.", "The end."]


def test_word_file_with_tracked_changes_is_read_as_accepted() -> None:
    changed = (
        "<w:p><w:r><w:t xml:space='preserve'>They signed the </w:t></w:r>"
        "<w:del><w:r><w:delText>agreement</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>settlement</w:t></w:r></w:ins></w:p>"
    )
    assert read_document_bytes(samples.word_file(samples.word_body(changed)), "a.docx").text == "They signed the settlement"


def test_epub_gives_chapters_in_reading_order_without_titles() -> None:
    assert read_document_bytes(samples.epub(), "a.epub").text == f"One\n\n{SENTENCES}\n\nThe end & no more."


def test_pdf_mends_words_broken_at_line_ends_but_not_true_hyphens() -> None:
    text = read_document_bytes(samples.pdf(("The agree-", "ment was signed by Anglo-", "American firms.")), "a.pdf").text
    assert text == "The agreement was signed by Anglo-\nAmerican firms."


@pytest.mark.parametrize(
    ("content_type", "body", "text"),
    [
        ("text/plain; charset=utf-8", "Hello\nthere", "Hello\nthere"),
        ("text/html; charset=utf-8", "<style>p{}</style><p>Hello<br>there</p><p>Again</p>", "Hello\nthere\n\nAgain"),
        ("text/plain; charset=klingon", "Hello", "Hello"),
    ],
)
def test_mail_gives_its_body_alone(content_type: str, body: str, text: str) -> None:
    assert read_document_bytes(samples.mail(content_type, body), "a.eml").text == text


def test_path_is_read_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(samples.mail("text/plain", "Hello"))
    assert read_document(path).text == read_document(str(path)).text == "Hello"


def test_missing_file_is_one_line_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^\S*no\.pdf: no such file or directory; check the path") as caught:
        read_document(tmp_path / "no.pdf")
    assert "\n" not in str(caught.value)


def test_other_kinds_are_refused_by_name() -> None:
    with pytest.raises(InputError, match=r"^a\.doc: this kind of document is not read; give one of \.docx"):
        read_document_bytes(b"x", "a.doc")


@pytest.mark.parametrize("suffix", DOCUMENT_SUFFIXES)
def test_empty_file_is_an_input_error(suffix: str) -> None:
    with pytest.raises(InputError, match=r"^empty\.\w+: "):
        read_document_bytes(b"", f"empty{suffix}")


def test_libraries_stay_out_of_the_main_process() -> None:
    code = (
        "import sys, unspin.documents as d\n"
        "print(d.read_document_bytes(b'Subject: s\\n\\nHello', 'a.eml').text)\n"
        "print(sorted({'trafilatura', 'pypdf', 'docx', 'lxml'} & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert answer.stdout.split("\n")[:2] == ["Hello", "[]"]
