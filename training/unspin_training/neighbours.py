"""Near words of an encoder: the spinner family of embedding neighbours."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import AutoTokenizer, BertModel


@torch.inference_mode()
def write_neighbours(encoder: Path, words: Sequence[str], path: Path, near: int = 12, least: float = 0.55) -> None:
    """Embed every word alone (mean of its pieces' last states), and write the ``near`` nearest of each that are at least
    ``least`` alike (cosine) to ``path``, nearest first. Words with the same first four letters are left out (inflections)."""
    tokenizer = AutoTokenizer.from_pretrained(encoder)
    model = BertModel.from_pretrained(encoder, add_pooling_layer=False).float().eval()
    rows = []
    for at in range(0, len(words), 512):
        batch = tokenizer(list(words[at : at + 512]), return_tensors="pt", padding=True)
        states = model(**batch).last_hidden_state
        mask = batch["attention_mask"].unsqueeze(-1)
        rows.append(torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=1))
    table = torch.cat(rows)
    with path.open("w", encoding="utf8") as file:
        for at in range(0, len(words), 1024):
            values, places = (table[at : at + 1024] @ table.T).topk(near * 2)
            for k, (scores, others) in enumerate(zip(values.tolist(), places.tolist(), strict=True)):
                word = words[at + k]
                found = [words[o] for score, o in zip(scores, others, strict=True) if score >= least and words[o][:4] != word[:4]]
                if found:
                    file.write(json.dumps({"word": word, "near": found[:near]}) + "\n")
