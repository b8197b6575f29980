"""Damages bytes as disks, careless programs and attackers do. The same random numbers give the same damage."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

# What parsers of any kind stumble over: broken encodings, marks that hide or reorder, control characters, numbers at the edges.
TOKENS = (
    b"\0", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\xf4\x90\x80\x80", b"\xe2\x80\xae", b"\xe2\x81\xa6",
    b"\xe2\x80\x8b", b"\xcc\x81" * 9, b"\xe2\x80\xa8", b"\x1b[2J", b"\x1b]0;x\x07", b"\x85", b"\r", b"\n", b"\r\n", b"\x0c", b"\t", b" ",
    b"'", b'"', b"<", b">", b"&", b"%", b"\\", b"/", b"[", b"]", b"{", b"}", b"(", b")", b"=", b";", b"0", b"-1", b"4294967296",
    b"99999999999999999999", b"1e999", b"NaN", b"null", b"true", b"settlement", b"a settlement ", b"\xf0\x9f\x91\xa9\xe2\x80\x8d",
    b"\xd7\xa9\xd7\x9c", b"\xe6\x97\xa5", b"\xef\xac\x81", b"\xc2\xad", b"\xc4\xb0", b"\xc3\x9f", b"I\xcc\x87", b"\xca\xbc",
)  # fmt: skip

_LONGEST = 200_000  # bytes; longer ones only take longer

Change = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def mutate(rng: random.Random, data: bytes, tokens: Sequence[bytes] = TOKENS) -> bytes:
    """``data`` with zero to eight changes; ``tokens`` are what may be put in."""
    changed = bytearray(data)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5, 8))):
        rng.choice(_CHANGES)(rng, changed, tokens)
        del changed[_LONGEST:]
    return bytes(changed)


def mutate_archive(rng: random.Random, data: bytes, tokens: Sequence[bytes] = TOKENS) -> bytes:
    """A zip file with one or two of its members changed, dropped or renamed; else the archive itself is damaged."""
    if rng.random() < 0.2:
        return mutate(rng, data, tokens)
    try:
        with ZipFile(BytesIO(data)) as archive:
            members = [(name, archive.read(name)) for name in archive.namelist()]
    except BadZipFile:
        return mutate(rng, data, tokens)
    for _ in range(rng.choice((1, 1, 2))):
        at = rng.randrange(len(members))
        name, content = members[at]
        kind = rng.random()
        if kind < 0.8:
            members[at] = (name, mutate(rng, content, tokens))
        elif kind < 0.9 and len(members) > 1:
            del members[at]
        else:
            members[at] = (rng.choice(("x", "/", "../x", "a" * 300, name.upper())), content)
    buffer = BytesIO()
    with ZipFile(buffer, "w", rng.choice((ZIP_STORED, ZIP_DEFLATED))) as archive:
        for name, content in dict(members).items():
            archive.writestr(name, content)
    return buffer.getvalue()


def _place(rng: random.Random, data: bytearray) -> int:
    return rng.randint(0, len(data))


def _stretch(rng: random.Random, data: bytearray) -> slice:
    """Mostly short, now and then anything."""
    start = _place(rng, data)
    length = rng.randint(0, 16) if rng.random() < 0.8 else rng.randint(0, len(data))
    return slice(start, start + length)


def _set_byte(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.randrange(256)


def _flip_bit(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _insert(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    at = _place(rng, data)
    data[at:at] = rng.choice(tokens)


def _replace(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    data[_stretch(rng, data)] = rng.choice(tokens)


def _delete(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    del data[_stretch(rng, data)]


def _double(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    at = _place(rng, data)
    data[at:at] = data[_stretch(rng, data)]


def _repeat(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    at = _place(rng, data)
    data[at:at] = (rng.choice(tokens) if rng.random() < 0.5 else bytes(data[_stretch(rng, data)][:100])) * rng.choice(
        (3, 30, 1000)
    )


def _cut(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    del data[_place(rng, data) :]


def _noise(rng: random.Random, data: bytearray, tokens: Sequence[bytes]) -> None:
    data[_stretch(rng, data)] = rng.randbytes(rng.randint(0, 40))


_CHANGES: tuple[Change, ...] = (
    _set_byte,
    _flip_bit,
    _insert,
    _insert,
    _replace,
    _replace,
    _delete,
    _double,
    _repeat,
    _cut,
    _noise,
)
