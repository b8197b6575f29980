"""Counting, estimating and packing the language model."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.ngrams import NgramModel
from unspin_training.ngrams import Order, Stream, build, count_ngrams, estimate, measure, pack, read_stream, save, sentences

_LEAST = (1, 2, 2, 2)
_FEW = "aa bb cc dd. aa bb cc ee. aa bb ff gg. ee aa bb cc. gg aa bb zz."


def _sample(words: int, length: int, seed: int = 3) -> str:
    """Sentences of made-up words with the skewed frequencies of a language; each word leans on the one before it."""
    rng = np.random.default_rng(seed)
    drawn = np.minimum(rng.zipf(1.3, length), words)
    leans = rng.random(length) < 0.6
    for i in range(1, length):
        if leans[i]:
            drawn[i] = drawn[i - 1] * 7 % words + 1
    names = ["w" + "".join(chr(97 + int(d)) for d in f"{n:03d}") for n in drawn]
    return " ".join(name + ("." if i % 11 == 10 else "") for i, name in enumerate(names))


def _train(text: str, least: tuple[int, ...] = _LEAST, size: int = 60_000) -> tuple[Stream, list[Order]]:
    stream = read_stream([text], size)
    return stream, estimate([count_ngrams(stream.ids, n) for n in range(1, len(least) + 1)], least)


def _served(stream: Stream, orders: list[Order], folder: Path) -> NgramModel:
    save(pack(orders, stream), folder / "ngrams.safetensors")
    return NgramModel.load(folder / "ngrams.safetensors")


class PlainModel:
    """The same model in plain dicts, word by word: slow, and right by inspection."""

    def __init__(self, stream: Stream, orders: list[Order]) -> None:
        self.known = set(stream.vocabulary)
        self.penalty = -np.log10(max(stream.unlisted, 1))
        self.probability: dict[tuple[str, ...], float] = {}
        self.backoff: dict[tuple[str, ...], float] = {}
        for n, order in enumerate(orders, 1):
            for i, key in enumerate(order.keys.tolist()):
                gram = tuple(stream.vocabulary[key >> (16 * k) & 0xFFFF] for k in range(n - 1, -1, -1))
                self.probability[gram] = float(order.probabilities[i])
                self.backoff[gram] = float(order.backoffs[i]) if len(order.backoffs) else 0.0

    def word(self, history: tuple[str, ...], word: str) -> float:
        gram = (*history, word)
        if gram in self.probability:
            return self.probability[gram]
        return self.backoff.get(history, 0.0) + self.word(history[1:], word)

    def score(self, window: list[str], order: int) -> float:
        read = [word if word in self.known else "<unk>" for word in window]
        total = sum(self.word(tuple(read[max(0, i - order + 1) : i]), word) for i, word in enumerate(read))
        return total + self.penalty * sum(word not in self.known for word in window)


# --- reading and counting ---


def test_the_frequent_words_make_the_vocabulary() -> None:
    stream = read_stream(["bb aa bb cc. BB dd?"], vocabulary_size=4)
    assert stream.vocabulary == ["<unk>", "<s>", "bb", "aa"]
    assert stream.unlisted == 2
    assert stream.ids.tolist() == [1, 2, 3, 2, 0, 1, 2, 0, 1]


def test_sentences_stand_between_borders() -> None:
    assert sentences("He left. She stayed") == [["<s>", "he", "left", "<s>"], ["<s>", "she", "stayed", "<s>"]]
    assert sentences(" ... ") == []


@pytest.mark.parametrize("size", [2, 2**16 + 1])
def test_a_vocabulary_that_does_not_fit(size: int) -> None:
    with pytest.raises(ValueError, match="vocabulary_size"):
        read_stream([], size)


@given(ids=st.lists(st.integers(1, 5), max_size=60), order=st.integers(2, 4))
@settings(deadline=None, max_examples=50)
def test_counts_equal_a_plain_count(ids: list[int], order: int) -> None:
    counts = count_ngrams(np.array(ids, dtype=np.uint16), order)
    grams = zip(*(ids[k:] for k in range(order)), strict=False)
    plain = Counter(sum(word << 16 * (order - 1 - k) for k, word in enumerate(gram)) for gram in grams if 1 not in gram[1:-1])
    assert dict(zip(counts.keys.tolist(), counts.counts.tolist(), strict=True)) == plain
    assert all(a < b for a, b in pairwise(counts.keys.tolist()))


# --- estimating ---


@pytest.mark.parametrize("least", [(1, 1, 1, 1), (1, 2, 2, 3), (1, 3, 9, 9), (1, 10_000, 10_000)])
def test_after_any_history_the_words_sum_to_one(least: tuple[int, ...]) -> None:
    stream, orders = _train(_sample(40, 6000), least, size=30)
    plain = PlainModel(stream, orders)
    seen = [gram for gram in plain.probability if len(gram) < len(least)]
    histories = [(), ("<s>",), ("<unk>", "<unk>"), (stream.vocabulary[2],), *seen[::50]]
    for history in histories:
        assert sum(10 ** plain.word(history, word) for word in stream.vocabulary) == pytest.approx(1, abs=1e-9)


def test_every_part_of_a_kept_ngram_is_kept() -> None:
    stream, orders = _train(_sample(60, 6000))
    plain = PlainModel(stream, orders)
    longer = [gram for gram in plain.probability if len(gram) > 1]
    assert longer
    assert all(gram[1:] in plain.probability and gram[:-1] in plain.probability for gram in longer)


def test_rare_ngrams_are_dropped_and_empty_orders_left_out() -> None:
    stream = read_stream(["aa bb cc dd. aa bb cc ee. aa bb ff gg."])
    counts = [count_ngrams(stream.ids, n) for n in (1, 2, 3, 4)]
    assert [len(order.keys) for order in estimate(counts, (1, 3, 3, 4))] == [9, 2, 1]  # <s> aa, aa bb; <s> aa bb
    with pytest.raises(ValueError, match="must not fall"):
        estimate(counts, (1, 3, 2, 2))


# --- packing ---


def test_a_small_served_model_equals_the_plain_one(tmp_path: Path) -> None:
    """With fewer than 256 different values the code book is exact."""
    stream, orders = _train(_FEW, (1, 1, 1, 1), size=8)
    model, plain = _served(stream, orders, tmp_path), PlainModel(stream, orders)
    windows = [
        [*sentence, last] for sentence in sentences("aa bb cc dd. gg ff aa bb cc dd ee. zz aa bb.") for last in ("aa", "cc", "zz")
    ]
    np.testing.assert_allclose(model.score(windows), [plain.score(window, 4) for window in windows], atol=1e-5)


def test_a_large_served_model_equals_the_plain_one_but_for_rounding(tmp_path: Path) -> None:
    stream, orders = _train(_sample(900, 30_000), size=600)
    model, plain = _served(stream, orders, tmp_path), PlainModel(stream, orders)
    rng = np.random.default_rng(1)
    # Half of the windows run on as the corpus does, half are jumbled: nearly all of what these ask for was never counted.
    real = sentences(_sample(900, 11_000, seed=8))
    jumbled = [[stream.vocabulary[i] for i in rng.integers(0, len(stream.vocabulary), 9)] for _ in range(1000)]
    windows = [window[:9] for window in real] + jumbled
    wrong = np.abs(model.score(windows) - [plain.score(window, 4) for window in windows])
    assert np.median(wrong) < 0.02
    assert np.mean(wrong > 0.3) < 0.005


def test_tables_hold_almost_every_ngram_and_little_else() -> None:
    stream, orders = _train(_sample(900, 30_000))
    tensors = pack(orders, stream)
    for n, order in enumerate(orders, 1):
        held = len(tensors[f"{n}.fingerprints"])
        assert 0.999 * len(order.keys) <= held <= len(order.keys)
        assert tensors[f"{n}.bucket_sizes"].sum() == held
    assert sum(array.nbytes for array in tensors.values()) < 4.3 * sum(len(order.keys) for order in orders) + 4 * 2048 + 100


def test_the_same_corpus_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(build([_sample(200, 3000)]), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


# --- measuring ---


def test_longer_histories_foretell_better(tmp_path: Path) -> None:
    text, fresh = _sample(300, 20_000), _sample(300, 5000, seed=9)
    fits = [measure(_served(*_train(text, _LEAST[:n]), tmp_path), [fresh]) for n in (1, 2)]
    assert fits[1].perplexity < 0.8 * fits[0].perplexity
    assert fits[0].words == fits[1].words > 5000


def test_unlisted_words_are_counted_and_cost(tmp_path: Path) -> None:
    model = _served(*_train(_sample(300, 20_000), size=200), tmp_path)
    all_listed, half = measure(model, ["waab waac. waab."]), measure(model, ["zebra zebu. waab."])
    assert all_listed.unlisted_share == 0
    assert half.unlisted_share == pytest.approx(2 / 5)
    assert half.perplexity > all_listed.perplexity


@given(seed=st.integers(0, 50))
@settings(deadline=None, max_examples=5)
def test_perplexity_is_that_of_the_plain_model(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    stream, orders = _train(_FEW, (1, 1, 1, 1))
    text = " ".join(np.random.default_rng(seed).permutation(_FEW.replace(".", "").split())) + ". aa bb cc."
    window_scores = [
        PlainModel(stream, orders).score(s, 4) - PlainModel(stream, orders).score(["<s>"], 4) for s in sentences(text)
    ]
    fit = measure(_served(stream, orders, tmp_path_factory.mktemp("plain")), [text])
    assert fit.perplexity == pytest.approx(10 ** (-sum(window_scores) / fit.words), rel=1e-4)
