"""Where a text defines a structure, found by its name and its braces, without parsing the text.

Never looks into another file: which text to search is for `kzfix.facts.lookup`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.structures import Marks, Shape, marks, shape, without_marks
from kzfix.facts.text import Text, code, of_text, places

_MARKS = (b";", b"{", b"=")
_ATTRIBUTE = rb"(?:\s*+__attribute__\s*\(\([^;{}]*?\)\)|\s*+__aligned\s*\([^;{}()]*\))*+"


@of_text
def typedef_tags(text: Text, name: str) -> tuple[tuple[str, int], ...]:
    """`typedef struct tag {...} name, *pointer;`: the tag (or the name itself when there is none) and the stars."""
    return tuple(_typedef_tags(code(text), name))


def _typedef_tags(text: bytes, name: str) -> Iterator[tuple[str, int]]:
    ending = rb"\}" + _ATTRIBUTE + rb"[ \t\n]*+([^;{}()=]*\b%b\b[^;{}()]*);"
    for found in _behind_braces(text, name, ending):
        begin = _opening(text, found.start())
        before = text[max(0, begin - 200) : max(0, begin)]
        head = re.search(rb"typedef\s+(struct|union)\s*(\w*)[^;{}]*\Z", before)
        if head is None:
            continue
        words = found.group(1).decode("latin-1").split(",")
        stars = next((word.count("*") for word in words if word.replace("*", " ").split()[-1:] == [name]), 0)
        plain = next((word.split()[-1] for word in words if "*" not in word and word.split()), name)
        tag = head.group(2).decode("latin-1")
        kind = head.group(1).decode("latin-1")
        yield (f"{kind} {tag}" if tag else plain), stars


def _behind_braces(text: bytes, name: str, ending: bytes) -> Iterator[re.Match[bytes]]:
    """Where a pattern that begins with a closing brace matches up to a name (%b): tried only where a brace is what
    stands before the name, as trying every brace of a large header is slow."""
    word, last = name.encode("latin-1"), -1
    for at in places(text, word):
        brace = text.rfind(b"}", 0, at)
        if brace > last and all(text.find(mark, brace, at) < 0 for mark in _MARKS):
            match = re.compile(ending % re.escape(word)).match(text, brace)
            if match is not None:
                last = brace
                yield match


def _opening(text: bytes, close: int) -> int:
    """The offset of the brace that a closing brace matches; -1 when there is none."""
    depth, at = 0, close + 1
    while at >= 0:
        closing, opening = text.rfind(b"}", 0, at), text.rfind(b"{", 0, at)
        at = max(closing, opening)
        depth += 1 if closing > opening else -1
        if depth == 0:
            return at
    return -1


@dataclass(frozen=True, slots=True)
class Body:
    """Where the `{ … }` of a structure stands in a text, and the attributes around it."""

    begin: int
    end: int
    union: bool
    marks: Marks


_HEAD = re.compile(rb"(typedef\s+)?(?:\w+\s+)*?(struct|union)\b([^;{}=]*)\Z")
_NAMES = re.compile(r"\s*\**\s*\w+\s*(?:,\s*\**\s*\w+\s*)*\Z")


_MAY_OPEN = re.compile(rb"\s*(?:[{#/]|__)")  # behind a tag, comments and preprocessor lines still there
_OPENS = re.compile(rb"\s*(?:__\w+\s*)*\{")


@of_text
def bodies(text: Text, base: str) -> tuple[Body, ...]:
    """The definitions of "struct foo", "union foo" or a typedef's structure that a text holds."""
    kind, _, name = base.rpartition(" ")
    word = name.encode("latin-1")
    if kind and not any(_MAY_OPEN.match(text.data, at + len(word)) for at in places(text.data, word)):
        return ()
    if not kind and b"typedef" not in text.data:
        return ()
    begins = _tagged(code(text), kind.encode("latin-1"), word) if kind else _typedefs(code(text), name)
    return tuple(body for begin in begins if (body := _body(text, begin, bool(kind))) is not None)


def _tagged(text: bytes, kind: bytes, word: bytes) -> Iterator[int]:
    """Where a body opens behind a tag."""
    for at in places(text, word):
        opens = _OPENS.match(text, at + len(word))
        before = text[:at].rstrip() if opens is not None else b""
        if opens is not None and len(before) < at and _ends(before, kind):
            yield opens.end() - 1


def _ends(text: bytes, word: bytes) -> bool:
    """Whether a text ends in a whole word."""
    return text.endswith(word) and re.match(rb"\w", text[: -len(word)][-1:]) is None


def _typedefs(text: bytes, name: str) -> Iterator[int]:
    """Where a body opens behind which a typedef's name stands."""
    for match in _behind_braces(text, name, rb"\}" + _ATTRIBUTE + rb"[^;{}()=]*\b%b\b[^;{}()]*;"):
        yield _opening(text, match.start())


def _body(text: Text, begin: int, tagged: bool) -> Body | None:
    found = code(text)
    end = _closing(found, begin) if begin >= 0 else None
    head = _HEAD.search(found[max(0, begin - 200) : begin]) if end is not None else None
    if end is None or head is None or not (tagged or head.group(1)):
        return None
    return Body(begin, end, head.group(2) == b"union", _around(text.data, head, found[end : found.find(b";", end)]))


def _around(data: bytes, head: re.Match[bytes], after: bytes) -> Marks:
    """The attributes in front of a body and behind it; unclear where a macro or a pragma may be one."""
    before, behind = head.group(3).decode("latin-1"), after.decode("latin-1")
    found = marks(f"{before} {behind}")
    rest = without_marks(behind)
    plain = bool(_NAMES.match(rest)) if head.group(1) else not rest
    strange = not plain or len(without_marks(before).split()) > 1 or b"pragma pack" in data
    return Marks(found.packed, found.aligned, found.unclear or strange)


@of_text
def squeezed(text: Text, begin: int, end: int) -> bytes:
    """A part of a text with one blank for any white space."""
    return b" ".join(text.data[begin:end].split())


@of_text
def shaped(text: Text, begin: int, end: int, union: bool, outside: Marks, label: str) -> tuple[Shape, dict[str, Shape]]:
    """As `kzfix.facts.structures.shape`."""
    return shape(text.data, begin, end, union, outside, label)


def _closing(text: bytes, begin: int) -> int | None:
    """The offset past the brace that closes the one at `begin`."""
    depth = 0
    for match in re.compile(rb"[{}]").finditer(text, begin):
        depth += 1 if match.group() == b"{" else -1
        if depth == 0:
            return match.end()
    return None
