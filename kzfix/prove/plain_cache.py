"""A slab cache whose objects may be zeroed as a whole at allocation.

A constructor's work would be lost, and an object of a SLAB_TYPESAFE_BY_RCU cache may still be read by others while it
is given out again (kernel commit 941297f443f put such a memset back). A cache whose creation is not found in the
file or beside it is for a human to look up.

    c = kmem_cache_create("c", sizeof(struct c), 0, SLAB_TYPESAFE_BY_RCU, init_once);
"""

from __future__ import annotations

from kzfix.facts.caches import Creation, creations
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "plain-cache"
WHOLE = True
KEEPS = ("SLAB_TYPESAFE_BY_RCU", "SLAB_DESTROY_BY_RCU")


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if not case.variant.holder or case.allocator is None or "cache" not in case.allocator.plain:
        return Holds("no slab cache is involved")
    found = created(case)
    if not found:
        cache = case.filled(case.variant.holder)
        why = f"where {cache} is created is not found: it must have no constructor and not be SLAB_TYPESAFE_BY_RCU"
        return case.review(NAME, why, case.source)
    for made in found:
        if made.constructor:
            return case.refused(NAME, f"the cache has the constructor {made.constructor} ({made.where})", case.source)
        kept = next((flag for flag in KEEPS if flag in made.flags), "")
        if kept:
            return case.refused(NAME, f"the cache is {kept} ({made.where})", case.source)
    return Holds(f"the cache has no constructor ({found[0].where})")


def created(case: Case) -> tuple[Creation, ...]:
    """The creations of the cache or pool that the allocation takes from."""
    for binding in case.site.bindings:
        if binding.name == case.variant.holder and binding.text not in case.body.scope.variables:
            node = keys.strip(case.body.node(binding.span))
            return creations(keys.key(node, case.body.data), case.body.lookup, _owner(case, node))
    return ()


def _owner(case: Case, node: Node) -> str:
    """The structure that an expression such as `dev->pool` names a member of; "" when it is not found or none."""
    while node.kind == "subscript_expression" and (base := node.child("argument")) is not None:
        node = keys.strip(base)
    base = node.child("argument") if node.kind == "field_expression" else None
    found = case.body.types.of(base) if base is not None else None
    plain = case.body.types.plain(found) if found is not None else None
    pointee = plain.pointee() if plain is not None else None
    whole = case.body.types.plain(pointee) if pointee is not None else plain
    return whole.base if whole is not None and not whole.pointers and not whole.dims else ""
