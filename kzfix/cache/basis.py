"""What results rest on besides the bytes of their own file: headers, the names in folders, whole trees.

A *thing* is a path and the sort of question that was asked about it. A *state* is an answer that a thing once gave. The
basis of a result is the set of states that it saw; it holds while each of them is what its thing answers still.
"""

from __future__ import annotations

import marshal
import os
from array import array
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kzfix.cache import sign
from kzfix.cache.ground import Ground
from kzfix.cache.log import FILE, PLACE, TREE, Asked
from kzfix.cache.walks import split

GONE = -1  # a state that nobody can tell any more


@dataclass(slots=True)
class Basis:
    """Every thing, every state, and the sets of states that results rest on."""

    paths: list[str] = field(default_factory=list)  # of each thing
    sorts: bytearray = field(default_factory=bytearray)  # of each thing
    seen: bytearray = field(default_factory=bytearray)  # the last signature of each thing
    state: array[int] = field(default_factory=lambda: array("i"))  # what that signature stands for, or GONE
    things: array[int] = field(default_factory=lambda: array("I"))  # of each state the thing
    values: bytearray = field(default_factory=bytearray)  # of each state the answer, `sign.DIGEST` bytes
    sets: list[bytes] = field(default_factory=list)  # arrays of states
    deep: bytearray = field(default_factory=bytearray)  # of each set whether a tree is among its states
    stale: set[int] = field(default_factory=set)
    moved: bool = False  # whether a signature was learned anew
    load: Callable[[], bytes] | None = None  # reads the sets, which are needed only where a state is stale or new
    _ground: Ground | None = None  # where to ask for trees, which takes so long that it waits until it must be
    _holds: dict[int, bool] = field(default_factory=dict)
    _numbers: dict[tuple[int, str], int] = field(default_factory=dict)
    _states: dict[tuple[int, bytes], int] = field(default_factory=dict)
    _set_numbers: dict[bytes, int] = field(default_factory=dict)

    # Whether what was seen is still so

    def check(self, ground: Ground) -> None:
        """Ask every thing again but trees, and note which states are not what it says."""
        self._ground = ground if TREE in self.sorts else None
        current = self.state[:]
        for thing, sort in enumerate(self.sorts):
            if sort != TREE:
                current[thing] = self._now(thing, ground)
        things = self.things
        if current != self.state or len(things) != len(current) or GONE in current:
            trees = {thing for thing, sort in enumerate(self.sorts) if sort == TREE}
            self.stale = {at for at, thing in enumerate(things) if current[thing] != at and thing not in trees}

    def _check_trees(self, ground: Ground) -> None:
        self._ground = None
        for state, thing in enumerate(self.things):
            if self.sorts[thing] == TREE and self._now(thing, ground) != state:
                self.stale.add(state)

    def holds(self, number: int) -> bool:
        """Whether a set of states is what the disk says. Raises what `load` raises."""
        if number < 0:
            return True
        if self._ground is not None and self.deep[number]:
            self._check_trees(self._ground)
        if not self.stale:
            return True
        if number not in self._holds:
            self._loaded()
            self._holds[number] = self.stale.isdisjoint(array("I", self.sets[number]))
        return self._holds[number]

    def _now(self, thing: int, ground: Ground) -> int:
        """The state that a thing is in; GONE for one that no result has seen."""
        path, sort = self.paths[thing], self.sorts[thing]
        if sort == FILE:
            return self._file(thing, ground)
        return self._known(thing, ground.kind(path, ground.place(thing)) if sort == PLACE else ground.tree(path))

    def _file(self, thing: int, ground: Ground) -> int:
        path = self.paths[thing]
        found = ground.sign(path, ground.place(thing))
        if found == sign.at(self.seen, thing) and found != sign.NEVER and self.state[thing] != GONE:
            return self.state[thing]
        state = self._known(thing, sign.content(path))
        if sign.sign(path) == found and state != GONE:
            self._see(thing, ground.settled(found), state)
        return state

    def _see(self, thing: int, found: bytes, state: int) -> None:
        self.moved = self.moved or found != sign.at(self.seen, thing) or state != self.state[thing]
        self.seen[thing * sign.SIZE : (thing + 1) * sign.SIZE] = found
        self.state[thing] = state

    def _known(self, thing: int, value: bytes) -> int:
        if not self._states:
            size = sign.DIGEST
            values = (bytes(self.values[at : at + size]) for at in range(0, len(self.values), size))
            self._states.update((key, state) for state, key in enumerate(zip(self.things, values, strict=True)))
        return self._states.get((thing, value), GONE)

    # What new results rest on

    def states(self, asked: Sequence[Asked], ground: Ground) -> list[int]:
        """The state that each of some things has been in since the run began; GONE where that is not certain."""
        absent = {path for sort, path, kind in asked if sort == PLACE and not kind}
        return [self._since(self._thing(sort, path), kind, path in absent, ground) for sort, path, kind in asked]

    def add(self, states: Iterable[int]) -> int | None:
        """The number of a set of states; None when one of them is not certain, -1 for the empty set."""
        wanted = array("I", sorted(kept)) if GONE not in (kept := set(states)) else None
        if not wanted:
            return None if wanted is None else -1
        data = wanted.tobytes()
        self._loaded()
        if not self._set_numbers:
            self._set_numbers.update((known, number) for number, known in enumerate(self.sets))
        if data not in self._set_numbers:
            self._set_numbers[data] = len(self.sets)
            self.sets.append(data)
            self.deep.append(any(self.sorts[self.things[state]] == TREE for state in wanted))
        return self._set_numbers[data]

    def _thing(self, sort: int, path: str) -> int:
        if not self._numbers:
            self._numbers.update((key, at) for at, key in enumerate(zip(self.sorts, self.paths, strict=True)))
        thing = self._numbers.setdefault((sort, path), len(self.paths))
        if thing == len(self.paths):
            self.paths.append(path)
            self.sorts.append(sort)
            self.seen += sign.NEVER
            self.state.append(GONE)
        return thing

    def _since(self, thing: int, kind: int, absent: bool, ground: Ground) -> int:
        path, sort = self.paths[thing], self.sorts[thing]
        if sort == PLACE:
            return self._state(thing, sign.named(kind))
        if sort == TREE:
            value = ground.tree(path)
            return self._state(thing, value) if ground.still(path) else GONE
        found = ground.sign(path)
        if found == sign.NEVER:
            return self._state(thing, sign.NOTHING) if absent and not os.path.lexists(path) else GONE
        if ground.settled(found) == sign.NEVER:
            return GONE
        if found == sign.at(self.seen, thing) and self.state[thing] != GONE:
            return self.state[thing]
        value = sign.content(path)
        if sign.sign(path) != found:
            return GONE
        state = self._state(thing, value)
        self._see(thing, found, state)
        return state

    def _state(self, thing: int, value: bytes) -> int:
        state = self._known(thing, value)
        if state == GONE:
            state = self._states[thing, value] = len(self.things)
            self.things.append(thing)
            self.values += value
            if self.sorts[thing] != FILE:
                self.state[thing] = state
        return state

    def value(self, state: int) -> bytes:
        """The answer of a state."""
        return bytes(self.values[state * sign.DIGEST : (state + 1) * sign.DIGEST])

    def union(self, numbers: Iterable[int]) -> set[int]:
        """Every state of some sets."""
        self._loaded()
        return {state for number in set(numbers) - {-1} for state in array("I", self.sets[number])}

    def only(self, numbers: Iterable[int]) -> tuple[Basis, dict[int, int]]:
        """Some of the sets and what they speak of, and the new number of each."""
        made, wanted = Basis(), sorted(numbers)
        self._loaded()
        states = sorted({state for number in wanted for state in array("I", self.sets[number])})
        moved: dict[int, int] = {}
        for state in states:
            old = self.things[state]
            thing = made._thing(self.sorts[old], self.paths[old])
            moved[state] = len(made.things)
            made.things.append(thing)
            made.values += self.value(state)
            if self.state[old] == state:
                made.state[thing] = moved[state]
                made.seen[thing * sign.SIZE : (thing + 1) * sign.SIZE] = sign.at(self.seen, old)
        made.deep = bytearray(self.deep[number] for number in wanted)
        made.sets = [array("I", sorted(moved[state] for state in array("I", self.sets[at]))).tobytes() for at in wanted]
        return made, {old: new for new, old in enumerate(wanted)}

    # To the disk and back

    def packed(self) -> bytes:
        """Everything but the sets."""
        parts = (os.fsencode("\0".join(self.paths)), bytes(self.sorts), bytes(self.seen), self.state.tobytes())
        return marshal.dumps((*parts, self.things.tobytes(), bytes(self.values), bytes(self.deep)))

    def packed_sets(self) -> bytes:
        """The sets. Raises what `load` raises."""
        self._loaded()
        return marshal.dumps(self.sets)

    @classmethod
    def unpacked(cls, data: bytes) -> Basis:
        """Everything but the sets from its bytes."""
        paths, sorts, seen, state, things, values, deep = marshal.loads(data)
        out = cls(split(paths), bytearray(sorts), bytearray(seen))
        out.state, out.things, out.values = array("i", state), array("I", things), bytearray(values)
        out.deep = bytearray(deep)
        return out

    def _loaded(self) -> None:
        if self.load is not None:
            self.sets, self.load = marshal.loads(self.load()), None
