"""Where in an object an address leads: a path of members, judged by the types that stand in between.

A path tells members apart by name only as long as every pointer on the way has the type of what stands there. A cast
to another type, or arithmetic that leaves a member, makes it `ANYWHERE`: any bytes of what the object is part of.
"""

from __future__ import annotations

from dataclasses import dataclass

from kzfix.facts.scope import CType
from kzfix.facts.types import BYTES, WIDE, Types
from kzfix.source.tree import Node

Path = tuple[str, ...]
ELEMENT = "[]"
VOID = CType("void")


@dataclass(frozen=True, slots=True)
class Spot:
    """What stands at a path, and its type (None: not known)."""

    path: Path
    type: CType | None


MOST_DEEP = 6
Addresses = frozenset[Spot]
ANYWHERE = Spot((ELEMENT,), None)
NOWHERE: Addresses = frozenset()


class UnclearError(Exception):
    """Something in a callee that is not understood, and where."""

    def __init__(self, why: str, node: Node) -> None:
        super().__init__(" ".join(why.split()))
        self.node = node


def within(place: Spot, path: Path) -> Path:
    """A path that begins at a place, as one that begins where the place's path does.

    An element that is no array's own is an element of the array that the whole may stand in.
    """
    if place == ANYWHERE or not path:
        return place.path
    if path[0] != ELEMENT:
        return (*place.path, *path)
    if not place.path:
        return path
    return (*place.path, *path[1:]) if place.path[-1] == ELEMENT else ANYWHERE.path


class Steps:
    """Steps from place to place in one function. `root` is the type of what the parameter points to, once known."""

    def __init__(self, types: Types) -> None:
        self._types = types
        self.root: CType | None = None

    def plain(self, type_: CType | None) -> CType | None:
        """A type with its typedefs resolved."""
        return self._types.plain(type_) if type_ is not None else None

    def member(self, place: Spot, name: str) -> Spot:
        """A member of the structure that stands at a place."""
        if place == ANYWHERE:
            return ANYWHERE
        found = None
        if place.type is not None and not place.type.pointers and not place.type.dims:
            found = self._types.lookup.member(place.type.base, name)
        return Spot((*place.path, name), self.plain(found.type) if found is not None else None)

    def element(self, place: Spot) -> Spot:
        """Another element of the array that a place is an element of."""
        if place == ANYWHERE or (place.path and place.path[-1] != ELEMENT):
            return ANYWHERE
        return Spot(place.path or (ELEMENT,), place.type)

    def value(self, place: Spot) -> Addresses:
        """Where the value of what stands at a place leads: an array to its first element, a number nowhere.

        A pointer leads to other memory. What has no known type may be an array.
        """
        if place == ANYWHERE or place.type is None or (place.type.dims and place.type.function):
            return frozenset({ANYWHERE})
        if not place.type.dims:
            return NOWHERE if self._is_told(place.type) else frozenset({ANYWHERE})
        path = place.path if place.path[-1:] == (ELEMENT,) else (*place.path, ELEMENT)
        return frozenset({Spot(path, place.type.pointee())})

    def is_number(self, type_: CType | None) -> bool:
        """Whether what has such a type is known to be no array: its value is not its own address."""
        plain = self.plain(type_)
        return plain is not None and not plain.dims and self._is_told(plain)

    def _is_told(self, type_: CType) -> bool:
        """Whether a type is no array in disguise, as the typedef cpumask_var_t is in some configurations."""
        base = type_.base
        if type_.pointers or type_.function or " " in base or base in BYTES or base in WIDE:
            return True
        return base in ("void", "long", "short", "float") or self._types.lookup.members(base) is not None

    def may_hold(self, outer: CType, inner: CType, depth: int = 0) -> bool:
        """Whether an object of one type may be, or have inside it, one of another, which is a structure."""
        if inner.pointers or not inner.base.startswith(("struct ", "union ")) or outer == inner or depth > MOST_DEEP:
            return True
        if outer.pointers or outer.function or (outer.base in BYTES and depth):
            return False
        if not outer.base.startswith(("struct ", "union ")):
            return depth == 0 or not self._is_told(outer) or self._types.lookup.members(outer.base) is not None
        members = self._types.lookup.members(outer.base)
        if members is None:
            return True
        kinds = {self._types.plain(CType(one.type.base, one.type.pointers, (), one.type.function)) for one in members}
        return any(self.may_hold(kind, inner, depth + 1) for kind in kinds)

    def seen_as(self, place: Spot, type_: CType | None) -> Spot:
        """A place behind a pointer to `type_`; the first type that a `void *` parameter gets is the object's."""
        type_ = self.plain(type_)
        if place == ANYWHERE or type_ is None or type_ == VOID or type_ == place.type:
            return place if type_ is not None else ANYWHERE
        if place.type == VOID and place.path == ():
            self.root = self.root or type_
            return Spot((), type_) if self.root == type_ else ANYWHERE
        return ANYWHERE
