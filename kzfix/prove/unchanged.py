"""What the sizes depend on is the same at the clearing as at the allocation.

p = kmalloc(n, GFP_KERNEL);
n = dev->len;
memset(p, 0, n);      /* another n */
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds

NAME = "unchanged"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if not case.variant.size:
        return Holds("no operand of the call says the size")
    reads = case.compared.reads
    names = ", ".join(sorted(name for name in reads if name[:1] != "@"))
    evidence = f"{names} is not changed in between" if names else "the size depends on no variable"
    return case.answer(NAME, case.troubles(NAME, reads), evidence)
