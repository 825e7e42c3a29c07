"""On every path from the allocation to the clearing, what is cleared is that very object.

    p = kmalloc(n, GFP_KERNEL);
    if (old)
            p = old;
    memset(p, 0, n);      /* clears the old one too */
"""

from __future__ import annotations

import re

from kzfix.prove.case import Answer, Case
from kzfix.source.tree import Node

NAME = "same-object"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    names = set(re.findall(r"\w+", f"{case.body.text(case.target)} {case.body.text(case.clear)} {case.allocated_text}"))
    for name in sorted(names & case.body.scope.shadowed):
        others = case.body.scope.others(name, case.source, case.clear)
        if others is None or any(_between(case, block) for block in others):
            return case.refused(NAME, f"{name} stands for more than one variable here", case.clear)
    redefined = case.body.redefined(names)
    if redefined is not None:
        return case.refused(NAME, f"the macro {redefined} changes inside the function", case.clear)
    walked = case.walk()
    if case.body.flow.problem:
        return case.refused(NAME, f"the control flow is not known: {case.body.flow.problem}", case.clear)
    if walked.overflow:
        return case.refused(NAME, "too many paths from the allocation to follow", case.source)
    evidence = f"{case.object} is this allocation on every path to where it is {case.done}"
    return case.answer(NAME, walked.troubles(NAME), evidence)


def _between(case: Case, block: Node) -> bool:
    """Whether a path from the allocation to the clearing may lead through a block."""
    flow = case.body.flow
    source, clear, inner = flow.at(case.source), flow.at(case.clear), flow.at(block)
    if source is None or clear is None or inner is None:
        return True
    return inner.index in flow.ahead_of(source) and inner.index in flow.behind([clear])
