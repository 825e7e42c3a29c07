"""Continuation lines that stood under an open parenthesis follow it when edits move it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.model import Edit, Span
from kzfix.rewrite.edits import ordered
from kzfix.rewrite.page import TAB, Page, width

_CLOSING = {ord(")"): ord("("), ord("]"): ord("["), ord("}"): ord("{")}


@dataclass(frozen=True, slots=True)
class _Hanging:
    """A line, given by its first byte that is not blank, and the innermost bracket that is open there."""

    line: int
    text: int
    bracket: int


def realigned(page: Page, edits: Sequence[Edit]) -> list[Edit]:
    """Edits of the indentation of lines that were aligned to a parenthesis which `edits` move to another column."""
    moved = list(ordered(edits))
    added: list[Edit] = []
    for hanging in _hanging(page):
        under = page.next_ink(hanging.bracket + 1)
        if under >= page.line_end(hanging.bracket) or _edited(moved, hanging.line, hanging.text):
            continue
        old = width(page.data[page.line_start(under) : under])
        if width(page.data[hanging.line : hanging.text]) != old:
            continue
        new = width(_before(page, moved, hanging.bracket + 1)) + under - hanging.bracket - 1
        if new != old:
            indent = Edit(Span(hanging.line, hanging.text), blanks(page.data[hanging.line : hanging.text], new))
            added.append(indent)
            moved = list(ordered([*moved, indent]))
    return added


def _hanging(page: Page) -> Iterator[_Hanging]:
    """Lines that begin inside parentheses, top down."""
    stack: list[int] = []
    for at in range(page.start, page.end):
        byte = page.code[at]
        if byte in b"([{":
            stack.append(at)
        elif byte in _CLOSING and stack and page.code[stack[-1]] == _CLOSING[byte]:
            stack.pop()
        elif byte == 10 and stack and page.code[stack[-1]] in b"([":
            text = page.next_ink(at)
            if text < page.line_end(at + 1):
                yield _Hanging(at + 1, text, stack[-1])


def _edited(edits: Sequence[Edit], start: int, end: int) -> bool:
    """Whether an edit already changes the start of a line, or joins it to the one above."""
    return any(edit.span.start < end and start <= edit.span.end and edit.span != (end, end) for edit in edits)


def _before(page: Page, edits: Sequence[Edit], offset: int) -> bytes:
    """What will stand on the line before the byte at `offset`, once the edits are made."""
    text = b""
    for edit in reversed(edits):
        if edit.span.end > offset:
            continue
        text = edit.text + page.data[edit.span.end : offset] + text
        offset = edit.span.start
        if b"\n" in text:
            break
    else:
        text = page.data[page.line_start(offset) : offset] + text
        return text.rpartition(b"\n")[2]
    return text.rpartition(b"\n")[2]


def blanks(old: bytes, column: int) -> bytes:
    """Indentation up to a column, with tabs if the line had tabs."""
    if b"\t" not in old:
        return b" " * column
    return b"\t" * (column // TAB) + b" " * (column % TAB)
