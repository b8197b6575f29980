"""Word-level figures of a network on held-out examples, while it trains."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.metrics import average_precision_score, roc_auc_score

from unspin_training.batches import Batch
from unspin_training.network import TwoHeadNetwork


@torch.inference_mode()
def measure_words(network: TwoHeadNetwork, batches: list[Batch], device: str = "cpu") -> dict[str, float]:
    """AUROC and average precision of swapped words, and how often the original comes first, over whole batches."""
    network.eval()
    scores, labels, right, named = [], [], 0, 0
    for batch in batches:
        with torch.autocast(device.split(":")[0], torch.bfloat16):
            logits, hidden = network.read(batch.pieces.to(device), batch.kinds.to(device), batch.attention.to(device))
            wanted = batch.originals.to(device)
            chosen = wanted.ne(-100)
            if chosen.any():
                right += int((network.name_originals(hidden[chosen]).argmax(-1) == wanted[chosen]).sum())
                named += int(chosen.sum())
        judged = batch.tags.ne(-100)
        scores.append((1 - logits.float().softmax(-1)[..., 0].cpu())[judged].numpy())
        labels.append(batch.tags[judged].gt(0).numpy())
    score, label = np.concatenate(scores), np.concatenate(labels)
    return {
        "word_auroc": round(float(roc_auc_score(label, score)), 4),
        "word_average_precision": round(float(average_precision_score(label, score)), 4),
        "original_first": round(right / max(1, named), 4),
    }
