"""A macro call that starts a statement and is not ended by `;`: a loop, a block that runs once, or a statement.

A loop is the reading that covers every other one: its body runs any number of times, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kzfix.source.canvas import Canvas
from kzfix.source.clause import has_statements, open_up
from kzfix.source.words import CONTROL, is_always, is_loop, is_once

_WHILE = b"while"
_TAB = 8
_FIRST = re.compile(rb"\s*([A-Za-z_]\w*)\s*[,)]")


def statement(canvas: Canvas, heads: Mapping[int, bytes], name: int, opening: int, closing: int, word: bytes) -> None:
    """Rewrite `NAME(…)`, the word at `name`, its parentheses at `opening` and `closing`, if what follows asks for it.

    `heads` tells the word before the `(` of every `)` so far.
    """
    after = canvas.after(closing + 1)
    follows = canvas.byte(after)
    clause = has_statements(canvas, opening, closing)
    if not (clause or _unfinished(canvas, word, after, follows)) or not _starts(canvas, heads, name):
        return
    if clause:
        open_up(canvas, name, opening, closing)
    elif follows == 0x3D:
        _declaration(canvas, opening, closing, after)
    elif follows in b"{;" or is_loop(word) or is_once(word):
        _loop(canvas, name, opening, closing, word)
    elif follows == 0x7D or _is_statement(canvas, name, closing, after):
        if not finish(canvas, closing + 1, after):
            _double(canvas, opening, closing)
    elif _is_head(canvas, closing, after):
        _loop(canvas, name, opening, closing, word)


def _unfinished(canvas: Canvas, word: bytes, after: int, follows: int) -> bool:
    if follows == 0x3B:
        return is_always(word)
    if follows == 0x3D:
        return canvas.byte(canvas.after(after + 1)) == 0x7B and word.isupper()
    return follows in b"{}" or canvas.is_word(after) or (follows in b"*(+-" and is_loop(word))


def _starts(canvas: Canvas, heads: Mapping[int, bytes], name: int) -> bool:
    """Whether a statement starts at `name`."""
    last = canvas.before(name)
    match canvas.byte(last):
        case 0x3B | 0x7B | 0x7D | 0x3A:  # ; { } :
            return True
        case 0x29:
            return heads.get(last, b"") != b""
    return canvas.word_ending(last) in (b"else", b"do")


def _is_statement(canvas: Canvas, name: int, closing: int, after: int) -> bool:
    """Whether what follows stands beside the macro, not below it."""
    follows = _word_at(canvas, after)
    if follows == b"else":
        return True
    if canvas.code.find(b"\n", closing, after) < 0:
        return follows == b"while" and canvas.word_ending(canvas.before(name)) == b"do"
    return indent(canvas, after) <= indent(canvas, name)


def _is_head(canvas: Canvas, closing: int, after: int) -> bool:
    """Whether the macro heads the statement that follows: below it, or a jump or a call in the same line."""
    if canvas.code.find(b"\n", closing, after) >= 0:
        return True
    word = _word_at(canvas, after)
    return word in CONTROL or canvas.byte(canvas.after(after + len(word))) == 0x28


def _word_at(canvas: Canvas, start: int) -> bytes:
    end = start
    while canvas.is_word(end):
        end += 1
    return bytes(canvas.code[start:end])


def indent(canvas: Canvas, at: int) -> int:
    """Columns of white space at the start of the line that holds `at`."""
    start = canvas.code.rfind(b"\n", 0, at) + 1
    width = 0
    for byte in canvas.code[start:at]:
        if byte == 0x09:
            width += _TAB - width % _TAB
        elif byte == 0x20:
            width += 1
        else:
            break
    return width


def _loop(canvas: Canvas, name: int, opening: int, closing: int, word: bytes) -> None:
    """`while` in place of the name; a name too short, or in another line than its parenthesis, stays as it is."""
    room = opening - name
    empty = canvas.after(opening + 1) == closing
    if room < len(_WHILE) + 2 * empty or canvas.code.find(b"\n", name, opening) >= 0:
        return
    if empty:
        canvas.put(name, opening + 1, _WHILE.ljust(room - 1) + b"(0")
    else:
        canvas.put(name, opening, _WHILE)
    if is_once(word):
        canvas.once.add(name)
    else:
        canvas.loops.add(name)
        if not is_loop(word):
            canvas.foreign.add(name)


def _declaration(canvas: Canvas, opening: int, closing: int, after: int) -> None:
    """`DECLARE_BITMAP(name, size) = {…}` declares its first argument; the size of an array has no effect."""
    found = _FIRST.match(canvas.code, opening + 1, closing + 1)
    if found is not None and b"(" not in canvas.code[opening + 1 : closing]:
        canvas.blank(opening, opening + 1)
        canvas.blank(found.end(1), closing + 1)


def finish(canvas: Canvas, start: int, end: int) -> bool:
    """Put `;` on the first white space that is not in a comment nor behind a directive; tell whether there is any."""
    text, at = canvas.text, start
    while at < end:
        if text[at : at + 2] == b"/*":
            at = text.find(b"*/", at) + 2
        elif text[at : at + 2] == b"//":
            at = text.find(b"\n", at)
        elif text[at] in b" \t\r":
            canvas.put(at, at + 1, b";")
            return True
        elif text[at] == 0x23:
            return False
        else:
            at += 1
    return False


def _double(canvas: Canvas, opening: int, closing: int) -> None:
    """`DEBUG(("text", x))` with no white space behind it: the outer parentheses give room for the `;`."""
    inner = canvas.after(opening + 1)
    if canvas.byte(inner) == 0x28 and canvas.closing(inner) == canvas.before(closing):
        canvas.blank(opening, opening + 1)
        canvas.put(closing, closing + 1, b";")
