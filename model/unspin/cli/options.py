"""Options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from unspin.formats.render import FORMATS
from unspin.profile import Profile, read_profile

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Command = TypeVar("Command", bound=Callable[..., Any])


class Share(click.ParamType[float]):
    """A number between 0 and 1; "nan" is not one."""

    name = "float"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            share = float(value)
        except ValueError:
            share = -1.0
        if not 0 <= share <= 1:
            self.fail(f"{value!r} is not a number between 0 and 1", param, ctx)
        return share


def file_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """For shell completion: the shell offers files, which the command itself may check later and with better words."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def folder_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """For shell completion: the shell offers folders."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def paths_argument(command: Command) -> Command:
    """Files, folders or "-"."""
    return click.argument("paths", nargs=-1, required=True, metavar="PATH... | -", shell_complete=file_names)(command)


def format_option(command: Command) -> Command:
    """--format, with the same names on every command."""
    return click.option(
        "--format", "fmt", type=click.Choice(FORMATS), default="text", show_default=True, help="How the answer is written."
    )(command)


def model_option(command: Command) -> Command:
    """--model, a folder."""
    return click.option(
        "--model", "model_path", metavar="FOLDER", help="An exported model, instead of the one that ships.",
        shell_complete=folder_names,
    )(command)  # fmt: skip


def device_option(command: Command) -> Command:
    """--device, where the network runs."""
    return click.option(
        "--device", type=click.Choice(("cpu", "cuda")), default="cpu", show_default=True, help="Where the network runs."
    )(command)


def fpr_option(command: Command) -> Command:
    """--fpr, the false-positive rate that picks the thresholds."""
    return click.option(
        "--fpr", type=Share(), help="Share of genuine texts that may be called spun; sets the threshold.  [default: 0.01]"
    )(command)


def judge_all_option(command: Command) -> Command:
    """--judge-all, to leave nothing of a text out."""
    return click.option(
        "--judge-all", is_flag=True, help="Judge quotations, citations, code, tables, headings and names too."
    )(command)


def profile_option(command: Command) -> Command:
    """--profile, a file of thresholds; the command gets the Profile, read before any work is done."""
    return click.option(
        "--profile", type=click.Path(path_type=Path), callback=_read_profile, metavar="FILE",
        help="Thresholds set on your own texts by `unspin calibrate --genuine`.",
    )(command)  # fmt: skip


def output_option(command: Command) -> Command:
    """--output, a file in a folder that exists: better to hear of a mistake before the work than after it."""
    return click.option(
        "--output", "-o", type=click.Path(path_type=Path), callback=_checked_output, metavar="FILE", help="Write the answer here."
    )(command)


def min_confidence_option(command: Command) -> Command:
    """--min-confidence, for putting wording back."""
    return click.option(
        "--min-confidence", type=Share(), help="Put back only wording at least this probable.  [default: the model's own]"
    )(command)


def _read_profile(ctx: click.Context, param: click.Parameter, path: Path | None) -> Profile | None:
    return None if path is None else read_profile(path)


def _checked_output(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    if path is not None and path.is_dir():
        raise click.BadParameter(f"{path} is a folder; name a file", ctx, param)
    if path is not None and not path.parent.is_dir():
        raise click.BadParameter(f"folder {path.parent} does not exist; make it first", ctx, param)
    return path
