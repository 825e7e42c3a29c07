"""How many bytes a type takes on 64-bit Linux, how it is aligned, and which of its bits belong to a member.

x86-64 and arm64 agree on what is told here (System V ABI, AAPCS64); where they do not, or an attribute, a macro or an
arm of `#if` may decide, nothing is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.constants import Constants
from kzfix.facts.enums import Enum, enums
from kzfix.facts.scope import CType
from kzfix.facts.structures import Chain, Field, Marks, Shape
from kzfix.facts.types import BYTES, Types
from kzfix.tables import table

LARGEST = 1 << 20  # bytes; of what is larger, not every bit is kept
_LP64 = {name: int(size) for size, names in table("ctypes")["lp64"].items() for name in names}
_BASIC = frozenset({"int", "long", "short", "char", "signed", "unsigned"})


@dataclass(frozen=True, slots=True)
class Extent:
    """`size` and `align` in bytes; `used` has a one for every bit that belongs to a member."""

    size: int
    align: int
    used: int

    @property
    def padding(self) -> bool:
        """Whether any bit belongs to no member."""
        return self.used != _ones(self.size * 8)


@dataclass(frozen=True, slots=True)
class Laid:
    """A field at its place: `at` is in bits from the beginning of its structure."""

    number: int
    field: Field
    at: int
    extent: Extent


class Extents:
    """Extents of types, remembered."""

    def __init__(self, types: Types, constants: Constants) -> None:
        self.types = types
        self.constants = constants
        self._known: dict[CType, Extent | None] = {}

    def of(self, type_: CType) -> Extent | None:
        """The extent of a type, or None when it cannot be told."""
        if type_ not in self._known:
            self._known[type_] = None  # a structure that holds itself
            self._known[type_] = self._find(type_)
        return self._known[type_]

    def offsets(self, shape: Shape) -> dict[Chain, int]:
        """Offsets in bytes of the fields that are no bit-fields, as far as they can be told."""
        return dict(self._offsets(shape, (), 0))

    def _offsets(self, shape: Shape, above: Chain, begin: int) -> Iterator[tuple[Chain, int]]:
        if shape.marks.unclear:
            return
        for laid in self._laid(shape):
            chain = (*above, (laid.number, shape.union))
            if laid.field.inner is not None and not laid.field.name:
                yield from self._offsets(laid.field.inner, chain, begin + laid.at // 8)
            elif laid.field.width is None:
                yield chain, begin + laid.at // 8

    def _find(self, type_: CType) -> Extent | None:
        if type_.dims:
            return None if type_.function else self._array(type_)
        if type_.is_pointer:
            return _scalar(8)
        basic = basic_size(type_.base)
        if basic is not None:
            return _scalar(basic)
        kind, _, name = type_.base.rpartition(" ")
        if kind in ("struct", "union"):
            shape = self.types.lookup.shape(type_.base)
            return self.shape(shape) if shape is not None else None
        if kind == "enum":
            return self._enum(name, typedef=False)
        return self._typedef(type_) if not kind else None

    def _array(self, type_: CType) -> Extent | None:
        one = self.of(CType(type_.base, type_.pointers, type_.dims[1:]))
        count = self.constants.evaluate(type_.dims[0]) if type_.dims[0] else 0
        if one is None or count is None or count < 0 or one.size * count > LARGEST:
            return None
        if not one.padding:
            return Extent(one.size * count, one.align, _ones(one.size * count * 8))
        return Extent(one.size * count, one.align, sum(one.used << (at * one.size * 8) for at in range(count)))

    def _typedef(self, type_: CType) -> Extent | None:
        lookup = self.types.lookup
        found = lookup.typedef(type_.base)
        if found is None:
            return self._enum(type_.base, typedef=True)
        if type_.base in lookup.marked:
            return None
        if found != type_:
            return self.of(found)
        shape = lookup.shape(found.base)  # typedef struct { … } foo_t;
        return self.shape(shape) if shape is not None else None

    def _enum(self, name: str, typedef: bool) -> Extent | None:
        found = self._enums(name, typedef)
        if len(found) != 1 or found[0].marked:
            return None
        values = [self.constants.evaluate(item.value) for item in found[0].items if item.value is not None]
        known = [value for value in values if value is not None]
        highest = (1 << 31) - 1 if min(known, default=0) < 0 else (1 << 32) - 1
        room = 1 << 16  # for names without values behind the highest
        if len(known) < len(values) or any(not -(1 << 31) <= value <= highest - room for value in known):
            return None
        return _scalar(4)

    def _enums(self, name: str, typedef: bool) -> list[Enum]:
        return list(
            dict.fromkeys(
                one
                for text in self.types.lookup.texts(name)
                for one in enums(text)
                if (name in one.typedefs if typedef else name == one.tag)
            )
        )

    def shape(self, shape: Shape) -> Extent | None:
        """The extent of a structure or union."""
        if not shape.whole or shape.marks.unclear:
            return None
        laid = list(self._laid(shape))
        if len(laid) < len(shape.fields):
            return None
        named = [one.extent.align for one in laid if one.field.name or one.field.inner is not None]
        align = max([one.extent.align for one in laid], default=1)
        if align != max(named, default=1):
            return None  # an unnamed bit-field aligns the structure on arm64, not on x86-64
        raised = self._aligned(shape.marks, 1 if shape.marks.packed else align)
        if raised is None:
            return None
        end = max((one.at + _length(one, self.constants) for one in laid), default=0)
        size = _up(-(-end // 8), raised)
        used = 0
        for one in laid:
            if one.field.width is None:
                used |= one.extent.used << one.at
            elif one.field.name:
                used |= _ones(_length(one, self.constants)) << one.at
        return Extent(size, raised, used) if size <= LARGEST else None

    def _laid(self, shape: Shape) -> Iterator[Laid]:
        """The fields at their places, up to the first whose place or extent cannot be told."""
        at = 0
        for number, field in enumerate(shape.fields):
            extent = self._field(field, shape.marks.packed)
            if extent is None or (field.width is not None and shape.marks.packed):
                return
            length = extent.size * 8
            if field.width is not None:
                width = self.constants.evaluate(field.width)
                if not width or width < 0 or width > length:
                    return
                begin = at if at % length + width <= length else _up(at, length)
                length = width
            else:
                begin = _up(at, extent.align * 8)
            yield Laid(number, field, 0 if shape.union else begin, extent)
            at = 0 if shape.union else begin + length

    def _field(self, field: Field, packed: bool) -> Extent | None:
        if field.maybe or field.marks.unclear:
            return None
        anonymous = field.inner is not None and not field.name
        found = self.shape(field.inner) if anonymous and field.inner is not None else self.of(field.type)
        if found is None or anonymous:
            return found if found is None or not packed else Extent(found.size, 1, found.used)
        if field.inner is not None:
            return Extent(found.size, 1, found.used) if packed else found  # the attributes are the inner structure's
        align = self._aligned(field.marks, 1 if packed or field.marks.packed else found.align)
        if align is None or (field.width is not None and align != found.align):
            return None
        return Extent(found.size, align, found.used)

    def _aligned(self, marks: Marks, least: int) -> int | None:
        """The alignment that attributes raise to; None when one of them is not known."""
        for text in marks.aligned:
            value = self.constants.evaluate(text)
            if value is None or value <= 0 or value & (value - 1):
                return None
            least = max(least, value)
        return least


def basic_size(base: str) -> int | None:
    """The bytes of a type that needs no declaration to be known; None for any other."""
    known = _LP64.get(base, BYTES.get(base))
    words = base.split()
    if known is not None or not words or not set(words) <= _BASIC:
        return known
    if "char" in words:
        return 1
    return 8 if "long" in words else 2 if "short" in words else 4


def _length(laid: Laid, constants: Constants) -> int:
    """Bits that a field takes."""
    width = constants.evaluate(laid.field.width) if laid.field.width is not None else None
    return width if width is not None else laid.extent.size * 8


def _scalar(size: int) -> Extent:
    return Extent(size, size, _ones(size * 8))


def _ones(count: int) -> int:
    return (1 << count) - 1


def _up(value: int, step: int) -> int:
    return -(-value // step) * step
