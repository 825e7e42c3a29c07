"""Nobody meets the error that the pointer holds where the new call fails.

Where kmalloc() gives NULL, memdup_user() gives an ERR_PTR(). The pointer must be a local variable that no one reads on
the way from there on: `kfree(x)` at a shared label takes NULL, and crashes on an error pointer.

    if (!x) {
            ret = -ENOMEM;
            goto out;
    }
    …
    out:
            kfree(x);
"""

from __future__ import annotations

from kzfix.flow.graph import Point
from kzfix.flow.uses import Write, events
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.course import failed_allocation
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "no-error-pointer"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    name = case.body.text(case.target)
    if not case.body.scope.is_private(name):
        return case.refused(NAME, f"{name} is no local variable: others would see an error pointer in it", case.target)
    start = failed_allocation(case)
    if start is None:
        return case.refused(NAME, "where a failed allocation leads is not known", case.target)
    seen: set[int] = set()
    work = [start]
    while work:
        here = work.pop()
        if here.index in seen:
            continue
        seen.add(here.index)
        found = _read(case, here, name)
        if found is not None:
            return case.refused(NAME, f"{name} may be an error pointer in {case.body.text(found)}", found)
        if not _overwrites(case, here, name):
            work += [edge.to for edge in here.to]
    return Holds(f"nobody reads {name} where the call fails")


def _read(case: Case, point: Point, name: str) -> Node | None:
    """The node of a point that reads a variable."""
    if point.node is None or point.kind == "join":
        return None
    written = {id(event.target) for event in events(point, case.body.data) if isinstance(event, Write)}
    plain = [node for node in point.node.walk() if node.kind == "identifier" and id(node) not in written]
    hidden = any(name in case.body.lookup.macro_words(keys.text(node, case.body.data)) for node in plain)
    return point.node if hidden or any(keys.text(node, case.body.data) == name for node in plain) else None


def _overwrites(case: Case, point: Point, name: str) -> bool:
    if point.kind == "join":
        return False
    found = (event for event in events(point, case.body.data) if isinstance(event, Write) and not event.maybe)
    return any(event.value is not None and keys.key(event.target, case.body.data) == name for event in found)
