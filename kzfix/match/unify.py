"""One pattern element against one node.

Sees through what C programmers mean as the same: parentheses, casts, the spellings of zero and of a test for NULL,
swapped operands, an initialiser for an assignment. spatch calls these isomorphisms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from kzfix.facts.types import Types
from kzfix.flow.outcomes import is_zero, tested
from kzfix.match import operands
from kzfix.model import Deviation
from kzfix.smpl.nodes import Metavar, PNode
from kzfix.source import keys
from kzfix.source.tree import Node

STATEMENTS = re.compile(r".*_statement\Z|declaration\Z|preproc_")
PLAIN_KINDS = frozenset({"argument_list", "expression_statement", "assignment_expression"})  # never a size
SWAPS = frozenset({"*", "+", "==", "!=", "&", "|", "&&", "||"})


@dataclass(slots=True)
class Match:
    """What a match fixed: nodes of metavariables, pattern nodes with their counterparts, and deviations."""

    bound: dict[str, Node] = field(default_factory=dict)
    lists: dict[str, tuple[Node, ...]] = field(default_factory=dict)
    pairs: list[tuple[PNode, Node]] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    parted: set[str] = field(default_factory=set)  # metavariables that stand for operands with another one among them

    def copy(self) -> Match:
        """A match to go on from, or to come back to."""
        return Match(dict(self.bound), dict(self.lists), list(self.pairs), list(self.deviations), set(self.parted))

    def restore(self, other: Match) -> None:
        """Go back to an earlier state."""
        self.bound, self.lists = dict(other.bound), dict(other.lists)
        self.pairs, self.deviations = list(other.pairs), list(other.deviations)
        self.parted = set(other.parted)


class Unifier:
    """Matches patterns in one function.

    `judged` maps a metavariable to the guard that decides whether two unlike expressions have its value; `objects`
    are metavariables whose second occurrence the caller compares along the control flow; `size` is the judged
    expression without blanks, "" when there is none.
    """

    def __init__(
        self,
        data: bytes,
        judged: Mapping[str, str],
        objects: frozenset[str] = frozenset(),
        size: str = "",
        types: Types | None = None,
        zero: Callable[[Node], bool] | None = None,
    ) -> None:
        self.size = size
        self.types = types
        self.zero = zero or (lambda node: is_zero(node, data))
        self.minus: frozenset[int] = frozenset()
        self.data = data
        self.judged = judged
        self.objects = objects

    def element(self, pattern: PNode, node: Node, so_far: Match, minus: frozenset[int] = frozenset()) -> Match | None:
        """`so_far` extended by this match, or None. `minus` are the element's tokens that are to be deleted."""
        if node.kind == "cast_expression" and pattern.kind != "cast_expression" and pattern.metavar is None:
            return None  # what is cast is looked at by itself
        match = so_far.copy()
        self.minus = minus
        return match if self._node(pattern, node, match) else None

    def _node(self, pattern: PNode, node: Node, match: Match) -> bool:
        if pattern.metavar is not None:
            return self._metavar(pattern, pattern.metavar, node, match)
        if pattern.dots:
            return True
        if self._is_judged(pattern, match):
            return self._by_value(pattern, node, match)
        before = match.copy()
        for candidate in self._seen_through(pattern, node):
            if self._same(pattern, candidate, match):
                match.pairs.append((pattern, candidate))
                return True
            match.restore(before)
        return False

    def _seen_through(self, pattern: PNode, node: Node) -> list[Node]:
        """The node, and what it is without the wrappers that the pattern does not ask for."""
        found = [node]
        while True:
            if node.kind == "parenthesized_expression" and pattern.kind != "parenthesized_expression":
                inner = keys.strip(node, casts=False)
            elif node.kind == "cast_expression" and pattern.kind != "cast_expression" and self._may_drop(pattern, node):
                inner = node.child("value") or node
            else:
                return found
            if inner is node:
                return found
            found.append(inner)
            node = inner

    def _may_drop(self, pattern: PNode, cast: Node) -> bool:
        """A cast that is deleted with what it stands at may go only when it keeps the value: one to a pointer."""
        if pattern.kind in ("number_literal", "char_literal"):
            return True
        deleted = set(range(*pattern.tokens)) <= self.minus
        type_ = cast.child("type")
        void = type_ is not None and keys.text(type_, self.data).strip() == "void"
        return not deleted or void or keys.plain(cast) is not cast

    # Metavariables

    def _metavar(self, pattern: PNode, metavar: Metavar, node: Node, match: Match) -> bool:
        if not self._fits(metavar, node) or metavar.name in match.parted:
            return False
        bound = match.bound.get(metavar.name)
        if bound is None:
            match.bound[metavar.name] = node
        elif metavar.name in self.objects:
            pass
        elif metavar.name in self.judged:
            if keys.exact(bound, self.data) != keys.exact(node, self.data):
                match.deviations.append(Deviation(self.judged[metavar.name], metavar.name, node.span))
        elif self._key(bound) != self._key(node):
            return False
        match.pairs.append((pattern, node))
        return True

    def _key(self, node: Node) -> str:
        if STATEMENTS.match(node.kind):
            return " ".join(keys.text(leaf, self.data) for leaf in node.walk() if not leaf.children)
        return keys.key(node, self.data)

    def _is_of(self, ctype: str, node: Node) -> bool:
        """Whether an expression has a type; one whose type is not found has not."""
        found = self.types.of(node) if self.types is not None else None
        if found is None or self.types is None:
            return False
        if not ctype.strip("* "):
            return found.is_pointer
        base, stars = " ".join(ctype.replace("*", " ").split()), ctype.count("*")
        return (found.base, found.pointers, found.dims) == (base, stars, ())

    def _fits(self, metavar: Metavar, node: Node) -> bool:
        text = keys.text(node, self.data)
        if metavar.equal and text not in metavar.equal:
            return False
        if metavar.differ and (text in metavar.differ or ("NULL" in metavar.differ and is_zero(node, self.data))):
            return False
        if metavar.regex and not re.match(metavar.regex, text):
            return False
        if metavar.not_regex and re.match(metavar.not_regex, text):
            return False
        if metavar.ctype and metavar.kind == "expression" and not self._is_of(metavar.ctype, node):
            return False
        match metavar.kind:
            case "statement":
                return bool(STATEMENTS.match(node.kind))
            case "type":  # among arguments a type reads as a name
                return node.kind in (
                    "identifier",
                    "type_descriptor",
                    "type_identifier",
                    "primitive_type",
                    "sized_type_specifier",
                ) or (node.kind.endswith("_specifier"))
            case "identifier" | "idexpression" | "local idexpression" | "symbol":
                return node.kind in ("identifier", "field_identifier", "statement_identifier")
            case "constant":
                stripped = keys.strip(node)
                return stripped.kind.endswith("_literal") or (stripped.kind == "identifier" and text.isupper())
        return not STATEMENTS.match(node.kind)

    # Values

    def _is_judged(self, pattern: PNode, match: Match) -> bool:
        """The size of the rule, its metavariables bound: what it is equal to is for a guard to say."""
        if not self.size or not pattern.children or pattern.kind in PLAIN_KINDS:
            return False
        if spelled(pattern).replace(" ", "") != self.size:
            return False
        found = [part.metavar for part in pattern.walk() if part.metavar is not None]
        return bool(found) and all(metavar.name in match.bound for metavar in found)

    def _by_value(self, pattern: PNode, node: Node, match: Match) -> bool:
        names = (part.metavar.name for part in pattern.walk() if part.metavar is not None)
        guard = next((self.judged[name] for name in names if name in self.judged), "")
        match.deviations.append(Deviation(guard, spelled(pattern), node.span))
        match.pairs.append((pattern, node))
        return True

    # Structure

    def _same(self, pattern: PNode, node: Node, match: Match) -> bool:
        if pattern.kind == "assignment_expression" and node.kind == "init_declarator":
            return self._initialiser(pattern, node, match)
        if pattern.kind == "cast_expression" and node.kind != "cast_expression":
            value = pattern.child("value")
            return value is not None and self._node(value, node, match)
        if pattern.kind in ("binary_expression", "unary_expression") and self._null_test(pattern, node, match):
            return True
        if self.is_member(pattern):
            return self._member(pattern, node, match)
        if pattern.kind != node.kind == "compound_statement" and pattern.kind.endswith("_statement"):
            return len(node.parts()) == 1 and self._node(pattern, node.parts()[0], match)
        if pattern.kind != node.kind:
            return self._same_zero(pattern, node)
        if not pattern.children:
            return self._leaf(pattern, node)
        if pattern.kind == "argument_list":
            return self._sequence(pattern.parts(), node.parts(), match)
        if pattern.kind == "compound_statement" and any(part.dots for part in pattern.children):
            return self._sequence(pattern.parts(), node.parts(), match)
        return self._children(pattern, node, match)

    def is_member(self, pattern: PNode) -> bool:
        """Whether a pattern is `x->m` of an object x with a metavariable m."""
        if pattern.kind != "field_expression":
            return False
        base, name = pattern.child("argument"), pattern.child("field")
        by_object = base is not None and base.metavar is not None and base.metavar.name in self.objects
        return by_object and name is not None and name.metavar is not None

    def _member(self, pattern: PNode, node: Node, match: Match) -> bool:
        """`x->m` is any place inside the object: a member at any depth, or an element of an array in it."""
        base, name = pattern.child("argument"), pattern.child("field")
        assert base is not None and name is not None and name.metavar is not None
        owner = owner_of(node, self.data)
        if owner is None or not self._node(base, owner, match):
            return False
        here = keys.strip(node, casts=False)
        while here is not owner and (inner := here.child("argument")) is not None:
            inner = keys.strip(inner, casts=False)
            if here.kind == "subscript_expression" and inner is not owner and self._is_pointer(inner):
                return False  # an element of other memory
            here = inner
        bound = match.bound.setdefault(name.metavar.name, node)
        return bound is node or keys.key(bound, self.data) == keys.key(node, self.data)

    def _is_pointer(self, node: Node) -> bool:
        found = self.types.of(node) if self.types is not None else None
        return found is not None and self.types is not None and not self.types.plain(found).dims

    def _leaf(self, pattern: PNode, node: Node) -> bool:
        text = keys.text(node, self.data)
        return pattern.text == text or (
            node.kind == "number_literal" and keys.number_key(pattern.text) == keys.number_key(text)
        )

    def _same_zero(self, pattern: PNode, node: Node) -> bool:
        zero = pattern.kind in ("number_literal", "char_literal") and keys.number(_plain(pattern)) == 0
        return zero and self.zero(node)

    def _children(self, pattern: PNode, node: Node, match: Match) -> bool:
        mine, theirs = pattern.children, node.children
        if len(mine) != len(theirs):
            return False
        before = match.copy()
        if all(self._node(one, other, match) for one, other in zip(mine, theirs, strict=True)):
            return True
        operator = node.child("operator")
        if pattern.kind != "binary_expression" or operator is None or operator.kind not in SWAPS:
            return False
        match.restore(before)
        if all(self._node(one, other, match) for one, other in zip(mine, reversed(theirs), strict=True)):
            return True
        match.restore(before)
        return self._among(pattern, node, match)

    def _among(self, pattern: PNode, node: Node, match: Match) -> bool:
        """`E | A` in a rule is `b | A | c` in the code: E is what is left, which is no node of its own."""
        sides, mark = operands.sides(pattern), pattern.child("operator")
        if sides is None or mark is None or mark.text != operands.kind(node) or sides[0].text in match.bound:
            return False
        rest, wanted = sides
        before = match.copy()
        for side, around in operands.each(node, mark.text):
            operator = around.child("operator")
            if operator is not None and self._node(wanted, side, match):
                match.pairs += [(mark, operator), (rest, node)]
                match.parted.add(rest.text)
                return True
            match.restore(before)
        return False

    def _initialiser(self, pattern: PNode, node: Node, match: Match) -> bool:
        left, right = pattern.child("left"), pattern.child("right")
        value = node.child("value")
        name = next((part for part in node.walk() if part.kind == "identifier"), None)
        operator = pattern.child("operator")
        if (
            left is None
            or right is None
            or value is None
            or name is None
            or (operator is not None and operator.text != "=")
        ):
            return False
        return self._node(left, name, match) and self._node(right, value, match)

    def _null_test(self, pattern: PNode, node: Node, match: Match) -> bool:
        """`x == NULL` in a rule is `!x`, `NULL == x`, `x == 0` and `unlikely(!x)` in the code; `x != NULL` is `x`."""
        sides = pattern.parts()
        if pattern.kind == "unary_expression":
            operator, subject = pattern.child("operator"), pattern.child("argument")
            if operator is None or operator.text != "!" or subject is None:
                return False
            truth = False
        else:
            operator = pattern.child("operator")
            if operator is None or operator.text not in ("==", "!=") or len(sides) != 2:
                return False
            subject = next((one for one, other in (sides, sides[::-1]) if _plain(other) in ("NULL", "0")), None)
            truth = operator.text == "!="
        if subject is None:
            return False
        inner, sense = tested(node, self.data)
        if sense != truth or (inner is node and not _is_test(node)):
            return False
        return self._node(subject, inner, match)

    def _sequence(self, patterns: Sequence[PNode], nodes: Sequence[Node], match: Match) -> bool:
        """Arguments or statements, where `...` and an expression list stand for any number."""
        if not patterns:
            return not nodes
        first = patterns[0]
        if first.dots or (first.metavar is not None and first.metavar.kind.endswith(" list")):
            before = match.copy()
            for taken in range(len(nodes) + 1):
                if self._list(first, tuple(nodes[:taken]), match) and self._sequence(
                    patterns[1:], nodes[taken:], match
                ):
                    return True
                match.restore(before)
            return False
        return bool(nodes) and self._node(first, nodes[0], match) and self._sequence(patterns[1:], nodes[1:], match)

    def _list(self, pattern: PNode, nodes: tuple[Node, ...], match: Match) -> bool:
        if pattern.metavar is None:
            return True
        bound = match.lists.get(pattern.metavar.name)
        if bound is None:
            match.lists[pattern.metavar.name] = nodes
            return True
        return [self._key(node) for node in bound] == [self._key(node) for node in nodes]


def _is_test(node: Node) -> bool:
    """Whether only the truth of an expression counts: a condition, or an operand of &&, || or !."""
    above = node.parent
    while above is not None and above.kind == "parenthesized_expression" and above.field != "condition":
        above = above.parent
    if above is None:
        return False
    operator = above.child("operator")
    logical = operator is not None and operator.kind in ("&&", "||", "!")
    return above.field == "condition" or logical


def _plain(pattern: PNode) -> str:
    """The text of a pattern without metavariables."""
    return "".join(leaf.text for leaf in pattern.walk() if not leaf.children)


def spelled(pattern: PNode) -> str:
    """A pattern as C, metavariables by their names."""
    words = [
        leaf.metavar.name if leaf.metavar is not None else leaf.text for leaf in pattern.walk() if not leaf.children
    ]
    return " ".join(words)


def owner_of(node: Node, data: bytes) -> Node | None:
    """The pointer that a place in an object is reached through: p for `p->a.b[3]` and `(*p).a`; None for no such."""
    here = keys.strip(node, casts=False)
    inside = False
    while (base := here.child("argument")) is not None:
        if here.kind == "field_expression":
            if any(child.kind == "->" for child in here.children):
                return keys.strip(base, casts=False)
            inside = True
        elif here.kind == "pointer_expression" and keys.text(here, data)[:1] == "*":
            return keys.strip(base, casts=False) if inside else None
        elif here.kind != "subscript_expression":
            return None
        here = keys.strip(base, casts=False)
    return here if inside and here.kind == "identifier" else None
