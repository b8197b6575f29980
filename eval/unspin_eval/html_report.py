"""The report as one HTML page that needs nothing else: no script, no font, no file beside it."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from unspin.formats.hidden_characters import visible_html
from unspin.formats.safe_text import one_line
from unspin_eval.evaluation import Evaluation
from unspin_eval.measures import Case, SuiteResult, Table
from unspin_eval.plots import as_svg
from unspin_eval.text_tables import grids


def as_html(evaluation: Evaluation) -> str:
    """The whole page."""
    environment = Environment(loader=PackageLoader("unspin_eval"), autoescape=True, trim_blocks=True)
    environment.filters["one_line"] = one_line  # shows hidden and direction-changing characters for what they are
    environment.filters["highlighted"] = _highlighted
    page = environment.get_template("report.html.j2")
    suites = [
        {
            "result": suite,
            "grids": grids(suite),
            "tables": _tables_only(suite),
            "plots": [Markup(as_svg(plot)) for plot in suite.plots],
        }
        for suite in evaluation.suites
    ]
    return page.render(evaluation=evaluation, suites=suites) + "\n"


def _tables_only(suite: SuiteResult) -> list[Table]:
    """The tables whose texts the page does not show anyway."""
    shown = {cases.title for cases in suite.cases}
    return [table for table in suite.tables if table.title not in shown]


def _highlighted(case: Case) -> Markup:
    """The text of a case, marked words with the original behind them; nothing in it is markup or hides."""
    parts, at = [], 0
    for mark in case.highlights:
        if mark.start < at:
            continue
        original = f" <small>[{visible_html(mark.original)}]</small>" if mark.original else ""
        parts += [
            visible_html(case.text[at : mark.start]),
            f"<mark>{visible_html(case.text[mark.start : mark.end])}</mark>{original}",
        ]
        at = mark.end
    return Markup("".join([*parts, visible_html(case.text[at:])]))  # every part is escaped
