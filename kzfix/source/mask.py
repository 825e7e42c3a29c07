"""Hide what is no plain C, at equal length: annotations, dead arms, macro heads; loops that are macros become `while`.

Never takes away a call, a jump, an assignment or an argument, and never touches strings, comments or `#define` lines
(but for arms that `#if 0` switches off).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kzfix.source.arms import dead, groups
from kzfix.source.canvas import Canvas
from kzfix.source.shape import reshape
from kzfix.source.statement import finish, indent
from kzfix.source.surface import Surface, surface
from kzfix.source.words import CONTROL, Role, role

_WORD = re.compile(rb"(?<!\w)[A-Za-z_]\w*")
_HEAD = re.compile(rb"(?:(?:static|inline)\s+)*([A-Z][A-Z0-9_]{2,})\s*(\()\s*(\w+)\s*([,)])")
_CASE = re.compile(rb"(?<!\w)case\b[^:;{}?]*?(\.\.\.)")
_LABEL = re.compile(rb"[=(,{:\[]\s*(&&)\s*[A-Za-z_]")
_INDEX = rb"\[(?:\s*\()*[\w\s+*.>-]*(?:\)[\w\s+*.>-]*)*\]"  # brackets in it, but no call
_MEMBER = re.compile(rb"(?<!\w)offsetof\s*\([^(),]*,\s*(\w+(?:\s*(?:\.|->|" + _INDEX + rb")\s*\w*)+)\s*\)")
_DIGITS = re.compile(rb"[(,]\s*(\d)(?![xXbB][0-9a-fA-F])(?!\d*(?:[uUlLfF]+|[eE]\d+[fFlL]?|)\s*[,)])\w*\s*(?=[,)])")
_BITS = re.compile(rb"[;{]\s*\w+\s*(:\s*\d+)\s*(?=;)")
_SPELLED = ((b"...", _CASE, b" | "), (b"&&", _LABEL, b" &"), (b"", _DIGITS, b"_"), (b":", _BITS, b""))
_PREFIX = re.compile(rb"[(,]\s*([A-Z][A-Z0-9_]*[ \t]+[A-Z][A-Z0-9_]*)\s*(?=\")")
_UNEVALUATED = re.compile(rb"(?<!\w)(?:__)?(?:typeof|alignof)(?:__)?\s*(\()")
_BARE = re.compile(rb"[;{}:]\s*([A-Z][A-Z0-9_]*)[ \t\r]*\n\s*(?=[A-Za-z_])")


@dataclass(frozen=True, slots=True)
class Masked:
    """The masked text, and which of its `while` are macros: see `Canvas`."""

    text: bytes
    loops: frozenset[int]
    once: frozenset[int]
    foreign: frozenset[int]


def mask(data: bytes) -> bytes:
    """The masked bytes: as long as `data`, with every newline at its offset."""
    return masked(data).text


def masked(data: bytes, found: Surface | None = None) -> Masked:
    """The masked bytes and what was learned on the way; `found` is their surface, when that is known."""
    found = found or surface(data)
    canvas = Canvas(data, found)
    if found.directives:
        for edit in dead(groups(found.directives).whole):
            _write(canvas, edit.span.start, edit.span.end, edit.text)
    _words(canvas)
    _operators(canvas)
    _macro_head(canvas)
    _lone_words(canvas)
    reshape(canvas)
    return Masked(bytes(canvas.text), frozenset(canvas.loops), frozenset(canvas.once), frozenset(canvas.foreign))


def _write(canvas: Canvas, start: int, end: int, text: bytes) -> None:
    if not text:
        canvas.blank(start, end)
        return
    # A directive: the surface never shows it.
    canvas.text[start:end] = text


def _words(canvas: Canvas) -> None:
    code = bytes(canvas.code)
    if all(role(word) is Role.PLAIN for word in set(_WORD.findall(code))):
        return
    body = code.find(b"{")
    for found in _WORD.finditer(code):
        kind = role(found.group())
        if kind is Role.PLAIN:
            continue
        start, end = found.span()
        inside = 0 <= body < start
        if kind is Role.CALL:
            _annotation_call(canvas, start, end, inside)
        elif _is_hidden(canvas, kind, start, end, inside):
            canvas.blank(start, end)


def _is_hidden(canvas: Canvas, kind: Role, start: int, end: int, inside: bool) -> bool:
    """Whether the word stands where words of its kind say nothing."""
    match kind:
        case Role.WORD:
            return _is_annotation(canvas, start, end, inside)
        case Role.LEADING:
            return _is_leading(canvas, start, end)
        case Role.LEVEL:
            after = canvas.after(end)
            return canvas.is_word(after) or canvas.byte(after) == 0x22
        case Role.BETWEEN:
            return _is_between(canvas, start, end)
    return False


def _annotation_call(canvas: Canvas, start: int, end: int, inside: bool) -> None:
    """`__free(kfree)` after a declarator is an annotation; `__free(p);` alone is a call."""
    opening = canvas.after(end)
    closing = canvas.closing(opening) if canvas.byte(opening) == 0x28 else -1
    if closing < 0:
        return
    sure = not inside or bytes(canvas.code[start:end]).strip(b"_") in (b"attribute", b"declspec")
    if sure or _is_annotation(canvas, start, closing + 1, inside):
        canvas.blank(start, closing + 1)


def _is_annotation(canvas: Canvas, start: int, end: int, inside: bool) -> bool:
    """Whether the word cannot be an operand: it stands beside another word, or closes a declarator."""
    if not inside or canvas.is_word(canvas.after(end)):
        return True
    last = canvas.before(start)
    if canvas.is_word(last):
        return canvas.word_ending(last) not in CONTROL
    before, behind = canvas.byte(last), canvas.byte(canvas.after(end))
    match before:
        case 0x2A:  # *
            return behind in b";,=)"
        case 0x29 | 0x5D:  # ) ]
            return behind in b";,="
        case 0x7D | 0x2C:  # } ,
            return behind in b";,=*" if before == 0x7D else behind == 0x2A
    return False


def _is_leading(canvas: Canvas, start: int, end: int) -> bool:
    after, last = canvas.after(end), canvas.before(start)
    if canvas.is_word(last):
        return canvas.word_ending(last) not in CONTROL and (canvas.is_word(after) or canvas.byte(after) == 0x2A)
    return canvas.is_word(after) and (last < 0 or canvas.byte(last) in b"(,;{}/")


def _is_between(canvas: Canvas, start: int, end: int) -> bool:
    last = canvas.word_ending(canvas.before(start))
    return last in (b"if", b"while", b"switch") and canvas.byte(canvas.after(end)) == 0x28


def _operators(canvas: Canvas) -> None:
    """GNU C that the parser does not know, and words that are no C at all; each becomes an operator or a word."""
    code = bytes(canvas.code)
    for sign, pattern, text in _SPELLED:
        for found in pattern.finditer(code) if sign in code else ():
            canvas.put(*found.span(1), text)
    for sign, pattern in ((b"offsetof", _MEMBER), (b'"', _PREFIX)):
        for found in pattern.finditer(code) if sign in code else ():
            canvas.glue(*found.span(1))
    for found in _UNEVALUATED.finditer(code) if b"typeof" in code or b"alignof" in code else ():
        closing = canvas.closing(found.start(1))
        if closing >= 0:
            canvas.glue(found.start(), closing + 1)


def _lone_words(canvas: Canvas) -> None:
    """`ENTER_ROUTINE` in a line of its own, before a line that is no deeper, is a statement."""
    body = canvas.code.find(b"{")
    for found in _BARE.finditer(bytes(canvas.code), max(body, 0)):
        start, end = found.span(1)
        if body >= 0 and indent(canvas, found.end()) <= indent(canvas, start):
            finish(canvas, end, found.end())


def _macro_head(canvas: Canvas) -> None:
    """`SYSCALL_DEFINE2(name, int, fd) {` becomes `int name(int fd) {`, every word where it was."""
    found = _HEAD.match(canvas.code, canvas.after(0))
    if found is None:
        return
    closing = canvas.closing(found.start(2))
    if closing < 0 or canvas.byte(canvas.after(closing + 1)) != 0x7B:
        return
    canvas.put(*found.span(1), b"int")
    canvas.blank(*found.span(2))
    if found.group(4) == b")":
        canvas.put(found.start(3) - 1, found.end(4), found.group(3) + b"()")
        return
    canvas.put(*found.span(4), b"(")
    _parameters(canvas, found.end(4), closing)


def _parameters(canvas: Canvas, start: int, end: int) -> None:
    """Types and names of parameters stand between commas of their own: drop every other one."""
    commas = [at for at in range(start, end) if canvas.code[at] == 0x2C]
    for at in commas[::2]:
        canvas.blank(at, at + 1)
