"""Every kind of input gives the same rows, and no hostile row is lost, doubled or allowed to stop the run."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from running import Batch, read_jsonl, sentences, write_jsonl

from unspin.errors import InputError, UnspinError

ROWS = sentences(10)


def write_table(path: Path, rows: list[dict[str, Any]]) -> Path:
    """``rows`` in the format that the ending of ``path`` names."""
    kind = path.name.split(".", 1)[1]
    if kind.startswith("jsonl"):
        raw = "".join(json.dumps(row) + "\n" for row in rows).encode()
    else:
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, rows[0], delimiter="\t" if "tsv" in kind else ",")
        writer.writeheader()
        writer.writerows(rows)
        raw = text.getvalue().encode()
    if kind.endswith(".gz"):
        raw = gzip.compress(raw)
    if kind.endswith(".zst"):
        raw = pa.compress(raw, "zstd", asbytes=True)
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path, row_group_size=3)
    elif kind == "file.arrow":
        with pa.ipc.new_file(path, pa.Table.from_pylist(rows).schema) as file:
            file.write_table(pa.Table.from_pylist(rows), 4)
    elif kind == "stream.arrow":
        with pa.ipc.new_stream(path, pa.Table.from_pylist(rows).schema) as stream:
            stream.write_table(pa.Table.from_pylist(rows), 4)
    else:
        path.write_bytes(raw)
    return path


@pytest.mark.parametrize(
    "name",
    ["in.jsonl", "in.jsonl.gz", "in.jsonl.zst", "in.csv", "in.csv.gz", "in.tsv", "in.tsv.zst", "in.parquet", "in.file.arrow",
     "in.stream.arrow"],
)  # fmt: skip
def test_kinds_of_table(batch: Batch, tmp_path: Path, name: str) -> None:
    counts = batch([write_table(tmp_path / name, ROWS)], tmp_path / "out.jsonl", columns={"keep": ("n",)})
    records = read_jsonl(tmp_path / "out.jsonl")
    assert [record["id"] for record in records] == [row["id"] for row in ROWS]
    assert [int(record["n"]) for record in records] == [row["n"] for row in ROWS]
    assert [record["verdict"] == "spun" for record in records] == [row["n"] % 3 == 0 for row in ROWS]
    assert (counts.documents, counts.spun, counts.genuine, counts.failed) == (10, 4, 6, 0)


def test_standard_input(batch: Batch, tmp_path: Path) -> None:
    raw = "".join(json.dumps(row) + "\n" for row in ROWS).encode()
    batch(["-"], tmp_path / "out.jsonl", stdin=raw)
    assert [record["id"] for record in read_jsonl(tmp_path / "out.jsonl")] == [row["id"] for row in ROWS]


def test_folder_holds_text_files_and_may_hold_the_output(batch: Batch, tmp_path: Path) -> None:
    for name in ["b.txt", "a.md", "sub/c", ".hidden", "table.csv"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(ROWS[0]["text"])
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    output = tmp_path / "out.jsonl"
    for _ in range(2):
        batch([tmp_path], output)
        assert [Path(record["id"]).name for record in read_jsonl(output)] == ["a.md", "b.txt", "bad.txt", "c"]
    assert "not UTF-8" in read_jsonl(output)[2]["error"]


def test_pattern_takes_files_of_any_kind_in_order(batch: Batch, tmp_path: Path) -> None:
    write_table(tmp_path / "2.csv", ROWS[5:])
    write_table(tmp_path / "1.jsonl", ROWS[:5])
    output = tmp_path / "3.jsonl"
    for _ in range(2):
        batch([tmp_path / "*.*"], output)
        assert [record["id"] for record in read_jsonl(output)] == [row["id"] for row in ROWS]


def test_ids(batch: Batch, tmp_path: Path) -> None:
    text = ROWS[0]["text"]
    rows = [
        {"text": text},
        {"text": text, "id": 7},
        {"text": text, "id": "x"},
        {"text": text, "id": None},
        {"text": text, "id": [1]},
    ]
    source = write_jsonl(tmp_path / "in.jsonl", rows)
    batch([source], tmp_path / "out.jsonl")
    assert [record["id"] for record in read_jsonl(tmp_path / "out.jsonl")] == ["1", "7", "x", "4", "5"]
    batch([source], tmp_path / "named.jsonl", columns={"id": "id"})
    errors = [record["error"] for record in read_jsonl(tmp_path / "named.jsonl")]
    assert [error is None for error in errors] == [False, True, True, False, False]


HOSTILE: list[tuple[bytes, str]] = [
    (b"{not json}", "not JSON"),
    (b'{"id": "x"', "not JSON"),
    (b"[1, 2]", "not a JSON object"),
    (b"3", "not a JSON object"),
    (b'{"id": "x"}', "no column 'text' here (found: id)"),
    (b'{"id": "x", "text": null}', "'text' is null"),
    (b'{"id": "x", "text": 5}', "'text' is of type int"),
    (b'{"id": "x", "text": ["a"]}', "'text' is of type list"),
    (b'{"id": "x", "text": "caf\xe9"}', "not UTF-8"),
    (b"[" * 100_000, "not JSON"),
    (b'{"text": ' + b"9" * 5000 + b"}", "not JSON"),
    (b'{"text": "RAISE\\u001b[31m"}', "the model failed on this text (ValueError: bad text)"),
]


@pytest.mark.parametrize(("line", "expected"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_line_is_an_error_and_its_neighbours_stand(batch: Batch, tmp_path: Path, line: bytes, expected: str) -> None:
    before, after = (json.dumps(row).encode() for row in ROWS[:2])
    source = tmp_path / "in.jsonl"
    source.write_bytes(b"\n".join([before, line, b"", after]))
    counts = batch([source], tmp_path / "out.jsonl")
    records = read_jsonl(tmp_path / "out.jsonl")
    assert [record["verdict"] for record in records] == ["spun", None, "genuine"]
    assert expected in records[1]["error"]
    assert records[1]["error"].isprintable()
    assert len(records[1]["error"]) <= 300
    assert counts.failed == 1


def test_line_too_long(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin.batch.readers.lines.MAX_BYTES", 1000)
    long = {"id": "long", "text": "word " * 1000}
    batch([write_jsonl(tmp_path / "in.jsonl", [ROWS[0], long, ROWS[1]])], tmp_path / "out.jsonl")
    batch([write_table(tmp_path / "in.csv", [{**ROWS[0]}, {**long, "n": 1}, ROWS[1]])], tmp_path / "out2.jsonl")
    for name in ("out.jsonl", "out2.jsonl"):
        records = read_jsonl(tmp_path / name)
        assert [record["id"] for record in records] == ["r0", "2", "r1"]
        assert "line over" in records[1]["error"]


def test_hostile_csv(batch: Batch, tmp_path: Path) -> None:
    text = ROWS[0]["text"]
    lines = ["id,text", f"a,{text}", f"b,{text},one cell more", "c", f'd,"{text}\nover two lines"', "", 'e,"not closed']
    source = tmp_path / "in.csv"
    source.write_bytes("\n".join(lines).encode() + b"\n")
    batch([source], tmp_path / "out.jsonl")
    records = read_jsonl(tmp_path / "out.jsonl")
    assert [record["id"] for record in records] == ["a", "2", "3", "d", "5"]
    assert [record["error"] is None for record in records] == [True, False, False, True, False]
    assert "line 3: 3 cells, but the header has 2" in records[1]["error"]
    assert "unexpected end of data" in records[4]["error"]


def test_csv_with_mark_and_bytes_that_are_not_utf8(batch: Batch, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_bytes(b"\xef\xbb\xbftext,id\r\nfine,a\r\ncaf\xe9,b\r\n")
    batch([source], tmp_path / "out.jsonl")
    assert [record["error"] and "not UTF-8" in record["error"] for record in read_jsonl(tmp_path / "out.jsonl")] == [None, True]


@pytest.mark.parametrize("name", ["in.jsonl.gz", "in.jsonl.zst", "in.parquet"])
def test_file_that_breaks_off(batch: Batch, tmp_path: Path, name: str) -> None:
    rows = [{"id": str(n), "text": os.urandom(400).hex()} for n in range(900)]
    whole = write_table(tmp_path / name, rows).read_bytes()
    # A parquet file keeps its index at the end, so there the damage is in the middle.
    damaged = whole[: len(whole) // 2] + (b"\0" * 20_000 + whole[len(whole) // 2 + 20_000 :] if name == "in.parquet" else b"")
    (tmp_path / name).write_bytes(damaged)
    next_one = write_jsonl(tmp_path / "next.jsonl", ROWS)
    counts = batch([tmp_path / name, next_one], tmp_path / "out.jsonl")
    records = read_jsonl(tmp_path / "out.jsonl")
    before = len(records) - 11
    assert 0 < before < 900
    assert [record["id"] for record in records[:before]] == [str(n) for n in range(before)]
    assert "cannot be read on from here" in records[before]["error"]
    assert [record["id"] for record in records[before + 1 :]] == [row["id"] for row in ROWS]
    assert counts.failed == 1


def test_cell_that_python_cannot_hold(batch: Batch, tmp_path: Path) -> None:
    text = pa.array([b"fine", b"caf\xe9", b"fine too"]).cast(pa.binary()).view(pa.string())
    pq.write_table(pa.table({"text": text, "n": [1, 2, 3]}), tmp_path / "in.parquet")
    batch([tmp_path / "in.parquet"], tmp_path / "out.jsonl", columns={"keep": ("n",)})
    records = read_jsonl(tmp_path / "out.jsonl")
    assert [record["error"] is None for record in records] == [True, False, True]
    assert "row 2: not readable ('utf-8' codec" in records[1]["error"]
    assert [record["n"] for record in records] == [1, None, 3]


def test_lone_surrogates_reach_every_output(batch: Batch, tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_bytes(b'{"id": "\\ud800", "text": "commerce \\udfff settlement", "k": "\\ud83d"}\n')
    for name in ("out.jsonl", "out.csv", "out.parquet"):
        assert batch([source], tmp_path / name, columns={"keep": ("k",)}, restore=True).failed == 0
    record = read_jsonl(tmp_path / "out.jsonl")[0]
    assert (record["id"], record["k"], record["restored"]) == ("\ud800", "\ud83d", "trade \udfff agreement")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=2)
)
_LINES = st.dictionaries(st.sampled_from(["id", "text", "k"]), _VALUES).map(lambda row: json.dumps(row).encode()) | st.binary(
    max_size=30
).map(lambda raw: raw.replace(b"\n", b"").replace(b"\r", b""))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(_LINES, max_size=25), name=st.sampled_from(["o.jsonl", "o.csv", "o.parquet"]))
def test_every_row_once_in_order(batch: Batch, tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], name: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / "in.jsonl").write_bytes(b"\n".join(lines))
    output = folder / name
    counts = batch([folder / "in.jsonl"], output, columns={"keep": ("k",)}, restore=True)
    rows = [line for line in lines if line.strip()]
    assert counts.documents == len(rows)
    if name == "o.jsonl":
        ids = [record["id"] for record in read_jsonl(output)]
        assert len(ids) == len(rows)
        for number, (line, found) in enumerate(zip(rows, ids, strict=True), start=1):
            assert found in (str(number), _id_in(line))
    elif name == "o.csv":
        with output.open(newline="") as file:
            assert len(list(csv.DictReader(file))) == len(rows)
    else:
        assert pq.read_metadata(output).num_rows == len(rows)


def _id_in(line: bytes) -> str | None:
    try:
        return str(json.loads(line)["id"])
    except Exception:
        return None


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("missing.jsonl", None, "no such file or folder"),
        ("empty/", None, "no text files"),
        ("no-*.jsonl", None, "no file matches"),
        ("in.csv", b"id,body\n1,a\n", "no column 'text' (found: id, body); choose with --text-column"),
        ("in.csv", b"text,text\n1,a\n", "more than one column 'text'"),
        ("in.csv", "text\na\n".encode("utf-16"), "UTF-16"),
        ("in.parquet", b"PAR1 or not", "not a parquet file"),
        ("in.arrow", b"ARROW1 or not", "not a arrow file"),
        ("in.csv.gz", b"not packed", "in.csv.gz: "),
    ],
)
def test_input_that_is_refused_at_once(batch: Batch, tmp_path: Path, name: str, raw: bytes | None, expected: str) -> None:
    if raw is not None:
        (tmp_path / name).write_bytes(raw)
    elif name.endswith("/"):
        (tmp_path / name).mkdir()
    with pytest.raises(InputError) as caught:
        batch([tmp_path / name], tmp_path / "out.jsonl")
    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "out.jsonl.parts").exists()


def test_standard_input_twice_and_output_as_input(batch: Batch, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="named twice"):
        batch(["-", "-"], tmp_path / "out.jsonl")
    with pytest.raises(InputError, match="is the output too"):
        batch([write_jsonl(tmp_path / "out.jsonl", ROWS)], tmp_path / "out.jsonl")


@pytest.mark.parametrize("name", ["in.parquet", "in.arrow", "in.jsonl.zst"])
def test_extra_that_is_missing(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_bytes(b"?")

    def missing(module: str) -> None:
        raise ModuleNotFoundError(module)

    monkeypatch.setattr("unspin.batch.extra.import_module", missing)
    with pytest.raises(UnspinError, match=r"pip install 'unspin\[batch\]'"):
        batch([tmp_path / name], tmp_path / "out.jsonl")
