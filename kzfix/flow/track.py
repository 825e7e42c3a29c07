"""Follow one fresh object along every path from its allocation.

From the allocation on, nobody but the function's own text knows the address; it spreads by assignments, which are
followed, and by calls and stores, after which other code may reach it. Every path is walked until the object is
cleared, is freed, or the function ends; what stands against the change on the way is noted as a `Trouble` for the
guard that it belongs to. A trouble counts only when its path goes on to the clearing.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from kzfix.facts.macros import Macro
from kzfix.facts.types import BYTES
from kzfix.flow import callees, fails
from kzfix.flow.body import Body
from kzfix.flow.calls import Calls, EndedError
from kzfix.flow.definitions import definition
from kzfix.flow.effects import Effects, used
from kzfix.flow.graph import Point
from kzfix.flow.outcomes import Tests, truth
from kzfix.flow.places import Aim
from kzfix.flow.reach import Reach, reach
from kzfix.flow.reads import Reads
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.uses import Call, Declare, Event, Leave, Opaque, Write, events
from kzfix.source import keys
from kzfix.source.tree import Node

MOST_STATES = 4000
BOOLS = frozenset({"bool", "_Bool"})
WHOLE_OBJECT = Aim()


@dataclass(slots=True)
class Walked:
    """What a walk met: states at the clearings (with the path that led there), and at the ends of other paths (the
    function's end, or where the object is freed)."""

    arrivals: list[tuple[Node, State, tuple[Point, ...]]] = field(default_factory=list)
    leaves: list[State] = field(default_factory=list)
    overflow: bool = False

    def troubles(self, guard: str) -> list[Trouble]:
        """Troubles of one guard on paths that reach a clearing, worst first, then in source order."""
        found = {trouble for _, state, _ in self.arrivals for trouble in state.troubles if trouble.guard == guard}
        return sorted(found, key=lambda trouble: (-trouble.level, trouble.span))


class Walk:
    """Walks of one function. `sources` are allocation calls; `clears` maps what a path may end in, a call or an
    assignment, to its operand that is the object's pointer.

    `searching`: which of `clears` get the object is what the walk is to find out, so one that gets other memory is
    a call like any other, and with `through` a path goes on behind one that does. Otherwise all of them are to be
    deleted, or are what is relied on, and each must get the object.
    """

    def __init__(
        self,
        body: Body,
        sources: Iterable[Node],
        clears: Mapping[Node, Node],
        watch: frozenset[str] = frozenset(),
        aim: Aim = WHOLE_OBJECT,
        *,
        searching: bool = False,
        through: bool = False,
    ) -> None:
        self.body = body
        self.flow = flow = body.flow
        self.data = flow.data
        self.effects = Effects(body, Tests(flow, body.scope), watch, aim, searching)
        self.calls = Calls(flow, self.effects, searching)
        self.reads = Reads(self.effects)
        self.searching = searching
        self.through = through
        self._sources = {id(node) for node in sources}
        self._clears = {id(node): pointer for node, pointer in clears.items()}
        self._clear_nodes = tuple(clears)
        self._events: dict[int, list[Event]] = {}
        self._mentions: dict[int, list[tuple[Macro, Node]]] = {}
        self._went: dict[tuple[int, State], tuple[int, State] | None] = {}
        self._found = Walked()

    # Walks

    def from_source(self, source: Node) -> Walked:
        """Every path from an allocation. The allocation must be the value of an assignment or an initialiser."""
        point = self.flow.at(source)
        assert point is not None
        for number, event in enumerate(self._events_of(point)):
            if isinstance(event, Write) and event.value is not None and _value(event.value) is source:
                state = self._handle(source, self.effects.hold(self._known_at(point), event.target))
                self.reads.object = self.body.types.pointee(event.target)
                if event.maybe:
                    state = self.effects.trouble(
                        state, "same-object", Level.REFUSE, "the allocation itself is conditional", source
                    )
                return self._walk(point, number + 1, state)
        return Walked(overflow=True)

    def _handle(self, source: Node, state: State) -> State:
        """What leads a device to the memory leads to the object: whoever gets it may have the device write there."""
        number = callees.table().handles.get(keys.callee(source, self.data), -1)
        args = keys.arguments(source)
        if 0 <= number < len(args) and keys.is_address(args[number], self.data):
            target = keys.strip(args[number]).child("argument")
            return self.effects.lead(state, keys.strip(target)) if target is not None else state
        return state.given_away() if 0 <= number < len(args) else state  # where a caller looks for it

    def _known_at(self, point: Point) -> State:
        """What constants the variables that are tested hold at an allocation, on every path to it."""
        state, tests = State(), self.effects.tests
        for name in sorted(tests.tracked) if not self.searching else ():
            value = definition(self.flow, self.body.types, point, name)
            outcome = truth(value, self.data)
            if outcome is not None:
                state = tests.learn(state, name, outcome)
        return state

    def from_entry(self) -> Walked:
        """Every path from the function's entry that meets none of the allocations."""
        return self._walk(self.flow.entry, 0, State())

    def after(self, clear: Node, state: State | None = None) -> Walked:
        """Every path from a clearing on that meets none of the allocations; with a state, what it says goes on."""
        point = self.flow.at(clear)
        assert point is not None
        pointer = keys.strip(self._clears[id(clear)])
        if state is None:
            state = State()
            if keys.is_lvalue(pointer, self.data):
                state = self.effects.tests.learn(state, keys.key(pointer, self.data), True)
        number = 1 + next(n for n, event in enumerate(self._events_of(point)) if _node(event) is clear)
        return self._walk(point, number, state)

    def _walk(self, point: Point, number: int, state: State) -> Walked:
        """Without an object to follow, plain reachability often settles it; tests are looked at when it does not."""
        if not state.holders:
            tests, self.effects.tests = self.effects.tests, self.effects.tests.forgetful()
            found = self._explore(point, number, replace(state, known=frozenset()))
            self.effects.tests = tests
            if not found.arrivals:
                return found
        found = self._explore(point, number, state)
        if found.overflow:
            self.effects.tests = self.effects.tests.forgetful()
            found = self._explore(point, number, replace(state, known=frozenset()))
        return found

    def _explore(self, point: Point, number: int, state: State) -> Walked:
        """Walk until nothing is new. Where only arrivals matter, points that lead to no clearing are left out."""
        only = self._leading if self.searching or not state.holders else None
        self._found, self._went = Walked(), {}
        work: list[tuple[Point, int, State, tuple[int, State] | None]] = [(point, number, state, None)]
        while work:
            here, first, before, came = work.pop()
            mark = (here.index, before)
            if first == 0:
                if mark in self._went:
                    continue
                self._went[mark] = came
            if len(self._went) > MOST_STATES:
                self._found.overflow = True
                break
            after = self._pass(here, first, before, mark if first == 0 else came)
            if after is None:
                continue
            if here is self.flow.exit:
                self._found.leaves.append(after)
            for edge in reversed(here.to):
                if only is not None and edge.to.index not in only:
                    continue
                following = self.effects.tests.take(here, edge, after)
                if following is not None and edge.to.index <= here.index:  # others may have written by then
                    following = self.effects.tests.forget_shared(following)
                if following is not None:
                    work.append((edge.to, 0, following, mark if first == 0 else None))
        return self._found

    @functools.cached_property
    def _leading(self) -> set[int]:
        """Indexes of the points from which a clearing can be reached, and of the clearings' own."""
        points = [self.flow.at(node) for node in self._clear_nodes]
        return self.flow.behind(point for point in points if point is not None)

    def _events_of(self, point: Point) -> list[Event]:
        if point.index not in self._events:
            self._events[point.index] = events(point, self.data)
        return self._events[point.index]

    def _macros_at(self, point: Point) -> list[tuple[Macro, Node]]:
        """Object-like macros that do something, where their names stand."""
        known = self.effects.macros.known
        if not known or point.node is None or point.kind == "join":
            return []
        if point.index not in self._mentions:
            names = [(keys.text(node, self.data), node) for node in point.node.walk() if node.kind == "identifier"]
            found = [(known[name], node) for name, node in names if name in known and known[name].params is None]
            self._mentions[point.index] = [(macro, node) for macro, node in found if macro.effect or macro.calls]
        return self._mentions[point.index]

    def _path(self, mark: tuple[int, State] | None) -> tuple[Point, ...]:
        path: list[Point] = []
        while mark is not None:
            path.append(self.flow.points[mark[0]])
            mark = self._went.get(mark)
        return tuple(reversed(path))

    def _pass(self, point: Point, first: int, state: State, mark: tuple[int, State] | None) -> State | None:
        """The state behind a point, or None when the path ends there."""
        for macro, where in self._macros_at(point) if first == 0 else ():
            state = self.calls.captures(macro, where, state)
        if first == 0 and self.effects.aim.reads:
            state = self.reads.at(point, state, next((n for n in self._clear_nodes if self.flow.at(n) is point), None))
        filled: Node | None = None
        for event in self._events_of(point)[first:]:
            match event:
                case Call(node) if id(node) in self._sources:
                    self._made_again(node, state)
                    return None
                case Call(node) | Write(node) if id(node) in self._clears and self._is_clear(node, state):
                    self._arrive(node, state, mark)
                    if not self.through and self._for_certain(event):
                        return None
                    filled = node if not self.through and fails.may_fail(node, self.data) else None
                    state = self._event(event, state) if self.through else state
                case Call():
                    try:
                        state = self.calls.call(event, state)
                    except EndedError:
                        return None
                    self._found.leaves += self.calls.freed
                    self.calls.freed.clear()
                case _:
                    state = self._event(event, state)
        if point.node is not None and point.node.kind == "return_statement":
            value = next(iter(point.node.parts()), None)
            if reach(value, state, self.body.types) >= Reach.INNER:
                state = used(state, point.node)
        return state if filled is None else self._failed(filled, state)

    def _event(self, event: Event, state: State) -> State:
        """The state behind one event that goes on."""
        match event:
            case Call():
                return self.calls.call(event, state)
            case Write():
                return self.effects.write(event, state)
            case Declare(_, name):
                return self.effects.forget(state, keys.key(name, self.data))
            case Opaque(node):
                return self.effects.opaque(node, state)
            case Leave(node):
                what = "a jump leaves a statement expression"
                return self.effects.trouble(state, "same-object", Level.REFUSE, what, node)
        return state

    # Writers that may fail

    def _for_certain(self, event: Call | Write) -> bool:
        """Whether what happens at the end of a path happens whenever the path comes there, and all of it."""
        if fails.may_fail(event.node, self.data):
            return False
        if not self.effects.aim.reads:
            return True  # for clearing calls a guard of its own sees to it
        return not event.maybe and not fails.may_be_skipped(event.node, self.data, self.effects.macros.redefines)

    def _failed(self, call: Node, state: State) -> State:
        """What is known where a writer that may fail did so: its value, or what the value was given to."""
        failure = fails.failure(call, self.data)
        if failure is None:
            return state
        if failure.given is None:
            return replace(state, known=state.known | {(keys.key(failure.node, self.data), failure.outcome)})
        if failure.outcome and not self._keeps_truth(failure):
            return state
        return self.effects.tests.learn(state, keys.key(failure.given, self.data), failure.outcome)

    def _keeps_truth(self, failure: fails.Failure) -> bool:
        """Whether what is not zero is not zero in the variable either: no `u8` that the value is cut down to."""
        found = self.body.types.of(failure.given) if failure.given is not None else None
        size = BYTES.get(self.body.types.plain(found).base, 8) if found is not None else 0
        return failure.whole or size >= 4 or (found is not None and self.body.types.plain(found).base in BOOLS)

    def _made_again(self, source: Node, state: State) -> None:
        """The path comes to an allocation again: whoever still finds the object then finds it as it is."""
        if not self.effects.aim.reads or not (state.holders or state.inner):
            return
        point = self.flow.at(source)
        given = [event.target for event in self._events_of(point) if isinstance(event, Write)] if point else []
        kept = state.holders | state.inner
        left = kept - {keys.key(target, self.data) for target in given}
        found = left or not all(map(self.body.scope.is_private, kept))
        self._found.leaves.append(used(state, source) if found else state)

    def _is_clear(self, node: Node, state: State) -> bool:
        return not self.searching or reach(self._clears[id(node)], state, self.body.types) == Reach.HOLDS

    def _arrive(self, node: Node, state: State, mark: tuple[int, State] | None) -> None:
        pointer = self._clears[id(node)]
        if state.holders or state.inner or state.stored:
            if self.effects.aim.reads:
                state = self.reads.by(node, pointer, state)
            if reach(pointer, state, self.body.types) != Reach.HOLDS:
                what = f"{keys.text(pointer, self.data)} need not be this allocation on every path to here"
                state = self.effects.trouble(state, "same-object", Level.REFUSE, what, pointer)
        else:
            what = f"{keys.text(pointer, self.data)} is other memory on a path to here"
            state = self.effects.trouble(state, "same-object", Level.REFUSE, what, pointer)
        self._found.arrivals.append((node, state, self._path(mark)))


def _node(event: Event) -> Node | None:
    return event.node


def _value(node: Node) -> Node:
    """What an initialiser or right-hand side is, through parentheses, casts and further assignments."""
    node = keys.strip(node)
    while node.kind == "assignment_expression":
        right = node.child("right")
        assert right is not None
        node = keys.strip(right)
    return node
