"""Cut function definitions out of a file without parsing it: heads and braces of the surface, nothing else.

Column 0 is trusted where braces do not pair up (arms of `#if` that each hold an opening brace), braces elsewhere.
A `#define` is never cut: the surface does not show it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.model import Span
from kzfix.source.arms import CONDITIONAL, dead, groups
from kzfix.source.surface import Directive, Surface, spaces
from kzfix.source.words import Role, role

_STOP = re.compile(rb"[;{}]")
_BRACE = re.compile(rb"[{}]")
_CODE = re.compile(rb"\S")
_CALLABLE = re.compile(rb"(?<!\w)([A-Za-z_]\w*)\s*\(")
_PAREN = re.compile(rb"[()]")
_OLD_STYLE = re.compile(rb"[\w\s*]*?([A-Za-z_]\w*)\s*\(([\w\s,]+)\)\s*[A-Za-z_][^()]*\Z")
_LINKAGE = re.compile(rb'extern\s*"[^"]*"\s*\Z')
_NO_FUNCTION = re.compile(rb"\s*typedef\b|[^(]*=")
_LONGEST_HEAD = 4096
_OPEN = frozenset((b"if", b"ifdef", b"ifndef"))


@dataclass(frozen=True, slots=True)
class Cut:
    """One definition: its name as it stands there, its span, and the wider piece that has to be read with it."""

    name: bytes
    span: Span
    piece: Span
    hidden: tuple[Span, ...] = ()  # other code inside the piece


def cuts(data: bytes, found: Surface) -> Iterator[Cut]:
    """Every function definition of a file, in order. Arms that `#if 0` switches off hold none."""
    yield from _Cutter(found).run()


class _Cutter:
    def __init__(self, found: Surface) -> None:
        self._code = bytearray(found.code)
        for edit in dead(groups(found.directives).whole):
            self._code[edit.span.start : edit.span.end] = spaces(bytes(self._code[edit.span.start : edit.span.end]))
        self._conditionals = [one for one in found.directives if one.word in CONDITIONAL]
        self._starts = [one.start for one in self._conditionals]
        self._recent: list[tuple[int, int]] = []  # declarations since the last brace, for old-style parameters

    def run(self) -> Iterator[Cut]:
        code, head, at = self._code, 0, 0
        while stop := _STOP.search(code, at):
            at = stop.end()
            match stop.group():
                case b";":
                    self._recent.append((head, at))
                    head = at
                case b"}":
                    self._recent, head = [], at
                case _:
                    one, at = self._block(head, stop.start())
                    self._recent, head = [], at
                    if one is not None:
                        yield one

    def _block(self, head: int, brace: int) -> tuple[Cut | None, int]:
        """What the brace at `brace` opens, when the text since the last definition starts at `head`."""
        text = bytes(self._code[head:brace])
        if _LINKAGE.search(text):
            return None, brace + 1
        marks = [one.start - head for one in self._within(head, brace)]
        named = _function(text, marks) if text.strip() else None
        if named is None and not text.strip():
            head, named = self._old_style(head)
        if named is None:
            return None, self._end(brace, brace)
        name, start = named
        found = _CODE.search(self._code, head + start)
        assert found is not None
        cut = self._widen(name, found.start(), self._end(found.start(), brace))
        return cut, max(cut.piece.end, brace + 1)

    def _old_style(self, head: int) -> tuple[int, tuple[bytes, int] | None]:
        for start, end in reversed(self._recent[-24:]):
            found = _OLD_STYLE.match(bytes(self._code[start : min(end - 1, start + _LONGEST_HEAD)]))
            if found and b"typedef" not in found.group():
                return start, (found.group(1), 0)
        return head, None

    def _end(self, start: int, brace: int) -> int:
        """Past the brace that ends the block opened at `brace`, whose definition starts at `start`."""
        code = self._code
        column = code.find(b"\n}", brace) + 2
        paired = self._paired(brace)
        if paired == column or not self._at_margin(start):
            return paired if paired >= 0 else len(code)
        if paired < 0 or not self._is_even(brace, paired):
            return column if column >= 2 else paired if paired >= 0 else len(code)
        if column >= 2 and (not self._ends_well(paired) or code.find(b"\n{", column, paired) >= 0):
            return column
        return paired

    def _is_even(self, start: int, end: int) -> bool:
        """Whether the braces in every arm of every `#if` pair up by themselves."""
        depth, at, opened = 0, start, list[int]()
        for one in self._within(start, end):
            depth += self._code.count(b"{", at, one.start) - self._code.count(b"}", at, one.start)
            at = one.end
            if one.word in _OPEN:
                opened.append(depth)
            elif not opened or depth != opened[-1]:
                return False
            elif one.word == b"endif":
                opened.pop()
        return not opened

    def _paired(self, brace: int) -> int:
        depth = 0
        for found in _BRACE.finditer(self._code, brace):
            depth += 1 if found.group() == b"{" else -1
            if depth == 0:
                return found.end()
        return -1

    def _ends_well(self, end: int) -> bool:
        """Whether what follows a closing brace starts a definition: it stands in column 0, or is the `;`."""
        after = _CODE.search(self._code, end)
        if after is None or after.group() == b";":
            return True
        return self._at_margin(after.start()) or self._code.find(b"\n", end, after.start()) < 0

    def _at_margin(self, at: int) -> bool:
        return at == 0 or self._code[at - 1] == 0x0A

    def _within(self, start: int, end: int) -> Sequence[Directive]:
        return self._conditionals[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _widen(self, name: bytes, start: int, end: int) -> Cut:
        """Take in the rest of every `#if` group that the definition begins or ends in the middle of."""
        before, after = _balance(self._within(start, end))
        span, first, last = Span(start, end), start, end
        hidden: list[Span] = []
        if after:
            last = self._forward(end, after)
            closing = self._code.rfind(b"}", start, last)
            span = Span(start, closing + 1)
        if before:
            first, hidden = self._backward(start, before)
        return Cut(name, span, Span(first, last), tuple(hidden))

    def _forward(self, end: int, depth: int) -> int:
        for one in self._conditionals[bisect_left(self._starts, end) :]:
            depth += (one.word in _OPEN) - (one.word == b"endif")
            if depth == 0:
                return one.end
        return end

    def _backward(self, start: int, depth: int) -> tuple[int, list[Span]]:
        hidden, edge, skipped = [], start, 0
        for one in reversed(self._conditionals[: bisect_left(self._starts, start)]):
            if one.word == b"endif":
                skipped += 1
            elif skipped:
                skipped -= one.word in _OPEN
            else:
                hidden.append(Span(one.end, edge))
                edge = one.start
                depth -= one.word in _OPEN
            if depth == 0:
                break
        return edge, hidden


def _balance(inside: Sequence[Directive]) -> tuple[int, int]:
    """How many groups are open before the first directive, and after the last."""
    before = depth = split = 0  # `split` is 1 while in an arm of a group that neither begins nor ends here
    for one in inside:
        if one.word in _OPEN:
            depth += 1
        elif depth:
            depth -= one.word == b"endif"
        elif one.word == b"endif":
            before, split = before + 1, 0
        else:
            split = 1
    return before + split, depth + split


def _function(text: bytes, marks: Sequence[int]) -> tuple[bytes, int] | None:
    """The name in a function's head and where the head begins in `text`; None when it is no function's head.

    A macro in a line of its own before the head is no part of it. `marks` are offsets of conditionals: what they
    part are two heads for one body.
    """
    if _NO_FUNCTION.match(text):
        return None
    begin, first, edge, name = 0, 0, 0, b""
    for found in _CALLABLE.finditer(text):
        if found.start() < edge or role(found.group(1)) is Role.CALL:
            continue
        if name and not text[begin:first].strip() and b"typeof" not in name:
            begin = edge
        elif name and not any(edge <= mark < found.start() for mark in marks):
            if not text[edge : found.start()].strip():
                continue
            begin = edge if b"typeof" not in name else begin
        first = found.start()
        name, edge = found.group(1), _closing(text, found.end() - 1)
    return (name, begin) if name and b"=" not in text[edge:] else None


def _closing(text: bytes, opening: int) -> int:
    """Past the parenthesis that closes the one at `opening`; the end when none does."""
    depth = 0
    for found in _PAREN.finditer(text, opening):
        depth += 1 if found.group() == b"(" else -1
        if depth == 0:
            return found.end()
    return len(text)
