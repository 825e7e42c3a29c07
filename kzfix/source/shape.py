"""Macros known by their shape: `NAME(…) {` is a loop, `NAME(…)` at the end of a line a statement, types are arguments.

One pass over the parentheses and braces of the surface, without recursion.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kzfix.source.canvas import Canvas
from kzfix.source.statement import statement
from kzfix.source.words import CONTROL, OPERATORS, is_typed

_PRIMITIVE = rb"(?:unsigned|signed|long|short|int|char|void|float|double|bool)"
_QUALIFIER = rb"(?:const|volatile|static)"
_STARS = rb"(?:\s*(?:\*|(?:const|volatile)\b))*"
_TYPE = b"|".join(
    (
        rb"(?:" + _QUALIFIER + rb"\s+)*(?:struct|union|enum)\s+\w+" + _STARS + rb"(?:\s*\[\w*\])*",
        rb"(?:" + _QUALIFIER + rb"\s+)*" + _PRIMITIVE + rb"\b(?:\s+(?:" + _PRIMITIVE + rb"|const)\b)*" + _STARS
        + rb"(?:\s*\[\w*\])*",
        rb"(?:" + _QUALIFIER + rb"\s+)+\w+" + _STARS,
        rb"[A-Za-z_]\w*(?:\s*\*)+",
        rb"[A-Z][A-Z0-9_]*(?:[ \t]+[A-Z][A-Z0-9_]*)+",
    )
)  # fmt: skip
_SIGN = rb"[=!<>]=|&&|\|\||<<=?|>>=?|[-+*/%&|^]=?|[<>=~!]"
_TOKEN = re.compile(
    rb"(?P<open>\()"
    rb"(?:\s*(?:(?P<type1>" + _TYPE + rb")\s*(?=[,)])|(?P<sign1>" + _SIGN + rb")\s*(?=,)|(?P<none1>)(?=,)))?"
    rb"|,\s*(?:(?P<type2>" + _TYPE + rb")\s*(?=[,)])|(?P<sign2>" + _SIGN + rb")\s*(?=[,)])|(?P<none2>)(?=[,)]))"
    rb"|[){}]"
)
_ASM = frozenset((b"asm", b"__asm__", b"__asm", b"volatile", b"__volatile__"))


class _Frame(NamedTuple):
    """An open parenthesis or brace; `block` tells a brace around statements from one around values or members."""

    opening: int
    name: int  # where the word before it starts, -1 when there is none
    word: bytes
    brace: bool
    block: bool


def reshape(canvas: Canvas) -> None:
    """Rewrite every macro that is known by its shape."""
    walk = _Walk(canvas)
    for found in _TOKEN.finditer(bytes(canvas.code)):
        walk.token(found)


class _Walk:
    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._stack: list[_Frame] = []
        self._heads: dict[int, bytes] = {}  # offset of a ")" to the word before its "("

    def token(self, found: re.Match[bytes]) -> None:
        start, opening = found.start(), found.start("open")
        if opening >= 0:
            name, word = self._named(opening)
            self._stack.append(_Frame(opening, name, word, False, False))
            if found.lastgroup != "open":
                self._argument(found, "1")
            return
        match self._canvas.code[start]:
            case 0x2C:
                self._argument(found, "2")
            case 0x29:
                self._close(start)
            case 0x7B:
                self._stack.append(_Frame(start, -1, b"", True, self._is_block(start)))
            case 0x7D:
                self._end(start)

    def _named(self, opening: int) -> tuple[int, bytes]:
        """The word before a parenthesis and where it starts; -1 when there is none. To look back for it is quicker than
        to try every word of the text for a parenthesis behind it."""
        last = self._canvas.before(opening)
        word = self._canvas.word_ending(last)
        return (last + 1 - len(word), word) if word and not word[:1].isdigit() else (-1, b"")

    def _end(self, at: int) -> None:
        """A closing brace. One in column 0 closes all; the function's own is not closed by any other."""
        first = at == 0 or self._canvas.code[at - 1] == 0x0A
        while self._stack:
            frame = self._stack.pop()
            if frame.brace and not first:
                own = not self._stack and (frame.opening == 0 or self._canvas.code[frame.opening - 1] == 0x0A)
                if own:
                    self._stack.append(frame)
                return

    def _close(self, at: int) -> None:
        if not self._stack or self._stack[-1].brace:
            return
        frame = self._stack.pop()
        self._heads[at] = frame.word
        if frame.name < 0 or frame.word in OPERATORS:
            return
        around = self._stack[-1] if self._stack else None
        if around is not None and around.block:
            statement(self._canvas, self._heads, frame.name, frame.opening, at, frame.word)
        elif around is not None:
            self._beside_string(frame, at, around)

    def _beside_string(self, frame: _Frame, at: int, around: _Frame) -> None:
        """`__stringify(X) " text"` and `asm(ALTERNATIVE(…) : …)`: the macro is a string, so make it one word."""
        canvas = self._canvas
        last = canvas.byte(canvas.before(frame.name))
        if around.word in _ASM and last == 0x28:
            canvas.glue(frame.name, at + 1)
            end = frame.name + len(bytes(canvas.code[frame.name : at + 1]).split(maxsplit=1)[0])
            canvas.put(frame.name, frame.name + 1, b'"')
            canvas.put(end - 1, end, b'"')
        elif last == 0x22 or canvas.byte(canvas.after(at + 1)) == 0x22:
            canvas.glue(frame.name, at + 1)

    def _argument(self, found: re.Match[bytes], which: str) -> None:
        """A type, an operator or nothing in place of an argument."""
        frame = self._stack[-1] if self._stack else None
        if frame is None or frame.name < 0 or frame.word in OPERATORS:
            return
        kind = next((kind for kind in ("type", "sign", "none") if found.start(kind + which) >= 0), "")
        start, end = found.span(kind + which) if kind else (0, 0)
        match kind:
            case "type" if self._takes_types(frame):
                self._canvas.glue(start, end)
            case "sign" if self._is_call(frame):
                self._canvas.put(start, end, b"0")
            case "none" if self._is_call(frame):
                comma = found.start() if which == "2" else found.end()
                self._canvas.blank(comma, comma + 1)

    def _takes_types(self, frame: _Frame) -> bool:
        return is_typed(frame.word) or self._is_call(frame)

    def _is_call(self, frame: _Frame) -> bool:
        """Whether `NAME(` is a macro in a body, not a declaration such as `int *f(struct x *);`."""
        if not any(one.brace for one in self._stack):
            return False
        canvas = self._canvas
        last = canvas.before(frame.name)
        while canvas.byte(last) == 0x2A:
            last = canvas.before(last)
        return not canvas.is_word(last) or canvas.word_ending(last) in CONTROL

    def _is_block(self, at: int) -> bool:
        canvas = self._canvas
        last = canvas.before(at)
        match canvas.byte(last):
            case 0x3D | 0x2C | 0x5B:  # = , [
                return False
            case 0x7B:
                return not self._stack or self._stack[-1].block or not self._stack[-1].brace
            case 0x29:
                return not self._stack or self._heads.get(last) != b""
        if not canvas.is_word(last):
            return True
        word = canvas.word_ending(last)
        before = canvas.word_ending(canvas.before(last - len(word) + 1))
        return not {word, before} & {b"struct", b"union", b"enum"}
