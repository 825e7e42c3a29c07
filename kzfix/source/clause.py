"""Macros that take statements: `ASSERT_OR(x, "text", return -1);` and `IF_DEBUG(print(x););`.

Read as `if (…) { statements }` under a call that nobody knows: the statements run once or not at all.
"""

from __future__ import annotations

import re

from kzfix.source.canvas import Canvas

_JUMP = re.compile(rb"[,(]\s*(?:return|goto)\b")
_OTHER = re.compile(rb"[{]|(?<!\w)(?:break|continue|else|case|default)(?!\w)")
_MARK = re.compile(rb"[(){},;]")
_IF = b"if ("


def has_statements(canvas: Canvas, opening: int, closing: int) -> bool:
    """Whether what stands between the parentheses holds a jump or a semicolon of its own.

    Not where a `break` might leave a loop that the macro hides.
    """
    inside = bytes(canvas.code[opening:closing])
    return (b";" in inside or _JUMP.search(inside) is not None) and _OTHER.search(inside) is None


def open_up(canvas: Canvas, name: int, opening: int, closing: int) -> None:
    """Rewrite `NAME(…)`, if there is room for it and no `else` follows that would change hands."""
    after = canvas.after(closing + 1)
    ended = canvas.byte(after) == 0x3B
    following = canvas.after(after + 1) if ended else after
    if canvas.code[following : following + 4] == b"else" or canvas.code.find(b"\n", name, opening) >= 0:
        return
    comma = _last_comma(canvas, opening, closing)
    done = canvas.byte(canvas.before(closing)) == 0x3B
    if not done and (not ended or after != closing + 1):
        return
    if comma < 0:
        _all(canvas, name, opening, closing, done)
    else:
        _last(canvas, name, opening, comma, closing, done)


def _all(canvas: Canvas, name: int, opening: int, closing: int, done: bool) -> None:
    """`NAME(a; b;)` to `if (ME){a; b;}`."""
    room = opening + 1 - name
    kept = room - len(_IF) - 2
    if kept < 1:
        return
    canvas.put(name, opening + 1, _IF + bytes(canvas.code[opening - kept : opening]) + b"){")
    _end(canvas, closing, done)


def _last(canvas: Canvas, name: int, opening: int, comma: int, closing: int, done: bool) -> None:
    """`NAME(x, return y)` to `if (E(x)){return y;}`: two closing parentheses and a brace from the comma on."""
    kept = opening - name - len(_IF)
    start = canvas.after(comma + 1)
    gap = bytes(canvas.text[comma:start])
    spare = [comma + at for at, byte in enumerate(gap) if byte in b", \t"]
    if kept < 1 or gap.strip(b", \t\r\n") or len(spare) < 3:
        if kept < 1 or len(spare) < 2 or gap.strip(b", \t\r\n") or b";" in canvas.code[comma:closing]:
            return
        _mark(canvas, spare, b"))")
        canvas.blank(closing, closing + 1)
    else:
        _mark(canvas, spare, b")){")
        _end(canvas, closing, done)
    canvas.put(name, opening, _IF + bytes(canvas.code[opening - kept : opening]))


def _mark(canvas: Canvas, places: list[int], marks: bytes) -> None:
    for place, mark in zip(places, marks, strict=False):
        canvas.put(place, place + 1, bytes((mark,)))


def _end(canvas: Canvas, closing: int, done: bool) -> None:
    if done:
        canvas.put(closing, closing + 1, b"}")
    else:
        canvas.put(closing, closing + 2, b";}")


def _last_comma(canvas: Canvas, opening: int, closing: int) -> int:
    """The comma before the statements: the last one outside parentheses before the first semicolon; -1 for none."""
    depth, comma = 0, -1
    for found in _MARK.finditer(canvas.code, opening + 1, closing):
        match found.group():
            case b"(":
                depth += 1
            case b")":
                depth -= 1
            case b"," if depth == 0:
                comma = found.start()
            case b";" if depth == 0:
                break
    return comma
