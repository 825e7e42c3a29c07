"""Which expression a local variable holds at a point: its only reaching definition, when that is still true there."""

from __future__ import annotations

from kzfix.facts.scope import Scope
from kzfix.flow import callees
from kzfix.flow.alias import Clash, clash
from kzfix.flow.graph import Flow, Point
from kzfix.flow.uses import Call, Declare, Leave, Opaque, Write, events, lvalues
from kzfix.source import keys
from kzfix.source.tree import Node


def definition(flow: Flow, scope: Scope, use: Point, name: str) -> Node | None:
    """The expression that private variable `name` holds whenever `use` is reached, or None when there is no such."""
    if not scope.is_private(name):
        return None
    found = _reaching(flow, use, name)
    if found is None:
        return None
    at, value = found
    reads = lvalues(value, flow.data) - {"*" + key for key in lvalues(value, flow.data)}
    return None if name in reads or _disturbed(flow, scope, at, use, reads) else value


def _reaching(flow: Flow, use: Point, name: str) -> tuple[Point, Node] | None:
    found: list[tuple[Point, Node]] = []
    seen: set[int] = set()
    work = list(use.back)
    while work:
        here = work.pop()
        if here.index in seen:
            continue
        seen.add(here.index)
        wrote = _last_write(flow, here, name)
        if wrote is not None:
            if wrote.value is None or wrote.maybe or _unclear(wrote.value, flow.data):
                return None
            found.append((here, wrote.value))
        elif here is flow.entry:
            return None
        else:
            work.extend(here.back)
    return found[0] if len(found) == 1 else None


def _last_write(flow: Flow, point: Point, name: str) -> Write | None:
    wrote: Write | None = None
    for event in events(point, flow.data):
        match event:
            case Write(_, target) if keys.key(target, flow.data) == name:
                wrote = event
            case Declare(node, declared) if keys.key(declared, flow.data) == name:
                wrote = Write(node, declared, None, False)
            case Call(node):
                table = callees.table().assigns.get(keys.callee(node, flow.data), ())
                for number in table:
                    args = keys.arguments(node)
                    if number < len(args) and keys.key(args[number], flow.data) == name:
                        wrote = Write(node, args[number], None, False)
    return wrote


def _unclear(value: Node, data: bytes) -> bool:
    """A value that is not the same when it is written down twice: a call, an increment, an assignment."""
    kinds = {node.kind for node in value.walk()}
    if kinds & {"update_expression", "assignment_expression", "compound_statement", "initializer_list"}:
        return True
    calls = [node for node in value.walk() if node.kind == "call_expression"]
    return any(keys.callee(call, data) not in callees.table().reads for call in calls)


def _disturbed(flow: Flow, scope: Scope, at: Point, use: Point, reads: frozenset[str]) -> bool:
    """Whether anything between the definition and the use may change what the definition read."""
    between = flow.ahead_of(at) & (_behind(use) | {use.index})
    memory = any(not scope.is_private(key) and not key.isupper() for key in reads)
    for index in between - {at.index}:
        for event in events(flow.points[index], flow.data):
            match event:
                case Write(_, target) if clash(keys.key(target, flow.data), reads, scope) is not Clash.NO:
                    return True
                case Call(node) if memory and keys.callee(node, flow.data) not in callees.table().harmless:
                    if keys.callee(node, flow.data) not in callees.table().reads:
                        return True
                case Opaque() | Leave():
                    return True
    return False


def _behind(point: Point) -> set[int]:
    seen: set[int] = set()
    work = list(point.back)
    while work:
        here = work.pop()
        if here.index not in seen:
            seen.add(here.index)
            work.extend(here.back)
    return seen
