"""What the output says, in each format."""

from __future__ import annotations

import csv
import datetime
import gzip
import json
import math
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from jsonschema import Draft202012Validator
from running import Batch, read_jsonl, write_jsonl

from fakes import GENUINE_TEXT, SHORT_TEXT, SPUN_TEXT, FakeModel
from unspin.batch.records import batch_schema
from unspin.errors import InputError

ROWS = [
    {"id": "a", "text": SPUN_TEXT, "n": 1, "tags": ["x", "y"]},
    {"id": "b", "text": GENUINE_TEXT, "n": math.nan, "tags": None},
    {"id": "c", "text": SHORT_TEXT, "n": -2.5, "tags": "=1+1"},
    {"id": "d", "text": None, "n": 4},
    {"id": "e", "text": "", "n": 5},
]
SCHEMA = Path(__file__).parents[2] / "docs" / "batch.schema.json"


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    return write_jsonl(tmp_path / "in.jsonl", ROWS)


@pytest.mark.parametrize("restore", [False, True])
def test_records_keep_to_the_schema_and_say_what_the_model_says(batch: Batch, tmp_path: Path, rows: Path, restore: bool) -> None:
    batch([rows], tmp_path / "out.jsonl", restore=restore, columns={"keep": ("n", "tags")})
    records = read_jsonl(tmp_path / "out.jsonl")
    for record in records:
        Draft202012Validator(batch_schema()).validate(record)
    model = FakeModel()
    for record, row in zip(records, ROWS, strict=True):
        assert record["tags"] == row.get("tags")
        if row["text"] is None:
            assert record["error"].endswith("'text' is null, not text")
            assert {record[name] for name in ("verdict", "probability", "swap_rate", "words", "threshold")} == {None}
            continue
        assert record["error"] is None
        expected = model.score(str(row["text"]), id=str(row["id"])).to_dict()
        assert {name: record[name] for name in expected if name != "schema"} == {
            name: value for name, value in json.loads(json.dumps(expected)).items() if name != "schema"
        }
        if restore:
            assert record["restored"] == model.restore(str(row["text"])).text
            assert len(record["edits"]) == len(model.restore(str(row["text"])).edits)
        else:
            assert "restored" not in record
    assert [record["n"] for record in records] == [1, None, -2.5, 4, 5]


def test_schema_in_the_docs_is_the_one_in_the_code() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == batch_schema()


def test_packed_output_is_one_stream_with_the_bytes_of_the_plain_one(batch: Batch, tmp_path: Path, rows: Path) -> None:
    for name in ("out.jsonl", "out.jsonl.gz", "out.jsonl.zst"):
        batch([rows, rows, rows], tmp_path / name)
    plain = (tmp_path / "out.jsonl").read_bytes()
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()) == plain
    # Readers that stop after the first frame must see it all.
    with (tmp_path / "out.jsonl.zst").open("rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=False).read() == plain


def test_csv(batch: Batch, tmp_path: Path, rows: Path) -> None:
    batch([rows], tmp_path / "out.csv", restore=True, columns={"keep": ("n", "tags")})
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        found = list(csv.DictReader(file))
    assert [row["id"] for row in found] == ["a", "b", "c", "d", "e"]
    assert [row["verdict"] for row in found] == ["spun", "genuine", "undecided", "", "undecided"]
    assert found[0]["swapped"].startswith("Commerce; forefront; settlement")
    assert found[0]["changes"].startswith("Commerce -> Trade; forefront -> front")
    assert found[0]["restored"].startswith("Trade and finance")
    assert found[3]["error"].endswith("'text' is null, not text")
    assert [row["tags"] for row in found] == ['["x", "y"]', "", "'=1+1", "", ""]
    assert [row["n"] for row in found] == ["1", "null", "-2.5", "4", "5"]


def test_parquet(batch: Batch, tmp_path: Path, rows: Path) -> None:
    batch([rows], tmp_path / "out.parquet", restore=True, columns={"keep": ("tags",)})
    batch([rows], tmp_path / "out.jsonl", restore=True, columns={"keep": ("tags",)})
    table = pq.read_table(tmp_path / "out.parquet").to_pylist()
    for row, record in zip(table, read_jsonl(tmp_path / "out.jsonl"), strict=True):
        tags = record["tags"] if isinstance(record["tags"], str | None) else json.dumps(record["tags"])
        spans = [span | {"page": None} for span in record["spans"]]  # a column for what JSON leaves out
        assert row == record | {"tags": tags, "spans": spans}


def test_kept_columns_of_parquet_keep_their_types(batch: Batch, tmp_path: Path) -> None:
    kept = {
        "day": pa.array([datetime.date(2024, 5, 1), None]),
        "tags": pa.array([["a"], []]),
        "raw": pa.array([b"\xff", b""]),
        "kind": pa.array(["x", "y"]).dictionary_encode(),
    }
    table = pa.table({"text": pa.array([SPUN_TEXT, None]), **kept})
    pq.write_table(table, tmp_path / "in.parquet")
    batch([tmp_path / "in.parquet"], tmp_path / "out.parquet", columns={"keep": tuple(kept)})
    assert pq.read_table(tmp_path / "out.parquet").select(list(kept)).to_pylist() == table.select(list(kept)).to_pylist()
    assert [pq.read_schema(tmp_path / "out.parquet").field(name).type for name in kept] == [
        table.schema.field(n).type for n in kept
    ]
    batch([tmp_path / "in.parquet"], tmp_path / "out.jsonl", columns={"keep": tuple(kept)})
    assert read_jsonl(tmp_path / "out.jsonl")[0]["day"] == "2024-05-01"


def test_kept_columns_that_do_not_agree(batch: Batch, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": ["a"], "n": [1]}), tmp_path / "1.parquet")
    pq.write_table(pa.table({"text": ["a"], "n": ["1"]}), tmp_path / "2.parquet")
    with pytest.raises(InputError, match=r"2\.parquet: column 'n' is string here but int64 before"):
        batch([tmp_path / "*.parquet"], tmp_path / "out.parquet", columns={"keep": ("n",)})


@pytest.mark.parametrize("name", ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst", "out.csv", "out.parquet"])
def test_no_rows(batch: Batch, tmp_path: Path, name: str) -> None:
    empty = write_jsonl(tmp_path / "in.jsonl", [])
    assert batch([empty], tmp_path / name).documents == 0
    assert (tmp_path / name).exists()
    if name == "out.parquet":
        assert pq.read_table(tmp_path / name).num_rows == 0
    if name == "out.csv":
        assert (tmp_path / name).read_text().count("\n") == 1


@pytest.mark.parametrize(
    ("name", "keep", "expected"),
    [
        ("out.txt", (), "end it in one of .jsonl, .jsonl.gz, .jsonl.zst, .csv, .parquet"),
        ("no/out.csv", (), "does not exist"),
        ("out.csv", ("words",), "--keep words: the output has a column of that name already"),
        ("out.csv", ("n", "n"), "--keep n: named twice"),
    ],
)
def test_output_that_is_refused(
    batch: Batch, tmp_path: Path, rows: Path, name: str, keep: tuple[str, ...], expected: str
) -> None:
    with pytest.raises(InputError, match=expected):
        batch([rows], tmp_path / name, columns={"keep": keep})
