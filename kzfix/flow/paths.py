"""Every path through a function with what is known of an object: from state to state, until nothing is new."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from kzfix.flow.graph import Edge, Flow, Point
from kzfix.flow.log import Arrival, Entry, Fact, Gone, Later, Unless
from kzfix.flow.outcomes import Tests
from kzfix.flow.places import Aim
from kzfix.flow.state import Facts, State, Trouble, joined, outdone
from kzfix.flow.steps import Core, Step, Steps
from kzfix.model import Span
from kzfix.source.tree import Node

MOST_STATES = 4000


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


class _Seen:
    """A state on its way, one of its kind; `came`: from where, by the index of the point that it came to."""

    __slots__ = ("came", "core", "known", "troubles", "used")

    def __init__(self, core: Core, known: Facts, used: Span | None, troubles: tuple[Trouble, ...]) -> None:
        self.core = core
        self.known = known
        self.used = used
        self.troubles = troubles
        self.came: dict[int, _Mark | None] = {}


_Mark = tuple[int, _Seen]
_Todo = tuple[Point, _Seen, _Mark | None]


@dataclass(frozen=True, slots=True)
class About:
    """What a walk is about: `aim` and `watch` (lvalues that the sizes depend on), and the points (their indexes) that
    it has steps of its own for. With an end of a path for which `enough` holds it is over."""

    aim: Aim
    watch: frozenset[str]
    own: frozenset[int]
    step: Callable[[Point, Core, int], Step]
    enough: Callable[[State], bool] | None


class Paths:
    """The paths of one walk. `only`: the points (their indexes) that matter; None: all of them."""

    def __init__(self, flow: Flow, steps: Steps, tests: Tests, about: About, only: set[int] | None) -> None:
        self.flow = flow
        self.steps = steps
        self.tests = tests
        self.about = about
        self.only = only
        self.found = Walked()
        self._count = 0
        self._over = False
        runs = steps.text.runs
        self._runs = runs if about.own.isdisjoint(runs) else {}
        self._seen: dict[tuple[Core, Facts, Span | None, tuple[Trouble, ...]], _Seen] = {}
        self._work: list[_Todo] = []

    def explore(self, point: Point, number: int, start: Step, known: Facts) -> Walked:
        """All paths from an event of a point on, by its number; `start`: what has happened there before."""
        assert start.core is not None
        first = self._behind(start, self._one(start.core, known, None, ()), None)
        if first is not None and number == 0:
            self._work.append((point, first, None))
        elif first is not None:
            first = self._behind(self.about.step(point, first.core, number), first, None)
            if first is not None:
                self._fork(point, first, None)
        while self._work and not self._over:
            self._run(*self._work.pop())
        return self.found

    def _leave(self, state: State) -> None:
        """A path ends."""
        self.found.leaves.append(state)
        if self.about.enough is not None and self.about.enough(state):
            self._over = True

    def _run(self, here: Point, seen: _Seen, came: _Mark | None) -> None:
        """Go on to where nothing is new, or where the ways part."""
        while here.index not in seen.came:
            index = here.index
            seen.came[index] = came
            came = (index, seen)
            run = self._runs.get(index)
            self._count += run[1] if run is not None else 1
            if self._count > MOST_STATES:
                self.found.overflow = self._over = True
                return
            if run is not None:
                here = run[0]
            else:
                core = seen.core
                step = self.about.step(here, core, 0) if index in self.about.own else self.steps.at(here, core)
                if step.core is not core or (step.log if seen.known or self.about.watch else step.lasting):
                    after = self._behind(step, seen, came)
                    if after is None:
                        return
                    seen = after
            if len(here.to) != 1:
                self._fork(here, seen, came)
                return
            following = self._on(here, here.to[0], seen)
            if following is None:
                return
            here, seen = here.to[0].to, following

    def _fork(self, here: Point, after: _Seen, mark: _Mark | None) -> None:
        """Put down where a path goes on to, the first way last."""
        if here is self.flow.exit:
            self._leave(_state(after))
        for edge in reversed(here.to):
            following = self._on(here, edge, after)
            if following is not None:
                self._work.append((edge.to, following, mark))

    def _on(self, here: Point, edge: Edge, seen: _Seen) -> _Seen | None:
        """The state on an edge, or None when nobody goes there."""
        if self.only is not None and edge.to.index not in self.only:
            return None
        following = self._take(here, edge, seen) if edge.when is not None else seen
        if following is not None and following.known and edge.to.index <= here.index:
            known = self.tests.forget_shared(following.known)  # others may have written by then
            following = self._one(following.core, known, following.used, following.troubles)
        return following

    def _take(self, here: Point, edge: Edge, seen: _Seen) -> _Seen | None:
        """The state on an edge, or None when what is known rules the edge out."""
        asked = self.tests.asks(here)
        if asked is None:
            return seen
        holds = edge.when is True
        outcome = holds is asked.sense
        state = seen.core.state
        if asked.name in state.holders:
            if state.null is not None and state.null == outcome:
                return None
            return self._one(self.steps.null(seen.core, not outcome), seen.known, seen.used, seen.troubles)
        known = self.tests.take(asked, outcome, holds, seen.known)
        return None if known is None else self._one(seen.core, known, seen.used, seen.troubles)

    def _one(self, core: Core, known: Facts, used: Span | None, troubles: tuple[Trouble, ...]) -> _Seen:
        """The one of its kind."""
        key = (core, known, used, troubles)
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = _Seen(core, known, used, troubles)
        return found

    def _behind(self, step: Step, seen: _Seen, mark: _Mark | None) -> _Seen | None:
        """The state behind a step, with what was noted put in; None when the path ends there."""
        known, used, troubles = seen.known, seen.used, seen.troubles
        for entry in self._put(step):
            match entry:
                case Fact(change, name):
                    known = change(self.tests, known) if known or name is not None else known
                case Trouble():
                    troubles = joined(troubles, entry)
                case Unless(holds, notes):
                    if any(_counts(note, used, troubles) for note in notes) and not holds():
                        for note in notes:
                            used, troubles = _with(note, used, troubles)
                case Span():
                    used = used or entry
                case Gone(state, where):
                    self._leave(replace(state, known=known, used=used or where, troubles=troubles))
                    used = None
                case Arrival(node, state, alone):
                    here = used, troubles
                    for said in self._said(alone):
                        here = _with(said, *here)
                    state = replace(state, known=known, used=here[0], troubles=here[1])
                    self.found.arrivals.append((node, state, self._path(mark)))
        return self._one(step.core, known, used, troubles) if step.core is not None else None

    def _put(self, step: Step) -> Iterable[Entry]:
        """What of a step's log means something to this walk."""
        log = step.log if self.about.watch else step.quiet
        if not step.asks:
            return log
        said = self.steps.said.setdefault((self.about.aim, self.about.watch), {})
        if step not in said:
            said[step] = tuple(self._said(log))
        return said[step]

    def _said(self, log: Iterable[Entry]) -> Iterator[Entry]:
        for entry in log:
            if isinstance(entry, Later):
                trouble = self._say(entry)
                if trouble is not None:
                    yield trouble
            else:
                yield entry

    def _say(self, later: Later) -> Trouble | None:
        """What a thing noted comes to, asked once."""
        said = self.steps.troubles.setdefault((self.about.aim, self.about.watch), {})
        if later not in said:
            said[later] = later.say(self.about.aim, self.about.watch)
        return said[later]

    def _path(self, mark: _Mark | None) -> tuple[Point, ...]:
        path: list[Point] = []
        while mark is not None:
            index, seen = mark
            path.append(self.flow.points[index])
            mark = seen.came.get(index)
        return tuple(reversed(path))


def _state(seen: _Seen) -> State:
    return replace(seen.core.state, known=seen.known, used=seen.used, troubles=seen.troubles)


def _counts(note: Entry, used: Span | None, troubles: tuple[Trouble, ...]) -> bool:
    """Whether something noted changes anything."""
    return not outdone(troubles, note.guard, note.level) if isinstance(note, Trouble) else used is None


def _with(note: Entry, used: Span | None, troubles: tuple[Trouble, ...]) -> tuple[Span | None, tuple[Trouble, ...]]:
    """The first use and the troubles, with one thing noted."""
    if isinstance(note, Trouble):
        return used, joined(troubles, note)
    return (used or note if isinstance(note, Span) else used), troubles
