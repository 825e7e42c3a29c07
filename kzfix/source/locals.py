"""Names that a function's text certainly declares, found without a parser: a name that is a variable is no constant.

What is not plain to see is left out; `kzfix.facts.scope` knows all of them once the function is parsed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kzfix.source.words import CONTROL, Role, role

_BRACE = re.compile(rb"[{}]")
_MEMBERS = re.compile(rb"(?<!\w)(?:struct|union)(?!\w)[^;{}()=,]*\{")  # what stands in there is no variable
_PIECE = re.compile(rb"([^;{}]*)([;{}])")
_NAME = rb"([A-Za-z_]\w*)\s*(?:\[[^\]]*\]\s*)*"
_FIRST = re.compile(rb"\s*((?:[A-Za-z_]\w*(?:\s+|\s*\*[\s*]*))+)" + _NAME + rb"(,|=(?!=)|\Z)")
_NEXT = re.compile(rb"[\s*]*" + _NAME + rb"(,|=(?!=)|\Z)")
_WORD = re.compile(rb"[A-Za-z_]\w*")
_TAGS = frozenset((b"struct", b"union", b"enum"))
_NEVER = CONTROL | frozenset((b"typedef", b"sizeof", b"asm", b"__asm__"))


def declared(text: bytes) -> frozenset[bytes]:
    """Names of variables and parameters of the function in a text (as `plain` leaves it); empty when it does not begin
    and end as one function does."""
    opening = text.find(b"{")
    if opening < 0 or not _is_one(text, opening) or _MEMBERS.search(text, opening):
        return frozenset()
    return frozenset((*_parameters(text[:opening]), *_variables(text, opening)))


def _is_one(text: bytes, opening: int) -> bool:
    """Whether the first brace is open up to the last one, or to the end."""
    depth, last = 0, text.rfind(b"}")
    for found in _BRACE.finditer(text, opening):
        depth += 1 if found.group() == b"{" else -1
        if depth == 0:
            return found.start() == last and not text[last + 1 :].strip(b" \t\r\n;")
    return True


def _parameters(head: bytes) -> Iterator[bytes]:
    """Of a head that ends with its parameters."""
    head = head.rstrip()
    opening = head.rfind(b"(")
    if not head.endswith(b")") or b")" in head[opening:-1]:
        return
    for part in head[opening + 1 : -1].split(b","):
        found = _FIRST.match(part)
        if found is not None and not found[3] and _is_type(found[1]):
            yield found[2]


def _variables(text: bytes, opening: int) -> Iterator[bytes]:
    """Of declarations that stand where a statement begins, up to the first one with a value."""
    for piece in _PIECE.finditer(text, opening + 1):
        code, end = piece.groups()
        found = _FIRST.match(code)
        if found is None or not (found[3] or end == b";") or not _is_type(found[1]):
            continue
        yield found[2]
        more: re.Match[bytes] | None = found
        while more is not None and more.group(more.re.groups) == b",":
            more = _NEXT.match(code, more.end())
            if more is not None and (more[2] or end == b";"):
                yield more[1]


def _is_type(words: bytes) -> bool:
    """Whether words and stars are a type even without what the mask may blank or make a statement of its own."""
    found = _WORD.findall(words)
    plain = [word for word in found if word[:1] != b"_" and not word.isupper() and role(word) is Role.PLAIN]
    return bool(plain) and found[-1] not in _TAGS and _NEVER.isdisjoint(found)
