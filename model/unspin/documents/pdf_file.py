"""PDF files: the text of the pages, with words that were broken at a line's end put together again."""

from __future__ import annotations

import re
from io import BytesIO

from unspin.documents.limits import Limits, Unreadable

_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])[-\u2010]\n(?=[a-z])")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"})
_LOCKED = "password-protected; save a copy without the password"


def read_pdf(data: bytes, limits: Limits) -> str:
    """The text of a PDF file. Raises Unreadable, or an error of the library if the file is damaged."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        if len(reader.pages) > limits.pages:
            raise Unreadable(f"over {limits.pages} pages; split it")
        text = "\n".join(page.extract_text() for page in reader.pages)
    except (DependencyError, FileNotDecryptedError):
        raise Unreadable(_LOCKED) from None
    if not text.strip():
        raise Unreadable("no text in it, perhaps scanned pages; run text recognition (OCR) on it first")
    return _BROKEN_WORD.sub("", text.translate(_LIGATURES))
