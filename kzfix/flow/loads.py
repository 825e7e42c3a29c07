"""Which variables were given an address that nobody knows, since the object's own address is where others find it."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from kzfix.flow import callees
from kzfix.source import keys
from kzfix.source.tree import Node

CONSTANTS = frozenset(
    {"number_literal", "null", "true", "false", "string_literal", "sizeof_expression", "char_literal"}
)


class Load(enum.Enum):
    """What happens to the note that a variable was given an unknown address: it may go, come, or come again when it was
    there before."""

    DROP = 0
    ADD = 1
    WAS = 2
    WAS_NOT = 3
    AGAIN = 4


def loaded(before: frozenset[str], loads: Iterable[tuple[Load, str]]) -> frozenset[str]:
    """The variables that were given an unknown address, behind what happened to these notes."""
    now, was = set(before), False
    for load, name in loads:
        match load:
            case Load.DROP:
                now.discard(name)
            case Load.ADD:
                now.add(name)
            case Load.WAS | Load.WAS_NOT:
                was = load is Load.WAS and name in now
            case Load.AGAIN if was:
                now.add(name)
    return before if now == before else frozenset(now)


def fresh(value: Node | None, data: bytes) -> bool:
    """Whether a value cannot be the address of an older object: a constant, arithmetic or a known allocation."""
    if value is None:
        return True
    value = keys.strip(value)
    if value.kind == "call_expression":
        return (
            keys.callee(value, data) in callees.table().harmless or keys.callee(value, data) in callees.table().handles
        )
    return value.kind in CONSTANTS
