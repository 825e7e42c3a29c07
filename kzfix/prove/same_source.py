"""What is copied is the same before the allocation as behind it.

The new call reads the source's address before it allocates, so that address must not depend on the new object, and
evaluating it must do nothing else. The memory that is copied must not hold the pointer that the allocation sets:

    dev->saved = kmalloc(sizeof(*dev), GFP_KERNEL);
    if (dev->saved)
            memcpy(dev->saved, dev, sizeof(*dev));  /* dev->saved of the copy points to the copy */
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kzfix.facts.scope import CType
from kzfix.flow import callees
from kzfix.flow.reach import dereferenced
from kzfix.flow.uses import declared_name, lvalues
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import copy, effect, sizes, source, unknown_calls
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "same-source"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    src, data = source(case), case.body.data
    text = case.body.text(src)
    names = set(re.findall(r"\w+", f"{case.body.text(case.target)} {case.body.text(copy(case))}"))
    shadowed = min(names & case.body.scope.shadowed, default="") or case.body.redefined(names)
    if shadowed:
        return case.refused(NAME, f"{shadowed} stands for more than one thing in this function", src)
    late = min(names & _declared_between(case), default="")
    if late:
        return case.refused(NAME, f"{late} is declared behind the allocation", src)
    if (found := effect(case, src)) is not None:
        return case.refused(NAME, f"{case.body.text(found)} has an effect of its own", found)
    target = keys.key(case.target, data)
    if target in {name.lstrip("*@") for name in lvalues(src, data)}:
        return case.refused(NAME, f"{text} is read through the new object", src)
    answer = _hidden(case, src) or (None if case.body.scope.is_private(target) else _apart(case, src))
    if answer is not None:
        return answer
    call = next(unknown_calls(case, src), None)
    if call is not None:
        name = keys.callee(call, data)
        return case.review(NAME, f"{name}() would be called before the allocation, and when that fails too", call)
    return Holds(f"{text} is the same before the allocation")


def _declared_between(case: Case) -> set[str]:
    """Variables that are not there yet where the allocation stands."""
    found = set[str]()
    for node in case.body.tree.walk():
        if node.kind == "declaration" and case.source.end <= node.start < copy(case).start:
            declared = (declared_name(part) for part in node.children if part.field == "declarator")
            found |= {case.body.text(name) for name in declared if name is not None}
    return found


def _hidden(case: Case, src: Node) -> Answer | None:
    """What the macros in the source's text do, or read of the new object."""
    names = set(re.findall(r"\w+", case.body.text(case.target)))
    for node in src.walk():
        macro = case.body.macros.get(keys.text(node, case.body.data)) if node.kind == "identifier" else None
        if macro is not None and not macro.captured.isdisjoint(names):
            return case.refused(NAME, f"the macro {macro.name} speaks of {case.body.text(case.target)}", node)
        if macro is not None and (macro.effect or not all(callees.leaves_alone(name) for name in macro.calls)):
            return case.review(NAME, f"the macro {macro.name} would do what it does before the allocation", node)
    return None


def _apart(case: Case, src: Node) -> Answer | None:
    """The pointer is kept where others see it: not in what is copied, as far as names and types tell."""
    data, text = case.body.data, case.body.text(src)
    target = keys.key(case.target, data)
    inner = keys.plain(src)
    taken = inner.child("argument") if keys.is_address(inner, data) else None
    whole = keys.key(taken, data) if taken is not None else f"*{keys.key(inner, data)}"
    through = {f"*{keys.key(base, data)}" for base in dereferenced(case.target, data)}
    if whole in through or target == whole or target.startswith((whole + ".", whole + "[", whole + "->")):
        return case.refused(NAME, f"{text} holds {case.body.text(case.target)}, which is set before the copy", src)
    copied = _copied(case, inner, taken)
    for held in _holders(case):
        if copied == held or (_is_raw(copied) and _is_size_of(case, held)):
            why = f"{text} must not be the {held} that {case.body.text(case.target)} stands in"
            return case.review(NAME, why, src)
    return None


def _is_raw(copied: CType | None) -> bool:
    """Whether a type says nothing of what the bytes are."""
    return copied is None or copied.base in ("void", "char", "unsigned char", "u8", "uint8_t")


def _is_size_of(case: Case, held: CType) -> bool:
    """Whether exactly one structure of that type is copied."""
    by = case.body.sizes
    return not by.of(sizes(case)[1]).minus(by.of_type(held))


def _copied(case: Case, inner: Node, taken: Node | None) -> CType | None:
    """The type of what is copied, where it is found."""
    types = case.body.types
    if taken is not None:
        found = types.of(taken)
        return types.plain(found) if found is not None else None
    found = types.of(inner)
    found = types.plain(found).pointee() if found is not None else None
    return types.plain(found) if found is not None else None


def _holders(case: Case) -> Iterator[CType]:
    """The structures that the pointer's own place lies in."""
    here: Node | None = keys.strip(case.target)
    while here is not None:
        base = here.child("argument")
        if base is None:
            return
        found = case.body.types.of(base)
        plain = case.body.types.plain(found) if found is not None else None
        held = (plain.pointee() or plain) if plain is not None else None
        if held is not None:
            yield case.body.types.plain(held)
        here = keys.strip(base)
