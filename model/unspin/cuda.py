"""The network on a graphics card: many windows at once.

The 8-bit operators of the served file are made for CPUs. Here the same weights meet values that are not rounded at all: the answer differs
from that of the CPU by what the CPU rounds away. Networks as they were written up to unspin-base 0.2.0 are read too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from unspin.errors import UnspinError
from unspin.network import Network, open_session

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

_CUDA = "CUDAExecutionProvider"
_FIX = "pip install onnxruntime-gpu onnx, in place of onnxruntime, or leave --device out"


class CudaNetwork(Network):
    """The network of a file on the first CUDA device. Raises UnspinError, with the fix, if there is none."""

    batch = 64  # windows; enough to fill a card of today with a network as small as this

    def __init__(self, path: Path) -> None:
        import onnxruntime

        if _CUDA not in onnxruntime.get_available_providers():
            raise UnspinError(f"device cuda: the installed onnxruntime knows no CUDA; {_FIX}")
        try:
            import onnx
        except ModuleNotFoundError:
            raise UnspinError(f"device cuda: onnx is missing; {_FIX}") from None
        self.threads = 2  # one batch is prepared while another is read
        # Shortened mantissas (TF32) would change answers.
        providers = [(_CUDA, {"use_tf32": "0"}), "CPUExecutionProvider"]
        self._session = open_session(path, in_real_numbers(onnx.load(path)).SerializeToString(), providers)
        if _CUDA not in self._session.get_providers():
            raise UnspinError("device cuda: CUDA does not start; check the driver and its libraries, or leave --device out")


def in_real_numbers(model: ModelProto) -> ModelProto:
    """The network of a served file without 8-bit operators: the same weights, and nothing rounded on the way."""
    return _Rewriting(model).result()


class _Rewriting:
    """Has a method for every operator that becomes another one."""

    def __init__(self, model: ModelProto) -> None:
        from onnx import helper, numpy_helper

        self._model, self._make, self._store = model, helper.make_node, numpy_helper.from_array
        self._values = {value.name: numpy_helper.to_array(value) for value in model.graph.initializer}
        self._nodes: list[NodeProto] = []
        self._made: dict[str, np.ndarray] = {}
        self._plain: dict[str, str] = {}  # 8-bit values, and the real ones that they were made from
        self._steps: set[str] = set()  # of 8-bit values

    def result(self) -> ModelProto:
        graph = self._model.graph
        for node in graph.node:
            getattr(self, f"_{node.op_type}", self._nodes.append)(node)
        used = {name for node in self._nodes for name in node.input}
        kept = [value for value in graph.initializer if value.name in used]
        kept += [self._store(value, name) for name, value in self._made.items()]
        del graph.node[:], graph.initializer[:], self._model.functions[:]
        graph.node.extend(self._nodes)
        graph.initializer.extend(kept)
        return self._model

    def _real(self, name: str, scale: str, zero: str) -> str:
        """A weight in real numbers."""
        values = self._values[name].astype(np.float32) - self._values[zero].astype(np.float32)
        self._made[f"{name}_real"] = np.asarray(values * self._values[scale], np.float32)
        return f"{name}_real"

    def _replace(self, node: NodeProto, kind: str, inputs: list[str]) -> None:
        self._nodes.append(self._make(kind, inputs, list(node.output), name=node.name, domain=node.domain))
        self._nodes[-1].attribute.extend(node.attribute)

    def _EightBitProduct(self, node: NodeProto) -> None:
        value, weight, scale = node.input
        self._made[f"{weight}.real"] = np.asarray(self._values[weight] * self._values[scale], np.float32)
        self._nodes.append(self._make("MatMul", [value, f"{weight}.real"], list(node.output), name=node.name))

    def _DynamicQuantizeLinear(self, node: NodeProto) -> None:
        self._plain[node.output[0]] = node.input[0]
        self._steps.add(node.output[1])

    def _MatMulInteger(self, node: NodeProto) -> None:
        value, weight, _, zero = node.input
        self._replace(node, "MatMul", [self._plain[value], self._real(weight, weight.replace("_quantized", "_scale"), zero)])

    def _Mul(self, node: NodeProto) -> None:
        if self._steps.intersection(node.input):  # what a product of whole numbers is worth; this one is of real numbers
            self._made[node.output[0]] = np.ones(1, np.float32)
        else:
            self._nodes.append(node)

    def _QAttention(self, node: NodeProto) -> None:
        value, weight, bias, _, scale, mask, _, zero = node.input[:8]
        self._replace(node, "Attention", [self._plain[value], self._real(weight, scale, zero), bias, mask])

    def _QEmbedLayerNormalization(self, node: NodeProto) -> None:
        names = list(node.input)
        tables = [self._real(*of_table) for of_table in zip(names[2:7], names[8:13], names[13:18], strict=True)]
        self._replace(node, "EmbedLayerNormalization", [*names[:2], *tables, names[7]])
