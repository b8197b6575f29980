"""Opens the zip archives that Word and EPUB files are, and refuses the ones that would unpack without end."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from unspin.documents.limits import Limits, Unreadable

_ENCRYPTED = 0x1
# Below this size even a high ratio does no harm: tiny members of blanks occur in honest files.
_SMALL = 1_000_000


def open_archive(data: bytes, limits: Limits) -> ZipFile:
    """The archive, after its table of contents was checked. Raises Unreadable.

    The sizes in that table may lie, but no member yields more bytes than it says there.
    """
    try:
        archive = ZipFile(BytesIO(data))
    except (BadZipFile, ValueError, OSError):
        raise Unreadable(
            "damaged, password-protected or of another kind than its suffix says; open it and save it again"
        ) from None
    members = archive.infolist()
    if len(members) > limits.members:
        raise Unreadable(f"an archive of over {limits.members} files; save its text as .txt")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Unreadable("password-protected; save a copy without the password")
    if sum(member.file_size for member in members) > limits.expanded_bytes:
        raise Unreadable(f"unpacks to over {limits.expanded_bytes // 1_000_000} MB; save its text as .txt")
    if any(member.file_size > max(_SMALL, limits.expansion * member.compress_size) for member in members):
        raise Unreadable(f"unpacks to over {limits.expansion} times its size, as a zip bomb does; save its text as .txt")
    return archive
