"""What scores the rows: processes on this machine, or a Ray cluster. Both give the same records in the same order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, Protocol, get_args

from unspin.batch.groups import Group, RowHash
from unspin.batch.pool import Pool
from unspin.batch.readers import Rows
from unspin.batch.records import Record
from unspin.batch.worker import Job
from unspin.report import ModelId

EngineName = Literal["local", "ray"]
ENGINES: tuple[EngineName, ...] = get_args(EngineName)


class Engine(Protocol):
    """Close it when done."""

    def model(self) -> ModelId:
        """Which model its workers load. Raises ModelError if it cannot be loaded."""

    def score_rows(self, rows: Rows, seen: RowHash, most_rows: int) -> Iterator[tuple[Group, list[Record]]]:
        """The rows not read yet in groups of at most ``most_rows``, each with its records, in order; ``seen`` takes them in."""

    def close(self) -> None:
        """End what it started."""


def open_engine(name: EngineName, workers: int, job: Job) -> Engine:
    """The engine with at most so many workers. UnspinError if an extra is missing or no cluster can be reached."""
    if name == "ray":
        from unspin.batch.cluster import Cluster

        return Cluster(workers, job)
    return Pool(workers, job)
