"""The clearing call is a statement of its own: nobody uses its value.

return memset(p, 0, sizeof(*p));      /* the value is the pointer: removing the call removes it too */
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds

NAME = "value-unused"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    for deviation in case.site.deviations:
        if deviation.guard == NAME:
            return case.refused(NAME, "the value of the clearing call is used", deviation.span)
    return Holds("the clearing call is a statement of its own")
