"""Readers: any bytes are a text or one line that says why not."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from corpus import KINDS

from unspin.cli.inputs import _decode
from unspin.documents.limits import LIMITS, Unreadable
from unspin.documents.worker import extract_text
from unspin.errors import InputError

Check = Callable[[random.Random], None]


@contextmanager
def plain_text(suffix: str) -> Iterator[Check]:
    """Text files: the text goes back to the same bytes."""

    def check(rng: random.Random) -> None:
        data = KINDS[suffix].draw(rng)
        try:
            document = _decode("name", data)
        except InputError as error:
            return _one_line(str(error))
        assert document.encode(document.text) == data, "a text goes back to the bytes it came from"

    yield check


@contextmanager
def document(suffix: str) -> Iterator[Check]:
    """Files that libraries parse, in this process: what would end the reader process is found here as itself."""
    for chatty in ("pypdf", "trafilatura"):
        logging.getLogger(chatty).setLevel(logging.CRITICAL)

    def check(rng: random.Random) -> None:
        data = KINDS[suffix].draw(rng)
        try:
            read = extract_text(data, suffix, LIMITS)
        except Unreadable as error:
            return _one_line(str(error))
        read.text.encode()
        assert read.text.strip() == read.text != "", "a text is tidy and not empty"
        assert read.layout.fits(read.text), "its parts are all of it"

    yield check


def _one_line(refusal: str) -> None:
    assert refusal.isprintable(), "a refusal is one harmless line"
