"""Addresses such as s3://bucket/key, tried on those of this machine (file://): pyarrow opens them all alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from running import Batch, read_jsonl, sentences, write_jsonl
from test_batch_inputs import ROWS, write_table

from unspin.batch.addresses import is_address, matching, without_secrets
from unspin.errors import InputError


@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.csv.zst", "in.parquet", "in.file.arrow", "in.stream.arrow"])
def test_kinds_of_table(batch: Batch, tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name, ROWS)
    batch([f"file://{path}"], tmp_path / "there.jsonl")
    batch([path], tmp_path / "here.jsonl")
    assert (tmp_path / "there.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()


def test_patterns(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "a.csv", "deep/er/c d.jsonl", "[x].jsonl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    root = f"file://{tmp_path}"

    def found(pattern: str) -> list[str]:
        return [address.removeprefix(f"{root}/") for address in matching(f"{root}/{pattern}")]

    assert found("*.jsonl") == ["%5Bx%5D.jsonl", "a.jsonl", "b.jsonl"]
    assert found("[!b].*") == ["a.csv", "a.jsonl"]
    assert found("**/c*.jsonl") == ["deep/er/c%20d.jsonl"]
    assert found("**/*.jsonl") == ["%5Bx%5D.jsonl", "a.jsonl", "b.jsonl", "deep/er/c%20d.jsonl"]
    assert found("none/*.jsonl") == []
    assert found("a.jsonl") == ["a.jsonl"]


def test_what_matches_can_be_read(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n, name in enumerate(("c d.jsonl", "e%f.jsonl")):
        write_jsonl(tmp_path / "in" / name, sentences(n + 1))
    batch([f"file://{tmp_path}/in/*.jsonl"], tmp_path / "out.jsonl")
    assert [record["id"] for record in read_jsonl(tmp_path / "out.jsonl")] == ["r0", "r0", "r1"]


def test_keys_are_neither_shown_nor_kept() -> None:
    assert without_secrets("s3://key:secret@bucket/a.parquet?secret=x") == "s3://bucket/a.parquet"
    assert without_secrets("folder?/a@b.txt") == "folder?/a@b.txt"
    assert [is_address(path) for path in ("s3://b/k", "C:/x", "C://x", "a.jsonl", "-", "file:/x")] == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("file://{folder}/none.jsonl", "no such file"),
        ("file://{folder}/none*.jsonl", "no file matches"),
        ("file://{folder}/folder.parquet", "is a folder"),
        ("file://{folder}/a.txt", "only tables"),
        ("nothing://bucket/a.jsonl?secret=x", "cannot be opened"),
    ],
)
def test_mistakes_are_one_line(batch: Batch, tmp_path: Path, address: str, message: str) -> None:
    (tmp_path / "folder.parquet").mkdir()
    (tmp_path / "a.txt").touch()
    with pytest.raises(InputError, match=message) as caught:
        batch([address.format(folder=tmp_path)], tmp_path / "out.jsonl")
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_changed_file_is_noticed(batch: Batch, tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(3))
    batch([f"file://{rows}"], tmp_path / "out.jsonl")
    assert json.loads((tmp_path / "out.jsonl.run.json").read_text())["inputs"][0]["path"] == f"file://{rows}"
    write_jsonl(rows, sentences(4))
    with pytest.raises(InputError, match="was changed"):
        batch([f"file://{rows}"], tmp_path / "out.jsonl")
