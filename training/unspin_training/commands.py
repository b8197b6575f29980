"""The commands that training adds to ``unspin``: spin, train, export, calibrate."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from unspin.cli.inputs import read_documents
from unspin.cli.output import write
from unspin.errors import InputError, UnspinError

_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("path", metavar="PATH | -")
@click.option("--rate", type=click.FloatRange(0, 1), default=0.3, show_default=True, help="Share of the words to swap.")
@click.option("--family", "names", multiple=True, help="Spinner family to draw from; may be given again.  [default: all built in]")
@click.option("--thesauri", type=_FILE, help="Folder of thesauri, for more families.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same text.")
@click.option("--part", metavar="START:END", help="Swap only between these characters.")
@click.option("--key", type=_FILE, metavar="FILE", help="Write the answer key here, as JSON.")
@click.option("--format", "fmt", type=click.Choice(("text", "json")), default="text", show_default=True)
@click.option("--output", "-o", type=_FILE, metavar="FILE", help="Write the spun text here.")
def spin(
    path: str, rate: float, names: tuple[str, ...], thesauri: Path | None, seed: int, part: str | None,
    key: Path | None, fmt: str, output: Path | None,
) -> None:  # fmt: skip
    """Make a spun version of a text, with its answer key.

    The key says which characters were swapped and what stood there; it leads back to the original, byte for byte.

    \b
    Examples:
      unspin spin article.txt --rate 0.3 --key article.key.json -o spun.txt
      unspin spin article.txt --family seo --format json
    """
    from unspin_training.spinners.spin import spin as spin_text

    text = _one_text(path)
    spun = spin_text(text, _tool(rate, names, thesauri, seed), part=_part(part, len(text)))
    answer = {"schema": "unspin.answer-key/1", "swaps": [vars(swap) for swap in spun.swaps]}
    if key is not None:
        write(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", key)
    if fmt == "json":
        write(json.dumps({**answer, "text": spun.text}, ensure_ascii=False) + "\n", output)
    else:
        write(spun.text, output)


def _one_text(path: str) -> str:
    documents = list(read_documents([path], sys.stdin.buffer))
    if len(documents) != 1:
        raise InputError(f"{path}: holds {len(documents)} texts; name one file")
    found: Any = documents[0]
    text = getattr(found, "text", None)
    if not isinstance(text, str):
        raise InputError(str(getattr(found, "message", f"{path}: can't be read")))
    return text


def _tool(rate: float, names: tuple[str, ...], thesauri: Path | None, seed: int) -> Any:
    from unspin_training.spinners.families import built_in_families, shipped_neighbour_family, thesaurus_families
    from unspin_training.spinners.tool import Tool

    families = {**built_in_families(), **shipped_neighbour_family()}
    if thesauri is not None:
        families |= thesaurus_families(thesauri)
    unknown = set(names) - set(families)
    if unknown:
        raise InputError(f"no spinner family {min(unknown)!r}; there are {', '.join(sorted(families))}")
    chosen = names or tuple(sorted(families))
    return Tool(seed=seed, tables=tuple(dict.fromkeys(table for name in chosen for table in families[name])), rate=rate)


def _part(part: str | None, length: int) -> tuple[int, int] | None:
    if part is None:
        return None
    start, colon, end = part.partition(":")
    if not colon or not start.isdigit() or not end.isdigit() or not int(start) <= int(end) <= length:
        raise click.BadParameter(f"{part!r} is not START:END within 0..{length}", param_hint="--part")
    return int(start), int(end)


@click.command()
@click.argument("config", type=_FILE)
@click.option("--output", "-o", type=_FILE, required=True, metavar="FOLDER", help="Where the run lives; a stopped run goes on there.")
@click.option("--device", default="cpu", show_default=True, help="cpu or cuda.")
def train(config: Path, output: Path, device: str) -> None:
    """Train a network by a TOML CONFIG of sources and arguments.

    Progress goes to standard error, one JSON line a step to FOLDER/log.jsonl. A killed run, started again with the same
    command, goes on from its last checkpoint.
    """
    from unspin_training.arguments import read_arguments
    from unspin_training.run import run_training

    run_training(read_arguments(config), output, device=device, log=sys.stderr)


@click.command()
@click.argument("run", type=_FILE)
@click.option("--config", type=_FILE, required=True, help="The config the run was trained with.")
@click.option("--ngrams", type=_FILE, help="A language model made before, instead of counting one from the config's sources.")
@click.option("--output", "-o", type=_FILE, required=True, metavar="FOLDER", help="The model folder to write.")
@click.option("--name", default="unspin-base", show_default=True)
@click.option("--version", default="0.4.0", show_default=True)
@click.option("--hugging-face", type=_FILE, metavar="FOLDER", help="Write a transformers checkpoint here too.")
def export(run: Path, config: Path, ngrams: Path | None, output: Path, name: str, version: str, hugging_face: Path | None) -> None:
    """Turn the RUN of `unspin train` into a model folder; calibrate it next."""
    from unspin_training.arguments import read_arguments
    from unspin_training.model_folder import write_model_folder

    write_model_folder(run, read_arguments(config), ngrams, output, name=name, version=version, hugging_face=hugging_face)
    click.echo(f"{output}: written; next: unspin calibrate {output} --config {config}", err=True)


@click.command()
@click.argument("folder", type=_FILE)
@click.option("--config", type=_FILE, required=True, help="The config the model was trained with.")
@click.option("--texts", type=click.IntRange(200), default=3000, show_default=True, help="Genuine texts, and as many spun ones.")
@click.option("--only", type=click.Choice(("document", "ranker")), help="Fit only this part.")
def calibrate(folder: Path, config: Path, texts: int, only: str | None) -> None:
    """Fit the document probability, its thresholds and the ranker of the model in FOLDER on documents held out of training."""
    from unspin_training.arguments import read_arguments
    from unspin_training.model_folder import calibrate_folder

    if not (folder / "model.json").exists():
        raise UnspinError(f"{folder}: no model here; make one with `unspin export`")
    for name, value in calibrate_folder(folder, read_arguments(config), texts, only=only).items():
        click.echo(f"{name}: {value:.4f}", err=True)
