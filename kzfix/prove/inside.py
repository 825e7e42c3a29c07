"""What is set to zero is memory of the object itself, not of what a member points to.

Whether a member is an array or a pointer is read from its declaration; `sizeof(p->m)` proves nothing.

    p->buf = other;
    memset(p->buf, 0, len);      /* buf is a pointer: this clears another allocation */
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "inside"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if case.clear.child("left") is not None:
        return _elements(case, case.operand)
    member = case.member
    if member is None or keys.strip(member) is keys.strip(case.pointer):
        return Holds("the call gets the object")
    if case.takes_lvalue or keys.is_address(member, case.body.data):
        return _elements(case, member)
    found = case.body.types.of(member)
    text = case.body.text(member)
    if found is None:
        return case.review(NAME, f"{text} must be an array: its declaration is not found", member)
    if not case.body.types.plain(found).dims:
        return case.refused(NAME, f"{text} is a pointer: what it points to is other memory", member)
    return Holds(f"{text} is an array in the object")


def _elements(case: Case, node: Node) -> Answer:
    """Every array on the way to a member lies in the object too."""
    here = keys.strip(node, casts=False)
    while here is not case.pointer and (inner := here.child("argument")) is not None:
        inner = keys.strip(inner, casts=False)
        if here.kind == "subscript_expression" and inner is not case.pointer and case.body.types.of(inner) is None:
            why = f"{case.body.text(inner)} must be an array: its declaration is not found"
            return case.review(NAME, why, inner)
        here = inner
    return Holds(f"{case.body.text(node)} is a part of the object")
