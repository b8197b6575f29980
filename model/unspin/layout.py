"""Which parts a text has and where they stand: paragraphs, headings, tables, code and block quotes, and on which page.

Readers of documents know that from the document. Of plain text it is found by rules, of which none guesses: what is not plainly
something else is a paragraph. Every rule reads a line once, whatever is in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from unspin.report import Edit

BlockKind = Literal["paragraph", "heading", "table", "code", "quotation"]


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a text; ``page`` counts from 1, None where there are no pages."""

    start: int
    end: int
    kind: BlockKind = "paragraph"
    page: int | None = None


@dataclass(frozen=True)
class Layout:
    """The parts of a text, in order; between them is white space only.

    Raises ValueError if a block is empty, or begins before the one before it ends.
    """

    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        edges = [0, *(edge for block in self.blocks for edge in (block.start, block.end))]
        if any(b < a for a, b in pairwise(edges)) or any(block.end == block.start for block in self.blocks):
            raise ValueError("the blocks of a layout must be in order, must not be empty and must not overlap")

    def fits(self, text: str) -> bool:
        """Whether this can be the layout of ``text``: it does not reach beyond, and leaves out nothing but white space."""
        edges = [0, *(edge for block in self.blocks for edge in (block.start, block.end)), len(text)]
        gaps = (text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))
        return edges[-2] <= len(text) and all(not gap or gap.isspace() for gap in gaps)

    @cached_property
    def _starts(self) -> list[int]:
        return [block.start for block in self.blocks]

    def place(self, offset: int) -> tuple[int, int | None]:
        """The paragraph (of whatever kind, counted from 1 through the whole text) and the page of the character at ``offset``."""
        number = max(1, bisect_right(self._starts, offset))
        return number, self.blocks[number - 1].page if self.blocks else None

    def moved(self, edits: Sequence[Edit]) -> Layout:
        """The layout of the text after ``edits``, which are in order."""
        moved: list[Block] = []
        before, done = 0, 0
        for block in self.blocks:
            edges = [moved[-1].end if moved else 0]
            for edge in (block.start, block.end):
                while done < len(edits) and edits[done].end <= edge:
                    before += len(edits[done].replacement) - len(edits[done].text)
                    done += 1
                edges.append(max(edges[-1], edge + before))  # an edit may reach from one block into the next
            if edges[1] < edges[2]:
                moved.append(replace(block, start=edges[1], end=edges[2]))
        return Layout(tuple(moved))


# --- plain text ---

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_FENCE = re.compile(r"^[ \t]{0,3}(`{3}|~{3})", re.M)
_RULE = re.compile(r"={3,}|-{3,}")
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]")
_CODE_MARK = re.compile(r"[{}()\[\]<>=;_\\/|#*&+$@^~`]")
# A line this long was not wrapped by hand, so the break at its end parts two paragraphs even without a blank line.
_UNWRAPPED = 120
_HEADING_WORDS = 12
_HEADING_CHARACTERS = 100
_HEADINGS_IN_A_ROW = 2  # more short lines than this are a list
_ROW_WORDS = 12
_PIPE_ROWS, _NUMBER_ROWS = 2, 3  # so many rows make a table

_RunKind = Literal["text", "pipes", "numbers", "heading", "quotation", "code"]


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines of one kind. ``apart``: a blank line, or the start of the text, is before it; ``last``: length of its last line."""

    kind: _RunKind
    start: int
    end: int
    lines: int
    apart: bool
    last: int


def find_layout(text: str) -> Layout:
    """The layout of plain text or Markdown, by rules."""
    runs = list(_joined(_demoted(_joined(_lines(text)))))
    headings = _headings(text, runs)
    return Layout(
        tuple(
            Block(run.start, run.end, "heading" if i in headings else _block_kind(text, run)) for i, run in enumerate(runs)
        )
    )


def looks_like_code(text: str) -> bool:
    """Brackets, operators and the like make up 2 % of the signs of prose with links, and 10 % of program code and pipe tables."""
    return len(_CODE_MARK.findall(text)) > 0.08 * len("".join(text.split()))


def is_heading(line: str) -> bool:
    """Whether a line has the look of a heading: short, begun like a sentence but not ended like one."""
    words = line.split(maxsplit=_HEADING_WORDS)
    return (
        len(line) <= _HEADING_CHARACTERS
        and 0 < len(words) <= _HEADING_WORDS
        and (line[0].isupper() or line[0].isdigit())
        and line[-1] not in ".!?:;,…”\"'’"
        and any(c.isalpha() for c in line)
    )


def _lines(text: str) -> Iterator[_Run]:
    """Every line that is not blank, as a run of its own; fenced code with its fences as one."""
    fences = {"`": 0, "~": 0}  # those still to come
    for fence in _FENCE.findall(text):
        fences[fence[0]] += 1
    apart, opened, opened_at = True, "", 0
    for match in _LINE.finditer(text):
        line = match.group().strip()
        if not line:
            apart = True
            continue
        start = match.start() + match.group().index(line[0])
        end = start + len(line)
        fence = line[0] if line.startswith(("```", "~~~")) and _FENCE.match(match.group()) else ""
        if fence:
            fences[fence] -= 1
        if opened:
            if fence == opened:
                yield _Run("code", opened_at, end, 1, True, 0)
                opened, apart = "", True
        elif fence and fences[fence]:  # a fence that nothing closes is no fence
            opened, opened_at = fence, start
        else:
            yield _Run(_line_kind(line), start, end, 1, apart, len(line))
            apart = False


def _line_kind(line: str) -> _RunKind:
    if line[0] == ">":
        return "quotation"
    if line[0] == "#" and _MARKDOWN_HEADING.match(line) and len(line) <= 2 * _HEADING_CHARACTERS:
        return "heading"
    if line.count("|") > 1 or line.count("\t") > 1:
        return "pipes"
    if len(line) < _UNWRAPPED and sum(map(str.isdigit, line)) * 3 > len(line):
        words = line.split(maxsplit=_ROW_WORDS)
        if len(words) <= _ROW_WORDS and 2 * sum(any(map(str.isdigit, word)) for word in words) >= len(words):
            return "numbers"
    return "text"


def _joined(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Runs of one kind that nothing parts as one; a heading with the rule under it too."""
    before: _Run | None = None
    for run in runs:
        if before is None:
            before = run
        elif before.kind == run.kind and not run.apart and run.kind not in ("heading", "code") and not _ends_paragraph(before):
            before = replace(before, end=run.end, lines=before.lines + run.lines, last=run.last)
        else:
            yield before
            before = run
    if before is not None:
        yield before


def _ends_paragraph(run: _Run) -> bool:
    return run.kind == "text" and run.last >= _UNWRAPPED


def _demoted(runs: Iterator[_Run]) -> Iterator[_Run]:
    """Too few rows to be a table are text."""
    for run in runs:
        few = (run.kind == "pipes" and run.lines < _PIPE_ROWS) or (run.kind == "numbers" and run.lines < _NUMBER_ROWS)
        yield replace(run, kind="text") if few else run


def _block_kind(text: str, run: _Run) -> BlockKind:
    if run.kind == "text":
        if run.lines == 2 and run.apart:
            title, _, rule = text[run.start : run.end].replace("\r", "\n").partition("\n")
            if _RULE.fullmatch(rule.strip()) and is_heading(title.strip()):
                return "heading"
        return "code" if run.lines > 1 and looks_like_code(text[run.start : run.end]) else "paragraph"
    return "table" if run.kind == "pipes" or run.kind == "numbers" else run.kind


def _headings(text: str, runs: Sequence[_Run]) -> set[int]:
    """The runs that are a line like a heading with blank lines around it. Several in a row are a list, and one at the end heads nothing."""
    alike = [run.kind == "text" and run.lines == 1 and run.apart and is_heading(text[run.start : run.end]) for run in runs]
    found: set[int] = set()
    at = 0
    for same, group in groupby(alike):
        end = at + len(list(group))
        if same and end - at <= _HEADINGS_IN_A_ROW and end < len(runs) and runs[end].apart:
            found.update(range(at, end))
        at = end
    return found
