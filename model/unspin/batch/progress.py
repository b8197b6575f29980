"""What the user sees while a batch runs and when it is done. All of it goes to standard error."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import click

from unspin.batch.counts import Counts, count
from unspin.batch.records import Record
from unspin.formats.safe_text import one_line

if TYPE_CHECKING:
    import rich.progress

_MOST_ERRORS_SHOWN = 3


class Progress:
    """A bar if ``terminal``, the first few failures, and a summary. Use it as a context."""

    def __init__(self, terminal: bool) -> None:
        self._terminal = terminal
        self._bar: rich.progress.Progress | None = None
        self._began = time.monotonic()
        self._before = Counts()
        self._scored = Counts()
        self._errors_shown = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()
            self._bar = None

    def begin(self, before: Counts, position: int, total: int) -> None:
        """Scoring starts. ``before``: what an earlier run did; ``position`` and ``total``: bytes of input (0 if unknown)."""
        self._before = before
        self._began = time.monotonic()
        if before.documents:
            self._say(f"going on after {before.documents:,} documents that were scored before")
        if self._terminal:
            self._bar = _bar()
            self._bar.add_task("", total=total or None, completed=position)
            self._bar.start()

    def scored(self, records: Sequence[Record]) -> None:
        """Some more records are done."""
        self._scored += count(records)
        for error in (record.error for record in records if record.error):
            if self._errors_shown < _MOST_ERRORS_SHOWN:
                self._say(error)
            self._errors_shown += 1
        if self._bar and records:
            documents = self._before.documents + self._scored.documents
            speed = f"{documents:,} documents, {self._per_second(self._scored.documents)}/s"
            self._bar.update(self._bar.task_ids[0], completed=records[-1].row.position, description=speed)

    def joining(self) -> None:
        """All is scored."""
        if self._bar:
            self._bar.update(self._bar.task_ids[0], description="joining the parts")

    def nothing_to_do(self, output: Path) -> None:
        """The output was there already."""
        self._say(f"{output}: finished before; nothing to do")

    def summarise(self, counts: Counts) -> None:
        """The last line: ``counts`` over all documents, the speed of those scored now."""
        outcome = f"{counts.spun:,} spun, {counts.genuine:,} genuine, {counts.undecided:,} undecided, {counts.failed:,} failed"
        line = f"{counts.documents:,} documents: {outcome}"
        if self._scored.words:
            line += f"; {self._per_second(self._scored.words)} words/s"
        self._say(line)
        if counts.failed:
            self._say("the column error of the output says why rows failed")

    def _per_second(self, amount: int) -> str:
        rate = amount / max(time.monotonic() - self._began, 0.001)
        return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"

    def _say(self, message: str) -> None:
        line = f"unspin: {one_line(message)}"
        if self._bar:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            click.echo(line, err=True)


def _bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), TaskProgressColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, speed_estimate_period=120)
