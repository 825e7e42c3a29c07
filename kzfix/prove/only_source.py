"""The clearing is reached from the proposal's allocations alone, and once for each of them.

Deleting it would otherwise leave other memory uncleared: a buffer that is reused, a fallback, the next turn of a loop.

    if (!buf)
            buf = kmalloc(n, GFP_KERNEL);
    memset(buf, 0, n);      /* clears the old buffer too */
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds

NAME = "only-source"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    for walked, what in ((case.bypass, "without this allocation"), (case.again, "again, without a new allocation")):
        if walked.overflow:
            return case.refused(NAME, "too many paths to show that no other leads to the clearing", case.clear)
        for call, _, path in walked.arrivals:
            tests = [point.node for point in path if point.node is not None and point.kind == "test"]
            lines = sorted({case.body.line(node) for node in tests})
            by = f", by line {lines[-1]}" if lines else ""
            return case.refused(NAME, f"the clearing is also reached {what}{by}", call)
    return Holds("no other path leads to the clearing")
