"""What the tests on a path say: whether the object is NULL, and how earlier tests of private variables came out."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from kzfix.facts.scope import Scope
from kzfix.flow.alias import Clash, clash, parts, through
from kzfix.flow.graph import Edge, Flow, Point
from kzfix.flow.state import State
from kzfix.flow.uses import Write
from kzfix.source import keys
from kzfix.source.tree import Node

MOST_TRACKED = 8  # remembered outcomes double the states of a walk
WORD = re.compile(r"\w+")
PLAIN = re.compile(r"\w+(?:(?:->|\.)\w+)*\Z")
ZERO_WORDS = frozenset({"NULL", "false", "FALSE", "0"})


def is_zero(node: Node, data: bytes) -> bool:
    """Whether an expression is a constant zero or a null pointer."""
    node = keys.strip(node)
    if node.kind in ("number_literal", "char_literal"):
        return keys.number(keys.text(node, data)) == 0
    return node.kind in ("null", "false") or keys.text(node, data) in ZERO_WORDS


def tested(node: Node, data: bytes) -> tuple[Node, bool]:
    """What a leaf condition tests, and the truth of that value when the condition holds."""
    node = keys.unwrap(node, data, casts=False)
    operator = node.child("operator")
    if node.kind == "binary_expression" and operator is not None and operator.kind in ("==", "!="):
        left, right = node.child("left"), node.child("right")
        assert left is not None and right is not None
        for one, other in ((left, right), (right, left)):
            if is_zero(other, data):
                inner, sense = tested(one, data)
                return inner, sense if operator.kind == "!=" else not sense
    if node.kind == "unary_expression" and operator is not None and operator.kind == "!":
        argument = node.child("argument")
        assert argument is not None
        inner, sense = tested(argument, data)
        return inner, not sense
    if node.kind == "assignment_expression" and operator is not None and operator.kind == "=":
        left = node.child("left")
        assert left is not None
        return keys.strip(left), True
    return node, True


def truth(value: Node | None, data: bytes) -> bool | None:
    """The truth of a constant value; None for anything else."""
    if value is None:
        return None
    value = keys.strip(value)
    if is_zero(value, data):
        return False
    if value.kind == "number_literal":
        return True if keys.number(keys.text(value, data)) else None
    operator = value.child("operator")
    if value.kind == "unary_expression" and operator is not None and operator.kind == "-":
        name = keys.text(value, data)[1:].strip()
        return True if name[:1] == "E" and name.isupper() else None  # an errno constant is never 0
    return True if value.kind in ("true", "string_literal") else None


class Tests:
    """Which outcomes of tests are remembered in one function, and what they exclude."""

    def __init__(self, flow: Flow, scope: Scope) -> None:
        self.data = flow.data
        self.scope = scope
        counted = Counter(
            keys.key(tested(point.node, self.data)[0], self.data)
            for point in flow.points
            if point.kind == "test" and point.node is not None
        )
        names = [
            name for name, _ in counted.most_common()
            if PLAIN.match(name) and not scope.is_static(name) and scope.shadowed.isdisjoint(WORD.findall(name)[:1])
        ]  # fmt: skip
        self.tracked = frozenset(names[:MOST_TRACKED])

    def forgetful(self) -> Tests:
        """The same, but nothing is remembered except of the object itself."""
        other = copy.copy(self)
        other.tracked = frozenset()
        return other

    def take(self, point: Point, edge: Edge, state: State) -> State | None:
        """The state on an edge, or None when what is known rules the edge out."""
        if point.kind != "test" or edge.when is None or point.node is None:
            return state
        node, sense = tested(point.node, self.data)
        name = keys.key(node, self.data)
        outcome = edge.when if sense else not edge.when
        if name in state.holders:
            if state.null is not None and state.null == outcome:
                return None
            return replace(state, null=not outcome)
        if (name, not outcome) in state.known:
            return None
        if self._sign(node, state) and edge.when:
            return None
        if name not in self.tracked and (name, outcome) in state.known:  # a call's value is tested once
            state = replace(state, known=state.known - {(name, outcome)})
        return self.learn(state, name, outcome)

    def _sign(self, node: Node, state: State) -> bool:
        """`err < 0` cannot hold while err is known to be 0."""
        operator, left, right = node.child("operator"), node.child("left"), node.child("right")
        if node.kind != "binary_expression" or operator is None or left is None or right is None:
            return False
        return operator.kind in "<>" and is_zero(right, self.data) and (keys.key(left, self.data), False) in state.known

    def learn(self, state: State, name: str, outcome: bool) -> State:
        """Remember the truth of a variable."""
        if name not in self.tracked:
            return state
        kept = frozenset(fact for fact in state.known if fact[0] != name)
        return replace(state, known=kept | {(name, outcome)})

    def assigned(self, name: str, event: Write) -> bool | None:
        """The truth that an assignment gives to a remembered variable."""
        return truth(event.value, self.data) if name in self.tracked and not event.maybe else None

    def forget(self, state: State, name: str) -> State:
        """Drop what was remembered of what a write to `name` may change."""
        if not state.known:
            return state
        return self._keep(state, lambda fact: clash(name, parts(fact), self.scope) is Clash.NO)

    def forget_shared(self, state: State) -> State:
        """Drop what was remembered of memory that other functions can write."""
        return self._keep(state, self.scope.is_private) if state.known else state

    def forget_through(self, state: State, pointer: str) -> State:
        """Drop what was remembered of memory that is reached through a pointer."""
        return self._keep(state, lambda fact: not through(pointer, parts(fact))) if state.known else state

    def _keep(self, state: State, wanted: Callable[[str], bool]) -> State:
        kept = frozenset(fact for fact in state.known if wanted(fact[0]))
        return state if kept == state.known else replace(state, known=kept)
