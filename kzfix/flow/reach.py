"""Whether the value of an expression leads to a tracked object, and how."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from kzfix.flow import callees
from kzfix.flow.state import State
from kzfix.flow.uses import NOT_CALLS, UNEVALUATED
from kzfix.source import keys
from kzfix.source.tree import Node

COMPARES = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})


class Reach(enum.IntEnum):
    """How a value leads to the object: not, through its owner, as a holder's address, into it, or exactly to it."""

    NO = 0
    OWNER = 1
    SLOT = 2
    INNER = 3
    HOLDS = 4


def bases(node: Node, data: bytes) -> Iterator[str]:
    """Keys of what an lvalue is reached through: for `a->b[i].c` that is `a->b[i]`, `a->b` and `a`."""
    here: Node | None = keys.strip(node)
    while here is not None:
        here = here.child("argument")
        if here is not None:
            here = keys.strip(here)
            yield keys.key(here, data)


def reach(node: Node | None, state: State, data: bytes) -> Reach:
    """Judge one expression."""
    if node is None or node.kind in UNEVALUATED:
        return Reach.NO
    node = keys.unwrap(node, data)
    match node.kind:
        case "assignment_expression":
            return max(reach(node.child("right"), state, data), reach(node.child("left"), state, data))
        case "comma_expression":
            return reach(node.child("right"), state, data)
        case "conditional_expression":
            return _either(node, state, data)
        case "unary_expression":
            return Reach.NO
        case "binary_expression":
            return _binary(node, state, data)
        case "call_expression":
            if keys.callee(node, data) in NOT_CALLS:
                return Reach.NO
            if keys.key(node, data) in state.holders:  # a macro that stands for an lvalue
                return Reach.HOLDS
            if keys.callee(node, data) in callees.table().reads:
                return Reach.NO
            inside = max((reach(arg, state, data) for arg in keys.arguments(node)), default=Reach.NO)
            return Reach.INNER if inside >= Reach.SLOT else Reach.NO
    if node.kind == "pointer_expression" and keys.text(node, data)[:1] == "&":
        return _address(node, state, data)
    if keys.is_lvalue(node, data):
        return _lvalue(node, state, data)
    return max((reach(part, state, data) for part in node.parts()), default=Reach.NO)


def _either(node: Node, state: State, data: bytes) -> Reach:
    found = max(reach(node.child("consequence"), state, data), reach(node.child("alternative"), state, data))
    if node.child("consequence") is None:  # x ?: y
        found = max(found, reach(node.child("condition"), state, data))
    return Reach.INNER if found == Reach.HOLDS else found


def _binary(node: Node, state: State, data: bytes) -> Reach:
    operator = node.child("operator")
    if operator is not None and operator.kind in COMPARES:
        return Reach.NO
    found = max(reach(node.child("left"), state, data), reach(node.child("right"), state, data))
    return Reach.INNER if found == Reach.HOLDS else found


def _address(node: Node, state: State, data: bytes) -> Reach:
    target = node.child("argument")
    assert target is not None
    if keys.key(target, data) in state.holders:
        return Reach.SLOT
    found = _lvalue(keys.strip(target), state, data)
    return Reach.INNER if found == Reach.HOLDS else found


def _lvalue(node: Node, state: State, data: bytes) -> Reach:
    here = keys.key(node, data)
    if here in state.holders:
        return Reach.HOLDS
    if here in state.inner:
        return Reach.INNER
    through = set(bases(node, data))
    if through & (state.holders | state.inner):
        return Reach.INNER
    owns = (here + "->", here + ".", here + "[", "*" + here, "(*" + here)
    return Reach.OWNER if any(holder.startswith(owns) for holder in state.holders) else Reach.NO
