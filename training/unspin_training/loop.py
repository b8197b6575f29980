"""The training loop."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import torch
from torch import nn
from torch.optim import AdamW

from unspin_training.arguments import TrainingArguments
from unspin_training.batches import Batch, Steps, background_steps
from unspin_training.checkpoint import load_checkpoint, save_checkpoint
from unspin_training.measure import measure_words
from unspin_training.network import TwoHeadNetwork


@dataclass
class Progress:
    """How far a run is."""

    step: int = 0
    tokens: int = 0
    words: int = 0
    seconds: float = 0.0


def train_network(
    network: TwoHeadNetwork,
    steps: Steps,
    held_out: list[Batch],
    arguments: TrainingArguments,
    output: Path,
    *,
    log: TextIO,
    device: str = "cpu",
) -> Progress:
    """Train until ``arguments.steps``, from the checkpoint in ``output`` when there is one.

    Writes ``output/checkpoint`` and one JSON line a step to ``output/log.jsonl``; a line of progress goes to ``log``.
    """
    if arguments.threads:
        torch.set_num_threads(arguments.threads)
    network.to(device)
    optimizer = _optimizer(network, arguments)
    state = load_checkpoint(output / "checkpoint", network, optimizer)
    progress = Progress(**state) if state else Progress()
    last_saved = time.monotonic()
    with (output / "log.jsonl").open("a", encoding="utf8") as records:
        for batches in background_steps(steps, progress.step) if progress.step < arguments.steps else ():
            started = time.monotonic()
            rate = _learning_rate(arguments, progress.step)
            for group in optimizer.param_groups:
                group["lr"] = rate
            losses = _take_step(network, optimizer, batches, arguments, device)
            progress.step += 1
            progress.tokens += sum(int(batch.attention.sum()) for batch in batches)
            progress.words += sum(int(batch.tags.ne(-100).sum()) for batch in batches)
            progress.seconds += time.monotonic() - started
            record: dict[str, Any] = {**vars(progress), "rate": rate, **losses}
            if progress.step % arguments.evaluate_every == 0 or progress.step == arguments.steps:
                record["held_out"] = measure_words(network, held_out, device)
            records.write(json.dumps(record) + "\n")
            records.flush()
            if progress.step % 20 == 0 or "held_out" in record:
                print(_line(record, arguments), file=log, flush=True)
            if time.monotonic() - last_saved > arguments.checkpoint_minutes * 60 or progress.step == arguments.steps:
                save_checkpoint(output / "checkpoint", network, optimizer, vars(progress))
                last_saved = time.monotonic()
    return progress


def _optimizer(network: nn.Module, arguments: TrainingArguments) -> AdamW:
    decayed = [p for p in network.parameters() if p.ndim > 1]
    other = [p for p in network.parameters() if p.ndim <= 1]
    groups = [{"params": decayed, "weight_decay": arguments.weight_decay}, {"params": other, "weight_decay": 0.0}]
    return AdamW(groups, lr=arguments.learning_rate, betas=(0.9, 0.98), fused=True)


def _learning_rate(arguments: TrainingArguments, step: int) -> float:
    warm = max(1, round(arguments.steps * arguments.warmup))
    rising = (step + 1) / warm
    falling = (arguments.steps - step) / max(1, arguments.steps - warm)
    return arguments.learning_rate * min(rising, falling, 1.0)


def _take_step(
    network: TwoHeadNetwork, optimizer: AdamW, batches: list[Batch], arguments: TrainingArguments, device: str
) -> dict[str, float]:
    tagged = max(1, sum(int(batch.tags.ne(-100).sum()) for batch in batches))
    named = max(1, sum(int(batch.originals.ne(-100).sum()) for batch in batches))
    tag_total = original_total = 0.0
    network.train()
    for batch in _moved(batches, device):
        with torch.autocast(device.split(":")[0], torch.bfloat16):
            losses = network.losses(batch.pieces, batch.kinds, batch.attention, batch.tags, batch.originals)
        (losses.tags / tagged + arguments.original_weight * losses.originals / named).backward()
        tag_total += float(losses.tags.detach())
        original_total += float(losses.originals.detach())
    norm = nn.utils.clip_grad_norm_(network.parameters(), arguments.clip)
    optimizer.step()
    optimizer.zero_grad(set_to_none=False)
    return {"tag_loss": tag_total / tagged, "original_loss": original_total / named, "norm": float(norm)}


def _moved(batches: list[Batch], device: str) -> Iterator[Batch]:
    for batch in batches:
        yield Batch(*(getattr(batch, name).to(device) for name in ("pieces", "kinds", "attention", "tags", "originals")))


def _line(record: dict[str, Any], arguments: TrainingArguments) -> str:
    speed = record["tokens"] / max(record["seconds"], 1e-9)
    left = (arguments.steps - record["step"]) * record["seconds"] / record["step"]
    line = (
        f"step {record['step']}/{arguments.steps}  {record['tokens'] / 1e6:.2f} M pieces  tags {record['tag_loss']:.4f}  "
        f"originals {record['original_loss']:.3f}  {speed:,.0f} pieces/s  {left / 60:.0f} min left"
    )
    return line + ("  held out: " + json.dumps(record["held_out"]) if "held_out" in record else "")
