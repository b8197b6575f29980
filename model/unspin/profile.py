"""A profile: thresholds set on somebody's own genuine texts, for one model. ``unspin calibrate --genuine`` makes them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unspin.errors import InputError
from unspin.formats.safe_text import one_line
from unspin.report import ModelId
from unspin.verdict import Band, Bands

if TYPE_CHECKING:
    from unspin.model import Model

SCHEMA = "unspin.profile/1"


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the texts were flagged; their share in 0..1 lies between ``low`` and ``high`` with 95 % confidence."""

    flagged: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Of the texts of a profile: what the model's thresholds for ``fpr`` flag, and what those of the profile flag."""

    fpr: float
    shipped: Share
    profile: Share


@dataclass(frozen=True, slots=True)
class Profile:
    """``bands`` take the place of those of ``model``. ``texts``: how many were judged to set them."""

    model: ModelId
    bands: Bands
    texts: int
    measured: tuple[Measured, ...]

    @property
    def sha256(self) -> str:
        """One hash of all that is in it."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """What stands in the file."""
        bands = [[row.min_words, row.fpr, row.threshold] for row in self.bands.rows]
        measured = [asdict(row) for row in self.measured]
        fields = {"schema": SCHEMA, "model": asdict(self.model), "texts": self.texts, "measured": measured, "bands": bands}
        return json.dumps(fields, indent=1) + "\n"

    def applied_to(self, model: Model) -> Model:
        """The model with the thresholds of the profile. Raises InputError if the profile was made for another model."""
        if self.model.sha256 != model.id.sha256:
            made_for = f"{self.model.name} {self.model.version} ({self.model.sha256[:12]})"
            here = f"{model.id.name} {model.id.version} ({model.id.sha256[:12]})"
            raise InputError(
                one_line(f"the profile was made for another model: {made_for}, not {here}; calibrate again with this one")
            )
        return model.with_thresholds(self.bands)


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises InputError if there is none."""
    try:
        return _profile(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        reason = (error.strerror or "cannot be read").lower()
        raise InputError(f"{one_line(str(path))}: {reason}; make a profile with `unspin calibrate --genuine`") from None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        raise InputError(f"{one_line(str(path))}: not a profile; make one with `unspin calibrate --genuine`") from None


def _profile(fields: dict[str, Any]) -> Profile:
    if fields["schema"] != SCHEMA:
        raise ValueError
    return Profile(
        model=ModelId(**fields["model"]),
        bands=Bands(tuple(Band(int(n), float(fpr), float(threshold)) for n, fpr, threshold in fields["bands"])),
        texts=int(fields["texts"]),
        measured=tuple(
            Measured(float(row["fpr"]), Share(**row["shipped"]), Share(**row["profile"])) for row in fields["measured"]
        ),
    )
