"""What an output that is already there means for the command given now."""

from __future__ import annotations

from enum import Enum, auto

from unspin.batch.manifest import Finished, Manifest, changes, load_manifest
from unspin.batch.sources import OutputPlace, edge_hash
from unspin.cli.inputs import STDIN
from unspin.errors import InputError
from unspin.formats.safe_text import one_line


class Standing(Enum):
    """How far the run given now has come."""

    NOT_BEGUN = auto()
    UNFINISHED = auto()
    FINISHED = auto()


def standing_of(now: Manifest, place: OutputPlace, overwrite: bool) -> tuple[Standing, Finished | None]:
    """Hold the run given now against what stands at ``place``.

    Raises InputError if something else stands there, unless ``overwrite``; then the run has not begun. A run that does stand
    there goes on even with ``overwrite``: the same command must do the same when it is started again.
    """
    try:
        then = load_manifest(place.manifest)
        problem = _problem(then, now, place)
    except InputError:
        if not overwrite:
            raise
        return Standing.NOT_BEGUN, None
    if problem and not overwrite:
        raise InputError(one_line(f"{place.file}: {problem}; give the earlier command again, or add --overwrite to start afresh"))
    if problem or then is None or (then.finished and not place.file.exists()):
        return Standing.NOT_BEGUN, None
    if then.finished and overwrite and any(mark.path == STDIN for mark in now.inputs):
        # Whether it says the same as last time shows only once it is read, and then it is gone.
        return Standing.NOT_BEGUN, None
    return (Standing.FINISHED if then.finished else Standing.UNFINISHED), then.finished


def changed_rows(place: OutputPlace, row: int) -> InputError:
    """The error for rows that are not what they were when they were scored; ``row``: where to look."""
    return InputError(
        f"{one_line(str(place.file))}: the input was changed from row {row} on since this run began; put the earlier input back, "
        f"or delete {one_line(place.manifest.name)} to start afresh"
    )


def _problem(then: Manifest | None, now: Manifest, place: OutputPlace) -> str | None:
    if then is None:
        return "is there already and was not made by unspin batch" if place.file.exists() else None
    different = [*changes(then, now.inputs, now.options)]
    if then.model != now.model:
        different.append(f"the model was {then.model.name} {then.model.version} {then.model.sha256[:12]}")
    if different:
        return f"belongs to another run ({'; '.join(different)})"
    if then.finished and place.file.exists() and not _is_whole(then.finished, place):
        return "was changed since it was written"
    return None


def _is_whole(finished: Finished, place: OutputPlace) -> bool:
    return place.file.stat().st_size == finished.bytes and edge_hash(place.file) == finished.sha256
