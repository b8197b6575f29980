"""What the exit status of every command means."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The one list of exit statuses."""

    NOTHING_SPUN = 0
    """All went well, and nothing was spun or ``--fail-on-spun`` was not asked for."""
    SPUN = 1
    """Something was spun, and ``--fail-on-spun`` was asked for."""
    USAGE = 2
    """Wrong usage, or not one input could be read."""
    SOME_FAILED = 3
    """Some inputs could not be read; the answers for the others were given. Goes before SPUN."""
    INTERRUPTED = 130
    """Ctrl-C."""


def exit_code(*, failed: bool, spun: bool) -> ExitCode:
    """The status of a run that gave at least one answer; ``spun``: something was spun and that should fail the run."""
    if failed:
        return ExitCode.SOME_FAILED
    return ExitCode.SPUN if spun else ExitCode.NOTHING_SPUN
