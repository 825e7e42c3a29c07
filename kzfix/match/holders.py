"""Where the object of an allocation arrives, asked of `kzfix.flow.track` only where it can arrive at all.

An address comes to be held by assignments and initialisers alone, such as `q = p` and `q = (T *)(r = p)`, so what may
ever hold it is told without a walk, whatever the order of things. Nor is there one to places that no path leads to.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

from kzfix.flow.body import Body
from kzfix.flow.graph import Point
from kzfix.flow.reach import Reach, reach
from kzfix.flow.track import Walk
from kzfix.flow.uses import declared_name
from kzfix.source import keys
from kzfix.source.tree import Node

WRITES = ("assignment_expression", "init_declarator")


class Holders:
    """For one function: the keys of lvalues that may hold what an allocation returns."""

    def __init__(self, body: Body) -> None:
        self._data = body.data
        self._given: dict[str, list[str]] = {}  # key of a value -> keys of the lvalues that are given it
        self._first: dict[int, list[str]] = {}  # id of a call -> keys of the lvalues that are given its value
        self._known: dict[int, frozenset[str]] = {}
        for node in body.of_kinds(WRITES):
            self._note(node)

    def _note(self, node: Node) -> None:
        value = node.child("right") or node.child("value")
        target = node.child("left") or declared_name(node)
        if value is None or target is None:
            return
        name = keys.key(keys.strip(target), self._data)
        for given in self._values(value):
            if given.kind == "call_expression":
                self._first.setdefault(id(given), []).append(name)
            self._given.setdefault(keys.key(given, self._data), []).append(name)

    def _values(self, node: Node) -> Iterator[Node]:
        """What a value may be taken from as it is."""
        node = keys.unwrap(node, self._data)
        if node.kind in ("assignment_expression", "comma_expression"):
            for side in (node.child("left"), node.child("right")):
                yield from self._values(side) if side is not None else ()
            return
        yield node

    def of(self, source: Node) -> frozenset[str]:
        """The keys of what may hold the object that a call made."""
        found = self._known.get(id(source))
        if found is None:
            seen: set[str] = set()
            work = list(self._first.get(id(source), ()))
            while work:
                name = work.pop()
                if name not in seen:
                    seen.add(name)
                    work += self._given.get(name, ())
            found = self._known[id(source)] = frozenset(seen)
        return found

    def may_hold(self, pointer: Node, source: Node) -> bool:
        """Whether an expression may be the address of the object that a call made."""
        held = self.of(source)
        return any(keys.key(node, self._data) in held for node in self._values(pointer))


class Arrivals:
    """The answers for one function, each found once."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._known: dict[object, dict[int, tuple[Point, ...]]] = {}
        self._ahead: dict[int, set[int]] = {}

    @functools.cached_property
    def _holders(self) -> Holders:
        return Holders(self._body)

    def may_hold(self, pointer: Node, source: Node) -> bool:
        """Whether an expression may be the address of the object that a call made."""
        return self._holders.may_hold(pointer, source)

    def may_get(self, act: Node, pointer: Node, source: Node) -> bool:
        """Whether the object that a call made may be what an act gets, by this operand."""
        return self.may_hold(pointer, source) and self._is_ahead(act, source)

    def _is_ahead(self, act: Node, source: Node) -> bool:
        flow = self._body.flow
        start, end = flow.at(source), flow.at(act)
        if start is None or end is None:
            return True
        if start.index not in self._ahead:
            self._ahead[start.index] = flow.ahead_of(start) | {start.index}
        return end.index in self._ahead[start.index]

    def of(self, source: Node, acts: dict[Node, Node], through: bool) -> dict[int, tuple[Point, ...]]:
        """A path from an allocation to each act that gets its object, by the id of the act; `acts` are with their
        operands, and `through` as for `Walk`."""
        key = (id(source), through, *sorted((id(act), id(pointer)) for act, pointer in acts.items()))
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._walked(source, acts, through) if acts else {}
        return found

    def _walked(self, source: Node, acts: dict[Node, Node], through: bool) -> dict[int, tuple[Point, ...]]:
        paths: dict[int, tuple[Point, ...]] = {}
        walk = Walk(self._body, [source], acts, searching=True, through=through)
        for act, state, path in walk.from_source(source).arrivals:
            if reach(acts[act], state, self._body.types) == Reach.HOLDS:
                paths.setdefault(id(act), path)
        return paths
