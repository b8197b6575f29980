"""The libraries of the extra ``unspin[batch]``, imported when a file needs them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from unspin.errors import UnspinError


def pyarrow() -> Any:
    """The module, or UnspinError with the line that installs it."""
    return _imported("pyarrow")


def parquet() -> Any:
    """``pyarrow.parquet``, or UnspinError with the line that installs it."""
    return _imported("pyarrow.parquet")


def _imported(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError:
        raise UnspinError("parquet, arrow and zst files need the extra: pip install 'unspin[batch]'") from None
