"""Spun texts and their answer keys, by properties."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unspin.words import split_words
from unspin_training.spinners.answer_key import Swap, apply_key
from unspin_training.spinners.families import FAMILY_WEIGHTS, built_in_families
from unspin_training.spinners.spin import spin
from unspin_training.spinners.tool import Tool, imagine_tool

ARTICLE = (
    "The agreement between the two countries covers trade, defence and the military. According to the minister, an important "
    "decision was made on Tuesday because many people wanted to buy large houses in Europe. However, experts said that three "
    "companies had used artificial intelligence and machine learning to find a better way to sell information about users."
)
TABLES = tuple(dict.fromkeys(table for tables in built_in_families().values() for table in tables))
texts = st.text(max_size=200) | st.lists(st.sampled_from([*ARTICLE.split(), "\n\n", "{a|b}", "e\u0301t\u00e9", "\u202eabc", "don’t"])).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(texts, st.integers(0, 2**31), st.floats(0, 1), st.floats(0, 1))
def test_the_key_leads_back_to_the_original(text: str, seed: int, rate: float, braces: float) -> None:
    spun = spin(text, Tool(seed, TABLES, rate, function_words=1.0, names=0.5, braces=braces), seed=seed)
    assert apply_key(spun.text, spun.swaps) == text
    ends = 0
    for swap in spun.swaps:
        assert ends <= swap.start < swap.end
        assert spun.text[swap.start : swap.end] == swap.swapped
        assert swap.swapped.lower() != swap.original.lower() or swap.family == "article"
        ends = swap.end


@pytest.mark.parametrize("family", sorted(built_in_families()))
def test_every_family_swaps_something_it_knows(family: str) -> None:
    tables = built_in_families()[family]
    heads = [head if isinstance(head, str) else head[0] for table in tables for head in table.entries][:300]
    text = ". ".join(heads)
    spun = spin(text, Tool(1, tables, 0.9, function_words=1.0, names=1.0))
    assert len(spun.swaps) > len(heads) / 3
    assert {swap.family for swap in spun.swaps} <= {table.name for table in tables} | {"article"}


def test_same_seed_same_text_other_seed_other_text() -> None:
    tool = Tool(5, TABLES, 0.5)
    assert spin(ARTICLE, tool) == spin(ARTICLE, tool)
    assert len({spin(ARTICLE, Tool(seed, TABLES, 0.5)).text for seed in range(5)}) > 1


def test_a_higher_rate_swaps_more_and_zero_nothing() -> None:
    counts = [len(spin(ARTICLE, Tool(3, TABLES, rate, steadiness=1.0)).swaps) for rate in (0.0, 0.1, 0.3, 0.6)]
    assert counts[0] == 0
    assert counts == sorted(counts)
    assert counts[-1] > 10


def test_only_the_named_part_is_spun() -> None:
    half = len(ARTICLE) // 2
    spun = spin(ARTICLE, Tool(1, TABLES, 0.6), part=(half, len(ARTICLE)))
    assert spun.swaps
    assert spun.text[:half] == ARTICLE[:half]
    assert all(swap.start >= half for swap in spun.swaps)


def test_inflection_and_case_are_kept() -> None:
    from unspin_training.spinners.tables import lemma_table

    table = lemma_table("t", [("country", "NOUN", "international location"), ("use", "VERB", "make use of"), ("large", "ADJ", "big")])
    spun = spin("Countries used LARGER tools. Large countries use tools.", Tool(1, (table,), 1.0, names=1.0))
    assert spun.text == "International locations made use of BIGGER tools. Big international locations make use of tools."


def test_articles_follow_and_are_in_the_key() -> None:
    from unspin_training.spinners.tables import form_table

    table = form_table("t", [("agreement", "settlement")])
    spun = spin("They signed an agreement today.", Tool(1, (table,), 1.0, articles=1.0))
    assert spun.text == "They signed a settlement today."
    assert [swap.family for swap in spun.swaps] == ["article", "t"]


def test_imagined_tools_differ() -> None:
    rng = random.Random(1)
    tools = [imagine_tool(rng, built_in_families(), FAMILY_WEIGHTS) for _ in range(40)]
    assert len({tool.tables for tool in tools}) > 5
    assert min(tool.rate for tool in tools) < 0.08 < 0.4 < max(tool.rate for tool in tools)


def test_a_key_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        apply_key("some text", [Swap(0, 4, "same", "x", "t")])


@settings(max_examples=50, deadline=None)
@given(texts)
def test_tokens_slice_back(text: str) -> None:
    words = split_words(text)
    assert all(text[s:e] == t for t, s, e in zip(words.tokens, words.starts, words.ends, strict=True))
    assert "".join(words.tokens) == "".join(c for c in text if not c.isspace())
