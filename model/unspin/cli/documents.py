"""What score and restore share: read all inputs first, then run the model over them a few at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, TypeVar

import click

from unspin.cli.exit_codes import ExitCode
from unspin.cli.inputs import Document, Failure, is_single, read_documents
from unspin.cli.output import warn

Answer = TypeVar("Answer")

_AT_A_TIME = 16
_MANY = 8


@dataclass(frozen=True, slots=True)
class Inputs:
    """The documents that could be read (at least one). ``single``: one file was asked about, not several or a folder."""

    documents: tuple[Document, ...]
    failed: bool
    single: bool


def read_inputs(paths: Sequence[str]) -> Inputs:
    """Read every input and tell the user of each that cannot be; if none can, the command ends here."""
    documents: list[Document] = []
    failed = False
    for read in read_documents(paths, _stdin()):
        if isinstance(read, Failure):
            warn(read.message)
            failed = True
        else:
            documents.append(read)
    if not documents:
        raise click.exceptions.Exit(ExitCode.USAGE)
    return Inputs(tuple(documents), failed, is_single(paths))


def _stdin() -> BinaryIO:
    """Standard input; nothing, if the caller closed it."""
    return sys.stdin.buffer if sys.stdin else BytesIO()


def in_batches(
    documents: Sequence[Document], run: Callable[[list[str], list[str]], Sequence[Answer]], doing: str
) -> list[Answer]:
    """The answers of ``run(texts, names)`` in order, with a progress bar if there are many and somebody watches."""
    answers: list[Answer] = []
    with _progress(len(documents), doing) as advance:
        for at in range(0, len(documents), _AT_A_TIME):
            batch = documents[at : at + _AT_A_TIME]
            answers += run([d.text for d in batch], [d.name for d in batch])
            advance(len(batch))
    return answers


@contextmanager
def _progress(total: int, doing: str) -> Iterator[Callable[[int], None]]:
    if total < _MANY or not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda done: progress.advance(task, done)
