"""What carries over: small runs without some spinner families, judged on texts that were spun by just those.

    python -m unspin_training.left_out CONFIG FOLDER

Families that know much of each other's words (WordNet and its offspring, all swaps seen on real pages) are left out together, or the
one would teach the other. Every run is small and starts from the bare encoder, so the figures tell how families compare, not how good
the shipped model is. Answers go to FOLDER/left-out.json, the table to standard output.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from unspin.errors import InputError
from unspin.network import Network
from unspin.pieces import WordPieces
from unspin.reading import Reader
from unspin.words import split_words
from unspin_training.arguments import TrainingArguments, read_arguments
from unspin_training.calibrate import CalibrationText, make_texts, read_features, windows_to_round_by
from unspin_training.export import load_network, write_onnx
from unspin_training.model_folder import unseen_documents
from unspin_training.run import all_families, run_training
from unspin_training.spinners.answer_key import Spun
from unspin_training.spinners.families import FAMILY_WEIGHTS
from unspin_training.spinners.fills import MaskedFills
from unspin_training.spinners.spin import spin
from unspin_training.spinners.tool import imagine_tool

GROUPS: Mapping[str, tuple[str, ...]] = {
    "nothing": (),
    "seen on real pages": ("seo", "spinbot", "blog", "other", "tortured"),
    "written for this project": ("lexicon", "function", "compounds"),
    "thesauri": ("wordnet", "mythes", "moby", "roget", "frames"),
    "meaning by use": ("pivot", "neighbours"),
}
RATE = 0.2  # share of words swapped
WORDS = 150
TEXTS = 250
_CALIBRATED_ON = 800
_ROUNDS = 500


@dataclass(frozen=True)
class Carried:
    """How well texts of one family are told from genuine ones by a run: AUROC with its 95 % interval, recall at 1 % false positives."""

    left_out: str
    family: str
    unseen: bool
    auroc: float
    low: float
    high: float
    recall: float


def measure_left_out(arguments: TrainingArguments, folder: Path) -> list[Carried]:
    """Train one run for every group of families (a finished one is not trained again) and measure each family with it."""
    small = replace(arguments, evaluate_every=arguments.steps, weights="", fills="")
    filler = MaskedFills(Path(arguments.fills), arguments.longest) if arguments.fills else None
    genuine = _pieces(unseen_documents(arguments))
    spun = _spun_by_family(arguments, genuine, filler)
    found = []
    for group, families in GROUPS.items():
        run = folder / group.replace(" ", "-")
        own = replace(small, leave_out=families)
        run_training(own, run)
        judge = _Judge(own, run)
        plain = judge.scores(genuine)
        # The run that saw everything is measured on all families, the others on what they missed. None of them saw fills.
        for family in families or spun:
            unseen = family in families or family == "fills"
            found.append(_carried(group, family, unseen, plain, judge.scores(spun[family])))
    return found


def _pieces(documents: Sequence[tuple[str, str]]) -> list[str]:
    rng = random.Random(5)
    by_source: dict[str, list[str]] = {}
    for source, text in documents:
        if len(text.split()) >= WORDS:
            by_source.setdefault(source, []).append(text)
    if not by_source:
        raise InputError(f"no held-out document has {WORDS} words; give sources with longer ones")
    texts: list[str] = []
    while len(texts) < TEXTS:
        words = rng.choice(by_source[rng.choice(sorted(by_source))]).split()
        start = rng.randrange(len(words) - WORDS + 1)
        texts.append(" ".join(words[start : start + WORDS]))
    return texts


def _spun_by_family(arguments: TrainingArguments, texts: Sequence[str], filler: MaskedFills | None) -> dict[str, list[str]]:
    """The same texts, spun by each family alone at one rate."""
    rng = random.Random(6)
    spun = {}
    for family, tables in all_families(replace(arguments, leave_out=())).items():
        tools = [replace(imagine_tool(rng, {family: tables}, FAMILY_WEIGHTS), rate=RATE, coverage=1.0) for _ in texts]
        spun[family] = [spin(text, tool, seed=i).text for i, (text, tool) in enumerate(zip(texts, tools, strict=True))]
    if filler is not None:
        spun["fills"] = [filler.spin(text, RATE, random.Random(i)).text for i, text in enumerate(texts)]
    return spun


class _Judge:
    """The document probability of a run, fitted on the families that it saw."""

    def __init__(self, arguments: TrainingArguments, run: Path) -> None:
        network = run / "network.onnx"
        pieces = WordPieces.from_file(Path(arguments.encoder) / "tokenizer.json")
        room = arguments.longest - 2
        documents, families = unseen_documents(arguments), all_families(arguments)
        write_onnx(load_network(run, Path(arguments.encoder)), network, windows_to_round_by(documents, families, pieces, room))
        self._reader = Reader(Network(network), pieces, room=room, overlap=arguments.longest // 4, query_from=2.0)
        texts = make_texts(documents, families, _CALIBRATED_ON, seed=7)
        self._model = make_pipeline(StandardScaler(), LogisticRegression(C=0.3, max_iter=2000, class_weight="balanced"))
        self._model.fit(read_features(self._reader, texts), [text.is_spun for text in texts])

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        rows = read_features(self._reader, [CalibrationText(Spun(text, ()), "", 0.0) for text in texts if split_words(text).word_count])
        return np.asarray(self._model.decision_function(rows))


def _carried(group: str, family: str, unseen: bool, genuine: NDArray[np.float64], spun: NDArray[np.float64]) -> Carried:
    rng = np.random.default_rng(0)
    labels = np.repeat((0, 1), (len(genuine), len(spun)))
    area = float(roc_auc_score(labels, np.concatenate((genuine, spun))))
    drawn = [
        roc_auc_score(labels, np.concatenate((rng.choice(genuine, len(genuine)), rng.choice(spun, len(spun))))) for _ in range(_ROUNDS)
    ]
    low, high = np.quantile(drawn, (0.025, 0.975))
    recall = float((spun > np.quantile(genuine, 0.99)).mean())
    return Carried(group, family, unseen, area, float(low), float(high), recall)


def render_table(found: Sequence[Carried]) -> str:
    """A Markdown table: each family by the run that missed it and by the one that saw it."""
    seen = {row.family: row for row in found if row.left_out == "nothing"}
    lines = [
        "| family | left out with | AUROC unseen | recall at 1 % unseen | AUROC seen | recall at 1 % seen |", "|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in found:
        if row.unseen:
            other = seen[row.family] if row.left_out != "nothing" else None
            beside = f"{_area(other)} | {other.recall:.0%}" if other else " | "
            lines.append(f"| {row.family} | {row.left_out} | {_area(row)} | {row.recall:.0%} | {beside} |")
    return "\n".join(lines) + "\n"


def _area(row: Carried) -> str:
    return f"{row.auroc:.3f} [{row.low:.3f}, {row.high:.3f}]"


def _main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: python -m unspin_training.left_out CONFIG FOLDER")
    config, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    found = measure_left_out(read_arguments(config), folder)
    (folder / "left-out.json").write_text(json.dumps([asdict(row) for row in found], indent=1), encoding="utf8")
    sys.stdout.write(render_table(found))


if __name__ == "__main__":
    _main()
