"""Runs many cases of a surface in a process of its own, so that a crash or an endless loop in it is a finding and not the end."""

from __future__ import annotations

import multiprocessing
import random
import resource
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection

from command_cases import batches, score_and_restore
from model_cases import shipped_model
from reader_cases import document, plain_text
from server_cases import requests, wire

Check = Callable[[random.Random], None]

# A case is far from this slow on any machine; a document may take its 30 seconds before the reader process would be stopped.
_HANGS_AFTER = 60.0


@dataclass(frozen=True)
class Surface:
    """What is fuzzed; ``cases`` is its part of 100,000, by what a case costs and how much there is to find."""

    open: Callable[[], AbstractContextManager[Check]]
    cases: int


SURFACES: dict[str, Surface] = {
    "reader .txt": Surface(partial(plain_text, ".txt"), 8_000),
    "reader .md": Surface(partial(plain_text, ".md"), 2_000),
    "reader .html": Surface(partial(document, ".html"), 12_000),
    "reader .docx": Surface(partial(document, ".docx"), 9_000),
    "reader .pdf": Surface(partial(document, ".pdf"), 15_000),
    "reader .epub": Surface(partial(document, ".epub"), 9_000),
    "reader .eml": Surface(partial(document, ".eml"), 12_000),
    "command score, restore, info": Surface(score_and_restore, 10_000),
    "command batch": Surface(batches, 3_000),
    "HTTP requests": Surface(requests, 15_000),
    "HTTP bytes on the wire": Surface(wire, 4_000),
    "shipped model": Surface(shipped_model, 1_000),
}


@dataclass(frozen=True)
class Finding:
    """A case that broke a promise; ``python tests/fuzz --only SURFACE --first INDEX --cases 1`` runs it again."""

    surface: str
    index: int
    what: str


@dataclass(frozen=True)
class _Used:
    """What a process used, as in ``Outcome``."""

    seconds: float
    megabytes: float
    slowest: tuple[float, int]


@dataclass(frozen=True)
class Outcome:
    """``seconds`` of processor time, ``megabytes`` of memory at its highest, ``slowest`` case in seconds and its number."""

    surface: str
    cases: int
    seconds: float
    megabytes: float
    slowest: tuple[float, int]
    findings: tuple[Finding, ...]


def run_surface(name: str, cases: int, seed: int = 0, first: int = 0, most_findings: int = 20) -> Outcome:
    """``cases`` cases from number ``first`` on. The same seed and number make the same case."""
    findings: list[Finding] = []
    at, end = first, first + cases
    seconds = megabytes = 0.0
    slowest = (0.0, first)
    while at < end and len(findings) < most_findings:
        found, done, used = _in_process(name, seed, at, end)
        findings += found
        seconds, megabytes, slowest = seconds + used.seconds, max(megabytes, used.megabytes), max(slowest, used.slowest)
        at = done
    return Outcome(name, at - first, seconds, megabytes, slowest, tuple(findings))


def run_here(check: Check, name: str, seed: int, index: int) -> Finding | None:
    """One case in this process."""
    try:
        check(random.Random(f"{seed} {name} {index}"))
    except (Exception, SystemExit):
        return Finding(name, index, traceback.format_exc())
    return None


def _in_process(name: str, seed: int, at: int, end: int) -> tuple[list[Finding], int, _Used]:
    """Findings, the next case to run and what was used; comes back early if the process died or hung."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, name, seed, at, end))
    process.start()
    theirs.close()
    findings: list[Finding] = []
    used = _Used(0.0, 0.0, (0.0, at))
    try:
        while ours.poll(_HANGS_AFTER):
            message = ours.recv()
            if isinstance(message, Finding):
                findings.append(message)
            elif isinstance(message, _Used):
                return findings, end, message
            else:
                at = message
        what = f"no end after {_HANGS_AFTER:g} seconds"
    except EOFError:
        process.join()
        what = f"the process died (status {process.exitcode})"
    finally:
        process.kill()
        process.join()
    return [*findings, Finding(name, at, what)], at + 1, used


def _work(pipe: Connection, name: str, seed: int, at: int, end: int) -> None:
    """Tells which case is next, what was found, and last what was used."""
    slowest = (0.0, at)
    with SURFACES[name].open() as check:
        run_here(check, name, seed, -1)  # what is loaded on first use is not the slowest case
        began_work = time.process_time()
        for index in range(at, end):
            pipe.send(index)
            began = time.process_time()
            if finding := run_here(check, name, seed, index):
                pipe.send(finding)
            slowest = max(slowest, (time.process_time() - began, index))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    pipe.send(_Used(time.process_time() - began_work, usage.ru_maxrss / 1024, slowest))
