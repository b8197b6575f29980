"""``unspin batch``: score many documents into one file, and go on where it stopped if it was stopped."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from unspin.batch.engines import ENGINES, EngineName
from unspin.batch.progress import Progress
from unspin.batch.rows import Columns
from unspin.batch.run import Settings, run_batch
from unspin.cli import examples, options
from unspin.cli.exit_codes import exit_code
from unspin.cli.output import warn
from unspin.profile import Profile

if TYPE_CHECKING:
    from unspin.network import Device


@click.command(epilog=examples.BATCH)
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT... | -", shell_complete=options.file_names)
@click.option(
    "--output", "-o", required=True, type=click.Path(path_type=Path), metavar="FILE",
    help="Write here; .jsonl, .jsonl.gz, .jsonl.zst, .csv or .parquet.",
)  # fmt: skip
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="The column with the text.")
@click.option("--id-column", metavar="NAME", help='The column with the id.  [default: "id" if there, else the row number]')
@click.option("--keep", multiple=True, metavar="NAME", help="Carry this column over to the output; repeatable.")
@click.option("--restore", is_flag=True, help="Add the restored text and its edits.")
@options.fpr_option
@options.judge_all_option
@options.profile_option
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes; each loads the model.")
@click.option(
    "--engine", type=click.Choice(ENGINES), default="local", show_default=True,
    help="local: processes on this machine; ray: a Ray cluster, running or started here.",
)  # fmt: skip
@click.option("--fail-on-spun", is_flag=True, help="Exit with status 1 if a document is spun.")
@click.option("--overwrite", is_flag=True, help="Start afresh if the output belongs to another run.")
@options.model_option
@options.device_option
def batch(
    inputs: tuple[str, ...],
    output: Path,
    text_column: str,
    id_column: str | None,
    keep: tuple[str, ...],
    restore: bool,
    fpr: float | None,
    judge_all: bool,
    profile: Profile | None,
    workers: int,
    engine: EngineName,
    fail_on_spun: bool,
    overwrite: bool,
    model_path: str | None,
    device: Device,
) -> None:
    """Score many documents: one record for each row of the inputs, in order.

    INPUT is a table (.jsonl, .csv, .tsv, these also as .gz or .zst, .parquet, .arrow), a text file, a folder of text files, a
    quoted pattern such as 'data/*.parquet', or - for JSON lines on standard input.

    Stopped at any moment, the same command goes on where it stopped. A row that cannot be read or scored becomes a record with an
    error; the run goes on and exits with status 3.
    """
    columns = Columns(text_column, id_column, keep)
    settings = Settings(
        inputs, output, columns, restore, fpr, model_path, workers, engine, overwrite, profile, device, judge_all
    )
    stdin = sys.stdin.buffer if sys.stdin else BytesIO()
    try:
        with Progress(terminal=_is_terminal()) as progress:
            counts = run_batch(settings, stdin, progress)
    except KeyboardInterrupt:
        warn("stopped; the same command goes on from here")
        raise
    progress.summarise(counts)
    raise click.exceptions.Exit(exit_code(failed=counts.failed > 0, spun=fail_on_spun and counts.spun > 0))


def _is_terminal() -> bool:
    return sys.stderr.isatty()
