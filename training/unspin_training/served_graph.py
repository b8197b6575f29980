"""The network as an ONNX graph: the operators that ONNX Runtime is fastest with, written down one by one.

Every value of the network stands in it under its name in training, matrices transposed; the three that attention begins with are one
(``query``, ``key``, ``value`` side by side, named ``qkv``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto

    from unspin_training.network import TwoHeadNetwork

WORDS = "encoder.embeddings.word_embeddings.weight"
_MICROSOFT = "com.microsoft"  # operators that only ONNX Runtime knows
_OPSET = 17


def served_graph(network: TwoHeadNetwork) -> ModelProto:
    """The graph in 32 bits. In: pieces, kinds, attention (batch, length). Out: tags, the probabilities, and queries."""
    from onnx import TensorProto, helper

    config = network.encoder.config
    state = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    build = _Builder(state, config.num_attention_heads, config.layer_norm_eps)
    hidden = build.embeddings()
    for layer in range(config.num_hidden_layers):
        hidden = build.layer(f"encoder.encoder.layer.{layer}.", hidden)
    build.heads(hidden)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "length"]) for name in ("pieces", "kinds", "attention")]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", "length", None]) for name in ("tags", "queries")]
    graph = helper.make_graph(build.nodes, "unspin", inputs, outputs, build.values)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_MICROSOFT, 1)], ir_version=8)


class _Builder:
    """Gathers nodes and values; every method returns the name of what it adds."""

    def __init__(self, state: Mapping[str, NDArray[np.float32]], heads: int, epsilon: float) -> None:
        self.nodes: list[NodeProto] = []
        self.values: list[Any] = []
        self._state, self._heads, self._epsilon = state, heads, epsilon

    def embeddings(self) -> str:
        part = "encoder.embeddings."
        self._value("first", np.zeros(1, np.int64))
        words = self._node("Gather", [self._weight(WORDS), "pieces"], "words")
        kinds = self._node("Gather", [self._weight(f"{part}token_type_embeddings.weight"), "kinds"], "of_kinds")
        length = self._node("Shape", ["pieces"], "length", start=1, end=2)
        places = self._node("Slice", [self._weight(f"{part}position_embeddings.weight"), "first", length, "first"], "of_places")
        self._node("Cast", ["attention"], "mask", to=6)  # int32
        return self._norm(f"{part}LayerNorm", self._add(self._add(words, kinds, "of_pieces"), places, "embedded"))

    def layer(self, part: str, hidden: str) -> str:
        own = f"{part}attention.self."
        read = self._product(f"{own}qkv", hidden, self._joined(own, "weight"))
        self._value("parts", np.full(3, self._state[f"{own}query.bias"].size, np.int64))
        asked = [f"{own}{name}" for name in ("query", "key", "value")]
        self._node("Split", [read, "parts"], *asked, axis=-1)
        bias = self._value(f"{own}qkv.bias", self._joined(own, "bias"))
        context = self._node("MultiHeadAttention", [*asked, bias, "mask"], f"{own}context", domain=_MICROSOFT, num_heads=self._heads)
        seen = self._add_norm(f"{part}attention.output.", context, hidden)
        wide = self._gelu(f"{part}intermediate.dense", seen)
        return self._add_norm(f"{part}output.", wide, seen)

    def heads(self, hidden: str) -> None:
        self._node("Softmax", [self._dense("tag_head", hidden)], "tags", axis=-1)
        # The epsilon of this layer is torch's own, not that of the encoder.
        self._norm("to_query.2", self._gelu("to_query.0", hidden), out="queries", epsilon=1e-5)

    def _joined(self, part: str, kind: str) -> NDArray[np.float32]:
        rows = np.concatenate([self._state[f"{part}{name}.{kind}"] for name in ("query", "key", "value")])
        return rows.T if kind == "weight" else rows

    def _gelu(self, name: str, value: str) -> str:
        product = self._product(name, value, self._state[f"{name}.weight"].T)
        return self._node("BiasGelu", [product, self._weight(f"{name}.bias")], f"{name}.active", domain=_MICROSOFT)

    def _dense(self, name: str, value: str) -> str:
        product = self._product(name, value, self._state[f"{name}.weight"].T)
        return self._add(product, self._weight(f"{name}.bias"), f"{name}.sum")

    def _add_norm(self, part: str, value: str, before: str) -> str:
        # In two steps: the operator that does both at once is several times slower on a CPU.
        return self._norm(f"{part}LayerNorm", self._add(self._dense(f"{part}dense", value), before, f"{part}both"))

    def _norm(self, name: str, value: str, out: str = "", epsilon: float = 0.0) -> str:
        weights = [self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._node("LayerNormalization", [value, *weights], out or f"{name}.out", axis=-1, epsilon=epsilon or self._epsilon)

    def _product(self, name: str, value: str, weight: NDArray[np.float32]) -> str:
        return self._node("MatMul", [value, self._value(f"{name}.weight", weight)], f"{name}.product")

    def _add(self, one: str, other: str, out: str) -> str:
        return self._node("Add", [one, other], out)

    def _weight(self, name: str) -> str:
        return self._value(name, self._state[name])

    def _value(self, name: str, array: NDArray[Any]) -> str:
        from onnx import numpy_helper

        if all(value.name != name for value in self.values):
            self.values.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def _node(self, kind: str, inputs: list[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, list(outputs), name=outputs[0], domain=domain, **attributes))
        return outputs[0]
