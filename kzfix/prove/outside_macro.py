"""The allocation and the clearing stand in a function, not in the body of a macro.

A macro's text is used in places that this file does not show, with arguments that nobody can see here.

    #define GET(p) do { p = kmalloc(S, GFP_KERNEL); if (p) memset(p, 0, S); } while (0)
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds

NAME = "outside-macro"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if case.body.macro:
        return case.refused(NAME, f"stands in the body of the macro {case.body.name}", case.source)
    return Holds("both calls stand in the function's own text")
