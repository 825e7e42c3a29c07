"""The elements that are counted are those of the structure's last member, an array of no size of its own.

struct_size() does not build for a pointer member, and a member in the middle, or one with a size, is something else:

    struct ring { struct slot *slots; };
    ring = kzalloc(sizeof(*ring) + n * sizeof(ring->slots[0]), GFP_KERNEL);     /* slots behind the ring */
"""

from __future__ import annotations

from kzfix.facts.scope import CType
from kzfix.prove.case import Answer, Case, Holds

NAME = "flexible-tail"
OPEN = frozenset({"", "0"})


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    types, target = case.body.types, case.target
    name = case.body.text(target)
    found = types.of(target)
    base = types.plain(found).pointee() if found is not None else None
    base = types.plain(base) if base is not None else None
    members = case.body.lookup.members(base.base) if base is not None and not base.pointers else None
    if base is None or not members:
        return case.refused(NAME, f"the structure that {name} points to is not found", case.source)
    if not _same_type(case, base):
        return case.refused(NAME, f"the size is not that of {base}", case.source)
    tail = case.body.text(case.bound("tail"))
    last = members[-1]
    if last.name != tail or last.union:
        return case.refused(NAME, f"{tail} is not the last member of {base}", case.source)
    if len(last.type.dims) < 1 or last.type.dims[0] not in OPEN:
        return case.refused(NAME, f"{tail} of {base} is no flexible array", case.source)
    return Holds(f"{tail} is the flexible array at the end of {base}")


def _same_type(case: Case, base: CType) -> bool:
    """Whether a type that the rule has bound is the structure's."""
    if not any(binding.name == "T" for binding in case.site.bindings):
        return True
    named = case.body.types.described(case.bound("T"))
    return named is not None and case.body.types.plain(named) == base
