"""What is noted where a path passes, in order: all that does not decide where the object's address goes.

What a point does to the address depends on the point, on where the address is by then and on a `Mode` alone, so it is
worked out once (`kzfix.flow.steps`). What a walk is about and what it remembers of tests is put in later, walk by walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kzfix.facts.scope import CType
from kzfix.flow.outcomes import Tests
from kzfix.flow.places import Aim
from kzfix.flow.state import Facts, State, Trouble
from kzfix.model import Span
from kzfix.source.tree import Node

EMPTY = frozenset({"untouched", "unchanged", "unread"})  # guards that have nothing to say where there is no object
Say = Callable[[Aim, frozenset[str]], Trouble | None]


@dataclass(frozen=True, slots=True)
class Mode:
    """What of a walk decides what is noted, and where the address is taken to go.

    `blind`: only that matters, not what happens to the object. The others are those of an `Aim`; `bytes` and `part`:
    it names bytes, or a part of the object. `object` is the type of what is tracked, None when it is not known.
    `given` are lvalues that go on to lead to the object when what they depend on changes.
    """

    blind: bool
    reads: bool
    zeros: bool
    hole: bool
    bytes: bool
    part: bool
    object: CType | None
    given: frozenset[str] = frozenset()


def mode(aim: Aim, blind: bool, object_: CType | None, given: frozenset[str] = frozenset()) -> Mode:
    """The mode of walks with an aim."""
    part, object_ = bool(aim.place.path), object_ if aim.reads else None
    return Mode(blind, aim.reads, aim.zeros, aim.hole, aim.bytes is not None, part, object_, given)


@dataclass(frozen=True, slots=True, eq=False)
class Later:
    """Something that may be a trouble, by what the walk is about and what the sizes depend on.

    `sizes`: nothing else but what the sizes depend on counts.
    """

    say: Say
    sizes: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Unless:
    """What is noted unless something holds, which takes long to find out: it is asked where a note would count."""

    holds: Callable[[], bool]
    notes: tuple[Trouble | Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """A change of what is remembered of tests; `name`: it adds what is known of this variable, "" for a call's value;
    None where it only drops."""

    change: Callable[[Tests, Facts], Facts]
    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Gone:
    """The object's life ends here, or the walk does, in this state; `used`: where somebody still finds it then."""

    state: State
    used: Span | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Arrival:
    """The path comes to a clearing, with what is noted about that alone."""

    node: Node
    state: State
    notes: tuple[Entry, ...]


Entry = Trouble | Later | Unless | Fact | Span | Gone | Arrival  # a span: the object is used there
