"""Bytes to findings: the one place that calls the stages in order.

mask and parse → propose → prove → tidy → check again. Anything that goes wrong in a stage is that one file's
`Failed(stage, …)`; nothing here prints or writes.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from kzfix.config import Settings
from kzfix.errors import KzfixError, RuleError, Unplaceable
from kzfix.facts.lookup import Lookup
from kzfix.flow.body import Body
from kzfix.flow.graph import Loops
from kzfix.match.propose import Pattern, propose
from kzfix.model import (
    Clean,
    Edit,
    Failed,
    FileResult,
    Finding,
    Found,
    Include,
    Proposal,
    Proved,
    Refused,
    Review,
    Skipped,
    Source,
    Span,
    Unparsed,
    Verdict,
)
from kzfix.prove import GUARDS, prove
from kzfix.rewrite.edits import clash
from kzfix.rewrite.layout import tidy
from kzfix.rewrite.leftovers import unused
from kzfix.rewrite.recheck import nested_alike
from kzfix.rewrite.splice import apply
from kzfix.smpl.allocators import Table, load_tables
from kzfix.smpl.load import builtin_rules, load_rules
from kzfix.smpl.needles import Groups
from kzfix.smpl.rule import Rule, Variant
from kzfix.source.macros import macros
from kzfix.source.parse import Function, Unit, unit, unreadable
from kzfix.source.prefilter import AnyNeedles, Needles, either
from kzfix.source.tree import Node

DEEPEST = 1500  # levels of a syntax tree; code that people wrote has fewer than a hundred


@dataclass(frozen=True)
class Rules:
    """The rules of one run, and what finds them by the names that they call."""

    rules: tuple[Rule, ...]
    tables: tuple[Table, ...] = field(default=())

    @functools.cached_property
    def needles(self) -> AnyNeedles:
        """What a text must hold for some rule to speak of it."""
        return either(Needles(_words(rule.needles)) for rule in self.rules)

    def speak_of(self, text: bytes) -> bool:
        """Whether any rule could match in a text."""
        return self.needles.holds(text)

    @functools.cached_property
    def _by_name(self) -> dict[str, list[tuple[Rule, Variant]]]:
        found: dict[str, list[tuple[Rule, Variant]]] = {}
        for rule in self.rules:
            for variant in rule.variants:
                for name in variant.anchors or ("",):
                    found.setdefault(name, []).append((rule, variant))
        return found

    def patterns(self, names: Sequence[str]) -> Iterator[Pattern]:
        """The patterns whose first element calls one of the names, or no name at all."""
        for name in sorted({*names, ""} & set(self._by_name)):
            for rule, variant in self._by_name[name]:
                yield from _patterns(rule.id, variant)

    @functools.cached_property
    def variants(self) -> dict[str, dict[str, Variant]]:
        """Variants by rule id and allocator entry."""
        return {rule.id: {variant.entry: variant for variant in rule.variants} for rule in self.rules}

    def __getstate__(self) -> dict[str, object]:
        return {"rules": self.rules, "tables": self.tables}


def _words(groups: Groups) -> tuple[tuple[bytes, ...], ...]:
    return tuple(tuple(word.encode("latin-1") for word in group) for group in groups)


@functools.cache
def _patterns(rule: str, variant: Variant) -> tuple[Pattern, ...]:
    judged = {
        name: use.name
        for use in variant.guards
        if GUARDS[use.name].judges
        for arg in use.args[1:]
        for name in arg.metavars
        if name not in use.args[0].metavars
    }
    guards = frozenset(use.name for use in variant.guards)
    return tuple(
        Pattern(rule, variant.entry, way, judged, guards, variant.size.replace(" ", "")) for way in variant.alternatives
    )


def load(settings: Settings) -> Rules:
    """Read the rules and tables that a run asks for. Raises RuleError and TableError."""
    builtin = builtin_rules()
    folders = [builtin, *(Path(folder) for folder in settings.rules)]
    for folder in folders[1:]:
        if not folder.is_dir():
            raise RuleError("no such folder of rules", place=str(folder))
    tables = load_tables(folders, [Path(path) for path in settings.allocators])
    rules = load_rules(folders, tables, frozenset(GUARDS))
    if settings.rule:
        known = {rule.id: rule for rule in rules}
        for name in settings.rule:
            if name not in known:
                raise RuleError(f"no rule has the id {name!r}", hint=f"`kzfix rules` lists them: {', '.join(known)}")
        rules = tuple(known[name] for name in sorted(set(settings.rule)))
    else:
        rules = tuple(rule for rule in rules if not rule.group)
    return Rules(rules, tables)


def examine(source: Source, rules: Rules, settings: Settings) -> FileResult:
    """Judge one file. Never raises: what goes wrong is in the result."""
    stage = "read"
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20 * DEEPEST))
    try:
        why = unreadable(source.data)
        if why is not None:
            return Skipped(source.path, why)
        if not rules.speak_of(source.data):
            return Clean(source.path)
        stage = "parse"
        found = unit(source, rules.speak_of)
        stage = "judge"
        return _File(found, rules, settings).result()
    except KzfixError as error:
        return Failed(source.path, stage, str(error))
    except Exception as error:  # the one place: a file must not take the run with it
        return Failed(source.path, stage, f"internal error: {type(error).__name__}: {error}")


class _File:
    """One file on its way through the stages."""

    def __init__(self, unit: Unit, rules: Rules, settings: Settings) -> None:
        self.unit = unit
        self.source = unit.source
        self.rules = rules
        self.settings = settings
        self.lookup = Lookup(self.source.path, self.source.data)
        self.unparsed: list[Unparsed] = []

    def result(self) -> FileResult:
        """Judge every function that holds a needle."""
        findings: list[Finding] = []
        edits: list[Edit] = []
        for function in self.unit.functions:
            if function.error is not None:
                line = self.source.line(function.span.start)
                where = self.source.line(function.error.start)
                self.unparsed.append(Unparsed(function.name, line, f"parse error at line {where}"))
                continue
            if any(_too_deep(reading) for reading in function.readings):
                line = self.source.line(function.span.start)
                self.unparsed.append(Unparsed(function.name, line, f"nested deeper than {DEEPEST} levels"))
                continue
            here, change = self._function(function)
            findings += here
            edits += change
        findings += self._macros()
        functions, unparsed = self.unit.count, tuple(self.unparsed)
        if not findings:
            return Clean(self.source.path, functions, unparsed)
        findings.sort(key=lambda finding: (finding.proposal.first, finding.proposal.rule))
        return Found(self.source.path, self.source.data, tuple(findings), tuple(edits), functions, unparsed)

    def _function(self, function: Function) -> tuple[list[Finding], list[Edit]]:
        judged = self._judged(function)
        findings: list[Finding] = []
        chosen: list[Proposal] = []
        edits: tuple[Edit, ...] = ()
        for proposal, verdict in judged:
            finding = self._finding(function, proposal, verdict)
            if self._wanted(finding.verdict):
                both = self._together(function, [*chosen, proposal])
                if both is None:
                    reason = "its edits meet those of another finding: apply that one first"
                    refused = Refused("layout", reason, proposal.first)
                    finding = Finding(proposal, refused, (), finding.line, finding.message)
                else:
                    chosen.append(proposal)
                    edits = both
            findings.append(finding)
        return findings, list(edits)

    def _wanted(self, verdict: Verdict) -> bool:
        if isinstance(verdict, Review):
            return self.settings.include is Include.REVIEW
        return isinstance(verdict, Proved)

    def _macros(self) -> Iterator[Finding]:
        """What stands in macros is refused, and named."""
        for macro in macros(self.source, self.rules.speak_of):
            body = Body(macro.name, macro.tree, macro.data, self.source, self.lookup, Loops(), macro=True)
            for proposal in propose(body, self.rules.patterns(list(body.calls))):
                verdict = prove(body, proposal, self.rules.variants[proposal.rule])
                yield self._shown(proposal, verdict, ())

    # Propose and prove

    def _judged(self, function: Function) -> list[tuple[Proposal, Verdict]]:
        """Proposals with verdicts. With several readings a proposal must stand in all of them."""
        readings: list[dict[object, tuple[Proposal, Verdict]]] = []
        for tree in function.readings:
            body = Body(function.name, tree, self.unit.masked, self.source, self.lookup, _loops(function))
            found = propose(body, self.rules.patterns(list(body.calls)))
            judged = [(item, prove(body, item, self.rules.variants[item.rule])) for item in found]
            readings.append({_place(item): (item, verdict) for item, verdict in judged})
        first, *others = readings
        return [
            (item, functools.reduce(functools.partial(_worse, item), (other.get(place) for other in others), verdict))
            for place, (item, verdict) in first.items()
        ]

    # Rewrite

    def _finding(self, function: Function, proposal: Proposal, verdict: Verdict) -> Finding:
        edits: tuple[Edit, ...] = ()
        if not isinstance(verdict, Refused):
            try:
                edits = self._tidy(function, [proposal])
                self._recheck(function, edits)
            except Unplaceable as error:
                verdict = Refused("layout", error.title, proposal.first)
                edits = ()
        return self._shown(proposal, verdict, edits)

    def _shown(self, proposal: Proposal, verdict: Verdict, edits: tuple[Edit, ...]) -> Finding:
        message = self.rules.variants[proposal.rule][proposal.sites[0].entry].subject
        return Finding(proposal, verdict, edits, self.source.line(proposal.first.start), message)

    def _together(self, function: Function, proposals: list[Proposal]) -> tuple[Edit, ...] | None:
        try:
            edits = self._tidy(function, proposals)
            self._recheck(function, edits)
        except Unplaceable:
            return None
        return edits

    def _tidy(self, function: Function, proposals: list[Proposal]) -> tuple[Edit, ...]:
        removed = sorted({span for proposal in proposals for site in proposal.sites for span in site.removed})
        replaced = sorted(
            {edit for proposal in proposals for site in proposal.sites for edit in site.replaced},
            key=lambda edit: edit.span,
        )
        if any(clash([one], [other]) for one, other in pairwise(replaced)):
            raise Unplaceable("two changes meet in one place")
        left = unused(self.unit.masked, function.readings[0], removed)
        if left is not None:
            raise Unplaceable(f"{left} would be left without a use")
        return tidy(self.source.data, function.readings[0], removed, replaced)

    def _recheck(self, function: Function, edits: tuple[Edit, ...]) -> None:
        """The rewritten function must be read as well as it was: layout must never break what was right."""
        start, end = function.span
        inside = [Edit(Span(edit.span.start - start, edit.span.end - start), edit.text) for edit in edits]
        after = apply(self.source.data[start:end], inside)
        found = unit(Source(self.source.path, after), lambda _: True).functions
        if len(found) != 1 or found[0].error is not None or found[0].span.end < len(after.rstrip()):
            raise Unplaceable("the rewritten function could not be read")
        was, now = function.readings, found[0].readings
        if len(was) == len(now) == 1 and not nested_alike(was[0], start, now[0], inside):
            raise Unplaceable("an else would belong to another if")


def _place(proposal: Proposal) -> object:
    """What makes two proposals of two readings the same: what is allocated and cleared, not how paths lead there."""
    return proposal.rule, tuple((site.entry, *(place.start for place in site.places)) for site in proposal.sites)


def _worse(proposal: Proposal, verdict: Verdict, other: tuple[Proposal, Verdict] | None) -> Verdict:
    """The verdict on what stands in two readings of a function; `other` is None where it stands in one only."""
    if isinstance(verdict, Refused):
        return verdict
    if other is None:
        return Refused("same-object", "stands in some arms of an #if only", proposal.first)
    return other[1] if isinstance(verdict, Proved) or isinstance(other[1], Refused) else verdict


def _loops(function: Function) -> Loops:
    return Loops(function.iterators, function.foreign, function.once)


def _too_deep(tree: Node) -> bool:
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children]
        if not level:
            return False
    return True
