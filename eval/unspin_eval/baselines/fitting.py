"""All baselines, fitted on the same texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from unspin_eval.baselines.detectors import tfidf_detector, word_vector_detector
from unspin_eval.baselines.material import read_material
from unspin_eval.baselines.ngrams import NgramSystem
from unspin_eval.baselines.restorers import DoNothing, MostFrequentOriginal, SwapCounts
from unspin_eval.system import System


def fit_baselines(
    path: Path, thesauri: Path | None, encoder: Path | None = None, *, seed: int, say: Callable[[str], None]
) -> list[System]:
    """Baselines fitted on the texts of ``path``; those that need to know the swaps only if the texts are spun here.

    ``encoder``: a folder with a pretrained encoder, to be fine-tuned as one of them. Raises InputError.
    """
    material = read_material(path, thesauri, seed)
    say(f"baselines: {len(material.passages)} passages, {sum(material.spun)} of them spun; {len(material.prose)} documents more")
    systems: list[System] = [tfidf_detector(material), word_vector_detector(material, seed), NgramSystem(material)]
    if encoder is not None:
        from unspin_eval.baselines.sequence_classifier import fine_tuned

        systems.append(fine_tuned(encoder, material, seed=seed, say=say))
    if material.keys:
        systems.append(MostFrequentOriginal(SwapCounts(material.keys_of(held_out=False))))
    return [*systems, DoNothing()]
