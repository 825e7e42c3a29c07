"""Follow one fresh object along every path from its allocation.

From the allocation on, nobody but the function's own text knows the address; it spreads by assignments, which are
followed, and by calls and stores, after which other code may reach it. Every path is walked until the object is
cleared, is freed, or the function ends; what stands against the change on the way is noted as a `Trouble` for the
guard that it belongs to. A trouble counts only when its path goes on to the clearing.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from kzfix.facts.scope import CType
from kzfix.facts.types import BYTES
from kzfix.flow import callees, fails
from kzfix.flow.body import Body
from kzfix.flow.calls import EndedError
from kzfix.flow.definitions import definition
from kzfix.flow.graph import Point
from kzfix.flow.log import Arrival, Fact, Gone, mode
from kzfix.flow.outcomes import Tests, truth
from kzfix.flow.paths import About, Paths, Walked
from kzfix.flow.places import Aim
from kzfix.flow.reach import Reach, reach
from kzfix.flow.state import Facts, Level, State
from kzfix.flow.steps import Core, Step, text
from kzfix.flow.uses import Call, Event, Write, events
from kzfix.source import keys
from kzfix.source.tree import Node

BOOLS = frozenset({"bool", "_Bool"})
WHOLE_OBJECT = Aim()


class Walk:
    """Walks of one function. `sources` are allocation calls; `clears` maps what a path may end in, a call or an
    assignment, to its operand that is the object's pointer.

    `searching`: which of `clears` get the object is what the walk is to find out, so one that gets other memory is
    a call like any other, and with `through` a path goes on behind one that does. Otherwise all of them are to be
    deleted, or are what is relied on, and each must get the object. With an end of a
    path, other than a clearing, for which `enough` holds a walk is over.
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
        enough: Callable[[State], bool] | None = None,
    ) -> None:
        self.body = body
        self.flow = flow = body.flow
        self.data = flow.data
        self.aim = aim
        self.watch = watch
        self.searching = searching
        self.through = through
        self.enough = enough
        self.text = text(body)
        self._sources = {id(node) for node in sources}
        self._clears = {id(node): pointer for node, pointer in clears.items()}
        self._clear_nodes = tuple(clears)
        self._own = frozenset(point.index for node in (*sources, *clears) if (point := flow.at(node)) is not None)
        self._for(None)

    def _for(self, object_: CType | None, given: frozenset[str] = frozenset()) -> None:
        """Set out to follow an object of a type; `given` as for a mode."""
        self.steps = self.text.steps(mode(self.aim, self.searching, object_, given))
        self.effects = self.steps.effects
        self._done: dict[tuple[int, Core], Step] = {}

    # Walks

    def from_source(self, source: Node) -> Walked:
        """Every path from an allocation. The allocation must be the value of an assignment or an initialiser."""
        point = self.flow.at(source)
        assert point is not None
        for number, event in enumerate(events(point, self.data)):
            if isinstance(event, Write) and event.value is not None and _value(event.value) is source:
                self._for(self.body.types.pointee(event.target))
                log = self.steps.begin()
                state = self._handle(source, self.effects.hold(State(), event.target))
                if event.maybe:
                    state = self.effects.trouble(
                        state, "same-object", Level.REFUSE, "the allocation itself is conditional", source
                    )
                first = self.steps.step(self.steps.core(state), log)
                return self._walk(point, number + 1, first, self._known_at(point))
        return Walked(overflow=True)

    def _handle(self, source: Node, state: State) -> State:
        """What leads a device to the memory leads to the object: whoever gets it may have the device write there."""
        number = callees.table().handles.get(keys.callee(source, self.data), -1)
        args = keys.arguments(source)
        if 0 <= number < len(args) and keys.is_address(args[number], self.data):
            target = keys.strip(args[number]).child("argument")
            return self.effects.lead(state, keys.strip(target)) if target is not None else state
        return state.given_away() if 0 <= number < len(args) else state  # where a caller looks for it

    def _known_at(self, point: Point) -> Facts:
        """What constants the variables that are tested hold at an allocation, on every path to it."""
        known: Facts = frozenset()
        for name in sorted(self.text.tests.tracked) if not self.searching else ():
            value = definition(self.flow, self.body.types, point, name)
            outcome = truth(value, self.data)
            if outcome is not None:
                known = self.text.tests.learn(known, name, outcome)
        return known

    def from_entry(self) -> Walked:
        """Every path from the function's entry that meets none of the allocations."""
        return self._walk(self.flow.entry, 0, self.steps.core(State()).still, frozenset())

    def after(self, clear: Node, state: State | None = None, left: bool = False) -> Walked:
        """Every path from a clearing on that meets none of the allocations; with a state, what it says goes on.

        `left`: the object stays where it was put, `a[i]`, also when `i` moves on: what becomes of it is the question.
        """
        point = self.flow.at(clear)
        assert point is not None
        pointer = keys.strip(self._clears[id(clear)])
        known: Facts = frozenset() if state is None else state.known
        if state is None and keys.is_lvalue(pointer, self.data):
            known = self.text.tests.learn(known, keys.key(pointer, self.data), True)
        if state is not None and left:
            self._for(None, state.holders | state.inner)
        core = self.steps.core(State() if state is None else replace(state, known=frozenset(), used=None, troubles=()))
        number = 1 + next(n for n, event in enumerate(events(point, self.data)) if event.node is clear)
        return self._walk(point, number, core.still, known)

    def _walk(self, point: Point, number: int, first: Step, known: Facts) -> Walked:
        """Without an object to follow, plain reachability often settles it; tests are looked at when it does not."""
        assert first.core is not None
        if not first.core.state.holders:
            found = self._explore(point, number, first, frozenset(), self.text.forgetful)
            if not found.arrivals:
                return found
        found = self._explore(point, number, first, known, self.text.tests)
        if found.overflow:
            found = self._explore(point, number, first, frozenset(), self.text.forgetful)
        return found

    def _explore(self, point: Point, number: int, start: Step, known: Facts, tests: Tests) -> Walked:
        """Walk until nothing is new. Where only arrivals matter, points that lead to no clearing are left out."""
        assert start.core is not None
        only = self._leading if self.searching or not start.core.state.holders else None
        about = About(self.aim, self.watch, self._own, self._own_step, self.enough)
        return Paths(self.flow, self.steps, tests, about, only).explore(point, number, start, known)

    @functools.cached_property
    def _leading(self) -> set[int]:
        """Indexes of the points from which a clearing can be reached without an allocation, and of the clearings'
        own: at an allocation a path ends."""
        points = [self.flow.at(node) for node in self._clear_nodes]
        ends = {index for index in self._own if any(map(self._is_source, events(self.flow.points[index], self.data)))}
        return self.flow.behind((point for point in points if point is not None), ends)

    def _is_source(self, event: Event) -> bool:
        return isinstance(event, Call) and id(event.node) in self._sources

    # Points where the object is made, or cleared

    def _own_step(self, point: Point, core: Core, first: int = 0) -> Step:
        """What a point does where one of the walk's own sources or clearings stands."""
        if first or (point.index, core) not in self._done:
            log = self.steps.begin()
            state = self._pass(point, first, core.state)
            found = self.steps.step(self.steps.core(state) if state is not None else None, log)
            if first:
                return found
            self._done[point.index, core] = found
        return self._done[point.index, core]

    def _pass(self, point: Point, first: int, state: State) -> State | None:
        """The state behind a point, or None when the path ends there."""
        if first == 0:
            writer = next((node for node in self._clear_nodes if self.flow.at(node) is point), None)
            state = self.steps.enter(point, state, writer)
        filled: Node | None = None
        for event in events(point, self.data)[first:]:
            match event:
                case Call(node) if id(node) in self._sources:
                    self._made_again(node, state)
                    return None
                case Call(node) | Write(node) if id(node) in self._clears and self._is_clear(node, state):
                    self._arrive(node, state)
                    if not self.through and self._for_certain(event):
                        return None
                    filled = node if not self.through and fails.may_fail(node, self.data) else None
                    if not self.through:
                        continue
            try:
                state = self.steps.event(event, state)
            except EndedError:
                return None
        state = self.steps.leave(point, state)
        return state if filled is None else self._failed(filled, state)

    # Writers that may fail

    def _for_certain(self, event: Call | Write) -> bool:
        """Whether what happens at the end of a path happens whenever the path comes there, and all of it."""
        if fails.may_fail(event.node, self.data):
            return False
        if not self.aim.reads:
            return True  # for clearing calls a guard of its own sees to it
        return not event.maybe and not fails.may_be_skipped(event.node, self.data, self.effects.macros.redefines)

    def _failed(self, call: Node, state: State) -> State:
        """What is known where a writer that may fail did so: its value, or what the value was given to."""
        failure = fails.failure(call, self.data)
        if failure is None:
            return state
        if failure.given is None:
            fact = (keys.key(failure.node, self.data), failure.outcome)
            self.effects.log.append(Fact(lambda _, known: known | {fact}, ""))
            return state
        if failure.outcome and not self._keeps_truth(failure):
            return state
        return self.effects.learn(state, keys.key(failure.given, self.data), failure.outcome)

    def _keeps_truth(self, failure: fails.Failure) -> bool:
        """Whether what is not zero is not zero in the variable either: no `u8` that the value is cut down to."""
        found = self.body.types.of(failure.given) if failure.given is not None else None
        size = BYTES.get(self.body.types.plain(found).base, 8) if found is not None else 0
        return failure.whole or size >= 4 or (found is not None and self.body.types.plain(found).base in BOOLS)

    def _made_again(self, source: Node, state: State) -> None:
        """The path comes to an allocation again: whoever still finds the object then finds it as it is."""
        if not self.aim.reads or not (state.holders or state.inner):
            return
        point = self.flow.at(source)
        given = [event.target for event in events(point, self.data) if isinstance(event, Write)] if point else []
        kept = state.holders | state.inner
        left = kept - {keys.key(target, self.data) for target in given}
        found = left or not all(map(self.body.scope.is_private, kept))
        self.effects.log.append(Gone(state, source.span if found else None))

    def _is_clear(self, node: Node, state: State) -> bool:
        return not self.searching or reach(self._clears[id(node)], state, self.body.types) == Reach.HOLDS

    def _arrive(self, node: Node, state: State) -> None:
        pointer = self._clears[id(node)]
        log = self.effects.log
        notes = self.steps.begin()
        if state.holders or state.inner or state.stored:
            if self.aim.reads:
                self.steps.reads.by(node, pointer, state)
            if reach(pointer, state, self.body.types) != Reach.HOLDS:
                what = f"{keys.text(pointer, self.data)} need not be this allocation on every path to here"
                self.effects.trouble(state, "same-object", Level.REFUSE, what, pointer)
        else:
            what = f"{keys.text(pointer, self.data)} is other memory on a path to here"
            self.effects.trouble(state, "same-object", Level.REFUSE, what, pointer)
        self.effects.log = log
        log.append(Arrival(node, state, tuple(notes)))


def _value(node: Node) -> Node:
    """What an initialiser or right-hand side is, through parentheses, casts and further assignments."""
    node = keys.strip(node)
    while node.kind == "assignment_expression":
        right = node.child("right")
        assert right is not None
        node = keys.strip(right)
    return node
