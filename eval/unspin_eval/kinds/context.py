"""What every kind of suite is given besides its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from unspin_eval.system import System


@dataclass(frozen=True)
class Context:
    """The systems to measure, the model's first; the seed of every draw; where to say what goes on; how to load a folder.

    ``prior``: share of spun articles to say the worth of a flag for, if one was asked about.
    """

    systems: Sequence[System]
    seed: int
    say: Callable[[str], None]
    load: Callable[[str], System]
    prior: float | None = None
