"""What one write, declaration or opaque piece of code does to what is known of an object."""

from __future__ import annotations

from dataclasses import replace

from kzfix.facts.scope import Scope
from kzfix.flow import callees
from kzfix.flow.alias import Clash, clash
from kzfix.flow.outcomes import Tests
from kzfix.flow.reach import Reach, bases, reach
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.uses import Write, lvalues
from kzfix.model import Span
from kzfix.source import keys
from kzfix.source.tree import Node

CONSTANTS = frozenset(
    {"number_literal", "null", "true", "false", "string_literal", "sizeof_expression", "char_literal"}
)


class Effects:
    """Effects in one function. `watch` are lvalues that the sizes depend on."""

    def __init__(self, data: bytes, scope: Scope, tests: Tests, watch: frozenset[str]) -> None:
        self.data = data
        self.scope = scope
        self.tests = tests
        self.watch = watch
        self._depends: dict[str, frozenset[str]] = {}

    def trouble(self, state: State, guard: str, level: Level, reason: str, node: Node) -> State:
        return state.with_trouble(Trouble(guard, level, reason, node.span))

    def hold(self, state: State, target: Node) -> State:
        name = keys.key(target, self.data)
        self._depends[name] = lvalues(target, self.data) | {name}
        return replace(state, holders=state.holders | {name}, stored=state.stored or not self.scope.is_private(name))

    def write(self, event: Write, state: State) -> State:
        target = keys.strip(event.target)
        name = keys.key(target, self.data)
        value = reach(event.value, state, self.data)
        known = self.tests.assigned(name, event)
        state = self._object_write(target, name, state)
        state = self.watched(state, name, target)
        state = self.forget(state, name, target, event.maybe)
        if value == Reach.HOLDS and not event.maybe:
            state = self.hold(state, target)
        elif value >= Reach.INNER:
            self._depends[name] = lvalues(target, self.data) | {name}
            state = replace(state, inner=state.inner | {name}, stored=state.stored or not self.scope.is_private(name))
        elif state.stored and self.scope.is_local(name) and not _fresh(event.value, self.data):
            state = replace(state, loaded=state.loaded | {name})
        return self.tests.learn(state, name, known) if known is not None else state

    def _object_write(self, target: Node, name: str, state: State) -> State:
        through = list(bases(target, self.data))
        mine = state.holders | state.inner
        if any(base in mine for base in through):
            what = f"writes {keys.text(target, self.data)} before the clearing"
            return used(self.trouble(state, "untouched", Level.REFUSE, what, target), target)
        pointers = [base for base in through if name.startswith(("*", base + "->", base + "[", "(*"))]
        far = any(base in state.loaded or not self.scope.is_local(base) for base in pointers)
        if state.stored and pointers and far:
            what = f"{keys.text(target, self.data)} may be memory of this object, whose address was stored"
            return self.trouble(state, "untouched", Level.REVIEW, what, target)
        return state

    def watched(self, state: State, name: str, node: Node) -> State:
        found = clash(name, self.watch, self.scope)
        if found is Clash.NO:
            return state
        level = Level.REFUSE if found is Clash.MUST else Level.REVIEW
        verb = "changes" if found is Clash.MUST else "may change"
        return self.trouble(
            state, "unchanged", level, f"{keys.text(node, self.data)} {verb} what the size depends on", node
        )

    def forget(self, state: State, name: str, node: Node | None = None, maybe: bool = False) -> State:
        """Drop what a write to `name` makes untrue."""
        holders, inner = set(state.holders), set(state.inner)
        for group in (holders, inner):
            for held in list(group):
                found = clash(name, self._depends.get(held, frozenset((held,))), self.scope)
                if found is Clash.MUST and not maybe:
                    group.discard(held)
                elif found is not Clash.NO and node is not None and group is holders:
                    what = f"{held} may point elsewhere after {keys.text(node, self.data)} is written"
                    state = self.trouble(state, "same-object", Level.REVIEW, what, node)
        loaded = state.loaded - {name}
        state = replace(state, holders=frozenset(holders), inner=frozenset(inner), loaded=loaded)
        return self.tests.forget(state, name)

    def opaque(self, node: Node, state: State) -> State:
        what = "inline assembly" if node.kind == "gnu_asm_expression" else "a macro that is not known"
        for part in node.walk():
            if keys.is_lvalue(part, self.data) and reach(part, state, self.data) >= Reach.SLOT:
                return self.trouble(state, "untouched", Level.REFUSE, f"{what} gets the object", node)
            if part.kind == "gnu_asm_output_operand":
                value = part.child("value") or part
                name = keys.key(value, self.data)
                state = self.forget(self.watched(state, name, value), name, value)
        if state.stored:
            return self.trouble(state, "untouched", Level.REVIEW, f"{what} may reach the object", node)
        return state


def _fresh(value: Node | None, data: bytes) -> bool:
    """Whether a value cannot be the address of an older object: a constant, arithmetic or a known allocation."""
    if value is None:
        return True
    value = keys.strip(value)
    if value.kind == "call_expression":
        return keys.callee(value, data) in callees.table().harmless
    return value.kind in (
        "number_literal",
        "null",
        "true",
        "false",
        "string_literal",
        "sizeof_expression",
        "char_literal",
    )


def used(state: State, node: Node) -> State:
    return state if state.used is not None else replace(state, used=Span(node.start, node.end))
