"""One site under proof: what the guards look at, worked out once and shared."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from kzfix.errors import Unfit
from kzfix.flow import callees, fails, within
from kzfix.flow.body import Body
from kzfix.flow.definitions import definition
from kzfix.flow.graph import Point
from kzfix.flow.paths import Walked
from kzfix.flow.places import SOMEWHERE, WHOLE, Aim, Place, Places
from kzfix.flow.sizes import Size, Sizes, product
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.track import Walk
from kzfix.flow.uses import act_on, lvalues
from kzfix.model import Proposal, Refused, Review, Site, Span
from kzfix.smpl.allocators import Allocator
from kzfix.smpl.rule import Variant
from kzfix.source import keys
from kzfix.source.tree import Node

LEAST = 2


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

    def __init__(self, body: Body, proposal: Proposal, site: Site, variant: Variant, least: int = LEAST) -> None:
        self.least = least  # stores that must go for a change to be worth it
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
        """What happens to the object at the end: a call, or an assignment to it or to a part of it."""
        return self.act(self.site)

    @functools.cached_property
    def pointer(self) -> Node:
        """The operand there that is the object's pointer. Raises Unfit for a rule of one call."""
        return self._pointer(self.site)

    def _pointer(self, site: Site) -> Node:
        if not site.object.end:
            raise Unfit("the rule does not end at the object")
        return self.body.node(site.object)

    def act(self, site: Site) -> Node:
        """The call or the assignment at the end of a site."""
        act = act_on(self.body.node(site.object)) if site.object.end else None  # none: the rule is of one call
        return act or _call(self.body.node(site.places[-1]))

    @property
    def done(self) -> str:
        """What happens to the object at the end, for people."""
        if any(use.name == "leaks" for use in self.variant.guards):
            return "sent"
        return "overwritten" if self.unread else "cleared"

    @property
    def unread(self) -> bool:
        """Whether the rule needs to know who reads the object: it takes the zeroing away."""
        return any(use.name == "unread" for use in self.variant.guards)

    @functools.cached_property
    def operands(self) -> list[Node]:
        """What the call or the assignment at the end evaluates, but for the value that is assigned."""
        left = self.clear.child("left")
        return [left] if left is not None else keys.arguments(self.clear)

    @property
    def operand(self) -> Node:
        """The first of them. Raises Unfit when there is none."""
        if not self.operands:
            raise Unfit("the rule does not end at a call or an assignment")
        return self.operands[0]

    def bound(self, name: str) -> Node:
        """The node that a metavariable of the rule is bound to. Raises Unfit when the rule has none of that name."""
        for binding in self.site.bindings:
            if binding.name == name:
                return self.body.node(binding.span)
        raise Unfit(f"the rule has no metavariable {name}")

    @functools.cached_property
    def place(self) -> Place:
        """The part of the object that is cleared there: the whole of it for a rule about whole objects."""
        if not self.site.part:
            return WHOLE
        places = Places(self.body.types, self.body.layouts)
        left = self.clear.child("left")
        known = State(holders=frozenset((keys.key(self.pointer, self.body.data),)))
        if left is not None:
            return places.of(left, known) or SOMEWHERE
        inner = self.member or self.operand
        if self.takes_lvalue:
            return places.of(inner, known) or SOMEWHERE
        found = places.pointed(inner, known) or SOMEWHERE
        return found if self._is_all(inner, found) else replace(found, path=())

    @property
    def takes_lvalue(self) -> bool:
        """Whether what clears is a macro that takes a member itself, not its address."""
        known = callees.table().zeroes.get(keys.callee(self.clear, self.body.data))
        return known is not None and known.lvalue

    @functools.cached_property
    def member(self) -> Node | None:
        """The argument of the call at the end that leads to the object."""
        inside = (arg for arg in self.operands if arg.start <= self.pointer.start and self.pointer.end <= arg.end)
        return next(inside, None)

    def _is_all(self, inner: Node, found: Place) -> bool:
        """Whether a call that clears a member does not run into the next ones: by its size, or as it is an array."""
        if not found.path:
            return True
        pointer = keys.plain(inner)
        target = pointer.child("argument") if keys.is_address(pointer, self.body.data) else None
        return within.stays(self.body, self.clear, keys.strip(target or pointer)) is True

    @functools.cached_property
    def target(self) -> Node:
        """The lvalue that the allocation is assigned to."""
        node = self.body.node(self.site.places[0])
        node = keys.strip(node.parts()[0]) if node.kind == "expression_statement" else node
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
        return {self.act(site): self._pointer(site) for site in self.proposal.sites}

    @functools.cached_property
    def _sources(self) -> tuple[Node, ...]:
        spans = dict.fromkeys(site.places[0] for site in self.proposal.sites)
        return tuple(_call(self.body.node(span)) for span in spans)

    def walk(self, watch: frozenset[str] = frozenset()) -> Walked:
        """All paths from this site's allocation, with what the sizes depend on watched."""
        if watch not in self._walks:
            self._walks[watch] = self._walk(watch).from_source(self.source)
        return self._walks[watch]

    def _walk(self, watch: frozenset[str] = frozenset()) -> Walk:
        aim = Aim(self.place, self.unread)
        return Walk(self.body, self._sources, self._clears, watch, aim)

    @functools.cached_property
    def _walks(self) -> dict[frozenset[str], Walked]:
        return {}

    @functools.cached_property
    def bypass(self) -> Walked:
        """All paths from the function's entry that meet none of the allocations."""
        return self._walk().from_entry()

    @functools.cached_property
    def again(self) -> Walked:
        """All paths from this site's clearing on that meet none of the allocations.

        What clears a part may come again as long as that part is still zero, so there the object is followed.
        """
        if not self.site.part:
            return self._walk().after(self.clear)
        found = Walked()
        for state in dict.fromkeys(state for node, state, _ in self.walk().arrivals if node is self.clear):
            more = self._walk().after(self.clear, replace(state, troubles=(), used=None))
            again = [arrival for arrival in more.arrivals if arrival[1].troubles]
            found = Walked(found.arrivals + again, overflow=found.overflow or more.overflow)
        return found

    def ends(self, enough: Callable[[State], bool]) -> list[State]:
        """What has become of the object where it is freed, or the function ends, on every path from the clearing on,
        or on some: one of which is enough, when there is such a one.

        `used` is its first use behind the clearing.
        """
        aim = Aim(self.place, True)
        walk = Walk(self.body, self._sources, self._clears, frozenset(), aim, enough=enough)
        found: list[State] = []
        for state in dict.fromkeys(state for node, state, _ in self.walk().arrivals if node is self.clear):
            found += walk.after(self.clear, replace(state, troubles=(), used=None), left=True).leaves
            if any(map(enough, found)):
                break
        return found

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
    def allocated(self) -> Size:
        """The allocation's size as a value, with locals replaced by what they hold."""
        plain = self.body.sizes.of_text(self.allocated_text)
        at = self.body.flow.at(self.source)
        return plain if at is None else self.expanded(at, plain).of_text(self.allocated_text)

    @functools.cached_property
    def compared(self) -> Compared:
        """The two sizes: as they are written, else with locals replaced by what they hold."""
        cleared = self.cleared_node("whole-object") or self.cleared_node("leaks")
        plain = self._compare(self.body.sizes, self.body.sizes, cleared)
        if plain.equal and not self.troubles("unchanged", plain.reads):
            return plain
        at, there = self.body.flow.at(self.source), self.body.flow.at(self.clear)
        if at is None or there is None:
            return plain
        full = self._compare(self.expanded(at, plain.allocated), self.expanded(there, plain.cleared), cleared)
        if full.equal and not self.troubles("unchanged", full.reads):
            return full
        if plain.equal:
            return plain
        trusting = self._compare(
            self.expanded(at, plain.allocated, True), self.expanded(there, plain.cleared, True), cleared
        )
        return replace(trusting, trusted=True) if trusting.equal and not full.equal else full

    def _compare(self, left: Sizes, right: Sizes, cleared: Node | None) -> Compared:
        allocated = left.of_text(self.allocated_text)
        if self.clear.child("left") is not None:  # `*x = y` writes what x points to
            other = right.of_text(f"sizeof(*({self.body.text(self.pointer)}))")
        else:
            other = right.of(cleared) if cleared is not None else right.of_text(self.allocated_text)
            fill = fails.writer(self.clear, self.body.data)
            other = product(other, right.of_text(fill.unit)) if fill is not None and fill.unit != "1" else other
        return Compared(allocated, other, not allocated.minus(other), allocated.reads | other.reads)

    def expanded(self, point: Point, size: Size, trusting: bool = False) -> Sizes:
        """Sizes at a point, with the variables that a size reads replaced by what they hold there."""
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
