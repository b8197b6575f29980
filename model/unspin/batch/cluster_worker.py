"""What runs in the processes of a Ray cluster: reading one source, scoring its rows, and a note of what was begun.

Groups of rows travel as pickled bytes in the column "group" of Ray's tables, so that every value comes out as it went in.
"""

from __future__ import annotations

import io
import os
import pickle
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from unspin.batch.groups import cut_rows
from unspin.batch.readers import read_source
from unspin.batch.records import Outcome
from unspin.batch.rows import Columns, Row
from unspin.batch.sources import Source
from unspin.batch.worker import DIED_TWICE, Job, Ready, Refused, Task, load, score_task
from unspin.report import ModelId

COLUMN = "group"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some rows of the ``source``-th source, from its ``first`` row on."""

    source: int
    first: int
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Scored:
    """A piece with the outcome of each of its rows."""

    piece: Piece
    outcomes: tuple[Outcome, ...]


def packed(value: object) -> dict[str, list[bytes]]:
    """A table of one row that holds the value."""
    return {COLUMN: [pickle.dumps(value)]}


def unpacked(table: Any) -> Iterator[Any]:
    """The values of a table."""
    return map(pickle.loads, table[COLUMN])


def read_pieces(table: Any, folder: str, columns: Columns, most_rows: int) -> Iterator[dict[str, list[bytes]]]:
    """The rows of the sources in the table, in pieces; of each source the rows that were read before are left out.

    ``folder`` is where relative paths start: a file keeps the name that the user gave it, wherever it is read.
    """
    os.chdir(folder)
    for number, source, done in unpacked(table):
        yield from map(packed, _pieces(number, source, done, columns, most_rows))


def _pieces(number: int, source: Source, done: int, columns: Columns, most_rows: int) -> Iterator[Piece]:
    first = done
    for rows in cut_rows(islice(read_source(source, columns, io.BytesIO()), done, None), most_rows):
        yield Piece(number, first, rows)
        first += len(rows)


class Begun:
    """Counts how often the scoring of something was begun. It lives in a process of its own, so it outlives those that score."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[int, ...]] = Counter()

    def again(self, key: tuple[int, ...]) -> int:
        """How often it was begun before; it is begun now."""
        self._counts[key] += 1
        return self._counts[key] - 1

    def done(self, key: tuple[int, ...]) -> None:
        """It need not be remembered any more."""
        del self._counts[key]


class Scorer:
    """Holds the model and scores pieces. Ray starts it anew, and gives it the same piece again, if its process dies.

    As in a pool on one machine, a piece is tried twice as a whole and then row by row, and a row on which the process dies even
    then becomes an error.
    """

    def __init__(self, job: Job, expected: ModelId, begun: Any) -> None:
        self._job = job
        self._begun = begun
        self._refusal: Refused | None = None
        try:
            self._model = load(job)
        except Exception as error:
            self._refusal = Refused.because(error)
        else:
            if self._model.id != expected:
                self._refusal = Refused(
                    f"another model is on a machine of the cluster ({self._model.id.name}); install the same one"
                )

    def __call__(self, table: Any) -> dict[str, list[bytes]]:
        """A table of scored pieces, or of the reason why the model cannot be loaded."""
        answers = [self._refusal or Scored(piece, self._outcomes(piece)) for piece in unpacked(table)]
        return {COLUMN: [pickle.dumps(answer) for answer in answers]}

    def _outcomes(self, piece: Piece) -> tuple[Outcome, ...]:
        readable = [number for number, row in enumerate(piece.rows) if row.text is not None]
        key = (piece.source, piece.first)
        if self._ask("again", key) < 2:
            scored = score_task(self._model, _task(piece, readable), self._job)
        else:
            scored = [self._outcome(piece, number) for number in readable]
        self._ask("done", key)
        answers = dict(zip(readable, scored, strict=True))
        return tuple(answers.get(number) or Outcome(error=row.error) for number, row in enumerate(piece.rows))

    def _outcome(self, piece: Piece, number: int) -> Outcome:
        key = (piece.source, piece.first, number)
        if self._ask("again", key):
            return Outcome(error=DIED_TWICE)
        outcome = score_task(self._model, _task(piece, [number]), self._job)[0]
        self._ask("done", key)
        return outcome

    def _ask(self, method: str, key: tuple[int, ...]) -> int:
        from unspin.batch.extra import ray

        return int(ray().get(getattr(self._begun, method).remote(key)) or 0)


def model_of(job: Job) -> Ready | Refused:
    """Which model the processes of the cluster load."""
    try:
        return Ready(load(job).id)
    except Exception as error:
        return Refused.because(error)


def _task(piece: Piece, numbers: list[int]) -> Task:
    return Task.of([piece.rows[number] for number in numbers])
