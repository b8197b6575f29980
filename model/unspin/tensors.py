"""Named arrays in one file, in the safetensors layout, read with numpy alone.

The layout is a length (8 bytes, little-endian), a JSON header that names every array's type, shape and place, and the bytes of
the arrays. A model file may come from anywhere, so nothing in the header is believed before it is checked.
"""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np

from unspin.errors import ModelError

_TYPES: dict[str, np.dtype[Any]] = {
    "U8": np.dtype("u1"), "U16": np.dtype("<u2"), "U32": np.dtype("<u4"), "U64": np.dtype("<u8"),
    "I8": np.dtype("i1"), "I16": np.dtype("<i2"), "I32": np.dtype("<i4"), "I64": np.dtype("<i8"),
    "F16": np.dtype("<f2"), "F32": np.dtype("<f4"), "F64": np.dtype("<f8"),
}  # fmt: skip
_LONGEST_HEADER = 16 * 2**20


def read_tensors(path: str | os.PathLike[str]) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays of a safetensors file by name (read-only) and its metadata.

    Raises ModelError if the file cannot be read or if anything in its header is out of order.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ModelError(f"{path}: cannot be read ({error.strerror}); export or install the model again") from error
    try:
        return _parse(data)
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ModelError(f"{path}: not a whole safetensors file ({error}); export or install the model again") from error


def _parse(data: bytes) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or length > min(_LONGEST_HEADER, len(data) - 8):
        raise ValueError("the header is cut off")
    header = json.loads(data[8 : 8 + length].decode("utf-8"), object_pairs_hook=_without_repeats)
    if not isinstance(header, dict):
        raise ValueError("the header is not an object")
    metadata = header.pop("__metadata__", {})
    if not isinstance(metadata, dict) or not all(isinstance(value, str) for value in metadata.values()):
        raise ValueError("the metadata are not texts")
    body = memoryview(data)[8 + length :]
    places = {name: _place(name, entry) for name, entry in header.items()}
    # The layout allows neither gaps nor overlaps: together the arrays are the body, byte for byte.
    end = 0
    for _, _, start, stop in sorted(places.values(), key=lambda place: place[2:]):
        if start != end:
            raise ValueError("arrays overlap or leave a gap")
        end = stop
    if end != len(body):
        raise ValueError("the arrays do not fill the file")
    arrays = {name: np.frombuffer(body[start:stop], kind).reshape(shape) for name, (kind, shape, start, stop) in places.items()}
    return arrays, metadata


def _place(name: str, entry: Any) -> tuple[np.dtype[Any], list[int], int, int]:
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"array {name!r} is not described")
    kind, shape, offsets = _TYPES[entry["dtype"]], entry["shape"], entry["data_offsets"]
    if not _all_counts(shape) or not _all_counts(offsets) or len(offsets) != 2:
        raise ValueError(f"array {name!r} has no proper shape or place")
    if offsets[1] - offsets[0] != kind.itemsize * math.prod(shape):
        raise ValueError(f"array {name!r} does not fit its place")
    return kind, shape, offsets[0], offsets[1]


def _all_counts(values: Any) -> bool:
    return isinstance(values, list) and all(type(value) is int and value >= 0 for value in values)


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name is given twice")
    return found
