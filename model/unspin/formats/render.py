"""Picks the format: the same names mean the same on every command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from unspin.report import Report, Restoration
from unspin.verdict import DEFAULT_FPR

Format = Literal["text", "json", "jsonl", "csv", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render_reports(
    reports: Sequence[Report],
    fmt: Format,
    *,
    single: bool = False,
    color: bool = False,
    false_positive_rate: float = DEFAULT_FPR,
) -> str:
    """The reports in this format.

    ``single``: JSON is an object, not a list. ``color`` is for text. ``false_positive_rate``: the rate the
    thresholds were set for, which HTML tells the reader.
    """
    if fmt == "html":
        from unspin.formats.html import render_html

        return render_html(reports, false_positive_rate=false_positive_rate)
    if fmt == "csv":
        from unspin.formats import csv_table

        return csv_table.render_reports(reports)
    if fmt == "text":
        from unspin.formats import text

        return text.render_reports(reports, color=color)
    return _render_json(reports, fmt, single)


def render_restorations(
    restorations: Sequence[Restoration], fmt: Format, *, reports: Sequence[Report] = (), single: bool = False
) -> str:
    """The restorations in this format. HTML shows them beside their ``reports``; text is the restored text alone."""
    if fmt == "html":
        from unspin.formats.html import render_html

        return render_html(reports, restorations)
    if fmt == "csv":
        from unspin.formats import csv_table

        return csv_table.render_restorations(restorations)
    if fmt == "text":
        return "".join(restoration.text for restoration in restorations)
    return _render_json(restorations, fmt, single)


def _render_json(answers: Sequence[Report] | Sequence[Restoration], fmt: Literal["json", "jsonl"], single: bool) -> str:
    from unspin.formats import json_lines

    return json_lines.render_json(answers, single=single) if fmt == "json" else json_lines.render_jsonl(answers)
