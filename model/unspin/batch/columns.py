"""Scoring for libraries that hand over columns, such as ``datasets``: a dict of lists in, lists of the same length out.

dataset = dataset.map(annotate, batched=True, batch_size=64)
dataset = dataset.filter(not_spun, batched=True, batch_size=64)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import unspin

if TYPE_CHECKING:
    from unspin.model import Model
    from unspin.report import Report

_COLUMNS = ("verdict", "probability", "swap_rate", "spans")


def annotate(
    batch: Mapping[str, Sequence[Any]], text_column: str = "text", model: str | None = None, fpr: float | None = None
) -> dict[str, list[Any]]:
    """New columns for a batch: ``verdict``, ``probability``, ``swap_rate`` and ``spans``, null where there is no text.

    ``model`` is a folder, else the shipped model; each process loads it once. Raises ModelError if it cannot be loaded.
    """
    rows = [None if report is None else report.to_dict() for report in _reports(batch[text_column], model, fpr)]
    return {name: [None if row is None else row[name] for row in rows] for name in _COLUMNS}


def not_spun(
    batch: Mapping[str, Sequence[Any]], text_column: str = "text", model: str | None = None, fpr: float | None = None
) -> list[bool]:
    """Which rows of a batch to keep: all that are not called spun, so undecided ones and those without text too."""
    return [report is None or report.verdict != "spun" for report in _reports(batch[text_column], model, fpr)]


def _reports(texts: Sequence[Any], model: str | None, fpr: float | None) -> list[Report | None]:
    readable = [text for text in texts if isinstance(text, str)]
    scored = iter(_load(model).score_batch(readable, fpr=fpr) if readable else ())
    return [next(scored) if isinstance(text, str) else None for text in texts]


@cache
def _load(model: str | None) -> Model:
    return unspin.load(model)
