"""A failed copy does what a failed allocation does, but for -EFAULT in place of -ENOMEM and for freeing the object.

memdup_user() fails in one place with either code, so what comes after must be one and the same. Statements are followed
along jumps, up to the next choice; `ret = -EFAULT;` and `return ret;` at the end of a jump are `return -EFAULT;`.

    if (!x)
            return -ENOMEM;
    if (copy_from_user(x, from, n)) {
            stats->faults++;                /* must stay: not done where memory is short */
            kfree(x);
            return -EFAULT;
    }
"""

from __future__ import annotations

from collections.abc import Sequence

from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import copy, is_target
from kzfix.prove.course import course, failed_allocation, failed_copy, spelled
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "same-failure"
FREES = frozenset({"kfree", "kvfree", "kfree_sensitive"})


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    here, there = failed_allocation(case), failed_copy(case)
    if here is None or there is None:
        return case.refused(NAME, "where the failures lead is not known", copy(case))
    short, fault = course(case, here), course(case, there)
    freed = [node for node in fault.steps if _frees(case, node)]
    if len(freed) != 1:
        return case.refused(NAME, "the object is not freed once where the copy fails", copy(case))
    steps = [spelled(case, node, "ENOMEM") for node in short.steps if not _frees(case, node)]  # kfree(NULL) is nothing
    one = _settled(case, steps)
    other = _settled(case, [spelled(case, node, "EFAULT") for node in fault.steps if node is not freed[0]])
    if short.end is not fault.end or one != other or " ".join(steps).split().count("E") != 1:
        unlike = next((node for node in fault.steps if spelled(case, node, "EFAULT") not in one), copy(case))
        return case.refused(NAME, "a failed copy does other things than a failed allocation", unlike)
    return Holds("both failures end in the same way, but for the error code")


def _frees(case: Case, node: Node) -> bool:
    call = keys.strip(node.parts()[0]) if node.kind == "expression_statement" and node.parts() else node
    args = keys.arguments(call)
    return keys.callee(call, case.body.data) in FREES and len(args) == 1 and is_target(case, args[0])


def _settled(case: Case, steps: Sequence[str]) -> list[str]:
    """`ret = E ; … return ret ;` as `… return E ;`, for a variable that nobody else sees or uses."""
    left = list(steps)
    for step in steps:
        name, _, value = step.partition(" = ")
        if value != "E ;" or not case.body.scope.is_private(name):
            continue
        others = [other for other in left if other != step]
        if f"return {name} ;" in others and not any(name in other.split() for other in others[:-1]):
            left = [f"return {value}" if other == f"return {name} ;" else other for other in others]
    return left
