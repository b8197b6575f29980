"""The report of a run in each format."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from unspin.cli.output import write
from unspin.errors import UnspinError
from unspin.formats.safe_text import one_line
from unspin_eval.evaluation import Evaluation
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
    return as_text(evaluation.suites, evaluation.comparison)


def make_folder(folder: Path) -> None:
    """Make the folder for the reports, before the work. UnspinError if that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnspinError(f"{one_line(str(folder))}: cannot be made ({error.strerror}); name another with --output") from None


def write_reports(evaluation: Evaluation, folder: Path) -> list[Path]:
    """Write report.json and report.html into ``folder``. UnspinError if that cannot be done."""
    paths = [folder / "report.json", folder / "report.html"]
    for path, form in zip(paths, ("json", "html"), strict=True):
        write(render(evaluation, form), path)
    return paths


def _rows(evaluation: Evaluation) -> list[dict[str, object]]:
    return [{"suite": suite.name, **measure.to_dict()} for suite in evaluation.suites for measure in suite.measures]
