"""The report of a run in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from unspin_eval.measures import Evaluation
from unspin_eval.text_tables import as_text


def render(evaluation: Evaluation, form: str) -> str:
    """The run as ``text`` (tables), ``json``, ``jsonl`` or ``csv`` (one measure a line), or ``html``."""
    if form == "json":
        return json.dumps(evaluation.to_dict(), indent=1, ensure_ascii=False) + "\n"
    if form == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(evaluation))
    if form == "csv":
        rows = _rows(evaluation)
        buffer = io.StringIO()
        writer = csv.DictWriter(buffer, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return buffer.getvalue()
    if form == "html":
        from unspin_eval.html_report import as_html

        return as_html(evaluation)
    return as_text(evaluation.suites)


def write_reports(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Write report.json and report.html into ``folder``, making it if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "report.json", folder / "report.html"]
    for path, form in zip(paths, ("json", "html"), strict=True):
        path.write_text(render(evaluation, form), encoding="utf8")
    return paths


def _rows(evaluation: Evaluation) -> list[dict[str, object]]:
    return [{"suite": suite.name, **measure.to_dict()} for suite in evaluation.suites for measure in suite.measures]
