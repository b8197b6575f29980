from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from unspin.errors import InputError
from unspin_eval.data import FileSpec, read_documents, read_pairs
from unspin_eval.kinds.context import Context
from unspin_eval.run import run_suites
from unspin_eval.suites import built_in_suites, load_suites

_HEAD = '[[suite]]\nname = "mine"\nkind = "documents"\n'
_FILE = '[[suite.files]]\npath = "documents.jsonl"\n'
_NOTHING = Context([], 0, lambda line: None, lambda folder: pytest.fail("no model is asked for"))


def test_the_built_in_suites_read_any_folder_of_their_form(folder: Path) -> None:
    assert set(built_in_suites()) == {"realworld", "dose", "left-out", "registers", "restoration", "damage"}
    for name in built_in_suites():
        for spec in load_suites(name, folder):
            assert all(file.path.parent == folder for file in spec.files)


def test_a_suite_of_ones_own_is_relative_to_its_file_or_to_data(suite: Callable[[str], Path], tmp_path: Path) -> None:
    path = suite(_HEAD + _FILE)
    assert load_suites(str(path), None)[0].files[0].path == path.parent / "documents.jsonl"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with pytest.raises(InputError, match="no such file"):
        load_suites(str(path), elsewhere)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[[suite", "not TOML"),
        ("x = 1", r"no \[\[suite\]\]"),
        ('[[suite]]\nname = "x"\n' + _FILE, "needs a kind"),
        (_HEAD, r"needs \[\[suite.files\]\]"),
        (_HEAD + '[[suite.files]]\npath = "none.csv"\n', "no such file"),
        (_HEAD + '[[suite.files]]\npath = "documents.jsonl"\nlabel = "x"\n', "found label"),
        ('[[suite]]\nkind = "guess"\n' + _FILE, "no kind 'guess'"),
        (_HEAD + "minimum = 3\n" + _FILE, "unknown key 'minimum'"),
        (
            '[[suite]]\nkind = "documents"\n[[suite.files]]\npath = "documents.jsonl"\ncolumns = {label = "nope"}',
            "neither spun nor",
        ),
        (
            '[[suite]]\nkind = "documents"\n[[suite.files]]\npath = "documents.jsonl"\ncolumns = {text = "body"}',
            "no column 'body'",
        ),
        ('[[suite]]\nkind = "leave-one-family-out"\nfamilies = ["nothing"]\nmin_words = 20\n' + _FILE, "no spinner family 'nothing'"),
        ('[[suite]]\nkind = "leave-one-family-out"\nmin_words = 900\n' + _FILE, "no genuine document"),
    ],
)
def test_a_faulty_suite_is_one_line_that_names_the_fault(suite: Callable[[str], Path], toml: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        run_suites(load_suites(str(suite(toml)), None), _NOTHING)
    assert "\n" not in str(caught.value).rstrip()


def test_an_unknown_suite_names_those_there_are() -> None:
    with pytest.raises(InputError, match="realworld"):
        load_suites("nothing-like-it", None)
    with pytest.raises(InputError, match="--data"):
        load_suites("realworld", None)


@pytest.mark.parametrize("name", ["d.csv", "d.tsv", "d.jsonl", "d.jsonl.zst"])
def test_files_of_every_kind_hold_the_same_documents(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if ".jsonl" in name:
        data = b'{"body": "Some words", "label": "fake"}\n\n{"body": "More words", "label": 0}\n'
        path.write_bytes(zstandard.compress(data) if name.endswith("zst") else data)
    else:
        mark = "\t" if name.endswith("tsv") else ","
        path.write_text(f"body{mark}label\nSome words{mark}fake\nMore words{mark}0\n")
    documents = read_documents([FileSpec(path, {"text": "body"}, {"register": "press"})])
    assert [(d.text, d.spun, d.register) for d in documents] == [("Some words", True, "press"), ("More words", False, "press")]
    assert len({d.group for d in documents}) == 2, "documents without a group are independent"


def test_a_folder_of_text_files(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("first")
    (tmp_path / "deeper").mkdir()
    (tmp_path / "deeper" / "b.txt").write_text("second")
    documents = read_documents([FileSpec(tmp_path, constants={"label": "genuine"})])
    assert [d.text for d in documents] == ["first", "second"]


def test_groups_hold_copies_together_unless_they_are_independent(folder: Path) -> None:
    spec = FileSpec(folder / "pairs.jsonl", {"group": "source"}, independent=frozenset({"site0"}))
    groups = [p.group for p in read_pairs([spec])]
    assert groups == ["pair-0", "site1", "site2", "site3", "site4", "site5", "pair-6", "site1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{]", "not JSON"),
        (b"[1]", "not a JSON object"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"text": null, "label": "spun"}', "holds no text"),
        (b'{"text": "a b", "label": "spun", "evidence": [{"start": 0}]}', "needs start, end"),
        (b'{"text": "a b", "label": "spun", "evidence": [{"start": 0, "end": 1, "spun": "b", "original": "c"}]}', "does not fit"),
    ],
)
def test_broken_files_are_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as caught:
        read_documents([FileSpec(path)])
    assert "broken.jsonl" in str(caught.value)
