"""Where a text defines a structure, found by its name and its braces, without parsing the text.

Never looks into another file: which text to search is for `kzfix.facts.lookup`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.structures import Marks, marks, without_marks
from kzfix.source.surface import surface

_MARKS = (b";", b"{", b"}", b"=")
_ATTRIBUTE = rb"(?:\s*+__attribute__\s*\(\([^;{}]*?\)\)|\s*+__aligned\s*\([^;{}()]*\))*+"


def typedef_tags(text: bytes, name: str) -> Iterator[tuple[str, int]]:
    """`typedef struct tag {...} name, *pointer;`: the tag (or the name itself when there is none) and the stars."""
    word = re.escape(name.encode("latin-1"))
    ending = re.compile(rb"\}" + _ATTRIBUTE + rb"[ \t\n]*+([^;{}()=]*\b" + word + rb"\b[^;{}()]*);")
    for found in _behind_braces(text, word, ending):
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


def _behind_braces(text: bytes, word: bytes, ending: re.Pattern[bytes]) -> Iterator[re.Match[bytes]]:
    """Where a pattern that begins with a closing brace matches up to a word: tried only where a brace is what stands
    before the word, as trying every brace of a large header is slow."""
    last = -1
    for found in re.finditer(rb"\b" + word + rb"\b", text):
        brace = max(text.rfind(mark, 0, found.start()) for mark in _MARKS)
        match = ending.match(text, brace) if brace > last and text[brace : brace + 1] == b"}" else None
        if match is not None:
            last = brace
            yield match


def _opening(text: bytes, close: int) -> int:
    """The offset of the brace that a closing brace matches; -1 when there is none."""
    depth = 0
    for match in reversed(list(re.finditer(rb"[{}]", text[: close + 1]))):
        depth += 1 if match.group() == b"}" else -1
        if depth == 0:
            return match.start()
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


def bodies(data: bytes, base: str) -> Iterator[Body]:
    """The definitions of "struct foo", "union foo" or a typedef's structure that a text holds."""
    text = code(data)
    words = base.split()
    name = re.escape(words[-1].encode("latin-1"))
    if len(words) == 2:
        start = re.compile(rb"\b" + words[0].encode() + rb"\s+" + name + rb"\b\s*(?:__\w+\s*)*\{")
        begins = [match.end() - 1 for match in start.finditer(text)]
    else:
        ending = re.compile(rb"\}" + _ATTRIBUTE + rb"[^;{}()=]*\b" + name + rb"\b[^;{}()]*;")
        begins = [_opening(text, match.start()) for match in _behind_braces(text, name, ending)]
    for begin in begins:
        end = _closing(text, begin) if begin >= 0 else None
        head = _HEAD.search(text[max(0, begin - 200) : begin]) if end is not None else None
        if end is not None and head is not None and (len(words) == 2 or head.group(1)):
            yield Body(begin, end, head.group(2) == b"union", _around(data, head, text[end : text.find(b";", end)]))


def _around(data: bytes, head: re.Match[bytes], after: bytes) -> Marks:
    """The attributes in front of a body and behind it; unclear where a macro or a pragma may be one."""
    before, behind = head.group(3).decode("latin-1"), after.decode("latin-1")
    found = marks(f"{before} {behind}")
    rest = without_marks(behind)
    plain = bool(_NAMES.match(rest)) if head.group(1) else not rest
    strange = not plain or len(without_marks(before).split()) > 1 or b"pragma pack" in data
    return Marks(found.packed, found.aligned, found.unclear or strange)


@functools.lru_cache(maxsize=256)
def code(text: bytes) -> bytes:
    """The text without comments and preprocessor lines."""
    return bytes(surface(text).code)


def squeezed(text: bytes) -> bytes:
    """The text with one blank for any white space."""
    return b" ".join(text.split())


def _closing(text: bytes, begin: int) -> int | None:
    """The offset past the brace that closes the one at `begin`."""
    depth = 0
    for match in re.compile(rb"[{}]").finditer(text, begin):
        depth += 1 if match.group() == b"{" else -1
        if depth == 0:
            return match.end()
    return None
