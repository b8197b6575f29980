"""The command ``unspin calibrate``: thresholds for a model that was trained, or for the texts of its user."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from unspin.cli import options
from unspin.cli.output import warn, write

if TYPE_CHECKING:
    from unspin.profile import Profile
    from unspin_eval.own_texts import Judged

_FILE = click.Path(path_type=Path)
_AT_A_TIME = 64


@click.command(no_args_is_help=True)
@click.argument("folder", type=_FILE, required=False, metavar="[MODEL]")
@click.option(
    "--genuine", multiple=True, metavar="PATH",
    help="Your own texts, written by people: a folder, a file, or a table as `unspin batch` reads it; repeatable.",
)  # fmt: skip
@click.option("--text-column", default="text", show_default=True, metavar="NAME", help="The column with the text, in tables.")
@options.output_option
@options.model_option
@click.option("--config", type=_FILE, metavar="FILE", help="For a MODEL: the config it was trained with.")
@click.option("--texts", type=click.IntRange(200), default=3000, show_default=True, help="For a MODEL: how many texts to fit on.")
@click.option("--only", type=click.Choice(("document", "ranker")), help="For a MODEL: fit only this part.")
@click.pass_context
def calibrate(
    context: click.Context,
    folder: Path | None,
    genuine: tuple[str, ...],
    text_column: str,
    output: Path | None,
    model_path: str | None,
    config: Path | None,
    texts: int,
    only: str | None,
) -> None:
    """Set thresholds on your own texts, or fit a MODEL that was just trained.

    With --genuine: measures how many of your texts would be called spun, and writes a profile, thresholds at which few enough are,
    to standard output or --output. `unspin score --profile FILE` obeys it, and so do restore, batch and serve.

    With a MODEL folder and --config: fits its document probability, thresholds and ranker on texts held out of training.

    \b
    Examples:
      unspin calibrate --genuine archive/ -o newsroom.json
      unspin calibrate runs/model --config base.toml
    """
    if genuine and folder is None:
        profile = _profile(genuine, text_column, model_path)
        write(profile.to_json(), output)
        _tell(profile)
    elif folder is not None and config is not None and not genuine:
        from unspin_training.commands import calibrate as fit_model

        context.invoke(fit_model, folder=folder, config=config, texts=texts, only=only)
    else:
        raise click.UsageError("give --genuine PATH for a profile of your texts, or a MODEL folder with --config FILE")


def _profile(genuine: tuple[str, ...], text_column: str, model_path: str | None) -> Profile:
    import unspin
    from unspin_eval.own_texts import fit_profile

    model = unspin.load(model_path)
    return fit_profile(_read(genuine, text_column, model), model.manifest.bands, model.id)


def _read(genuine: tuple[str, ...], text_column: str, model: Any) -> list[Judged]:
    """What the model says of every text that can be read and judged; the user is told how many cannot."""
    from unspin.batch.groups import cut_rows
    from unspin.batch.readers import Rows, check_header
    from unspin.batch.rows import Columns
    from unspin.batch.sources import OutputPlace, find_sources
    from unspin.errors import InputError
    from unspin_eval.own_texts import judged

    nowhere, columns = OutputPlace(Path(os.devnull)), Columns(text_column)
    for source in find_sources(genuine, nowhere):
        check_header(source, columns)
    found: list[Judged] = []
    unreadable = undecided = 0
    for rows in cut_rows(Rows(find_sources(genuine, nowhere), columns, BytesIO()), _AT_A_TIME):
        texts = [row.text for row in rows if row.text is not None]
        here = judged(model.score_batch(texts))
        unreadable += len(rows) - len(texts)
        undecided += len(texts) - len(here)
        found += here
    if unreadable or undecided:
        warn(f"left out: {unreadable} that cannot be read, {undecided} that cannot be judged (too short, not English, lists)")
    if not found:
        raise InputError(f"{', '.join(genuine)}: no text that can be judged; give texts of 40 words and more")
    return found


def _tell(profile: Profile) -> None:
    """The figures, for people."""
    from unspin.verdict import DEFAULT_FPR
    from unspin_eval.own_texts import enough_for

    click.echo(f"{profile.texts:,} genuine texts; flagged of them, with 95 % intervals:", err=True)
    click.echo("  may be flagged  by the model's thresholds    by the profile's", err=True)
    for row in profile.measured:
        cells = [f"{share.flagged} [{100 * share.low:.2f} %, {100 * share.high:.2f} %]" for share in (row.shipped, row.profile)]
        click.echo(f"  {f'{100 * row.fpr:g} %':14}  {cells[0]:27}  {cells[1]}", err=True)
    if profile.texts < (enough := enough_for(DEFAULT_FPR)):
        warn(
            f"{profile.texts:,} texts are too few to show a rate of {DEFAULT_FPR:.0%}; about {enough} are needed to lower that threshold"
        )
