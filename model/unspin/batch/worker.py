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
from typing import TYPE_CHECKING, Any

from unspin.batch.records import Outcome
from unspin.batch.rows import short_message
from unspin.errors import UnspinError
from unspin.report import ModelId, Restoration

if TYPE_CHECKING:
    from unspin.model import Model

LOAD_MODEL = "unspin.batch.worker:load_model"


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker does. ``scorer``: "module:function" that takes (model_path, threads) and gives a Model."""

    model_path: str | None
    fpr: float | None
    restore: bool
    threads: int
    scorer: str = LOAD_MODEL


@dataclass(frozen=True, slots=True)
class Task:
    """Texts to score together."""

    texts: tuple[str, ...]
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker's first message: this model is loaded."""

    model: ModelId


@dataclass(frozen=True, slots=True)
class Refused:
    """The worker's first and last message: the model cannot be loaded."""

    message: str


Reply = Ready | Refused | list[Outcome]


def load_model(model_path: str | None, threads: int) -> Model:
    """The model, told to use ``threads`` threads."""
    for library in ("OMP", "OPENBLAS", "MKL", "RAYON"):
        os.environ[f"{library}_NUM_THREADS"] = str(threads)
    from unspin.model import Model

    return Model.load(model_path, threads=threads)


def imported(name: str) -> Any:
    """What "module:function" names."""
    module, function = name.split(":")
    return getattr(import_module(module), function)


def work(pipe: Connection, job: Job) -> None:
    """The whole life of the process. Answers each Task with its outcomes, in order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    tasks: Queue[Task] = Queue()
    # A thread of its own takes the tasks in: were both ends to write long messages at once, both would wait forever. It also
    # ends the process the moment the parent is gone, in the middle of a text if need be.
    Thread(target=_take_in, args=(pipe, tasks), daemon=True).start()
    try:
        model: Model = imported(job.scorer)(job.model_path, job.threads)
    except UnspinError as error:
        return pipe.send(Refused(str(error)))
    except Exception as error:
        return pipe.send(Refused(f"the model cannot be loaded ({_named(error)})"))
    pipe.send(Ready(model.id))
    while True:
        outcomes = _score(model, tasks.get(), job)
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


def _score(model: Model, task: Task, job: Job) -> list[Outcome]:
    """The outcome of each text. If the group fails as a whole, each text is tried alone, so that only the culprit is lost."""
    try:
        return _outcomes(model, task.texts, task.ids, job)
    except Exception:
        return [_one_outcome(model, text, name, job) for text, name in zip(task.texts, task.ids, strict=True)]


def _one_outcome(model: Model, text: str, name: str, job: Job) -> Outcome:
    try:
        return _outcomes(model, (text,), (name,), job)[0]
    except Exception as error:
        return Outcome(error=short_message(f"the model failed on this text ({_named(error)})"))


def _outcomes(model: Model, texts: Sequence[str], ids: Sequence[str], job: Job) -> list[Outcome]:
    reports = model.score_batch(texts, ids=ids, fpr=job.fpr)
    restorations: Sequence[Restoration | None] = model.restore_batch(texts, ids=ids) if job.restore else [None] * len(texts)
    return [Outcome(report, restoration) for report, restoration in zip(reports, restorations, strict=True)]


def _named(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"
