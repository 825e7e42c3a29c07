"""The clearing covers the whole allocation: the two sizes are the same value.

People clear a header on purpose (fs/direct-io.c leaves its page array alone because clearing it costs time), and
sometimes by mistake: `sizeof(p)` of a pointer clears 8 bytes. Both stay as they are, the second is reported.

    p = kmalloc(sizeof(*p), GFP_KERNEL);
    memset(p, 0, offsetof(struct dio, pages));
"""

from __future__ import annotations

from kzfix.facts.scope import Scope
from kzfix.facts.types import Types
from kzfix.flow import callees, fails
from kzfix.flow.sizes import POINTER, Size, Sizes, Terms, show
from kzfix.prove.case import Answer, Case, Compared, Holds
from kzfix.prove.plain_cache import created
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "whole-object"
JUDGES = True


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    slack = _slack(case) if case.unread else None
    if slack is not None:
        return slack
    if case.variant.holder and not case.variant.size:
        return _held(case)
    asked = _asked_again(case)
    if asked is not None:
        why = f"{keys.callee(asked, case.body.data)}() need not say the same size twice"
        return case.refused(NAME, why, asked)
    found = case.compared
    if any(key == keys.key(case.target, case.body.data) for key in _through(found)):
        return case.refused(NAME, "the size is read from the object, which nobody has filled yet", case.clear, bug=True)
    cleared = case.cleared_node(NAME)
    if found.trusted:
        why = "the sizes are equal if what was stored in a member is all there: its type is not found"
        return case.review(NAME, why, cleared or case.clear)
    if found.equal:
        how = "the same size" if cleared is None else f"{case.body.text(cleared)} is {case.allocated_text}"
        return Holds(f"the whole object is {case.done}: {how}")
    return _unlike(case, found.allocated, found.cleared, cleared or case.clear, case.allocated_text)


def _asked_again(case: Case) -> Node | None:
    """A call in the second size that may say something else each time, as the reading of a register does."""
    table, data = callees.table(), case.body.data
    for node in (part for operand in case.operands[1:] for part in operand.walk()):
        name = keys.callee(node, data) if node.kind == "call_expression" else ""
        if name and (name in table.harmless or name in table.yields) and name in case.allocated_text:
            return node
    return None


def _slack(case: Case) -> Answer | None:
    """Who looks behind the size that was asked for: a slab object and a page have ends of their own."""
    entry, data = case.allocator, case.body.data
    if entry is not None and entry.unit != "bytes":
        return case.refused(NAME, f"{entry.zeroing}() counts {entry.unit}", case.source)
    names = {keys.key(node, data) for node in (case.pointer, case.target)}
    for name in sorted(callees.table().beyond.keys() & case.body.calls.keys()):
        for call in case.body.calls[name]:
            asked = not callees.table().beyond[name] or "__GFP_ZERO" in keys.text(call, data)
            if asked and not names.isdisjoint(keys.key(arg, data) for arg in keys.arguments(call)):
                why = f"{name}() shows what lies behind the {case.allocated_text} bytes, and that must be zero then"
                return case.refused(NAME, why, call)
    return None


def _through(found: Compared) -> set[str]:
    """Pointers that a size is read through."""
    return {key[1:] for key in found.reads if key[:1] in "*@"}


def _unlike(case: Case, allocated: Size, cleared: Size, where: Node, whole: str) -> Answer:
    left = allocated.minus(cleared)
    text = case.body.text(where)
    if cleared.terms == (((POINTER,), 1),) and where.kind == "sizeof_expression":
        return case.refused(NAME, f"{text} is the size of a pointer, not of what it points to", where, bug=True)
    if _unsure(left, allocated.unsure | cleared.unsure):
        return case.review(NAME, f"{text} must be the whole object, {whole}: a type is not found", where)
    if "offsetof" in text and "offsetof" not in whole:
        return case.refused(NAME, f"only the head of the object is {case.done}, {text} bytes of {whole}", where)
    if all(times > 0 for times in left.values()):
        return case.refused(NAME, f"only a part is {case.done}: {show(left)} bytes of the object are not", where)
    if all(times < 0 for times in left.values()):
        return case.refused(
            NAME, f"more is {case.done} than is allocated, by {show(_negated(left))} bytes", where, bug=True
        )
    return case.refused(NAME, f"{text} cannot be shown to be the whole object, {whole}", where)


def _unsure(left: Terms, unsure: frozenset[str]) -> bool:
    """Whether the sizes differ in nothing but one sizeof for another, and a type is not known."""
    if len(left) != 2 or sum(left.values()) != 0:
        return False
    one, other = (set(atoms) for atoms in left)
    only = one ^ other
    return len(only) == 2 and bool(only & unsure) and all(atom.startswith("sizeof") for atom in only)


def _negated(terms: Terms) -> Terms:
    return {atoms: -times for atoms, times in terms.items()}


def _held(case: Case) -> Answer:
    """A cache or a pool knows the size of its objects."""
    binding = next((binding for binding in case.site.bindings if binding.name == "n"), None)
    if binding is None and not case.unread and len(keys.arguments(case.clear)) < 2:
        return Holds("the clearing call clears the whole object by definition")
    where, text = _written(case)
    cleared = case.body.sizes.of_text(text)
    found = created(case)
    if "offsetof" in text:
        return case.refused(NAME, f"only the head of the object is cleared, {text} bytes", where)
    if not found:
        holder = case.filled(case.variant.holder)
        why = f"{text} must be the size of the objects of {holder}, whose creation is not found"
        return case.review(NAME, why, where)
    for made in found:
        nowhere = Types(Scope.empty(), case.body.lookup, b"")  # the size was written in another function
        objects = Sizes(nowhere, b"").of_text(made.size)
        if any(not name.isupper() for name in objects.reads):
            return case.review(NAME, f"{text} must be the size of the objects, {made.size} ({made.where})", where)
        if objects.minus(cleared):
            return _unlike(case, objects, cleared, where, f"{made.size} ({made.where})")
    return Holds(f"{text} is the size of the objects ({found[0].where})")


def _written(case: Case) -> tuple[Node, str]:
    """How much is written at the end, and where the code says it."""
    if case.clear.child("left") is not None:
        return case.clear, f"sizeof(*({case.body.text(case.pointer)}))"
    args, fill = keys.arguments(case.clear), fails.writer(case.clear, case.body.data)
    where = args[fill.size[0]] if case.unread and fill is not None and len(fill.size) == 1 else args[-1]
    return where, case.body.text(where) + (f" * {fill.unit}" if fill is not None and fill.unit != "1" else "")
