"""The entries of MAINTAINERS, line by line as they stand there.

A line `X: value` belongs to the entry whose title is the last line before it that is none of these. Blank lines and
lines that begin with `#` are nothing, so an entry ends where the next title is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TYPED = re.compile(r"([A-Z]):\s*(.*)")
_NOTHING = re.compile(r"\s*(?:#.*)?")
_LONGEST = 50  # letters of a title in a role
_ROLES = {
    "supported": "supporter",
    "maintained": "maintainer",
    "odd fixes": "odd fixer",
    "orphan": "orphan minder",
    "obsolete": "obsolete minder",
    "buried alive in reporters": "chief penguin",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line `X: value` of an entry."""

    letter: str
    value: str
    index: int  # among the lines of the file that are something, from 0: what the script sorts K: lines by


@dataclass(frozen=True, slots=True)
class Section:
    """One entry of MAINTAINERS."""

    title: str
    line: int  # of its first line below the title, 1-based
    lines: tuple[Line, ...]

    def values(self, letter: str) -> tuple[str, ...]:
        """What stands after a letter, in order."""
        return tuple(line.value for line in self.lines if line.letter == letter)

    @property
    def status(self) -> str:
        """The last S: line: "Maintained", "Supported", "Odd Fixes", "Orphan", "Obsolete" …; "" when there is none."""
        return next(iter(self.values("S")[::-1]), "")

    @property
    def trees(self) -> tuple[str, ...]:
        """T: lines: `git git://… branch`."""
        return self.values("T")

    @property
    def orphan(self) -> bool:
        """Whether nobody looks after the code: S: Orphan or Obsolete, whatever is said beside it."""
        return re.match(r"orphan|obsolete", self.status, re.IGNORECASE) is not None

    @property
    def rest(self) -> bool:
        """Whether this is the entry that every path is in."""
        return self.title == "THE REST"

    @property
    def short(self) -> str:
        """The title as a role has it: cut where it is longer than fifty letters."""
        if len(self.title) <= _LONGEST:
            return self.title
        return self.title[: _LONGEST - 3].rstrip() + "..."

    @property
    def role(self) -> str:
        """What an M: person is here: `supporter:TITLE`, and so on by the status."""
        status = (self.status if self.values("S") else "unknown").lower()
        return f"{_ROLES.get(status, status)}:{self.short}"


def read(text: str) -> tuple[Section, ...]:
    """Every entry of a MAINTAINERS file, in order."""
    return tuple(_sections(text))


def _sections(text: str) -> Iterator[Section]:
    title, first, lines, index = "", 0, list[Line](), 0
    for number, line in enumerate(text.split("\n"), 1):
        if found := _TYPED.fullmatch(line):
            first = first or number
            lines.append(Line(found[1], found[2], index))
        elif _NOTHING.fullmatch(line):
            continue
        else:
            if lines:
                yield Section(title, first, tuple(lines))
            title, first, lines = line, 0, []
        index += 1
    if lines:
        yield Section(title, first, tuple(lines))
