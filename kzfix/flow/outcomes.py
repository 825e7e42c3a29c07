"""What the tests on a path say: whether the object is NULL, and how earlier tests of private variables came out."""

from __future__ import annotations

import copy
import re
from collections import Counter
from dataclasses import dataclass

from kzfix.facts.scope import Scope
from kzfix.flow.alias import Clash, clash, parts, through
from kzfix.flow.graph import Flow, Point
from kzfix.flow.state import Facts
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What a test asks: the truth of `name`, which is `sense` when the condition holds; `sign`: what it compares with
    zero by < or >."""

    name: str
    sense: bool
    sign: str | None


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
        self._asked: dict[int, Asked | None] = {}
        self._changes: dict[tuple[str, str], bool] = {}

    def forgetful(self) -> Tests:
        """The same, but nothing is remembered except of the object itself."""
        other = copy.copy(self)
        other.tracked = frozenset()
        return other

    def asks(self, point: Point) -> Asked | None:
        """What a test point asks; None for any other point."""
        if point.index not in self._asked:
            self._asked[point.index] = self._ask(point)
        return self._asked[point.index]

    def _ask(self, point: Point) -> Asked | None:
        if point.kind != "test" or point.node is None:
            return None
        node, sense = tested(point.node, self.data)
        operator, left, right = node.child("operator"), node.child("left"), node.child("right")
        sign = None
        if node.kind == "binary_expression" and operator is not None and left is not None and right is not None:
            sign = keys.key(left, self.data) if operator.kind in "<>" and is_zero(right, self.data) else None
        return Asked(keys.key(node, self.data), sense, sign)

    def take(self, asked: Asked, outcome: bool, holds: bool, known: Facts) -> Facts | None:
        """What is known when a test comes out as `outcome`, or None when what is known rules that out.

        `holds`: the condition holds. `err < 0` cannot hold while err is known to be 0.
        """
        if (asked.name, not outcome) in known or (holds and asked.sign and (asked.sign, False) in known):
            return None
        if asked.name not in self.tracked and (asked.name, outcome) in known:  # a call's value is tested once
            known -= {(asked.name, outcome)}
        return self.learn(known, asked.name, outcome)

    def learn(self, known: Facts, name: str, outcome: bool) -> Facts:
        """Remember the truth of a variable."""
        if name not in self.tracked:
            return known
        return frozenset(fact for fact in known if fact[0] != name) | {(name, outcome)}

    def forget(self, known: Facts, name: str) -> Facts:
        """Drop what was remembered of what a write to `name` may change."""
        return frozenset(fact for fact in known if not self._may_change(name, fact[0]))

    def _may_change(self, written: str, name: str) -> bool:
        if (written, name) not in self._changes:
            self._changes[written, name] = clash(written, parts(name), self.scope) is not Clash.NO
        return self._changes[written, name]

    def forget_shared(self, known: Facts) -> Facts:
        """Drop what was remembered of memory that other functions can write."""
        return frozenset(fact for fact in known if self.scope.is_private(fact[0]))

    def forget_through(self, known: Facts, pointer: str) -> Facts:
        """Drop what was remembered of memory that is reached through a pointer."""
        return frozenset(fact for fact in known if not through(pointer, parts(fact[0])))
