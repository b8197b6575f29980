"""The manifest stands beside the output and says which run it belongs to: inputs, options, model, and, once done, the result.

It is what a run that is started again is held against.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from unspin.batch.counts import Counts
from unspin.batch.files import publish_text
from unspin.batch.sources import InputMark
from unspin.errors import InputError
from unspin.formats.safe_text import one_line
from unspin.report import ModelId


@dataclass(frozen=True, slots=True)
class Options:
    """Everything on the command line that changes the output. ``version`` is unspin's own, ``profile`` a hash."""

    text_column: str
    id_column: str | None
    keep: tuple[str, ...]
    restore: bool
    fpr: float | None
    version: str
    profile: str | None = None
    judge_all: bool = False


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a run. ``rows``: hash of all input rows; ``bytes`` and ``sha256`` (of its two ends): the output file."""

    counts: Counts
    rows: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """A run; ``finished`` is None until it is done."""

    inputs: tuple[InputMark, ...]
    options: Options
    model: ModelId
    finished: Finished | None = None

    def save(self, path: Path) -> None:
        """Write it, whole or not at all."""
        publish_text(json.dumps(asdict(self), indent=2) + "\n", path)


def load_manifest(path: Path) -> Manifest | None:
    """The manifest at ``path``, or None. Raises InputError if it is not one."""
    if not path.exists():
        return None
    try:
        return _manifest(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise InputError(f"{one_line(str(path))}: is no manifest of unspin batch; add --overwrite to start afresh") from None


def changes(old: Manifest, inputs: tuple[InputMark, ...], options: Options) -> Iterator[str]:
    """What differs between a run and the command given now, one phrase each."""
    then, now = asdict(old.options), asdict(options)
    for name in then:
        if then[name] != now[name]:
            yield f"{name} was {then[name]!r}, now {now[name]!r}"
    if [mark.path for mark in old.inputs] != [mark.path for mark in inputs]:
        yield f"the inputs were {', '.join(mark.path for mark in old.inputs)}"
    else:
        yield from (f"{mark.path} was changed" for was, mark in zip(old.inputs, inputs, strict=True) if was != mark)


def _manifest(fields: dict[str, Any]) -> Manifest:
    done = fields["finished"]
    options = fields["options"]
    return Manifest(
        inputs=tuple(InputMark(**mark) for mark in fields["inputs"]),
        options=Options(**options | {"keep": tuple(options["keep"])}),
        model=ModelId(**fields["model"]),
        finished=done and Finished(**done | {"counts": Counts(**done["counts"])}),
    )
