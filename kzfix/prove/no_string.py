"""What is copied is no string with its terminating zero: kstrdup() is for those.

len = strlen(name) + 1;
copy = kmalloc(len, GFP_KERNEL);
if (copy)
        memcpy(copy, name, len);        /* copy = kstrdup(name, GFP_KERNEL) */
"""

from __future__ import annotations

from kzfix.flow.sizes import Size
from kzfix.prove.case import Answer, Case, Holds
from kzfix.prove.copying import allocated, sizes

NAME = "no-string"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    plain = allocated(case, case.body.sizes)
    at = case.body.flow.at(case.source)
    full = allocated(case, case.expanded(at, plain)) if at is not None else plain
    if _is_string(plain) or _is_string(full):
        return case.refused(NAME, "a string and its terminating zero are copied: kstrdup() does that", sizes(case)[0])
    return Holds("what is copied is not measured as a string")


def _is_string(size: Size) -> bool:
    """`strlen(s) + 1`."""
    terms = dict(size.terms)
    return terms.get(()) == 1 and any(atoms and atoms[0].startswith("strlen (") for atoms in terms)
