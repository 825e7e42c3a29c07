"""What is deleted has no effect but the clearing: no increment, assignment or call in its operands.

The same for the lvalue that gets the allocation: read twice, it must name the same memory twice.

    memset(p, 0, take_size(dev));      /* take_size() must still run */
"""

from __future__ import annotations

from kzfix.flow import callees
from kzfix.flow.uses import evaluated
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "pure"
EFFECTS = frozenset({"update_expression", "assignment_expression", "compound_statement", "gnu_asm_expression"})


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    question: Answer | None = None
    for node in (*keys.arguments(case.clear), case.target):
        for part in evaluated(node, case.body.data):
            if part.kind in EFFECTS:
                return case.refused(NAME, f"{case.body.text(part)} has an effect of its own", part)
            if part.kind == "call_expression":
                question = question or _call(case, part)
    return question or Holds("nothing else happens in the deleted call")


def _call(case: Case, node: Node) -> Answer | None:
    name = keys.callee(node, case.body.data)
    table = callees.table()
    if (
        name in table.reads or name in table.computes or name.isupper()
    ):  # a name in capitals is a macro that computes, by convention
        return None
    if keys.key(node, case.body.data) in _allocation(case):
        return case.review(NAME, f"{name}() would no longer be called a second time: it must have no effect", node)
    return case.review(NAME, f"{name}() would no longer be called: it must have no effect", node)


def _allocation(case: Case) -> set[str]:
    return {keys.key(part, case.body.data) for part in evaluated(case.source, case.body.data)}
