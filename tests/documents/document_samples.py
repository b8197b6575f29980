"""Small documents of every kind, made when a test asks for them."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

SENTENCES = "The council met on Tuesday to hear what the river had done. Nobody spoke for long, and the engineer showed a map."

_CONTAINER = """<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0">
<rootfiles><rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
_PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="part%201/one.xhtml" media-type="application/xhtml+xml"/>
<item id="p" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="p"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""


def archive(files: dict[str, str | bytes]) -> bytes:
    """A zip file of these members."""
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as zip_file:
        for name, content in files.items():
            zip_file.writestr(name, content)
    return buffer.getvalue()


def web_page() -> bytes:
    """An article between a menu and a footer."""
    paragraphs = "".join(f"<p>Part {n}. {SENTENCES}</p>" for n in range(5))
    return (
        '<html><head><title>News</title><script>alert("no")</script></head><body><nav><a href="/">Home</a></nav>'
        f"<article><h1>The river</h1>{paragraphs}</article><footer>Copyright</footer></body></html>"
    ).encode()


def epub(package: str = _PACKAGE, chapter: str = f"<h1>One</h1><p>{SENTENCES}</p>") -> bytes:
    """Two chapters, whose order in the spine is not that of the manifest."""
    return archive(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": _CONTAINER,
            "OPS/book.opf": package,
            "OPS/part 1/one.xhtml": f"<html><head><title>Hidden</title></head><body>{chapter}</body></html>",
            "OPS/two.xhtml": "<html><head><script src='x'/></head><body><p>The end &amp; no more.</p></body></html>",
        }
    )


def word_file(body: str | None = None) -> bytes:
    """A Word file, or one whose body is this XML."""
    import docx

    buffer = BytesIO()
    document = docx.Document()
    document.add_paragraph(SENTENCES)
    document.add_table(1, 1).cell(0, 0).text = "In a table."
    document.add_paragraph("The end.")
    document.save(buffer)
    if body is None:
        return buffer.getvalue()
    with ZipFile(buffer) as made:
        files: dict[str, str | bytes] = {name: made.read(name) for name in made.namelist()}
    return archive(files | {"word/document.xml": body})


def word_body(content: str, doctype: str = "") -> str:
    """The main part of a Word file."""
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<?xml version="1.0"?>{doctype}<w:document xmlns:w="{namespace}"><w:body>{content}</w:body></w:document>'


def pdf(lines: tuple[str, ...] = (SENTENCES,), kids: str = "[3 0 R]") -> bytes:
    """One page with these lines."""
    content = "BT /F1 9 Tf 40 700 Td " + " 0 -14 Td ".join(f"({line}) Tj" for line in lines) + " ET"
    stream = zlib.compress(content.encode("latin-1"))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids {kids} /Count 1 >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    made, offsets = b"%PDF-1.4\n", []
    for number, content_bytes in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content_bytes)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 6\n0000000000 65535 f \n%strailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (table, len(made))
    return made + end


def mail(content_type: str, body: str) -> bytes:
    """An e-mail with one body and one attachment."""
    return (
        'Subject: hidden\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="cut"\n\n'
        f"--cut\nContent-Type: {content_type}\n\n{body}\n"
        "--cut\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached\n--cut--\n"
    ).encode()


def nested_mail(depth: int) -> bytes:
    """A text inside ``depth`` parts."""
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"{parts}Content-Type: text/plain\n\nhello\n".encode()
