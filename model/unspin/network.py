"""The trained network as it is served: ONNX Runtime on the CPU, word pieces in, tag probabilities and queries out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from unspin.errors import ModelError

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class NetworkOutput:
    """``tags``: probabilities of kept / swapped / continues, shape (batch, length, 3). ``queries``: shape (batch, length, width)."""

    tags: Floats
    queries: Floats


class Network:
    """One ONNX session. Raises ModelError when the file is not a network of ours."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        # Waiting threads sleep instead of spinning: on a busy machine spinning costs far more than it saves on an idle one.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        # Memory that a long text needed once is given back: a bulk run must stay flat.
        options.enable_cpu_mem_arena = False
        try:
            self._session: Any = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises its own types, which differ between versions
            raise ModelError(f"{path}: not a network that can be run ({str(error).splitlines()[0]})") from error
        names = {value.name for value in self._session.get_outputs()}
        if names != {"tags", "queries"}:
            raise ModelError(f"{path}: not a network of unspin (outputs {', '.join(sorted(names))})")

    def __call__(self, pieces: Integers, kinds: Integers, attention: Integers) -> NetworkOutput:
        """Read a batch; all arrays of shape (batch, length)."""
        tags, queries = self._session.run(
            ["tags", "queries"], {"pieces": pieces, "kinds": kinds, "attention": attention}
        )
        return NetworkOutput(tags, queries)
