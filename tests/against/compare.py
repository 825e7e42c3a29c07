"""One file under one rule, through both tools: every site that one of them changes, with its class and the reason.

A site is a statement that the rule takes away or, for a rule that takes none away, one in which it puts something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.config import Settings
from kzfix.engine import Rules

from .ours import Ours, Said, change
from .probes import PROBES, Probe, probed
from .spatch import Patch, Spatch, Theirs
from .spots import GONE, PUT, Spot, spots

BOTH, SPATCH, KZFIX = "both", "spatch only", "kzfix only"
_TAKES_AWAY = re.compile(r"^-.*;", re.M)


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One site and its class. `why` is the class's name within `who`, `detail` what was said of this one."""

    rule: str
    path: str
    line: int
    function: str
    who: str
    why: str
    detail: str
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What came of one file."""

    path: str
    sites: tuple[Site, ...]
    troubles: tuple[str, ...]  # of spatch
    unread: str = ""  # why kzfix did not judge it


@dataclass(frozen=True, slots=True)
class Question:
    """What is compared: one rule, and how each tool is asked."""

    rules: Rules
    settings: Settings
    spatch: Spatch

    @property
    def rule(self) -> str:
        return self.rules.rules[0].id

    @property
    def patches(self) -> Sequence[Patch]:
        """The rule for each allocator, but for those that have no twin: there it only says what is to be found."""
        return [
            Patch.of(variant)
            for variant in self.rules.rules[0].variants
            if variant.allocator is None or variant.allocator.zeroing
        ]

    @property
    def kind(self) -> str:
        """The kind of spot that is a site of the rule."""
        return GONE if any(_TAKES_AWAY.search(patch.text) for patch in self.patches) else PUT


def compare(path: str, data: bytes, question: Question) -> Compared:
    """Run both tools over one file."""
    ours = change(path, data, question.rules, question.settings)
    theirs = question.spatch.change(path, data, question.patches)
    troubles = tuple(trouble.what for trouble in theirs.troubles)
    return Compared(path, tuple(_File(path, data, question, ours, theirs).sites()), troubles, ours.trouble)


class _File:
    """One file that both tools have seen."""

    def __init__(self, path: str, data: bytes, question: Question, ours: Ours, theirs: Theirs) -> None:
        self.path, self.data, self.question = path, data, question
        self.ours, self.theirs = ours, theirs
        self.by_us = spots(data, ours.after)
        self.by_them = frozenset(spot for pair in theirs.changes for spot in spots(*pair))

    def sites(self) -> Iterator[Site]:
        """Every site, in order."""
        ours, theirs = self._sites_of(self.by_us), self._sites_of(self.by_them)
        missed = {line: spot for line, spot in ours.items() if line not in theirs}
        reasons = self._missed(missed)
        for line, spot in sorted((theirs | ours).items()):
            if line in missed:
                yield self._site(spot, KZFIX, *reasons[line])
            elif line in ours:
                yield self._site(spot, BOTH, *self._alike(spot))
            else:
                yield self._site(spot, SPATCH, *self._left(spot))

    def _sites_of(self, found: frozenset[Spot]) -> dict[int, Spot]:
        return {spot.line: spot for spot in sorted(found) if spot.kind == self.question.kind}

    def _site(self, spot: Spot, who: str, why: str, detail: str) -> Site:
        place = self.ours.place(spot.line)
        name = place.name if place else "?"
        return Site(self.question.rule, self.path, spot.line, name, who, why, detail, spot.text)

    def _alike(self, spot: Spot) -> tuple[str, str]:
        """Whether both changed the same allocations in the function too."""
        place = self.ours.place(spot.line)
        first, last = (place.first, place.last) if place else (spot.line, spot.line)
        put = [
            {one.line for one in side if one.kind == PUT and first <= one.line <= last}
            for side in (self.by_us, self.by_them)
        ]
        same_gone = self._gone(self.by_us, first, last) == self._gone(self.by_them, first, last)
        if put[0] != put[1] and same_gone:
            return "other allocations", f"kzfix: lines {_some(put[0])}; spatch: lines {_some(put[1])}"
        return "the same", ""

    @staticmethod
    def _gone(side: frozenset[Spot], first: int, last: int) -> set[int]:
        return {one.line for one in side if one.kind == GONE and first <= one.line <= last}

    # what spatch alone changed

    def _left(self, spot: Spot) -> tuple[str, str]:
        """Why kzfix left alone what spatch changed."""
        if self.ours.trouble:
            return "file not judged", self.ours.trouble
        place = self.ours.place(spot.line)
        if place is not None and not place.read:
            return "function not read", ""
        said = self.ours.of(spot.line)
        if said is None:
            return ("in a macro", "") if place is not None and place.macro else ("not proposed", "")
        if said.verdict == "proved":
            return "withheld", "proved, but the change was not made"
        return f"{said.verdict}: {said.guard}", f"line {said.at}: {said.reason}"

    # what kzfix alone changed

    def _missed(self, missed: dict[int, Spot]) -> dict[int, tuple[str, str]]:
        """Why spatch left alone what kzfix changed."""
        reasons: dict[int, tuple[str, str]] = {}
        for line in missed:
            if trouble := self._trouble(line):
                reasons[line] = ("spatch gives up", trouble)
        left = set(missed) - set(reasons)
        if left:
            read = self.question.spatch.read(self.path, self.data)
            reasons |= dict.fromkeys(left - read, ("function not read", ""))
        for line in set(missed) - set(reasons):
            if (said := self.ours.of(line)) and said.alias:
                reasons[line] = ("under another name", said.alias)
        for probe in PROBES:
            left = set(missed) - set(reasons)
            if left and (found := self._probe(probe) & left):
                reasons |= dict.fromkeys(found, (probe.name, ""))
        for line in set(missed) - set(reasons):
            reasons[line] = ("other", self._aside(self.ours.of(line)))
        return reasons

    def _probe(self, probe: Probe) -> set[int]:
        """The sites that spatch changes when the rule asks for less."""
        theirs = self.question.spatch.change(self.path, self.data, probed(self.question.patches, probe))
        found = frozenset(spot for pair in theirs.changes for spot in spots(*pair))
        return set(self._sites_of(found))

    def _trouble(self, line: int) -> str:
        """What kept spatch from the function around a line, or from an allocator in all of the file."""
        for trouble in self.theirs.troubles:
            if trouble.function is not None:
                first = self.data.count(b"\n", 0, trouble.function.start) + 1
                last = self.data.count(b"\n", 0, trouble.function.end) + 1
                if first <= line <= last:
                    return trouble.what
            elif self._uses(trouble.entry, line):
                return trouble.what
        return ""

    def _uses(self, entry: str, line: int) -> bool:
        """Whether the function around a line calls an allocator."""
        place = self.ours.place(line)
        patch = next(patch for patch in self.question.patches if patch.entry == entry)
        text = b"\n".join(self.data.splitlines()[place.first - 1 : place.last]) if place else b""
        return patch.needles.holds(text)

    @staticmethod
    def _aside(said: Said | None) -> str:
        return "judged by " + ", ".join(said.deviations) if said is not None and said.deviations else ""


def _some(lines: set[int]) -> str:
    return ", ".join(map(str, sorted(lines))) or "none"
