"""The copy fills the whole allocation: the two sizes are the same value.

One call has one size. A larger allocation keeps room behind the copy, a smaller one is a bug; both stay as they are.
The size must be the same both times: not read from the object, and not what a call gives that may change its mind.

    msg = kmalloc(len + 1, GFP_KERNEL);
    memcpy(msg, text, len);        /* room for the terminating zero, which comes next */
    msg[len] = 0;
"""

from __future__ import annotations

from kzfix.flow.sizes import show
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import allocated, copy, effect, sizes, unknown_calls
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "whole-copy"
JUDGES = True


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    _, copied = sizes(case)
    if (found := effect(case, copied)) is not None:
        return case.refused(NAME, f"{case.body.text(found)} has an effect of its own", found)
    by = case.body.sizes
    left = allocated(case, by)
    right = by.of(copied)
    if keys.key(case.target, case.body.data) in {name.lstrip("*@") for name in right.reads}:
        return case.refused(NAME, "the size of the copy is read through the new object", copied)
    if left.minus(right) and not _equal_by_definition(case, copied):
        return _unlike(case, copied)
    call = next(unknown_calls(case, copied), None)
    if call is not None:
        name = keys.callee(call, case.body.data)
        return case.review(NAME, f"{name}() is called for both sizes: it must give the same, and do nothing else", call)
    return Holds(f"all that is allocated is copied: {case.body.text(copied)} bytes")


def _equal_by_definition(case: Case, copied: Node) -> bool:
    """Whether the sizes are the same once variables are replaced by what they hold."""
    at, there = case.body.flow.at(case.source), case.body.flow.at(copy(case))
    if at is None or there is None:
        return False
    one = case.expanded(at, allocated(case, case.body.sizes))
    other = case.expanded(there, case.body.sizes.of(copied))
    return not allocated(case, one).minus(other.of(copied))


def _unlike(case: Case, copied: Node) -> Answer:
    text = case.body.text(copied)
    left = allocated(case, case.body.sizes).minus(case.body.sizes.of(copied))
    if all(times > 0 for times in left.values()):
        return case.refused(NAME, f"only a part is copied: {show(left)} bytes more are allocated", copied)
    if all(times < 0 for times in left.values()):
        more = show({atoms: -times for atoms, times in left.items()})
        return case.refused(NAME, f"more is copied than is allocated, by {more} bytes", copied, bug=True)
    return case.refused(NAME, f"{text} cannot be shown to be all that is allocated", copied)
