"""``unspin info``: which model answers, under which licences, with which thresholds and libraries."""

from __future__ import annotations

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import click

import unspin
from unspin.cli import options
from unspin.cli.output import write
from unspin.formats.safe_text import one_line

_LIBRARIES = ("onnxruntime", "tokenizers", "numpy")


@click.command()
@click.option("--format", "fmt", type=click.Choice(["text", "json"]), default="text", show_default=True)
@options.output_option
@options.model_option
def info(fmt: Literal["text", "json"], output: Path | None, model_path: str | None) -> None:
    """Show the model, its thresholds and licences, and the versions in use."""
    model = asdict(unspin.load(model_path).info())
    versions = {"unspin": unspin.__version__, "python": platform.python_version()} | {name: version(name) for name in _LIBRARIES}
    facts = {"model": model, "versions": versions}
    write(json.dumps(facts, indent=2) + "\n" if fmt == "json" else _as_text(model) + _as_text(versions), output)


def _as_text(facts: dict[str, Any]) -> str:
    return "".join(f"{name.replace('_', ' ')}: {_value(name, value)}\n" for name, value in facts.items())


def _value(name: str, value: Any) -> str:
    if name == "thresholds":
        rows = [f"  from {words} words, {fpr:.2%} false positives: spun from {cut:.3f}" for words, fpr, cut in value]
        return "\n".join(["", *rows])
    if isinstance(value, list | tuple):
        return ", ".join(one_line(str(item)) for item in value)
    return one_line(str(value))
