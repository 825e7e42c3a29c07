"""Whether the value of an expression leads to a tracked object, and how."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator

from kzfix.facts.types import BYTES, Types
from kzfix.flow import callees
from kzfix.flow.state import State
from kzfix.flow.uses import NOT_CALLS, UNEVALUATED
from kzfix.source import keys
from kzfix.source.tree import Node

ANYWHERE = "*"  # any member may lead back to the object
NUMBERS = frozenset({"long", "unsigned long", "size_t", "ssize_t"})
WORD = re.compile(r"\w+")
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


def reach(node: Node | None, state: State, types: Types) -> Reach:
    """Judge one expression."""
    if node is None or node.kind in UNEVALUATED:
        return Reach.NO
    node = keys.unwrap(node, types.data)
    match node.kind:
        case "assignment_expression":
            return max(reach(node.child("right"), state, types), reach(node.child("left"), state, types))
        case "comma_expression":  # also the arguments of an iterator macro
            return max(reach(node.child("right"), state, types), reach(node.child("left"), state, types))
        case "conditional_expression":
            return _either(node, state, types)
        case "unary_expression":
            operator = node.child("operator")
            found = reach(node.child("argument"), state, types)
            return Reach.NO if operator is not None and operator.kind == "!" else min(found, Reach.INNER)
        case "binary_expression":
            return _binary(node, state, types)
        case "call_expression":
            if keys.callee(node, types.data) in NOT_CALLS:
                return Reach.NO
            if keys.key(node, types.data) in state.holders:  # a macro that stands for an lvalue
                return Reach.HOLDS
            if keys.callee(node, types.data) in callees.table().reads:
                return Reach.NO
            inside = max((reach(arg, state, types) for arg in keys.arguments(node)), default=Reach.NO)
            return Reach.INNER if inside >= Reach.SLOT else Reach.NO
    if node.kind == "pointer_expression" and keys.text(node, types.data)[:1] == "&":
        return _address(node, state, types)
    if keys.is_lvalue(node, types.data):
        return _lvalue(node, state, types)
    return min(Reach.INNER, max((reach(part, state, types) for part in node.parts()), default=Reach.NO))


def _either(node: Node, state: State, types: Types) -> Reach:
    found = max(reach(node.child("consequence"), state, types), reach(node.child("alternative"), state, types))
    if node.child("consequence") is None:  # x ?: y
        found = max(found, reach(node.child("condition"), state, types))
    return Reach.INNER if found == Reach.HOLDS else found


def _binary(node: Node, state: State, types: Types) -> Reach:
    operator = node.child("operator")
    if operator is not None and operator.kind in COMPARES:
        return Reach.NO
    found = max(reach(node.child("left"), state, types), reach(node.child("right"), state, types))
    return Reach.INNER if found == Reach.HOLDS else found


def _address(node: Node, state: State, types: Types) -> Reach:
    target = node.child("argument")
    assert target is not None
    if keys.key(target, types.data) in state.holders:
        return Reach.SLOT
    inner = keys.strip(target)
    lvalue = keys.is_lvalue(inner, types.data)
    found = _lvalue(inner, state, types, address=True) if lvalue else reach(inner, state, types)
    return Reach.INNER if found == Reach.HOLDS else found


def _lvalue(node: Node, state: State, types: Types, address: bool = False) -> Reach:
    here = keys.key(node, types.data)
    if here in state.holders:
        return Reach.HOLDS
    if here in state.inner:
        return Reach.INNER
    if any(reach(base, state, types) >= Reach.INNER for base in dereferenced(node, types.data)):
        return Reach.NO if not address and leads_away(node, state, types) else Reach.INNER
    if any(here.startswith(inner + ".") for inner in state.inner):
        return Reach.INNER
    owns = owned(here)
    return Reach.OWNER if any(holder.startswith(owns) for holder in state.holders) else Reach.NO


def owned(key: str) -> tuple[str, ...]:
    """What the key of an lvalue begins with that is reached by another one."""
    return (key + "->", key + ".", key + "[", "*" + key, "(*" + key)


def leads_away(node: Node, state: State, types: Types) -> bool:
    """Whether what is read from the object leads elsewhere: a number, or a pointer that nobody has made lead back.

    While nobody else knows the object, only this function's own stores can have put its address into it.
    """
    bases = [keys.key(base, types.data) for base in dereferenced(node, types.data)]
    if state.stored or ANYWHERE in state.selfish or not state.inner.isdisjoint(bases):
        return False
    if state.holders.isdisjoint(bases):
        return False
    found = types.of(node)
    plain = types.plain(found) if found is not None else None
    if plain is None or plain.dims or not (plain.is_pointer or plain.base in NUMBERS or plain.base in BYTES):
        return False
    return state.selfish.isdisjoint(WORD.findall(keys.key(node, types.data)))
