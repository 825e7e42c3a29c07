"""The allocation and the clearing stand in a function, not in the body of a macro.

A macro's text is used in places that this file does not show, with arguments that nobody can see here.

    #define GET(p) do { p = kmalloc(S, GFP_KERNEL); if (p) memset(p, 0, S); } while (0)
"""

from __future__ import annotations

from kzfix.flow.graph import TRANSPARENT
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys

NAME = "outside-macro"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if case.body.macro:
        return case.refused(NAME, f"stands in the body of the macro {case.body.name}", case.source)
    for node in (case.source, case.clear):
        for above in node.above():
            name = keys.callee(above, case.body.data) if above.kind == "call_expression" else ""
            if name and name not in TRANSPARENT and (name.isupper() or case.body.macros.get(name) is not None):
                return case.refused(NAME, f"stands in an argument of the macro {name}, which may not use it", node)
    return Holds("both calls stand in the function's own text")
