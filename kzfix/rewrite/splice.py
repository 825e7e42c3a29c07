"""Make byte edits, back to front, so that no edit moves the place of another."""

from __future__ import annotations

from collections.abc import Iterable

from kzfix.model import Edit
from kzfix.rewrite.edits import first_overlap, ordered


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """`data` with the edits made.

    Raises `ValueError` when two of them overlap or one lies outside `data`: a mistake of the caller.
    """
    todo = ordered(edits)
    if pair := first_overlap(todo):
        raise ValueError(f"edits overlap: {pair[0]} and {pair[1]}")
    if todo and (todo[0].span.start < 0 or todo[-1].span.end > len(data)):
        raise ValueError(f"an edit lies outside the {len(data)} bytes: {todo[-1]}")
    pieces: list[bytes] = []
    end = len(data)
    for edit in reversed(todo):
        pieces += [data[edit.span.end : end], edit.text]
        end = edit.span.start
    pieces.append(data[:end])
    return b"".join(reversed(pieces))
