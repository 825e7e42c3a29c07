"""What one write, declaration or opaque piece of code does to what is known of an object."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from kzfix.facts.types import BYTES
from kzfix.flow import callees
from kzfix.flow.alias import DEREFERENCE, ROOT, WHOLE, Clash, clash, through
from kzfix.flow.body import CLEANUP, Body
from kzfix.flow.outcomes import Tests
from kzfix.flow.places import Aim, Place, Places
from kzfix.flow.reach import ANYWHERE, WORD, Reach, dereferenced, reach
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.uses import Write, lvalues
from kzfix.model import Span
from kzfix.source import keys
from kzfix.source.tree import Node

_ANY = frozenset((ANYWHERE,))
CONSTANTS = frozenset(
    {"number_literal", "null", "true", "false", "string_literal", "sizeof_expression", "char_literal"}
)


class Effects:
    """Effects in one function. `watch` are lvalues that the sizes depend on, `aim` is what the walk is about."""

    def __init__(self, body: Body, tests: Tests, watch: frozenset[str], aim: Aim, blind: bool = False) -> None:
        self.blind = blind  # only where the object's address goes matters, not what happens to the object
        self.body = body
        self.aim = aim
        self.types = body.types
        self.places = Places(body.types, body.layouts)
        self.macros = body.macros
        self.data = body.data
        self.raw = body.source.data
        self.scope = body.scope
        self.tests = tests
        self.watch = watch
        self._depends: dict[str, frozenset[str]] = {}

    def trouble(self, state: State, guard: str, level: Level, reason: str, node: Node) -> State:
        """Note what stands against the change; nobody can touch an object where there is none."""
        if self.blind:
            return state
        if state.null is True and guard in ("untouched", "unchanged", "unread"):
            return state
        return state.with_trouble(Trouble(guard, level, " ".join(reason.split()), node.span))

    def touch(self, state: State, place: Place, what: str, node: Node, level: Level = Level.REFUSE) -> State:
        """Something is written at a place of the object: that stands against what is said of the same bytes."""
        if self.blind:
            return state
        apart = self.places.misses(place, self.aim)
        if apart:
            return state
        if place.text and self._begins_before(place):
            return self.trouble(state, "tail", Level.REVIEW, what, node)
        if apart is None or place.unsure:
            what, level = f"{what}, and no declaration shows that this is other memory", Level.REVIEW
        return self.trouble(state, "untouched", level, what, node)

    def _begins_before(self, place: Place) -> bool:
        """Whether a text at a place may end before the bytes that the walk is about."""
        found = self.places.extent(place, self.aim)
        return found is not None and self.aim.bytes is not None and found[0] < self.aim.bytes[0]

    def read(self, state: State, what: str, node: Node, level: Level = Level.REFUSE) -> State:
        """The object's bytes are read."""
        return used(self.trouble(state, "unread", level, what, node), node) if self.aim.reads else state

    def leads(self, names: Iterable[str], state: State) -> bool:
        """Whether one of some variables is on the way to the object."""
        return any(
            held == name or held.startswith((name + "->", name + ".", name + "[", "*" + name))
            for name in names
            for held in state.holders | state.inner
        )

    def meet(self, state: State, what: str, node: Node, level: Level = Level.REFUSE) -> State:
        """Code that nobody knows meets the object: it may write it, and read it."""
        return self.read(self.trouble(state, "untouched", level, what, node), what, node, level)

    def hold(self, state: State, target: Node) -> State:
        """The object's address is now in `target` too."""
        name = keys.key(target, self.data)
        state = self._kept(state, target, name)
        return replace(state, holders=state.holders | {name}, inner=state.inner | self._aliases(name))

    def lead(self, state: State, target: Node) -> State:
        """`target` now leads somewhere into the object."""
        name = keys.key(target, self.data)
        state = self._kept(state, target, name)
        return replace(state, inner=state.inner | {name} | self._aliases(name))

    def _kept(self, state: State, target: Node, name: str) -> State:
        """Who can find the address there: a variable of the function's own, the object itself, or others."""
        inside = self.places.of(target, state)
        depends = lvalues(target, self.data) | {name} | self._behind_macros(target)
        self._depends[name] = depends - self._structure(target)
        if inside is not None and not state.stored:
            return replace(state, selfish=state.selfish | self.named(inside))
        if self.scope.is_private(name):
            return state
        return replace(state, stored=True) if self._is_on_stack(name, target) else state.given_away()

    def _is_on_stack(self, name: str, target: Node) -> bool:
        """Whether a name is a member of a local structure whose address nobody has got by then."""
        found = ROOT.match(name)
        root = found.group() if found is not None else ""
        if not self.scope.is_local(root) or root in self.scope.shadowed or DEREFERENCE.search(name):
            return False
        flow = self.body.flow
        here = flow.at(target)
        before = flow.behind([here]) if here is not None else set()
        taken = (node for node in self.body.tree.walk() if keys.is_address(node, self.data))
        points = [flow.at(node) for node in taken if root in WORD.findall(keys.text(node, self.data))]
        return here is not None and all(point is not None and point.index not in before for point in points)

    def _structure(self, target: Node) -> frozenset[str]:
        """The local structure `s` of `s.b`, which a write to `s.c` does not move; none where b is of a union."""
        target = keys.strip(target)
        base, member = target.child("argument"), target.child("field")
        dotted = target.kind == "field_expression" and any(child.kind == "." for child in target.children)
        if not dotted or base is None or member is None or base.kind != "identifier":
            return frozenset()
        name, type_ = keys.text(base, self.data), self.types.of(base)
        if type_ is None or not self.scope.is_local(name):
            return frozenset()
        members = self.body.layouts.members(self.types.plain(type_)) or ()
        alone = any(one.name == keys.text(member, self.data) and not one.union for one in members)
        return frozenset((name,)) if alone else frozenset()

    def named(self, place: Place) -> frozenset[str]:
        """The members that lead to a place."""
        return frozenset(WORD.findall(" ".join(place.path))) or _ANY if place.path is not None else _ANY

    def _named(self, node: Node) -> str:
        """What happens at a node, for people: a call by its name, a write by what is written."""
        if node.kind == "call_expression":
            return f"{keys.callee(node, self.data)}()"
        return f"the write to {keys.text(node, self.data)}"

    def _behind_macros(self, target: Node) -> frozenset[str]:
        """Variables that the macros in an lvalue speak of."""
        words = [keys.text(part, self.data) for part in target.walk() if part.kind == "identifier"]
        found = [macro.captured for macro in map(self.macros.get, words) if macro is not None]
        return frozenset().union(*found)

    def _aliases(self, name: str) -> frozenset[str]:
        root = ROOT.match(name)
        return self.macros.aliases(root.group()) if root is not None else frozenset()

    def write(self, event: Write, state: State) -> State:
        """A write to an lvalue, and where its value leads."""
        target = keys.strip(event.target)
        name = keys.key(target, self.data)
        value = self._value(event, name, state)
        if value >= Reach.SLOT and self._has_cleanup(event.node):
            what = f"{name} gets the object, and a cleanup function runs on it"
            state = self.meet(state, what, event.node)
        known = self.tests.assigned(name, event)
        state = self._macro_target(target, state)
        was_loaded = name in state.loaded and event.value is None
        state = self._object_write(target, event.value, state)
        state = self.watched(state, name, target)
        state = self.forget(state, name, target, event.maybe)
        if value >= Reach.INNER and not self.scope.is_local(name) and self.places.of(target, state) is None:
            state = used(state, target)
        if value == Reach.HOLDS and self._is_narrow(target):
            value = Reach.INNER
        if value == Reach.HOLDS and not event.maybe:
            state = self.hold(state, target)
        elif value >= Reach.INNER:
            state = self.lead(state, target)
        elif was_loaded or (state.stored and self.scope.is_local(name) and not _fresh(event.value, self.data)):
            state = replace(state, loaded=state.loaded | {name})
        return self.tests.learn(state, name, known) if known is not None else state

    def _is_narrow(self, target: Node) -> bool:
        """Whether a variable is too small for an address: what is zero there need not be NULL."""
        declared = self.scope.type_of(keys.key(target, self.data))
        return declared is not None and not declared.is_pointer and BYTES.get(declared.base, 8) < 8

    def _has_cleanup(self, node: Node) -> bool:
        """Whether a declaration has an attribute, hidden by the mask, that calls a function at the end of the block."""
        if node.kind != "init_declarator" or node.parent is None:
            return False
        start = self.raw.rfind(b"\n", 0, node.parent.start) + 1
        return CLEANUP.search(self.raw, start, node.parent.end) is not None

    def _macro_target(self, target: Node, state: State) -> State:
        """`Q = x;` where Q is a macro for p writes p."""
        for part in target.walk() if self.macros.known else ():
            macro = self.macros.get(keys.text(part, self.data)) if part.kind == "identifier" else None
            for name in sorted(macro.captured) if macro is not None else ():
                if name in state.inner or (name in state.holders and target.kind != "identifier"):
                    what = f"the macro {keys.text(part, self.data)} speaks of {name}, which leads to the object"
                    state = self.meet(state, what, target)
                state = self.forget(self.watched(state, name, target), name, target, True)
        return state

    def _value(self, event: Write, name: str, state: State) -> Reach:
        """Where the value leads. Arithmetic on a pointer into the object stays in the object."""
        if event.value is not None:
            return reach(event.value, state, self.types)
        right = event.node.child("right") if event.node.kind == "assignment_expression" else None
        moved = event.node.kind in ("assignment_expression", "update_expression")
        if moved and name in state.holders | state.inner:
            return Reach.INNER
        return min(reach(right, state, self.types), Reach.INNER)

    def _object_write(self, target: Node, value: Node | None, state: State) -> State:
        if self.blind:
            return state
        place = self.places.of(target, state)
        if place is not None:
            if value is not None and not place.unsure and not self.aim.zeros and self.body.is_zero(value):
                return used(state, target)
            if value is not None and self.aim.hole and self.places.extent(place, self.aim) is not None:
                what = f"the assignment to {keys.text(target, self.data)} need not write what is padding"
                return used(self.touch(state, replace(place, text=True), what, target), target)
            what = f"writes {keys.text(target, self.data)} before the clearing"
            return used(self.touch(state, place, what, target), target)
        for base in dereferenced(target, self.data):
            state = self.far(state, base, target)
        return state

    def far(self, state: State, pointer: Node, node: Node) -> State:
        """A write through a pointer that was read from memory, when the object's address may be there."""
        if self._is_array(pointer):  # it is where the structure around it is
            for base in dereferenced(pointer, self.data):
                state = self.far(state, base, node)
            return state
        names = (name for name in lvalues(pointer, self.data) if name[:1] != WHOLE)
        if not state.stored or all(self.scope.is_local(name) and name not in state.loaded for name in names):
            return state
        what = f"{keys.text(node, self.data)} may be memory of this object, whose address was stored"
        return self.trouble(state, "untouched", Level.REVIEW, what, node)

    def _is_array(self, pointer: Node) -> bool:
        """Whether an operand is an array that is a member, and no pointer that was read."""
        pointer = keys.strip(pointer, casts=False)
        type_ = self.types.of(pointer) if pointer.kind == "field_expression" else None
        return type_ is not None and bool(self.types.plain(type_).dims)

    def watched(self, state: State, name: str, node: Node) -> State:
        """A write to `name`, for what the sizes depend on."""
        found = clash(name, self.watch, self.scope)
        if found is Clash.NO:
            return state
        level = Level.REFUSE if found is Clash.MUST else Level.REVIEW
        verb = "changes" if found is Clash.MUST else "may change"
        return self.trouble(state, "unchanged", level, f"{self._named(node)} {verb} what the size depends on", node)

    def overwritten(self, state: State, pointer: str, node: Node) -> State:
        """New memory that only `pointer` leads to is written: nothing changes but what is reached through that."""
        state = self.tests.forget_through(state, pointer)
        if through(pointer, self.watch):
            what = f"{self._named(node)} may change what the size depends on"
            state = self.trouble(state, "unchanged", Level.REVIEW, what, node)
        for held in sorted(state.holders):
            if through(pointer, self._depends.get(held, frozenset())):
                what = f"{held} may point elsewhere after {self._named(node)}"
                state = self.trouble(state, "same-object", Level.REVIEW, what, node)
        return state

    def forget(self, state: State, name: str, node: Node | None = None, maybe: bool = False) -> State:
        """Drop what a write to `name` makes untrue."""
        holders, inner = set(state.holders), set(state.inner)
        for group in (holders, inner):
            for held in list(group):
                found = clash(name, self._depends.get(held, frozenset((held,))), self.scope)
                if found is Clash.MUST and not maybe:
                    group.discard(held)
                elif found is not Clash.NO and node is not None and group is holders:
                    what = f"{held} may point elsewhere after {self._named(node)}"
                    state = self.trouble(state, "same-object", Level.REVIEW, what, node)
        loaded = state.loaded - {name}
        state = replace(state, holders=frozenset(holders), inner=frozenset(inner), loaded=loaded)
        return self.tests.forget(state, name)

    def opaque(self, node: Node, state: State) -> State:
        """Code that nobody knows: it may write all that it can reach."""
        what = "inline assembly" if node.kind == "gnu_asm_expression" else "a macro that is not known"
        for part in node.walk():
            if keys.is_lvalue(part, self.data) and reach(part, state, self.types) >= Reach.SLOT:
                return self.meet(state, f"{what} gets the object", node)
            if part.kind == "gnu_asm_output_operand":
                value = part.child("value") or part
                name = keys.key(value, self.data)
                state = self.forget(self.watched(state, name, value), name, value)
        if state.stored:
            return self.meet(state, f"{what} may reach the object", node, Level.REVIEW)
        return state


def _fresh(value: Node | None, data: bytes) -> bool:
    """Whether a value cannot be the address of an older object: a constant, arithmetic or a known allocation."""
    if value is None:
        return True
    value = keys.strip(value)
    if value.kind == "call_expression":
        return (
            keys.callee(value, data) in callees.table().harmless or keys.callee(value, data) in callees.table().handles
        )
    return value.kind in CONSTANTS


def used(state: State, node: Node) -> State:
    """The object was used here, if not before."""
    return state if state.used is not None else replace(state, used=Span(node.start, node.end))
