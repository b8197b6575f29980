"""``unspin score``: was this text spun, and which words were swapped?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

import unspin
from unspin.cli import options
from unspin.cli.documents import in_batches, read_inputs
from unspin.cli.exit_codes import exit_code
from unspin.cli.output import wants_color, write
from unspin.formats.render import Format, render_reports
from unspin.report import Report
from unspin.verdict import DEFAULT_FPR


@click.command()
@options.paths_argument
@options.format_option
@options.fpr_option
@click.option(
    "--originals", type=click.IntRange(min=1), default=3, show_default=True, help="Likely originals to give for each swap."
)
@click.option("--fail-on-spun", is_flag=True, help="Exit with status 1 if a text is spun.")
@options.output_option
@options.model_option
def score(
    paths: tuple[str, ...],
    fmt: Format,
    fpr: float | None,
    originals: int,
    fail_on_spun: bool,
    output: Path | None,
    model_path: str | None,
) -> None:
    """Tell whether texts were spun, and show the swapped words with their likely originals.

    PATH is a text file, a folder of them, or - for standard input.
    """
    inputs = read_inputs(paths)
    model = unspin.load(model_path)
    reports = in_batches(inputs.documents, lambda texts, names: model.score_batch(texts, ids=names, fpr=fpr), "scoring")
    shown = [_with_originals(report, originals) for report in reports]
    answer = render_reports(
        shown,
        fmt,
        single=inputs.single,
        color=wants_color(output),
        false_positive_rate=DEFAULT_FPR if fpr is None else fpr,
    )
    write(answer, output)
    spun = any(report.verdict == "spun" for report in reports)
    raise click.exceptions.Exit(exit_code(failed=inputs.failed, spun=spun and fail_on_spun))


def _with_originals(report: Report, most: int) -> Report:
    return replace(report, spans=tuple(replace(span, originals=span.originals[:most]) for span in report.spans))
