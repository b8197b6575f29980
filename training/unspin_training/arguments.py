"""Everything a training run can be told, with defaults; config files hold only the differences."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from unspin.errors import InputError
from unspin_training.corpus import Source
from unspin_training.pairs import Mix


@dataclass(frozen=True)
class TrainingArguments:
    """Arguments of one run.

    Attributes:
        sources: where text comes from (see ``corpus.Source``).
        genuine: more genuine text, not trained on: registers that the thresholds should hold for too.
        encoder: folder of the pretrained BERT encoder to start from (config.json, model.safetensors, tokenizer.json).
        weights: folder of an exported model whose weights and vocabulary the run goes on from; empty: the bare encoder.
        fills: folder of an exported model that makes masked-model fills; empty: that family is left out.
        thesauri: folder of thesauri for more spinner families; empty: built-in families only.
        observed: files of observed swaps with contexts (jsonl: spun, original, context); they train the second head only.
        neighbours: file of near words, made from the encoder when it is missing; empty: that family is left out.
        leave_out: names of spinner families to hold out.
        steps: optimiser steps in all.
        passages: passages in one step.
        micro_tokens: pieces (padding included) that go through the network at once.
        learning_rate: peak; rises over ``warmup`` (share of the steps) and falls linearly to nothing.
        original_weight: weight of the second head's loss beside the first's.
        longest: longest passage in pieces.
        words, phrases: size of the original-word vocabulary.
        mix: shares of the kinds of passages.
        checkpoint_minutes: time between checkpoints.
        evaluate_every: steps between measurements on held-out documents.
        threads: CPU threads (0: as torch likes).
    """

    sources: tuple[Source, ...] = ()
    genuine: tuple[Source, ...] = ()
    encoder: str = ""
    weights: str = ""
    fills: str = ""
    thesauri: str = ""
    observed: tuple[str, ...] = ()
    neighbours: str = ""
    leave_out: tuple[str, ...] = ()
    steps: int = 3000
    passages: int = 96
    micro_tokens: int = 8192
    learning_rate: float = 4e-4
    warmup: float = 0.05
    weight_decay: float = 0.01
    original_weight: float = 0.3
    clip: float = 1.0
    longest: int = 192
    words: int = 24_000
    phrases: int = 4_000
    mix: Mix = field(default_factory=Mix)
    seed: int = 1
    checkpoint_minutes: float = 10.0
    evaluate_every: int = 500
    threads: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Plain values, for logs and checkpoints."""
        return asdict(self)


def read_arguments(path: Path) -> TrainingArguments:
    """Read a TOML config file.

    Raises InputError for broken TOML and for keys that do not exist.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: not a readable TOML config ({error})") from error
    _refuse_unknown(path, given, TrainingArguments)
    for source in [*given.get("sources", []), *given.get("genuine", [])]:
        _refuse_unknown(path, source, Source)
    _refuse_unknown(path, given.get("mix", {}), Mix)
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in given.items()}
    for name in ("sources", "genuine"):
        values[name] = tuple(Source(**source) for source in given.get(name, []))
    values["mix"] = Mix(**given.get("mix", {}))
    return TrainingArguments(**values)


def _refuse_unknown(path: Path, given: dict[str, Any], kind: type) -> None:
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise InputError(f"{path}: unknown key {unknown[0]!r}; known keys: {', '.join(sorted(known))}")
