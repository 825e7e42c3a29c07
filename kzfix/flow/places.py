"""Where in the tracked object an lvalue or a pointer leads: the access path, as far as the declarations show it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kzfix.facts.layout import Layouts, Path
from kzfix.facts.scope import CType
from kzfix.facts.types import Types
from kzfix.flow.reach import Reach, reach
from kzfix.flow.state import State
from kzfix.source import keys
from kzfix.source.tree import Node

UNKNOWN_ELEMENT = "[]"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the object. `base` is the type that the path counts from; `path` is None for "somewhere in it".

    The whole of the object is the path (). `unsure`: only a declaration that is not found could say whether it is in
    the object at all. `most`: no more than so many bytes from its beginning; `text`: from its beginning as far as a
    text goes.
    """

    base: CType | None
    path: Path | None
    unsure: bool = False
    most: int | None = None
    text: bool = False


SOMEWHERE = Place(None, None)
WHOLE = Place(None, ())


@dataclass(frozen=True, slots=True)
class Aim:
    """What a walk is about: the place that is cleared at its end. `reads`: reads of the object count too.

    `bytes` are those of the object that the walk is about, where their offsets are known (the first, and the one behind
    the last); `hole`: they belong to no member. `zeros`: to store zero counts as a write too.
    """

    place: Place = WHOLE
    reads: bool = False
    bytes: tuple[int, int] | None = None
    zeros: bool = False
    hole: bool = False


class Places:
    """Places in one function."""

    def __init__(self, types: Types, layouts: Layouts) -> None:
        self.types = types
        self.layouts = layouts
        self.data = types.data

    def of(self, node: Node, state: State) -> Place | None:
        """The place that an lvalue names; None when it is no part of the object."""
        node = keys.strip(node, casts=False)
        base = node.child("argument")
        if base is None:
            return self._macro(node, state)
        match node.kind:
            case "field_expression":
                arrow = any(child.kind == "->" for child in node.children)
                name = node.child("field")
                found = self.pointed(base, state) if arrow else self.of(base, state)
                return _below(found, keys.text(name, self.data)) if name is not None else found
            case "pointer_expression" if keys.text(node, self.data)[:1] == "*":
                found = self.pointed(base, state)
                return _below(found, "[0]") if found is not None and self._is_array(base) else found
            case "subscript_expression":
                return self._element(node, base, state)
        return None

    def _macro(self, node: Node, state: State) -> Place | None:
        """`FIELD(p) = 1;`: a call is an lvalue where it is a macro for one."""
        if node.kind != "call_expression" or keys.key(node, self.data) in state.holders:
            return None
        return SOMEWHERE if reach(node, state, self.types) >= Reach.INNER else None

    def _element(self, node: Node, base: Node, state: State) -> Place | None:
        index = node.child("index")
        number = keys.number(keys.text(index, self.data)) if index is not None else None
        found = self.pointed(base, state)
        if found is None:  # `2[p]`
            other = index is not None and reach(index, state, self.types) >= Reach.INNER
            return SOMEWHERE if other else None
        if index is not None and keys.text(keys.strip(index), self.data)[:1] == "-":
            return SOMEWHERE  # in front of what it counts from
        if number == 0 and not self._is_array(base):
            return found
        return _below(found, f"[{number}]" if number is not None else UNKNOWN_ELEMENT)

    def pointed(self, node: Node, state: State) -> Place | None:
        """The place that a pointer or an array leads to; None when it does not lead into the object."""
        node = keys.strip(node, casts=False)
        if node.kind == "cast_expression":
            return self._cast(node, state)
        if keys.key(node, self.data) in state.holders:
            found = self.types.of(node)
            pointee = self.types.plain(found).pointee() if found is not None else None
            return Place(self.types.plain(pointee) if pointee is not None else None, ())
        if node.kind == "pointer_expression" and keys.text(node, self.data)[:1] == "&":
            target = node.child("argument")
            return self.of(target, state) if target is not None else None
        if keys.is_lvalue(node, self.data):
            inside = self.of(node, state)
            if inside is not None and self._is_array(node):
                return inside
            if inside is not None and reach(node, state, self.types) >= Reach.INNER:
                return replace(SOMEWHERE, unsure=self.types.of(node) is None)
        return SOMEWHERE if reach(node, state, self.types) >= Reach.INNER else None

    def _cast(self, node: Node, state: State) -> Place | None:
        """A cast to another type counts the path from somewhere else."""
        value = node.child("value")
        found = self.pointed(value, state) if value is not None else None
        if found is None or found.path is None:
            return found
        cast = self.types.described(node.child("type"))
        pointee = self.types.plain(cast).pointee() if cast is not None else None
        if found.path == () and pointee is not None:
            return Place(self.types.plain(pointee), ())
        return SOMEWHERE

    def _is_array(self, node: Node) -> bool:
        found = self.types.of(node)
        return found is not None and bool(self.types.plain(found).dims)

    def misses(self, place: Place, aim: Aim) -> bool | None:
        """Whether a write to a place leaves alone what a walk is about; None as in `apart`."""
        found = self.extent(place, aim)
        if found is None or aim.bytes is None:
            return self.apart(place, aim.place)
        return found[1] <= aim.bytes[0] or aim.bytes[1] <= found[0]

    def extent(self, place: Place, aim: Aim) -> tuple[int, int] | None:
        """The bytes of the object that a write to a place may change, where the walk is about bytes."""
        if aim.bytes is None or place.path is None or place.base is None or place.base != aim.place.base:
            return None
        found = self.layouts.extent(place.base, place.path)
        return found if found is None or place.most is None else (found[0], found[0] + place.most)

    def type_of(self, place: Place) -> CType | None:
        """The type of what stands at a place; None when it is not known."""
        if place.base is None or not place.path:
            return place.base if place.path == () else None
        found = self.layouts.type_at(place.base, place.path)
        return self.types.plain(found) if found is not None else None

    def apart(self, one: Place, other: Place) -> bool | None:
        """Whether two places share no byte; None when a declaration that would say so is not found."""
        if one.path is None or other.path is None or not one.path or not other.path:
            return False
        if one.base is None or other.base is None:
            return None
        if one.base != other.base:
            return False
        return self.layouts.apart(one.base, one.path, other.path)


def _below(found: Place | None, name: str) -> Place | None:
    if found is None or found.path is None:
        return found
    return replace(found, path=(*found.path, name))
