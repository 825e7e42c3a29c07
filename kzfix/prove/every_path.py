"""Every path that goes on to use the object has cleared it by then.

A path that frees the object, fails, or returns without it may leave before the clearing. A path that goes on to use
the object without clearing it may not: somebody chose to clear on one branch only.

    p = kmalloc(n, GFP_KERNEL);
    if (fresh)
            memset(p, 0, n);      /* the other branch fills it from a file */

Where the zeroing itself is taken away, a path that leaves the object unwritten where others find it is one too: in
a structure that lives on, or for a cleanup function that looks at it.

    dev->p = kzalloc(n, GFP_KERNEL);
    if (copy_from_user(dev->p, arg, n))
            return -EFAULT;       /* and dev->p stays */
"""

from __future__ import annotations

from kzfix.flow import callees
from kzfix.flow.state import State
from kzfix.prove.case import Answer, Case, Holds

NAME = "every-path"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    for state in case.walk().leaves:
        if state.used is not None and state.null is not True:
            return case.refused(NAME, f"a path uses the object that is not {case.done} there", state.used)
        if case.unread and state.null is not True:
            cleanup = next(filter(None, map(case.body.cleanup, sorted(state.holders))), "")
            if cleanup and cleanup not in callees.table().free_exactly:
                why = f"{cleanup} gets the object on a path on which it is not {case.done}"
                return case.refused(NAME, why, case.target)
            if _is_left(case, state):
                where = case.body.text(case.target)
                why = f"a path leaves {where} behind, and what it points to is not {case.done} there"
                return case.review(NAME, why, case.target)
    return Holds(f"no path uses the object before it is {case.done}")


def _is_left(case: Case, state: State) -> bool:
    """Whether others can find the object when the function has ended: not freed, and its address stands there."""
    return state.stored and any(not case.body.scope.is_private(held) for held in state.holders | state.inner)
