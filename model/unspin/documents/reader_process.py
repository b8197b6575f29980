"""The process that documents are parsed in, so that a hostile one can be stopped whatever it is doing.

One process serves document after document, because loading the parsers takes longer than most documents. It is started on first
use, and again after it had to be stopped or has grown.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Event, Lock, Timer

from unspin.documents.limits import Unreadable
from unspin.documents.parts import DocumentText
from unspin.layout import Block, Layout

# -P: never import from the folder that the user happens to be in.
_COMMAND = (sys.executable, "-P", "-m", "unspin.documents.worker")


@dataclass(frozen=True, slots=True)
class _Answer:
    """The text of a document, or what is wrong with it; ``spent``: the process should not read another."""

    ok: bool
    text: str
    spent: bool
    layout: Layout


class ReaderProcess:
    """Asks the process one document at a time; threads may share it."""

    def __init__(self, command: Sequence[str] = _COMMAND) -> None:
        self._command = command
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def read(self, data: bytes, suffix: str, seconds: float) -> DocumentText:
        """The text of a document of the kind ``suffix``. Raises Unreadable, also after ``seconds`` without an answer."""
        with self._lock:
            process, late = self._running(), Event()
            timer = Timer(seconds, _stop_late, (process, late))
            timer.start()
            answer = None
            try:
                answer = _ask(process, data, suffix)
            except (OSError, EOFError):
                answer = _Answer(False, "its parser broke down on it; save its text as .txt", spent=True, layout=Layout(()))
            finally:
                timer.cancel()
                if answer is None or answer.spent or late.is_set():  # what is left of an answer would be taken for the next one
                    self._stop()
        if late.is_set():
            raise Unreadable(f"takes over {seconds:g} seconds to read; save its text as .txt")
        if not answer.ok:
            raise Unreadable(answer.text)
        return DocumentText(answer.text, answer.layout)

    def close(self) -> None:
        """Stop the process; a later ``read`` starts another."""
        with self._lock:
            self._stop()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # after a fork the pipes belong to the parent
            self._process, self._owner = None, os.getpid()
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _stop(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            self._process.kill()
            self._process.communicate()
        self._process = None


@cache
def shared_reader() -> ReaderProcess:
    """The one reader of this program, stopped when the program ends."""
    reader = ReaderProcess()
    atexit.register(reader.close)
    return reader


def _stop_late(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    process.kill()


def _ask(process: subprocess.Popen[bytes], data: bytes, suffix: str) -> _Answer:
    """Send one document and read the answer. Raises OSError or EOFError if the process has ended."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"suffix": suffix, "size": len(data)}).encode() + b"\n" + data)
    process.stdin.flush()
    header = process.stdout.readline()
    if not header.endswith(b"\n"):
        raise EOFError
    answer = json.loads(header)
    payload = process.stdout.read(answer["size"])
    if len(payload) < answer["size"]:
        raise EOFError
    layout = Layout(tuple(Block(*block) for block in answer["blocks"]))
    return _Answer(answer["ok"], payload.decode(), answer["spent"], layout)
