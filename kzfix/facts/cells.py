"""The bytes of a type in pieces that one store writes together: its scalar members, and what belongs to no member.

Of an array the first and the last element stand for all. What the bytes mean is not told here, nor who writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.layout import Layouts, Path
from kzfix.facts.scope import CType


@dataclass(frozen=True, slots=True)
class Cell:
    """One piece. `bytes` are the first, and the one behind the last; None where they are not known.

    `path` leads to the member; it is () for padding, a `hole`.
    """

    path: Path
    bytes: tuple[int, int] | None
    hole: bool = False


def cells(layouts: Layouts, type_: CType) -> tuple[Cell, ...]:
    """The cells of a type, in order. None of a structure that is not found."""
    plain = layouts.types.plain(type_)
    found = [*_inside(layouts, plain, (), 0)]
    holes = [Cell((), hole, True) for hole in layouts.unused(plain) or ()]
    return tuple(dict.fromkeys([*found, *holes]))


def _inside(layouts: Layouts, type_: CType, path: Path, at: int | None) -> Iterator[Cell]:
    plain = layouts.types.plain(type_)
    if plain.dims and not plain.function:
        yield from _elements(layouts, plain, path, at)
        return
    size = layouts.size(plain)
    known = (at, at + size) if at is not None and size is not None else None
    members = layouts.members(plain) if not plain.pointers and plain.base.startswith(("struct ", "union ")) else ()
    if members is None:
        if path:
            yield Cell(path, known)
    elif not members and size != 0:
        yield Cell(path, known)
    for member in members or ():
        offset = None if at is None or member.offset is None else at + member.offset
        end = layouts.size(member.type)
        if member.union and offset is not None and end is not None and end > 1:  # it may be longer than the others
            yield Cell((*path, member.name), (offset + end - 1, offset + end))
        yield from _inside(layouts, member.type, (*path, member.name), offset)


def _elements(layouts: Layouts, array: CType, path: Path, at: int | None) -> Iterator[Cell]:
    count = layouts.constants.evaluate(array.dims[0]) if array.dims[0] else 0
    element = array.pointee()
    size = layouts.size(element) if element is not None else None
    if count is None or element is None:
        yield Cell(path, None)
        return
    for number in sorted({0, count - 1}) if count > 0 else ():
        begin = None if at is None or size is None else at + number * size
        yield from _inside(layouts, element, (*path, f"[{number}]"), begin)
