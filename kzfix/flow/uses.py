"""What one point does to memory, in the order in which it does it.

Only effects are listed: writes, calls, what is opaque. Reads do not matter to whether a change keeps behaviour,
because the only bytes that a change may alter are bytes that nobody had written yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from kzfix.flow.graph import Point
from kzfix.source import keys
from kzfix.source.tree import Node

UNEVALUATED = frozenset(
    {"sizeof_expression", "alignof_expression", "offsetof_expression", "generic_expression", "type_descriptor"}
)
NOT_CALLS = frozenset({"typeof", "__typeof__", "__typeof", "__builtin_types_compatible_p", "offsetof", "sizeof_field"})


@dataclass(frozen=True, slots=True)
class Write:
    """`target` gets `value` (None: something else, as in `n++`). `maybe`: only on some evaluations."""

    node: Node
    target: Node
    value: Node | None
    maybe: bool


@dataclass(frozen=True, slots=True)
class Declare:
    """A variable comes to life without a value."""

    node: Node
    name: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A call, after its arguments were evaluated."""

    node: Node
    maybe: bool


@dataclass(frozen=True, slots=True)
class Opaque:
    """Inline assembly, or a macro whose text is not known: may write anything that it can reach."""

    node: Node


@dataclass(frozen=True, slots=True)
class Leave:
    """A jump out of a statement expression: the graph does not know where it goes."""

    node: Node


Event = Write | Declare | Call | Opaque | Leave


def events(point: Point, data: bytes) -> tuple[Event, ...]:
    """The effects of one point, in order of evaluation."""
    if point.events is None:
        point.events = tuple(_events(point, data))
    found: tuple[Event, ...] = point.events
    return found


def _events(point: Point, data: bytes) -> list[Event]:
    found: list[Event] = []
    if point.node is not None and point.kind != "join":
        _visit(point.node, data, found, False)
        if point.kind in ("each", "foreign"):
            _iterator(point.node, data, found)
        if point.kind == "foreign" or _is_bare_macro(point.node):
            found.append(Opaque(point.node))
    return found


def _is_bare_macro(node: Node) -> bool:
    """`ENTER_ROUTINE;`: a name as a statement is a macro that nobody knows."""
    parts = node.parts()
    return node.kind == "expression_statement" and len(parts) == 1 and parts[0].kind == "identifier"


def _iterator(node: Node, data: bytes, found: list[Event]) -> None:
    """An iterator macro assigns its cursors: each plain variable among its arguments may be one, and gets what any of
    the arguments leads to."""
    for part in node.walk():
        inside = part.parent
        plain = inside is None or inside.kind in ("comma_expression", "parenthesized_expression", "argument_list")
        if keys.is_lvalue(part, data) and part.kind != "parenthesized_expression" and plain:
            found.append(Write(part, part, node, True))


def _visit(node: Node, data: bytes, found: list[Event], maybe: bool) -> None:
    kind = node.kind
    if kind in UNEVALUATED:
        return
    if kind == "assignment_expression":
        _assignment(node, data, found, maybe)
    elif kind == "update_expression":
        target = node.child("argument")
        assert target is not None
        _visit(target, data, found, maybe)
        found.append(Write(node, target, None, maybe))
    elif kind == "declaration":
        _declaration(node, data, found, maybe)
    elif kind == "call_expression":
        if keys.callee(node, data) in NOT_CALLS:
            return
        for part in node.parts():
            _visit(part, data, found, maybe)
        found.append(Call(node, maybe))
    elif kind == "conditional_expression":
        condition = node.child("condition")
        for part in node.parts():
            _visit(part, data, found, maybe or part is not condition)
    elif kind == "binary_expression":
        operator, right = node.child("operator"), node.child("right")
        lazy = operator is not None and operator.kind in ("&&", "||")
        for part in node.parts():
            _visit(part, data, found, maybe or (lazy and part is right))
    elif kind == "gnu_asm_expression":
        found.append(Opaque(node))
    elif kind == "compound_statement":  # a statement expression
        _statements(node, data, found)
    else:
        for part in node.parts():
            _visit(part, data, found, maybe)


def _assignment(node: Node, data: bytes, found: list[Event], maybe: bool) -> None:
    target, value, operator = node.child("left"), node.child("right"), node.child("operator")
    assert target is not None and value is not None
    _visit(value, data, found, maybe)
    _visit(target, data, found, maybe)
    plain = operator is not None and operator.kind == "="
    found.append(Write(node, target, value if plain else None, maybe))


def _declaration(node: Node, data: bytes, found: list[Event], maybe: bool) -> None:
    for part in node.children:
        if part.field != "declarator":
            continue
        value = part.child("value")
        name = declared_name(part)
        for size in part.walk():
            if size.field == "size":
                _visit(size, data, found, maybe)
        if value is not None:
            _visit(value, data, found, maybe)
        if name is not None:
            found.append(Write(part, name, value, maybe) if value is not None else Declare(part, name))


def declared_name(declarator: Node) -> Node | None:
    """The identifier that a declarator declares."""
    node: Node | None = declarator
    while node is not None and node.kind != "identifier":
        below = node.child("declarator")
        if below is None and node.kind == "parenthesized_declarator":
            below = next(iter(node.parts()), None)
        node = below
    return node


def _statements(node: Node, data: bytes, found: list[Event]) -> None:
    for part in node.walk():
        if part.kind in ("return_statement", "goto_statement", "break_statement", "continue_statement"):
            found.append(Leave(part))
    for part in node.parts():
        _visit(part, data, found, True)


def evaluated(node: Node, data: bytes) -> list[Node]:
    """Every sub-expression that is really evaluated, outermost first (what sizeof and typeof hold is not)."""
    found, stack = [], [node]
    while stack:
        here = stack.pop()
        if here.kind in UNEVALUATED:
            continue
        if here.kind == "call_expression" and keys.callee(here, data) in NOT_CALLS:
            continue
        found.append(here)
        stack.extend(reversed(here.parts()))
    return found


def lvalues(node: Node, data: bytes) -> frozenset[str]:
    """Keys of every lvalue that the value of an expression depends on.

    `dev->ring[i].len` depends on dev, dev->ring, i, dev->ring[i] and dev->ring[i].len, and on the whole of what dev
    points to, `@dev`.
    """
    found: set[str] = set()
    for part in evaluated(node, data):
        function = part.parent is not None and part.parent.kind == "call_expression" and part.field == "function"
        if function and part.kind == "identifier":
            continue
        if keys.is_lvalue(part, data):
            found.add(keys.key(part, data))
        if part.kind == "field_expression" and any(child.kind == "->" for child in part.children):
            base = part.child("argument")
            assert base is not None
            found.add("@" + keys.key(base, data))
    return frozenset(found)


def act_on(operand: Node) -> Node | None:
    """What is done to the object that an operand points to: the call that gets it (or a member's address), or the
    assignment to a place in it."""
    here = operand
    for above in operand.above():
        if above.kind == "call_expression" and here.field == "arguments":
            return above
        if above.kind == "assignment_expression":
            return above if here.field == "left" else None
        if above.kind.endswith("_statement") or above.kind == "declaration":
            return None
        here = above
    return None
