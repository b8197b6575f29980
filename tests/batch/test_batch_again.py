"""The same command again does nothing; another command for the same output is refused, with a way out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from running import Batch, read_jsonl, sentences, write_jsonl

from unspin.batch.parts import Parts, Sizes
from unspin.errors import InputError, ModelError, UnspinError


class _Stop(Exception):
    pass


def _stopped(batch: Batch, monkeypatch: pytest.MonkeyPatch, *arguments: Any, **settings: Any) -> None:
    """Run a batch up to where the parts would be joined."""

    def stop(*_: Any) -> None:
        raise _Stop

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "join", stop)
        with pytest.raises(_Stop):
            batch(*arguments, **settings)


def test_finished_run_does_nothing(batch: Batch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows, output = write_jsonl(tmp_path / "in.jsonl", sentences(10)), tmp_path / "out.jsonl"
    first = batch([rows], output)
    os.utime(output, (1, 1))
    assert batch([rows], output, overwrite=True) == first
    assert output.stat().st_mtime == 1
    assert "nothing to do" in capsys.readouterr().err
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl", "out.jsonl.run.json"}


def test_output_that_was_deleted_is_made_again(batch: Batch, tmp_path: Path) -> None:
    rows, output = write_jsonl(tmp_path / "in.jsonl", sentences(10)), tmp_path / "out.jsonl"
    batch([rows], output)
    before = output.read_bytes()
    output.unlink()
    batch([rows], output)
    assert output.read_bytes() == before


CHANGES: list[tuple[dict[str, Any], str]] = [
    ({"fpr": 0.05}, "fpr was None, now 0.05"),
    ({"restore": True}, "restore was False, now True"),
    ({"columns": {"keep": ("n",)}}, "keep was"),
    ({"columns": {"text": "body"}}, "text_column was 'text', now 'body'"),
    ({"columns": {"id": "n"}}, "id_column was None, now 'n'"),
    ({"scorer": "stub_scorers:retrained"}, "the model was fake 0 000000000000"),
]


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize(("change", "expected"), CHANGES, ids=[expected for _, expected in CHANGES])
def test_other_options_are_refused_until_overwritten(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: bool, change: dict[str, Any], expected: str
) -> None:
    rows, output = (
        write_jsonl(tmp_path / "in.jsonl", [{**row, "body": row["text"]} for row in sentences(10)]),
        tmp_path / "out.jsonl",
    )
    if finished:
        batch([rows], output)
    else:
        _stopped(batch, monkeypatch, [rows], output)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(InputError) as caught:
        batch([rows], output, **change)
    assert expected in str(caught.value)
    assert "--overwrite" in str(caught.value)
    assert [name for name in before if name != "lock"] == sorted(path.name for path in tmp_path.rglob("*") if path.name != "lock")
    batch([rows], output, overwrite=True, **change)
    batch([rows], tmp_path / "fresh.jsonl", **change)
    assert output.read_bytes() == (tmp_path / "fresh.jsonl").read_bytes()


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize("change", ["size", "time", "head", "tail"])
def test_changed_input_is_refused(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, finished: bool, change: str
) -> None:
    rows, output = write_jsonl(tmp_path / "in.jsonl", sentences(10)), tmp_path / "out.jsonl"
    if finished:
        batch([rows], output)
    else:
        _stopped(batch, monkeypatch, [rows], output)
    stat, raw = rows.stat(), rows.read_bytes()
    if change == "size":
        rows.write_bytes(raw + b"{}\n")
    elif change == "head":
        rows.write_bytes(raw.replace(b"r0", b"r_", 1))
    elif change == "tail":
        rows.write_bytes(raw.replace(b"r9", b"r_", 1))
    os.utime(rows, ns=(stat.st_atime_ns, stat.st_mtime_ns + (change == "time")))
    with pytest.raises(InputError, match=r"in\.jsonl was changed\); give the earlier command again, or add --overwrite"):
        batch([rows], output)
    batch([rows], output, overwrite=True)
    batch([rows], tmp_path / "fresh.jsonl")
    assert output.read_bytes() == (tmp_path / "fresh.jsonl").read_bytes()


def test_change_in_the_middle_of_what_was_scored_is_noticed(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = sentences(2500)
    rows, output = write_jsonl(tmp_path / "in.jsonl", many), tmp_path / "out.jsonl"
    _stopped(batch, monkeypatch, [rows], output, sizes=Sizes(group=50, part=100))
    stat, raw = rows.stat(), rows.read_bytes()
    assert len(raw) > 3 * 65_536
    rows.write_bytes(raw.replace(b"r1200", b"r_200"))
    os.utime(rows, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    with pytest.raises(InputError, match=r"changed from row 1201 on .* delete out\.jsonl\.run\.json to start afresh"):
        batch([rows], output)
    (tmp_path / "out.jsonl.run.json").unlink()
    batch([rows], output)
    assert read_jsonl(output)[1200]["id"] == "r_200"


def test_other_inputs_are_refused(batch: Batch, tmp_path: Path) -> None:
    first, second = (write_jsonl(tmp_path / f"{n}.jsonl", sentences(5)) for n in (1, 2))
    batch([first], tmp_path / "out.jsonl")
    with pytest.raises(InputError, match=r"the inputs were \S*1\.jsonl"):
        batch([first, second], tmp_path / "out.jsonl")


def test_file_added_to_a_folder_is_noticed(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "1.txt").write_text("one")
    batch([tmp_path / "texts"], tmp_path / "out.jsonl")
    (tmp_path / "texts" / "2.txt").write_text("two")
    with pytest.raises(InputError, match="texts was changed"):
        batch([tmp_path / "texts"], tmp_path / "out.jsonl")


def test_standard_input_is_held_against_what_it_was(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = write_jsonl(tmp_path / "in.jsonl", sentences(10)).read_bytes()
    output = tmp_path / "out.jsonl"
    _stopped(batch, monkeypatch, ["-"], output, stdin=raw)
    with pytest.raises(InputError, match="changed from row 1 on"):
        batch(["-"], output, stdin=raw.replace(b"r0", b"r_"))
    with pytest.raises(InputError, match="changed from row 10 on"):
        batch(["-"], output, stdin=b"".join(raw.splitlines(keepends=True)[:-1]))
    counts = batch(["-"], output, stdin=raw)
    assert batch(["-"], output, stdin=raw) == counts
    with pytest.raises(InputError, match="changed from row 1 on"):
        batch(["-"], output, stdin=raw.replace(b"r9", b"r_"))
    batch(["-"], output, stdin=raw.replace(b"r9", b"r_"), overwrite=True)
    assert read_jsonl(output)[9]["id"] == "r_"


@pytest.mark.parametrize("name", ["out.jsonl", "out.csv", "out.parquet"])
def test_parts_of_the_output_are_no_input(batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """An unfinished output may stand in the folder that is read; its parts have no suffix, as texts may."""
    for number in range(10):
        (tmp_path / f"{number}.txt").write_text(f"text {number}")
    for inputs in ([tmp_path], [tmp_path / "*"]):
        output = tmp_path / name
        _stopped(batch, monkeypatch, inputs, output, overwrite=True)
        assert (tmp_path / f"{name}.parts" / "part-00000001").exists()
        assert batch(inputs, output, overwrite=True).documents == 10


def test_files_that_are_not_ours_are_left_alone(batch: Batch, tmp_path: Path) -> None:
    rows, output = write_jsonl(tmp_path / "in.jsonl", sentences(5)), tmp_path / "out.jsonl"
    output.write_text("precious")
    with pytest.raises(InputError, match="is there already and was not made by unspin batch"):
        batch([rows], output)
    assert output.read_text() == "precious"
    assert not (tmp_path / "out.jsonl.parts").exists()
    batch([rows], output, overwrite=True)
    output.write_text("edited")
    with pytest.raises(InputError, match="was changed since it was written"):
        batch([rows], output)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"finished": 3}'])
def test_manifest_that_is_none(batch: Batch, tmp_path: Path, text: str) -> None:
    rows, output = write_jsonl(tmp_path / "in.jsonl", sentences(5)), tmp_path / "out.jsonl"
    (tmp_path / "out.jsonl.run.json").write_text(text)
    with pytest.raises(InputError, match="is no manifest of unspin batch"):
        batch([rows], output)
    batch([rows], output, overwrite=True)
    assert len(read_jsonl(output)) == 5


def test_model_that_cannot_be_loaded_leaves_nothing_behind(batch: Batch, tmp_path: Path) -> None:
    rows = write_jsonl(tmp_path / "in.jsonl", sentences(5))
    with pytest.raises(ModelError, match="no model here"):
        batch([rows], tmp_path / "out.jsonl", scorer="stub_scorers:missing")
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl"}
    assert issubclass(ModelError, UnspinError)
