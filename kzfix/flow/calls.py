"""What a call does to what is known of an object: by name where the name is known, else whatever it could do."""

from __future__ import annotations

from dataclasses import replace

from kzfix.flow import callees
from kzfix.flow.alias import Clash, clash
from kzfix.flow.effects import Effects, used
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

    def __init__(self, effects: Effects) -> None:
        self.effects = effects
        self.data = effects.data
        self.scope = effects.scope
        self.watch = effects.watch

    def call(self, event: Call, state: State) -> State:
        """The state behind a call. Raises EndedError."""
        node, name = event.node, keys.callee(event.node, self.data)
        table, args = callees.table(), keys.arguments(event.node)
        for number in table.assigns.get(name, ()):
            if number < len(args):
                state = self.effects.write(Write(node, args[number], None, False), state)
        if name in table.noreturn and not event.maybe:
            raise EndedError(None)
        has_format = any(arg.kind in ("string_literal", "concatenated_string") for arg in args)
        if callees.only_prints(name, has_format) or name in table.harmless or name in table.assigns:
            return state
        reached = [reach(arg, state, self.data) for arg in args]
        if name in table.free_exactly:
            if Reach.HOLDS not in reached or event.maybe:
                return state
            raise EndedError(state)
        if name in table.locks:
            return self._lock(node, name, self.effects.tests.forget_shared(state))
        if name in table.stores:
            return replace(state, stored=state.stored or max(reached, default=Reach.NO) >= Reach.INNER)
        if name in table.writes:
            return self._writer(node, args, table.writes[name], state)
        return self._unknown(node, name, args, reached, state)

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
            target = keys.strip(args[number])
            address = target.kind == "pointer_expression" and keys.text(target, self.data)[:1] == "&"
            name = keys.key(target, self.data)
            name = name[1:] if address else "*" + name
            state = self.effects.forget(self.effects.watched(state, name, node), name, node, True)
        return state

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
        if state.stored or any(held in self.scope.address_taken for held in state.holders):
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
        return self.effects.tests.forget(state, written)

    def _far_reaching(self, node: Node, name: str, state: State) -> State:
        """Any other function may write memory that is not private to this one."""
        for key in sorted(self.watch):
            if not self.scope.is_private(key) and not self._is_constant(key):
                what = f"{name}() may change {key}, which the size depends on"
                return self.effects.trouble(state, "unchanged", Level.REVIEW, what, node)
        return state

    def _is_constant(self, key: str) -> bool:
        """A name in capitals is a macro or an enumerator by every convention; `*p` itself is not read for a size."""
        return key.isupper() or key.startswith("*")
