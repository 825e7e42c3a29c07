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


def dereferenced(node: Node, data: bytes) -> Iterator[Node]:
    """The pointers that an lvalue goes through: for `a->b[i].c` those are `a->b` and `a`."""
    here: Node | None = keys.strip(node)
    while here is not None:
        base = here.child("argument")
        if base is None:
            return
        dotted = here.kind == "field_expression" and any(child.kind == "." for child in here.children)
        if not dotted and keys.text(here, data)[:1] != "&":
            yield base
            index = here.child("index")
            if index is not None:  # `2[p]`, and offsets from somewhere else
                yield index
        here = keys.strip(base)


def reach(node: Node | None, state: State, data: bytes) -> Reach:
    """Judge one expression."""
    if node is None or node.kind in UNEVALUATED:
        return Reach.NO
    node = keys.unwrap(node, data)
    match node.kind:
        case "assignment_expression":
            return max(reach(node.child("right"), state, data), reach(node.child("left"), state, data))
        case "comma_expression":  # also the arguments of an iterator macro
            return max(reach(node.child("right"), state, data), reach(node.child("left"), state, data))
        case "conditional_expression":
            return _either(node, state, data)
        case "unary_expression":
            operator = node.child("operator")
            found = reach(node.child("argument"), state, data)
            return Reach.NO if operator is not None and operator.kind == "!" else min(found, Reach.INNER)
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
    return min(Reach.INNER, max((reach(part, state, data) for part in node.parts()), default=Reach.NO))


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
    inner = keys.strip(target)
    found = _lvalue(inner, state, data) if keys.is_lvalue(inner, data) else reach(inner, state, data)
    return Reach.INNER if found == Reach.HOLDS else found


def _lvalue(node: Node, state: State, data: bytes) -> Reach:
    here = keys.key(node, data)
    if here in state.holders:
        return Reach.HOLDS
    if here in state.inner:
        return Reach.INNER
    if any(reach(base, state, data) >= Reach.INNER for base in dereferenced(node, data)):
        return Reach.INNER
    if any(here.startswith(inner + ".") for inner in state.inner):
        return Reach.INNER
    owns = (here + "->", here + ".", here + "[", "*" + here, "(*" + here)
    return Reach.OWNER if any(holder.startswith(owns) for holder in state.holders) else Reach.NO
