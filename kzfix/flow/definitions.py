"""Which expression a variable or member holds at a point: its only definition, when that is still true there."""

from __future__ import annotations

from kzfix.facts.scope import Scope
from kzfix.facts.types import BYTES, Types
from kzfix.flow import callees
from kzfix.flow.alias import Clash, clash, parts
from kzfix.flow.graph import Flow, Point
from kzfix.flow.uses import Call, Declare, Leave, Opaque, Write, events, lvalues
from kzfix.source import keys
from kzfix.source.tree import Node

TESTS = frozenset({"unary_expression", "if_statement", "while_statement", "return_statement"})
TRUTHS = frozenset({"0", "1", "true", "false"})  # any integer holds these
LONGS = frozenset({"size_t", "ssize_t", "long", "unsigned long", "loff_t", "off_t", "uintptr_t"})


def definition(flow: Flow, types: Types, use: Point, name: str, trusting: bool = False) -> Node | None:
    """The expression that a variable or a member holds whenever `use` is reached, or None when there is no such.

    One that may hold less than what it was given is left alone: narrower than int, narrower than the value, a
    bit-field, or (unless `trusting`) of a type that is not found.
    """
    scope = types.scope
    if scope.is_static(name):
        return None
    found = _Search(flow, scope, name).run(use)
    if found is None:
        return None
    at, target, value = found
    if not (trusting and types.of(target) is None) and not _holds_all(types, target, value):
        return None
    reads = lvalues(value, flow.data)
    return None if name in reads or _disturbed(flow, scope, at, use, reads) else value


def holds_new(flow: Flow, scope: Scope, use: Point, name: str) -> bool:
    """Whether a pointer holds what a known allocator gave to this very function, so that nothing older overlaps it."""
    found = _Search(flow, scope, name, allocations=True).run(use)
    return found is not None and _is_allocation(found[2], flow.data) and not _is_copied(flow, name)


def is_own(flow: Flow, scope: Scope, use: Point, name: str) -> bool:
    """Whether a pointer holds, at a point, what this very function allocated and has told nobody of by then."""
    found = _Search(flow, scope, name, allocations=True).run(use)
    return found is not None and _is_allocation(found[2], flow.data) and not _is_copied(flow, name, flow.behind([use]))


def _is_copied(flow: Flow, name: str, where: set[int] | None = None) -> bool:
    """Whether a pointer is used for anything but going through it, testing it and passing it to what is well known.

    `where`: only at these points (their indexes) does it count; None: everywhere.
    """
    for node in flow.function.walk():
        if node.kind != "identifier" or keys.text(node, flow.data) != name or node.field in ("left", "declarator"):
            continue
        point = flow.at(node) if where is not None else None
        if where is not None and point is not None and point.index not in where:
            continue
        above = node.parent
        while above is not None and above.kind in ("parenthesized_expression", "cast_expression"):
            above = above.parent
        if above is None or any(keys.is_address(other, flow.data) for other in node.above()):
            return True
        through = above.kind in ("field_expression", "subscript_expression", "pointer_expression")
        tested = above.kind in TESTS or _is_comparison(above)
        call = above.parent if above.kind == "argument_list" else None
        known = (call is not None and _is_known(keys.callee(call, flow.data))) or _writes(call, flow.data)
        if not (through or tested or known):
            return True
    return False


def _is_comparison(node: Node) -> bool:
    operator = node.child("operator")
    return operator is not None and operator.kind in ("==", "!=", "&&", "||")


def _writes(call: Node | None, data: bytes) -> bool:
    table = callees.table()
    name = keys.callee(call, data) if call is not None else ""
    return name in table.writes or name in table.free_exactly


def _holds_all(types: Types, target: Node, value: Node) -> bool:
    declared = types.of(target)
    if declared is None or types.is_bit_field(target):
        return False
    if keys.text(keys.strip(value), types.data) in TRUTHS:
        return True
    size = BYTES.get(types.plain(declared).base, 8 if declared.base in LONGS or declared.is_pointer else 0)
    given = types.of(value)
    wanted = 0 if given is None or given.is_pointer else BYTES.get(types.plain(given).base, 8)
    return size >= max(4, wanted) and types.plain(declared).base not in ("float", "double")


class _Search:
    """The search for the one definition of a variable or member, backwards from its use.

    `allocations`: a call of a known allocator is a definition too.
    """

    def __init__(self, flow: Flow, scope: Scope, name: str, allocations: bool = False) -> None:
        self.allocations = allocations
        self.flow = flow
        self.scope = scope
        self.name = name
        self.parts = parts(name)
        self.private = scope.is_private(name)

    def run(self, use: Point) -> tuple[Point, Node, Node] | None:
        """The point, the lvalue and the expression, when all paths to the use come from it and nothing else writes."""
        found: list[tuple[Point, Node, Node]] = []
        seen: set[int] = set()
        work = list(use.back)
        while work:
            here = work.pop()
            if here.index in seen:
                continue
            seen.add(here.index)
            wrote, clear = self._at(here)
            if not clear or here is self.flow.entry:
                return None
            if wrote is None:
                work.extend(here.back)
            elif wrote.value is None or wrote.maybe or not self._usable(wrote.value):
                return None
            else:
                found.append((here, wrote.target, wrote.value))
        return found[0] if len(found) == 1 else None

    def _usable(self, value: Node) -> bool:
        if self.allocations and _is_allocation(value, self.flow.data):
            return True
        return not _unclear(value, self.flow.data)

    def _at(self, point: Point) -> tuple[Write | None, bool]:
        """The last write of a point, and False when something behind it may have written too."""
        wrote: Write | None = None
        clear = True
        for event in events(point, self.flow.data):
            match event:
                case Write(_, target):
                    found = clash(keys.key(target, self.flow.data), self.parts, self.scope)
                    if keys.key(target, self.flow.data) == self.name:
                        wrote, clear = event, True
                    elif found is not Clash.NO:
                        clear = False
                case Declare(node, declared) if keys.key(declared, self.flow.data) == self.name:
                    wrote, clear = Write(node, declared, None, False), True
                case Call(node):
                    clear = clear and self._harmless(node)
                case Opaque() | Leave():
                    clear = clear and self.private
        return wrote, clear

    def _harmless(self, call: Node) -> bool:
        """Whether a call leaves the variable or member alone."""
        name = keys.callee(call, self.flow.data)
        args = [keys.key(arg, self.flow.data) for arg in keys.arguments(call)]
        macro = self.flow.macros.get(name)
        if macro is not None and (not macro.captured.isdisjoint(self.parts) or macro.assigned):
            return False
        if self.name in args and not _is_known(name):
            return False  # it may be a macro that assigns
        for number in callees.table().assigns.get(name, ()):
            if number < len(args) and args[number] in self.parts:
                return False
        return self.private or _is_known(name)


def _is_allocation(value: Node, data: bytes) -> bool:
    call = keys.strip(value)
    name = keys.callee(call, data) if call.kind == "call_expression" else ""
    return name in callees.table().handles or ("alloc" in name and name in callees.table().harmless)


def _unclear(value: Node, data: bytes) -> bool:
    """A value that is not the same when it is written down twice: a call, an increment, an assignment."""
    kinds = {node.kind for node in value.walk()}
    if kinds & {"update_expression", "assignment_expression", "compound_statement", "initializer_list"}:
        return True
    calls = [node for node in value.walk() if node.kind == "call_expression"]
    table = callees.table()
    names = [keys.callee(call, data) for call in calls]
    return any(name not in table.reads and name not in table.computes for name in names)


def _disturbed(flow: Flow, scope: Scope, at: Point, use: Point, reads: frozenset[str]) -> bool:
    """Whether anything between the definition and the use may change what the definition read."""
    between = flow.ahead_of(at) & flow.behind([use])
    memory = any(not scope.is_private(key) and not key.isupper() for key in reads)
    for index in between - {at.index}:
        for event in events(flow.points[index], flow.data):
            match event:
                case Write(_, target) if clash(keys.key(target, flow.data), reads, scope) is not Clash.NO:
                    return True
                case Call(node) if memory and not _is_known(keys.callee(node, flow.data)):
                    return True
                case Opaque() | Leave():
                    return True
    return False


def _is_known(name: str) -> bool:
    table = callees.table()
    return name in table.harmless or name in table.reads or name in table.computes
