"""From a patch without context to the lines that it touches, as they stand behind it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

from kzfix.model import Lines

_HUNK = re.compile(rb"@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_ESCAPE = re.compile(rb"\\([0-7]{3}|.)", re.S)
_LETTERS = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}
_NAME = b"+++ "
PREFIX = "b/"  # before the names of files behind the patch


def touched(patch: bytes) -> Mapping[str, Lines]:
    """The lines of every file that a patch of git (`-p -U0 --dst-prefix=b/`) writes or takes lines away from.

    A file that it only renames, or whose mode it changes, is not among them.
    """
    found: dict[str, list[tuple[int, int]]] = {}
    here: list[tuple[int, int]] = []
    for line in _heads(patch):
        if hunk := _HUNK.match(line):
            start, count = int(hunk[2]), _number(hunk[3])
            first = start if count else start + 1  # without lines of its own, git names the line before
            here.append((first, first + count))
        else:
            here = found.setdefault(_name(line), [])
    return {name: tuple(lines) for name, lines in found.items() if lines}


def _heads(patch: bytes) -> Iterator[bytes]:
    """The lines that name a file or begin a hunk; what is in a hunk is never taken for one."""
    lines = patch.split(b"\n")
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        if hunk := _HUNK.match(line):
            yield line
            left = _number(hunk[1]) + _number(hunk[3])
            while left and at < len(lines):
                left -= not lines[at].startswith(b"\\")  # \ No newline at end of file
                at += 1
        elif line.startswith(_NAME):
            yield line


def _number(found: bytes | None) -> int:
    return 1 if found is None else int(found)


def _name(line: bytes) -> str:
    """The file that a line `+++ b/NAME` speaks of; quoted as in C when there is something unusual in it."""
    shown = line[len(_NAME) :].removesuffix(b"\t")
    if shown.startswith(b'"'):
        shown = _ESCAPE.sub(_meant, shown[1:-1])
    return os.fsdecode(shown).removeprefix(PREFIX)


def _meant(escape: re.Match[bytes]) -> bytes:
    said = escape[1]
    return bytes([int(said, 8)]) if said.isdigit() else _LETTERS.get(said, said)
