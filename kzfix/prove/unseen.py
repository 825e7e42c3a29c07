"""Nobody else can find the object before all of it is written.

Where its address stands in a structure that others know, a human must say that nobody looks before it is written:
zeroes were harmless there, and what was in the memory before may not be. A member of a structure that the function
itself made, and has told nobody of by then, is no such place.

    sdev->hostdata = kzalloc(sizeof(*info), GFP_KERNEL);
    if (!sdev->hostdata)
            return -ENOMEM;
    memcpy(sdev->hostdata, info, sizeof(*info));      /* a monitor may have compared it by now */
"""

from __future__ import annotations

from kzfix.flow.alias import ROOT
from kzfix.flow.definitions import is_own
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys

NAME = "unseen"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    line = case.body.line(case.clear)
    if not any(state.shared for _, state, _ in case.walk().arrivals):
        return Holds(f"its address is this function's own until line {line}")
    point = case.body.flow.at(case.clear)
    found = ROOT.match(keys.key(case.target, case.body.data).lstrip("*("))
    root, scope = found.group() if found is not None else "", case.body.scope
    if point is not None and scope.is_private(root) and is_own(case.body.flow, scope, point, root):
        return Holds(f"its address stands in {root} alone, which nobody knows before line {line}")
    why = f"others may find {case.body.text(case.target)} before line {line} writes all of it"
    return case.review(NAME, why, case.target)
