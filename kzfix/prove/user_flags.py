"""The allocation asks for what memdup_user() asks for itself: memory of a process that may sleep.

memdup_user() and vmemdup_user() take no flags (mm/util.c). GFP_KERNEL gives way to their GFP_USER; accounting to a
memory cgroup, an atomic context or a zone would be lost.

    x = kmalloc(n, GFP_KERNEL_ACCOUNT);
    if (x && copy_from_user(x, from, n))
            return -EFAULT;
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds

NAME = "user-flags"
PLAIN = frozenset({"GFP_KERNEL", "GFP_USER"})


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    node = case.bound("flags")
    flags = {word.strip(" ()") for word in case.body.text(node).split("|")}
    if len(flags & PLAIN) == 1 and flags <= PLAIN | {"__GFP_NOWARN"}:
        return Holds(f"{case.body.text(node)} is what the new call allocates with")
    return case.refused(NAME, f"{case.body.text(node)} is not what the new call allocates with (GFP_USER)", node)
