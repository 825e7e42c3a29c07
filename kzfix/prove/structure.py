"""What is allocated is one structure: its size is that of what the pointer points to.

Zeroing one structure costs little. A buffer behind it, or an array of many, is for a human to weigh: nobody reads
what nobody wrote, and the time to clear it may matter.

    p = kmalloc(sizeof(*p) + mtu, GFP_ATOMIC);      /* the packet behind the header would be cleared too */
    p->len = 0;
    p->next = NULL;

The objects of a slab cache or a pool may be larger too: where its creation is found, its size counts
(net/core/skbuff.c's skbuff_ext_cache holds a head and room for every extension, cleared in part for each packet).
"""

from __future__ import annotations

from kzfix.flow.sizes import Size, show
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.plain_cache import created

NAME = "structure"
WHOLE = True


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    if case.variant.holder and not case.variant.size:
        return _held(case)
    return _judged(case, case.allocated, case.allocated_text)


def _held(case: Case) -> Answer:
    """The objects of a cache or pool, by what its creations say; one that is not found is `plain-cache`'s to ask of.

    A variable of the creating function says nothing: it is most often the structure's size by a shorter name.
    """
    for made in created(case):
        if made.size.isidentifier() and not made.size.isupper():
            continue
        answer = _judged(case, case.body.sizes.of_text(made.size), made.size)
        if not isinstance(answer, Holds):
            where = f"the objects of {case.filled(case.variant.holder)} may be larger ({made.where})"
            return case.review(NAME, f"{where}: {answer.reason}", case.source)
    return Holds("the cache's objects are not known to be larger than the structure")


def _judged(case: Case, allocated: Size, text: str) -> Answer:
    whole = case.body.sizes.of_text(f"sizeof(*({case.body.text(case.pointer)}))")
    left = allocated.minus(whole)
    if not left:
        return Holds(f"{text} is one {_named(case)}")
    if all(times > 0 for times in left.values()):
        return case.review(NAME, f"{show(left)} bytes behind the structure would be zeroed too", case.source)
    if any("*".join(atoms).find("sizeof") >= 0 for atoms, _ in allocated.terms):
        return case.review(NAME, f"{text} bytes are zeroed, which need not be one {_named(case)}", case.source)
    return case.refused(NAME, f"{text} is not the size of a structure", case.source)


def _named(case: Case) -> str:
    found = case.body.types.of(case.pointer)
    pointee = found.pointee() if found is not None else None
    return str(pointee) if pointee is not None else "structure"
