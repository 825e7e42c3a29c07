"""What is deleted has no effect but the clearing: no increment, assignment or call in its operands.

The same for the lvalue that gets the allocation: read twice, it must name the same memory twice.

    memset(p, 0, take_size(dev));      /* take_size() must still run */

A call that sets an atomic counter, or a pointer that is read under RCU, tells the reader what the member is: it goes
only when a human grants that. So does a zero by its name, where other branches store other names in the same member:
without it, one branch no longer says what it chooses.

    case CS5:
        config->bDataBits = UMP_UART_CHAR5BITS;      /* 0 (drivers/usb/serial/io_ti.c) */
        break;
    case CS6:
        config->bDataBits = UMP_UART_CHAR6BITS;
"""

from __future__ import annotations

from kzfix.flow import callees
from kzfix.flow.uses import evaluated
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "pure"
EFFECTS = frozenset({"update_expression", "assignment_expression", "compound_statement", "gnu_asm_expression"})

ZEROS = frozenset({"NULL", "false", "FALSE", "true", "TRUE"})  # they name no choice but zero or not


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    question: Answer | None = _says_more(case)
    for node in (*case.operands, case.target):
        for part in evaluated(node, case.body.data):
            if part.kind in EFFECTS:
                return case.refused(NAME, f"{case.body.text(part)} has an effect of its own", part)
            if part.kind == "call_expression":
                question = question or _call(case, part)
    return question or Holds("nothing else happens in the deleted call")


def _says_more(case: Case) -> Answer | None:
    if case.site.part and case.clear.child("left") is not None:
        return _chosen(case)
    name = keys.callee(case.clear, case.body.data) if case.site.part else ""
    if not name or name in callees.table().plainly:
        return None
    return case.review(NAME, f"{name}() says what the member is, not only that it is zero", case.clear)


def _chosen(case: Case) -> Answer | None:
    """Whether the zero is one of the named values that the function chooses among."""
    own, left = _named(case, case.clear), case.clear.child("left")
    if not own or left is None:
        return None
    member = keys.key(left, case.body.data)
    for node in case.body.tree.walk():
        target = node.child("left") if node.kind == "assignment_expression" else None
        if target is None or keys.key(target, case.body.data) != member:
            continue
        other = _named(case, node)
        if other and other != own:
            why = f"{own} is one of the values that {member} may get here: the reader sees which"
            return case.review(NAME, why, case.clear)
    return None


def _named(case: Case, node: Node) -> str:
    """The macro or enumerator that an assignment stores; "" for what is none, or only another word for zero."""
    value = node.child("right")
    text = case.body.text(keys.strip(value)) if value is not None and keys.strip(value).kind == "identifier" else ""
    return "" if text in ZEROS or text in case.body.scope.variables else text


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
