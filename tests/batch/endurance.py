"""A long batch that is killed again and again: no row may be lost or doubled, and memory must stay flat.

    python tests/batch/endurance.py --documents 200000 --kills 10 --workers 2

makes a corpus of short documents, scores it with the shipped model, kills the run (kill -9) or one of its workers at random moments,
starts it again, and prints what came of it as JSON. Exit status 1 if a promise was broken. Needs Linux.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from os import kill
from pathlib import Path
from typing import Any

Start = Callable[[Path, Path], "subprocess.Popen[str]"]

_WHO = "council engineer teacher farmer library museum harbour company hospital orchestra".split()
_DID = "opened closed repaired bought sold moved painted counted measured visited".split()
_WHAT = ("the old bridge", "a new school", "the market hall", "three boats", "a stone wall", "the long road to the coast")
_WHEN = ("on Monday", "last winter", "after the storm", "in the early spring", "before the vote", "while the river was low")
_SPUN = ("the forefront of the settlement", "a useful info for the nation", "the navy mentioned commerce", "a cowl for the folks")
_SAMPLE_SECONDS = 0.25


@dataclass(frozen=True)
class Outcome:
    """What came of it. Memory in MB: of the process that reads and writes, in the first and in the last third of the rows."""

    documents: int
    kills_of_run: int
    kills_of_worker: int
    seconds: float
    lost: int
    doubled: int
    out_of_order: int
    failed: int
    memory_first: float
    memory_last: float
    memory_worker: float

    @property
    def held(self) -> bool:
        """Whether every promise was kept."""
        flat = self.memory_last <= 1.1 * self.memory_first + 10
        return flat and not (self.lost or self.doubled or self.out_of_order or self.failed)


def write_corpus(path: Path, documents: int, seed: int = 0) -> None:
    """Short documents of 45 to 60 words, every fifth with the wording of spinners in it."""
    rng = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            file.write(json.dumps({"id": f"d{number}", "text": _document(rng, spun=number % 5 == 0)}) + "\n")


def _document(rng: random.Random, *, spun: bool) -> str:
    sentences, words, wanted = [], 0, rng.randint(45, 55)
    while words < wanted:
        what = rng.choice(_SPUN if spun else _WHAT)
        sentence = f"The {rng.choice(_WHO)} {rng.choice(_DID)} {what} {rng.choice(_WHEN)}."
        sentences.append(sentence)
        words += len(sentence.split())
    return " ".join(sentences)


def endure(corpus: Path, output: Path, documents: int, kills: int, start: Start, seed: int = 0) -> Outcome:
    """Run the batch to its end through ``kills`` kills, at random places of the corpus."""
    rng = random.Random(seed)
    places = sorted(rng.randrange(documents * 4 // 5) for _ in range(kills))  # the last ones would come too late
    watch = _Watch(documents)
    killed = {"run": 0, "worker": 0}
    began = time.monotonic()
    while True:
        process = start(corpus, output)
        while process.poll() is None:
            done = _rows_done(output)
            watch.look(process.pid, done)
            if places and done >= places[0]:
                places.pop(0)
                time.sleep(rng.uniform(0, 2 * _SAMPLE_SECONDS))
                killed[_kill_something(process.pid, rng)] += 1
            time.sleep(_SAMPLE_SECONDS)
        _, errors = process.communicate()
        if process.returncode == 0:
            break
        if process.returncode != -signal.SIGKILL:
            raise SystemExit(f"the run ended with status {process.returncode}: {errors}")
    seconds = time.monotonic() - began
    return Outcome(documents, killed["run"], killed["worker"], round(seconds, 1), *_compare(corpus, output), *watch.figures())


def _kill_something(parent: int, rng: random.Random) -> str:
    """The run itself or one of its workers."""
    workers = _workers(parent)
    victim = rng.choice(workers) if workers and rng.random() < 0.5 else parent
    with suppress(ProcessLookupError):
        kill(victim, signal.SIGKILL)
    return "run" if victim == parent else "worker"


class _Watch:
    """The most memory seen, by third of the corpus."""

    def __init__(self, documents: int) -> None:
        self._third = max(1, documents // 3)
        self._parent = [0.0, 0.0, 0.0]
        self._worker = 0.0

    def look(self, parent: int, done: int) -> None:
        third = min(2, done // self._third)
        self._parent[third] = max(self._parent[third], _megabytes(parent))
        self._worker = max([self._worker, *map(_megabytes, _workers(parent))])

    def figures(self) -> tuple[float, float, float]:
        return round(self._parent[0], 1), round(self._parent[2], 1), round(self._worker, 1)


def _rows_done(output: Path) -> int:
    journal = Path(f"{output}.parts") / "journal.jsonl"
    try:
        return sum(json.loads(line)["counts"]["documents"] for line in journal.read_text().splitlines())
    except (OSError, ValueError):
        return 0


def _compare(corpus: Path, output: Path) -> tuple[int, int, int, int]:
    """Rows lost, doubled, out of order, and failed."""
    wanted, found = list(_ids(corpus)), list(_ids(output))
    lost, doubled = len(set(wanted) - set(found)), len(found) - len(set(found))
    out_of_order = sum(a != b for a, b in zip(wanted, found, strict=False))
    with output.open(encoding="utf-8") as file:
        failed = sum(json.loads(line)["error"] is not None for line in file)
    return lost, doubled, out_of_order, failed


def _ids(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)["id"]


def _workers(parent: int) -> list[int]:
    try:
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    except OSError:
        return []
    return [int(child) for child in children if "spawn_main" in _read(f"/proc/{child}/cmdline")]


def _megabytes(process: int) -> float:
    """What the process alone holds: memory that it shares with others, such as the mapped model, is none of its own."""
    line = next((line for line in _read(f"/proc/{process}/status").splitlines() if line.startswith("RssAnon")), "")
    return int(line.split()[1]) / 1000 if line else 0.0


def _read(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    options: Any = parser.parse_args()

    def start(corpus: Path, output: Path) -> subprocess.Popen[str]:
        code = "from unspin.cli.main import main; main()"
        command = [sys.executable, "-c", code, "batch", str(corpus), "-o", str(output), "--workers", str(options.workers)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    with tempfile.TemporaryDirectory() as folder:
        corpus, output = Path(folder, "corpus.jsonl"), Path(folder, "scored.jsonl")
        write_corpus(corpus, options.documents, options.seed)
        outcome = endure(corpus, output, options.documents, options.kills, start, options.seed)
        again = start(corpus, output).communicate()[1]
    finished = "nothing to do" in again
    print(json.dumps(asdict(outcome) | {"started again after its end, it does nothing": finished}, indent=1))
    sys.exit(0 if outcome.held and finished else 1)


if __name__ == "__main__":
    main()
