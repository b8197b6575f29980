"""``python -m benchmarks``: everything in one run, as tables and as JSON."""

from __future__ import annotations

import json
import sys
import time
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from benchmarks.contestants import (
    bare_encoder,
    cuda_contestant,
    tfidf_contestant,
    transformers_contestants,
    unspin_contestants,
)
from benchmarks.growth import grow_length, grow_number
from benchmarks.processes import measure_processes, shell_processes
from benchmarks.results import Results, machine
from benchmarks.rounds import take_turns
from benchmarks.texts import make_texts, spin_texts
from unspin.model import SHIPPED, Model

_PATH = click.Path(path_type=Path)
_ARTICLE = 700  # words


@click.command("python -m benchmarks")
@click.option("--quick", is_flag=True, help="Fewer rounds and shorter documents: under three minutes.")
@click.option("--model", "folder", type=_PATH, default=SHIPPED, help="An exported model, instead of the one that ships.")
@click.option("--checkpoint", type=_PATH, help="Folder of `unspin export --hugging-face`; without it transformers runs random weights.")
@click.option("--output", "-o", type=_PATH, metavar="FILE", help="Write all figures here, as JSON.")
def main(quick: bool, folder: Path, checkpoint: Path | None, output: Path | None) -> None:
    """Measure how fast unspin is, beside other ways and beside the limit, in turns and as ratios. Needs the extra `train`.

    Nothing else should run on the machine.
    """
    began = time.perf_counter()
    model = Model.load(folder)
    # Made of chance sentences, a few of the texts pass for spun, which takes several times as long and is measured apart.
    genuine = list(islice((text for text in make_texts(40, _ARTICLE) if model.score(text).verdict == "genuine"), 8))
    spun = spin_texts(genuine)
    contestants = [*unspin_contestants(model, genuine, spun), *bare_encoder(model, genuine)]
    if (cuda := cuda_contestant(folder, genuine)) is not None:
        contestants.append(cuda)
    contestants += [*transformers_contestants(model, genuine[:2 if quick else 4], checkpoint), tfidf_contestant(genuine, spun)]
    times = take_turns(contestants, 3 if quick else 9, _say)
    with TemporaryDirectory() as name:
        place = Path(name)
        processes = measure_processes(shell_processes(place, genuine[0], spun[0]), 3 if quick else 9, _say)
        lengths = (100, 1_000, 10_000) if quick else (100, 1_000, 10_000, 100_000)
        by_length = grow_length(model, genuine, lengths, place, _say)
        by_length_spun = grow_length(model, spun, lengths, place, _say)
    by_number = grow_number(model, genuine, (1, 10, 100) if quick else (1, 10, 100, 1_000), _say)
    results = Results(machine(), times, processes, by_length, by_length_spun, by_number, time.perf_counter() - began)
    click.echo(results.as_text())
    if output is not None:
        output.write_text(json.dumps(results.to_dict(), indent=1) + "\n", encoding="utf8")


def _say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
