"""``python -m benchmarks.parity RUN TEXTS``: does the shipped 8-bit network answer as it would in full precision?

Asked of two networks in 32 bits: that of the published checkpoint, whose weights are the shipped ones, and the one that came out of training,
before its weights were rounded. RUN is the output folder of `unspin train` that the model was exported from, TEXTS a JSON-lines file with a
``text`` in every row.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from unspin.manifest import file_hash, read_manifest
from unspin.model import SHIPPED, Model
from unspin_training.calibrate import write_manifest
from unspin_training.export import load_network, write_full_onnx
from unspin_training.network import TwoHeadNetwork
from unspin_training.warm_start import load_exported

_CLOSE = 0.02


@dataclass(frozen=True)
class Parity:
    """How far two models agree on the same texts: shares 0 to 1, and the largest difference of probabilities."""

    texts: int
    close: float
    same_verdict: float
    largest: float
    same_marks: float  # of the words that either marks


def in_full_precision(folder: Path, network: TwoHeadNetwork, output: Path) -> Path:
    """A copy of the model in ``folder`` with ``network`` in 32-bit numbers."""
    shutil.copytree(folder, output, dirs_exist_ok=True)
    write_full_onnx(network, output / "network.onnx")
    manifest = read_manifest(folder)
    write_manifest(output, replace(manifest, hashes={**manifest.hashes, "network.onnx": file_hash(output / "network.onnx")}))
    return output


def compare(one: Model, other: Model, texts: Sequence[str]) -> Parity:
    """Score ``texts`` with both. Raises ValueError when there are none."""
    if not texts:
        raise ValueError("no texts to compare on")
    pairs = list(zip(one.score_batch(texts), other.score_batch(texts), strict=True))
    apart = [abs((a.probability or 0.0) - (b.probability or 0.0)) for a, b in pairs]
    marks = [({s.start for s in a.spans}, {s.start for s in b.spans}) for a, b in pairs]
    both, either = sum(len(a & b) for a, b in marks), sum(len(a | b) for a, b in marks)
    return Parity(
        texts=len(texts),
        close=float(np.mean(np.asarray(apart) <= _CLOSE)),
        same_verdict=float(np.mean([a.verdict == b.verdict for a, b in pairs])),
        largest=max(apart),
        same_marks=both / either if either else 1.0,
    )


def _main() -> None:
    if len(sys.argv) != 3:
        sys.exit("usage: python -m benchmarks.parity RUN TEXTS")
    run, file = Path(sys.argv[1]), Path(sys.argv[2])
    encoder = Path(json.loads((run / "arguments.json").read_text(encoding="utf8"))["encoder"])
    texts = [json.loads(line)["text"] for line in file.read_text(encoding="utf8").splitlines()]
    trained, published = load_network(run, encoder), load_network(run, encoder)
    load_exported(published, SHIPPED)
    for name, network in (("published weights", published), ("trained weights", trained)):
        with TemporaryDirectory() as folder:
            found = compare(Model.load(SHIPPED), Model.load(in_full_precision(SHIPPED, network, Path(folder))), texts)
        print(f"{name}, {found.texts} texts: probability within {_CLOSE} in {found.close:.2%}, same verdict in {found.same_verdict:.2%}, "
              f"largest difference {found.largest:.3f}, {found.same_marks:.1%} of the marks the same")  # fmt: skip


if __name__ == "__main__":
    _main()
