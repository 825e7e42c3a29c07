"""The cast converts `void *` to a pointer where C does that by itself: in an assignment, an initialiser or a return.

Elsewhere the cast may matter: for a member, in arithmetic, as an argument whose parameter is not seen. Annotations for
sparse (`__iomem`, `__force`) are there on purpose. scripts/coccinelle/api/alloc/alloc_cast.cocci leaves those too.

    id = ((struct page_head *)kmalloc(n, GFP_KERNEL))->id;
"""

from __future__ import annotations

import re

from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "needless-cast"
AUTO = re.compile(r"(?:\w+\s+)*(?:__auto_type|auto)\b")  # the variable takes its type from the cast


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    cast = case.body.node(case.site.places[0])
    cast = keys.strip(cast, casts=False)
    if "__" in case.body.text(cast.child("type") or cast):
        return case.refused(NAME, "the cast has an annotation", cast)
    name = keys.callee(case.source, case.body.data)
    if case.body.macros.redefines(name):
        return case.refused(NAME, f"{name}() is not the well-known one here: this file defines its own", cast)
    if not _converts(cast, case.body.data):
        return case.refused(NAME, "the cast does not stand alone in an assignment or a return", cast)
    return Holds(f"{name}() returns void *, which converts by itself")


def _converts(cast: Node, data: bytes) -> bool:
    """Whether the cast is all of what is assigned or returned."""
    above = cast.parent
    field = cast.field
    while above is not None and above.kind == "parenthesized_expression":
        field, above = above.field, above.parent
    if above is None:
        return False
    match above.kind:
        case "assignment_expression":
            operator = above.child("operator")
            return field == "right" and operator is not None and operator.kind == "="
        case "init_declarator":
            inferred = above.parent is not None and AUTO.match(keys.text(above.parent, data))
            return field == "value" and not inferred
    return above.kind == "return_statement"
