"""A batch run from end to end: decide whether to begin, go on or do nothing; score what is left; join the parts.

Memory does not grow with the input: a handful of groups (at most 64 rows or about 200,000 characters each) per worker are on
their way at a time, and every part goes to disk as it is scored.
"""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from unspin import __version__
from unspin.batch.counts import Counts, count
from unspin.batch.engines import Engine, EngineName, open_engine
from unspin.batch.files import only_one, saying_how_to_go_on
from unspin.batch.groups import RowHash
from unspin.batch.manifest import Finished, Manifest, Options
from unspin.batch.parts import Parts, Sizes
from unspin.batch.progress import Progress
from unspin.batch.readers import Rows, check_header
from unspin.batch.records import Layout, check_keep
from unspin.batch.rows import Columns
from unspin.batch.sources import InputMark, OutputPlace, edge_hash, find_sources, mark_inputs
from unspin.batch.standing import Standing, changed_rows, standing_of
from unspin.batch.worker import LOAD_MODEL, Job
from unspin.batch.writers import Output, check_output, open_output
from unspin.cli.inputs import STDIN
from unspin.cores import usable_cores
from unspin.errors import InputError
from unspin.profile import Profile

if TYPE_CHECKING:
    from unspin.network import Device


@dataclass(frozen=True, slots=True)
class Settings:
    """What to do. ``sizes`` and ``scorer`` are no options of the command; tests set them."""

    inputs: tuple[str, ...]
    output: Path
    columns: Columns = field(default_factory=Columns)
    restore: bool = False
    fpr: float | None = None
    model_path: str | None = None
    workers: int = 1
    engine: EngineName = "local"
    overwrite: bool = False
    profile: Profile | None = None
    device: Device = "cpu"
    judge_all: bool = False
    sizes: Sizes = field(default_factory=Sizes)
    scorer: str = LOAD_MODEL

    def options(self) -> Options:
        """The part of the settings that changes the output."""
        columns, profile = self.columns, None if self.profile is None else self.profile.sha256
        return Options(columns.text, columns.id, columns.keep, self.restore, self.fpr, __version__, profile, self.judge_all)

    def job(self) -> Job:
        """What each worker does: those on this machine share its cores, those of a cluster have one each."""
        threads = max(1, usable_cores() // self.workers) if self.engine == "local" else 1
        return Job(self.model_path, self.fpr, self.restore, threads, self.scorer, self.profile, self.device, self.judge_all)


def run_batch(settings: Settings, stdin: BinaryIO, progress: Progress) -> Counts:
    """Make the output complete, whatever stands there of it, and return the counts over all rows.

    Raises UnspinError for what the user can mend: an input, an option, a model or an output that does not fit, a full disk.
    """
    place = OutputPlace(settings.output.resolve())
    check_output(place.file)
    check_keep(settings.columns.keep)
    if settings.engine == "ray" and STDIN in settings.inputs:
        raise InputError("-: a cluster cannot read standard input; write it to a file first, or leave --engine ray out")
    marks = mark_inputs(settings.inputs, place)
    for source in find_sources(settings.inputs, place):
        check_header(source, settings.columns)
    with (
        saying_how_to_go_on(place.file),
        only_one(place.parts / "lock", place.file),
        closing(open_engine(settings.engine, settings.workers, settings.job())) as engine,
    ):
        return _Run(settings, place, marks, engine, stdin, progress).complete()


class _Run:
    def __init__(
        self,
        settings: Settings,
        place: OutputPlace,
        marks: tuple[InputMark, ...],
        engine: Engine,
        stdin: BinaryIO,
        progress: Progress,
    ) -> None:
        self._settings = settings
        self._place = place
        self._engine = engine
        self._progress = progress
        self._parts = Parts(place.parts)
        self._manifest = Manifest(marks, settings.options(), engine.model())
        self._rows = Rows(find_sources(settings.inputs, place), settings.columns, stdin)
        self._seen = RowHash()

    def complete(self) -> Counts:
        standing, finished = standing_of(self._manifest, self._place, self._settings.overwrite)
        if standing is Standing.FINISHED and finished:
            return self._leave(finished)
        if standing is Standing.UNFINISHED:
            self._parts.recover()
        else:
            self._parts.forget()
            self._manifest.save(self._place.manifest)
        output = self._open_output()
        self._skip_parts()
        self._score_rest(output)
        return self._finish(output)

    def _leave(self, finished: Finished) -> Counts:
        """Nothing to do, if standard input too (which has no mark) still says the same."""
        if STDIN in self._settings.inputs:
            for row in self._rows:
                self._seen.add(row)
            if self._seen.digest() != finished.rows:
                raise changed_rows(self._place, 1)
        self._parts.remove()
        self._progress.nothing_to_do(self._place.file)
        return finished.counts

    def _open_output(self) -> Output:
        settings = self._settings
        layout = Layout(self._manifest.model, settings.restore, settings.columns.keep)
        return open_output(self._place.file, layout, find_sources(settings.inputs, self._place), settings.columns)

    def _skip_parts(self) -> None:
        """Read again what was scored before, to see that it is still the same."""
        done, position = 0, 0
        for part in self._parts.done:
            for _ in range(part.counts.documents):
                row = next(self._rows, None)
                if row is None:
                    raise changed_rows(self._place, done + 1)
                self._seen.add(row)
                position = row.position
            if self._seen.digest() != part.rows:
                raise changed_rows(self._place, done + 1)
            done += part.counts.documents
        self._progress.begin(self._parts.counts, position, sum(mark.bytes for mark in self._manifest.inputs))

    def _score_rest(self, output: Output) -> None:
        sizes = self._settings.sizes
        scored = self._engine.score_rows(self._rows, self._seen, sizes.group)
        for first in scored:
            counts, digest, began = Counts(), "", time.monotonic()
            with self._parts.writing(output) as write:
                for group, records in chain((first,), scored):
                    write(records)
                    counts, digest = counts + count(records), group.digest
                    self._progress.scored(records)
                    if counts.documents >= sizes.part or time.monotonic() - began >= sizes.seconds:
                        break
            self._parts.add(counts, digest)

    def _finish(self, output: Output) -> Counts:
        self._progress.joining()
        file = self._place.file
        self._parts.join(output, file)
        counts = self._parts.counts
        finished = Finished(counts, self._seen.digest(), file.stat().st_size, edge_hash(file))
        replace(self._manifest, finished=finished).save(self._place.manifest)
        self._parts.remove()
        return counts
