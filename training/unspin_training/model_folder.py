"""Write and calibrate a model folder: everything that ``unspin.load`` needs, in one place."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from unspin.candidates import FEATURES as CANDIDATE_FEATURES
from unspin.document import FEATURES as DOCUMENT_FEATURES
from unspin.document import DocumentModel
from unspin.manifest import FILES, Manifest, file_hash, read_manifest
from unspin.model import Model
from unspin.ngrams import NgramModel
from unspin.pieces import WordPieces
from unspin.verdict import Band, Bands
from unspin_training.arguments import TrainingArguments
from unspin_training.calibrate import calibrate_document, make_texts, windows_to_round_by, write_manifest
from unspin_training.channel import write_channel
from unspin_training.corpus import held_out, load_documents
from unspin_training.export import load_network, read_vocabulary, write_hugging_face, write_onnx, write_originals
from unspin_training.ngrams import build, save
from unspin_training.observed import read_observed
from unspin_training.ranker import fit_ranker, gather_tasks, measure_ranker
from unspin_training.run import all_families
from unspin_training.spinners.answer_key import Spun
from unspin_training.warm_start import load_exported

# Notices of the thesauri whose pairs became weights of the channel, and of the encoder that training started from.
LICENCES = (
    "unspin: Apache-2.0",
    "encoder all-MiniLM-L6-v2: Apache-2.0",
    "WordNet 3.1: Copyright Princeton University, WordNet licence (free use with notice)",
    "PPDB XL lexical: CC BY 3.0 US",
    "Moby Thesaurus II: public domain",
    "Roget's Thesaurus 1911: public domain",
    "FrameNet: CC BY 3.0",
    "Problematic Paper Screener, tortured phrases: CC BY 4.0",
)


def write_model_folder(
    run: Path,
    arguments: TrainingArguments,
    ngrams: Path | None,
    folder: Path,
    *,
    name: str,
    version: str,
    hugging_face: Path | None = None,
) -> None:
    """Write all files of a model whose network is the last checkpoint of ``run``; its numbers are still uncalibrated.

    Without ``ngrams`` the language model is counted from the training documents of ``arguments``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    encoder = Path(arguments.encoder)
    network = load_network(run, encoder)
    shutil.copyfile(encoder / "tokenizer.json", folder / "tokenizer.json")
    families = all_families(arguments)
    pieces = WordPieces.from_file(folder / "tokenizer.json")
    feeds = windows_to_round_by(unseen_documents(arguments), families, pieces, arguments.longest - 2)
    write_onnx(network, folder / "network.onnx", feeds)
    write_originals(network, folder / "originals.safetensors")
    if ngrams is None:
        save(build(_training_texts(arguments)), folder / "ngrams.safetensors")
    else:
        shutil.copyfile(ngrams, folder / "ngrams.safetensors")
    language = NgramModel.load(folder / "ngrams.safetensors")
    rows = write_channel(families, read_vocabulary(run), language, folder / "channel.safetensors")
    (folder / "vocabulary.txt").write_text("\n".join(rows), encoding="utf8")
    if hugging_face is not None:
        load_exported(network, folder)  # the weights as they are served: the checkpoint answers as the model does
        write_hugging_face(network, encoder, hugging_face)
    state = json.loads((run / "checkpoint" / "state.json").read_text(encoding="utf8"))
    trained_on = f"{state['words'] / 1e6:.1f} M words, {state['tokens'] / 1e6:.1f} M word pieces, {state['step']} steps"
    if arguments.weights:
        before = read_manifest(Path(arguments.weights))
        trained_on += f"; going on from {before.name} {before.version} ({before.trained_on})"
    write_manifest(folder, _uncalibrated(folder, arguments, name, version, trained_on))


def _training_texts(arguments: TrainingArguments) -> Iterator[str]:
    for row in load_documents(arguments.sources):
        if not held_out(row["id"]):
            yield row["text"]


def _uncalibrated(folder: Path, arguments: TrainingArguments, name: str, version: str, trained_on: str) -> Manifest:
    size = len(DOCUMENT_FEATURES)
    return Manifest(
        name=name,
        version=version,
        hashes={file: file_hash(folder / file) for file in FILES},
        room=arguments.longest - 2,
        overlap=arguments.longest // 4,
        report_level=0.4,
        clean_level=0.8,
        edit_level=0.35,
        document=DocumentModel((0.0,) * size, (1.0,) * size, (0.0,) * size, 0.0),
        bands=Bands((Band(0, 0.01, 1.0),)),
        ranker={feature: 1.0 if feature in ("head", "context") else 0.0 for feature in CANDIDATE_FEATURES},
        languages=("en",),
        licences=LICENCES,
        trained_on=trained_on,
    )


def unseen_documents(arguments: TrainingArguments, most: int = 4000) -> list[tuple[str, str]]:
    """``(source, text)`` of documents that training did not read: the held-out ones, those beyond a source's cap, and the
    further genuine ones."""
    found: list[tuple[str, str]] = []
    for source in arguments.sources:
        documents = load_documents([replace(source, cap=0)])
        beyond = range(source.cap, len(documents)) if source.cap else range(0)
        wanted = [i for i, identifier in enumerate(documents["id"]) if held_out(identifier)] + list(beyond)[:most]
        found += [(row["source"], row["text"]) for row in documents.select(wanted)]
    if arguments.genuine:
        found += [(row["source"], row["text"]) for row in load_documents(arguments.genuine)]
    return found


def calibrate_folder(folder: Path, arguments: TrainingArguments, count: int, *, only: str | None = None) -> dict[str, float]:
    """Calibrate the model in ``folder`` and write its manifest anew; the figures of the fits."""
    model = Model.load(folder)
    families = all_families(arguments)
    texts = make_texts(unseen_documents(arguments), families, count, seed=arguments.seed + 1000)
    figures: dict[str, float] = {}
    manifest = model.manifest
    if only != "ranker":
        manifest, fit = calibrate_document(model, texts)
        figures |= {f"document {name}": value for name, value in fit.figures.items()}
    if only != "document":
        ranker, measured = _calibrate_ranker(model, [text.spun for text in texts if text.is_spun][: count // 4], arguments)
        manifest = replace(manifest, ranker=ranker)
        figures |= measured
    write_manifest(folder, manifest)
    return figures


def _calibrate_ranker(
    model: Model, spuns: list[Spun], arguments: TrainingArguments
) -> tuple[dict[str, float], dict[str, float]]:
    observed = read_observed(arguments.observed)[::2]
    real = gather_tasks(model, [swap.spun for swap in observed], [swap.elsewhere for swap in observed])
    made = gather_tasks(model, spuns)
    # Real swaps count for more: the made ones come from the very tables that the channel was built of.
    weights = [1.0] * len(real) + [0.3 * len(real) / max(1, len(made))] * len(made)
    ranker = fit_ranker([*real, *made], weights)
    measured = {f"ranker {kind} {name}": value for kind, tasks in (("real", real), ("made", made)) if tasks
                for name, value in measure_ranker(tasks, ranker).items()}  # fmt: skip
    return ranker, measured
