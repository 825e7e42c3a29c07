"""A loop that goes does nothing but set elements to zero, and nobody asks for its counter afterwards.

    for (i = 0; i < NR; i++)
            p->slots[i] = 0;
    p->used = i;      /* the loop must have run */
"""

from __future__ import annotations

from kzfix.flow import callees
from kzfix.flow.uses import Declare, Write, evaluated, events
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.pure import EFFECTS
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "counter-unused"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    loop = case.body.node(case.site.places[-1])
    first, condition = loop.child("initializer"), loop.child("condition")
    if loop.kind != "for_statement" or first is None or condition is None:
        return Holds("no loop goes")
    data, table = case.body.data, callees.table()
    for part in evaluated(condition, data):
        name = keys.callee(part, data) if part.kind == "call_expression" else ""
        if part.kind in EFFECTS or (name and name not in table.computes and name not in table.reads):
            return case.refused(NAME, f"{case.body.text(part)} may have an effect of its own", part)
    counter = keys.key(first.child("left") or first, data)
    if not case.body.scope.is_private(counter):
        return case.refused(NAME, f"others may read {counter} after the loop", first)
    asked = _asked(case, loop, counter)
    if asked is not None:
        return case.refused(NAME, f"{counter} is read after the loop", asked)
    return Holds(f"nobody reads {counter} after the loop")


def _asked(case: Case, loop: Node, counter: str) -> Node | None:
    """The first place where the counter is read on a path from the loop on, before it gets another value."""
    flow, data = case.body.flow, case.body.data
    end = flow.after(loop)
    work, seen = [end] if end is not None else [], set[int]()
    while work:
        here = work.pop()
        if here.index in seen:
            continue
        seen.add(here.index)
        if here.node is not None and here.kind != "join":
            for part in evaluated(here.node, data):
                if part.kind == "identifier" and keys.text(part, data) == counter and not _is_set(part):
                    return part
            written = [event for event in events(here, data) if isinstance(event, Write) and not event.maybe]
            names = [keys.key(event.target, data) for event in written]
            names += [keys.key(event.name, data) for event in events(here, data) if isinstance(event, Declare)]
            if counter in names:
                continue
        work.extend(edge.to for edge in here.to)
    return None


def _is_set(name: Node) -> bool:
    """Whether a name stands on the left of a plain `=`, or is declared there."""
    above = name.parent
    if above is None or name.field not in ("left", "declarator"):
        return False
    operator = above.child("operator")
    return operator is None or operator.kind == "="
