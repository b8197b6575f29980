"""One training run, from a config to a trained network in a folder."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from unspin.errors import InputError
from unspin.pieces import WordPieces
from unspin_training.arguments import TrainingArguments
from unspin_training.corpus import held_out, load_documents
from unspin_training.observed import read_observed
from unspin_training.pairs import PairMaker, cut_passages
from unspin_training.spinners.families import Families, built_in_families, neighbour_family, thesaurus_families
from unspin_training.spinners.fills import MaskedFills
from unspin_training.spinners.function_words import FUNCTION_WORDS
from unspin_training.vocabulary import build_vocabulary, known_phrases
from unspin_training.warm_start import exported_vocabulary

if TYPE_CHECKING:
    from datasets import Dataset

    from unspin_training.network import TwoHeadNetwork


@dataclass(frozen=True)
class Material:
    """What a run trains on and what it is measured on."""

    training: Dataset
    held_out: Dataset
    families: Families
    pieces: WordPieces
    vocabulary: list[str]


def all_families(arguments: TrainingArguments) -> Families:
    """Every family that ``arguments`` gives, without those left out."""
    families = dict(built_in_families())
    if arguments.thesauri:
        families |= thesaurus_families(Path(arguments.thesauri))
    if arguments.neighbours:
        families |= neighbour_family(Path(arguments.neighbours))
    unknown = set(arguments.leave_out) - set(families)
    if unknown:
        raise InputError(f"no spinner family {min(unknown)!r}; there are {', '.join(sorted(families))}")
    return {name: tables for name, tables in families.items() if name not in arguments.leave_out}


def gather_material(arguments: TrainingArguments, output: Path) -> Material:
    """Load documents, split off the held-out ones, and build what is missing: near words, and the vocabulary (kept in ``output``)."""
    if not arguments.sources:
        raise InputError("the config names no [[sources]]: give at least one with a path")
    documents = load_documents(arguments.sources)
    apart = [held_out(identifier) for identifier in documents["id"]]
    training = documents.select([i for i, is_apart in enumerate(apart) if not is_apart])
    _make_neighbours(arguments, training)
    families = all_families(arguments)
    listed = output / "vocabulary.txt"
    if not listed.exists():
        if arguments.weights:
            vocabulary = exported_vocabulary(Path(arguments.weights))
        else:
            vocabulary = build_vocabulary(training["text"], known_phrases(families), arguments.words, arguments.phrases)
        listed.write_text("\n".join(vocabulary), encoding="utf8")
    measured = documents.select([i for i, is_apart in enumerate(apart) if is_apart])
    if not len(measured):
        raise InputError(f"{len(documents)} documents are too few: none of them is held out to measure on; give some hundreds")
    return Material(
        training=training,
        held_out=measured,
        families=families,
        pieces=WordPieces.from_file(Path(arguments.encoder) / "tokenizer.json"),
        vocabulary=listed.read_text(encoding="utf8").split("\n"),
    )


def _make_neighbours(arguments: TrainingArguments, training: Dataset, words: int = 22_000) -> None:
    """Make the file of near words that ``arguments`` name, if it is not there yet, from the encoder and the corpus' frequent words."""
    if not arguments.neighbours or Path(arguments.neighbours).exists():
        return
    from unspin_training.neighbours import write_neighbours

    frequent = build_vocabulary(training["text"], set(), words, 0)
    content = [word for word in frequent if len(word) > 2 and word.isalpha() and word not in FUNCTION_WORDS]
    write_neighbours(Path(arguments.encoder), content, Path(arguments.neighbours))


def new_network(arguments: TrainingArguments, material: Material) -> TwoHeadNetwork:
    """The network that a run starts with: that of an exported model, or an untrained one on the pretrained encoder."""
    from unspin_training.network import TwoHeadNetwork
    from unspin_training.warm_start import load_exported

    rows = [tuple(p for ids in material.pieces.of(entry.split(" ")) for p in ids) for entry in material.vocabulary]
    network = TwoHeadNetwork.from_pretrained(Path(arguments.encoder), rows)
    if arguments.weights:
        load_exported(network, Path(arguments.weights))
    return network


def run_training(arguments: TrainingArguments, output: Path, *, device: str = "cpu", log: TextIO = sys.stderr) -> None:
    """Train in ``output``; a run that was stopped there goes on where it was."""
    import torch

    from unspin_training.batches import Steps, split_by_length
    from unspin_training.loop import train_network

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    output.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(arguments.seed)
    material = gather_material(arguments, output)
    (output / "arguments.json").write_text(json.dumps(arguments.to_dict(), indent=1), encoding="utf8")

    fills = MaskedFills(Path(arguments.fills), arguments.longest) if arguments.fills else None

    def maker(documents: Dataset, seed: int) -> PairMaker:
        return PairMaker(
            documents, material.families, material.pieces, material.vocabulary,
            seed=seed, mix=arguments.mix, longest=arguments.longest, fills=fills,
            observed=[swap.spun for swap in read_observed(arguments.observed)],
        )  # fmt: skip

    passages = cut_passages(material.training, arguments.seed)
    apart = cut_passages(material.held_out, arguments.seed)[:: max(1, len(material.held_out) // 150)][:300]
    measured_by = maker(material.held_out, 99)
    held = split_by_length([measured_by.make(passage) for passage in apart], arguments.micro_tokens, material.pieces.pad)
    network = new_network(arguments, material)
    print(
        f"{len(material.training):,} documents, {len(passages):,} passages, families {', '.join(sorted(material.families))}, "
        f"{len(material.vocabulary):,} originals, {sum(p.numel() for p in network.parameters()) / 1e6:.1f} M parameters",
        file=log, flush=True,
    )  # fmt: skip
    steps = Steps(maker(material.training, arguments.seed), passages, arguments.passages, arguments.micro_tokens, arguments.steps)
    started = time.monotonic()
    progress = train_network(network, steps, held, arguments, output, log=log, device=device)
    print(f"done: {progress.tokens / 1e6:.1f} M pieces, {(time.monotonic() - started) / 60:.1f} min", file=log)
