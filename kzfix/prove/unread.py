"""Nobody reads the object before all of it is written.

Not this function, no callee that gets it, and nobody who finds it where it was stored. Where a copy can fail, the
failing path must not read it either.

    p = kzalloc(sizeof(*p), GFP_KERNEL);
    if (copy_from_user(p, arg, sizeof(*p)))
            goto out;
    ...
out:
    err = p->status;      /* not written when the copy failed */
"""

from __future__ import annotations

from kzfix.flow import fills
from kzfix.prove.case import Answer, Case
from kzfix.source import keys

NAME = "unread"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    evidence = f"nobody reads the object before line {case.body.line(case.clear)} writes all of it"
    fill = fills.table().get(keys.callee(case.clear, case.body.data)) if case.clear.child("left") is None else None
    if fill is not None and fill.idiom:
        evidence += f"; {_best(case, fill.idiom)}() would do both in one call"
    return case.answer(NAME, case.troubles(NAME), evidence)


def _best(case: Case, idiom: tuple[str, ...]) -> str:
    """The idiom of the allocator's own kind: kvmemdup() for kvzalloc(), devm_kmemdup() for devm_kzalloc()."""
    plain = case.allocator.plain if case.allocator is not None else ""
    kinds = [kind for kind in ("devm_", "kv", "array") if kind in plain]

    def unlike(name: str) -> int:
        return sum((kind in name) != (kind in kinds) for kind in ("devm_", "kv", "vmem", "array", "nul"))

    return min(idiom, key=unlike)
