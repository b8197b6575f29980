"""What requests hold, and what a document gives."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from unspin.documents.parts import DocumentText
from unspin.errors import InputError
from unspin.layout import Block, BlockKind, Layout


class TextBlock(BaseModel):
    """A part of a document."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, description="Offset of the first code point")
    end: int = Field(gt=0, description="Offset after the last code point")
    kind: BlockKind = "paragraph"
    page: int | None = Field(default=None, ge=1, description="The page it begins on, if there are pages")


class Text(BaseModel):
    """A text to look at."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="Plain text; offsets in the answer count its Unicode code points")
    blocks: list[TextBlock] | None = Field(default=None, description="For documents, as /read gives them; else found by rules")

    @classmethod
    def of(cls, read: DocumentText) -> Text:
        """The text of a document with its blocks."""
        blocks = [TextBlock(start=b.start, end=b.end, kind=b.kind, page=b.page) for b in read.layout.blocks]
        return cls(text=read.text, blocks=blocks)

    def layout(self) -> Layout | None:
        """The blocks as a layout. Raises InputError if they overlap or do not fit the text."""
        if self.blocks is None:
            return None
        try:
            layout = Layout(tuple(Block(b.start, b.end, b.kind, b.page) for b in self.blocks))
        except ValueError as error:
            raise InputError(f"{error}; leave them away") from None
        if not layout.fits(self.text):
            raise InputError("the blocks must lie in the text and leave out nothing but white space; leave them away")
        return layout


class ScoredText(Text):
    """A text to judge."""

    explain: bool = Field(default=False, description="Say why each word is marked, and what the originals put back would change")


class Choice(BaseModel):
    """A wording that a reader chose for a piece of the text."""

    model_config = ConfigDict(extra="forbid")

    start: int = Field(ge=0, description="Offset of the first code point")
    end: int = Field(gt=0, description="Offset after the last code point")
    replacement: str


class ChosenText(Text):
    """A text and the wording that a reader chose for pieces of it."""

    choices: list[Choice] = []

    def triples(self) -> list[tuple[int, int, str]]:
        """The choices as (start, end, wording)."""
        return [(choice.start, choice.end, choice.replacement) for choice in self.choices]
