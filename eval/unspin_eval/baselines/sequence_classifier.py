"""A pretrained encoder fine-tuned to call whole texts spun or genuine: what is left of unspin without its word labels.

The budget is small and fixed, the seed too; on two cores it takes some minutes.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from unspin.errors import InputError
from unspin.formats.safe_text import one_line
from unspin_eval.baselines.detectors import FeatureDetector
from unspin_eval.baselines.material import Material

_PIECES = 256  # word pieces of a text that are read
_PASSAGES = 3_200
_BATCH = 16
_RATE = 5e-5
_WARM_UP = 0.1  # share of the steps


def fine_tuned(encoder: Path, material: Material, *, seed: int, say: Callable[[str], None]) -> FeatureDetector:
    """The detector. Raises InputError if the folder holds no encoder."""
    return FeatureDetector("fine-tuned encoder", _Classifier(encoder, seed, say), material)


class _Classifier:
    """``fit`` and ``predict_proba`` as scikit-learn has them."""

    def __init__(self, encoder: Path, seed: int, say: Callable[[str], None]) -> None:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
        from transformers.utils import logging

        logging.set_verbosity_error()  # that the layer on top is new is no news
        self._torch, self._seed, self._say = torch, seed, say
        torch.manual_seed(seed)  # the layer on top starts at random
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(str(encoder), local_files_only=True)
            self._network = AutoModelForSequenceClassification.from_pretrained(str(encoder), num_labels=2, local_files_only=True)
        except (OSError, ValueError) as error:
            reason = one_line((str(error).splitlines() or ["?"])[0])
            raise InputError(f"{encoder}: holds no encoder that transformers can load ({reason})") from None

    def fit(self, texts: Sequence[str], spun: Sequence[bool]) -> _Classifier:
        """One pass over at most 3,200 passages, in random order."""
        torch = self._torch
        order = list(range(len(texts)))
        random.Random(self._seed).shuffle(order)
        batches = list(_batches(order[:_PASSAGES]))
        self._say(f"fine-tuned encoder: {len(batches)} steps of {_BATCH} passages")
        optimizer = torch.optim.AdamW(self._network.parameters(), lr=_RATE, weight_decay=0.01)
        warm = max(1, round(_WARM_UP * len(batches)))
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, lambda step: min((step + 1) / warm, (len(batches) - step) / max(1, len(batches) - warm))
        )
        self._network.train()
        for batch in batches:
            loss = self._network(
                **self._pieces([texts[i] for i in batch]), labels=torch.tensor([int(spun[i]) for i in batch])
            ).loss
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self._network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
        return self

    def predict_proba(self, texts: Sequence[str]) -> np.ndarray:
        """A row a text: probability of genuine, of spun."""
        self._network.eval()
        rows = [np.zeros((0, 2))]
        with self._torch.no_grad():
            for batch in _batches(range(len(texts))):
                logits = self._network(**self._pieces([texts[i] for i in batch])).logits
                rows.append(logits.double().softmax(-1).numpy())
        return np.concatenate(rows)

    def _pieces(self, texts: Sequence[str]) -> Any:
        return self._tokenizer(list(texts), truncation=True, max_length=_PIECES, padding="longest", return_tensors="pt")


def _batches(rows: Sequence[int]) -> Iterator[Sequence[int]]:
    return (rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH))
