"""The allocator has a twin that zeroes, and the tree declares it.

Some allocators must not be asked for zeroed memory (a mempool hands out elements again without clearing them), some
have no zeroing form at all. Whether the twin exists is read from the headers of the kernel tree around the file; where
there is no tree, the table is believed. The function that *is* the twin must not be made to call itself.

    p = mempool_alloc(pool, GFP_NOIO);
    memset(p, 0, sizeof(*p));      /* must stay: the pool's elements come back used */
"""

from __future__ import annotations

import os
import re

from kzfix.facts.apis import declared, hosted
from kzfix.facts.headers import tree_root
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys

NAME = "has-twin"
WHOLE = True
_ZERO = re.compile(r"\b__GFP_ZERO\b")


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    entry = case.allocator
    if entry is None:
        return Holds("the rule names no allocator family")
    if not entry.zeroing:
        return case.refused(NAME, f"{entry.plain}() has no zeroing twin: {entry.why}", case.source)
    for name in (entry.plain, keys.callee(case.clear, case.body.data)):
        if case.body.macros.redefines(name):
            return case.refused(
                NAME, f"{name}() is not the well-known one here: this file defines its own", case.source
            )
    wanted = entry.plain if keys.callee(case.source, case.body.data) == entry.zeroing else entry.zeroing
    if _stays_zeroed(case):
        return case.refused(NAME, "the memory is zero already (__GFP_ZERO): only the clearing is to go", case.source)
    if case.body.name == wanted:
        return case.refused(NAME, f"this is {wanted}() itself: it would call itself", case.source)
    folder = os.path.dirname(case.body.source.path) or "."
    first = next(iter(entry.source.split()), "").split(":")[0]
    if first == "stdlib.h" and tree_root(folder) and not hosted(case.body.source.path, case.body.source.data, first):
        return case.refused(NAME, f"{first} is not included: {entry.plain}() is not the C library's", case.source)
    found = declared(wanted, folder, entry.headers, first)
    if found is False:
        return case.refused(NAME, f"this tree's headers do not declare {wanted}()", case.source)
    where = "the tree's headers declare it" if found else "no kernel tree to ask, the table says so"
    return Holds(f"{entry.plain}() has the zeroing twin {entry.zeroing}() ({where})")


def _stays_zeroed(case: Case) -> bool:
    """Whether the call asks for zeroed memory, and the rule does not take that away."""
    gone = [*case.site.removed, *(edit.span for edit in case.site.replaced)]
    start = case.source.start
    asked = [found.start() + start for found in _ZERO.finditer(keys.text(case.source, case.body.data))]
    return any(not any(span.start <= at < span.end for span in gone) for at in asked)
