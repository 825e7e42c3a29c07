"""The enumerations that a text defines: their names in order, with the expressions that give values.

A name behind an arm of `#if`, or behind something that is no plain enumerator, follows an unknown number of others:
it is marked `adrift` until one has a value of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kzfix.facts.structures import marks
from kzfix.facts.text import Text, of_text, seen

_ENUM = re.compile(rb"\benum\b([^;{}()=]*)\{")
_PART = re.compile(rb"[(){}\[\],]")
_ITEM = re.compile(rb"(\w+)\s*(?:=(?!=)(.*))?\Z", re.S)
_CONDITIONAL = frozenset((b"if", b"ifdef", b"ifndef", b"elif", b"else", b"endif"))


@dataclass(frozen=True, slots=True)
class Enumerator:
    """One name; `value` is C, None where it is one more than the name in front of it, "" where it is not to be told."""

    name: str
    value: str | None
    adrift: bool


@dataclass(frozen=True, slots=True)
class Enum:
    """One definition: its tag ("" for none), the typedef names behind it, whether an attribute may size it."""

    tag: str
    typedefs: tuple[str, ...]
    items: tuple[Enumerator, ...]
    marked: bool


@of_text
def enums(data: Text) -> tuple[Enum, ...]:
    """Every enumeration of a text, in order."""
    if b"enum" not in data.data:
        return ()
    text, directives = seen(data)
    steps = [one.start for one in directives if one.word in _CONDITIONAL]
    return tuple(found for head in _ENUM.finditer(text) if (found := _enum(text, head, steps)) is not None)


@of_text
def enumerators(data: Text, name: str) -> tuple[tuple[tuple[Enumerator, ...], int], ...]:
    """Every enumerator of a name: those of its enumeration, and its place among them."""
    return tuple((one.items, at) for one in enums(data) for at, item in enumerate(one.items) if item.name == name)


def _enum(text: bytes, opening: re.Match[bytes], steps: list[int]) -> Enum | None:
    head = opening.group(1)
    pieces, end = _pieces(text, opening.end())
    if end < 0:
        return None
    after = text[end : text.find(b";", end)].decode("latin-1")
    words = head.split()
    attributes = marks(f"{head.decode('latin-1')} {after}")
    marked = len(words) > 1 or attributes.packed or attributes.unclear or bool(attributes.aligned)
    defined = text[max(0, opening.start() - 20) : opening.start()].rstrip().endswith(b"typedef")
    names = tuple(re.findall(r"\w+", after)) if defined else ()
    return Enum(words[-1].decode("latin-1") if words else "", names, _items(text, pieces, steps), marked)


def _pieces(text: bytes, begin: int) -> tuple[list[tuple[int, int]], int]:
    """Where the parts between the commas stand, and the offset past the closing brace; -1 when there is none."""
    depth, start = 1, begin
    found: list[tuple[int, int]] = []
    for match in _PART.finditer(text, begin):
        sign = match.group()
        depth += (sign in b"({[") - (sign in b")}]")
        if depth == 0:
            return [*found, (start, match.start())], match.end()
        if sign == b"," and depth == 1:
            found.append((start, match.start()))
            start = match.end()
    return [], -1


def _items(text: bytes, pieces: list[tuple[int, int]], steps: list[int]) -> tuple[Enumerator, ...]:
    items: list[Enumerator] = []
    adrift = False
    for start, end in pieces:
        piece = text[start:end].strip()
        if not piece:
            continue
        begin = text.index(piece, start)
        stop = begin + len(piece)
        item = _ITEM.match(piece)
        torn = any(begin <= step < stop for step in steps)
        if item is None or torn:  # a macro, an attribute, two arms in one: any name in it may be one, of any value
            adrift = True
            items += [Enumerator(word.decode("latin-1"), "", True) for word in re.findall(rb"[A-Za-z_]\w*", piece)]
            continue
        value = item.group(2)
        adrift = (adrift or any(start <= step < begin for step in steps)) and value is None
        given = value.decode("latin-1").strip() if value is not None else None
        items.append(Enumerator(item.group(1).decode("latin-1"), given, adrift))
        adrift = adrift or any(stop <= step < end for step in steps)
    return tuple(items)
