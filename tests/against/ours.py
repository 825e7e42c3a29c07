"""kzfix on one file: what it changes, and what it says of each place that it looked at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.config import Settings
from kzfix.engine import Rules, examine
from kzfix.facts.lookup import Lookup
from kzfix.flow.body import Body
from kzfix.flow.graph import Loops
from kzfix.match.propose import propose
from kzfix.model import Failed, Found, Proposal, Proved, Refused, Review, Site, Skipped, Source, Span, Verdict
from kzfix.prove import prove
from kzfix.rewrite.splice import apply
from kzfix.source.macros import macros
from kzfix.source.parse import Function, Unit, unit

_CAST = re.compile(r"\((?:(?:const|struct|union|unsigned)\s+)*\w+\s*\*+\s*\)")


@dataclass(frozen=True, slots=True)
class Said:
    """What kzfix says of one site: `first` and `last` are the lines of what the rule would change there."""

    lines: tuple[tuple[int, int], ...]
    verdict: str  # proved, review or refused
    guard: str
    reason: str
    at: int  # line of the reason
    deviations: tuple[str, ...]  # guards that judge where the site is not what the rule says to the letter
    sites: int  # of the proposal
    alias: str  # what the object is called where it is changed, when that is not what it was allocated as

    def covers(self, line: int) -> bool:
        """Whether the site would change something on a line."""
        return any(first <= line <= last for first, last in self.lines)


@dataclass(frozen=True, slots=True)
class Place:
    """A function or a macro, by lines."""

    name: str
    first: int
    last: int
    read: bool
    macro: bool = False


@dataclass(frozen=True, slots=True)
class Ours:
    """What kzfix made of a file."""

    after: bytes
    said: tuple[Said, ...]
    places: tuple[Place, ...]
    trouble: str = ""  # why the file was not judged

    def place(self, line: int) -> Place | None:
        """The function or macro around a line."""
        return next((place for place in self.places if place.first <= line <= place.last), None)

    def of(self, line: int) -> Said | None:
        """What is said of a line; the best, where several sites speak of it."""
        found = [said for said in self.said if said.covers(line)]
        return min(found, key=lambda said: ("proved", "review", "refused").index(said.verdict), default=None)


def change(path: str, data: bytes, rules: Rules, settings: Settings) -> Ours:
    """Judge a file, and keep every verdict on every site."""
    source = Source(path, data)
    result = examine(source, rules, settings)
    if isinstance(result, (Failed, Skipped)):
        return Ours(data, (), (), result.error if isinstance(result, Failed) else result.why)
    found = unit(source, rules.speak_of)
    said = [*_verdicts(source, found, rules)]
    if isinstance(result, Found):
        for finding in result.findings:
            said += _settled(source, finding.proposal, finding.verdict)
    after = apply(data, result.edits) if isinstance(result, Found) else data
    return Ours(after, tuple(said), tuple(_places(source, found, rules)))


def _verdicts(source: Source, found: Unit, rules: Rules) -> Iterator[Said]:
    """What the guards say of every site by itself: parts that stay while others go are in no finding."""
    lookup = Lookup(source.path, source.data)
    for function in found.functions:
        for tree in function.readings:
            loops = Loops(function.iterators, function.foreign, function.once)
            body = Body(function.name, tree, found.masked, source, lookup, loops)
            for proposal in propose(body, rules.patterns(list(body.calls))):
                verdicts = prove(body, proposal, rules.variants[proposal.rule])
                for site in proposal.sites:
                    verdict = verdicts[site.places[-1]]
                    if not isinstance(verdict, Proved):
                        yield _said(source, site, verdict, len(proposal.sites))


def _settled(source: Source, proposal: Proposal, verdict: Verdict) -> Iterator[Said]:
    """What becomes of a proposal in the end."""
    for site in proposal.sites:
        yield _said(source, site, verdict, len(proposal.sites))


def _said(source: Source, site: Site, verdict: Verdict, sites: int) -> Said:
    spans = [*site.removed, *(edit.span for edit in site.replaced)] or list(site.places)
    lines = tuple(_lines(source, span) for span in spans)
    deviations = tuple(sorted({deviation.guard for deviation in site.deviations}))
    alias = _alias(source, site)
    match verdict:
        case Proved():
            return Said(lines, "proved", "", "", 0, deviations, sites, alias)
        case Review(guard, reason, span):
            return Said(lines, "review", guard, reason, source.line(span.start), deviations, sites, alias)
        case Refused(guard, reason, span):
            return Said(lines, "refused", guard, reason, source.line(span.start), deviations, sites, alias)


def _alias(source: Source, site: Site) -> str:
    """Another name of the object; none when the first place binds it to the same text."""
    made = next((binding.text for binding in site.bindings if binding.name == "x"), "")
    named = source.text(site.object).decode("latin-1")
    return named if made and named and _bare(named) != _bare(made) else ""


def _bare(text: str) -> str:
    """An operand without casts, brackets and blanks."""
    return re.sub(r"\s|[()]", "", _CAST.sub("", text))


def _places(source: Source, found: Unit, rules: Rules) -> Iterator[Place]:
    every: Sequence[Function] = unit(source, lambda _: True).functions
    for macro in macros(source, found.regions, rules.speak_of):
        yield Place(macro.name, *_lines(source, macro.span), read=True, macro=True)
    for function in every:
        yield Place(function.name, *_lines(source, function.span), read=function.error is None)


def _lines(source: Source, span: Span) -> tuple[int, int]:
    return source.line(span.start), source.line(max(span.end - 1, span.start))
