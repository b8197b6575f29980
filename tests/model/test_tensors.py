"""The reader of array files believes nothing before it is checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save as pack

from unspin.errors import ModelError
from unspin.tensors import read_tensors

_ARRAYS = {
    "odd": np.arange(3, dtype=np.uint8),
    "wide": np.array([[1.5, -2.0]], dtype=np.float32),
    "none": np.zeros((0, 4), dtype=np.uint16),
}
_WHOLE = pack(_ARRAYS, metadata={"format": "test"})


def _file(folder: Path, header: Any, body: bytes = bytes(8)) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path = folder / "made.safetensors"
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path


def _entry(kind: Any = "U8", shape: Any = (8,), offsets: Any = (0, 8)) -> dict[str, Any]:
    return {"dtype": kind, "shape": shape, "data_offsets": offsets}


def test_reads_what_the_safetensors_package_writes(tmp_path: Path) -> None:
    path = tmp_path / "whole.safetensors"
    path.write_bytes(_WHOLE)
    arrays, metadata = read_tensors(path)
    assert metadata == {"format": "test"}
    assert set(arrays) == set(_ARRAYS)
    for name, array in _ARRAYS.items():
        assert arrays[name].dtype == array.dtype
        np.testing.assert_array_equal(arrays[name], array)
        assert not arrays[name].flags.writeable


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"[]",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a":1,"a":1}',
        {"a": 1},
        {"a": {"dtype": "U8", "shape": [8]}},
        {"a": _entry(kind="O")},
        {"a": _entry(kind=["U8"])},
        {"a": _entry(shape=[-8])},
        {"a": _entry(shape=[8.0])},
        {"a": _entry(shape=[True], offsets=[0, 1])},
        {"a": _entry(shape=8)},
        {"a": _entry(shape=[9])},
        {"a": _entry(shape=[2**40, 2**40])},
        {"a": _entry(offsets=[0, 8, 8])},
        {"a": _entry(shape=[4], offsets=[0, 4])},
        {"a": _entry(offsets=[1, 9])},
        {"a": _entry(shape=[0], offsets=[8, 8])},
        {"a": _entry(), "b": _entry()},
        {"a": _entry(kind="U16", shape=[3], offsets=[0, 6])},
        {"__metadata__": {"a": 1}, "a": _entry()},
        {"__metadata__": [], "a": _entry()},
    ],
)
def test_a_header_out_of_order_is_a_model_error(tmp_path: Path, header: Any) -> None:
    with pytest.raises(ModelError, match=r"made\.safetensors"):
        read_tensors(_file(tmp_path, header))


def test_the_same_header_in_order_is_read(tmp_path: Path) -> None:
    assert read_tensors(_file(tmp_path, {"a": _entry()}))[0]["a"].tolist() == [0] * 8


def test_missing_file_is_a_model_error(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_tensors(tmp_path / "absent.safetensors")


@given(cut=st.integers(0, len(_WHOLE) - 1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)
def test_every_cut_is_noticed(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.safetensors"
    path.write_bytes(_WHOLE[:cut])
    with pytest.raises(ModelError):
        read_tensors(path)


@given(noise=st.binary(max_size=200))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_noise_never_raises_anything_else(tmp_path: Path, noise: bytes) -> None:
    path = tmp_path / "noise.safetensors"
    path.write_bytes(noise)
    with pytest.raises(ModelError):
        read_tensors(path)
