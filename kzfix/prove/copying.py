"""An allocation and the call that fills it, as the guards of the idioms see them. No guard itself.

The call that fills may be a statement (`memcpy(…);`) or stand in the condition of an `if` (`copy_from_user(…)`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kzfix.errors import Unfit
from kzfix.flow import callees
from kzfix.flow.outcomes import tested
from kzfix.flow.sizes import Size, Sizes, product
from kzfix.flow.uses import evaluated
from kzfix.prove.case import Case
from kzfix.source import keys
from kzfix.source.tree import Node

EFFECTS = frozenset({"update_expression", "assignment_expression", "compound_statement", "gnu_asm_expression"})


def copy(case: Case) -> Node:
    """The call that fills the object; in a condition it is the call that the condition tests."""
    node = case.body.node(case.site.places[-1])
    condition = node.child("condition") if node.kind == "if_statement" else None
    if condition is None:
        return case.clear
    return tested(condition, case.body.data)[0]


def source(case: Case) -> Node:
    """What is copied from."""
    return _argument(case, 1)


def sizes(case: Case) -> tuple[Node, Node]:
    """The sizes that the two calls get: as bound by the allocation (its first factor), and as the copy has it."""
    return case.bound("n"), _argument(case, 2)


def _argument(case: Case, number: int) -> Node:
    found = keys.arguments(copy(case))
    if number >= len(found):
        raise Unfit("the rule does not end at a copy")
    return found[number]


def allocated(case: Case, by: Sizes) -> Size:
    """How much is allocated: `n`, or `n * s` where the rule has both."""
    size = by.of(case.bound("n"))
    if any(binding.name == "s" for binding in case.site.bindings):
        size = product(size, by.of(case.bound("s")))
    return size


def is_target(case: Case, node: Node) -> bool:
    """Whether an expression is the lvalue that the allocation is assigned to."""
    return keys.key(node, case.body.data) == keys.key(case.target, case.body.data)


def effect(case: Case, node: Node) -> Node | None:
    """The first increment, assignment or the like in an expression."""
    return next((part for part in evaluated(node, case.body.data) if part.kind in EFFECTS), None)


def unknown_calls(case: Case, node: Node) -> Iterator[Node]:
    """Calls in an expression of which it is not known that they only compute."""
    table = callees.table()
    for part in evaluated(node, case.body.data):
        if part.kind == "call_expression":
            name = keys.callee(part, case.body.data)
            if name not in table.reads and name not in table.computes and not name.isupper():
                yield part
