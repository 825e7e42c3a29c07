"""What a call does to what is known of an object: by name where the name is known, else whatever it could do."""

from __future__ import annotations

from dataclasses import replace

from kzfix.facts.macros import Macro
from kzfix.flow import callees, formats, within
from kzfix.flow.alias import ANY, Clash, clash, exposed
from kzfix.flow.callees import STORES, Keeping, Zeroing
from kzfix.flow.definitions import holds_new
from kzfix.flow.effects import Effects
from kzfix.flow.graph import Flow
from kzfix.flow.lengths import measured, writes_just
from kzfix.flow.log import Gone, Say, Unless
from kzfix.flow.places import SOMEWHERE, Aim, Place
from kzfix.flow.reach import ANYWHERE, Reach, dereferenced, reach
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.summary import Summary, summary
from kzfix.flow.uses import Call, Write
from kzfix.model import Span
from kzfix.source import keys
from kzfix.source.tree import Node

UNKNOWN = Summary(False)
ANYTHING = frozenset((ANYWHERE,))


class EndedError(Exception):
    """The path ends in a call that does not return."""


class Calls:
    """Calls in one function."""

    def __init__(self, flow: Flow, effects: Effects) -> None:
        self.searching = effects.blind
        self.flow = flow
        self.effects = effects
        self.macros = effects.macros
        self.data = effects.data
        self.types = effects.types
        self.scope = effects.scope

    def call(self, event: Call, state: State) -> State:
        """The state behind a call. Raises EndedError when there is none."""
        node, name = event.node, keys.callee(event.node, self.data)
        if keys.key(node, self.data) in state.holders:  # a macro that names the lvalue
            return state
        args = keys.arguments(node)
        reached = [reach(arg, state, self.types) for arg in args]
        macro = self.macros.get(name)
        if macro is not None and macro.params is None:  # another name for something
            name, macro = self.macros.resolve(name), None
        if macro is not None:
            state = self._macro(macro, node, args, self._reading_macro(macro, node, args, reached, state))
            if not macro.effect and all(callees.leaves_alone(called) for called in macro.calls):
                return state
        elif callees.is_listed(name) and not self.macros.redefines(name):
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
        if name in table.keeps:
            return self._keep(node, args, reached, table.keeps[name], state)
        if name in table.stores:
            if max(reached, default=Reach.NO) >= Reach.INNER:
                return self.effects.used(state.given_away(), node)
            return state
        if name in table.publishes and max(reached, default=Reach.NO) >= Reach.INNER:
            return self._publish(node, args, reached, state)
        if name in table.zeroes and self._clears(args, table.zeroes[name]):
            return self._cleared(node, args, table.zeroes[name], state)
        if name in table.handles:  # a further allocation
            return self._writer(node, args, (table.handles[name],), self.effects.forget_shared(state))
        if name in table.spans and name not in table.writes:
            return self._writer(node, args, (table.spans[name],), state)
        if name in table.writes:
            return self._writer(node, args, table.writes[name], state)
        if any(STORES.search(keys.text(arg, self.data)) for arg in args if arg.kind.endswith("string_literal")):
            return None
        if name in table.values:
            return state
        if name in table.reads_pointee or name in table.reads or self._prints(name, args, reached):
            return self._reader(node, name, args, reached, state)
        if name in table.computes or name in table.addresses:
            return state
        if max(reached, default=Reach.NO) < Reach.SLOT:
            if name in table.harmless:
                return self.effects.forget_shared(state)
            if name in table.yields:
                return self._yield(node, name, self.effects.forget_shared(state))
        return None

    def _reading_macro(self, macro: Macro, node: Node, args: list[Node], reached: list[Reach], state: State) -> State:
        """A macro of the file may read what it is given, and what it speaks of."""
        leads = any(found >= Reach.INNER for found in reached) or self.effects.leads(macro.captured, state)
        if state.stored and "return" in self.effects.body.lookup.macro_words(macro.name):
            return self.effects.read(state, f"the macro {macro.name} may leave the function", node, Level.REVIEW)
        return self.effects.read(state, f"the macro {macro.name} may read the object", node) if leads else state

    def _reader(self, node: Node, name: str, args: list[Node], reached: list[Reach], state: State) -> State:
        """A callee that only reads what it is led to."""
        if not self.effects.mode.reads:
            return state
        for number, (arg, found) in enumerate(zip(args, reached, strict=True)):
            if found >= Reach.INNER and not formats.shown_as_address(args, number, self.data):
                state = self.effects.read(state, f"{name}() reads {keys.text(arg, self.data)}", node)
        return state

    def _publish(self, node: Node, args: list[Node], reached: list[Reach], state: State) -> State:
        """A member joins something that others know: a list, a queue, a tree."""
        name = keys.callee(node, self.data)
        for number, (arg, found) in enumerate(zip(args, reached, strict=True)):
            if found >= Reach.INNER and number in callees.table().publishes[name]:
                state = self._into(node, arg, f"{name}() writes {keys.text(arg, self.data)}", state)
            elif found >= Reach.INNER:
                what = f"{name}() gets {keys.text(arg, self.data)} and may write the object"
                state = self.effects.touch(state, SOMEWHERE, what, node)
        state = self.effects.read(state, f"{name}() makes the object known to others", node)
        return self.effects.used(state.given_away(), node)

    def _into(self, node: Node, arg: Node, what: str, state: State) -> State:
        """A known callee writes what an argument points to, and may leave its address there."""
        place = self.effects.places.pointed(arg, state) or SOMEWHERE
        state = self.effects.touch(state, place, what, node)
        return self.effects.used(replace(state, selfish=state.selfish | self.effects.named(place)), node)

    def _keep(self, node: Node, args: list[Node], reached: list[Reach], known: Keeping, state: State) -> State:
        """A callee that writes a member and keeps a pointer there: who reaches the one reaches the other."""
        name = keys.callee(node, self.data)
        into = [number for number in known.writes if number < len(args) and reached[number] >= Reach.INNER]
        kept = any(number < len(args) and reached[number] >= Reach.SLOT for number in known.keeps)
        for number in into:
            state = self._into(node, args[number], f"{name}() writes {keys.text(args[number], self.data)}", state)
        if kept and not into:
            state = self.effects.used(state.given_away(), node)
        others = [number for number in known.writes if number < len(args) and number not in into]
        return self._writer(node, args, tuple(others), state, known.keeps) if others else state

    def _clears(self, args: list[Node], known: Zeroing) -> bool:
        """Whether a call stores nothing but zero bytes."""
        if known.value is None:
            return known.target < len(args)
        return max(known.target, known.value) < len(args) and self.effects.body.is_zero(args[known.value])

    def _cleared(self, node: Node, args: list[Node], known: Zeroing, state: State) -> State:
        """Zero bytes are written: into the object they change nothing of what is zero."""
        target, silent = args[known.target], not self.effects.mode.zeros
        if known.lvalue:
            place = self.effects.places.of(target, state)
            if place is not None and not place.unsure and silent:
                return self.effects.used(state, node)
            return self.effects.write(Write(node, target, None, False), state)
        if silent and reach(target, state, self.types) >= Reach.INNER and not self._is_loose(target, state):
            return self.effects.used(state, node)
        return self._writer(node, args, (known.target,), state)

    def _is_loose(self, arg: Node, state: State) -> bool:
        place = self.effects.places.pointed(arg, state)
        return place is None or place.unsure

    def _freed(self, state: State) -> State:
        """The object is gone; what its holders hold from now on is other memory."""
        gone = replace(state, holders=frozenset(), inner=frozenset(), stored=False)
        self.effects.log.append(Gone(gone))
        return replace(gone, shared=False, null=None)

    def _prints(self, name: str, args: list[Node], reached: list[Reach]) -> bool:
        """Whether a callee whose name says so only prints, and what stands in front of its format string does not lead
        to the object."""
        number = formats.printed(name, args, self.data)
        return number is not None and all(found < Reach.SLOT for found in reached[:number])

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
            if self.effects.leads((name,), state):
                what = f"the macro {macro.name} speaks of {name} and may write the object"
                state = self.effects.meet(state, what, node)
            state = self.effects.forget(self.effects.watched(state, name, node), name, node, True)
        return state

    def _assign(self, event: Call, args: list[Node], written: tuple[int, ...], state: State) -> State:
        """A macro that assigns to some arguments; the others it may write through, as spin_lock_irqsave() does."""
        for number, arg in enumerate(args):
            if number in written:
                state = self.effects.write(Write(event.node, arg, None, event.maybe), state)
            elif reach(arg, state, self.types) >= Reach.INNER:
                what = f"{keys.callee(event.node, self.data)}() may write the object"
                state = self.effects.meet(state, what, event.node)
        return state

    def _yield(self, node: Node, name: str, state: State) -> State:
        if not state.stored:
            return state
        what = f"{name}() comes after the address was stored: others may have written the object by then"
        return self.effects.meet(state, what, node, Level.REVIEW)

    def _writer(
        self, node: Node, args: list[Node], written: tuple[int, ...], state: State, kept: tuple[int, ...] = ()
    ) -> State:
        """A callee that writes through the arguments `written`, keeps the values of `kept`, and reads the others."""
        name = keys.callee(node, self.data)
        for number, arg in enumerate(args):
            found = reach(arg, state, self.types)
            if number not in written:
                if found >= Reach.INNER and number not in kept:
                    state = self.effects.read(state, f"{name}() reads {keys.text(arg, self.data)}", node)
                continue
            if found >= Reach.INNER:
                if name in callees.table().reads_old:
                    state = self.effects.read(state, f"{name}() reads {keys.text(arg, self.data)}", node)
                place = self._extent(node, arg, state)
                what = f"{name}() writes {'no more than a text' if place.text else 'the object before the clearing'}"
                state = self.effects.touch(state, place, what, node)
                state = self.effects.used(replace(state, selfish=state.selfish | self.effects.named(place)), node)
                continue
            state = self._overwrite(node, keys.strip(arg), state)
        return self._copied(args, written, state)

    def _extent(self, node: Node, arg: Node, state: State) -> Place:
        """What a writer can write at most: a length that is not that of the member may run into the next ones."""
        if self.searching:
            return SOMEWHERE
        place = self.effects.places.pointed(arg, state) or SOMEWHERE
        if self.effects.mode.bytes and place.path is not None:
            place = measured(self.effects.body, node, place)
            if place.most is not None:
                return place
        if keys.callee(node, self.data) not in callees.table().spans:
            return place  # it writes one thing
        inner = keys.plain(arg)
        target = inner.child("argument") if keys.is_address(inner, self.data) else None
        body = self.effects.body
        stays = within.stays(body, node, keys.strip(target or inner))
        if stays is None and target is None and not within.is_told(body, node):
            return place  # an array: to write past its end would be a bug
        return place if stays else SOMEWHERE

    def _overwrite(self, node: Node, pointer: Node, state: State) -> State:
        """Something is written through a pointer that does not lead to the object."""
        name = keys.key(pointer, self.data)
        declared = self.scope.type_of(name)
        point = self.flow.at(node)
        if pointer.kind == "pointer_expression" and name.startswith("&"):
            written = name[1:]
            base = next(dereferenced(keys.strip(pointer.child("argument") or pointer), self.data), None)
            if base is not None and not writes_just(node, written, self.data):
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

    def _copied(self, args: list[Node], written: tuple[int, ...], state: State) -> State:
        """memcpy(&q, &p, sizeof(p)) copies the address."""
        for number, arg in enumerate(args):
            found = reach(arg, state, self.types)
            if number not in written and found in (Reach.SLOT, Reach.OWNER) and keys.is_address(arg, self.data):
                for target in (args[other] for other in written if other < len(args)):
                    inner = keys.strip(target)
                    state = self.effects.lead(state, inner.child("argument") or inner)
                state = state.given_away()
        return state

    def _unknown(self, node: Node, name: str, args: list[Node], reached: list[Reach], state: State) -> State:
        for number, (arg, found) in enumerate(zip(args, reached, strict=True)):
            shown = keys.text(arg, self.data)
            if found >= Reach.INNER:
                known = self._summary(name, number)
                if known.known and not (known.roams and (state.stored or state.selfish)):  # it may come on another way
                    state = self._summed(node, arg, name, known, state)
                else:
                    state = self._given(node, arg, f"{name}() gets {shown} and may write the object", state)
                    state = state if callees.is_free(name) else self.effects.used(state, node)
            elif found == Reach.SLOT:
                what = f"{name}() gets {shown}: it may keep, fill or replace the object"
                state = self.effects.used(self.effects.meet(state, what, node, Level.REVIEW), node)
            state = self._argument(node, name, arg, state)
        if state.stored and not self.searching:
            state = self._around_stored(node, name, len(args), state)
        return self._far_reaching(node, name, self.effects.forget_shared(state))

    def _around_stored(self, node: Node, name: str, count: int, state: State) -> State:
        """A callee that nobody knows may come to the object on its own."""
        what = f"{name}() may reach the object through {self.effects.holder(state)}"
        log, self.effects.log = self.effects.log, []
        state = self.effects.meet(state, what, node, Level.REVIEW)
        notes = tuple(note for note in self.effects.log if isinstance(note, Trouble | Span))
        self.effects.log = log
        log.append(Unless(lambda: self._is_still(name, count), notes))
        return state

    def _is_still(self, name: str, count: int) -> bool:
        """Whether a callee whose text is known writes no memory but its own."""
        found = (self._summary(name, number) for number in range(max(count, 1)))
        return all(one.known and not one.roams and not one.writes and not one.frees for one in found)

    def _summary(self, name: str, number: int) -> Summary:
        """What a callee's text says, where somebody wants to know what happens on the way."""
        return UNKNOWN if self.searching else summary(self.effects.body.lookup, name, number)

    def _given(self, node: Node, arg: Node, what: str, state: State) -> State:
        """A callee that nobody knows gets the object, or the address of a member: container_of() finds the rest."""
        place = self.effects.places.pointed(arg, state) or SOMEWHERE
        for guard in ("untouched", "unread") if state.null is not True else ():
            if guard == "untouched" or self.effects.mode.reads:
                state = self.effects.later(state, self._around(guard, place, what, node))
        if self.effects.mode.reads:
            state = self.effects.used(state, node)
        if not callees.is_free(keys.callee(node, self.data)):
            state = replace(state, stored=state.stored or self.effects.mode.part, selfish=ANYTHING)
        return state

    def _around(self, guard: str, place: Place, what: str, node: Node) -> Say:
        """What stands against the change where somebody gets a member: worse for that member than for the others."""

        def say(aim: Aim, _: frozenset[str]) -> Trouble:
            beside = place.path and self.effects.places.apart(place, aim.place)
            level = Level.REVIEW if beside and guard == "untouched" else Level.REFUSE
            why = f"{what} around it" if beside else what
            return Trouble(guard, level, " ".join(why.split()), node.span)

        return say

    def _summed(self, node: Node, arg: Node, name: str, known: Summary, state: State) -> State:
        """A callee whose text is known does what that says."""
        place = self.effects.places.pointed(arg, state) or SOMEWHERE
        for path in sorted(known.paths(self.effects.places.type_of(place))):
            told = place.path is not None and path[:1] != ("[]",)
            inside = replace(place, path=(*(place.path or ()), *path) if told else None)
            what = f"{name}() writes {'.'.join(path) or 'the object'} ({known.where})"
            state = self.effects.used(self.effects.touch(state, inside, what, node), node)
        if known.reads:
            state = self.effects.read(state, f"{name}() reads the object ({known.where})", node)
        if known.frees:
            what = f"{name}() may free the object ({known.where})"
            state = self.effects.trouble(state, "untouched", Level.REFUSE, what, node)
        if known.stores:
            state = self.effects.used(replace(state.given_away(), selfish=ANYTHING), node)
        return state

    def _argument(self, node: Node, name: str, arg: Node, state: State) -> State:
        """A callee may write what it gets the address of; a macro may assign to its argument."""
        arg = keys.strip(arg)
        place = self.effects.places.of(arg, state) if keys.is_lvalue(arg, self.data) else None
        if place is not None:
            what = f"{name}() may be a macro that writes {keys.text(arg, self.data)}"
            state = self.effects.touch(state, place, what, node, Level.REFUSE if name.isupper() else Level.REVIEW)
        if keys.is_address(arg, self.data):
            arg = keys.strip(arg.child("argument") or arg)
        elif not (name.isupper() and keys.is_lvalue(arg, self.data)):
            return self.effects.forget_fact(state, keys.key(arg, self.data))  # it may be a macro that assigns
        written = keys.key(arg, self.data)

        def say(_: Aim, watch: frozenset[str]) -> Trouble | None:
            what = f"{name}() may change {written}, which the size depends on"
            return self.effects.changed(what, node) if clash(written, watch, self.scope) is not Clash.NO else None

        state = self.effects.resized(state, say)
        if state.stored:
            state = self.effects.load(state, written)
        return self.effects.forget(state, written, node, True)

    def _far_reaching(self, node: Node, name: str, state: State) -> State:
        """Any other function may write memory that is not private to this one."""

        def say(_: Aim, watch: frozenset[str]) -> Trouble | None:
            key = exposed(watch, self.scope)
            what = f"{name}() may change {'memory' if key == ANY else key} that the size depends on"
            return self.effects.changed(what, node) if key is not None else None

        return self.effects.resized(state, say)
