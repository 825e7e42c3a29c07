"""One text of C, and what has been learned of it: asked once, kept for as long as the text is.

What a text says is a matter of its bytes alone. Where it stands, and what it includes, is not told here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Concatenate, ParamSpec, TypeVar

from kzfix.source.cut import Cut, cuts
from kzfix.source.surface import Directive, spaces, surface

P = ParamSpec("P")
T = TypeVar("T")

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_REST = rb"([^\\\n]*+(?:\\(?:\r?\n)?[^\\\n]*+)*+)"  # of a line, and of those that continue it
_DEFINE = re.compile(rb"#[ \t]*define[ \t]+(\w+)(\([^()\n]*\))?[ \t]*" + _REST)
_DEFINES = re.compile(rb"#[ \t]*define[ \t]")
_DEFINED = re.compile(rb"[ \t]*#[ \t]*define[ \t]+(\w+)(\(?)" + _REST)


# Behind a name that no body follows: no parenthesis, or a statement that ends. Comments and strings may hold anything.
_NO_HEAD = re.compile(rb'\s*+(?:[^\s(/#]|\((?:[^;{}/#"\\\x27]|"(?:[^"\\\n]|\\[^\r\n])*+")*+[;}])')
_OLD_STYLE = re.compile(rb"\s*+\([\w\s,]++\)\s*+[A-Za-z_]")


class Text:
    """Some bytes of C."""

    __slots__ = ("answers", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.answers: dict[object, object] = {}


def of_text(function: Callable[Concatenate[Text, P], T]) -> Callable[Concatenate[Text, P], T]:
    """Keep what a function of a text, and of hashable others, says with the text."""

    def ask(text: Text, /, *args: P.args, **named: P.kwargs) -> T:
        assert not named
        key = (function, *args)
        if key not in text.answers:
            text.answers[key] = function(text, *args, **named)
        return text.answers[key]  # type: ignore[return-value]

    ask.__doc__ = function.__doc__
    return ask


def places(data: bytes, word: bytes) -> Iterator[int]:
    """The offsets of a word that is no part of a longer one."""
    at, size = data.find(word), len(word)
    while at >= 0 and size:
        end = at + size
        if (at == 0 or data[at - 1] not in _WORD) and (end == len(data) or data[end] not in _WORD):
            yield at
        at = data.find(word, end)


@of_text
def seen(text: Text) -> tuple[bytes, tuple[Directive, ...]]:
    """The text without comments and preprocessor lines, which are spaces, and those lines."""
    found = surface(text.data)
    return bytes(found.code), found.directives


def code(text: Text) -> bytes:
    """The text without comments and preprocessor lines."""
    return seen(text)[0]


def may_define(text: Text, word: bytes) -> bool:
    """Whether a text may define a function of that name: quick, not exact, and a no is certain."""
    data, size = text.data, len(word)
    return any(
        _NO_HEAD.match(data, at + size) is None or _OLD_STYLE.match(data, at + size) is not None
        for at in places(data, word)
    )


@of_text
def pieces(text: Text) -> tuple[Cut, ...]:
    """The definitions of functions that a text holds."""
    return tuple(cuts(text.data, surface(text.data)))


@of_text
def named(text: Text) -> frozenset[bytes]:
    """The names of the functions that a text defines."""
    return frozenset(cut.name for cut in pieces(text))


@of_text
def outside(text: Text) -> bytes:
    """The code of a text without the definitions of functions."""
    rest = bytearray(code(text))
    for cut in pieces(text):
        rest[cut.piece.start : cut.piece.end] = spaces(bytes(rest[cut.piece.start : cut.piece.end]))
    return bytes(rest)


@of_text
def defines(text: Text) -> Mapping[bytes, tuple[int, ...]]:
    """The offsets of every `#define` of a text, by the name that it defines."""
    data, end = text.data, 0
    found: dict[bytes, tuple[int, ...]] = {}
    for head in _DEFINES.finditer(data):
        start = head.start()
        if start < end or data[data.rfind(b"\n", 0, start) + 1 : start].strip(b" \t"):
            continue
        one = _DEFINE.match(data, start)
        if one is not None:
            name, end = one.group(1), one.end()
            found[name] = (*found[name], start) if name in found else (start,)
    return found


def macros(text: Text, name: bytes) -> Iterator[tuple[bytes | None, bytes]]:
    """Every `#define` of a name: the parameters with their parentheses (None for none), and what follows."""
    for start in defines(text).get(name, ()):
        one = _DEFINE.match(text.data, start)
        assert one is not None
        yield one.group(2), one.group(3)


@of_text
def defined(text: Text, name: bytes) -> tuple[tuple[bool, bytes], ...]:
    """Every `#define` of a name: whether a parenthesis follows at once, and the rest of its line and of those that
    continue it."""
    data = text.data
    matches = ((_DEFINED.match(data, data.rfind(b"\n", 0, at) + 1), at) for at in places(data, name))
    return tuple((one.group(2) != b"", one.group(3)) for one, at in matches if one is not None and one.start(1) == at)
