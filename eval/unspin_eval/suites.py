"""Suites are data: a TOML file that names files, columns and what to measure.

    name = "my-news"
    [[suite]]
    name = "news"
    kind = "documents"
    min_words = 60
    [[suite.files]]
    path = "news.csv"
    columns = { text = "body", label = "is_spun" }

Paths are relative to the folder given with --data, or else to the TOML file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from unspin.errors import InputError
from unspin_eval.data import FileSpec

Settings = TypeVar("Settings")


@dataclass(frozen=True)
class SuiteSpec:
    """One thing to measure. ``settings`` are the further keys of the table; the kind knows which it takes."""

    name: str
    kind: str
    description: str
    folder: Path
    files: tuple[FileSpec, ...]
    settings: Mapping[str, Any]
    place: str  # where it was written, for error messages

    def settings_as(self, kind: type[Settings]) -> Settings:
        """The settings as the dataclass ``kind``. Raises InputError for a key it does not have."""
        known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
        unknown = sorted(set(self.settings) - known)
        if unknown:
            takes = ", ".join(sorted(known)) or "none"
            raise InputError(f"{self.place}: unknown key {unknown[0]!r}; this kind of suite takes {takes}")
        return kind(**{k: tuple(v) if isinstance(v, list) else v for k, v in self.settings.items()})


def built_in_suites() -> list[str]:
    """Names of the suites that the package carries."""
    names = [p.name for p in files("unspin_eval").joinpath("suites").iterdir()]
    return sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))


def load_suites(name: str, data: Path | None) -> list[SuiteSpec]:
    """The suites of a built-in name or a TOML file. Raises InputError."""
    if name in built_in_suites():
        if data is None:
            raise InputError(f"suite {name}: give the folder of its files with --data FOLDER")
        return _parse(files("unspin_eval").joinpath("suites", f"{name}.toml").read_text(encoding="utf8"), name, data)
    path = Path(name)
    if path.suffix != ".toml" or not path.is_file():
        raise InputError(f"{name}: no such suite; give a .toml file or one of: {', '.join(built_in_suites())}")
    return _parse(path.read_text(encoding="utf8"), str(path), data or path.parent)


def _parse(text: str, place: str, folder: Path) -> list[SuiteSpec]:
    try:
        top = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{place}: not TOML: {error}") from None
    tables = top.get("suite")
    if not isinstance(tables, list) or not tables:
        raise InputError(f"{place}: no [[suite]] in it")
    return [_suite(table, f"{place}, suite {number}", folder) for number, table in enumerate(tables, start=1)]


def _suite(table: dict[str, Any], place: str, folder: Path) -> SuiteSpec:
    rest = dict(table)
    kind = rest.pop("kind", None)
    if not isinstance(kind, str):
        raise InputError(f"{place}: needs a kind")
    specs = tuple(_file(entry, place, folder) for entry in rest.pop("files", []))
    if not specs:
        raise InputError(f"{place}: needs [[suite.files]] with a path")
    return SuiteSpec(str(rest.pop("name", kind)), kind, str(rest.pop("description", "")), folder, specs, rest, place)


def _file(entry: dict[str, Any], place: str, folder: Path) -> FileSpec:
    unknown = sorted(set(entry) - {"path", "columns", "constants", "independent"})
    if unknown or "path" not in entry:
        raise InputError(f"{place}: files take path, columns, constants and independent; found {', '.join(unknown) or 'no path'}")
    path = folder / str(entry["path"])
    if not path.exists():
        raise InputError(f"{path}: no such file or folder (named by {place})")
    independent = frozenset(entry.get("independent", ()))
    return FileSpec(path, entry.get("columns", {}), entry.get("constants", {}), independent, str(entry["path"]))
