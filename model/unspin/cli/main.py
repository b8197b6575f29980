"""The ``unspin`` command. Sub-commands are loaded only when they run, so that ``--help`` and ``--version`` answer at once."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from unspin import __version__
from unspin.cli.exit_codes import ExitCode
from unspin.errors import UnspinError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# What --help says of each command without loading it, where the command is (in this library, else in the entry-point group, as
# those of the other two source roots are), and the extra to install if a library is missing (else "train").
_HELP = {
    "score": "Tell whether texts were spun, and show the swapped words.",
    "restore": "Put the original wording back.",
    "batch": "Score many documents: jsonl, csv, parquet, a folder; resumable.",
    "serve": "Answer over HTTP.",
    "info": "Show the model, its thresholds, licences and versions.",
    "eval": "Measure a model on evaluation suites.",
    "spin": "Make a spun version of a text, with its answer key.",
    "train": "Train a model.",
    "calibrate": "Set the thresholds, on your own texts or of a trained model.",
    "export": "Turn a trained model into one that unspin loads.",
}
_CORE = {
    "score": "unspin.cli.score:score",
    "restore": "unspin.cli.restore:restore",
    "batch": "unspin.cli.batch:batch",
    "serve": "unspin.cli.serve:serve",
    "info": "unspin.cli.info:info",
}
_EXTRA = {"batch": "batch", "serve": "serve", "eval": "eval"}
_PLUGINS = "unspin.commands"


class _Failed(click.ClickException):
    """One line on standard error and status 2, for anything a user can cause."""

    exit_code = int(ExitCode.USAGE)

    def show(self, file: Any = None) -> None:
        click.echo(self.message, err=True)


class LazyGroup(click.Group):
    """Knows the names of its sub-commands and loads the one that is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_HELP)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_HELP.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        from click.shell_completion import CompletionItem

        names = [CompletionItem(name, help=text) for name, text in _HELP.items() if name.startswith(incomplete)]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        try:
            return _load(cmd_name)
        except ModuleNotFoundError as error:
            raise _missing(cmd_name, error) from None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except UnspinError as error:
            raise _Failed(f"unspin: {error}") from None
        except ModuleNotFoundError as error:
            raise _missing(ctx.invoked_subcommand, error) from error
        except (click.Abort, KeyboardInterrupt):
            raise click.exceptions.Exit(ExitCode.INTERRUPTED) from None


@click.group("unspin", cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="unspin")
def main() -> None:
    """Find text whose words were swapped for synonyms by a machine.

    Answers go to standard output, everything else to standard error. Exit status: 0 nothing spun, 1 something spun (with
    --fail-on-spun), 2 wrong usage or no readable input, 3 some inputs failed.
    """


def _load(name: str) -> click.Command | None:
    if name in _CORE:
        module, attribute = _CORE[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
    from importlib.metadata import entry_points

    for entry in entry_points(group=_PLUGINS, name=name):
        plugin: click.Command = entry.load()
        return plugin
    return None


def _missing(name: str | None, error: ModuleNotFoundError) -> Exception:
    """The line for a library that is not installed; a module of our own that is missing is a fault, not a missing extra."""
    if (error.name or "").split(".")[0] in ("unspin", "unspin_training", "unspin_eval"):
        return error
    extra = _EXTRA.get(name or "", "train")
    return _Failed(f"unspin {name} needs the extra: pip install 'unspin[{extra}]' ({error.name} is missing)")
