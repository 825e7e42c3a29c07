"""Where a function reads the bytes of a tracked object by itself; what callees read is theirs to say."""

from __future__ import annotations

from kzfix.flow import fills
from kzfix.flow.alias import WHOLE, Clash, clash
from kzfix.flow.effects import Effects
from kzfix.flow.graph import Point
from kzfix.flow.reach import WORD, Reach, dereferenced, reach
from kzfix.flow.state import Level, State
from kzfix.flow.uses import evaluated, lvalues
from kzfix.source import keys
from kzfix.source.tree import Node

SLEEP = frozenset({"GFP_KERNEL", "GFP_KERNEL_ACCOUNT", "GFP_USER"})  # the caller may sleep: include/linux/gfp_types.h


class Reads:
    """Reads in one function."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects
        self.data = effects.data
        self.object = effects.mode.object

    def at(self, point: Point, state: State, writer: Node | None) -> State:
        """The state with what a point reads. `writer`: the one there that overwrites the object."""
        if point.node is None or point.kind == "join":
            return state
        for part in evaluated(point.node, self.data):
            if part.kind == "call_expression":
                state = self._waiting(part, state)
            elif part.kind == "identifier":
                state = self._macro(part, state)
            elif part.kind in keys.LVALUES and _is_read(part, self.data):
                state = self._lvalue(part, state, writer)
            if point.kind == "each" and reach(part, state, self.effects.types) >= Reach.INNER:
                state = self.effects.read(state, f"the loop may read {keys.text(part, self.data)}", part)
        return state

    def by(self, writer: Node, pointer: Node, state: State) -> State:
        """What the writer itself reads: `memmove(p, p->data, n)`."""
        for arg in keys.arguments(writer) if writer.kind == "call_expression" else ():
            mine = arg.start <= pointer.start and pointer.end <= arg.end
            if not mine and reach(arg, state, self.effects.types) >= Reach.INNER:
                what = f"{keys.text(arg, self.data)} is copied onto the object and may be a part of it"
                state = self.effects.read(state, what, arg)
        return state

    def _waiting(self, call: Node, state: State) -> State:
        """A call that waits gives others the time to read what they have found: a user may hold a copy up at will."""
        if not state.shared:
            return state
        name = keys.callee(call, self.data)
        fill = fills.table().get(name)
        flags = {word for arg in keys.arguments(call) for word in WORD.findall(keys.text(arg, self.data))}
        if SLEEP.isdisjoint(flags) and (fill is None or not fill.waits):
            return state
        what = f"{name}() may wait, and others may find the object by then"
        return self.effects.trouble(state, "unread", Level.REVIEW, what, call)

    def _macro(self, name: Node, state: State) -> State:
        """`#define LEN (p->len)`: a name that reads what nobody sees."""
        macro = self.effects.macros.get(keys.text(name, self.data))
        if macro is None or macro.params is not None or not self.effects.leads(macro.captured, state):
            return state
        return self.effects.read(state, f"the macro {macro.name} may read the object", name)

    def _lvalue(self, part: Node, state: State, writer: Node | None) -> State:
        place = self.effects.places.of(part, state)
        found = self.effects.types.of(part)
        if found is not None and self.effects.types.plain(found).dims:
            return state  # only its address
        if place is not None:
            return self.effects.read(state, f"{keys.text(part, self.data)} is read", part)
        if keys.key(part, self.data) in state.holders:
            return state  # the address itself
        if writer is not None and writer.start <= part.start and part.end <= writer.end:
            return state  # nobody means to copy an object onto itself
        if any(self._is_far(base, state) for base in dereferenced(part, self.data)):
            what = f"{keys.text(part, self.data)} may be read from this object, whose address was stored"
            return self.effects.read(state, what, part, Level.REVIEW)
        return state

    def _is_far(self, pointer: Node, state: State) -> bool:
        """Whether a pointer may have been read from where the object's address was stored."""
        if not state.stored:
            return False
        scope = self.effects.scope
        name = keys.key(pointer, self.data)
        loaded = {key for key in lvalues(pointer, self.data) if key[:1] != WHOLE and key in state.loaded}
        if loaded and name in loaded:
            return self._is_alike(pointer)
        stored = [held for held in state.holders if not scope.is_private(held)]
        return any(clash(held, frozenset((name,)), scope) is not Clash.NO for held in stored)

    def _is_alike(self, pointer: Node) -> bool:
        """Whether a pointer leads to the type of the object, as far as that is known."""
        found = self.effects.types.of(pointer)
        pointee = self.effects.types.plain(found).pointee() if found is not None else None
        return pointee is None or self.object is None or self.effects.types.plain(pointee) == self.object


def _is_read(node: Node, data: bytes) -> bool:
    """Whether an lvalue's own bytes are read: not assigned to, not a part of another one, its address not taken."""
    above = node.parent
    while above is not None and above.kind == "parenthesized_expression":
        node, above = above, above.parent
    if above is None:
        return True
    if above.kind == "field_expression" and node.field == "argument":
        return any(child.kind == "->" for child in above.children)
    if above.kind == "assignment_expression" and node.field == "left":
        operator = above.child("operator")
        return operator is None or operator.kind != "="
    return not (above.kind == "pointer_expression" and keys.text(above, data)[:1] == "&")
