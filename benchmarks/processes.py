"""Whole processes: how long they take from a cold start (files cached), and how much memory they have at most."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.rounds import Spread

_COMMAND = ["-c", "from unspin.cli.main import main; main()"]
_ENCODER = """
from transformers import BertConfig, BertModel
BertModel(BertConfig(hidden_size=384, num_hidden_layers=6, intermediate_size=1536))
"""
# A process inherits the peak memory of the one that starts it, and this one holds gigabytes: a small one stands between.
_LAUNCHER = """
import os, sys, time
began = time.perf_counter()
quiet = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
process = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ, file_actions=quiet)
_, status, usage = os.wait4(process, 0)
print(time.perf_counter() - began, usage.ru_maxrss, status)
"""


@dataclass(frozen=True)
class Process:
    """Seconds of wall-clock time, and peak memory in MB."""

    seconds: Spread
    megabytes: Spread


def unspin_command(*arguments: str) -> list[str]:
    """What Python is given to run an ``unspin`` command."""
    return [*_COMMAND, *arguments]


def shell_processes(folder: Path, genuine: str, spun: str) -> dict[str, list[str]]:
    """What people wait for at the shell, and two things to compare it with. The texts are written to ``folder``."""
    (folder / "genuine.txt").write_text(genuine, encoding="utf8")
    (folder / "spun.txt").write_text(spun, encoding="utf8")
    return {
        "python": ["-c", ""],
        "import unspin": ["-c", "import unspin"],
        "unspin --help": unspin_command("--help"),
        "unspin score, genuine text": unspin_command("score", str(folder / "genuine.txt")),
        "unspin score, spun text": unspin_command("score", str(folder / "spun.txt")),
        "unspin restore, spun text": unspin_command("restore", str(folder / "spun.txt")),
        "import onnxruntime, tokenizers": ["-c", "import onnxruntime, tokenizers"],
        "import torch, transformers, make the encoder": ["-c", _ENCODER],
    }


def measure_processes(commands: Mapping[str, Sequence[str]], rounds: int, say: Callable[[str], None]) -> dict[str, Process]:
    """Run each once to fill the file cache, then all in turns, ``rounds`` times."""
    for name, arguments in commands.items():
        say(f"warming up: {name}")
        run_process(arguments)
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(rounds):
        say(f"processes, round {number + 1} of {rounds}")
        for name, arguments in commands.items():
            taken[name].append(run_process(arguments))
    return {name: Process(Spread.of([s for s, _ in runs]), Spread.of([m for _, m in runs])) for name, runs in taken.items()}


def run_process(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds and peak megabytes of one Python process. Raises RuntimeError if it fails."""
    launched = subprocess.run([sys.executable, "-S", "-c", _LAUNCHER, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    seconds, peak, status = launched.stdout.split()
    if status != "0":
        raise RuntimeError(f"{' '.join(arguments)} failed with status {os.waitstatus_to_exitcode(int(status))}")
    unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return float(seconds), int(peak) / unit
