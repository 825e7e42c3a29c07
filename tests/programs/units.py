"""Translation units of many programs: one example of Hypothesis, so that both sides of all of them compile at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from hypothesis import strategies as st

from programs.kinds import HEAD
from programs.skeletons import function
from programs.words import Draw, Pen

MANY = 55  # programs in a unit; each may be left out, so that a failure shrinks to one of them

DEFAULT = ("zeroing/memset", "zeroing/fields", "zeroing/redundant", "zeroing/gfp-zero", "overwrite/memcpy")
EVERY = "every rule"  # of those in no group, together
PROGRAM = re.compile(r"^/\* (f\d+) \*/$", re.M)


class Unit(str):
    """The text of a unit; shown without what all units share."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n" + self.removeprefix(HEAD)


@st.composite
def units(draw: Draw[object], rule: str, many: int = MANY) -> Unit:
    """The text of a unit whose functions, f0 and on, are there for one rule, or each for one of those in no group."""
    pen = Pen(draw)
    texts = [
        function(pen, pen.of(*DEFAULT) if rule == EVERY else rule, f"f{number}")
        for number in range(many)
        if pen.below(25)
    ]
    return Unit("\n".join([HEAD, *texts]))


def programs_of(unit: str) -> Mapping[str, str]:
    """The programs of a unit by their names, each with its callee."""
    parts = PROGRAM.split(unit)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def only(unit: str, names: Iterable[str]) -> str:
    """A unit with some of its programs alone."""
    programs = programs_of(unit)
    return "".join([PROGRAM.split(unit)[0], *(f"/* {name} */{programs[name]}" for name in names)])
