"""Where the members of a structure lie: which places of one object share bytes, how large it is, what it leaves unused.

A path leads from an object to a place in it: ("u", "x"), ("list", "[3]"), ("list", "[]") where the index is not known,
() for the object. In front of a first member, "[0]" may be left out. Sizes are those of 64-bit Linux on x86-64 and
arm64; what the configuration decides has none.
"""

from __future__ import annotations

from dataclasses import dataclass

from kzfix.facts.constants import constants
from kzfix.facts.extents import Extents
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType, Scope
from kzfix.facts.structures import Chain, Field, Shape, flat
from kzfix.facts.types import Types

Path = tuple[str, ...]
ENDLESS = 1 << 62


@dataclass(frozen=True, slots=True)
class Slot:
    """One member. `offset` is in bytes; None for a bit-field and where something in front has no known size.

    `flexible`: an array without a size of its own at the end of the structure.
    """

    name: str
    type: CType
    union: bool
    bits: bool
    array: bool
    flexible: bool
    offset: int | None


class Layouts:
    """Answers for one file. Every answer is remembered."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.constants = constants(lookup)
        self.types = Types(Scope.empty(), lookup, b"")
        self._extents = Extents(self.types, self.constants)
        self._apart: dict[tuple[CType, Path, Path], bool | None] = {}

    def size(self, type_: CType) -> int | None:
        """The size of a type in bytes; a flexible array at its end counts nothing."""
        found = self._extents.of(type_)
        return found.size if found is not None else None

    def padding(self, type_: CType) -> bool | None:
        """Whether a type has bits that belong to no member, between members or behind them."""
        found = self._extents.of(type_)
        return found.padding if found is not None else None

    def members(self, base: CType) -> tuple[Slot, ...] | None:
        """The members of a structure, those of anonymous inner ones too; None when not all of them are found."""
        shape = self._shape(base)
        if shape is None or not shape.whole:
            return None
        offsets = self._extents.offsets(shape)
        return tuple(
            Slot(
                field.name,
                field.type,
                any(union for _, union in chain),
                field.width is not None,
                bool(field.type.dims) and not field.type.function,
                field.type.dims[:1] in (("",), ("0",)) and _is_last(shape, chain),
                offsets.get(chain),
            )
            for field, chain in flat(shape)
        )

    def unused(self, type_: CType) -> tuple[tuple[int, int], ...] | None:
        """The runs of whole bytes that belong to no member: the first, and the one behind the last. None: not known."""
        found = self._extents.of(type_)
        if found is None:
            return None
        free = [at for at in range(found.size) if not found.used >> (at * 8) & 0xFF]
        begins = [at for at in free if at - 1 not in free]
        return tuple((at, next(end for end in range(at, found.size + 1) if end not in free)) for at in begins)

    def extent(self, base: CType, path: Path) -> tuple[int, int] | None:
        """The bytes of a place: the first, and the one behind the last. None when they cannot be told.

        Where an index is not known they are those of the whole array; an array that is open at its end has no end.
        """
        here, at = self.types.plain(base), 0
        for number, step in enumerate(path):
            if step.startswith("["):
                size = self.size(element) if (element := here.pointee() if here.dims else here) is not None else None
                count = self._count(here)
                if element is None or size is None or (not here.dims and number) or (here.dims and (count or 0) < 2):
                    return None
                if not step[1:-1].isdigit():
                    return (at, at + size * count) if count is not None else None
                if count is not None and int(step[1:-1]) >= count:
                    return None
                here, at = self.types.plain(element), at + int(step[1:-1]) * size
                continue
            found = [member for member in self.members(here) or () if member.name == step]
            if len(found) != 1 or found[0].offset is None:
                return None
            here, at = self.types.plain(found[0].type), at + found[0].offset
        size = self.size(here)
        return None if size is None else (at, at + size if self._count(here) != 0 else ENDLESS)

    def _count(self, type_: CType) -> int | None:
        """How many elements an array has: 0 where it is open at its end; None when it is none, or that is not known."""
        if not type_.dims:
            return None
        return self.constants.evaluate(type_.dims[0]) if type_.dims[0] else 0

    def type_at(self, base: CType, path: Path) -> CType | None:
        """The type of the place that a path leads to; None when a member is not found or not one."""
        return self._steps(base, self._whole(base, path), first=True)

    def apart(self, base: CType, one: Path, other: Path) -> bool | None:
        """Whether two places of one object certainly share no byte; None when only a missing declaration could tell."""
        key = (base, one, other)
        if key not in self._apart:
            self._apart[key] = self._are_apart(base, self._whole(base, one), self._whole(base, other))
        return self._apart[key]

    def _whole(self, base: CType, path: Path) -> Path:
        """A path with the index that picks one object of those that begin there."""
        plain = self.types.plain(base)
        indexed = not path or path[0].startswith("[")
        return path if indexed or plain.dims or plain.is_pointer else ("[0]", *path)

    def _are_apart(self, base: CType, one: Path, other: Path) -> bool | None:
        """Two ways that part at unlike members of a structure, or at unlike elements, lead to places apart.

        Where an index is not known they may still part behind it: two elements are one, or share nothing.
        """
        type_: CType | None = base
        for at, (left, right) in enumerate(zip(one, other, strict=False)):
            if type_ is None or left.startswith("[") != right.startswith("["):
                return None
            if left != right and not left.startswith("["):
                return self._members_apart(type_, one[at:], other[at:])
            if left != right and left[1:-1].isdigit() and right[1:-1].isdigit():
                return self._elements_apart(type_, one[at:], other[at:])
            type_ = self._step(type_, left, first=at == 0)
        return False if type_ is not None else None

    def _elements_apart(self, type_: CType, one: Path, other: Path) -> bool | None:
        low, high = sorted((one, other), key=lambda path: int(path[0][1:-1]))
        element = self._step(type_, low[0], first=True)
        if element is None or self._steps(element, high[1:]) is None:
            return None
        overrun = self._overruns(element, low[1:], last=False)
        return None if overrun is None else not overrun

    def _members_apart(self, type_: CType, one: Path, other: Path) -> bool | None:
        shape = self._shape(type_)
        if shape is None or not shape.whole:
            return None
        left, right = self._named(shape, one[0]), self._named(shape, other[0])
        if not left or not right:
            return None
        found = [self._pair(shape, first, one[1:], second, other[1:]) for first in left for second in right]
        return None if None in found else all(found)

    def _pair(
        self, shape: Shape, one: tuple[Field, Chain], one_rest: Path, other: tuple[Field, Chain], other_rest: Path
    ) -> bool | None:
        """Whether places in two members of one structure are apart."""
        depth = next(at for at, (left, right) in enumerate(zip(one[1], other[1], strict=False)) if left != right)
        before, behind = (one, one_rest), (other, other_rest)
        if one[1][depth][0] > other[1][depth][0]:
            before, behind = behind, before
        overrun = self._overruns(before[0][0].type, before[1], last=_is_last(shape, before[0][1]))
        if overrun is None or self._steps(behind[0][0].type, behind[1]) is None:
            return None
        return not one[1][depth][1] and not overrun

    def _overruns(self, type_: CType, path: Path, last: bool) -> bool | None:
        """Whether a way into a member may lead past its end: into an array that is open at its end, as `data[]` is.

        `last`: whether the member stands last in its structure. None when the way leads to no known member.
        """
        here: CType | None = type_
        for step in path:
            if here is None:
                return None
            here = self.types.plain(here)
            if step.startswith("["):
                if here.dims and self._leaves(here.dims[0], step[1:-1], last):
                    return True
            else:
                shape = self._shape(here)
                chains = [chain for _, chain in self._named(shape, step)] if shape is not None else []
                last = any(_is_last(shape, chain) for chain in chains) if shape is not None else False
            here = self._step(here, step)
        return None if here is None else False

    def _leaves(self, size: str, index: str, last: bool) -> bool:
        count = self.constants.evaluate(size) if size else 0
        if count is None:
            return False
        return int(index) >= count if index.isdigit() else count == 0 or (count == 1 and last)

    def _steps(self, type_: CType, path: Path, first: bool = False) -> CType | None:
        here: CType | None = type_
        for at, step in enumerate(path):
            here = self._step(here, step, first and at == 0) if here is not None else None
        return here

    def _step(self, type_: CType, step: str, first: bool = False) -> CType | None:
        """The type of a member or an element; `first`: an index may pick one object of several."""
        plain = self.types.plain(type_)
        if step.startswith("["):
            if plain.dims:
                return plain.pointee() if not plain.function else None
            return plain if first else None
        shape = self._shape(plain)
        found = {field.type for field, _ in self._named(shape, step)} if shape is not None else set()
        return found.pop() if len(found) == 1 else None

    def _named(self, shape: Shape, name: str) -> list[tuple[Field, Chain]]:
        """The members of a name, one of each arm of an `#if`; none where the name is a macro for another."""
        found = [(field, chain) for field, chain in flat(shape) if field.name == name]
        return found if found and not self.constants.is_macro(name) else []

    def _shape(self, type_: CType) -> Shape | None:
        plain = self.types.plain(type_)
        if plain.pointers or plain.dims or plain.function:
            return None
        return self.lookup.shape(plain.base)


def layouts(lookup: Lookup) -> Layouts:
    """The one `Layouts` of a file."""
    if Layouts not in lookup.answers:
        lookup.answers[Layouts] = Layouts(lookup)
    found = lookup.answers[Layouts]
    assert isinstance(found, Layouts)
    return found


def _is_last(shape: Shape, chain: Chain) -> bool:
    """Whether nothing of its structure stands behind a member."""
    here: Shape | None = shape
    for number, union in chain:
        if here is None or (not union and number != len(here.fields) - 1):
            return False
        here = here.fields[number].inner
    return True
