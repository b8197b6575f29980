"""A worker process: loads the model, then scores groups of texts until its pipe closes."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

from unspin.batch.records import Outcome
from unspin.batch.rows import Row, short_message
from unspin.errors import UnspinError
from unspin.layout import Layout
from unspin.profile import Profile
from unspin.report import ModelId, Restoration

if TYPE_CHECKING:
    from unspin.model import Model
    from unspin.network import Device

LOAD_MODEL = "unspin.batch.worker:load_model"
DIED_TWICE = "the process that scored this text died, and so did the next one"


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker does. ``scorer``: "module:function" that takes (model_path, threads, device, judge_all) and gives a
    Model.

    ``profile``: thresholds to use instead of the model's own.
    """

    model_path: str | None
    fpr: float | None
    restore: bool
    threads: int
    scorer: str = LOAD_MODEL
    profile: Profile | None = None
    device: Device = "cpu"
    judge_all: bool = False


@dataclass(frozen=True, slots=True)
class Task:
    """Texts to score together; a layout is None for plain text."""

    texts: tuple[str, ...]
    ids: tuple[str, ...]
    layouts: tuple[Layout | None, ...]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> Task:
        """The texts of rows that have one."""
        return cls(tuple(row.text or "" for row in rows), tuple(row.id for row in rows), tuple(row.layout for row in rows))


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's first message: this model is loaded."""

    model: ModelId


@dataclass(frozen=True, slots=True)
class Refused:
    """The worker's first and last message: the model cannot be loaded."""

    message: str

    @classmethod
    def because(cls, error: Exception) -> Refused:
        """What to say of an error while loading."""
        return cls(str(error) if isinstance(error, UnspinError) else f"the model cannot be loaded ({_named(error)})")


Reply = Ready | Refused | list[Outcome]


def load_model(model_path: str | None, threads: int, device: Device, judge_all: bool) -> Model:
    """The model, told to use ``threads`` threads of the CPU."""
    for library in ("OMP", "OPENBLAS", "MKL", "RAYON"):
        os.environ[f"{library}_NUM_THREADS"] = str(threads)
    from unspin.model import Model

    return Model.load(model_path, threads=threads, device=device, judge_all=judge_all)


def load(job: Job) -> Model:
    """The model of the job. Raises whatever its scorer raises, and InputError for a profile of another model."""
    module, function = job.scorer.split(":")
    model: Model = getattr(import_module(module), function)(
        job.model_path, job.threads, job.device, job.judge_all
    )
    return model if job.profile is None else job.profile.applied_to(model)


def work(pipe: Connection, job: Job) -> None:
    """The whole life of the process. Answers each Task with its outcomes, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    tasks: Queue[Task] = Queue()
    # A thread of its own takes the tasks in: were both ends to write long messages at once, both would wait forever. It also
    # ends the process the moment the parent is gone, in the middle of a text if need be.
    Thread(target=_take_in, args=(pipe, tasks), daemon=True).start()
    try:
        model = load(job)
    except Exception as error:
        return pipe.send(Refused.because(error))
    pipe.send(Ready(model.id))
    while True:
        outcomes = score_task(model, tasks.get(), job)
        try:
            pipe.send(outcomes)
        except OSError:  # the parent is gone
            os._exit(0)


def _take_in(pipe: Connection, tasks: Queue[Task]) -> None:
    try:
        while True:
            tasks.put(pipe.recv())
    except (EOFError, OSError):
        os._exit(0)


def score_task(model: Model, task: Task, job: Job) -> list[Outcome]:
    """The outcome of each text. If the group fails as a whole, each text is tried alone, so that only the culprit is lost."""
    try:
        return _outcomes(model, task, job)
    except Exception:
        each = zip(task.texts, task.ids, task.layouts, strict=True)
        return [_one_outcome(model, Task((text,), (name,), (layout,)), job) for text, name, layout in each]


def _one_outcome(model: Model, task: Task, job: Job) -> Outcome:
    try:
        return _outcomes(model, task, job)[0]
    except Exception as error:
        return Outcome(error=short_message(f"the model failed on this text ({_named(error)})"))


def _outcomes(model: Model, task: Task, job: Job) -> list[Outcome]:
    reports = model.score_batch(task.texts, ids=task.ids, fpr=job.fpr, layouts=task.layouts)
    restorations: Sequence[Restoration | None] = [None] * len(task.texts)
    if job.restore:
        restorations = model.restore_batch(task.texts, ids=task.ids, layouts=task.layouts)
    return [Outcome(report, restoration) for report, restoration in zip(reports, restorations, strict=True)]


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
