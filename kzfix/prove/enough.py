"""The change is worth it: at least two stores go, or a call or a loop that clears a member; and little else is zeroed.

For one store alone nobody wants a patch. A large member that was never set before would be cleared for the first
time, in an object that may be allocated often: a human decides. Members that get a value for the first time are named:
that they are zero from now on is the safety that the change buys. An element that is only read gives its array no
value: a hypervisor or a device fills such a buffer.

    p->head = 0;
    p->tail = 0;      /* struct ring { int head, tail; char data[65536]; } */
"""

from __future__ import annotations

import re

from kzfix.prove.case import Answer, Case, Holds
from kzfix.source.tree import Node

NAME = "enough"
TOGETHER = True
LARGE = 1024  # bytes that may be cleared for the first time without asking
NAMED = 6  # members that are named; the others are counted


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    acts = {site.places[-1]: case.act(site) for site in case.proposal.sites}
    members = [
        act
        for place, act in acts.items()
        if act.kind == "call_expression" or case.body.node(place).kind == "for_statement"
    ]
    if not members and len(acts) < case.least:
        reason = f"only {len(acts)} store of zero could go, of {case.least} that make a change worth it"
        return case.refused(NAME, reason, case.source)
    if case.allocator is None:
        return Holds(f"{len(acts)} go; all of the object was zero before too")
    found = case.body.types.of(case.pointer)
    base = case.body.types.plain(found).pointee() if found is not None else None
    parts = case.body.layouts.members(case.body.types.plain(base)) if base is not None else None
    if parts is None:
        return Holds("which members get their first value is not known: the structure is not found")
    words = _spoken_of(case)
    unset = [member for member in parts if member.name not in words]
    names = [member.name for member in unset]
    sizes = [(member, case.body.layouts.size(member.type)) for member in unset]
    unknown = next((member for member, size in sizes if size is None and member.array and not member.flexible), None)
    if unknown is not None:
        why = f"{unknown.name}[] would be zeroed, which this function never sets: how large it is, is not found"
        return case.review(NAME, why, case.source)
    total = sum(size or 0 for _, size in sizes)
    if total >= LARGE:
        why = f"{total} bytes would be zeroed that this function never sets: {_list(names)}"
        return case.review(NAME, why, case.source)
    return Holds(f"zero for the first time: {_list(names)}" if names else "every member is set here")


def _spoken_of(case: Case) -> set[str]:
    """The words of the function, but for those members of which it only reads elements."""
    words = re.findall(r"\w+", case.body.text(case.body.tree))
    read = [case.body.text(name) for name in case.body.tree.walk() if _is_read(name)]
    return {word for word in set(words) if words.count(word) > read.count(word)}


def _is_read(name: Node) -> bool:
    """Whether a member's name stands in `p->name[i]` where the element is neither written nor has its address taken."""
    node = name.parent
    if name.kind != "field_identifier" or node is None:
        return False
    above = node.parent
    while above is not None and above.kind == "subscript_expression" and above.child("argument") is node:
        node, above = above, above.parent
    if node.kind != "subscript_expression" or above is None:
        return False
    written = above.kind == "update_expression" or node.field == "left"
    taken = above.kind in ("pointer_expression", "argument_list", "field_expression")
    return not (written or taken)


def _list(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
