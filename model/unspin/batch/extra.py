"""The libraries of the extras ``unspin[batch]`` and ``unspin[ray]``, imported when a file or an engine needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line


def pyarrow() -> Any:
    """The module, or UnspinError with the line that installs it."""
    return _imported("pyarrow")


def parquet() -> Any:
    """``pyarrow.parquet``, or UnspinError with the line that installs it."""
    return _imported("pyarrow.parquet")


def file_systems() -> Any:
    """``pyarrow.fs``, or UnspinError with the line that installs it."""
    return _imported("pyarrow.fs")


def ray() -> Any:
    """``ray`` with ``ray.data``, or UnspinError with the line that installs it."""
    try:
        import_module("ray.data")
        return import_module("ray")
    except ImportError as error:
        raise UnspinError(f"--engine ray needs the extra: pip install 'unspin[ray]' ({one_line(str(error))})") from None


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise UnspinError("parquet, arrow and zst files and addresses need the extra: pip install 'unspin[batch]'") from None
