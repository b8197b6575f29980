"""The report as one HTML page that needs nothing else: no script, no font, no file beside it."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader
from markupsafe import Markup

from unspin.formats.safe_text import one_line
from unspin_eval.measures import Evaluation
from unspin_eval.plots import as_svg
from unspin_eval.text_tables import grids


def as_html(evaluation: Evaluation) -> str:
    """The whole page."""
    environment = Environment(loader=PackageLoader("unspin_eval"), autoescape=True, trim_blocks=True)
    environment.filters["one_line"] = one_line  # shows hidden and direction-changing characters for what they are
    page = environment.get_template("report.html.j2")
    suites = [
        {"result": suite, "tables": [*grids(suite), *suite.tables], "plots": [Markup(as_svg(plot)) for plot in suite.plots]}
        for suite in evaluation.suites
    ]
    return page.render(evaluation=evaluation, suites=suites) + "\n"
