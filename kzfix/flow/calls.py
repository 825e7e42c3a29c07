"""What a call does to what is known of an object: by name where the name is known, else whatever it could do."""

from __future__ import annotations

from dataclasses import replace

from kzfix.flow import callees
from kzfix.flow.alias import ANY, Clash, clash
from kzfix.flow.definitions import holds_new
from kzfix.flow.effects import Effects, used
from kzfix.flow.graph import Flow
from kzfix.flow.reach import Reach, reach
from kzfix.flow.state import Level, State
from kzfix.flow.uses import Call, Write
from kzfix.source import keys
from kzfix.source.tree import Node


class EndedError(Exception):
    """The path ends in a call: the object is freed (`state`), or the callee does not return (None)."""

    def __init__(self, state: State | None) -> None:
        super().__init__()
        self.state = state


class Calls:
    """Calls in one function."""

    def __init__(self, flow: Flow, effects: Effects) -> None:
        self.flow = flow
        self.effects = effects
        self.data = effects.data
        self.scope = effects.scope
        self.watch = effects.watch

    def call(self, event: Call, state: State) -> State:
        """The state behind a call. Raises EndedError."""
        node, name = event.node, keys.callee(event.node, self.data)
        table, args = callees.table(), keys.arguments(event.node)
        if name in table.noreturn and not event.maybe:
            raise EndedError(None)
        if name in table.reads or name in table.computes or self._prints(name, args, state):
            return state
        if keys.key(node, self.data) in state.holders:  # a macro that names the lvalue
            return state
        reached = [reach(arg, state, self.data) for arg in args]
        if name in table.free_exactly:
            if Reach.HOLDS not in reached or event.maybe:
                return state
            raise EndedError(state)
        if name in table.assigns:
            return self._assign(event, args, table.assigns[name], state)
        if name in table.stores:
            return replace(state, stored=state.stored or max(reached, default=Reach.NO) >= Reach.INNER)
        if name in table.writes:
            return self._writer(node, args, table.writes[name], state)
        if max(reached, default=Reach.NO) < Reach.SLOT:
            if name in table.harmless:
                return state
            if name in table.locks:
                return self._lock(node, name, self.effects.tests.forget_shared(state))
        return self._unknown(node, name, args, reached, state)

    def _prints(self, name: str, args: list[Node], state: State) -> bool:
        """Whether the callee prints: it has a format string, and nothing in front of that leads to the object."""
        if not callees.prints(name):
            return False
        for number, arg in enumerate(args):
            if arg.kind in ("string_literal", "concatenated_string"):
                return all(reach(before, state, self.data) < Reach.SLOT for before in args[:number])
        return False

    def _assign(self, event: Call, args: list[Node], written: tuple[int, ...], state: State) -> State:
        """A macro that assigns to some arguments; the others it may write through, as spin_lock_irqsave() does."""
        for number, arg in enumerate(args):
            if number in written:
                state = self.effects.write(Write(event.node, arg, None, event.maybe), state)
            elif reach(arg, state, self.data) >= Reach.INNER:
                what = f"{keys.callee(event.node, self.data)}() may write the object"
                state = self.effects.trouble(state, "untouched", Level.REFUSE, what, event.node)
        return state

    def _lock(self, node: Node, name: str, state: State) -> State:
        if not state.stored:
            return state
        what = f"{name}() comes after the address was stored: others may have written the object by then"
        return self.effects.trouble(state, "untouched", Level.REVIEW, what, node)

    def _writer(self, node: Node, args: list[Node], written: tuple[int, ...], state: State) -> State:
        for number in written:
            if number >= len(args):
                continue
            found = reach(args[number], state, self.data)
            if found >= Reach.INNER:
                what = f"{keys.callee(node, self.data)}() writes the object before the clearing"
                state = used(self.effects.trouble(state, "untouched", Level.REFUSE, what, node), node)
                continue
            name = self._pointee(node, keys.strip(args[number]))
            if name is None:
                continue
            state = self.effects.forget(self.effects.watched(state, name, node), name, node, True)
        return state

    def _pointee(self, node: Node, pointer: Node) -> str | None:
        """The lvalue that a pointer leads to; None when no lvalue of this function can be part of it."""
        name = keys.key(pointer, self.data)
        if pointer.kind == "pointer_expression" and name.startswith("&"):
            return name[1:]
        declared = self.scope.type_of(name)
        if declared is not None and declared.dims:
            return f"{name}[0]"
        point = self.flow.at(node)
        if point is not None and holds_new(self.flow, self.scope, point, name):
            return None
        return "*" + name

    def _unknown(self, node: Node, name: str, args: list[Node], reached: list[Reach], state: State) -> State:
        freeing = callees.is_free(name)
        for arg, found in zip(args, reached, strict=True):
            shown = keys.text(arg, self.data)
            if found >= Reach.INNER:
                what = f"{name}() gets {shown} and may write the object"
                state = self.effects.trouble(state, "untouched", Level.REFUSE, what, node)
                state = state if freeing else used(state, node)
            elif found == Reach.SLOT:
                what = f"{name}() gets {shown}: it may keep, fill or replace the object"
                state = self.effects.trouble(state, "untouched", Level.REVIEW, what, node)
            state = self._argument(node, name, arg, state)
        if state.stored:
            held = min(state.holders | state.inner, default="the object")
            what = f"{name}() may reach the object through {held}"
            state = self.effects.trouble(state, "untouched", Level.REVIEW, what, node)
        return self._far_reaching(node, name, self.effects.tests.forget_shared(state))

    def _argument(self, node: Node, name: str, arg: Node, state: State) -> State:
        """A callee may write what it gets the address of; a macro may assign to its argument."""
        arg = keys.strip(arg)
        if arg.kind == "pointer_expression" and keys.text(arg, self.data)[:1] == "&":
            target = arg.child("argument")
            assert target is not None
            arg = keys.strip(target)
        elif not (name.isupper() and keys.is_lvalue(arg, self.data)):
            return state
        written = keys.key(arg, self.data)
        if clash(written, self.watch, self.scope) is not Clash.NO:
            what = f"{name}() may change {written}, which the size depends on"
            state = self.effects.trouble(state, "unchanged", Level.REVIEW, what, node)
        if state.stored:
            state = replace(state, loaded=state.loaded | {written})
        return self.effects.forget(state, written, node, True)

    def _far_reaching(self, node: Node, name: str, state: State) -> State:
        """Any other function may write memory that is not private to this one."""
        for key in sorted(self.watch):
            if not self.scope.is_private(key) and not self._is_constant(key):
                what = f"{name}() may change {'memory' if key == ANY else key} that the size depends on"
                return self.effects.trouble(state, "unchanged", Level.REVIEW, what, node)
        return state

    def _is_constant(self, key: str) -> bool:
        """A name in capitals is a macro or an enumerator by every convention; `*p` itself is not read for a size."""
        return key.isupper() or (key.startswith("*") and key != ANY)
