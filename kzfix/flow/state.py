"""What is known of one fresh object at one point of one path."""

from __future__ import annotations

import enum
from dataclasses import dataclass, replace

from kzfix.model import Span


class Level(enum.IntEnum):
    """How bad a trouble is."""

    REVIEW = 1
    REFUSE = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something on the path that stands against the change, and which guard says so."""

    guard: str
    level: Level
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class State:
    """One object, seen from one path.

    `holders` are keys of lvalues that hold its address, `inner` of those that point into it, `loaded` of variables
    that were given an unknown address since; `selfish` are names of its members that may lead back to it. `null` is
    whether the address is NULL, `known` what tests of other variables came out as. `stored`: a callee may find the
    address; `shared`: another thread may too. `used` is the first place where the object was used before anybody
    cleared it.
    """

    holders: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    selfish: frozenset[str] = frozenset()
    loaded: frozenset[str] = frozenset()
    null: bool | None = None
    known: frozenset[tuple[str, bool]] = frozenset()
    stored: bool = False
    shared: bool = False
    used: Span | None = None
    troubles: tuple[Trouble, ...] = ()

    def with_trouble(self, trouble: Trouble) -> State:
        """Add a trouble; each guard keeps only its first of the worst level."""
        for old in self.troubles:
            if old.guard == trouble.guard and old.level >= trouble.level:
                return self
        kept = tuple(old for old in self.troubles if old.guard != trouble.guard)
        return replace(self, troubles=(*kept, trouble))

    def given_away(self) -> State:
        """The address is where anybody may find it."""
        return replace(self, stored=True, shared=True)
