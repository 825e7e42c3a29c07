"""Rules against one function: every place where one of them would change something.

A rule's first element is looked up by the names that it calls. What follows dots is looked for along the control
flow. When the first element is `x = f(…)`, later `x` means *that object*, followed by `kzfix.flow.track`, and not the
same text; all other metavariables mean the same text, unless a guard of the rule judges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kzfix.flow.body import Body
from kzfix.flow.graph import Point
from kzfix.flow.uses import act_on, evaluated
from kzfix.match.dots import next_statements, on_every_path, reached
from kzfix.match.edits import MisplacedError, places
from kzfix.match.elements import called, metavars, object_of
from kzfix.match.groups import grouped, real
from kzfix.match.holders import Arrivals
from kzfix.match.unify import STATEMENTS, Match, Unifier, owner_of
from kzfix.model import Binding, Deviation, Edit, Proposal, Site, Span
from kzfix.smpl.nodes import MINUS, Alternative, Dots, Element, Nest, PNode, When
from kzfix.source import keys
from kzfix.source.tree import Node

STATEMENT_VALUE = "value-unused"
# What may match an element of these kinds; one of any other kind is looked for everywhere.
ALIKE = {
    "expression_statement": ("expression_statement",),
    "for_statement": ("for_statement",),
    "assignment_expression": ("assignment_expression", "init_declarator"),
}


@dataclass(frozen=True, slots=True)
class Pattern:
    """One alternative of one variant of a rule, ready to match."""

    rule: str
    entry: str
    alternative: Alternative
    judged: Mapping[str, str]  # metavariable -> the guard that compares its values
    guards: frozenset[str]
    size: str = ""  # the judged expression, without blanks
    calls: tuple[str, ...] = ()  # what the function must call


@dataclass(frozen=True, slots=True)
class _Partial:
    """The elements matched so far."""

    match: Match
    nodes: tuple[Node, ...]
    path: tuple[Point, ...] = ()
    part: bool = False  # the last one is an occurrence in a nest


def propose(body: Body, patterns: Iterable[Pattern]) -> tuple[Proposal, ...]:
    """Proposals of every pattern for one function, in source order, sites that share a place together."""
    found: dict[str, list[Site]] = {}
    taken: set[tuple[str, tuple[Span, ...]]] = set()
    arrivals = Arrivals(body)
    for pattern in patterns:
        if not all(name in body.calls for name in pattern.calls):
            continue
        for site in _Matcher(body, pattern, arrivals).sites():
            if (pattern.rule, site.places) not in taken:
                taken.add((pattern.rule, site.places))
                found.setdefault(pattern.rule, []).append(site)
    span = body.tree.span
    groups = [(rule, group) for rule, sites in found.items() for group in grouped(real(sites))]
    proposals = [Proposal(rule, body.name, span, group) for rule, group in groups]
    return tuple(sorted(proposals, key=lambda proposal: (proposal.first, proposal.rule)))


class _Matcher:
    """One pattern in one function."""

    def __init__(self, body: Body, pattern: Pattern, arrivals: Arrivals) -> None:
        self.body = body
        self.arrivals = arrivals
        self.pattern = pattern
        steps = pattern.alternative.steps
        first = steps[0]
        assert isinstance(first, Element)
        self.object = object_of(first.tree) if len(steps) > 1 else ""
        objects = frozenset((self.object,)) if self.object else frozenset()
        self.unifier = Unifier(body.data, pattern.judged, objects, pattern.size, body.types, body.is_zero)

    def sites(self) -> Iterator[Site]:
        """Every match of the whole pattern."""
        first = self.pattern.alternative.steps[0]
        assert isinstance(first, Element)
        for match, node in self._candidates(first, Match()):
            for done in self._extend(_Partial(match, (node,)), 1):
                site = self._site(done)
                if site is not None:
                    yield site

    # Elements

    def _candidates(
        self, element: Element, so_far: Match, source: Node | None = None
    ) -> Iterator[tuple[Match, Node]]:
        """Matches of one element; with a source, none of stores that certainly are to other memory than its."""
        seen: set[int] = set()
        for node in self._nodes(element):
            if id(node) in seen or (source is not None and self._is_elsewhere(element, node, source)):
                continue
            seen.add(id(node))
            match = self.unifier.element(element.tree, node, so_far, _minus(element))
            if match is not None and not _is_chain(node):
                yield match, node
            else:
                yield from self._nested(element, node, so_far)

    def _is_elsewhere(self, element: Element, node: Node, source: Node) -> bool:
        """Whether a store to a member of the object can be none: what the value is may take long to find out."""
        inner = element.tree.parts()[:1] if element.tree.kind == "expression_statement" else ()
        place = inner[0].child("left") if inner and inner[0].kind == "assignment_expression" else None
        links = list(chain(node))
        if place is None or not links or not self.unifier.is_member(place):
            return False
        owners = (owner_of(left, self.body.data) for link in links if (left := link.child("left")) is not None)
        return not any(owner is not None and self.arrivals.may_hold(owner, source) for owner in owners)

    def _nested(self, element: Element, node: Node, so_far: Match) -> Iterator[tuple[Match, Node]]:
        """A call that the pattern has as a statement, used as a value: only the guard on that can say no.

        A link of `a = b = 0` is an assignment of its own.
        """
        inner = element.tree.parts()
        if element.tree.kind == "expression_statement" and inner and inner[0].kind == "assignment_expression":
            for link in chain(node):
                match = self.unifier.element(inner[0], link, so_far, _minus(element))
                if match is not None:
                    match.pairs.append((element.tree, link))
                    yield match, link
            return
        if element.tree.kind != "expression_statement" or STATEMENT_VALUE not in self.pattern.guards or not inner:
            return
        around = node.parent
        while around is not None and around.kind in ("parenthesized_expression", "cast_expression"):
            around = around.parent
        if node.kind != "call_expression" or (around is not None and around.kind == "expression_statement"):
            return
        match = self.unifier.element(inner[0], node, so_far, _minus(element))
        if match is not None:
            match.pairs.append((element.tree, node))
            match.deviations.append(Deviation(STATEMENT_VALUE, "value", node.span))
            yield match, node

    def _nodes(self, element: Element) -> Iterator[Node]:
        """Nodes that an element may match: around the calls that it names, or everything of its form."""
        names = called(element.tree)
        inside = any(part.kind == "compound_statement" for part in element.tree.walk())
        stop = ("function_definition",) if inside else ("compound_statement", "function_definition")
        if names:
            for call in self.body.calls.get(min(names), ()):
                yield call
                for node in call.above():
                    if node.kind in stop:
                        break
                    if node.kind != "parenthesized_expression":  # what it holds has had its turn
                        yield node
            return
        kinds = ALIKE.get(element.tree.kind)
        for node in self.body.tree.walk() if kinds is None else self.body.of_kinds(kinds):
            if node.named and (element.form == "expression") != bool(STATEMENTS.match(node.kind)):
                yield node

    # Steps

    def _extend(self, partial: _Partial, number: int) -> Iterator[_Partial]:
        steps = self.pattern.alternative.steps
        if number >= len(steps):
            yield partial
            return
        step = steps[number]
        if isinstance(step, Nest):
            found: Iterable[_Partial] = self._occurrences(partial, step)
            number += 1
        elif isinstance(step, Element):
            found = self._adjacent(partial, step)
            number += 1
        elif number + 1 >= len(steps):
            if not self._forbidden(partial, step):
                yield partial
            return
        else:
            following = steps[number + 1]
            assert isinstance(following, Element)
            by_object = self.object and self.object in metavars(following.tree)
            found = self._by_object(partial, following) if by_object else self._along(partial, step, following)
            number += 2
        for longer in found:
            yield from self._extend(longer, number)

    def _forbidden(self, partial: _Partial, dots: Dots) -> bool:
        """Whether what `when` forbids comes anywhere after the last element."""
        flow = self.body.flow
        start = flow.after(_statement(partial.nodes[-1])) or flow.at(partial.nodes[-1])
        if start is None or flow.problem:
            return bool(dots.whens)
        ahead = flow.ahead_of(start)
        return any(self._blocked(flow.points[index], dots.whens, partial.match) for index in ahead)

    def _adjacent(self, partial: _Partial, element: Element) -> Iterator[_Partial]:
        statement = _statement(partial.nodes[-1])
        following = next_statements(self.body.flow, statement)
        for match, node in self._candidates(element, partial.match):
            point = self.body.flow.at(_statement(node))
            if point is not None and point.index in following and self._same_text(match, partial):
                yield _Partial(match, (*partial.nodes, node))

    def _same_text(self, match: Match, partial: _Partial) -> bool:
        """Without dots between them, an object is the same when its text is."""
        if not self.object:
            return True
        bound = keys.key(partial.match.bound[self.object], self.body.data)
        return all(
            keys.key(node, self.body.data) == bound
            for pattern, node in match.pairs
            if pattern.metavar is not None and pattern.metavar.name == self.object
        )

    def _along(self, partial: _Partial, dots: Dots, element: Element) -> Iterator[_Partial]:
        flow = self.body.flow
        start = flow.after(_statement(partial.nodes[-1])) or flow.at(partial.nodes[-1])
        if start is None or flow.problem:
            return
        matches = [(match, node, flow.at(node)) for match, node in self._candidates(element, partial.match)]
        targets = {point.index for _, _, point in matches if point is not None}
        paths = reached(flow, start, targets, lambda point: self._blocked(point, dots.whens, partial.match))
        if not any(when.kind in ("exists", "any") for when in dots.whens) and not on_every_path(
            flow, start, set(paths)
        ):
            return
        for match, node, point in matches:
            if point is not None and point.index in paths:
                yield _Partial(match, (*partial.nodes, node), paths[point.index])

    def _blocked(self, point: Point, whens: tuple[When, ...], match: Match) -> bool:
        if point.node is None or point.kind == "join":
            return False
        trees = [when.tree for when in whens if when.kind == "!=" and when.tree is not None]
        return any(self._occurs(tree, point.node, match) for tree in trees)

    def _occurs(self, tree: PNode, node: Node, match: Match) -> bool:
        """Whether a `when !=` expression occurs: here an object is compared by its text."""
        inner = tree.parts()[0] if tree.kind == "expression_statement" and tree.parts() else tree
        plain = Unifier(self.body.data, {})
        return any(plain.element(inner, part, match) is not None for part in evaluated(node, self.body.data))

    def _by_object(self, partial: _Partial, element: Element) -> Iterator[_Partial]:
        """Places where the next element gets the object that the first one made."""
        source = _call_of(partial.nodes[0])
        if source is None:
            return
        found = self._hopeful(source, self._candidates(element, partial.match, source))
        if not found or self.body.flow.problem:
            return
        paths = self.arrivals.of(source, {self._act(*one): self._operand(one[0]) for one in found}, False)
        for match, node in found:
            call = self._act(match, node)
            if id(call) in paths:
                yield _Partial(match, (*partial.nodes, node), paths[id(call)])

    def _hopeful(self, source: Node, found: Iterable[tuple[Match, Node]]) -> list[tuple[Match, Node]]:
        """The matches that can be about the object that a call made."""
        return [one for one in found if self.arrivals.may_get(self._act(*one), self._operand(one[0]), source)]

    def _act(self, match: Match, node: Node) -> Node:
        """The call or assignment that does something to the object, in what an element matched."""
        return act_on(self._operand(match)) or _call_of(node) or node

    def _occurrences(self, partial: _Partial, nest: Nest) -> Iterator[_Partial]:
        """Places where any arm of a nest gets the object; each is a change of its own.

        The first arm that fits counts: `memset(x, …)` fits any memset, and `memset(x->m, …)` some of them.
        """
        source = _call_of(partial.nodes[0])
        if source is None or not self.object:
            return
        left: dict[int, list[tuple[Match, Node]]] = {}
        for arm in nest.arms:
            for match, node in self._hopeful(source, self._candidates(arm, partial.match, source)):
                left.setdefault(id(node), []).append((match, node))
        if left and self.body.flow.problem:
            return
        done: list[_Partial] = []
        while left:
            tried = [ways.pop(0) for ways in left.values()]
            reached = self.arrivals.of(source, {self._act(*one): self._operand(one[0]) for one in tried}, True)
            for match, node in tried:
                path = reached.get(id(self._act(match, node)))
                if path is not None:
                    done.append(_Partial(match, (*partial.nodes, node), path, True))
                    del left[id(node)]
            left = {key: ways for key, ways in left.items() if ways}
        yield from sorted(done, key=lambda one: one.nodes[-1].span)

    def _operand(self, match: Match) -> Node:
        """The latest node that the object's metavariable was matched with."""
        return next(
            node for pattern, node in reversed(match.pairs)
            if pattern.metavar is not None and pattern.metavar.name == self.object
        )  # fmt: skip

    # Sites

    def _matched(self, done: _Partial) -> Iterator[Element]:
        """The elements that were matched: of a nest, one arm."""
        seen = {id(pattern) for pattern, _ in done.match.pairs}
        for step in self.pattern.alternative.steps:
            if isinstance(step, Element):
                yield step
            elif isinstance(step, Nest):
                yield from (arm for arm in step.arms if id(arm.tree) in seen)

    def _site(self, done: _Partial) -> Site | None:
        removed: list[Span] = []
        replaced: list[Edit] = []
        data = self.body.source.data
        try:
            for element in self._matched(done):
                gone, other = places(element, done.match, data)
                removed += gone
                replaced += other
        except MisplacedError:
            return None
        changes = any(element.changes for element in self.pattern.alternative.elements())
        if changes and not removed and not replaced:
            return None  # it is what the rule wants already
        last = done.nodes[-1]
        right = last.child("right")
        if last.kind == "assignment_expression" and right is not None and removed == [last.span]:
            removed = [Span(last.start, right.start)]  # a link of a chain: the value stays
        match = done.match
        operand = self._operand(match).span if self.object else Span(0, 0)
        bindings = tuple(Binding(name, node.span, self.body.text(node)) for name, node in sorted(match.bound.items()))
        witness = tuple(point.node.span for point in done.path if point.node is not None and point.kind != "join")
        return Site(
            tuple(node.span for node in done.nodes), bindings, tuple(removed), tuple(replaced), self.pattern.entry,
            tuple(match.deviations), witness, operand, done.part,
        )  # fmt: skip


def _is_chain(node: Node) -> bool:
    """`a = b = 0;`, as a statement."""
    return len(list(chain(node))) > 1


def chain(statement: Node) -> Iterator[Node]:
    """The assignments of a statement: of `a = b = 0;` the whole, then `b = 0`."""
    here = statement.parts()[0] if statement.kind == "expression_statement" and statement.parts() else None
    while here is not None and here.kind == "assignment_expression":
        operator = here.child("operator")
        if operator is None or operator.kind != "=":
            return
        yield here
        here = here.child("right")


def _minus(element: Element) -> frozenset[int]:
    return frozenset(number for number, token in enumerate(element.tokens) if token.mark == MINUS)


def _call_of(node: Node) -> Node | None:
    """The call that an element's node is about: the node itself, an assignment's value, a statement's expression."""
    node = keys.strip(node)
    match node.kind:
        case "call_expression":
            return node
        case "assignment_expression":
            right = node.child("right")
            return _call_of(right) if right is not None else None
        case "init_declarator":
            value = node.child("value")
            return _call_of(value) if value is not None else None
        case "expression_statement":
            parts = node.parts()
            return _call_of(parts[0]) if parts else None
    return None


def _statement(node: Node) -> Node:
    """The statement that a node stands in."""
    here: Node | None = node
    while here is not None and not STATEMENTS.match(here.kind):
        here = here.parent
    return here or node
