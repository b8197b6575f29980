"""Checkpoints that a killed run survives: safetensors and JSON, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.optim import Optimizer

_MOMENTS = ("exp_avg", "exp_avg_sq")


def save_checkpoint(folder: Path, network: nn.Module, optimizer: Optimizer, state: dict[str, Any]) -> None:
    """Write weights, optimiser moments and ``state`` (JSON values) to ``folder``, replacing what is there in one step."""
    fresh = folder.with_name(folder.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    save_file({name: value.contiguous() for name, value in network.state_dict().items()}, fresh / "network.safetensors")
    moments = {
        f"{i}.{name}": optimizer.state[parameter][name].contiguous()
        for i, parameter in enumerate(_parameters(optimizer))
        for name in _MOMENTS
        if parameter in optimizer.state
    }
    save_file(moments, fresh / "optimizer.safetensors")
    (fresh / "state.json").write_text(json.dumps(state), encoding="utf8")
    old = folder.with_name(folder.name + ".old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        os.replace(folder, old)
    os.replace(fresh, folder)
    shutil.rmtree(old, ignore_errors=True)


def load_checkpoint(folder: Path, network: nn.Module, optimizer: Optimizer) -> dict[str, Any] | None:
    """Put a checkpoint back; its ``state``, or None when there is none. A kill between the two renames leaves the ``.old`` one."""
    if not folder.exists():
        folder = folder.with_name(folder.name + ".old")
    if not folder.exists():
        return None
    network.load_state_dict(load_file(folder / "network.safetensors"))
    state: dict[str, Any] = json.loads((folder / "state.json").read_text(encoding="utf8"))
    moments = load_file(folder / "optimizer.safetensors")
    for i, parameter in enumerate(_parameters(optimizer)):
        if f"{i}.exp_avg" in moments:
            optimizer.state[parameter] = {name: moments[f"{i}.{name}"].to(parameter.device) for name in _MOMENTS}
            optimizer.state[parameter]["step"] = torch.tensor(float(state["step"]))
    return state


def _parameters(optimizer: Optimizer) -> list[torch.Tensor]:
    return [parameter for group in optimizer.param_groups for parameter in group["params"]]
