"""The file is one that takes such changes.

Tests of allocators and of memory checkers want the very calls that they make, and code that is copied in from another
project is changed there. The list is data, with where each line comes from: kzfix/tables/policy.toml.

    ptr = kmalloc(sizeof(*ptr), GFP_KERNEL);
    memset(ptr, 0, sizeof(*ptr));      /* mm/kmsan/kmsan_test.c: is memory that was set reported? */
"""

from __future__ import annotations

import os
from fnmatch import fnmatchcase

from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.tables import table

NAME = "policy"
WHOLE = True


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    path = os.path.abspath(case.body.source.path).replace(os.sep, "/")
    for entry in table("policy")["keep"]:
        for pattern in entry["paths"]:
            if fnmatchcase(path, "*/" + pattern) and entry.get("holds", "").encode() in case.body.source.data:
                return case.refused(NAME, f"{entry['why']} ({pattern})", case.source)
    for entry in table("policy")["zeroed"] if case.unread else ():
        for pattern in entry["allocators"]:
            if fnmatchcase(keys.callee(case.source, case.body.data), pattern):
                return case.refused(NAME, f"{entry['why']} ({pattern})", case.source)
    return Holds("the file is no test of memory and no copy from elsewhere")
