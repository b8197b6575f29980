"""A whole run: what was found, and everything it takes to run it again."""

from __future__ import annotations

import platform
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from unspin.report import ModelId
from unspin_eval.comparing import Comparison
from unspin_eval.measures import SuiteResult
from unspin_eval.rows import content_hash
from unspin_eval.suites import SuiteSpec

SCHEMA = "unspin.evaluation/1"
_LIBRARIES = ("unspin", "numpy", "onnxruntime", "tokenizers", "scikit-learn", "scipy")
_FOR_ENCODERS = ("torch", "transformers")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What was run: ``arguments`` of `unspin eval`, the suites with a hash of each of their files, versions of the libraries.

    ``data``: a hash of whatever else was read (texts for baselines, an encoder), by its path.
    """

    arguments: tuple[str, ...]
    suites: tuple[Mapping[str, object], ...]
    data: Mapping[str, str]
    versions: Mapping[str, str]

    def to_dict(self) -> dict[str, object]:
        """JSON-ready."""
        return {
            "command": shlex.join(("unspin", "eval", *self.arguments)),
            "arguments": list(self.arguments),
            "suites": list(self.suites),
            "data": dict(self.data),
            "versions": dict(self.versions),
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The run of one model. ``comparison``: with an earlier report, if one was given."""

    model: ModelId
    seed: int
    suites: tuple[SuiteResult, ...]
    provenance: Provenance
    comparison: Comparison | None = None

    def to_dict(self) -> dict[str, object]:
        """JSON-ready, the same for the same model, data, seed and versions."""
        return {
            "schema": SCHEMA,
            "model": {"name": f"{self.model.name} {self.model.version}", "sha256": self.model.sha256},
            "seed": self.seed,
            "run": self.provenance.to_dict(),
            "suites": [suite.to_dict() for suite in self.suites],
            "compared": None if self.comparison is None else self.comparison.to_dict(),
        }


def suite_to_dict(spec: SuiteSpec) -> dict[str, object]:
    """All that a suite file says of a suite, with the sha256 of each data file. Raises InputError for one that cannot be read."""
    files = [
        {
            "path": file.name,
            "sha256": content_hash(file.path),
            "columns": dict(file.columns),
            "constants": dict(file.constants),
            "independent": sorted(file.independent),
        }
        for file in spec.files
    ]
    about = {"name": spec.name, "kind": spec.kind, "description": spec.description}
    return about | {"settings": dict(spec.settings), "files": files}


def library_versions(*, with_encoder: bool) -> dict[str, str]:
    """Versions of Python and of the libraries that figures depend on."""
    names: Sequence[str] = (*_LIBRARIES, *(_FOR_ENCODERS if with_encoder else ()))
    return {"python": platform.python_version()} | {name: _version(name) for name in names}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
