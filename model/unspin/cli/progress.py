"""How far a piece of work is, for whoever watches: a bar on standard error that shows itself once the work has lasted a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import rich.progress

Advance = Callable[[int], None]

_PATIENCE = 1.0


@contextmanager
def progress(doing: str, total: int | None) -> Iterator[Advance]:
    """Gives a function that is told how much more is done. ``total`` is all there is to do; None if nobody knows.

    Only on a terminal. While the bar may be there, write nothing to it.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda amount: None
        return
    bar = _LateBar(doing, total)
    try:
        yield bar.advance
    finally:
        bar.close()


class _LateBar:
    """Starts itself from a thread of its own, so that quick work neither flickers nor waits for the library of the bar."""

    def __init__(self, doing: str, total: int | None) -> None:
        self._doing, self._total, self._done = doing, total, 0
        self._lock = Lock()
        self._closed = False
        self._bar: rich.progress.Progress | None = None
        self._timer = Timer(_PATIENCE, self._show)
        self._timer.daemon = True
        self._timer.start()

    def advance(self, amount: int) -> None:
        """So much more is done."""
        with self._lock:
            self._done += amount
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self._done)

    def close(self) -> None:
        """Take the bar away."""
        self._timer.cancel()
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()

    def _show(self) -> None:
        bar = _new_bar()
        with self._lock:
            if self._closed:
                return
            bar.add_task(self._doing, total=self._total, completed=self._done)
            bar.start()
            self._bar = bar


def _new_bar() -> rich.progress.Progress:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
