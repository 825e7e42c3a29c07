"""What a call does to what is known of an object: by name where the name is known, else whatever it could do."""

from __future__ import annotations

import re
from dataclasses import replace

from kzfix.facts.macros import Macro
from kzfix.flow import callees
from kzfix.flow.alias import ANY, WHOLE, Clash, clash
from kzfix.flow.definitions import holds_new
from kzfix.flow.effects import Effects, used
from kzfix.flow.graph import Flow
from kzfix.flow.reach import Reach, dereferenced, reach
from kzfix.flow.state import Level, State
from kzfix.flow.uses import Call, Write
from kzfix.source import keys
from kzfix.source.tree import Node

STORES = re.compile(r"%[^%a-zA-Z]*[hlqjztL]*n")  # a conversion that writes through its argument


class EndedError(Exception):
    """The path ends in a call that does not return."""


class Calls:
    """Calls in one function."""

    def __init__(self, flow: Flow, effects: Effects) -> None:
        self.flow = flow
        self.effects = effects
        self.macros = effects.macros
        self.data = effects.data
        self.scope = effects.scope
        self.watch = effects.watch
        self.freed: list[State] = []  # states in which the object was freed

    def call(self, event: Call, state: State) -> State:
        """The state behind a call. Raises EndedError when there is none."""
        node, name = event.node, keys.callee(event.node, self.data)
        if keys.key(node, self.data) in state.holders:  # a macro that names the lvalue
            return state
        args = keys.arguments(node)
        reached = [reach(arg, state, self.data) for arg in args]
        macro = self.macros.get(name)
        if macro is not None and macro.params is None:  # another name for something
            name, macro = self.macros.resolve(name), None
        if macro is not None:
            state = self._macro(macro, node, args, state)
            if not macro.effect and all(callees.leaves_alone(called) for called in macro.calls):
                return state
        elif not self.macros.redefines(name):
            known = self._known(event, name, args, reached, state)
            if known is not None:
                return known
        return self._unknown(node, name, args, reached, state)

    def _known(self, event: Call, name: str, args: list[Node], reached: list[Reach], state: State) -> State | None:
        """What the table says of a callee; None when it says nothing."""
        node, table = event.node, callees.table()
        if name in table.noreturn and not event.maybe:
            raise EndedError
        if name in table.free_exactly:
            if Reach.HOLDS not in reached or event.maybe:
                return state
            return self._freed(state)
        if name in table.assigns:
            return self._assign(event, args, table.assigns[name], state)
        if name in table.stores:
            if max(reached, default=Reach.NO) >= Reach.INNER:
                return used(replace(state, stored=True), node)
            return state
        if name in table.writes:
            return self._writer(node, args, table.writes[name], state)
        if any(STORES.search(keys.text(arg, self.data)) for arg in args if arg.kind.endswith("string_literal")):
            return None
        if name in table.reads or name in table.computes or self._prints(name, args, reached):
            return state
        if max(reached, default=Reach.NO) < Reach.SLOT:
            if name in table.harmless:
                return self.effects.tests.forget_shared(state)
            if name in table.yields:
                return self._yield(node, name, self.effects.tests.forget_shared(state))
        return None

    def _freed(self, state: State) -> State:
        """The object is gone; what its holders hold from now on is other memory."""
        self.freed.append(state)
        return replace(state, holders=frozenset(), inner=frozenset(), null=None, used=None)

    def _prints(self, name: str, args: list[Node], reached: list[Reach]) -> bool:
        """Whether a callee whose name says so only prints: its format string has a conversion for each argument behind
        it, and what stands in front of the string does not lead to the object."""
        if not callees.prints(name):
            return False
        for number, arg in enumerate(args):
            if arg.kind in ("string_literal", "concatenated_string"):
                behind = args[number + 1 :]
                addresses = any(keys.is_address(other, self.data) for other in behind)
                plain = self._converts(arg, len(behind)) and not addresses
                return plain and all(found < Reach.SLOT for found in reached[:number])
        return False

    def _converts(self, literal: Node, count: int) -> bool:
        text = keys.text(literal, self.data).replace("%%", "")
        return not STORES.search(text) and text.count("%") + text.count("%*") == count

    def _macro(self, macro: Macro, node: Node, args: list[Node], state: State) -> State:
        """What a macro whose text is known does to variables of the function."""
        if macro.effect or not all(callees.leaves_alone(called) for called in macro.calls):
            state = self.captures(macro, node, state)
        for number in sorted(macro.assigned):
            if number < len(args) and keys.is_lvalue(args[number], self.data):
                state = self.effects.write(Write(node, args[number], None, True), state)
        return state

    def captures(self, macro: Macro, node: Node, state: State) -> State:
        """A macro that does something, and speaks of variables of the function without being given them."""
        for name in sorted(macro.captured):
            leads = any(held == name or held.startswith((name + "->", name + ".", name + "[", "*" + name))
                        for held in state.holders | state.inner)  # fmt: skip
            if leads:
                what = f"the macro {macro.name} speaks of {name} and may write the object"
                state = self.effects.trouble(state, "untouched", Level.REFUSE, what, node)
            state = self.effects.forget(self.effects.watched(state, name, node), name, node, True)
        return state

    def _assign(self, event: Call, args: list[Node], written: tuple[int, ...], state: State) -> State:
        """A macro that assigns to some arguments; the others it may write through, as spin_lock_irqsave() does."""
        for number, arg in enumerate(args):
            if number in written:
                state = self.effects.write(Write(event.node, arg, None, event.maybe), state)
            elif reach(arg, state, self.data) >= Reach.INNER:
                what = f"{keys.callee(event.node, self.data)}() may write the object"
                state = self.effects.trouble(state, "untouched", Level.REFUSE, what, event.node)
        return state

    def _yield(self, node: Node, name: str, state: State) -> State:
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
            state = self._overwrite(node, keys.strip(args[number]), state)
        return self._copied(args, written, state)

    def _overwrite(self, node: Node, pointer: Node, state: State) -> State:
        """Something is written through a pointer that does not lead to the object."""
        name = keys.key(pointer, self.data)
        declared = self.scope.type_of(name)
        point = self.flow.at(node)
        if pointer.kind == "pointer_expression" and name.startswith("&"):
            written = name[1:]
            base = next(dereferenced(keys.strip(pointer.child("argument") or pointer), self.data), None)
            if base is not None and not self._is_size_of(keys.arguments(node)[-1], written):
                whole = "*" + keys.key(base, self.data)  # from this member to who knows where
                state = self.effects.forget(self.effects.watched(state, whole, node), whole, node, True)
        elif declared is not None and declared.dims:
            written = f"{name}[...]"
        elif point is not None and holds_new(self.flow, self.scope, point, name):
            return self.effects.overwritten(state, name, node)
        else:
            state = self.effects.far(state, pointer, node)
            written = "*" + name
        return self.effects.forget(self.effects.watched(state, written, node), written, node, True)

    def _is_size_of(self, length: Node, written: str) -> bool:
        """Whether a call's length is the size of one lvalue, or the call has no length."""
        if length.kind != "sizeof_expression":
            return len(keys.arguments(length.parent.parent) if length.parent and length.parent.parent else []) < 3
        return keys.key(length.parts()[0], self.data) == written

    def _copied(self, args: list[Node], written: tuple[int, ...], state: State) -> State:
        """memcpy(&q, &p, sizeof(p)) copies the address."""
        for number, arg in enumerate(args):
            found = reach(arg, state, self.data)
            if number not in written and found in (Reach.SLOT, Reach.OWNER) and keys.is_address(arg, self.data):
                for target in (args[other] for other in written if other < len(args)):
                    inner = keys.strip(target)
                    state = self.effects.lead(state, inner.child("argument") or inner)
                state = replace(state, stored=True)
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
                state = used(self.effects.trouble(state, "untouched", Level.REVIEW, what, node), node)
            state = self._argument(node, name, arg, state)
        if state.stored:
            held = min(state.holders | state.inner, default="the object")
            what = f"{name}() may reach the object through {held}"
            state = self.effects.trouble(state, "untouched", Level.REVIEW, what, node)
        return self._far_reaching(node, name, self.effects.tests.forget_shared(state))

    def _argument(self, node: Node, name: str, arg: Node, state: State) -> State:
        """A callee may write what it gets the address of; a macro may assign to its argument."""
        arg = keys.strip(arg)
        if keys.is_address(arg, self.data):
            target = arg.child("argument")
            assert target is not None
            arg = keys.strip(target)
        elif not (name.isupper() and keys.is_lvalue(arg, self.data)):
            return self.effects.tests.forget(state, keys.key(arg, self.data))  # it may be a macro that assigns
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
        """A name in capitals is a macro or an enumerator by convention; no size reads the whole of a structure."""
        return key.isupper() or (key[:1] == WHOLE)
