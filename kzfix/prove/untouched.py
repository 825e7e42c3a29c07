"""Between the allocation and the clearing nobody writes the object.

No store through the pointer or a copy of it, and no call that could write: a callee that gets the pointer, or, after
the pointer was stored where others can see it, any callee that is not known to leave it alone.

    p = kmalloc(sizeof(*p), GFP_KERNEL);
    setup(p);                      /* fills it */
    memset(p, 0, sizeof(*p));
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case

NAME = "untouched"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    first, last = case.body.line(case.source), case.body.line(case.clear)
    what = case.body.text(case.operand) if case.site.part else "the object"
    return case.answer(NAME, case.troubles(NAME), f"nothing writes {what} between line {first} and line {last}")
