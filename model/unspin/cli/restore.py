"""``unspin restore``: the text with the original wording put back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspin.cli import examples, options
from unspin.cli.chosen_model import load_model
from unspin.cli.documents import in_batches, read_inputs
from unspin.cli.exit_codes import exit_code
from unspin.cli.inputs import STDIN, Document, is_single
from unspin.cli.output import on_terminal, wants_color, write
from unspin.formats.diff import render_diff, render_word_diff
from unspin.formats.render import Format, render_restorations
from unspin.formats.safe_text import for_terminal, one_line
from unspin.profile import Profile
from unspin.report import Report, Restoration

if TYPE_CHECKING:
    from unspin.model import Model
    from unspin.network import Device


@click.command(epilog=examples.RESTORE)
@options.paths_argument
@options.format_option
@click.option("--diff", is_flag=True, help="Show the changed lines, as a unified diff.")
@click.option("--word-diff", is_flag=True, help="Show the whole text with each change as [-found-]{+original+}.")
@click.option("--interactive", "-i", is_flag=True, help="Decide each swap yourself; for one file, on a terminal.")
@options.min_confidence_option
@options.judge_all_option
@options.profile_option
@options.output_option
@options.model_option
@options.device_option
def restore(
    paths: tuple[str, ...],
    fmt: Format,
    diff: bool,
    word_diff: bool,
    interactive: bool,
    min_confidence: float | None,
    judge_all: bool,
    profile: Profile | None,
    output: Path | None,
    model_path: str | None,
    device: Device,
) -> None:
    """Put the original wording back. Apart from the words put back, the text stays the same bytes.

    PATH is a text file, a folder of them, or - for standard input.
    """
    if diff and word_diff:
        raise click.UsageError("--diff and --word-diff exclude each other")
    if (diff or word_diff) and fmt != "text":
        raise click.UsageError("--diff and --word-diff go with --format text only")
    if interactive and not (is_single(paths) and paths[0] != STDIN and sys.stdin and sys.stdin.isatty()):
        raise click.UsageError("--interactive takes one file and needs a terminal to ask on")
    inputs = read_inputs(paths)
    model = load_model(model_path, profile, device, judge_all=judge_all)
    if interactive:
        restorations = [_asked(model, inputs.documents[0], min_confidence)]
    else:
        restorations = in_batches(
            inputs.documents,
            lambda texts, names, layouts: model.restore_batch(
                texts, ids=names, min_confidence=min_confidence, layouts=layouts
            ),
            "restoring",
        )
    if diff:
        write(_safe("".join(map(render_diff, restorations)), output), output)
    elif word_diff:
        color = wants_color(output)
        write(_named(restorations, [render_word_diff(r, color=color) for r in restorations], inputs.single), output)
    elif fmt != "text":
        reports = _reports(model, inputs.documents, restorations) if fmt == "html" else []
        write(render_restorations(restorations, fmt, reports=reports, single=inputs.single), output)
    elif inputs.single and not on_terminal(output):
        write(inputs.documents[0].encode(restorations[0].text), output)
    else:
        write(_safe(_named(restorations, [r.text for r in restorations], inputs.single), output), output)
    raise click.exceptions.Exit(exit_code(failed=inputs.failed, spun=False))


def _asked(model: Model, document: Document, min_confidence: float | None) -> Restoration:
    from unspin.cli.interactive import walk

    (report,) = _scored(model, [document])
    sure = (span for span in report.spans if span.originals and span.originals[0].probability >= (min_confidence or 0))
    return walk(replace(report, spans=tuple(sure)))


def _named(restorations: Sequence[Restoration], shown: Sequence[str], single: bool) -> str:
    """Several texts in a row, each under its name as ``head`` does it; one text alone as it is."""
    if single:
        return shown[0]
    parts = (f"==> {one_line(r.id or '-')} <==\n{text}" for r, text in zip(restorations, shown, strict=True))
    return "\n".join(part if part.endswith("\n") else f"{part}\n" for part in parts)


def _safe(text: str, output: Path | None) -> str:
    """The text itself for files and pipes; on a terminal control characters are written out."""
    return for_terminal(text) if on_terminal(output) else text


def _reports(model: Model, documents: Sequence[Document], restorations: Sequence[Restoration]) -> list[Report]:
    return [model.with_counterfactual(*pair) for pair in zip(_scored(model, documents), restorations, strict=True)]


def _scored(model: Model, documents: Sequence[Document]) -> list[Report]:
    return in_batches(
        documents, lambda texts, names, layouts: model.score_batch(texts, ids=names, layouts=layouts), "scoring"
    )
