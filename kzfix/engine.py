"""Bytes to findings: the one place that calls the stages in order.

mask and parse → propose → prove → tidy → check again. Anything that goes wrong in a stage is that one file's
`Failed(stage, …)`; nothing here prints or writes.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from kzfix.config import Settings
from kzfix.errors import KzfixError, RuleError, Unplaceable
from kzfix.facts.lookup import Lookup
from kzfix.flow.body import Body
from kzfix.flow.graph import Loops
from kzfix.match.elements import outer_calls
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
from kzfix.prove import GUARDS, Verdicts, prove, settle
from kzfix.rewrite.attempt import Attempts
from kzfix.rewrite.choice import shown
from kzfix.rewrite.compose import MET, done, joined, moved
from kzfix.rewrite.splice import apply
from kzfix.smpl.allocators import Table, load_tables
from kzfix.smpl.load import builtin_rules, load_rules
from kzfix.smpl.rule import Rule, Variant
from kzfix.source.macros import macros
from kzfix.source.parse import Function, Unit, may_define, unit, unreadable
from kzfix.source.prefilter import Needles, Reading, any_of
from kzfix.source.tree import LONGEST, Node

MOST_PASSES = 3
DEEPEST = 1500  # levels of a syntax tree; code that people wrote has fewer than a hundred


@dataclass(frozen=True)
class Rules:
    """The rules of one run, and what finds them by the names that they call."""

    rules: tuple[Rule, ...]
    tables: tuple[Table, ...] = field(default=())

    @functools.cached_property
    def needles(self) -> Needles:
        """What a text must hold for some rule to speak of it."""
        return any_of(Needles(rule.needles) for rule in self.rules)

    def may_speak_of(self, text: bytes) -> bool:
        """Whether a text of any length, such as a file, may hold a function that a rule speaks of: quick, not exact."""
        return self.needles.may_hold(text)

    def speak_of(self, text: bytes) -> bool:
        """Whether any rule could match in the text of one function."""
        return bool(self.speaking(text))

    def speaking(self, text: bytes) -> frozenset[str]:
        """The ids of the rules that could match in the text of one function."""
        return self._speaking(text) if self.needles.may_hold(text) else frozenset()

    @functools.cached_property
    def _speaking(self) -> Callable[[bytes], frozenset[str]]:
        asked = self.needles.asked
        each = [(rule.id, Needles(rule.needles).ask) for rule in self.rules]

        @functools.lru_cache(maxsize=16)  # a function is asked about when it is looked for, and when it is judged
        def speaking(text: bytes) -> frozenset[str]:
            reading = Reading(text, asked)
            return frozenset(id for id, ask in each if ask(reading))

        return speaking

    @functools.cached_property
    def _by_name(self) -> dict[str, list[tuple[Rule, Variant]]]:
        found: dict[str, list[tuple[Rule, Variant]]] = {}
        for rule in self.rules:
            for variant in rule.variants:
                for name in variant.anchors or ("",):
                    found.setdefault(name, []).append((rule, variant))
        return found

    def patterns(self, names: Collection[str], ids: Collection[str] | None = None) -> Iterator[Pattern]:
        """The patterns whose first element calls one of the names, or no name at all; `ids` are the rules asked for."""
        for name in sorted({*names, ""} & set(self._by_name)):
            for rule, variant in self._by_name[name]:
                if ids is None or rule.id in ids:
                    yield from _patterns(rule.id, variant)

    @functools.cached_property
    def variants(self) -> dict[str, dict[str, Variant]]:
        """Variants by rule id and allocator entry."""
        return {rule.id: {variant.entry: variant for variant in rule.variants} for rule in self.rules}

    def __getstate__(self) -> dict[str, object]:
        return {"rules": self.rules, "tables": self.tables}


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
        Pattern(rule, variant.entry, way, judged, guards, variant.size.replace(" ", ""), outer_calls(way))
        for way in variant.alternatives
    )


def load(settings: Settings) -> Rules:
    """Read the rules and tables that a run asks for. Raises RuleError and TableError."""
    every = load_all(settings)
    rules = {rule.id: rule for rule in every.rules}
    groups = {rule.group for rule in every.rules} - {""}
    for name in settings.rule:
        if name not in rules:
            raise RuleError(f"no rule has the id {name!r}", hint=f"`kzfix rules` lists them: {', '.join(rules)}")
    for name in settings.group:
        if name not in groups:
            known = ", ".join(sorted(groups)) or "none"
            raise RuleError(f"no rule is in the group {name!r}", hint=f"there are: {known}")
    if settings.rule:
        chosen = [rules[name] for name in sorted(set(settings.rule))]
    else:
        chosen = [rule for rule in every.rules if rule.group in {"", *settings.group}]
    found = Rules(tuple(chosen), every.tables)
    _ = found.needles  # before any worker starts; what is wrong with a variant shows here
    return found


def load_all(settings: Settings) -> Rules:
    """Read every rule, also those that are not asked for. Raises RuleError and TableError."""
    builtin = builtin_rules()
    folders = [builtin, *(Path(folder) for folder in settings.rules)]
    for folder in folders[1:]:
        if not folder.is_dir():
            raise RuleError("no such folder of rules", place=str(folder))
    tables = load_tables(folders, [Path(path) for path in settings.allocators])
    return Rules(load_rules(folders, tables, frozenset(GUARDS)), tables)


def glance(path: str, data: bytes, rules: Rules) -> Clean | Skipped | None:
    """What the bytes alone say of a file: that there is nothing to judge; None when a closer look is due."""
    why = unreadable(data)
    if why is not None:
        return Skipped(path, why)
    return None if may_define(data) and rules.may_speak_of(data) else Clean(path)


def examine(source: Source, rules: Rules, settings: Settings) -> FileResult:
    """Judge one file. Raises MemoryError alone: what else goes wrong is in the result.

    What rules leave is judged again, until they have nothing more to say: the edits of two findings may meet in one
    place, and what one rule writes may be for another.
    """
    result = _examine(source, rules, settings)
    for _ in range(MOST_PASSES):
        if not isinstance(result, Found) or not result.edits:
            break
        text = Source(source.path, apply(source.data, result.edits), touched=moved(source.touched, result.edits))
        again = _examine(text, rules, settings, done(result))
        if not isinstance(again, Found) or not again.edits:
            break
        result = joined(result, again)
    if not isinstance(result, Found):
        return result
    try:
        return replace(result, shown=shown(result, settings.include))
    except MemoryError:
        raise
    except Exception as error:  # as in `_examine`
        return Failed(source.path, "show", f"internal error: {type(error).__name__}: {error}")


def _examine(
    source: Source, rules: Rules, settings: Settings, but: frozenset[tuple[str, str]] = frozenset()
) -> FileResult:
    stage = "read"
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 20 * DEEPEST))
    try:
        seen = glance(source.path, source.data, rules)
        if seen is not None:
            return seen
        stage = "parse"
        found = unit(source, rules.speak_of, rules.may_speak_of, rules.needles.marks)
        stage = "judge"
        return _File(found, rules, settings, but).result()
    except KzfixError as error:
        return Failed(source.path, stage, str(error))
    except MemoryError:  # whose limit it was, only the pool knows
        raise
    except Exception as error:  # the one place: a file must not take the run with it
        return Failed(source.path, stage, f"internal error: {type(error).__name__}: {error}")


class _File:
    """One file on its way through the stages. `but`: rules that have had their turn in a function."""

    def __init__(self, unit: Unit, rules: Rules, settings: Settings, but: frozenset[tuple[str, str]]) -> None:
        self.but = but
        self.unit = unit
        self.source = unit.source
        self.rules = rules
        self.settings = settings
        self.lookup = Lookup(self.source.path, self.source.data)
        self.unparsed: list[Unparsed] = []
        self.attempts = Attempts(self.source, unit.masked)

    def result(self) -> FileResult:
        """Judge every function that holds a needle."""
        findings: list[Finding] = []
        edits: list[Edit] = []
        for function in self.unit.functions:
            if function.error is not None:
                line = self.source.line(function.span.start)
                self.unparsed.append(Unparsed(function.name, line, self._unread(function.error)))
                continue
            if any(_too_deep(reading) for reading in function.readings):
                line = self.source.line(function.span.start)
                self.unparsed.append(Unparsed(function.name, line, f"nested deeper than {DEEPEST} levels"))
                continue
            here, change = self._function(function)
            findings += here
            edits += change
        findings += self._macros()
        functions, unparsed = len(self.unit.functions), tuple(self.unparsed)
        if not findings:
            return Clean(self.source.path, functions, unparsed)
        findings.sort(key=lambda finding: (finding.proposal.first, finding.proposal.rule))
        return Found(self.source.path, self.source.data, tuple(findings), tuple(edits), functions, unparsed)

    def _unread(self, error: Span) -> str:
        if error.end - error.start > LONGEST:
            return f"longer than {LONGEST} bytes"
        return f"parse error at line {self.source.line(error.start)}"

    def _function(self, function: Function) -> tuple[list[Finding], list[Edit]]:
        findings: list[Finding] = []
        chosen: list[Proposal] = []
        edits: tuple[Edit, ...] = ()
        for proposal, verdict in self._judged(function):
            finding = self._finding(function, proposal, verdict)
            if self._wanted(finding.verdict):
                both = self._together(function, [*chosen, proposal])
                if both is None:
                    refused = Refused("layout", MET, proposal.first)
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
        for macro in macros(self.source, self.unit.regions, self.rules.speak_of):
            body = Body(macro.name, macro.tree, macro.data, self.source, self.lookup, Loops(), macro=True)
            ids = self.rules.speaking(self.source.data[slice(*macro.span)].partition(b"define")[2])
            for proposal in propose(body, self.rules.patterns(body.calls, ids)):
                yield from (self._shown(*each, ()) for each in self._settled(body, proposal))

    # Propose and prove

    def _settled(self, body: Body, proposal: Proposal) -> list[tuple[Proposal, Verdict]]:
        variants = self.rules.variants[proposal.rule]
        return settle(body, proposal, prove(body, proposal, variants), variants, self.settings.stores)

    def _judged(self, function: Function) -> list[tuple[Proposal, Verdict]]:
        """Proposals with verdicts. With several readings a proposal must stand in all of them."""
        readings: list[tuple[Body, dict[object, tuple[Proposal, Verdicts]]]] = []
        speaking = self.rules.speaking(self.source.data[slice(*function.span)])
        ids = {rule for rule in speaking if (rule, function.name) not in self.but}
        for tree in function.readings:
            body = Body(function.name, tree, self.unit.masked, self.source, self.lookup, _loops(function))
            found = propose(body, self.rules.patterns(body.calls, ids))
            judged = [(item, prove(body, item, self.rules.variants[item.rule])) for item in found]
            readings.append((body, {_place(item): (item, verdicts) for item, verdicts in judged}))
        (body, first), *others = readings
        out: list[tuple[Proposal, Verdict]] = []
        for place, (item, verdicts) in first.items():
            for _, other in others:
                verdicts = _worse(item, verdicts, other.get(place))
            variants = self.rules.variants[item.rule]
            verdicts = self._placeable(function, item, verdicts)
            out += settle(body, item, verdicts, variants, self.settings.stores)
        return out

    def _placeable(self, function: Function, proposal: Proposal, verdicts: Verdicts) -> Verdicts:
        """The verdicts, but that a part which cannot be taken out stays: a loop's only statement, a label's last."""
        out = dict(verdicts)
        for site in proposal.sites:
            try:
                if site.part and not isinstance(verdicts[site.places[-1]], Refused):
                    self.attempts.laid_out(function, [replace(proposal, sites=(site,))])
            except Unplaceable as error:
                out[site.places[-1]] = Refused("layout", error.title, proposal.first)
        return out

    # Rewrite

    def _finding(self, function: Function, proposal: Proposal, verdict: Verdict) -> Finding:
        edits: tuple[Edit, ...] = ()
        if not isinstance(verdict, Refused):
            try:
                edits = self.attempts.checked(function, [proposal])
            except Unplaceable as error:
                verdict = Refused("layout", error.title, proposal.first)
                edits = ()
        return self._shown(proposal, verdict, edits)

    def _shown(self, proposal: Proposal, verdict: Verdict, edits: tuple[Edit, ...]) -> Finding:
        variant = self.rules.variants[proposal.rule][proposal.sites[0].entry]
        message = variant.subject
        if variant.report and not isinstance(verdict, Refused):
            message = self._report(variant.report, proposal, verdict)
        return Finding(proposal, verdict, edits, self.source.line(proposal.first.start), message)

    def _report(self, text: str, proposal: Proposal, verdict: Proved | Review) -> str:
        """The message of a rule that reports, with its lines and with what its last guard says."""
        why = verdict.reason if isinstance(verdict, Review) else verdict.evidence[-1]
        lines = (proposal.first, proposal.sites[0].places[-1])
        source, sink = (str(self.source.line(span.start)) for span in lines)
        return text.replace("{source}", source).replace("{sink}", sink).replace("{why}", why)

    def _together(self, function: Function, proposals: list[Proposal]) -> tuple[Edit, ...] | None:
        try:
            return self.attempts.checked(function, proposals)
        except Unplaceable:
            return None


def _place(proposal: Proposal) -> object:
    """What makes two proposals of two readings the same: what is allocated and cleared, not how paths lead there.

    Parts come and go with the arms: there the allocations say it.
    """
    last = 1 if proposal.sites[0].part else None
    places = dict.fromkeys((site.entry, *(place.start for place in site.places[:last])) for site in proposal.sites)
    return proposal.rule, tuple(places)


def _worse(proposal: Proposal, verdicts: Verdicts, other: tuple[Proposal, Verdicts] | None) -> Verdicts:
    """The verdicts on what stands in two readings of a function; `other` is None where it stands in one only."""
    missing = Refused("same-object", "stands in some arms of an #if only", proposal.first)
    found = other[1] if other is not None else {}
    return {place: _worst(verdict, found.get(place, missing)) for place, verdict in verdicts.items()}


def _worst(verdict: Verdict, other: Verdict) -> Verdict:
    if isinstance(verdict, Refused):
        return verdict
    return other if isinstance(verdict, Proved) or isinstance(other, Refused) else verdict


def _loops(function: Function) -> Loops:
    return Loops(function.iterators, function.foreign, function.once)


def _too_deep(tree: Node) -> bool:
    """Whether a tree is too deep. Between two levels that are so far apart stand as many nodes: few are asked."""
    step = DEEPEST // 2
    if all(sum(1 for _ in node.above()) < step for node in islice(tree.walk(), 0, None, step)):
        return False
    level = [tree]
    for _ in range(DEEPEST):
        level = [child for node in level for child in node.children]
        if not level:
            return False
    return True
