"""Readers say where the headings, tables, code, block quotes and pages of a document are."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import document_samples as samples
import pytest
from document_samples import SENTENCES

from fakes import FakeModel
from unspin.documents import DocumentText, read_document_bytes
from unspin.documents.parts import put_together, table

_REPORT_PAGE = (Path(__file__).parents[2] / "docs" / "report.md").read_text("utf-8")
_MARKUP = (
    f"<h2>The river</h2><p>{SENTENCES}</p>"
    f"<blockquote><p>So it was told. {SENTENCES}</p></blockquote><pre><code>def flood(x):\n    return x</code></pre>"
    f"<table><tr><th>City</th><td>Bern</td></tr></table><p>The end, {SENTENCES}</p>"
)


def parts(read: DocumentText) -> list[tuple[str, str]]:
    assert read.layout.fits(read.text)
    return [(block.kind, read.text[block.start : block.end]) for block in read.layout.blocks]


@pytest.mark.parametrize("suffix", [".html", ".eml", ".epub"])
def test_markup(suffix: str) -> None:
    documents = {
        ".html": f"<html><body><article>{_MARKUP}</article></body></html>".encode(),
        ".eml": samples.mail("text/html; charset=utf-8", _MARKUP),
        ".epub": samples.epub(chapter=_MARKUP),
    }
    kinds = [kind for kind, _ in parts(read_document_bytes(documents[suffix], f"a{suffix}"))]
    assert kinds[:6] == ["heading", "paragraph", "quotation", "code", "table", "paragraph"]


def test_plain_mail_is_told_by_its_lines() -> None:
    read = read_document_bytes(samples.mail("text/plain", f"> {SENTENCES}\n> So it was.\n\n{SENTENCES}"), "a.eml")
    assert [kind for kind, _ in parts(read)] == ["quotation", "paragraph"]


def test_word_file_by_its_styles_and_those_based_on_them() -> None:
    docx = pytest.importorskip("docx")
    document, buffer = docx.Document(), BytesIO()
    own = document.styles.add_style("House Head", 1)
    own.base_style = document.styles["Heading 2"]
    document.add_heading("The river", 0)
    document.add_paragraph("And the wall", own)
    document.add_paragraph(SENTENCES)
    document.add_paragraph(SENTENCES, "Quote")
    for cell in document.add_table(1, 2).row_cells(0):
        cell.text = "Bern 12"
    document.add_table(1, 1).cell(0, 0).text = SENTENCES
    document.save(buffer)
    assert parts(read_document_bytes(buffer.getvalue(), "a.docx")) == [
        ("heading", "The river"),
        ("heading", "And the wall"),
        ("paragraph", SENTENCES),
        ("quotation", SENTENCES),
        ("table", "Bern 12\n\nBern 12"),
        ("paragraph", SENTENCES),
    ]


def test_pdf_has_pages_and_paragraphs_and_words_that_are_whole() -> None:
    pypdf = pytest.importorskip("pypdf")
    writer, buffer = pypdf.PdfWriter(), BytesIO()
    first = ("The council met on Tuesday to hear what the river had", "done.", "Nobody spoke for long, they said it was an agree-")
    for lines in (first, ("ment of all.",)):
        writer.append(BytesIO(samples.pdf(lines)))
    writer.write(buffer)
    read = read_document_bytes(buffer.getvalue(), "a.pdf")
    assert [text.split()[-1] for _, text in parts(read)] == ["done.", "agreement", "all."]
    assert [block.page for block in read.layout.blocks] == [1, 1, 2]


def test_a_heading_that_is_never_closed_is_no_heading() -> None:
    read = read_document_bytes(samples.mail("text/html; charset=utf-8", f"<h1>{SENTENCES} {SENTENCES}"), "a.eml")
    assert [kind for kind, _ in parts(read)] == ["paragraph"]


def test_a_table_of_prose_is_its_paragraphs() -> None:
    assert [part.kind for part in table([SENTENCES, SENTENCES])] == ["paragraph", "paragraph"]
    assert [part.kind for part in table(["City", "12", " "])] == ["table"]
    assert put_together(table([])).text == ""


def test_the_example_in_the_docs_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("article.pdf").write_bytes(samples.pdf(("The settlement was signed.",)))
    _, example = re.findall(r"```python\n(.*?)```", _REPORT_PAGE, re.DOTALL)
    names: dict[str, object] = {"model": FakeModel()}
    exec(example, names)
    report = names["report"]
    assert [(span.paragraph, span.page) for span in report.spans] == [(1, 1)]  # type: ignore[attr-defined]
