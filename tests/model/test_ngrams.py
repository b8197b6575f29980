"""The served language model: words, look-up and damaged files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

from unspin.errors import ModelError
from unspin.ngrams import FORMAT, NgramModel, normal_form, word_forms
from unspin.words import split_words
from unspin_training.ngrams import count_ngrams, estimate, pack, read_stream, save

_TEXTS = (
    "The trade agreement was signed on Monday. The navy sent three ships. Ministers signed the trade agreement.",
    "The settlement was reached in court. A trade agreement was signed by both ministers. The ships left on Monday.",
    "They reached a settlement out of court. In 2006 the navy sold 1,250 ships. The trade agreement was signed.",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("ngrams") / "ngrams.safetensors"
    stream = read_stream(_TEXTS)
    save(pack(estimate([count_ngrams(stream.ids, n) for n in (1, 2, 3, 4)], (1, 1, 1, 1)), stream), found)
    return found


@pytest.fixture(scope="module")
def model(path: Path) -> NgramModel:
    return NgramModel.load(path)


# --- words ---


@pytest.mark.parametrize(
    ("word", "form"),
    [
        ("Trade", "trade"),
        ("Iran’s", "iran's"),
        ("2006", "<num>"),
        ("11th", "<num>th"),
        ("co\u00adoperate", "cooperate"),
        ("<s>", "<s>"),
    ],
)
def test_normal_form(word: str, form: str) -> None:
    assert normal_form(word) == form


@given(st.text(max_size=20))
@example("J\u030c")
@example("1\u0338")
@settings(deadline=None)
def test_normal_form_twice_is_once(word: str) -> None:
    assert normal_form(normal_form(word)) == normal_form(word)


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("He left. She stayed!", "he left <s> she stayed <s>"),
        ("Wait... what?!", "wait <s> what <s>"),
        ("It rose 2.5 %, to 1,250,000 tons.", "it rose <num> to <num> tons <s>"),
        ("See example.com, said Mr. Brown of the U.S. Senate.", "see example com said mr brown of the u s senate <s>"),
        ("(He left.) She stayed", "he left <s> she stayed"),
        ("...", ""),
    ],
)
def test_word_forms(text: str, forms: str) -> None:
    assert " ".join(form for form in word_forms(split_words(text)) if form) == forms


@given(st.text(alphabet=st.sampled_from("aB1.!?,…’ \n"), max_size=40))
@settings(deadline=None)
def test_word_forms_stand_by_their_tokens(text: str) -> None:
    words = split_words(text)
    forms = word_forms(words)
    assert len(forms) == len(words.tokens)
    read = [form for form in forms if form]
    assert ("<s>", "<s>") not in pairwise(read)
    assert all(form in ("", "<s>") for form, is_word in zip(forms, words.is_word, strict=True) if not is_word)


# --- scores ---


def test_what_was_seen_beats_what_was_not(model: NgramModel) -> None:
    seen, unseen, foreign = model.score([f"the trade {word} was signed".split() for word in ("agreement", "settlement", "zebra")])
    assert seen > unseen > foreign


def test_context_decides(model: NgramModel) -> None:
    right, wrong = model.score([["a", "settlement", "out", "of"], ["a", "agreement", "out", "of"]])
    assert right > wrong
    right, wrong = model.score([["trade", "agreement", "was"], ["trade", "settlement", "was"]])
    assert right > wrong


def test_every_word_costs(model: NgramModel) -> None:
    whole, head = model.score([["the", "trade", "agreement"], ["the", "trade"]])
    assert head > whole


def test_words_may_come_as_they_stand_in_the_text(model: NgramModel) -> None:
    plain, raw = model.score([["in", "<num>", "the", "navy"], ["In", "2006", "the", "Navy"]])
    assert plain == raw


def test_nothing_to_score(model: NgramModel) -> None:
    assert model.score([]).shape == (0,)
    assert model.score([[], ["trade"], []]).tolist()[::2] == [0.0, 0.0]


def test_known(model: NgramModel) -> None:
    assert model.known(["Trade", "zebra", "1984", "<s>"]).tolist() == [True, False, True, True]
    assert model.known([]).shape == (0,)


_window = st.lists(
    st.sampled_from(["the", "trade", "agreement", "settlement", "was", "signed", "<s>", "<num>", "zebra"]), max_size=9
)


@given(windows=st.lists(_window, max_size=12))
@settings(deadline=None, max_examples=40)
def test_neither_order_nor_company_matters(model: NgramModel, windows: list[list[str]]) -> None:
    together = model.score(windows)
    assert together.shape == (len(windows),)
    assert np.isfinite(together).all()
    assert together.tolist() == [model.score([window])[0] for window in windows]
    assert together[::-1].tolist() == model.score(windows[::-1]).tolist()


def test_many_windows_are_cut_into_parts_unseen(model: NgramModel) -> None:
    windows = [["the", "trade"], ["trade", "agreement", "was"]] * 5000
    scores = model.score(windows)
    assert scores.tolist() == model.score(windows[:2]).tolist() * 5000


@pytest.mark.parametrize("word", ["\ud800", "\x00", "a" * 100_000, "", "<unk>", "日本語"])
def test_any_text_is_a_word(model: NgramModel, word: str) -> None:
    assert np.isfinite(model.score([["the", word, "was"]])).all()


# --- damaged files ---


def test_missing_cut_or_foreign_file(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.safetensors"
    with pytest.raises(ModelError):
        NgramModel.load(broken)
    broken.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(ModelError, match="broken"):
        NgramModel.load(broken)
    save_file(load_file(path), broken, metadata={"format": "other/1"})
    with pytest.raises(ModelError, match="format 'other/1'"):
        NgramModel.load(broken)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unknown_penalty", np.array(np.nan, np.float32)),
        ("unknown_penalty", np.zeros(2, np.float32)),
        ("1.bucket_sizes", np.array([3], np.uint8)),
        ("2.bucket_sizes", np.zeros(0, np.uint8)),
        ("2.fingerprints", np.zeros(5, np.uint16)),
        ("2.fingerprints", np.zeros(5, np.uint32)),
        ("3.codes", np.zeros(1, np.uint8)),
        ("2.backoff_codes", np.zeros(0, np.uint8)),
        ("4.probabilities", np.zeros(7, np.float32)),
        ("1.backoffs", np.full(256, np.inf, np.float32)),
        ("2.bucket_sizes", None),
        ("1.codes", None),
    ],
)
def test_arrays_that_do_not_fit(path: Path, tmp_path: Path, name: str, value: np.ndarray | None) -> None:
    tensors = load_file(path)
    if value is None:
        del tensors[name]
    else:
        tensors[name] = value
    broken = tmp_path / "broken.safetensors"
    save_file(tensors, broken, metadata={"format": FORMAT})
    with pytest.raises(ModelError, match=r"broken\.safetensors: damaged"):
        NgramModel.load(broken)


@given(at=st.integers(0, 10**6), byte=st.integers(0, 255))
@settings(deadline=None, max_examples=40)
def test_a_changed_byte_is_noticed_or_harmless(path: Path, tmp_path_factory: pytest.TempPathFactory, at: int, byte: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] = byte
    broken = tmp_path_factory.getbasetemp() / "changed.safetensors"
    broken.write_bytes(data)
    try:
        model = NgramModel.load(broken)
    except ModelError:
        return
    assert model.score([["the", "trade", "agreement", "was", "signed"]]).shape == (1,)
