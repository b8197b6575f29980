"""The channel: tables turned round, and the rows that it adds to the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest

from unspin.channel import Channel
from unspin.model import SHIPPED
from unspin.ngrams import NgramModel
from unspin_training.channel import write_channel
from unspin_training.spinners.families import built_in_families
from unspin_training.spinners.tables import SubstitutionTable, form_table, lemma_table


def test_our_own_phrases_and_what_was_seen_get_rows_and_other_originals_do_not(tmp_path: Path) -> None:
    families = {
        "compounds": (lemma_table("compounds", [("town council", "NOUN", "city board"), ("harbour", "NOUN", "ship place")]),),
        "seo": (form_table("seo", [("ferry boats", "ship vessels")]),),
        "lexicon": (lemma_table("lexicon", [("jetty", "NOUN", "pier")]),),
        "wordnet": (lemma_table("wordnet", [("quay", "NOUN", "wharf"), ("bridge", "NOUN", "span")]),),
    }
    ngrams = NgramModel.load(SHIPPED / "ngrams.safetensors")
    rows = write_channel(families, ["bridge"], ngrams, tmp_path / "channel.safetensors")
    assert rows[0] == "bridge"
    assert set(rows[1:]) == {"town council", "town councils", "harbour", "harbours", "ferry boats"}
    channel = Channel.load(tmp_path / "channel.safetensors", len(rows))

    def originals(found: str) -> set[str]:
        return {rows[row] for row in channel.originals_of(found).originals.tolist()}

    assert "town councils" in originals("city boards")
    assert originals("ship place") == {"harbour"}
    assert originals("ship vessels") == {"ferry boats"}
    assert originals("span") == {"bridge"}
    assert originals("wharf") == originals("pier") == set()


@pytest.mark.parametrize("table", {table.name: table for group in built_in_families().values() for table in group}.values(), ids=lambda t: t.name)
def test_every_original_of_a_table_has_substitutes(table: SubstitutionTable) -> None:
    originals = list(table.originals())
    assert len(originals) > 500
    assert all(table.options(original) for original in originals[:3000])
