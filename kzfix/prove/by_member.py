"""The object is set member by member: no call clears it, or the head of it, as well.

Where one clears all of it the members are zero already, and that is another rule's to say. Where one clears a head,
somebody chose to leave the rest alone (fs/direct-io.c does so because its page array is large).

    p = kmalloc(sizeof(*p), GFP_KERNEL);
    memset(p, 0, offsetof(struct dio, pages));
    p->pages_in_io = 0;
"""

from __future__ import annotations

from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys

NAME = "by-member"
WHOLE = True


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    data = case.body.data
    names = {keys.key(case.pointer, data), keys.key(case.target, data)}
    clears = case.allocator.clears if case.allocator is not None else ()
    called = dict.fromkeys(clear.split("(")[0] for clear in clears)
    calls = [call for name in called for call in case.body.calls.get(name, ())]
    for call in sorted(calls, key=lambda call: call.start):
        args = keys.arguments(call)
        zero = len(args) != 3 or case.body.is_zero(args[1])
        if args and zero and keys.key(args[0], data) in names:
            line = case.body.line(call)
            return case.refused(NAME, f"line {line} clears the object, or a part of it on purpose", call)
    return Holds("nothing clears the object as a whole")
