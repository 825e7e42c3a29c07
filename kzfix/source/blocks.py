"""Stretches of a file that no definition reaches out of, told by bytes alone: the rest of the file is never parsed.

A block lies between two lines that begin with `}`. It is even when as many braces are opened in it as closed, in the
raw bytes. A definition that goes on behind such a line (a brace in column 0 inside it, one in each arm of an `#if`)
leaves the count odd, and so does a brace in a string: then nothing can be said, and the file has to be read as a
whole. So it is where a comment does not end in the block that it began in, and where `#if 0` may take things out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from kzfix.model import Span

_SWITCHED = re.compile(rb"#[ \t]*if(?!\w)(?:[^\w\n]|/\*[^\n]*?\*/)*[01]")


def blocks(data: bytes, wanted: Callable[[bytes], bool]) -> Iterator[Span | None]:
    """The blocks that `wanted` accepts, in order, or None for one that is not even: then give up."""
    start = 0
    for block in data.split(b"\n}"):
        end = start + len(block) + 2
        if wanted(block):
            closed = end <= len(data)
            end = min(end, len(data))
            yield Span(start, end) if _is_even(data, start, end, closed) else None
        start = end


def _is_even(data: bytes, start: int, end: int, closed: bool) -> bool:
    """Whether a block holds whole definitions only, and no end of a macro."""
    if data.count(b"{", start, end) != data.count(b"}", start, end):
        return False
    if data.count(b"/*", start, end) != data.count(b"*/", start, end):
        return False
    return (start == 0 or _is_plain(data, start)) and (not closed or _is_plain(data, end))


def _is_plain(data: bytes, at: int) -> bool:
    """Whether a `}` at the beginning of a line, which `at` is behind, ends a definition: what follows it in its line is
    nothing or a declarator."""
    line = data.find(b"\n", at)
    tail = data[at : line if line >= 0 else len(data)].rstrip()
    return not tail or not (b"{" in tail or b"}" in tail or tail.endswith((b"\\", b")", b",")))


def is_switched(data: bytes) -> bool:
    """Whether a file may hold an `#if 0` or `#if 1`: that takes definitions out, wherever its ends are."""
    return b"#" in data and _SWITCHED.search(data) is not None
