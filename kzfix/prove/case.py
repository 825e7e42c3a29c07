"""One site under proof: what the guards look at, worked out once and shared."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kzfix.flow.body import Body
from kzfix.flow.definitions import definition
from kzfix.flow.graph import Point
from kzfix.flow.sizes import Size, Sizes
from kzfix.flow.state import Level, Trouble
from kzfix.flow.track import Walk, Walked
from kzfix.flow.uses import lvalues
from kzfix.model import Proposal, Refused, Review, Site, Span
from kzfix.smpl.allocators import Allocator
from kzfix.smpl.rule import Variant
from kzfix.source import keys
from kzfix.source.tree import Node


@dataclass(frozen=True, slots=True)
class Holds:
    """The guard's condition is met: one line of evidence."""

    evidence: str


Answer = Holds | Review | Refused


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sizes in the form in which they compare best. `equal`: the same value, as long as `reads` is unchanged."""

    allocated: Size
    cleared: Size
    equal: bool
    reads: frozenset[str]
    trusted: bool = False  # they are equal only if a member, whose type is not found, holds all that it was given


class Case:
    """One site of a proposal. The proposal's other sites count as sources and clearings too."""

    def __init__(self, body: Body, proposal: Proposal, site: Site, variant: Variant) -> None:
        self.body = body
        self.proposal = proposal
        self.site = site
        self.variant = variant

    @property
    def allocator(self) -> Allocator | None:
        """The table entry of the allocator."""
        return self.variant.allocator

    # Nodes

    @functools.cached_property
    def source(self) -> Node:
        """The allocation call."""
        return _call(self.body.node(self.site.places[0]))

    @functools.cached_property
    def clear(self) -> Node:
        """The clearing call."""
        return _call(self.body.node(self.site.places[-1]))

    @functools.cached_property
    def pointer(self) -> Node:
        """What the clearing call gets as its pointer."""
        return _pointer(self.body.node(self.site.places[-1]))

    @functools.cached_property
    def target(self) -> Node:
        """The lvalue that the allocation is assigned to."""
        node = self.body.node(self.site.places[0])
        name = node.child("left") or node.child("declarator")
        while name is not None and name.kind in ("pointer_declarator", "parenthesized_declarator"):
            name = name.child("declarator") or next(iter(name.parts()), None)
        return name or node

    @property
    def object(self) -> str:
        """The object's name, for people: what the clearing call gets."""
        return self.body.text(keys.strip(self.pointer))

    def refused(self, guard: str, reason: str, where: Node | Span, bug: bool = False) -> Refused:
        """A refusal."""
        return Refused(guard, reason, where.span if isinstance(where, Node) else where, bug)

    def review(self, guard: str, reason: str, where: Node | Span) -> Review:
        """A question for a human."""
        return Review(guard, reason, where.span if isinstance(where, Node) else where)

    # Walks

    @functools.cached_property
    def _clears(self) -> dict[Node, Node]:
        nodes = [self.body.node(site.places[-1]) for site in self.proposal.sites]
        return {_call(node): _pointer(node) for node in nodes}

    @functools.cached_property
    def _sources(self) -> tuple[Node, ...]:
        spans = dict.fromkeys(site.places[0] for site in self.proposal.sites)
        return tuple(_call(self.body.node(span)) for span in spans)

    def walk(self, watch: frozenset[str] = frozenset()) -> Walked:
        """All paths from this site's allocation, with what the sizes depend on watched."""
        if watch not in self._walks:
            walk = Walk(self.body, self._sources, self._clears, watch)
            self._walks[watch] = walk.from_source(self.source)
        return self._walks[watch]

    @functools.cached_property
    def _walks(self) -> dict[frozenset[str], Walked]:
        return {}

    @functools.cached_property
    def bypass(self) -> Walked:
        """All paths from the function's entry that meet none of the allocations."""
        return Walk(self.body, self._sources, self._clears).from_entry()

    @functools.cached_property
    def again(self) -> Walked:
        """All paths from this site's clearing on that meet none of the allocations."""
        return Walk(self.body, self._sources, self._clears).after(self.clear)

    def troubles(self, guard: str, watch: frozenset[str] = frozenset()) -> list[Trouble]:
        """What stands against the change for one guard."""
        return self.walk(watch).troubles(guard)

    def answer(self, guard: str, troubles: Sequence[Trouble], evidence: str) -> Answer:
        """The worst trouble as a verdict, or the evidence."""
        if not troubles:
            return Holds(evidence)
        worst = troubles[0]
        return (Refused if worst.level is Level.REFUSE else Review)(guard, worst.reason, worst.span)

    # Sizes

    @functools.cached_property
    def allocated_text(self) -> str:
        """The allocation's size as C, from the allocator's table and the arguments; "" when no argument says it."""
        return self.filled(self.variant.size)

    def filled(self, text: str) -> str:
        """Code over the variant's metavariables with what they are bound to put in."""
        bound = {binding.name: binding.text for binding in self.site.bindings}
        if text in bound:
            return bound[text]
        words = re.findall(r"\w+|<<|>>|->|\S", text)
        out = []
        for before, word, behind in zip(["", *words], words, [*words[1:], ""], strict=False):
            value = bound.get(word, word)
            alone = before in "(," and behind in "),"
            simple = alone or word not in bound or re.fullmatch(r"[\w.>\-\[\]]+", value)
            out.append(value if simple else f"({value})")
        return " ".join(out)

    def cleared_node(self, guard: str) -> Node | None:
        """The clearing call's size operand where it is not the allocation's to the letter."""
        for deviation in self.site.deviations:
            if deviation.guard == guard and deviation.span != self.pointer.span:
                return self.body.node(deviation.span)
        return None

    @functools.cached_property
    def compared(self) -> Compared:
        """The two sizes: as they are written, else with locals replaced by what they hold."""
        cleared = self.cleared_node("whole-object")
        plain = self._compare(self.body.sizes, self.body.sizes, cleared)
        if plain.equal and not self.troubles("unchanged", plain.reads):
            return plain
        at, there = self.body.flow.at(self.source), self.body.flow.at(self.clear)
        if at is None or there is None:
            return plain
        full = self._compare(self._expanded(at, plain.allocated), self._expanded(there, plain.cleared), cleared)
        if full.equal and not self.troubles("unchanged", full.reads):
            return full
        if plain.equal:
            return plain
        trusting = self._compare(
            self._expanded(at, plain.allocated, True), self._expanded(there, plain.cleared, True), cleared
        )
        return replace(trusting, trusted=True) if trusting.equal and not full.equal else full

    def _compare(self, left: Sizes, right: Sizes, cleared: Node | None) -> Compared:
        allocated = left.of_text(self.allocated_text)
        other = right.of(cleared) if cleared is not None else right.of_text(self.allocated_text)
        return Compared(allocated, other, not allocated.minus(other), allocated.reads | other.reads)

    def _expanded(self, point: Point, size: Size, trusting: bool = False) -> Sizes:
        defined: dict[str, Node] = {}
        todo = sorted(size.reads)
        while todo:
            name = todo.pop()
            if name in defined:
                continue
            value = None if name[:1] in "*@" else definition(self.body.flow, self.body.types, point, name, trusting)
            if value is not None:
                defined[name] = value
                todo += sorted(lvalues(value, self.body.data) - set(defined))
        return Sizes(self.body.types, self.body.data, defined)


def _call(node: Node) -> Node:
    node = keys.strip(node)
    below = node.child("right") or node.child("value")
    if node.kind in ("assignment_expression", "init_declarator") and below is not None:
        return _call(below)
    if node.kind == "expression_statement":
        return _call(node.parts()[0])
    return node


def _pointer(node: Node) -> Node:
    return keys.arguments(_call(node))[0]
