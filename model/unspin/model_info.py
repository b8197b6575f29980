"""What is told of a model: where it comes from, what it is allowed to flag, and under which licences it stands."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from unspin.manifest import FILES, Manifest


@dataclass(frozen=True)
class ModelInfo:
    """What ``unspin info`` shows. ``size`` in bytes; ``thresholds`` rows of (words from, false-positive rate, threshold)."""

    name: str
    version: str
    sha256: str
    size: int
    languages: tuple[str, ...]
    thresholds: tuple[tuple[int, float, float], ...]
    report_level: float
    clean_level: float
    edit_level: float
    licences: tuple[str, ...]
    trained_on: str

    @classmethod
    def of(cls, manifest: Manifest, folder: Path) -> ModelInfo:
        """The card of the model in ``folder``."""
        return cls(
            name=manifest.name,
            version=manifest.version,
            sha256=manifest.sha256,
            size=sum((folder / name).stat().st_size for name in FILES),
            languages=manifest.languages,
            thresholds=tuple((row.min_words, row.fpr, row.threshold) for row in manifest.bands.rows),
            report_level=manifest.report_level,
            clean_level=manifest.clean_level,
            edit_level=manifest.edit_level,
            licences=manifest.licences,
            trained_on=manifest.trained_on,
        )
