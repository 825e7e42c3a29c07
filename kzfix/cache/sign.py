"""What the disk says of a file without its being opened: times, size and number. The same means the same bytes.

A file that was changed about when it was looked at may be changed once more without a new time, as its file system
counts time in steps ("racily clean" in git's words). Its signature is worth nothing: it will be read again.
"""

from __future__ import annotations

import os
import stat
from array import array
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import chain
from operator import attrgetter
from struct import iter_unpack

SIZE = 32  # bytes of a signature: time of change, of the inode's change, size, number, 8 bytes each
NEVER = bytes(SIZE)  # like no file's
DIGEST = 16  # bytes
A_FOLDER, A_FILE, OTHER, NOTHING = (name.ljust(DIGEST) for name in (b"folder", b"file", b"other", b"nothing"))
_FIELDS = attrgetter("st_mtime_ns", "st_ctime_ns", "st_size", "st_ino")
_SECOND = 10**9
_FINE = _SECOND // 10  # a tick of the kernel's clock is 10 ms at most
_COARSE = 2 * _SECOND  # file systems that count whole seconds, or two
_MASK = (1 << 63) - 1


def signs(paths: Iterable[str | bytes]) -> bytes:
    """The signatures of some paths, links followed, one behind the other; `NEVER` for what is not there."""
    try:
        return array("q", chain.from_iterable(map(_FIELDS, map(os.stat, paths)))).tobytes()
    except (OSError, OverflowError, ValueError):
        return b"".join(map(sign, paths))


def sign(path: str | bytes) -> bytes:
    """The signature of one path, links followed; `NEVER` for what is not there."""
    try:
        return of(os.stat(path))
    except (OSError, ValueError):
        return NEVER


def of(found: os.stat_result) -> bytes:
    """A signature from what `stat` says."""
    numbers: tuple[int, ...] = _FIELDS(found)
    return array("q", [number & _MASK for number in numbers]).tobytes()


def link(path: str) -> bytes:
    """The signature of a path, of a link itself where it is one."""
    try:
        return of(os.lstat(path))
    except (OSError, ValueError):
        return NEVER


def settled(found: bytes, start: int) -> bytes:
    """The same signatures, but `NEVER` for each that changed later than a little before `start` (ns, of this clock)."""
    numbers = array("q", found)
    modified, changed = numbers[0::4], numbers[1::4]
    if max(modified, default=0) < start - _COARSE and max(changed, default=0) < start - _COARSE:
        return found
    late = [at for at, times in enumerate(zip(modified, changed, strict=True)) if _late(*times, start)]
    return without(found, late)


def _late(modified: int, changed: int, start: int) -> bool:
    step = _FINE if changed % _SECOND else _COARSE
    return max(modified, changed) >= start - step


def without(found: bytes, places: Sequence[int]) -> bytes:
    """The same signatures, but `NEVER` at some places."""
    if not places:
        return found
    out = bytearray(found)
    for at in places:
        out[at * SIZE : (at + 1) * SIZE] = NEVER
    return bytes(out)


def unlike(one: bytes, other: bytes) -> list[int]:
    """Where two rows of as many signatures differ, or say nothing."""
    if one == other and NEVER not in one:
        return []
    pairs = zip(each(one), each(other), strict=True)
    return [at for at, (mine, theirs) in enumerate(pairs) if mine != theirs or mine == NEVER]


def each(row: bytes) -> Iterator[bytes]:
    """The signatures of a row."""
    return (one for (one,) in iter_unpack(f"{SIZE}s", row))


def at(row: bytes | bytearray, place: int) -> bytes:
    """One signature of a row."""
    return bytes(row[place * SIZE : (place + 1) * SIZE])


def told(row: bytes) -> list[tuple[int, int]]:
    """The size of each file, in bytes, and when its bytes were changed, in ns."""
    numbers = array("q", row)
    return list(zip(numbers[2::4], numbers[0::4], strict=True))


def digest(data: bytes) -> bytes:
    """What stands for some bytes."""
    return blake2b(data, digest_size=DIGEST).digest()


def content(path: str) -> bytes:
    """The digest of a file's bytes, or of the names in a folder; of nothing when it cannot be read."""
    try:
        if stat.S_ISDIR(os.stat(path).st_mode):
            return digest(b"\0".join(sorted(os.fsencode(name) for name in os.listdir(path))))
        with open(path, "rb", buffering=0) as file:
            return digest(file.readall())
    except (OSError, ValueError):
        return NOTHING


def kind(path: str) -> bytes:
    """What stands at a path, links followed: a folder, a file, something else or nothing; as long as a digest."""
    try:
        return named(os.stat(path).st_mode)
    except (OSError, ValueError):
        return NOTHING


def named(mode: int) -> bytes:
    """What a mode says of the sort of a file; 0 for nothing."""
    if not mode:
        return NOTHING
    return A_FOLDER if stat.S_ISDIR(mode) else A_FILE if stat.S_ISREG(mode) else OTHER
