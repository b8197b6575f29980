"""The command ``unspin eval``."""

from __future__ import annotations

from pathlib import Path

import click

from unspin.cli import options
from unspin.cli.output import write

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("eval")
@click.argument("suites", nargs=-1, metavar="SUITE...", required=True)
@click.option("--data", type=_FOLDER, help="Folder that the paths in the suites start from; without it, the suite's own folder.")
@options.model_option
@click.option("--baselines", type=click.Path(path_type=Path, exists=True), help="Measure baselines too, fitted on these texts.")
@click.option("--thesauri", type=_FOLDER, help="Folder of thesauri: more spinner families for the baselines' training texts.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for report.json and report.html.")
@options.format_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every draw; the same seed gives the same report.")
def evaluate(
    suites: tuple[str, ...],
    data: Path | None,
    model_path: str | None,
    baselines: Path | None,
    thesauri: Path | None,
    output: Path | None,
    fmt: str,
    seed: int,
) -> None:
    """Measure a model on one or more suites and say how it did, with intervals.

    SUITE is the name of a built-in suite (realworld, dose) or a TOML file of your own.

    The texts for --baselines are a file or a folder. Rows with a label (spun or genuine) are used as they are; rows without one
    are taken for genuine, and half of them are spun.
    """
    import unspin
    from unspin_eval.kinds.context import Context
    from unspin_eval.measures import Evaluation
    from unspin_eval.output import render, write_reports
    from unspin_eval.run import run_suites
    from unspin_eval.suites import load_suites
    from unspin_eval.system import ModelSystem, System

    def say(line: str) -> None:
        click.echo(line, err=True)

    specs = [spec for name in suites for spec in load_suites(name, data)]
    model = unspin.load(model_path)
    systems: list[System] = [ModelSystem(model)]
    if baselines is not None:
        from unspin_eval.baselines.fitting import fit_baselines

        systems += fit_baselines(baselines, thesauri, seed=seed, say=say)
    context = Context(systems, seed, say, lambda folder: ModelSystem(unspin.load(folder)))
    results = run_suites(specs, context)
    evaluation = Evaluation(f"{model.id.name} {model.id.version}", model.id.sha256, seed, tuple(results))
    if output is not None:
        say(f"wrote {' and '.join(str(path) for path in write_reports(evaluation, output))}")
    write(render(evaluation, fmt), None)
