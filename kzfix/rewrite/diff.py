"""A patch that `git apply` and `patch -p1` take from the root of the tree, byte for byte as git writes it.

Only the lines that differ are compared, so a small change in a large file costs little.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kzfix.rewrite.lines import Change, changes

CONTEXT = 3  # lines around a change
_FUNCTION = re.compile(rb"[A-Za-z_$]")
_FUNCTION_LENGTH = 80  # bytes of the function's line that git shows
_ODD = re.compile(rb'[\x00-\x1f"\\\x7f-\xff]')
_NAMED = {7: b"a", 8: b"b", 9: b"t", 10: b"n", 11: b"v", 12: b"f", 13: b"r", 34: b'"', 92: b"\\"}


def unified(path: str, before: bytes, after: bytes) -> bytes:
    """The patch for one file, empty when nothing changed. `path` is seen from the root of the tree."""
    return named(path, hunks(before, after))


def named(path: str, hunks: bytes) -> bytes:
    """The patch of one file from its hunks, empty when there are none."""
    if not hunks:
        return b""
    name = path.encode("utf-8", "surrogateescape")
    head = [b"diff --git %s %s\n" % (_quoted(b"a/" + name), _quoted(b"b/" + name))]
    head += [b"--- %s\n" % _marked(b"a/" + name), b"+++ %s\n" % _marked(b"b/" + name)]
    return b"".join(head) + hunks


def hunks(before: bytes, after: bytes) -> bytes:
    """The hunks of a patch, which hold no name."""
    old, new = _lines(before), _lines(after)
    return b"".join(piece for hunk in _grouped(changes(old, new)) for piece in _hunk(old, new, hunk))


def _grouped(found: Iterable[Change]) -> Iterator[list[Change]]:
    """Changes whose context lines would touch stand in one hunk."""
    hunk: list[Change] = []
    for change in found:
        if hunk and change.old - hunk[-1].old_end > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _hunk(old: list[bytes], new: list[bytes], hunk: list[Change]) -> Iterator[bytes]:
    start = max(hunk[0].old - CONTEXT, 0)
    end = min(hunk[-1].old_end + CONTEXT, len(old))
    new_start = hunk[0].new - (hunk[0].old - start)
    new_end = hunk[-1].new_end + (end - hunk[-1].old_end)
    yield b"@@ -%s +%s @@%s\n" % (_range(start, end), _range(new_start, new_end), _function(old, start))
    at = start
    for change in hunk:
        yield from _marked_lines(b" ", old[at : change.old])
        yield from _marked_lines(b"-", old[change.old : change.old_end])
        yield from _marked_lines(b"+", new[change.new : change.new_end])
        at = change.old_end
    yield from _marked_lines(b" ", old[at:end])


def _marked_lines(mark: bytes, lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield mark + line
        if not line.endswith(b"\n"):
            yield b"\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> bytes:
    count = end - start
    first = start + 1 if count else start
    return b"%d" % first if count == 1 else b"%d,%d" % (first, count)


def _function(old: list[bytes], start: int) -> bytes:
    """The last line above the hunk that begins like a definition, as git's default does."""
    for at in range(start - 1, -1, -1):
        if _FUNCTION.match(old[at]):
            return b" " + old[at][:_FUNCTION_LENGTH].rstrip()
    return b""


def _lines(data: bytes) -> list[bytes]:
    """The lines with their ends; only LF ends a line."""
    lines = [line + b"\n" for line in data.split(b"\n")]
    last = lines.pop()[:-1]
    return [*lines, last] if last else lines


def _quoted(name: bytes) -> bytes:
    """A path as git writes it: in quotes, with escapes, when it holds anything odd."""
    if not _ODD.search(name):
        return name
    return b'"' + _ODD.sub(lambda odd: _escape(odd.group()[0]), name) + b'"'


def _marked(name: bytes) -> bytes:
    """In the `---` and `+++` lines a tab ends a name with a blank, so that `patch` reads all of it."""
    quoted = _quoted(name)
    return quoted + b"\t" if b" " in name and quoted == name else quoted


def _escape(byte: int) -> bytes:
    return b"\\" + _NAMED.get(byte, b"%03o" % byte)
