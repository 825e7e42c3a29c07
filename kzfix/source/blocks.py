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

_END = b"\n}"
_SWITCHED = re.compile(rb"#[ \t]*if(?!\w)(?:[^\w\n]|/\*[^\n]*?\*/)*[01]")


def blocks(
    data: bytes, wanted: Callable[[bytes], bool], marks: tuple[bytes, ...] | None = None
) -> Iterator[Span | None]:
    """The blocks that `wanted` accepts, in order, or None for one that is not even: then give up. With `marks`, one of
    them stands in all that it accepts."""
    for start, end in _all(data) if marks is None else _marked(data, marks):
        if wanted(data[start:end]):
            closed = end < len(data)
            end = min(end + len(_END), len(data))
            yield Span(start, end) if _is_even(data, start, end, closed) else None


def _all(data: bytes) -> Iterator[tuple[int, int]]:
    start = 0
    for block in data.split(_END):
        yield start, start + len(block)
        start += len(block) + len(_END)


def _marked(data: bytes, marks: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """The blocks that hold a mark, without the line that ends them."""
    ahead = {mark: at for mark in marks if (at := data.find(mark)) >= 0}
    done = 0
    while ahead:
        first = min(ahead.values())
        before, after = data.rfind(_END, done, first), data.find(_END, first)
        end = after if after >= 0 else len(data)
        yield before + len(_END) if before >= 0 else done, end
        done = min(end + len(_END), len(data))
        for mark in [mark for mark, at in ahead.items() if at < done]:
            at = data.find(mark, done)
            if at >= 0:
                ahead[mark] = at
            else:
                del ahead[mark]


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
