"""The program of the reader process: takes documents on standard input and gives their text, or why not, on standard output.

A request is a line of JSON, ``{"suffix": ".pdf", "size": 123}``, and the document's bytes. An answer is a line of JSON,
``{"ok": true, "size": 45, "spent": false, "blocks": [[0, 45, "paragraph", null]]}``, and the text, or what is wrong, in UTF-8; spent
means that another process should go on, blocks are the layout. It ends with its input.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import BinaryIO

from unspin.documents.epub_file import read_epub
from unspin.documents.limits import LIMITS, Limits, Unreadable
from unspin.documents.mail import read_mail
from unspin.documents.parts import DocumentText
from unspin.documents.pdf_file import read_pdf
from unspin.documents.web_page import read_web_page
from unspin.documents.word_file import read_word_file

_READERS: dict[str, Callable[[bytes, Limits], DocumentText]] = {
    ".docx": read_word_file,
    ".eml": read_mail,
    ".epub": read_epub,
    ".htm": read_web_page,
    ".html": read_web_page,
    ".pdf": read_pdf,
}


def extract_text(data: bytes, suffix: str, limits: Limits) -> DocumentText:
    """The tidy text of a document, with its layout. Raises Unreadable, whatever goes wrong."""
    try:
        read = _READERS[suffix](data, limits)
    except Unreadable:
        raise
    except ModuleNotFoundError:
        raise Unreadable(f"reading {suffix} files needs the extra: pip install 'unspin[formats]'") from None
    except MemoryError:
        raise Unreadable("takes too much memory to read; save its text as .txt") from None
    except RecursionError:
        raise Unreadable("nested too deeply; save its text as .txt") from None
    except Exception as error:  # the libraries raise what they like on damaged files
        kind = type(error).__name__
        raise Unreadable(
            f"damaged, or not a {suffix} file ({kind}); open it and save it again, or save its text as .txt"
        ) from None
    if not read.text:
        raise Unreadable("no text in it; check that it is the right file")
    if len(read.text) > limits.characters:
        raise Unreadable(f"over {limits.characters // 1_000_000} million characters; split it")
    return read


def main() -> None:
    """Answer requests until there are no more."""
    requests, answers = sys.stdin.buffer, _private_stdout()
    _limit_memory(LIMITS.memory_bytes)
    while header := requests.readline():
        request = json.loads(header)
        blocks: list[list[object]] = []
        try:
            read = extract_text(requests.read(request["size"]), request["suffix"], LIMITS)
            ok, answer = True, read.text
            blocks = [[block.start, block.end, block.kind, block.page] for block in read.layout.blocks]
        except Unreadable as error:
            ok, answer = False, str(error)
        payload = answer.encode()
        header = {"ok": ok, "size": len(payload), "spent": _is_spent(), "blocks": blocks}
        answers.write(json.dumps(header).encode() + b"\n" + payload)
        answers.flush()


def _private_stdout() -> BinaryIO:
    """Standard output for answers alone: what a library prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return answers


def _limit_memory(size: int) -> None:
    try:
        import resource
    except ModuleNotFoundError:  # not a Unix
        return
    resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _is_spent() -> bool:
    """Whether this process has grown much: parsers keep some of what they read, and the next document needs the room."""
    try:
        import resource
    except ModuleNotFoundError:  # not a Unix
        return False
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > LIMITS.memory_bytes / 4


if __name__ == "__main__":
    main()
