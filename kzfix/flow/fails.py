"""What shows, behind a writer that may fail, that it did: its value, a comparison, or what its value was given to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kzfix.flow import fills
from kzfix.flow.fills import SIZE, TRUE, ZERO, Fill
from kzfix.flow.outcomes import truth
from kzfix.flow.uses import declared_name
from kzfix.source import keys
from kzfix.source.tree import Node

WIDE = frozenset({"int", "unsigned", "unsigned int", "long", "unsigned long", "size_t", "ssize_t", "bool"})

# Macros and functions that evaluate what they get, whatever the configuration: include/linux/compiler.h,
# asm-generic/bug.h, err.h.
EVALUATE = frozenset({"likely", "unlikely", "WARN_ON", "WARN_ON_ONCE", "BUG_ON"})


@dataclass(frozen=True, slots=True)
class Failure:
    """The expression whose truth says that a writer failed, and that truth; `given`: the variable that gets it.

    `whole`: that variable gets a truth value, or a constant, and not a count that it may be too narrow for.
    """

    node: Node
    outcome: bool
    given: Node | None = None
    whole: bool = False


def writer(node: Node, data: bytes) -> Fill | None:
    """What the table says of a call."""
    return fills.table().get(keys.callee(node, data)) if node.kind == "call_expression" else None


def may_fail(node: Node, data: bytes) -> bool:
    """Whether a writer need not write all."""
    fill = writer(node, data)
    return fill is not None and fill.when != fills.ALWAYS


def may_be_skipped(node: Node, data: bytes, redefined: Callable[[str], bool]) -> bool:
    """Whether a call or an assignment stands in a call that may be a macro, which need not evaluate it."""
    for above in node.above():
        name = keys.callee(above, data) if above.kind == "call_expression" else ""
        if name and (name not in EVALUATE or redefined(name)):
            return True
        if above.kind.endswith("_statement") or above.kind == "declaration":
            return False
    return False


def failure(call: Node, data: bytes) -> Failure | None:
    """What to look at behind a call that may fail; None when there is nothing to see."""
    fill = writer(call, data)
    if fill is None:
        return None
    found = _seen(call, fill, data)
    return _given(found, data) if found is not None else None


def _seen(call: Node, fill: Fill, data: bytes) -> Failure | None:
    if fill.when in (ZERO, TRUE):
        return Failure(call, fill.when == ZERO, whole=fill.when == TRUE)
    above = _above(call, data)
    operator = above.child("operator") if above is not None and above.kind == "binary_expression" else None
    if fill.when != SIZE or above is None or operator is None or operator.kind not in ("==", "!=", "<"):
        return None
    left, right = above.child("left"), above.child("right")
    args = keys.arguments(call)
    if left is None or right is None or len(fill.size) != 1 or fill.size[0] >= len(args):
        return None
    mine = keys.strip(left) is call
    size = keys.exact(args[fill.size[0]], data)
    if keys.exact(right if mine else left, data) != size or (operator.kind == "<" and not mine):
        return None
    return Failure(above, operator.kind != "==", whole=True)


def _given(found: Failure, data: bytes) -> Failure:
    """`ret = writer()`, and `ret = writer() ? -EFAULT : 0`."""
    above = _above(found.node, data)
    if above is not None and above.kind == "conditional_expression":
        condition = above.child("condition")
        branch = above.child("consequence" if found.outcome else "alternative")
        outcome = truth(branch, data)
        if condition is None or keys.strip(condition) is not found.node or outcome is None:
            return found
        found = Failure(above, outcome, whole=True)
        above = _above(above, data)
    if above is None or above.kind not in ("assignment_expression", "init_declarator"):
        return found
    operator = above.child("operator")
    target = above.child("left") or declared_name(above)
    if target is None or (operator is not None and operator.kind != "="):
        return found
    return Failure(found.node, found.outcome, target, found.whole)


def _above(node: Node, data: bytes) -> Node | None:
    """What stands around a value, but for parentheses and casts that keep what is not zero."""
    for above in node.above():
        type_ = above.child("type") if above.kind == "cast_expression" else None
        if above.kind != "parenthesized_expression" and (type_ is None or keys.text(type_, data) not in WIDE):
            return above
    return None
