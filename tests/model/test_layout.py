"""The layout of plain text: what is plainly a heading, a table, code or a quote is one, all else is a paragraph."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unspin.layout import Block, Layout, find_layout
from unspin.report import Edit, apply_edits

PROSE = "The council met on Tuesday to hear what the river had done. Nobody spoke for long."
CODE = 'for name in names:\n    print(f"{name}: {total[name]}")\n    total[name] += 1'
LINES = st.sampled_from(
    ["", " ", PROSE, "Heading", "# Mark", "> said", "| a | b |", "12 14\t9", "```", "~~~", "====", "---", "x = {1: [2]};", "\t", "é\u2028b"]
)
TEXTS = st.one_of(st.text(), st.lists(LINES, max_size=12).map("\n".join), st.lists(LINES, max_size=12).map("\r\n".join))


def kinds(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in find_layout(text).blocks]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("heading", "What the river did"),
        ("heading", "## What the river did to us."),
        ("heading", "What the river did\n=================="),
        ("table", "| city | people |\n|---|---|\n| Bern | 134000 |"),
        ("table", "RBGPF -4.04% 59.59 $\nCMSC -0.04% 23.19 $\nSCS 1.03% 11.68 $"),
        ("table", "a\tb\tc\nd\te\tf"),
        ("code", f"```python\n{PROSE}\n\nx\n```"),
        ("code", CODE),
        ("quotation", "> It rose by night,\n> and nobody slept."),
        ("paragraph", PROSE),
        ("paragraph", "It rose in the night and nobody slept,"),
        ("paragraph", "Dear readers,"),
        ("paragraph", "1999 and 2004\nwere bad years"),
        ("paragraph", "```\nthat nothing closes, as nobody came back to the river before the end of the week"),
        ("paragraph", "either | or"),
    ],
)
def test_each_kind_is_told_between_paragraphs(kind: str, part: str) -> None:
    assert kinds(f"{PROSE}\n\n{part}\n\n{PROSE}") == [("paragraph", PROSE), (kind, part), ("paragraph", PROSE)]


def test_a_title_and_its_subtitle_are_headings_but_a_list_and_a_last_line_are_not() -> None:
    assert [kind for kind, _ in kinds(f"The river\n\nA report\n\n{PROSE}\n\nJohn Smith")] == ["heading", "heading", "paragraph", "paragraph"]
    assert {kind for kind, _ in kinds(f"Bread\n\nMilk\n\nHoney\n\n{PROSE}")} == {"paragraph"}


def test_an_unwrapped_line_is_a_paragraph_without_a_blank_line() -> None:
    long_line = " ".join([PROSE] * 2)
    assert [text for _, text in kinds(f"{long_line}\n{long_line}\nshort\nlines")] == [long_line, long_line, "short\nlines"]


@given(TEXTS)
def test_blocks_are_all_of_the_text(text: str) -> None:
    assert find_layout(text).fits(text)


@given(TEXTS, st.data())
def test_a_layout_moves_with_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = [Edit(a, b, text[a:b], data.draw(st.sampled_from(["", "x", "longer words"])), 1.0) for a, b in pairs]
    moved = find_layout(text).moved(edits)
    assert all(block.end <= len(apply_edits(text, edits)) for block in moved.blocks)
    if not edits:
        assert moved == find_layout(text)


def test_paragraphs_and_pages_are_counted_from_one() -> None:
    layout = Layout((Block(0, 5, page=1), Block(7, 9, "heading", 2)))
    assert [layout.place(at) for at in (0, 4, 6, 7, 8)] == [(1, 1), (1, 1), (1, 1), (2, 2), (2, 2)]
    assert Layout(()).place(3) == (1, None)


@pytest.mark.parametrize("blocks", [((0, 0),), ((3, 2),), ((0, 5), (4, 9)), ((4, 9), (0, 3))])
def test_blocks_that_overlap_are_refused(blocks: tuple[tuple[int, int], ...]) -> None:
    with pytest.raises(ValueError, match="in order"):
        Layout(tuple(Block(*block) for block in blocks))


@pytest.mark.parametrize("text", ["\n" * 200_000, " " * 200_000, "```\n" * 50_000, "|\n" * 100_000, "#" * 200_000, "> " * 100_000, "[" * 200_000])
def test_hostile_texts_end(text: str) -> None:
    assert find_layout(text).fits(text)
