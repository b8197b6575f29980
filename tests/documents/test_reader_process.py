"""The process that parses: it is stopped when late, mended when it breaks, and shared by threads."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from unspin.documents.limits import Unreadable
from unspin.documents.reader_process import ReaderProcess

# Answers with the document itself, but sleeps on "slow", dies on "die", chatters half an answer on "half", is spent by "big" and tells
# its number on "who".
_ECHO = """
import json, os, sys, time
while header := sys.stdin.buffer.readline():
    data = sys.stdin.buffer.read(json.loads(header)["size"])
    if data == b"slow": time.sleep(60)
    if data == b"die": sys.exit(3)
    if data == b"who": data = str(os.getpid()).encode()
    size = 100 if data == b"half" else len(data)
    sys.stdout.buffer.write(json.dumps({"ok": data != b"bad", "size": size, "spent": data == b"big", "blocks": []}).encode() + b"\\n" + data)
    sys.stdout.buffer.flush()
    if data == b"half": sys.exit(0)
"""


@pytest.fixture
def reader() -> Iterator[ReaderProcess]:
    reader = ReaderProcess((sys.executable, "-c", _ECHO))
    yield reader
    reader.close()


def test_late_document_is_stopped_and_the_next_one_is_read(reader: ReaderProcess) -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable, match=r"over 0\.5 seconds"):
        reader.read(b"slow", ".x", 0.5)
    assert time.monotonic() - began < 5
    assert reader.read(b"fine", ".x", 30).text == "fine"


@pytest.mark.parametrize("data", [b"die", b"half"])
def test_broken_parser_is_told_and_the_next_document_is_read(reader: ReaderProcess, data: bytes) -> None:
    with pytest.raises(Unreadable, match="broke down"):
        reader.read(data, ".x", 30)
    assert reader.read(b"fine", ".x", 30).text == "fine"


def test_refusal_of_the_process_is_passed_on(reader: ReaderProcess) -> None:
    with pytest.raises(Unreadable, match=r"^bad$"):
        reader.read(b"bad", ".x", 30)


def test_a_process_that_has_grown_is_replaced(reader: ReaderProcess) -> None:
    first = reader.read(b"who", ".x", 30).text
    assert reader.read(b"who", ".x", 30).text == first
    assert reader.read(b"big", ".x", 30).text == "big"
    assert reader.read(b"who", ".x", 30).text != first


def test_memory_of_one_document_is_not_kept_for_the_next() -> None:
    pytest.importorskip("resource")
    code = (
        "import os\n"
        "from unspin.documents import limits, parts, worker\n"
        "worker.LIMITS = limits.Limits(memory_bytes=400_000_000)\n"
        "kept = []\n"
        "def read(data, limits):\n"
        "    kept.append(b'x' * 120_000_000)\n"
        "    return parts.plain_text(str(os.getpid()))\n"
        "worker._READERS['.x'] = read\n"
        "worker.main()"
    )
    reader = ReaderProcess((sys.executable, "-c", code))
    try:
        assert reader.read(b"", ".x", 60).text != reader.read(b"", ".x", 60).text
    finally:
        reader.close()


def test_threads_get_their_own_documents(reader: ReaderProcess) -> None:
    documents = [f"document {n}".encode() * (n * 500) for n in range(1, 40)]
    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(lambda data: reader.read(data, ".x", 30).text, documents))
    assert texts == [data.decode() for data in documents]


def test_memory_hunger_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("resource")
    code = (
        "from unspin.documents import worker, limits\n"
        "worker._READERS['.x'] = lambda data, limits: 'x' * 3_000_000_000\n"
        "worker.main()"
    )
    reader = ReaderProcess((sys.executable, "-c", code))
    try:
        with pytest.raises(Unreadable, match="too much memory"):
            reader.read(b"", ".x", 30)
    finally:
        reader.close()
