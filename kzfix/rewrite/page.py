"""A function's text as layout sees it: lines, comments, directives, and which bytes are to go.

All offsets are those of the file. A byte that is to go is struck from `ink` and `code` at once, so that what
they hold is always what will be left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.source.tree import Node

_LEX = re.compile(
    rb"(?P<comment>//(?:\\\r?\n|[^\n])*|/\*.*?(?:\*/|\Z))"
    rb"|(?P<directive>^[ \t]*\#(?:\\\r?\n|/\*.*?\*/|[^\n])*)"
    rb"|(?P<string>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    rb"|(?P<splice>\\(?=[ \t]*\r?\n))",
    re.S | re.M,
)
_PRINT = re.compile(rb"[^\s]")
_UNFINISHED = re.compile(rb"\b(?:FIXME|TODO|XXX|HACK)\b")
_DIRECTIVE = re.compile(rb"\s*#\s*(\w*)")
TAB = 8


@dataclass(frozen=True, slots=True)
class Directive:
    """One preprocessor line (with its continuation lines), without the line end."""

    span: Span
    word: bytes


class Page:
    """The workspace of one `tidy`: what is there, what is struck, and the edits that were decided so far."""

    def __init__(self, data: bytes, reading: Node) -> None:
        self.data = data
        self.reading = reading
        self.comments: list[Span] = []
        self.directives: list[Directive] = []
        self.edits: list[Edit] = []
        self.gone = bytearray(len(data))  # 1: goes, with the layout around it
        self.ink = bytearray(data)  # what will be left, comments and directives too
        self.code = bytearray(data)  # without comments and directives, and strings without what they say
        self.start = self.line_start(reading.start)
        self.end = self.line_end(reading.end)
        self._lex()
        self.was = bytes(self.code)  # as `code` was in the beginning

    def _lex(self) -> None:
        for found in _LEX.finditer(self.data[self.start : self.end]):
            start, end = found.start() + self.start, found.end() + self.start
            while self.data[end - 1 : end] == b"\r":
                end -= 1
            match found.lastgroup:
                case "comment":
                    self.comments.append(Span(start, end))
                    _wipe(self.code, start, end)
                case "directive":
                    word = _DIRECTIVE.match(self.data, start)
                    self.directives.append(Directive(Span(start, end), word.group(1) if word else b""))
                    _wipe(self.code, start, end)
                case "splice":
                    _wipe(self.code, start, end)
                    _wipe(self.ink, start, end)
                case _:
                    self.code[start + 1 : end - 1] = b"_" * (end - start - 2)

    # Lines

    def line_start(self, offset: int) -> int:
        """The first byte of the line that holds `offset`."""
        return self.data.rfind(b"\n", 0, offset) + 1

    def line_end(self, offset: int) -> int:
        """The byte after the last one of that line, before its line end (LF or CRLF)."""
        end = self.data.find(b"\n", offset)
        end = len(self.data) if end < 0 else end
        return end - 1 if end > offset and self.data[end - 1 : end] == b"\r" else end

    def next_line(self, offset: int) -> int:
        """The first byte of the line after it, or the end of the file."""
        return self.data.find(b"\n", offset) + 1 or len(self.data)

    def newline(self, offset: int) -> bytes:
        """The line end that is used there."""
        end = self.data.find(b"\n", offset)
        end = self.data.rfind(b"\n", 0, offset) if end < 0 else end
        return b"\r\n" if end > 0 and self.data[end - 1 : end] == b"\r" else b"\n"

    def indent(self, offset: int) -> bytes:
        """The blanks at the start of that line."""
        start = self.line_start(offset)
        end = start
        while self.data[end : end + 1] in (b" ", b"\t"):
            end += 1
        return self.data[start:end]

    def one_line(self, start: int, end: int) -> bool:
        """Whether a span holds no line end."""
        return b"\n" not in self.data[start:end]

    # What is left

    def blank(self, start: int, end: int) -> bool:
        """Whether nothing will be left between two offsets, comments and directives counted."""
        return not self.ink[start:end].strip()

    def bare(self, start: int, end: int) -> bool:
        """Whether no code will be left there; comments do not count, and neither do directives."""
        return not self.code[start:end].strip()

    def alone(self, start: int, end: int) -> bool:
        """Whether nothing else is left on the lines of a span."""
        return self.blank(self.line_start(start), start) and self.blank(end, self.line_end(end))

    def next_ink(self, offset: int) -> int:
        """The next byte that is left and not blank, or the end of the page."""
        found = _PRINT.search(self.ink, offset, self.end)
        return found.start() if found else self.end

    def next_code(self, offset: int) -> int:
        """The next byte of code that is left, or the end of the page."""
        found = _PRINT.search(self.code, offset, self.end)
        return found.start() if found else self.end

    def last_code(self, offset: int) -> int:
        """The last byte of code that is left before `offset`, or the byte before the page."""
        return self.start + len(bytes(self.code[self.start : offset]).rstrip()) - 1

    def between(self, start: int, end: int) -> list[Directive]:
        """The directives between two offsets that are left."""
        inside = [each for each in self.directives if start <= each.span.start < end]
        return [each for each in inside if not self.gone[each.span.end - 1]]

    # Striking out

    def strike(self, start: int, end: int) -> None:
        """These bytes go, comments and all; the layout around them is seen to later.

        Raises `Unplaceable` when that would lose a comment about unfinished work.
        """
        self._part_with(start, end)
        self.gone[start:end] = b"\1" * (end - start)
        _wipe(self.code, start, end)
        _wipe(self.ink, start, end)

    def replace(self, start: int, end: int, text: bytes) -> None:
        """An edit to the byte; what it takes away counts as gone."""
        self._part_with(start, end)
        self.gone[start:end] = bytes(end - start)
        _wipe(self.code, start, end)
        _wipe(self.ink, start, end)
        self.edits.append(Edit(Span(start, end), text))

    def _part_with(self, start: int, end: int) -> None:
        for comment in self.comments:
            if comment.start < end and start < comment.end and _UNFINISHED.search(self.data, *comment):
                raise Unplaceable("a comment about unfinished work stands with the removed statement")


def width(text: bytes) -> int:
    """The column (0-based) after `text` that begins a line; a tab goes to the next multiple of eight."""
    column = 0
    for byte in text:
        column = column + TAB - column % TAB if byte == 9 else column + 1
    return column


def _wipe(buffer: bytearray, start: int, end: int) -> None:
    """Blank out a span; line ends stay, so that lines can still be told apart."""
    buffer[start:end] = re.sub(rb"[^\r\n]", b" ", bytes(buffer[start:end]))
