"""What one write, declaration or opaque piece of code does to what is known of an object."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from kzfix.facts.types import BYTES
from kzfix.flow.alias import DEREFERENCE, ROOT, WHOLE, Clash, clash, through
from kzfix.flow.body import CLEANUP, Body
from kzfix.flow.loads import Load, fresh
from kzfix.flow.log import EMPTY, Entry, Fact, Later, Mode
from kzfix.flow.outcomes import truth
from kzfix.flow.places import Aim, Place, Places
from kzfix.flow.reach import ANYWHERE, WORD, Reach, dereferenced, reach
from kzfix.flow.state import Level, State, Trouble
from kzfix.flow.uses import Write, lvalues
from kzfix.model import Span
from kzfix.source import keys
from kzfix.source.tree import Node

PLACES = keys.LVALUES | {"call_expression"}
_ANY = frozenset((ANYWHERE,))


class Effects:
    """Effects in one function. A state says where the object's address is; all else that happens is noted in `log`.

    `depends` are the lvalues that something which leads to the object depends on, as far as walks have met it.
    """

    def __init__(self, body: Body, mode: Mode, depends: dict[str, frozenset[str]]) -> None:
        self.blind = mode.blind
        self.mode = mode
        self.log: list[Entry] = []
        self.body = body
        self.types = body.types
        self.places = Places(body.types, body.layouts)
        self.macros = body.macros
        self.data = body.data
        self.raw = body.source.data
        self.scope = body.scope
        self._depends = depends
        self._moves: dict[tuple[str, frozenset[str]], Clash] = {}
        self.odd = False  # something that is no plain lvalue leads to the object
        self.loads: list[tuple[Load, str]] = []  # what was written, and what was given an unknown address by that
        self.overwrote: list[str] = []  # pointers through which new memory was written
        self.called = ""  # what to call the object where nothing leads to it

    def begin(self) -> list[Entry]:
        """A new log."""
        self.log, self.loads, self.overwrote = [], [], []
        return self.log

    def trouble(self, state: State, guard: str, level: Level, reason: str, node: Node) -> State:
        """Note what stands against the change; nobody can touch an object where there is none."""
        if not self.blind and not (state.null is True and guard in EMPTY):
            self.log.append(Trouble(guard, level, " ".join(reason.split()), node.span))
        return state

    def used(self, state: State, node: Node) -> State:
        """The object is used here."""
        self.log.append(Span(node.start, node.end))
        return state

    def later(self, state: State, say: Callable[[Aim, frozenset[str]], Trouble | None]) -> State:
        """Note what may stand against the change, by what the walk is about and what the sizes depend on."""
        if not self.blind:
            self.log.append(Later(say))
        return state

    def resized(self, state: State, say: Callable[[Aim, frozenset[str]], Trouble | None]) -> State:
        """Note what may change what the sizes depend on."""
        if not self.blind and state.null is not True:
            self.log.append(Later(say, sizes=True))
        return state

    def touch(self, state: State, place: Place, what: str, node: Node, level: Level = Level.REFUSE) -> State:
        """Something is written at a place of the object: that stands against what is said of the same bytes."""
        null = state.null is True
        return self.later(state, lambda aim, _: self._touched(place, what, node.span, level, aim, null))

    def _touched(self, place: Place, what: str, span: Span, level: Level, aim: Aim, null: bool) -> Trouble | None:
        apart = self.places.misses(place, aim)
        if apart:
            return None
        guard = "untouched"
        if place.text and self._begins_before(place, aim):
            guard, level = "tail", Level.REVIEW
        elif apart is None or place.unsure:
            what, level = f"{what}, and no declaration shows that this is other memory", Level.REVIEW
        return None if null and guard in EMPTY else Trouble(guard, level, " ".join(what.split()), span)

    def _begins_before(self, place: Place, aim: Aim) -> bool:
        """Whether a text at a place may end before the bytes that the walk is about."""
        found = self.places.extent(place, aim)
        return found is not None and aim.bytes is not None and found[0] < aim.bytes[0]

    def read(self, state: State, what: str, node: Node, level: Level = Level.REFUSE) -> State:
        """The object's bytes are read."""
        return self.used(self.trouble(state, "unread", level, what, node), node) if self.mode.reads else state

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
        self.odd = self.odd or keys.plain(target).kind not in PLACES
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
        taken = (node for node in self.body.of_kinds(("pointer_expression",)) if keys.is_address(node, self.data))
        points = [flow.at(node) for node in taken if root in WORD.findall(keys.text(node, self.data))]
        return here is not None and all(point is not None and point.index not in before for point in points)

    def depends(self, held: str) -> frozenset[str]:
        """The lvalues that something which leads to the object depends on."""
        return self._depends.get(held) or frozenset((held,))

    def moves(self, name: str, held: str) -> bool:
        """Whether a write to `name` may change what leads to the object by `held`."""
        return self._clash(name, held) is not Clash.NO

    def _clash(self, name: str, held: str) -> Clash:
        depends = self.depends(held)
        if (name, depends) not in self._moves:
            self._moves[name, depends] = clash(name, depends, self.scope)
        return self._moves[name, depends]

    def holder(self, state: State) -> str:
        """Something that leads to the object, for people."""
        return min(state.holders | state.inner, default=self.called or "the object")

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
        state = self._macro_target(target, state)
        was_loaded = name in state.loaded and event.value is None
        self.loads.append((Load.WAS if event.value is None else Load.WAS_NOT, name))
        state = self._object_write(target, event.value, state)
        state = self.watched(state, name, target)
        state = self.forget(state, name, target, event.maybe)
        if value >= Reach.INNER and not self.scope.is_local(name) and self.places.of(target, state) is None:
            state = self.used(state, target)
        if value == Reach.HOLDS and self._is_narrow(target):
            value = Reach.INNER
        if value == Reach.HOLDS and not event.maybe:
            state = self.hold(state, target)
        elif value >= Reach.INNER:
            state = self.lead(state, target)
        elif state.stored and self.scope.is_local(name) and not fresh(event.value, self.data):
            state = self.load(state, name)
        elif was_loaded:
            state = replace(state, loaded=state.loaded | {name})
        self.loads.append((Load.AGAIN, name))
        outcome = truth(event.value, self.data) if not event.maybe else None
        return self.learn(state, name, outcome) if outcome is not None else state

    # What tests of other variables came out as

    def learn(self, state: State, name: str, outcome: bool) -> State:
        """The truth of a variable is known from here on."""
        self.log.append(Fact(lambda tests, known: tests.learn(known, name, outcome), name))
        return state

    def forget_fact(self, state: State, name: str) -> State:
        """A write to `name` may change what was remembered."""
        self.log.append(Fact(lambda tests, known: tests.forget(known, name)))
        return state

    def forget_shared(self, state: State) -> State:
        """Memory that other functions can write may change."""
        self.log.append(Fact(lambda tests, known: tests.forget_shared(known)))
        return state

    def load(self, state: State, name: str) -> State:
        """A variable is given an unknown address."""
        self.loads.append((Load.ADD, name))
        return replace(state, loaded=state.loaded | {name})

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
            if value is not None and not place.unsure and not self.mode.zeros and self.body.is_zero(value):
                return self.used(state, target)
            if value is not None and self.mode.hole:
                return self.used(self._beside_hole(state, place, target), target)
            return self.used(self.touch(state, place, self._before(target), target), target)
        for base in dereferenced(target, self.data):
            state = self.far(state, base, target)
        return state

    def _before(self, target: Node) -> str:
        return f"writes {keys.text(target, self.data)} before the clearing"

    def _beside_hole(self, state: State, place: Place, target: Node) -> State:
        """An assignment to a whole structure: what of it is padding may stay as it is."""
        null, text = state.null is True, replace(place, text=True)
        what = f"the assignment to {keys.text(target, self.data)} need not write what is padding"

        def say(aim: Aim, _: frozenset[str]) -> Trouble | None:
            if self.places.extent(place, aim) is not None:
                return self._touched(text, what, target.span, Level.REFUSE, aim, null)
            return self._touched(place, self._before(target), target.span, Level.REFUSE, aim, null)

        return self.later(state, say)

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

        def say(_: Aim, watch: frozenset[str]) -> Trouble | None:
            found = clash(name, watch, self.scope)
            if found is Clash.NO:
                return None
            level = Level.REFUSE if found is Clash.MUST else Level.REVIEW
            verb = "changes" if found is Clash.MUST else "may change"
            return self.changed(f"{self._named(node)} {verb} what the size depends on", node, level)

        return self.resized(state, say)

    def changed(self, reason: str, node: Node, level: Level = Level.REVIEW) -> Trouble:
        """What the sizes depend on does not stay what it was."""
        return Trouble("unchanged", level, " ".join(reason.split()), node.span)

    def overwritten(self, state: State, pointer: str, node: Node) -> State:
        """New memory that only `pointer` leads to is written: nothing changes but what is reached through that."""
        self.log.append(Fact(lambda tests, known: tests.forget_through(known, pointer)))
        self.overwrote.append(pointer)

        def say(_: Aim, watch: frozenset[str]) -> Trouble | None:
            what = f"{self._named(node)} may change what the size depends on"
            return self.changed(what, node) if through(pointer, watch) else None

        state = self.resized(state, say)
        for held in sorted(state.holders):
            if through(pointer, self._depends.get(held, frozenset())):
                what = f"{held} may point elsewhere after {self._named(node)}"
                state = self.trouble(state, "same-object", Level.REVIEW, what, node)
        return state

    def forget(self, state: State, name: str, node: Node | None = None, maybe: bool = False) -> State:
        """Drop what a write to `name` makes untrue."""
        self.loads.append((Load.DROP, name))
        holders, inner = set(state.holders), set(state.inner)
        for group in (holders, inner):
            for held in sorted(group):
                found = self._clash(name, held)
                if found is Clash.MUST and not maybe:
                    group.discard(held)
                elif found is not Clash.NO and node is not None and group is holders:
                    what = f"{held} may point elsewhere after {self._named(node)}"
                    state = self.trouble(state, "same-object", Level.REVIEW, what, node)
        loaded = state.loaded - {name}
        if (len(holders), len(inner), len(loaded)) != (len(state.holders), len(state.inner), len(state.loaded)):
            state = replace(state, holders=frozenset(holders), inner=frozenset(inner), loaded=loaded)
        return self.forget_fact(state, name)

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
