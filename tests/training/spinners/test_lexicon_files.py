"""The form of the hand-made lexicon and of the observed swaps."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from unspin_training.spinners.families import OBSERVED, lexicon_files

LEXICON = files("unspin_training") / "lexicon"
PHRASE = re.compile(r"[a-z0-9](?:[a-z0-9' -]*[a-z0-9'])?")


@pytest.mark.parametrize("name", lexicon_files())
def test_lines_have_three_sound_fields(name: str) -> None:
    seen = set()
    for number, line in enumerate((LEXICON / name).read_text(encoding="utf8").splitlines(), 1):
        if line.startswith("#"):
            continue
        where = f"{name}:{number}"
        head, pos, substitutes = line.split("\t")
        assert PHRASE.fullmatch(head), where
        assert pos in ("n", "v", "a", "r", "x"), where
        listed = [s.strip() for s in substitutes.split(";")]
        assert all(PHRASE.fullmatch(s) for s in listed), where
        assert len(set(listed)) == len(listed), where
        assert head not in listed, where
        assert (head, pos) not in seen, where
        seen.add((head, pos))
    assert len(seen) > 300


def test_the_lexicon_covers_twenty_thousand_words_and_three_thousand_phrases() -> None:
    heads: dict[str, set[str]] = {}
    for name in lexicon_files():
        for line in (LEXICON / name).read_text(encoding="utf8").splitlines():
            if not line.startswith("#"):
                heads.setdefault("words" if name.startswith("words-") else "phrases", set()).add(line.split("\t")[0])
    assert len(heads["words"]) > 20_000
    assert len(heads["phrases"]) > 2_700


@pytest.mark.parametrize("name", OBSERVED)
def test_observed_files_are_pairs_with_counts(name: str) -> None:
    rows = [line.split("\t") for line in (files("unspin_training") / "observed" / f"{name}.tsv").read_text(encoding="utf8").splitlines()]
    assert len(rows) > 500
    assert all(len(row) == 3 and row[0] and row[1] and int(row[2]) > 0 for row in rows if not row[0].startswith("#"))
