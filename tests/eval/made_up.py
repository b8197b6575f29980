"""Made-up documents and pairs that the fake model can say something about: it knows five of the six swapped words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]

_FRAME = """\
The {cover} over the river was closed for repairs when winter {n} came, and the {people} of the {country} had to walk
around by the mill. Nobody minded much, he {said}, for the {agreement} had brought a bakery, and the bread was warm in
the morning when the children passed. There was also more {info} about the road, which the engineer had drawn on a map
with a blue pencil. In spring the water rose again. The miller counted his sacks twice, put the lamp on the sill and
waited for the carts, but only the postman came by, with a letter from the coast and a parcel of books that had been wet
at least once on the way.
"""
_SWAPS = {
    "cover": "cowl", "people": "folk", "country": "nation", "said": "mentioned", "agreement": "settlement", "info": "info",
}  # fmt: skip
_ORIGINALS = {name: name for name in _SWAPS} | {"info": "information"}


def original(n: int) -> str:
    """A genuine text of more than 100 words."""
    return _FRAME.format(n=n, **_ORIGINALS)


def spun(n: int) -> str:
    """The same text with six words swapped, five of which the fake model knows."""
    return _FRAME.format(n=n, **_SWAPS)


def write_rows(path: Path, rows: Rows) -> Path:
    """The rows as a jsonl file."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf8")
    return path
