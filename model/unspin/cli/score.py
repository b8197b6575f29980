"""``unspin score``: was this text spun, and which words were swapped?"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspin.cli import examples, options
from unspin.cli.chosen_model import load_model
from unspin.cli.documents import in_batches, read_inputs
from unspin.cli.exit_codes import exit_code
from unspin.cli.output import wants_color, warn, write
from unspin.formats.base_rate import prior_sentence
from unspin.formats.render import Format, render_reports
from unspin.layout import Layout
from unspin.profile import Profile
from unspin.report import Report
from unspin.verdict import DEFAULT_FPR

if TYPE_CHECKING:
    from unspin.network import Device


@click.command(epilog=examples.SCORE)
@options.paths_argument
@options.format_option
@options.fpr_option
@options.profile_option
@click.option(
    "--originals", type=click.IntRange(min=1), default=3, show_default=True, help="Likely originals to give for each swap."
)
@click.option(
    "--explain", is_flag=True, help="Say why each word is marked, and what the verdict would be with the originals put back."
)
@click.option(
    "--prior", type=options.Share(), metavar="SHARE",
    help="Share of spun articles where the texts come from: says what a flag is worth there.",
)  # fmt: skip
@options.judge_all_option
@click.option("--fail-on-spun", is_flag=True, help="Exit with status 1 if a text is spun.")
@options.output_option
@options.model_option
@options.device_option
def score(
    paths: tuple[str, ...],
    fmt: Format,
    fpr: float | None,
    profile: Profile | None,
    originals: int,
    explain: bool,
    prior: float | None,
    judge_all: bool,
    fail_on_spun: bool,
    output: Path | None,
    model_path: str | None,
    device: Device,
) -> None:
    """Tell whether texts were spun, and show the swapped words with their likely originals.

    PATH is a text file, a folder of them, or - for standard input.
    """
    if explain and fmt == "csv":
        raise click.UsageError("--explain does not fit into --format csv; take json")
    inputs = read_inputs(paths)
    model = load_model(model_path, profile, device, judge_all=judge_all)

    def scored(texts: list[str], names: list[str], layouts: list[Layout | None]) -> list[Report]:
        reports = model.score_batch(texts, ids=names, fpr=fpr, layouts=layouts)
        if explain:
            reports = [model.with_evidence(report) for report in reports]
        return [model.with_counterfactual(report) for report in reports] if explain or fmt == "html" else reports

    reports = in_batches(inputs.documents, scored, "scoring")
    shown = [_with_originals(report, originals) for report in reports]
    rate = DEFAULT_FPR if fpr is None else fpr
    answer = render_reports(shown, fmt, single=inputs.single, color=wants_color(output), false_positive_rate=rate)
    worth = None if prior is None else f"what a flag is worth: {prior_sentence(prior, rate)}"
    write(f"{answer}{worth}\n" if worth and fmt == "text" else answer, output)
    if worth and fmt != "text":
        warn(worth)
    spun = any(report.verdict == "spun" for report in reports)
    raise click.exceptions.Exit(exit_code(failed=inputs.failed, spun=spun and fail_on_spun))


def _with_originals(report: Report, most: int) -> Report:
    return replace(report, spans=tuple(replace(span, originals=span.originals[:most]) for span in report.spans))
