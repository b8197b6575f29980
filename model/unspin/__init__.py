"""unspin finds text whose words were swapped for synonyms by a machine, shows the words and puts the original wording back.

    import unspin
    model = unspin.load()
    report = model.score(text)

Importing this package loads nothing heavy: the model's libraries come with the first ``load``.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from unspin.errors import InputError, ModelError, UnspinError
from unspin.report import Candidate, Counterfactual, Edit, Evidence, ModelId, Passage, Report, Restoration, Span, Unjudged

if TYPE_CHECKING:
    from unspin.model import Model
    from unspin.network import Device

__version__ = "0.4.0"

__all__ = [
    "Candidate",
    "Counterfactual",
    "Edit",
    "Evidence",
    "InputError",
    "ModelError",
    "ModelId",
    "Passage",
    "Report",
    "Restoration",
    "Span",
    "Unjudged",
    "UnspinError",
    "__version__",
    "load",
]


def load(path: str | os.PathLike[str] | None = None, *, device: Device = "cpu", judge_all: bool = False) -> Model:
    """The shipped model, or the one exported to the folder ``path``, on the "cpu" or on a graphics card ("cuda").

    ``judge_all``: judge every word, those of quotations, citations, code, tables, headings and names too. Raises ModelError if it is
    missing or damaged, UnspinError if there is no such device here.
    """
    from unspin.model import Model

    return Model.load(path, device=device, judge_all=judge_all)
