"""Broken and foreign model folders are refused in one line that names the file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import unspin
from unspin.errors import ModelError
from unspin.manifest import FILES, from_json, read_manifest, to_json
from unspin.model import SHIPPED


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    return folder


def test_a_missing_and_an_empty_folder(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(ModelError, match=r"no model here") as caught:
            unspin.load(folder)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", FILES)
def test_a_changed_or_missing_file_is_named(copy: Path, name: str) -> None:
    path = copy / name
    data = path.read_bytes()
    path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ModelError, match=name):
        unspin.load(copy)
    path.unlink()
    with pytest.raises(ModelError, match=name):
        unspin.load(copy)


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "{}", '{"schema": "other/1"}', "\udcff"])
def test_a_broken_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / "model.json").write_bytes(text.encode("utf8", "surrogatepass"))
    with pytest.raises(ModelError, match=r"model\.json"):
        unspin.load(copy)


def test_the_manifest_survives_json() -> None:
    manifest = read_manifest(SHIPPED)
    assert from_json(json.loads(json.dumps(to_json(manifest)))) == manifest
    assert len(manifest.sha256) == 64


def test_no_pickle_in_the_model() -> None:
    for path in SHIPPED.iterdir():
        assert path.suffix in {".onnx", ".json", ".safetensors", ".txt"}
        assert b"\x80\x04\x95" not in path.read_bytes()[:16]
