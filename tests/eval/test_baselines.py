from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from made_up import original, spun, write_rows

from tiny_encoder import SENTENCES, write_encoder
from unspin.errors import InputError
from unspin_eval.baselines.fitting import fit_baselines
from unspin_eval.baselines.material import Material, read_material
from unspin_eval.baselines.restorers import MostFrequentOriginal, SwapCounts
from unspin_eval.baselines.sequence_classifier import fine_tuned
from unspin_eval.metrics.restoring import Change, apply_changes
from unspin_eval.system import System
from unspin_training.spinners.answer_key import Spun, Swap

_NOUNS = "engine bakery council harvest bridge festival library ferry orchard school museum tower garden market".split()
_STATES = ("opened again after long repairs", "needs help from every house in town", "will show what the builders have made")


def _report(n: int) -> str:
    """A genuine text that differs from one number to the next."""
    first, second, third = (_NOUNS[(n * step) % len(_NOUNS)] for step in (1, 3, 5))
    return f"This is number {n}. " + " ".join(
        f"The {thing} near the old {other} {_STATES[(n + i) % 3]}, and the people said that it was a good and important decision."
        for i, (thing, other) in enumerate([(first, second), (second, third), (third, first), (first, third)])
    )


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of genuine documents without labels."""
    folder = tmp_path_factory.mktemp("corpus")
    write_rows(folder / "a.jsonl", [{"id": n, "text": _report(n)} for n in range(240)])
    return folder


@pytest.fixture(scope="module")
def baselines(corpus: Path) -> dict[str, System]:
    """All baselines, fitted on the corpus."""
    return {system.name: system for system in fit_baselines(corpus, None, seed=0, say=lambda line: None)}


def test_material_of_a_corpus_is_half_spun_and_the_same_for_the_same_seed(corpus: Path) -> None:
    material = read_material(corpus, None, seed=1)
    assert material == read_material(corpus, None, seed=1)
    assert 0.35 < sum(material.spun) / len(material.spun) < 0.6
    assert not set(material.prose) & set(material.passages)
    fitted, held_out = (material.part(held_out=which)[0] for which in (False, True))
    assert len(fitted) + len(held_out) == len(material.passages)


def test_labels_are_taken_as_they_are(tmp_path: Path) -> None:
    rows = [{"text": make(n), "label": label} for make, label in ((original, "genuine"), (spun, "spun")) for n in range(40)]
    material = read_material(write_rows(tmp_path / "labelled.jsonl", rows), None, seed=0)
    assert sum(material.spun) == 40
    assert all(("cowl" in text) == is_spun for text, is_spun in zip(material.passages, material.spun, strict=True))
    assert not material.keys
    fitted = {system.name: system for system in fit_baselines(tmp_path, None, seed=0, say=lambda line: None)}
    assert "most frequent original" not in fitted
    assert fitted["trigram model"].detects
    assert not fitted["trigram model"].restores, "nothing tells which words were swapped"


def test_too_few_texts_are_refused(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "few.jsonl", [{"text": original(n)} for n in range(4)])
    with pytest.raises(InputError, match="too few"):
        read_material(path, None, seed=0)


def test_every_detector_beats_chance_and_none_is_undecided(baselines: dict[str, System], corpus: Path) -> None:
    material = read_material(corpus, None, seed=5)
    for system in (s for s in baselines.values() if s.detects):
        readings = system.read(material.passages)
        scores = {
            kind: [r.probability for r, s in zip(readings, material.spun, strict=True) if s is kind] for kind in (True, False)
        }
        assert sum(scores[True]) / len(scores[True]) > sum(scores[False]) / len(scores[False]) + 0.1, system.name
        assert {r.verdict for r in readings} <= {"spun", "genuine"}


def test_every_restorer_gives_edits_that_can_be_made(baselines: dict[str, System]) -> None:
    restorers = [s for s in baselines.values() if s.restores]
    assert {"do nothing", "most frequent original", "trigram model"} == {s.name for s in restorers}
    texts = [spun(1), "", "An odd one: café naïve \U0001f600 — and nothing else."]
    for system in restorers:
        for text, edits in zip(texts, system.restore(texts), strict=True):
            assert all(0 <= e.start < e.end <= len(text) for e in edits)
            assert all(a.end <= b.start for a, b in pairwise(edits))
        assert len(system.suggest(texts[0], [(0, 3), (4, 8)], k=2)) == 2
        assert all(len(found) <= 2 for found in system.suggest(texts[0], [(0, 3), (4, 8)], k=2))


def _key(text: str, found: str, was: str) -> Spun:
    start = text.index(found)
    return Spun(text, (Swap(start, start + len(found), found, was, "x"),))


def test_the_most_frequent_original_is_put_back_only_where_it_is_likely() -> None:
    keys = [_key("a cowl here", "cowl", "cover")] * 3 + [_key("a cowl here", "cowl", "hood")]
    keys += [_key("an info there", "info", "information")] + [Spun("some info", ())] * 2
    counts = SwapCounts(keys)
    assert counts.chance("cowl", "cover") == 0.75
    assert counts.chance("info", "information") == pytest.approx(1 / 3)
    restorer = MostFrequentOriginal(counts)
    text = "Cowl and info"
    assert restorer.restore([text]) == [[Change(0, 4, "Cover")]]
    assert apply_changes(text, restorer.restore([text])[0]) == "Cover and info"
    assert restorer.suggest(text, [(0, 4)], k=5) == [["cover", "hood"]]


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny encoder."""
    pytest.importorskip("transformers")
    return write_encoder(tmp_path_factory.mktemp("encoder"))


def _material(count: int) -> Material:
    """Spun texts are of other sentences than genuine ones, so that anything that learns can tell them apart."""
    spun = [n % 2 == 1 for n in range(count)]
    texts = [" ".join(SENTENCES[3 * is_spun + (n + i) % 3] for i in range(3)) for n, is_spun in enumerate(spun)]
    return Material(texts, spun, (), ())


def test_the_encoder_learns_and_the_same_seed_gives_the_same_classifier(encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("unspin_eval.baselines.sequence_classifier._RATE", 1e-2)  # it starts from nothing, and has few texts
    material = _material(600)
    runs = [fine_tuned(encoder, material, seed=seed, say=lambda line: None) for seed in (1, 1, 2)]
    first, again, other = ([r.probability for r in system.read(material.passages)] for system in runs)
    assert first == again != other
    kinds = [[p for p, is_spun in zip(first, material.spun, strict=True) if is_spun is kind] for kind in (True, False)]
    assert min(kinds[0]) > max(kinds[1])
    assert {r.verdict for r in runs[0].read(material.passages)} == {"spun", "genuine"}


def test_the_encoder_stands_beside_the_others(encoder: Path, tmp_path: Path) -> None:
    rows = [{"text": make(n), "label": label} for make, label in ((original, "genuine"), (spun, "spun")) for n in range(40)]
    path = write_rows(tmp_path / "labelled.jsonl", rows)
    assert "fine-tuned encoder" in {system.name for system in fit_baselines(path, None, encoder, seed=0, say=lambda line: None)}
    with pytest.raises(InputError, match="holds no encoder"):
        fit_baselines(path, None, tmp_path, seed=0, say=lambda line: None)
