"""A file of named sections, read one at a time, none trusted without its checksum.

magic | digest of the table (16) | length of the table (8) | table: [(name, start, length, digest)] | sections
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Mapping

from kzfix.cache.sign import DIGEST, digest

MAGIC = b"kzfix cache 1\n"
_HEAD = len(MAGIC) + DIGEST + 8
LOOSE = "texts"  # the one section that is not checked as a whole: each of its parts is, when it is asked for


class Damaged(Exception):
    """What stands on the disk is not what was written."""


class Sections:
    """A file of sections that is open for reading. Raises Damaged, and OSError, from wherever it reads."""

    def __init__(self, path: str) -> None:
        self._number = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        head = self._read(0, _HEAD)
        length = int.from_bytes(head[-8:], "little")
        size = os.fstat(self._number).st_size
        if not head.startswith(MAGIC) or length > size:
            raise Damaged
        table = self._read(_HEAD, length)
        if digest(table) != head[len(MAGIC) : -8]:
            raise Damaged
        self._table: dict[str, tuple[int, int, bytes]] = {
            name: (start + _HEAD + length, many, check) for name, start, many, check in marshal.loads(table)
        }
        if any(start + many > size for start, many, _ in self._table.values()):
            raise Damaged

    def __del__(self) -> None:
        if hasattr(self, "_number"):
            os.close(self._number)

    @property
    def names(self) -> list[str]:
        """The names of the sections, in order."""
        return list(self._table)

    def get(self, name: str) -> bytes:
        """The bytes of a section."""
        if name not in self._table:
            raise Damaged
        start, length, check = self._table[name]
        found = self._read(start, length)
        if name != LOOSE and digest(found) != check:
            raise Damaged
        return found

    def part(self, start: int, length: int) -> bytes:
        """A part of the loose section."""
        at, whole, _ = self._table[LOOSE]
        if start + length > whole:
            raise Damaged
        return self._read(at + start, length)

    def _read(self, start: int, length: int) -> bytes:
        found = os.pread(self._number, length, start)
        if len(found) != length:
            raise Damaged
        return found


def packed(sections: Mapping[str, bytes]) -> list[bytes]:
    """The bytes of such a file, in pieces."""
    table, at = [], 0
    for name, data in sections.items():
        table.append((name, at, len(data), b"" if name == LOOSE else digest(data)))
        at += len(data)
    head = marshal.dumps(table)
    return [MAGIC, digest(head), len(head).to_bytes(8, "little"), head, *sections.values()]
