"""Several worker processes that score groups of rows; the groups come back in order, and a worker that dies is replaced.

A group whose worker died is tried once more. If that one dies too, the rows are tried alone, and a row whose worker dies then is
the culprit: it becomes an error.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from unspin.batch.groups import Group, RowHash, make_groups
from unspin.batch.readers import Rows
from unspin.batch.records import Outcome, Record
from unspin.batch.worker import DIED_TWICE, Job, Ready, Refused, Reply, Task, work
from unspin.errors import ModelError, UnspinError
from unspin.report import ModelId

# Tasks a worker holds: one at work and one waiting, so that it never idles while the parent reads.
_HELD = 2
# Groups read but not yet written, per worker: a slow group must not stop the others at once, nor memory grow without bound.
_AHEAD = 8
_MOST_FAILED_STARTS = 3


@dataclass
class _Pending:
    """A group on its way: the outcomes so far, None where a row is still to be scored."""

    group: Group
    outcomes: list[Outcome | None]


@dataclass
class _Share:
    """Rows of a group that are scored together, and how many workers died on them."""

    pending: _Pending
    rows: list[int]
    deaths: int = 0

    def task(self) -> Task:
        rows = [self.pending.group.rows[index] for index in self.rows]
        return Task.of(rows)


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    ready: bool = False
    held: deque[_Share] = field(default_factory=deque)


class Pool:
    """At most ``count`` workers, started as there is work for them. Close it when done."""

    def __init__(self, count: int, job: Job) -> None:
        self._count = count
        self._job = job
        self._workers: list[_Worker] = []
        self._queue: deque[_Share] = deque()
        self._model: ModelId | None = None
        self._failed_starts = 0

    def model(self) -> ModelId:
        """Which model the workers load: starts the first one and waits for it. Raises ModelError if it cannot be loaded."""
        while self._model is None:
            if not self._workers:
                self._start_worker()
            self._listen()
        return self._model

    def score_rows(self, rows: Rows, seen: RowHash, most_rows: int) -> Iterator[tuple[Group, list[Record]]]:
        """The rows not read yet in groups, each with its records, in order."""
        return self.score(make_groups(rows, seen, most_rows))

    def score(self, groups: Iterable[Group]) -> Iterator[tuple[Group, list[Record]]]:
        """Each group with its records, in the order of ``groups``."""
        coming = iter(groups)
        window: deque[_Pending] = deque()
        exhausted = False
        while True:
            while not exhausted and len(window) < _AHEAD * self._count:
                group = next(coming, None)
                if group is None:
                    exhausted = True
                else:
                    window.append(self._enqueue(group))
                    self._hand_out()
            if not window:
                return
            while None in window[0].outcomes:
                self._hand_out()
                self._listen()
            scored = window.popleft()
            yield scored.group, _records(scored)

    def close(self) -> None:
        """End all workers, in the middle of a text if need be."""
        for worker in self._workers:
            worker.process.kill()  # they own nothing that could be left half done
            worker.pipe.close()
        for worker in self._workers:
            worker.process.join()
        self._workers.clear()

    def _enqueue(self, group: Group) -> _Pending:
        pending = _Pending(group, [None if row.text is not None else Outcome(error=row.error) for row in group.rows])
        readable = [index for index, outcome in enumerate(pending.outcomes) if outcome is None]
        if readable:
            self._queue.append(_Share(pending, readable))
        return pending

    def _hand_out(self) -> None:
        while self._queue:
            free = min(self._workers, key=lambda worker: len(worker.held), default=None)
            if (free is None or free.held) and len(self._workers) < self._count:
                free = self._start_worker()
            if free is None or len(free.held) >= _HELD:
                return
            share = self._queue.popleft()
            free.held.append(share)
            try:
                free.pipe.send(share.task())
            except OSError:
                self._bury(free)

    def _listen(self) -> None:
        """Wait until a worker says something, and take it in."""
        for pipe in wait([worker.pipe for worker in self._workers]):
            worker = next(worker for worker in self._workers if worker.pipe is pipe)
            try:
                reply: Reply = worker.pipe.recv()
            except (EOFError, OSError):
                self._bury(worker)
            else:
                self._take(worker, reply)

    def _take(self, worker: _Worker, reply: Reply) -> None:
        if isinstance(reply, Refused):
            raise ModelError(reply.message)
        if isinstance(reply, Ready):
            worker.ready = True
            self._failed_starts = 0
            if self._model not in (None, reply.model):
                raise ModelError("the model was changed while it was in use; run the same command again once it stays the same")
            self._model = reply.model
            return
        share = worker.held.popleft()
        for index, outcome in zip(share.rows, reply, strict=True):
            share.pending.outcomes[index] = outcome

    def _bury(self, worker: _Worker) -> None:
        """A worker died: give its work to others. Only the share it was at is to blame."""
        self._workers.remove(worker)
        worker.pipe.close()
        worker.process.join()
        held = worker.held
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= _MOST_FAILED_STARTS:
                raise UnspinError("the worker processes die while they load the model; free some memory or use fewer --workers")
        elif held:
            held.extendleft(reversed(self._after_death(held.popleft())))
        self._queue.extendleft(reversed(held))

    def _after_death(self, share: _Share) -> list[_Share]:
        share.deaths += 1
        if share.deaths == 1:
            return [share]
        if len(share.rows) > 1:
            return [_Share(share.pending, [index], deaths=1) for index in share.rows]
        share.pending.outcomes[share.rows[0]] = Outcome(error=DIED_TWICE)
        return []

    def _start_worker(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=work, args=(theirs, self._job), daemon=True)
        try:
            with _deaf_to_interrupts():
                process.start()
        except OSError as error:
            raise UnspinError(f"a worker process cannot be started ({error}); use fewer --workers") from None
        theirs.close()
        worker = _Worker(process, ours)
        self._workers.append(worker)
        return worker


def _records(pending: _Pending) -> list[Record]:
    return [Record(row, outcome or Outcome()) for row, outcome in zip(pending.group.rows, pending.outcomes, strict=True)]


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Ctrl-C goes to the whole process group; children started in here never hear it. The parent hears it afterwards."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # else the first start would start it, and that lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
