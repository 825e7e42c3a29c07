"""Bytes of the object that nobody has written leave the kernel.

Speaks for a report, not for a rewrite that keeps behaviour: what stood in the memory before goes to somebody who must
not see it, and the allocator that zeroes stops that and changes nothing else. *Proved* says that the bytes it names
are not written on any path to where they leave, or not on one branch of the only test on the way. It is *Review* where
several tests would have to come out so, where only the end of a text or the padding of an assigned structure is left,
or where the allocation's flags may ask for zeroed memory. What may write the bytes counts as if it did: a callee that
is not known, a loop, whoever finds the object where it was stored.

    p = kmalloc(sizeof(*p), GFP_KERNEL);
    p->id = id;                               /* struct reply { u32 id; u8 pad[4]; } */
    return copy_to_user(arg, p, sizeof(*p));
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kzfix.facts.cells import Cell, cells
from kzfix.facts.layout import Path
from kzfix.facts.scope import CType
from kzfix.flow import sinks
from kzfix.flow.graph import Point
from kzfix.flow.places import Aim, Place
from kzfix.flow.track import Walk
from kzfix.model import Span
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "leaks"
JUDGES = True
NAMED = 4  # cells that are named; the others are counted
TO = {"user": "user space", "network": "the network", "device": "a device"}
WRITTEN, TAIL = ("untouched", "same-object"), "tail"
LOOPS = ("for_statement", "while_statement", "do_statement")


@dataclass(frozen=True, slots=True)
class _Sent:
    """One cell on the paths to the sink.

    `path` is one on which it is not written, `every` says that there is no other, `certain` that both branches of the
    only test on the way may be taken. `tail`: only the end of it, behind a text or as padding, is not written, and why.
    `why`: who may write it.
    """

    cell: Cell
    why: str
    path: tuple[Point, ...] = ()
    every: bool = False
    certain: bool = False
    tail: str = ""


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    call = keys.callee(case.clear, case.body.data)
    sink, args = sinks.table().get(call), keys.arguments(case.clear)
    if sink is None or sink.size is None or sink.size >= len(args):
        return case.refused(NAME, f"what {call}() sends is not known", case.clear)
    if sink.direction is not None and not sinks.outward(case.body.text(args[sink.direction])):
        return case.refused(NAME, f"{call}() may fill the object: nothing says that it goes out", case.clear)
    found = case.body.types.of(case.pointer)
    base = case.body.types.plain(found).pointee() if found is not None else None
    if base is None:
        return case.refused(NAME, f"the type of {case.object} is not found", case.source)
    type_ = case.body.types.plain(base)
    left = case.allocated.minus(case.body.sizes.of_text(f"sizeof(*({case.body.text(case.pointer)}))"))
    buffer = left and not type_.base.startswith(("struct ", "union "))
    if buffer or any(times < 0 for times in left.values()):
        return case.refused(NAME, f"{case.allocated_text} is not the size of a {base}", case.source)
    sent = None if case.compared.equal else case.body.bytes_in(args[sink.size])
    if not case.compared.equal and sent is None:
        text = case.body.text(args[sink.size])
        return case.refused(NAME, f"how much of the object {text} is, is not known", case.clear)
    every = [cell for cell in cells(case.body.layouts, type_) if _is_sent(cell, sent)]
    if not every:
        return case.refused(NAME, f"which members {base} has is not found", case.source)
    return _judged(case, type_, every, call, TO[sink.to])


def _is_sent(cell: Cell, sent: int | None) -> bool:
    return sent is None or (cell.bytes is not None and cell.bytes[1] <= sent)


def _judged(case: Case, type_: CType, every: list[Cell], call: str, to: str) -> Answer:
    """The worst that is known of any cell."""
    found = [_sent(case, type_, cell) for cell in every]
    groups = (
        [one for one in found if one.every],
        [one for one in found if one.certain],
        [one for one in found if one.tail],
        [one for one in found if one.path],
    )
    worst = next(filter(None, groups), None)
    if worst is None:
        why = next((one.why for one in found if one.why), "").removesuffix(" before the clearing")
        return case.refused(NAME, f"all that is sent may be written by then{why and ': '}{why}", case.clear)
    what = f"{call}() sends {_named(case, type_, worst, every)} to {to}, and {_unwritten(case, worst[0])}"
    if not (worst[0].every or worst[0].certain):
        return case.review(NAME, what, case.clear)
    flags = _flags(case)
    return case.review(NAME, f"{what}, unless {flags} asks for zeroed memory", case.source) if flags else Holds(what)


def _flags(case: Case) -> str:
    """The allocation's flags where a variable says them; "" where they are constants."""
    texts = [binding.text for binding in case.site.bindings if binding.name.startswith(("flags", "gfp"))]
    return next((text for text in texts if re.search(r"\b[a-z]", text)), "")


# Paths


def _sent(case: Case, type_: CType, cell: Cell) -> _Sent:
    """What becomes of a cell on the paths from the allocation to the sink."""
    aim = Aim(Place(type_, cell.path), bytes=cell.bytes, zeros=True, hole=cell.hole)
    walked = Walk(case.body, (case.source,), {case.clear: case.pointer}, aim=aim).from_source(case.source)
    arrivals = [(state, path) for _, state, path in walked.arrivals if state.null is not True]
    against = [trouble for state, _ in arrivals for trouble in state.troubles if trouble.guard in WRITTEN]
    why = against[0].reason if against else ""
    clean = [(state, path) for state, path in arrivals if not any(one.guard in WRITTEN for one in state.troubles)]
    if walked.overflow or not clean or any(_loops(case, trouble.span) for trouble in against):
        return _Sent(cell, why)
    bare = [path for state, path in clean if not any(one.guard == TAIL for one in state.troubles)]
    if not bare:
        tail = next(one.reason for state, _ in clean for one in state.troubles if one.guard == TAIL)
        return _Sent(cell, why, clean[0][1], tail=tail)
    tests = _branching(case)
    certain = len(tests) == 1 and _is_plain(case, tests[0])
    return _Sent(cell, why, bare[0], every=len(bare) == len(arrivals), certain=certain)


def _loops(case: Case, span: Span) -> bool:
    """Whether something stands in a loop that the allocation stands outside of: how often it runs is not known."""
    source = case.source.span
    return any(
        loop.start <= span.start < loop.end and not loop.start <= source.start < loop.end
        for loop in case.body.tree.walk()
        if loop.kind in LOOPS
    )


def _branching(case: Case) -> list[Point]:
    """The tests on the way to the sink of which both outcomes lead there."""
    flow = case.body.flow
    source, sink = flow.at(case.source), flow.at(case.clear)
    if source is None or sink is None:
        return []
    leading = flow.behind([sink])
    points = (flow.points[index] for index in sorted(flow.ahead_of(source) & leading))
    return [point for point in points if sum(edge.to.index in leading for edge in point.to) > 1 and point is not sink]


def _is_plain(case: Case, test: Point) -> bool:
    """Whether a test is that of an `if`, and speaks of nothing that another test of the function speaks of."""
    if test.kind != "test" or test.node is None:
        return False
    statement = next((above for above in test.node.above() if above.kind.endswith("_statement")), None)
    words = _words(case, test.node)
    others = [point.node for point in case.body.flow.points if point.kind == "test" and point is not test]
    alone = all(words.isdisjoint(_words(case, node)) for node in others if node is not None)
    return statement is not None and statement.kind == "if_statement" and alone


def _words(case: Case, node: Node) -> set[str]:
    return {keys.text(part, case.body.data) for part in node.walk() if part.kind in ("identifier", "field_identifier")}


# For people


def _unwritten(case: Case, one: _Sent) -> str:
    if one.every:
        return "nobody writes it before"
    if one.tail:
        return one.tail
    branching = _branching(case)
    lines = sorted({case.body.line(point.node) for point in one.path if point.node is not None and point in branching})
    return f"the path through line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))} does not write it"


def _named(case: Case, type_: CType, found: Sequence[_Sent], every: Sequence[Cell]) -> str:
    """The cells by name; an array of which both ends are meant by its own."""
    names = list(dict.fromkeys(_name(case, type_, one, found, every) for one in found))
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")


def _name(case: Case, type_: CType, one: _Sent, found: Sequence[_Sent], every: Sequence[Cell]) -> str:
    path, bytes_ = one.cell.path, one.cell.bytes
    if one.cell.hole and bytes_ is not None:
        length = f"{bytes_[1] - bytes_[0]} byte{'s' * (bytes_[1] - bytes_[0] > 1)} of padding"
        behind = [cell for cell in every if cell.bytes is not None and not cell.hole and cell.bytes[0] >= bytes_[1]]
        return f"{length} in front of {_text(behind[0].path)}" if behind else f"{length} at the end"
    if not path:
        return f"the {type_}"
    meant = {other.cell for other in found}
    while path and path[-1].startswith("["):
        ends = [cell for cell in every if cell.path[: len(path) - 1] == path[:-1]]
        if not all(cell in meant for cell in ends):
            return f"the end of {_text(path[:-1])}" if path[-1] != "[0]" else _text(path)
        path = path[:-1]
    return _text(path)


def _text(path: Path) -> str:
    return ".".join(path).replace(".[", "[")
