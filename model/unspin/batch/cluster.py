"""The engine "ray": sources are read and rows are scored by Ray Data on a cluster, this machine or many; records come back here.

Ray reads in several processes, hands pieces of sources to actors that hold the model, gives a piece to another process when one
dies, and returns all in order, so that numbering, parts and output are those of a run on one machine.
"""

from __future__ import annotations

import io
import logging
import os
import pickle
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import replace
from functools import partial
from itertools import count
from typing import Any

from unspin.batch import extra
from unspin.batch.cluster_worker import COLUMN, Begun, Scorer, model_of, read_pieces, unpacked
from unspin.batch.groups import Group, RowHash
from unspin.batch.readers import Rest, Rows, placed
from unspin.batch.records import Record
from unspin.batch.rows import short_message
from unspin.batch.worker import Job, Refused
from unspin.errors import ModelError, UnspinError
from unspin.report import ModelId

# A piece is a block of its own, so that it is scored as soon as it is read. The other bound is what Ray may hold in memory.
_BLOCK_BYTES = 1
_STORE_BYTES = 500_000_000
_ACTORS_A_READER = 8


class Cluster:
    """``count`` actors at most, of one core each, on the cluster of RAY_ADDRESS, or the one running here, or one started now."""

    def __init__(self, count: int, job: Job) -> None:
        self._count = count
        self._job = job if job.model_path is None else replace(job, model_path=os.path.abspath(job.model_path))
        self._ray = extra.ray()
        self._needs = {"num_cpus": 1} | ({"num_gpus": 1} if job.device == "cuda" else {})
        self._ours = not self._ray.is_initialized()
        # Ray tells of every process that dies on standard output, and at length. That is for answers, and the processes are replaced.
        self._quiet = ExitStack()
        self._quiet.enter_context(redirect_stdout(io.StringIO()))
        try:
            self._start()
        except BaseException:
            self._quiet.close()
            raise

    def model(self) -> ModelId:
        """Which model the actors load. Raises ModelError if it cannot be loaded."""
        with _plain_errors():
            answer = self._ray.get(self._ray.remote(**self._needs)(model_of).remote(self._job))
        if isinstance(answer, Refused):
            raise ModelError(answer.message)
        model: ModelId = answer.model
        self._model = model
        return model

    def score_rows(self, rows: Rows, seen: RowHash, most_rows: int) -> Iterator[tuple[Group, list[Record]]]:
        """The rows not read yet in groups, each with its records, in order."""
        rest = rows.rest()
        numbers = count(rest.number + 1)
        starts = _starts(rest)
        with _plain_errors():
            for table in self._pipeline(rest, rows, most_rows).iter_batches(batch_size=None, prefetch_batches=0):
                for answer in unpacked(table):
                    if isinstance(answer, Refused):
                        raise ModelError(answer.message)
                    before = starts[answer.piece.source]
                    here = tuple(placed(row, number, before) for row, number in zip(answer.piece.rows, numbers, strict=False))
                    for row in here:
                        seen.add(row)
                    records = [Record(row, outcome) for row, outcome in zip(here, answer.outcomes, strict=True)]
                    yield Group(here, seen.digest()), records

    def close(self) -> None:
        """Leave the cluster; end it if it was started here."""
        if self._ours:
            self._ray.shutdown()
        self._quiet.close()

    def _start(self) -> None:
        os.environ["RAY_USAGE_STATS_ENABLED"] = "0"  # nothing is sent anywhere
        os.environ.setdefault("RAY_BACKEND_LOG_LEVEL", "fatal")
        with _plain_errors():
            if self._ours:
                self._ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
        logging.getLogger("ray.data").setLevel(logging.ERROR)

    def _pipeline(self, rest: Rest, rows: Rows, most_rows: int) -> Any:
        data = self._ray.data
        context = data.DataContext.get_current()
        context.enable_progress_bars = False
        context.execution_options.preserve_order = True
        context.execution_options.resource_limits = data.ExecutionResources(object_store_memory=_STORE_BYTES)
        context.target_max_block_size = _BLOCK_BYTES
        sources = [{COLUMN: pickle.dumps((number, source, done))} for number, (source, done) in enumerate(rest.sources)]
        read = partial(read_pieces, folder=os.getcwd(), columns=rows.columns, most_rows=most_rows)
        begun = self._ray.remote(num_cpus=0)(Begun).remote()
        # Reading costs next to nothing beside scoring; were it to ask for a core, the actors could hold them all for ever.
        readers = data.TaskPoolStrategy(size=max(1, min(len(sources), max(2, self._count // _ACTORS_A_READER))))
        pieces = data.from_items(sources).map_batches(read, batch_size=1, num_cpus=0, compute=readers)
        actors = data.ActorPoolStrategy(min_size=1, max_size=self._count)
        return pieces.map_batches(
            Scorer, fn_constructor_args=(self._job, self._model, begun), batch_size=1, compute=actors, **self._needs
        )


def _starts(rest: Rest) -> list[int]:
    """How many bytes of input lie before each source."""
    starts = [rest.before]
    for source, _ in rest.sources:
        starts.append(starts[-1] + source.size)
    return starts


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what Ray raises into one line."""
    try:
        yield
    except UnspinError:
        raise
    except (extra.ray().exceptions.RayError, ConnectionError, RuntimeError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise UnspinError(
            f"Ray: {short_message(lines[-1])}; see to the cluster and run the same command again, it goes on where it stopped"
        ) from None
