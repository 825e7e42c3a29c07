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


Facts = frozenset[tuple[str, bool]]


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
    known: Facts = frozenset()
    stored: bool = False
    shared: bool = False
    used: Span | None = None
    troubles: tuple[Trouble, ...] = ()

    def given_away(self) -> State:
        """The address is where anybody may find it."""
        return self if self.stored and self.shared else replace(self, stored=True, shared=True)

    def tested(self, null: bool) -> State:
        """The state behind a test of the address."""
        return self if self.null is null else replace(self, null=null)


def outdone(troubles: tuple[Trouble, ...], guard: str, level: Level) -> bool:
    """Whether a guard has a trouble of that level, or a worse one."""
    return any(old.guard == guard and old.level >= level for old in troubles)


def joined(troubles: tuple[Trouble, ...], trouble: Trouble) -> tuple[Trouble, ...]:
    """One trouble more; each guard keeps only its first of the worst level."""
    if outdone(troubles, trouble.guard, trouble.level):
        return troubles
    return (*(old for old in troubles if old.guard != trouble.guard), trouble)
