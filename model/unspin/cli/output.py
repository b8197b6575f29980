"""Where answers go: standard output or a file that appears whole or not at all. Everything else goes to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from errno import EBADF
from pathlib import Path

import click

from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line, without_surrogates


def write(data: str | bytes, output: Path | None) -> None:
    """Write the answer to the file ``output``, or to standard output if None. Raises UnspinError if it cannot be written."""
    raw = data if isinstance(data, bytes) else without_surrogates(data).encode()
    try:
        if output is None:
            _write_stdout(raw)
        else:
            write_file(output, raw)
    except OSError as error:
        name = "standard output" if output is None else one_line(str(output))
        raise UnspinError(f"{name}: cannot be written ({error.strerror}); name another file with --output") from None


def write_file(path: Path, data: bytes) -> None:
    """Write ``data`` so that the file is either the old one or the new one, never half of it; OSError if it cannot be written."""
    if path.exists() and not path.is_file():
        path.write_bytes(data)  # a device or a pipe, as /dev/null
        return
    path = path.resolve()
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        partial.write_bytes(data)
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def warn(message: str) -> None:
    """Tell the user something on standard error."""
    click.echo(f"unspin: {message}", err=True)


def on_terminal(output: Path | None) -> bool:
    """Whether somebody looks at the answer as it is written."""
    return output is None and sys.stdout is not None and sys.stdout.isatty()


def wants_color(output: Path | None) -> bool:
    """Whether the answer goes to a terminal that shows colours and the user has not said NO_COLOR."""
    return on_terminal(output) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write_stdout(raw: bytes) -> None:
    if sys.stdout is None:
        raise OSError(EBADF, "it is closed")
    try:
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    except OSError as error:
        # Python would flush again at exit, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # A reader that has seen enough (as `| head`) is no failure: the answer stands, so the exit status must too.
        if not isinstance(error, BrokenPipeError):
            raise
