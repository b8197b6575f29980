"""PDF files: the paragraphs of the pages, with words that were broken at a line's end put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO

from unspin.documents.limits import Limits, Unreadable
from unspin.documents.parts import DocumentText, Part, put_together

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(?=[a-z])")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_LOCKED = "password-protected; save a copy without the password"
# The last line of a paragraph is shorter than this share of the longest line of its page, and ends a sentence.
_SHORT = 0.85
_ENDS_SENTENCE = tuple(".!?:\"”’)")


def read_pdf(data: bytes, limits: Limits) -> DocumentText:
    """The text of a PDF file. Raises Unreadable, or an error of the library if the file is damaged."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        if len(reader.pages) > limits.pages:
            raise Unreadable(f"over {limits.pages} pages; split it")
        pages = [page.extract_text().translate(_LIGATURES).strip() for page in reader.pages]
    except (DependencyError, FileNotDecryptedError):
        raise Unreadable(_LOCKED) from None
    read = put_together(_parts(pages))
    if not read.text:
        raise Unreadable("no text in it, perhaps scanned pages; run text recognition (OCR) on it first")
    return read


def _parts(pages: Sequence[str]) -> Iterator[Part]:
    for number, page in enumerate(_with_whole_words(pages), 1):
        for paragraph in _paragraphs(_BROKEN_WORD.sub("", page)):
            yield Part(paragraph, page=number)


def _with_whole_words(pages: Sequence[str]) -> Iterator[str]:
    """The pages, each with the end of a word that is broken at its last line."""
    taken = 0
    for page, following in zip(pages, [*pages[1:], ""], strict=True):
        page, taken = page[taken:], 0
        if _BROKEN_WORD.search(f"{page[-2:]}\n{following[:1]}"):
            taken = len(following.split(maxsplit=1)[0])
            page += f"\n{following[:taken]}"
        yield page


def _paragraphs(page: str) -> Iterator[str]:
    """The file says where letters stand, not which lines belong together: a blank line parts them, and a short one after a sentence."""
    lines = page.split("\n")
    longest = max(map(len, lines))
    paragraph: list[str] = []
    for line in lines:
        paragraph.append(line)
        if not line.strip() or (len(line) < _SHORT * longest and line.rstrip().endswith(_ENDS_SENTENCE)):
            yield "\n".join(paragraph)
            paragraph = []
    yield "\n".join(paragraph)
