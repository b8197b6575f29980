"""8-bit weights for the served network, with little lost.

Every column of a matrix has 255 steps of its own. A weight isn't rounded to the nearest of them: what the rounding of one row does to
the product is made up for by the rows that come after, as far as the values that meet them in real texts allow (GPTQ, Frantar et al. 2023).

Values are rounded where they meet the weights, and each row (a word piece) by its own largest: single pieces have values ten times as
large as all others, and one scale for a whole window would leave the rest a dozen steps. What is left of a value after rounding is
multiplied too, in 255 finer steps, so that hardly anything but the rounding of the weights tells the network from one in real numbers.
No piece's answer depends on how others were rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from unspin.cuda import EIGHT_BIT_PRODUCT
from unspin.network import Integers, NetworkOutput
from unspin.pieces import WordPieces
from unspin.reading import Reader
from unspin.words import split_words
from unspin_training.served_graph import WORDS

if TYPE_CHECKING:
    from onnx import FunctionProto, ModelProto, NodeProto

Feed = dict[str, Integers]
Moments = dict[str, NDArray[np.float64]]

_DOMAIN = "unspin"  # of the product of real values and 8-bit weights, which is defined inside the file
# What is added to the diagonal of second moments, as a share of their mean: values that hardly occur must not have free rein.
_DAMPING = 0.01


def windows_of(texts: Sequence[str], pieces: WordPieces, room: int) -> list[Feed]:
    """The windows of ``texts`` as the network is given them."""
    taken = _Taking()
    reader = Reader(taken, pieces, room=room, overlap=room // 4, query_from=2.0)
    reader.read([split_words(text) for text in texts])
    return taken.feeds


class _Taking:
    """In the place of a network: takes what it is given, and answers nothing."""

    threads = batch = 1

    def __init__(self) -> None:
        self.feeds: list[Feed] = []

    def __call__(self, pieces: Integers, kinds: Integers, attention: Integers) -> NetworkOutput:
        self.feeds.append({"pieces": pieces, "kinds": kinds, "attention": attention})
        return NetworkOutput(np.zeros((*pieces.shape, 3), np.float32), np.zeros((*pieces.shape, 1), np.float32))


def in_eight_bits(model: ModelProto, feeds: Sequence[Feed]) -> ModelProto:
    """The graph ``model`` with 8-bit weights; ``feeds`` are windows of texts like those that it will read, at least one.

    The tag head, a thousandth of the work, stays as it is.
    """
    from onnx import helper, numpy_helper

    if not feeds:
        raise ValueError("8-bit weights need texts to be rounded by")
    products = [node for node in model.graph.node if node.op_type == "MatMul" and node.name != "tag_head.product"]
    moments = _second_moments(model, sorted({node.input[0] for node in products}), feeds)
    values = {value.name: numpy_helper.to_array(value) for value in model.graph.initializer}
    stored: dict[str, NDArray[np.generic]] = {}
    for node in products:
        name = node.input[1]
        stored[name], stored[f"{name}.scale"] = round_weights(values.pop(name), moments[node.input[0]])
        node.CopyFrom(helper.make_node(EIGHT_BIT_PRODUCT, [*node.input, f"{name}.scale"], list(node.output), name=node.name, domain=_DOMAIN))
    stored[WORDS], stored[f"{WORDS}.scale"] = _round_rows(values.pop(WORDS))
    at = next(i for i, node in enumerate(model.graph.node) if WORDS in node.input)
    found = model.graph.node[at]
    model.graph.node.remove(found)
    for node in reversed(_rounded_rows(found)):
        model.graph.node.insert(at, node)
    del model.graph.initializer[:]
    model.graph.initializer.extend(numpy_helper.from_array(value, name) for name, value in (values | stored).items())
    model.functions.append(_product())
    model.opset_import.append(helper.make_opsetid(_DOMAIN, 1))
    return model


def _second_moments(model: ModelProto, names: Sequence[str], feeds: Sequence[Feed]) -> Moments:
    """For these values, the mean over all pieces of the product of every two channels."""
    from onnx import ModelProto, TensorProto, helper
    from onnxruntime import InferenceSession

    shown = ModelProto.FromString(model.SerializeToString())
    shown.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    session = InferenceSession(shown.SerializeToString(), providers=["CPUExecutionProvider"])
    sums: Moments = {}
    for feed in feeds:
        for name, value in zip(names, session.run(names, feed), strict=True):
            rows = value.reshape(-1, value.shape[-1])
            sums[name] = sums.get(name, 0.0) + (rows.T @ rows).astype(np.float64)
    count = sum(feed["pieces"].size for feed in feeds)
    return {name: total / count for name, total in sums.items()}


def round_weights(weight: NDArray[np.float32], moments: NDArray[np.float64]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """8-bit weights and the scale of each column, for inputs with these second moments."""
    scale = np.abs(weight).max(axis=0).astype(np.float64) / 127 + 1e-12
    order = np.argsort(-np.diag(moments))  # the rows that matter most first: many are left to make up for them
    rest = weight.astype(np.float64)[order]
    damped = moments[np.ix_(order, order)] + np.eye(len(order)) * (_DAMPING * np.diag(moments).mean() + 1e-9)
    spread = np.linalg.cholesky(np.linalg.inv(damped)).T
    rounded = np.empty(weight.shape, np.int8)
    for i, row in enumerate(order):
        rounded[row] = np.clip(np.round(rest[i] / scale), -127, 127)
        lost = (rest[i] - rounded[row] * scale) / spread[i, i]
        rest[i + 1 :] -= np.outer(spread[i, i + 1 :], lost)
    return rounded, scale.astype(np.float32)


def _round_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    scale = np.abs(table).max(axis=1, keepdims=True) / np.float32(127) + np.float32(1e-12)
    return np.round(table / scale).astype(np.int8), scale


def _rounded_rows(node: NodeProto) -> list[NodeProto]:
    """The look-up ``node`` in a table of which every row has a scale."""
    from onnx import TensorProto, helper

    table, which = node.input
    return [
        helper.make_node("Gather", [table, which], ["words.rounded"], name="words.rounded"),
        helper.make_node("Cast", ["words.rounded"], ["words.steps"], name="words.steps", to=TensorProto.FLOAT),
        helper.make_node("Gather", [f"{table}.scale", which], ["words.scale"], name="words.scale"),
        helper.make_node("Mul", ["words.steps", "words.scale"], list(node.output), name=node.name),
    ]


def _product() -> FunctionProto:
    from onnx import parser

    return parser.parse_function(f"""
        <domain: "{_DOMAIN}", opset_import: ["": 17, "com.microsoft": 1]>
        {EIGHT_BIT_PRODUCT} (value, weight, scale) => (product) {{
            one = Constant <value = float {{1.0}}> ()
            share = Constant <value = float {{{1 / 127!r}}}> ()
            finer = Constant <value = float {{{1 / 254!r}}}> ()
            least = Constant <value = float {{1e-12}}> ()
            zero = Constant <value = uint8 {{128}}> ()
            size = Abs (value)
            largest = ReduceMax <axes = [-1], keepdims = 1> (size)
            some = Mul (largest, share)
            step = Add (some, least)
            steps = Div (value, step)
            coarse = QuantizeLinear (steps, one, zero)
            whole = DequantizeLinear (coarse, one, zero)
            left = Sub (steps, whole)
            fine = QuantizeLinear (left, finer, zero)
            most = com.microsoft.MatMulIntegerToFloat (coarse, weight, one, scale, zero)
            more = com.microsoft.MatMulIntegerToFloat (fine, weight, finer, scale, zero)
            all = Add (most, more)
            product = Mul (all, step)
        }}
    """)
