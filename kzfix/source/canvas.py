"""A text that is rewritten in place at equal length, together with its surface."""

from __future__ import annotations

import re

from kzfix.source.surface import Surface, spaces

_BLANK = re.compile(rb"\s*")
_NO_WORD = re.compile(rb"\W")
_WORD_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_WHITE = frozenset(b" \t\r\n\f\v")


class Canvas:
    """`text` is what the parser will read, `code` its surface; both change together and keep their length.

    `loops` are the offsets of the `while` that stands for a loop macro (`foreign`: those that only their shape tells),
    `once` of those whose body runs exactly once.
    """

    __slots__ = ("code", "foreign", "loops", "once", "text")

    def __init__(self, data: bytes, found: Surface) -> None:
        self.text = bytearray(data)
        self.code = found.code
        self.loops: set[int] = set()
        self.once: set[int] = set()
        self.foreign: set[int] = set()

    def put(self, start: int, end: int, text: bytes) -> None:
        """Write `text` over `start:end`, filled up with spaces."""
        new = text.ljust(end - start)
        self.text[start:end] = new
        self.code[start:end] = new

    def blank(self, start: int, end: int) -> None:
        """Spaces over `start:end`, comments and strings included; lines stay where they are."""
        new = spaces(bytes(self.text[start:end]))
        self.text[start:end] = new
        self.code[start:end] = new

    def glue(self, start: int, end: int) -> None:
        """Make `start:end` one identifier, so that the parser takes a type for an argument; lines stay."""
        piece = bytes(self.code[start:end])
        line = piece.find(b"\n")
        first = piece if line < 0 else piece[:line].rstrip()
        new = _NO_WORD.sub(b"_", first)
        self.put(start, start + len(first), new)
        self.blank(start + len(first), end)

    def before(self, at: int) -> int:
        """Offset of the last byte of code before `at`, or -1."""
        at -= 1
        code = self.code
        while at >= 0 and code[at] in _WHITE:
            at -= 1
        return at

    def after(self, at: int) -> int:
        """Offset of the first byte of code at or after `at`; the length when there is none."""
        found = _BLANK.match(self.code, at)
        assert found is not None
        return found.end()

    def byte(self, at: int) -> int:
        """The byte of code at `at`, 0 outside."""
        return self.code[at] if 0 <= at < len(self.code) else 0

    def is_word(self, at: int) -> bool:
        """Whether a letter, digit or underscore stands at `at`."""
        return 0 <= at < len(self.code) and self.code[at] in _WORD_BYTES

    def word_ending(self, at: int) -> bytes:
        """The word whose last byte is at `at`; empty when there is none."""
        start = at
        while start >= 0 and self.code[start] in _WORD_BYTES:
            start -= 1
        return bytes(self.code[start + 1 : at + 1])

    def closing(self, at: int) -> int:
        """Offset of the `)` that closes the `(` at `at`, or -1."""
        depth = 0
        for found in _PAREN.finditer(self.code, at):
            depth += 1 if found.group() == b"(" else -1
            if depth == 0:
                return found.start()
        return -1


_PAREN = re.compile(rb"[()]")
