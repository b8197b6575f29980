"""Rounding to 8 bits: what the served network answers, and that no piece's answer depends on its company."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from transformers import BertConfig

from tiny_encoder import SENTENCES
from unspin.cuda import in_real_numbers
from unspin.network import Network
from unspin.pieces import WordPieces
from unspin_training.eight_bit import in_eight_bits, round_weights, windows_of
from unspin_training.export import write_full_onnx, write_onnx
from unspin_training.network import TwoHeadNetwork
from unspin_training.served_graph import served_graph


@pytest.fixture(scope="module")
def network(encoder: Path) -> TwoHeadNetwork:
    torch.manual_seed(0)
    return TwoHeadNetwork(BertConfig.from_pretrained(encoder), 5).eval()


@pytest.fixture(scope="module")
def feeds(encoder: Path) -> list[dict[str, np.ndarray]]:
    return windows_of([" ".join(SENTENCES), *SENTENCES], WordPieces.from_file(encoder / "tokenizer.json"), 40)


def test_windows_are_what_the_network_is_given(feeds: list[dict[str, np.ndarray]]) -> None:
    assert len(feeds) > len(SENTENCES) + 1  # the first text takes several
    for feed in feeds:
        assert feed.keys() == {"pieces", "kinds", "attention"}
        assert feed["pieces"].shape == feed["attention"].shape
        assert feed["pieces"].shape[1] <= 42


def test_the_graph_is_the_network(network: TwoHeadNetwork, feeds: list[dict[str, np.ndarray]], tmp_path: Path) -> None:
    write_full_onnx(network, tmp_path / "network.onnx")
    served = Network(tmp_path / "network.onnx", threads=1)(**feeds[0])
    with torch.inference_mode():
        logits, hidden = network.read(*(torch.from_numpy(feeds[0][name]) for name in ("pieces", "kinds", "attention")))
        np.testing.assert_allclose(served.tags, logits.softmax(-1).numpy(), atol=1e-5)
        np.testing.assert_allclose(served.queries, network.to_query(hidden).numpy(), atol=1e-4)


def test_eight_bits_answer_as_their_own_weights_in_real_numbers(
    network: TwoHeadNetwork, feeds: list[dict[str, np.ndarray]], tmp_path: Path
) -> None:
    write_full_onnx(network, tmp_path / "full.onnx")
    write_onnx(network, tmp_path / "network.onnx", feeds)
    onnx.save(in_real_numbers(onnx.load(tmp_path / "network.onnx")), tmp_path / "real.onnx")
    full, rounded, real = (Network(tmp_path / f"{name}.onnx", threads=1)(**feeds[1]) for name in ("full", "network", "real"))
    np.testing.assert_allclose(rounded.tags, real.tags, atol=1e-3)
    np.testing.assert_allclose(rounded.tags, full.tags, atol=0.03)


def test_the_answer_for_a_window_does_not_depend_on_its_company(
    network: TwoHeadNetwork, feeds: list[dict[str, np.ndarray]], tmp_path: Path
) -> None:
    write_onnx(network, tmp_path / "network.onnx", feeds)
    served = Network(tmp_path / "network.onnx", threads=1)
    long, short = feeds[0], feeds[-1]
    size, room = short["pieces"].shape[1], long["pieces"].shape[1]
    assert size < room
    both = {name: np.concatenate([long[name], np.pad(short[name], ((0, 0), (0, room - size)))]) for name in long}
    np.testing.assert_allclose(served(**both).tags[1, :size], served(**short).tags[0], atol=1e-5)


def test_rounding_makes_up_for_itself() -> None:
    rng = np.random.default_rng(0)
    weight = rng.normal(size=(32, 8)).astype(np.float32)
    values = rng.normal(size=(500, 4)) @ rng.normal(size=(4, 32)) + 0.1 * rng.normal(size=(500, 32))
    rounded, scale = round_weights(weight, values.T @ values / len(values))
    nearest = np.round(weight / scale)
    lost, lost_by_nearest = (float(np.square(values @ (steps * scale - weight)).mean()) for steps in (rounded, nearest))
    assert rounded.dtype == np.int8
    assert lost < 0.7 * lost_by_nearest


def test_rounding_needs_texts(network: TwoHeadNetwork) -> None:
    with pytest.raises(ValueError, match="texts"):
        in_eight_bits(served_graph(network), [])
