"""Many clients at one server for a while, and how it bore them."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clients import Client, Question, Siege, Tally


@dataclass
class Memory:
    """Resident memory of a process in megabytes, seen about twice a second."""

    samples: list[float] = field(default_factory=list)

    def mean(self, first: float, last: float) -> float:
        """The mean over a part of the time, 0 to 1."""
        part = self.samples[int(first * len(self.samples)) : max(1, int(last * len(self.samples)))]
        return sum(part) / len(part)


def besiege(
    port: int, questions: Sequence[Question], crowd: Mapping[Client, int], seconds: float, process: int | None = None
) -> tuple[Tally, Memory]:
    """Let a crowd (how many clients of each manner) at the server; ``process`` is the one whose memory is watched."""
    return asyncio.run(_besiege(port, questions, crowd, seconds, process))


async def _besiege(
    port: int, questions: Sequence[Question], crowd: Mapping[Client, int], seconds: float, process: int | None
) -> tuple[Tally, Memory]:
    siege = Siege(port, questions, asyncio.get_running_loop().time() + seconds, Tally(), random.Random(0))
    memory = Memory()
    watching = asyncio.ensure_future(_watch(process, memory)) if process is not None else None
    await asyncio.gather(*(client(siege) for client, count in crowd.items() for _ in range(count)))
    if watching is not None:
        watching.cancel()
    return siege.tally, memory


async def _watch(process: int, memory: Memory) -> None:
    while True:
        status = Path(f"/proc/{process}/status").read_text()
        memory.samples.append(next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmRSS")))
        await asyncio.sleep(0.5)
