"""How many processor cores there are to use."""

from __future__ import annotations

import os


def usable_cores() -> int:
    """How many cores this process may use: a container may own fewer than the machine has."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not everywhere
        return os.cpu_count() or 1
