"""Whole, honest inputs of every kind, which the fuzzer then damages, with the words that matter to each kind's parser."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))

import document_samples as samples
from mutations import TOKENS, mutate, mutate_archive

from fakes import GENUINE_TEXT, SHORT_TEXT, SPUN_TEXT

TEXTS = (
    SPUN_TEXT,
    GENUINE_TEXT,
    SHORT_TEXT,
    "",
    '# A heading\n\n> Quoted settlement.\n\n* "An info leak," he mentioned.\n\n    code = [x for x in y]\n\n| a | b |\n',
    "Порт был закрыт. 日本 שלום 👩‍👩‍👧 settlement\u2028and commerce\r\nof the nation\ra navy\n",
)

_HTML_PIECES = (
    b"<p>", b"</p>", b"<article>", b"<div class='x'>", b"<table><tr><td>", b"<script>", b"</script>", b"<style>", b"<pre>", b"<!--", b"-->",
    b"<![CDATA[", b"]]>", b"&#xD800;", b"&#0;", b"&nbsp;", b"&#99999999999;", b"<meta charset='utf-7'>", b"<svg>", b"<br/>", b"<body>",
    b"<?xml version='1.0' encoding='x'?>", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"<img src=x>", b"<a href='javascript:1'>",
)  # fmt: skip
_XML_PIECES = (
    b"<w:p>", b"</w:p>", b"<w:t>", b"</w:t>", b"<w:del>", b"<w:tbl>", b"<w:br/>", b"<item id='a' href='..'/>", b"<itemref idref='z'/>",
    b"<spine>", b"<manifest>", b"xmlns:w='x'", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>", b"&b;", b"&amp;", b"<?x?>",
)  # fmt: skip
_PDF_PIECES = (
    b"<<", b">>", b" obj", b"endobj", b"stream\n", b"endstream", b"/Kids [2 0 R]", b"/Length 99999999", b"/Length -1", b"/FlateDecode",
    b"/LZWDecode", b"/ASCII85Decode", b"/ASCIIHexDecode", b"/RunLengthDecode", b"/Filter [/FlateDecode /FlateDecode]", b"3 0 R", b"0 0 R",
    b"startxref\n0", b"%%EOF", b"/Encrypt 5 0 R", b"/Type /ObjStm", b"/Type /XRef", b"(\\777)", b"<feff", b"Tj", b"[(a) -99999 (b)] TJ",
    b"Tf", b"Td", b"BT", b"ET", b"q", b"Do", b"/Font", b"/ToUnicode 4 0 R", b"/Prev 0", b"/Size 99999999", b"/MediaBox []", b"BI ID EI",
)  # fmt: skip
_MAIL_PIECES = (
    b"Content-Type: text/html", b"Content-Type: multipart/alternative; boundary=cut\n", b"Content-Transfer-Encoding: base64\n",
    b"Content-Transfer-Encoding: quoted-printable\n", b"charset=utf-16", b"charset=x-none", b"charset*0*=utf-8''x", b"\n\n", b"--cut\n",
    b"--cut--", b"=?utf-8?B?/w==?=", b"=?x?Q?=FF?=", b"Content-Disposition: attachment; filename*=x''%FF", b"Content-Type: message/rfc822\n\n",
    b"Content-Type: message/external-body; x", b"MIME-Version: ", b"=3D=\n", b"Content-Type: ;;;", b": ", b"Date: Mon, 99",
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of file: ``wholes`` makes honest ones, ``damage`` changes one."""

    wholes: Callable[[], tuple[bytes, ...]]
    damage: Callable[[random.Random, bytes], bytes]

    def draw(self, rng: random.Random) -> bytes:
        """A file of this kind, mostly damaged."""
        return self.damage(rng, rng.choice(_made(self.wholes)))


@cache
def _made(wholes: Callable[[], tuple[bytes, ...]]) -> tuple[bytes, ...]:
    return wholes()


def _texts() -> tuple[bytes, ...]:
    return (*(text.encode() for text in TEXTS), b"\xff\xfe" + SPUN_TEXT.encode("utf-16-le"), b"\xef\xbb\xbf" + SPUN_TEXT.encode())


def _web_pages() -> tuple[bytes, ...]:
    body = "".join(f"<h2>{n}</h2><p>{SPUN_TEXT}</p><ul><li>{GENUINE_TEXT}</ul><blockquote>x</blockquote>" for n in range(2))
    rest = "<table><tr><th>a<td>b</table><pre>code()</pre><figure><figcaption>c</figcaption></figure>"
    return samples.web_page(), f"<!doctype html><html lang=en><meta charset=utf-8><main>{body}{rest}</main>".encode()


def _word_files() -> tuple[bytes, ...]:
    rich = (
        f"<w:p><w:r><w:t>{SPUN_TEXT}</w:t><w:tab/><w:br/></w:r><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>cell</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    return samples.word_file(), samples.word_file(samples.word_body(rich))


def _pdfs() -> tuple[bytes, ...]:
    return samples.pdf((samples.SENTENCES, "of the agree-", "ment")), samples.pdf((SHORT_TEXT,)), _written_pdf(_PDF_OBJECTS)


_PDF_PAGE = (
    b"BT /F1 9 Tf 40 700 Td (The settlement of \\(the\\) na-) Tj 0 -14 Td [(tion ) -20 (and) 500 (its)] TJ T* <636f6d6d65726365> Tj "
    b"(navy) ' 1 2 (info) \" ET q 1 0 0 1 0 0 cm 0 0 5 5 re f Q"
)
_PDF_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R 3 0 R] /Count 2 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents [4 0 R] /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%s\nendstream" % (len(_PDF_PAGE), _PDF_PAGE),
    b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Differences [65 /B /fi 200 /x] >> /ToUnicode 6 0 R >>",
    b"<< /Length 70 >>\nstream\n1 begincodespacerange <00> <ff> endcodespacerange\n1 beginbfchar <01> <0041> \nendstream",
)


def _written_pdf(objects: Sequence[bytes]) -> bytes:
    made, offsets = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        offsets.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    end = b"xref\n0 %d\n0000000000 65535 f \n%strailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF"
    return bytes(made) + end % (count, table, count, len(made))


def _damaged_pdf(rng: random.Random, data: bytes) -> bytes:
    """Damage in one object of a file that is otherwise sound, so that it is met where that object is used; else anywhere."""
    if rng.random() < 0.3:
        return mutate(rng, data, TOKENS + 2 * _PDF_PIECES)
    objects = list(_PDF_OBJECTS)
    at = rng.randrange(len(objects))
    objects[at] = mutate(rng, objects[at], TOKENS + 2 * _PDF_PIECES)
    return _written_pdf(objects)


def _mails() -> tuple[bytes, ...]:
    coded = b"Content-Transfer-Encoding: base64\n\nVGhlIHNldHRsZW1lbnQgb2YgdGhlIG5hdGlvbi4=\n"
    return (
        samples.mail("text/plain; charset=utf-8", SPUN_TEXT),
        samples.mail("text/html; charset=utf-8", f"<p>{SPUN_TEXT}<br>{GENUINE_TEXT}</p>"),
        samples.nested_mail(3),
        b"Subject: =?utf-8?Q?=C3=A9?=\nContent-Type: text/plain; charset=iso-8859-1\n" + coded,
    )


KINDS: dict[str, Kind] = {
    ".txt": Kind(_texts, mutate),
    ".md": Kind(_texts, mutate),
    ".html": Kind(_web_pages, lambda rng, data: mutate(rng, data, TOKENS + 2 * _HTML_PIECES)),
    ".docx": Kind(_word_files, lambda rng, data: mutate_archive(rng, data, TOKENS + 2 * _XML_PIECES)),
    ".pdf": Kind(_pdfs, _damaged_pdf),
    ".epub": Kind(lambda: (samples.epub(),), lambda rng, data: mutate_archive(rng, data, TOKENS + _HTML_PIECES + _XML_PIECES)),
    ".eml": Kind(_mails, lambda rng, data: mutate(rng, data, TOKENS + 2 * _MAIL_PIECES)),
}
