"""The two-head network: for every word, whether it was swapped, and what stood there before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import BertConfig, BertModel

TAGS = ("kept", "swapped", "continues")


@dataclass(frozen=True)
class Losses:
    """Mean losses of a batch, and how many words each is the mean of."""

    tags: Tensor
    originals: Tensor
    tagged: int
    named: int


class TwoHeadNetwork(nn.Module):
    """A BERT encoder with two heads on the first piece of each word.

    ``tag_head`` gives kept / swapped / continues a swap. ``query`` is compared with one row per entry of the original-word vocabulary
    (``originals``, plus a bias), which names the original. Attention is written out (``eager``): on a CPU in bf16 it trains nearly
    twice as fast as the fused kernel.
    """

    def __init__(self, config: BertConfig, vocabulary_size: int) -> None:
        super().__init__()
        config.attention_probs_dropout_prob = config.hidden_dropout_prob = 0.0  # every passage is seen once: nothing to overfit
        config._attn_implementation = "eager"
        self.encoder = BertModel(config, add_pooling_layer=False)
        width = config.hidden_size
        self.tag_head = nn.Linear(width, len(TAGS))
        self.to_query = nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.LayerNorm(width))
        self.originals = nn.Embedding(vocabulary_size, width)
        self.original_bias = nn.Parameter(torch.zeros(vocabulary_size))

    @classmethod
    def from_pretrained(cls, folder: Path, vocabulary_pieces: list[tuple[int, ...]]) -> TwoHeadNetwork:
        """Start from a pretrained encoder; each original's row starts as the mean of its pieces' input embeddings."""
        config = BertConfig.from_pretrained(folder)
        network = cls(config, len(vocabulary_pieces))
        network.encoder = BertModel.from_pretrained(folder, config=config, add_pooling_layer=False, attn_implementation="eager")
        network.encoder.float()
        with torch.no_grad():
            table = network.encoder.get_input_embeddings().weight
            rows = torch.stack([table[list(pieces)].mean(0) for pieces in vocabulary_pieces])
            # Unit-ish scale: the input rows are long and alike (a shared direction), which would drown the differences.
            rows = rows - rows.mean(0)
            network.originals.weight.copy_(rows / rows.norm(dim=1, keepdim=True).clamp_min(1e-6))
        return network

    def read(self, pieces: Tensor, kinds: Tensor, attention: Tensor) -> tuple[Tensor, Tensor]:
        """Tag logits (batch, length, 3) and hidden states (batch, length, width)."""
        hidden = self.encoder(input_ids=pieces, token_type_ids=kinds, attention_mask=attention).last_hidden_state
        return self.tag_head(hidden), hidden

    def name_originals(self, hidden: Tensor) -> Tensor:
        """Logits over the original-word vocabulary for hidden states of shape (..., width)."""
        return functional.linear(self.to_query(hidden), self.originals.weight, self.original_bias)

    def losses(self, pieces: Tensor, kinds: Tensor, attention: Tensor, tags: Tensor, originals: Tensor) -> Losses:
        """Cross-entropy of both heads, as sums over the words that carry a label."""
        tag_logits, hidden = self.read(pieces, kinds, attention)
        tag_loss = functional.cross_entropy(tag_logits.flatten(0, 1).float(), tags.flatten(), ignore_index=-100, reduction="sum")
        named = originals.ne(-100)
        logits = self.name_originals(hidden[named])
        original_loss = functional.cross_entropy(logits.float(), originals[named], reduction="sum") if named.any() else hidden.sum() * 0
        return Losses(tag_loss, original_loss, int(tags.ne(-100).sum()), int(named.sum()))
