"""What a model folder holds: ``model.json`` names every file with its hash and carries all small numbers."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from unspin.document import DocumentModel
from unspin.errors import ModelError
from unspin.verdict import Band, Bands

SCHEMA = "unspin.model/1"
MANIFEST = "model.json"
FILES = ("network.onnx", "tokenizer.json", "originals.safetensors", "vocabulary.txt", "channel.safetensors", "ngrams.safetensors")


@dataclass(frozen=True)
class Manifest:
    """The contents of ``model.json``.

    ``report_level``: P(swapped) from which a word is marked. ``edit_level``: confidence from which ``restore`` puts a word back.
    ``clean_level``: what takes the place of both in a text that is judged genuine.
    ``ranker``: one weight for each feature of a candidate original.
    """

    name: str
    version: str
    hashes: dict[str, str]
    room: int
    overlap: int
    report_level: float
    clean_level: float
    edit_level: float
    document: DocumentModel
    bands: Bands
    ranker: dict[str, float]
    languages: tuple[str, ...]
    licences: tuple[str, ...]
    trained_on: str

    @property
    def sha256(self) -> str:
        """One hash for the whole model: of the hashes of its files and of its numbers."""
        return hashlib.sha256(json.dumps(to_json(self), sort_keys=True).encode()).hexdigest()


def to_json(manifest: Manifest) -> dict[str, Any]:
    """Plain values, as they stand in ``model.json``."""
    document = manifest.document
    return {
        "schema": SCHEMA,
        "name": manifest.name,
        "version": manifest.version,
        "hashes": manifest.hashes,
        "windows": {"room": manifest.room, "overlap": manifest.overlap},
        "report_level": manifest.report_level,
        "clean_level": manifest.clean_level,
        "edit_level": manifest.edit_level,
        "document": {"centre": document.centre, "scale": document.scale, "weights": document.weights, "bias": document.bias},
        "bands": [[row.min_words, row.fpr, row.threshold] for row in manifest.bands.rows],
        "ranker": manifest.ranker,
        "languages": manifest.languages,
        "licences": manifest.licences,
        "trained_on": manifest.trained_on,
    }


def from_json(values: dict[str, Any]) -> Manifest:
    """The reverse of ``to_json``. Raises KeyError, TypeError or ValueError for what is not a manifest."""
    if values["schema"] != SCHEMA:
        raise ValueError(f"schema {values['schema']!r} instead of {SCHEMA!r}")
    document = values["document"]
    return Manifest(
        name=str(values["name"]),
        version=str(values["version"]),
        hashes=dict(values["hashes"]),
        room=int(values["windows"]["room"]),
        overlap=int(values["windows"]["overlap"]),
        report_level=float(values["report_level"]),
        clean_level=float(values["clean_level"]),
        edit_level=float(values["edit_level"]),
        document=DocumentModel(
            tuple(document["centre"]), tuple(document["scale"]), tuple(document["weights"]), float(document["bias"])
        ),
        bands=Bands(tuple(Band(int(n), float(fpr), float(threshold)) for n, fpr, threshold in values["bands"])),
        ranker={str(k): float(v) for k, v in values["ranker"].items()},
        languages=tuple(values["languages"]),
        licences=tuple(values["licences"]),
        trained_on=str(values["trained_on"]),
    )


def read_manifest(folder: Path) -> Manifest:
    """Read ``model.json`` and check every file against its hash.

    Raises ModelError, with the file named, for a folder that is missing, foreign, incomplete or changed.
    """
    path = folder / MANIFEST
    try:
        manifest = from_json(json.loads(path.read_text(encoding="utf8")))
    except FileNotFoundError:
        raise ModelError(f"{folder}: no model here ({MANIFEST} is missing); name a folder made by `unspin export`") from None
    except OSError as error:
        raise ModelError(f"{path}: can't be read ({error.strerror})") from error
    except (UnicodeDecodeError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path}: not a model of unspin ({type(error).__name__}: {error})") from error
    for name in FILES:
        try:
            found = file_hash(folder / name)
        except OSError as error:
            raise ModelError(f"{folder / name}: can't be read ({error.strerror}); export the model again") from error
        if found != manifest.hashes.get(name):
            raise ModelError(f"{folder / name}: changed since the model was made (sha256 differs); install or export it again")
    return manifest


def file_hash(path: Path) -> str:
    """sha256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
