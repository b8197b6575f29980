"""``python -m benchmarks.first_pass CONFIG DOCUMENTS``: could a cheap model let clearly genuine texts through unread?

A linear model over hashed words and word pairs is asked first; only what it does not clear would be read by the network. The question is how
many genuine texts it clears when hardly any spun text that the network finds is cleared too, above all of spinner families that it
never saw. Its threshold is set on the very texts that are counted, which flatters it: the best that such a pass could do.

CONFIG is that of a training run (its held-out documents are read), DOCUMENTS a JSON-lines file with ``text`` and ``label`` in every row.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline

from unspin.model import Model
from unspin_training.arguments import read_arguments
from unspin_training.calibrate import CalibrationText, make_texts
from unspin_training.left_out import GROUPS
from unspin_training.model_folder import unseen_documents
from unspin_training.run import all_families

MOST_LOST = 0.005  # of the spun texts that the network finds
_FITTED_ON = 3000
_MEASURED_ON = 800


@dataclass(frozen=True)
class FirstPass:
    """What a first pass does on some texts: of ``found`` spun ones that the network finds it clears ``lost``, of ``genuine`` ones ``cleared``."""

    texts: str
    found: int
    lost: int
    genuine: int
    cleared: int


def fit(texts: Sequence[CalibrationText]) -> Pipeline:
    """The linear model: hashed words and word pairs, weighed by how rare they are."""
    hashed = HashingVectorizer(ngram_range=(1, 2), n_features=2**18, alternate_sign=False, norm=None)
    pipeline = make_pipeline(
        hashed, TfidfTransformer(sublinear_tf=True), LogisticRegression(C=10, max_iter=2000, class_weight="balanced")
    )
    return pipeline.fit([text.spun.text for text in texts], [text.is_spun for text in texts])


def measure(name: str, pipeline: Pipeline, model: Model, texts: Sequence[str], spun: Sequence[bool]) -> FirstPass:
    """The pass at the highest threshold under which at most ``MOST_LOST`` of the spun texts fall that ``model`` finds."""
    scores: NDArray[np.float64] = pipeline.decision_function(texts)
    labels = np.asarray(spun, bool)
    caught = np.zeros(len(texts), bool)
    at_spun = np.flatnonzero(labels)
    caught[at_spun] = [report.verdict == "spun" for report in model.score_batch([texts[i] for i in at_spun])]
    found = np.sort(scores[caught])
    threshold = found[int(MOST_LOST * len(found))] if len(found) else np.inf
    return FirstPass(
        name, len(found), int((found < threshold).sum()), int((~labels).sum()), int((scores[~labels] < threshold).sum())
    )


def render(found: Sequence[FirstPass]) -> str:
    """A Markdown table."""
    lines = ["| spun texts | found by the network | of them cleared | genuine texts cleared |", "|---|---:|---:|---:|"]
    for row in found:
        share = row.cleared / row.genuine if row.genuine else 0.0
        lines.append(f"| {row.texts} | {row.found} | {row.lost} | {share:.1%} of {row.genuine:,} |")
    return "\n".join(lines) + "\n"


def _main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: python -m benchmarks.first_pass CONFIG DOCUMENTS")
    arguments = read_arguments(Path(sys.argv[1]))
    documents = unseen_documents(arguments)
    families, model = all_families(arguments), Model.load()
    found = []
    for group, names in GROUPS.items():
        seen = {name: tables for name, tables in families.items() if name not in names}
        pipeline = fit(make_texts(documents[::2], seen, _FITTED_ON, seed=1))
        if names:
            unseen = {name: families[name] for name in names if name in families}
            texts = make_texts(documents[1::2], unseen, _MEASURED_ON, seed=2)
            found.append(
                measure(f"{group}, never seen", pipeline, model, [t.spun.text for t in texts], [t.is_spun for t in texts])
            )
        else:
            rows = [json.loads(line) for line in Path(sys.argv[2]).read_text(encoding="utf8").splitlines()]
            found.append(measure("real pages", pipeline, model, [r["text"] for r in rows], [r["label"] == "spun" for r in rows]))
    sys.stdout.write(render(found))


if __name__ == "__main__":
    _main()
