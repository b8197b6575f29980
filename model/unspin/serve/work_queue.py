"""Runs one job at a time and lets only so many wait: whoever comes later is told when to come back."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TypeVar

Result = TypeVar("Result")

# How much the last job weighs in the estimate of how long a job takes.
_NEWEST = 0.3


class QueueFull(Exception):
    """There is no room; ``retry_after`` is when there may be, in whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"retry after {retry_after} seconds")
        self.retry_after = retry_after


class WorkQueue:
    """One worker thread and a bounded queue before it. Its methods belong to one event loop; jobs run in the thread.

    A job that ran out of time while it waited is never started. One that is running cannot be stopped: it keeps its place until
    it ends, so that the queue never takes on more than it can do.
    """

    def __init__(self, waiting: int, seconds: float) -> None:
        self._places = waiting + 1
        self._seconds = seconds
        self._thread = ThreadPoolExecutor(1, "unspin-worker")
        self._lock = Lock()
        self._taken = 0
        self._job_seconds = 1.0

    @property
    def taken(self) -> int:
        """How many jobs are running or waiting."""
        return self._taken

    async def run(self, job: Callable[[], Result]) -> Result:
        """The result of ``job()``. Raises QueueFull, TimeoutError, or what the job raises."""
        with self._lock:
            if self._taken >= self._places:
                raise QueueFull(max(1, math.ceil(self._taken * self._job_seconds)))
            self._taken += 1
        # A job that was given up stays in the thread's queue until its turn; what it holds, such as a text, must not.
        held = [job]
        future = self._thread.submit(self._timed, held)
        future.add_done_callback(lambda done: self._leave(held))
        return await asyncio.wait_for(asyncio.wrap_future(future), self._seconds)

    def close(self) -> None:
        """Let go of the thread; jobs that wait are dropped."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _timed(self, held: list[Callable[[], Result]]) -> Result:
        began = time.monotonic()
        try:
            return held.pop()()
        finally:
            self._job_seconds += _NEWEST * (time.monotonic() - began - self._job_seconds)

    def _leave(self, held: list[Callable[[], Result]]) -> None:
        held.clear()
        with self._lock:
            self._taken -= 1
