"""What score and restore share: read all inputs first, then run the model over them a few at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, TypeVar

import click

from unspin.cli.exit_codes import ExitCode
from unspin.cli.inputs import Document, Failure, is_single, read_documents
from unspin.cli.output import warn
from unspin.cli.progress import progress
from unspin.layout import Layout

Answer = TypeVar("Answer")

_AT_A_TIME = 16
_CHARACTERS = 20_000  # about half a second's work


@dataclass(frozen=True, slots=True)
class Inputs:
    """The documents that could be read (at least one). ``single``: one file was asked about, not several or a folder."""

    documents: tuple[Document, ...]
    failed: bool
    single: bool


def read_inputs(paths: Sequence[str]) -> Inputs:
    """Read every input and tell the user of each that cannot be; if none can, the command ends here."""
    with progress("reading", None):
        read = list(read_documents(paths, _stdin()))
    documents = tuple(one for one in read if isinstance(one, Document))
    failures = [one for one in read if isinstance(one, Failure)]
    for failure in failures:
        warn(failure.message)
    if not documents:
        raise click.exceptions.Exit(ExitCode.USAGE)
    return Inputs(documents, bool(failures), is_single(paths))


def _stdin() -> BinaryIO:
    """Standard input; nothing, if the caller closed it."""
    return sys.stdin.buffer if sys.stdin else BytesIO()


def in_batches(
    documents: Sequence[Document], run: Callable[[list[str], list[str], list[Layout | None]], Sequence[Answer]], doing: str
) -> list[Answer]:
    """The answers of ``run(texts, names, layouts)`` in order. Whoever watches sees how far it is, in characters."""
    answers: list[Answer] = []
    # How far the model is within one text, it does not say.
    total = sum(len(document.text) for document in documents) if len(documents) > 1 else None
    with progress(doing, total) as advance:
        for batch in _batches(documents):
            answers += run([d.text for d in batch], [d.name for d in batch], [d.layout for d in batch])
            advance(sum(len(d.text) for d in batch))
    return answers


def _batches(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    """A few documents at a time; a long one alone."""
    at = 0
    while at < len(documents):
        end, characters = at + 1, len(documents[at].text)
        while end < len(documents) and end - at < _AT_A_TIME and characters + len(documents[end].text) <= _CHARACTERS:
            characters += len(documents[end].text)
            end += 1
        yield documents[at:end]
        at = end
