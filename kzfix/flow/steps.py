"""What the points of one function do to what is known of an object, each worked out once for all walks."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from kzfix.facts.macros import NAMES, Macro
from kzfix.flow.alias import through
from kzfix.flow.body import Body
from kzfix.flow.calls import Calls, EndedError
from kzfix.flow.effects import PLACES, Effects
from kzfix.flow.graph import Point
from kzfix.flow.loads import Load, loaded
from kzfix.flow.log import EMPTY, Entry, Fact, Later, Mode, Unless
from kzfix.flow.outcomes import Tests
from kzfix.flow.places import Aim
from kzfix.flow.reach import Reach, owned, reach
from kzfix.flow.reads import Reads
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.uses import Call, Declare, Event, Leave, Opaque, Write, events
from kzfix.source import keys
from kzfix.source.tree import Node

IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


class Core:
    """A state without what is noted, one of its kind in its `Steps`; with what the points that it came to did."""

    __slots__ = ("held", "nulls", "state", "steps", "still", "words")

    def __init__(self, state: State, words: frozenset[str]) -> None:
        self.state = state
        self.held = state.holders | state.inner
        self.words = words  # of all lvalues that it speaks of
        self.still = Step(self, (), (), False, False)
        self.steps: dict[int, Step] = {}
        self.nulls: dict[bool, Core] = {}

    def passed(self, step: Step) -> Step:
        """What notes the same as another step, and leaves the address where it is."""
        return Step(self, step.log, step.quiet, step.lasting, step.asks) if step.log else self.still


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What one point does: where the address is behind it (None: the path ends there), and what is noted.

    `quiet` is what of that means something where no size is watched, `lasting` whether any of it does where nothing is
    known of tests, `asks` whether some of it is said by the walk.
    """

    core: Core | None
    log: tuple[Entry, ...]
    quiet: tuple[Entry, ...]
    lasting: bool
    asks: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What a point speaks of: the keys of its lvalues and calls, what a key begins with that is reached by something of
    which the address is taken there, and the variables that its macros speak of."""

    keys: frozenset[str]
    owners: tuple[str, ...]
    captured: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alone:
    """A step where nothing leads to the object, the names that are written there, what becomes of the notes of unknown
    addresses, and the pointers to new memory through which something is written."""

    step: Step
    forgot: frozenset[str]
    loads: tuple[tuple[Load, str], ...]
    overwrote: frozenset[str]

    def may_move(self, effects: Effects, held: str) -> bool:
        """Whether what is written may change what leads to the object by `held`."""
        return any(effects.moves(name, held) for name in self.forgot) or any(
            through(pointer, effects.depends(held)) for pointer in self.overwrote
        )


@dataclass(frozen=True, slots=True)
class Bare:
    """What a point has to know of an object that nothing in its text leads to; `named`: by what name to speak of it."""

    stored: bool
    shared: bool
    named: str


class Steps:
    """The steps of one function in one mode."""

    def __init__(self, body: Body, mode: Mode, text: Text) -> None:
        self.body = body
        self.data = body.data
        self.text = text
        self.effects = Effects(body, mode, {} if mode.given else text.depends)
        self.calls = Calls(body.flow, self.effects)
        self.reads = Reads(self.effects)
        self.said: dict[tuple[Aim, frozenset[str]], dict[Step, tuple[Entry, ...]]] = {}
        self.troubles: dict[tuple[Aim, frozenset[str]], dict[Later, Trouble | None]] = {}
        self._cores: dict[State, Core] = {}
        self._bare: dict[tuple[int, Bare], Alone] = {}

    def core(self, state: State) -> Core:
        """The one core of a state."""
        found = self._cores.get(state)
        if found is None:
            found = self._cores[state] = Core(state, self._words(state))
        return found

    def _words(self, state: State) -> frozenset[str]:
        held = state.holders | state.inner
        names = state.loaded.union(held, *(self.effects.depends(name) for name in held))
        return frozenset(IDENTIFIER.findall(" ".join(names)))

    def null(self, core: Core, null: bool) -> Core:
        """The core behind a test of the address."""
        if null not in core.nulls:
            core.nulls[null] = self.core(core.state.tested(null))
        return core.nulls[null]

    def at(self, point: Point, core: Core) -> Step:
        """What a point does that is no source and no clearing of a walk."""
        found = core.steps.get(point.index)
        if found is None:
            found = core.steps[point.index] = self._elsewhere(point, core) or self._at(point, core)
        return found

    def _elsewhere(self, point: Point, core: Core) -> Step | None:
        """What a point does that speaks of nothing that leads to the object; None where it may do more.

        It does the same whatever leads there, but for what it writes, through some pointer or as a global variable,
        which may be a variable that the object is reached by.
        """
        words, state = self.text.words(point), core.state
        if words is None:
            return core.still
        if self._leads(words, core) or (state.stored and self.effects.mode.reads):
            return None
        named = state.stored and not self.effects.blind
        bare = Bare(state.stored, state.shared, self.effects.holder(state) if named else "")
        if (point.index, bare) not in self._bare:
            self._bare[point.index, bare] = self._alone(point, bare)
        alone = self._bare[point.index, bare]
        if any(alone.may_move(self.effects, held) for held in core.held):
            return None
        step = alone.step
        log = step.log if state.null is not True else tuple(entry for entry in step.log if not _of_object(entry))
        if step.core is None:
            return self.step(None, log)
        after = loaded(state.loaded, alone.loads)
        if after is state.loaded and log is step.log:
            return core.passed(step)
        return self.step(core if after is state.loaded else self.core(replace(state, loaded=after)), log)

    def _leads(self, words: Words, core: Core) -> bool:
        """Whether something that a point speaks of leads to the object, or may."""
        if self.effects.odd or not words.keys.isdisjoint(core.held):
            return True
        if not self.effects.blind and not words.keys.isdisjoint(core.state.loaded):
            return True
        if words.captured and not words.captured.isdisjoint(core.words):
            return True
        return any(held.startswith(owner) for held in core.held for owner in words.owners)

    def _alone(self, point: Point, bare: Bare) -> Alone:
        """What a point does where nothing in the function leads to the object."""
        self.effects.called = bare.named
        step = self._at(point, self.core(State(stored=bare.stored, shared=bare.shared)))
        self.effects.called = ""
        forgot = frozenset(name for load, name in self.effects.loads if load is Load.DROP)
        return Alone(step, forgot, tuple(self.effects.loads), frozenset(self.effects.overwrote))

    def _at(self, point: Point, core: Core) -> Step:
        log = self.begin()
        state = self.enter(point, core.state, None)
        try:
            for event in events(point, self.data):
                state = self.event(event, state)
        except EndedError:
            return self.step(None, log)
        state = self.leave(point, state)
        return self.step(core if state is core.state else self.core(state), log)

    def step(self, core: Core | None, noted: Iterable[Entry]) -> Step:
        """A step, without what nobody remembers."""
        tracked = self.text.tests.tracked
        log = tuple(one for one in noted if not isinstance(one, Fact) or not one.name or one.name in tracked)
        quiet = tuple(one for one in log if not isinstance(one, Later) or not one.sizes)
        lasting = any(not isinstance(one, Fact) or one.name is not None for one in quiet)
        asks = any(isinstance(one, Later) for one in log)
        return Step(core, log, quiet, lasting, asks)

    def begin(self) -> list[Entry]:
        """A new log: what is noted from here on."""
        return self.effects.begin()

    def enter(self, point: Point, state: State, writer: Node | None) -> State:
        """The state before the events of a point. `writer`: the one there that overwrites the object."""
        for macro, where in self.text.macros(point):
            state = self.calls.captures(macro, where, state)
        return self.reads.at(point, state, writer) if self.effects.mode.reads else state

    def leave(self, point: Point, state: State) -> State:
        """The state behind the events of a point."""
        if point.node is not None and point.node.kind == "return_statement":
            value = next(iter(point.node.parts()), None)
            if reach(value, state, self.body.types) >= Reach.INNER:
                state = self.effects.used(state, point.node)
        return state

    def event(self, event: Event, state: State) -> State:
        """The state behind one event. Raises EndedError where the path ends there."""
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


class Text:
    """What the text of one function says, and its steps by mode."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.tests = Tests(body.flow, body.scope)
        self.forgetful = self.tests.forgetful()
        self.depends: dict[str, frozenset[str]] = {}  # as in `Effects`
        self._macros: dict[int, list[tuple[Macro, Node]]] = {}
        self._words: dict[int, Words | None] = {}
        self._steps: dict[Mode, Steps] = {}

    @functools.cached_property
    def runs(self) -> dict[int, tuple[Point, int]]:
        """Where nothing happens: the last of the joins that follow a join alone, and how many they are with it."""
        return {point.index: _run(point) for point in self.body.flow.points if point.kind == "join"}

    def steps(self, mode: Mode) -> Steps:
        """The steps in a mode."""
        if mode not in self._steps:
            self._steps[mode] = Steps(self.body, mode, self)
        return self._steps[mode]

    def words(self, point: Point) -> Words | None:
        """What a point speaks of; None where nothing happens there."""
        if point.index not in self._words:
            node = point.node if point.kind != "join" else None
            self._words[point.index] = self._spoken(node) if node is not None else None
        return self._words[point.index]

    def _spoken(self, node: Node) -> Words:
        data, known = self.body.data, self.body.macros.known
        found = [part for part in node.walk() if part.kind in PLACES]
        taken = [part.child("argument") for part in found if keys.is_address(part, data)]
        owners = [owner for part in taken if part is not None for owner in owned(keys.key(part, data))]
        names = {keys.text(part, data) for part in node.walk() if part.kind in NAMES} & known.keys() if known else ()
        captured = frozenset[str]().union(*(known[name].captured for name in names))
        return Words(frozenset(keys.key(part, data) for part in found), tuple(owners), captured)

    def macros(self, point: Point) -> list[tuple[Macro, Node]]:
        """Object-like macros that do something, where their names stand."""
        known = self.body.macros.known
        if not known or point.node is None or point.kind == "join":
            return []
        if point.index not in self._macros:
            names = [(keys.text(node, self.body.data), node) for node in point.node.walk() if node.kind == "identifier"]
            found = [(known[name], node) for name, node in names if name in known and known[name].params is None]
            self._macros[point.index] = [(macro, node) for macro, node in found if macro.effect or macro.calls]
        return self._macros[point.index]


def _run(point: Point) -> tuple[Point, int]:
    count = 1
    while len(point.to) == 1:
        edge = point.to[0]
        if edge.when is not None or edge.to.kind != "join" or len(edge.to.back) > 1 or edge.to.index <= point.index:
            break
        point, count = edge.to, count + 1
    return point, count


def _of_object(entry: Entry) -> bool:
    """Whether something noted has no meaning where the address is NULL."""
    return isinstance(entry, Later | Unless) or (isinstance(entry, Trouble) and entry.guard in EMPTY)


def text(body: Body) -> Text:
    """The one text of a function."""
    if body.text_of is None:
        body.text_of = Text(body)
    return body.text_of
