"""The command ``unspin eval``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from unspin.cli import options
from unspin.cli.output import write

_FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command("eval")
@click.argument("suites", nargs=-1, metavar="SUITE...", required=True)
@click.option("--data", type=_FOLDER, help="Folder that the paths in the suites start from; without it, the suite's own folder.")
@options.model_option
@options.judge_all_option
@click.option("--baselines", type=click.Path(path_type=Path, exists=True), help="Measure baselines too, fitted on these texts.")
@click.option("--thesauri", type=_FOLDER, help="Folder of thesauri: more spinner families for the baselines' training texts.")
@click.option(
    "--encoder", type=_FOLDER, help="With --baselines: fine-tune this encoder too, as a classifier (extra unspin[train])."
)
@click.option("--prior", type=options.Share(), metavar="SHARE", help="Say what a flag is worth where this share is spun.")
@click.option("--compare", type=click.Path(path_type=Path), metavar="REPORT", help="Say what moved since this report.json.")
@click.option("-o", "--output", type=click.Path(path_type=Path, file_okay=False), help="Folder for report.json and report.html.")
@options.format_option
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of every draw; the same seed gives the same report.")
def evaluate(
    suites: tuple[str, ...],
    data: Path | None,
    model_path: str | None,
    judge_all: bool,
    baselines: Path | None,
    thesauri: Path | None,
    encoder: Path | None,
    prior: float | None,
    compare: Path | None,
    output: Path | None,
    fmt: str,
    seed: int,
) -> None:
    """Measure a model on one or more suites and say how it did, with intervals.

    SUITE is the name of a built-in suite (realworld, dose, left-out, registers, restoration, damage) or a TOML file of your own.

    The texts for --baselines are a file or a folder. Rows with a label (spun or genuine) are used as they are; rows without one
    are taken for genuine, and half of them are spun.
    """
    import unspin
    from unspin_eval.comparing import compare as compare_reports
    from unspin_eval.comparing import read_report
    from unspin_eval.evaluation import Evaluation, Provenance, library_versions, suite_to_dict
    from unspin_eval.kinds.context import Context
    from unspin_eval.output import make_folder, render, write_reports
    from unspin_eval.rows import content_hash
    from unspin_eval.run import run_suites
    from unspin_eval.suites import load_suites
    from unspin_eval.system import ModelSystem, System

    def say(line: str) -> None:
        click.echo(line, err=True)

    if encoder is not None and baselines is None:
        raise click.UsageError("--encoder needs --baselines, the texts to train it on")
    old = None if compare is None else read_report(compare)
    specs = [spec for name in suites for spec in load_suites(name, data)]
    if output is not None:
        make_folder(output)
    model = unspin.load(model_path, judge_all=judge_all)
    given = {
        "--data": data, "--model": model_path, "--baselines": baselines, "--thesauri": thesauri, "--encoder": encoder,
        "--prior": prior, "--seed": seed, "--judge-all": judge_all or None,
    }  # fmt: skip
    provenance = Provenance(
        arguments=(*suites, *_arguments(given)),
        suites=tuple(suite_to_dict(spec) for spec in specs),
        data={str(path): content_hash(path) for path in (baselines, thesauri, encoder) if path is not None},
        versions=library_versions(with_encoder=encoder is not None),
    )
    systems: list[System] = [ModelSystem(model)]
    if baselines is not None:
        from unspin_eval.baselines.fitting import fit_baselines

        systems += fit_baselines(baselines, thesauri, encoder, seed=seed, say=say)
    context = Context(systems, seed, say, lambda folder: ModelSystem(unspin.load(folder, judge_all=judge_all)), prior)
    results = run_suites(specs, context)
    comparison = None if old is None else compare_reports(old, results, provenance.to_dict())
    evaluation = Evaluation(model.id, seed, tuple(results), provenance, comparison)
    if output is not None:
        say(f"wrote {' and '.join(str(path) for path in write_reports(evaluation, output))}")
    write(render(evaluation, fmt), None)


def _arguments(given: Mapping[str, Any]) -> list[str]:
    """The options that change the figures, as they are typed."""
    flags = [option for option, value in given.items() if value is True]
    return [w for option, value in given.items() if value is not None and value is not True for w in (option, str(value))] + flags
