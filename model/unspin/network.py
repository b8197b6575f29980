"""The trained network as it is served: ONNX Runtime, word pieces in, tag probabilities and queries out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from unspin.cores import usable_cores
from unspin.errors import ModelError

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Device = Literal["cpu", "cuda"]


@dataclass(frozen=True)
class NetworkOutput:
    """``tags``: probabilities of kept / swapped / continues, shape (batch, length, 3). ``queries``: shape (batch, length, width)."""

    tags: Floats
    queries: Floats


class Network:
    """One ONNX session on the CPU. Raises ModelError when the file is not a network of ours.

    A call works on one thread; ``threads`` is how many calls to make at once (0: as many as there are cores), and ``batch`` how many
    windows to give to each.
    """

    batch = 1

    def __init__(self, path: Path, threads: int = 0) -> None:
        self.threads = threads or usable_cores()
        self._session = open_session(path, str(path), ["CPUExecutionProvider"])

    def __call__(self, pieces: Integers, kinds: Integers, attention: Integers) -> NetworkOutput:
        """Read a batch; all arrays of shape (batch, length)."""
        tags, queries = self._session.run(
            ["tags", "queries"], {"pieces": pieces, "kinds": kinds, "attention": attention}
        )
        return NetworkOutput(tags, queries)


def open_network(path: Path, threads: int = 0, device: Device = "cpu") -> Network:
    """The network in a file, on the CPU or on a graphics card.

    Raises ValueError for another device, UnspinError if there is no such device here, ModelError for a file that is no network.
    """
    if device not in get_args(Device):
        raise ValueError(f"no device {device!r}; there are {', '.join(get_args(Device))}")
    if device == "cuda":
        from unspin.cuda import CudaNetwork

        return CudaNetwork(path)
    return Network(path, threads)


def open_session(path: Path, model: str | bytes, providers: list[Any]) -> Any:
    """An ONNX session of ``model`` (a file, or its bytes), checked. ``path`` is how errors name it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    # Memory that a long text needed once is given back: a bulk run must stay flat.
    options.enable_cpu_mem_arena = False
    try:
        session = onnxruntime.InferenceSession(
            model, options, providers=providers,
            disabled_optimizers=["SkipLayerNormFusion"],  # on a CPU the fused operator is slower than its parts
        )  # fmt: skip
    except Exception as error:  # onnxruntime raises its own types, which differ between versions
        raise ModelError(f"{path}: not a network that can be run ({str(error).splitlines()[0]})") from error
    names = {value.name for value in session.get_outputs()}
    if names != {"tags", "queries"}:
        raise ModelError(f"{path}: not a network of unspin (outputs {', '.join(sorted(names))})")
    return session
