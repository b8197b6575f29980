"""Passages to batches of tensors, in a background process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from unspin_training.pairs import IGNORED, Example, PairMaker, Passage


@dataclass(frozen=True)
class Batch:
    """Padded tensors of shape (passages, pieces)."""

    pieces: Tensor
    kinds: Tensor
    attention: Tensor
    tags: Tensor
    originals: Tensor


def pad(examples: Sequence[Example], padding: int) -> Batch:
    """Pad examples to the length of the longest, and the batch by empty rows.

    Lengths are multiples of 16 and rows of 8: kernels are made and remembered by shape, and thousands of shapes fill the memory.
    """
    length = _round_up(max(len(example.pieces) for example in examples), 16)

    def table(name: str, fill: int) -> Tensor:
        rows = np.full((_round_up(len(examples), 8), length), fill, dtype=np.int64)
        for row, example in zip(rows, examples, strict=False):
            values = getattr(example, name)
            row[: len(values)] = values
        return torch.from_numpy(rows)

    pieces = table("pieces", padding)
    return Batch(pieces, table("kinds", 0), pieces.ne(padding).long(), table("tags", IGNORED), table("originals", IGNORED))


def _round_up(number: int, step: int) -> int:
    return -(-number // step) * step


def split_by_length(examples: Sequence[Example], micro_tokens: int, padding: int) -> list[Batch]:
    """Batches of like lengths, each of at most ``micro_tokens`` pieces with padding."""
    batches: list[Batch] = []
    group: list[Example] = []
    for example in sorted(examples, key=lambda e: len(e.pieces)):
        if group and (len(group) + 1) * len(example.pieces) > micro_tokens:
            batches.append(pad(group, padding))
            group = []
        group.append(example)
    return [*batches, pad(group, padding)]


class Steps(Dataset[list[Batch]]):
    """Item k holds the batches of optimiser step k: a function of the seed and k alone."""

    def __init__(self, maker: PairMaker, passages: Sequence[Passage], per_step: int, micro_tokens: int, steps: int) -> None:
        self.maker, self.passages, self.per_step, self.micro_tokens, self.steps = maker, passages, per_step, micro_tokens, steps

    def __len__(self) -> int:
        return self.steps

    def __getitem__(self, step: int) -> list[Batch]:
        examples = []
        for place in range(step * self.per_step, (step + 1) * self.per_step):
            epoch, at = divmod(place, len(self.passages))
            examples.append(self.maker.make(self.passages[self._order(epoch)[at]], epoch))
        return split_by_length(examples, self.micro_tokens, self.maker.pieces.pad)

    def _order(self, epoch: int) -> np.ndarray:
        if getattr(self, "_epoch", None) != epoch:
            self._epoch = epoch
            self._permutation = np.random.default_rng((self.maker.seed, epoch)).permutation(len(self.passages))
        return self._permutation


def background_steps(steps: Steps, first: int) -> DataLoader[list[Batch]]:
    """Steps from ``first`` on, made ahead of time by one other process, in order."""
    return DataLoader(steps, batch_size=None, sampler=range(first, len(steps)), num_workers=1, prefetch_factor=8)  # type: ignore[arg-type]
