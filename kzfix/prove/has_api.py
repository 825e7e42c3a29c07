"""The function that is put in exists here, and the ones that go are the well-known ones.

Whether it exists is read from the headers that the file includes, else from those of the kernel tree around it; where
there is no tree, the rule is believed. The function that *is* the new one must not be made to call itself.

    void *kvmemdup(const void *src, size_t len, gfp_t gfp)
    {
            void *p = kvmalloc(len, gfp);

            if (p)
                    memcpy(p, src, len);    /* must stay: it would call itself */
            return p;
    }
"""

from __future__ import annotations

import os
import re

from kzfix.facts.apis import declared
from kzfix.facts.headers import tree_root
from kzfix.facts.text import places
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import copy
from kzfix.source import keys

NAME = "has-api"
CALLED = re.compile(rb"\s*([A-Za-z_]\w*)")


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    old = {keys.callee(call, case.body.data) for call in (case.source, copy(case)) if call.kind == "call_expression"}
    new = dict.fromkeys(
        found.group(1).decode("latin-1") for edit in case.site.replaced if (found := CALLED.match(edit.text))
    )
    for name in (*sorted(old), *new):
        if case.body.macros.redefines(name):
            return case.refused(
                NAME, f"{name}() is not the well-known one here: this file defines its own", case.source
            )
    for name in new:
        if case.body.name.removesuffix("_noprof") == name:
            return case.refused(NAME, f"this is {name}() itself: it would call itself", case.source)
        if _declared(case, name) is False:
            return case.refused(NAME, f"this tree's headers do not declare {name}()", case.source)
    known = "the headers declare it" if tree_root(_folder(case)) else "no kernel tree to ask, the rule says so"
    return Holds(f"there is {', '.join(f'{name}()' for name in new)} ({known})")


def _folder(case: Case) -> str:
    return os.path.dirname(case.body.source.path) or "."


def _declared(case: Case, name: str) -> bool | None:
    word = name.encode("latin-1")
    root = tree_root(_folder(case))
    if root is None:
        return None
    if any(True for text in case.body.lookup.closure.holding(word) for _ in places(text.data, word)):
        return True
    return declared(name, root, ("include",), "")
