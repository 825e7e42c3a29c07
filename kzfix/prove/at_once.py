"""Between the allocation and the copy stand nothing but tests of the pointer, and a failed test leaves.

One call does both at once then: whatever stood between would come after the copy, not before it. Every way to the copy
must come from this allocation, and every way on from it, but for the one where it failed, must lead to the copy.

    x = kmalloc(n, GFP_KERNEL);
    n = fetch(dev, src);            /* must come before the copy */
    if (x)
            memcpy(x, src, n);
"""

from __future__ import annotations

from kzfix.flow.graph import Point
from kzfix.flow.outcomes import tested
from kzfix.flow.uses import Call, Declare, Write, events
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import copy, is_target
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "at-once"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    flow = case.body.flow
    start, end = flow.at(case.source), flow.at(copy(case))
    if flow.problem or start is None or end is None:
        return case.refused(NAME, f"the control flow is not known: {flow.problem}", case.source)
    beside = _beside(case, start)
    if beside is not None:
        return beside
    if start is end:
        return case.refused(NAME, "the copy stands in the statement of the allocation", case.source)
    return _between(case, start, end)


def _beside(case: Case, start: Point) -> Answer | None:
    """The statement of the allocation must do nothing else."""
    for event in events(start, case.body.data):
        match event:
            case Call(node) if node is case.source or any(above is case.source for above in node.above()):
                continue
            case Write(_, _, value, False) if value is not None and _chained(case, value):
                continue
        return case.refused(NAME, f"{case.body.text(event.node)} stands beside the allocation", event.node)
    return None


def _chained(case: Case, value: Node) -> bool:
    """Whether a value is the allocation: `a = x = kmalloc(…)`."""
    here: Node | None = value
    while here is not None:
        here = keys.strip(here)
        if here is case.source:
            return True
        here = here.child("right") if here.kind == "assignment_expression" else None
    return False


def _between(case: Case, start: Point, end: Point) -> Answer:
    flow = case.body.flow
    inside: dict[int, Point] = {}
    work = list(end.back)
    while work:
        here = work.pop()
        if here is start or here.index in inside:
            continue
        if here is flow.entry or here is end:
            return case.refused(NAME, "the copy is also reached without this allocation", copy(case))
        inside[here.index] = here
        work += here.back
    for _, point in sorted(inside.items()):
        if not _harmless(case, point) and point.node is not None:
            return case.refused(NAME, f"{case.body.text(point.node)} stands before the copy", point.node)
    ahead = {*inside, end.index}
    for point in (start, *inside.values()):
        for edge in point.to:
            if edge.to.index not in ahead and not _failed(case, point, edge.when):
                return case.refused(NAME, "a path where the allocation succeeds has no copy", point.node or case.source)
    return Holds(f"nothing but tests of {case.body.text(case.target)} stands between the allocation and the copy")


def _harmless(case: Case, point: Point) -> bool:
    if point.kind == "join":
        return True
    if point.kind == "test" and point.node is not None:
        return is_target(case, tested(point.node, case.body.data)[0])
    found = events(point, case.body.data)
    declares = point.node is not None and point.node.kind == "declaration"
    return declares and all(isinstance(event, Declare) for event in found)


def _failed(case: Case, point: Point, when: bool | None) -> bool:
    """Whether an outcome of a test says that there is no object."""
    if point.kind != "test" or point.node is None or when is None:
        return False
    node, sense = tested(point.node, case.body.data)
    return is_target(case, node) and when != sense
