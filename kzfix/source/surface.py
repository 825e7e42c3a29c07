"""What the eye skips over: comments, strings and preprocessor lines, told apart from code in one pass.

Never fails: an unfinished comment runs to the end of the data, an unfinished string to the end of its line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_COMMENT = rb"/\*.*?(?:\*/|\Z)|//(?:\\\r?\n|[^\n])*"
_STRING = rb'"(?:[^"\\\n]|\\\r\n|\\.)*"?'
_CHAR = rb"'(?:[^'\\\n]|\\\r\n|\\.)*'?"
_DIRECTIVE = rb"#(?:[^\n\\/\"']+|\\\r\n|\\.|" + _COMMENT + rb"|/|" + _STRING + rb"|" + _CHAR + rb")*"
_TOKEN = re.compile(rb"|".join((_COMMENT, _STRING, _CHAR, _DIRECTIVE)), re.DOTALL)
_WORD = re.compile(rb"#(?:\s|\\\n)*(\w*)")

_KEPT = b"\n\r\t"
_SPACES = bytes(byte if byte in _KEPT else 0x20 for byte in range(256))
_DOTS = bytes(byte if byte in b"\n\r" else 0x2E for byte in range(256))


@dataclass(frozen=True, slots=True)
class Directive:
    """One preprocessor line with its continuations; `rest` is what follows the word, comments taken out."""

    start: int  # of the "#"
    stem: int  # past the word
    end: int  # at the newline
    word: bytes
    rest: bytes


@dataclass(frozen=True, slots=True)
class Surface:
    """`code` has the length of the data: comments and preprocessor lines are spaces, string contents are dots."""

    code: bytearray
    directives: tuple[Directive, ...]


def spaces(text: bytes) -> bytes:
    """As many spaces as `text` has bytes; tabs and ends of lines stay."""
    return text.translate(_SPACES)


def surface(data: bytes) -> Surface:
    """Tell code from the rest."""
    code = bytearray(data)
    directives = []
    for found in _TOKEN.finditer(data):
        start, end = found.span()
        first = data[start]
        if first in b"\"'":
            if end - start > 2:
                code[start + 1 : end - 1] = data[start + 1 : end - 1].translate(_DOTS)
            continue
        code[start:end] = data[start:end].translate(_SPACES)
        if first == 0x23:
            directives.append(_directive(data, start, end))
    return Surface(code, tuple(directives))


def _directive(data: bytes, start: int, end: int) -> Directive:
    text = data[start:end]
    word = _WORD.match(text)
    assert word is not None
    rest = re.sub(_COMMENT, b" ", text[word.end() :], flags=re.DOTALL) if b"/" in text else text[word.end() :]
    return Directive(start, start + word.end(), end, word.group(1), b" ".join(rest.replace(b"\\\n", b" ").split()))
