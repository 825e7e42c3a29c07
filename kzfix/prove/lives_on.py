"""Somebody uses the object after the clearing.

What is cleared and then freed holds a secret that must not stay in memory.

memset(key, 0, len);
dma_free_coherent(dev, len, key, bus);
"""

from __future__ import annotations

from kzfix.flow.state import State
from kzfix.prove.case import Answer, Case, Holds

NAME = "lives-on"


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    leaves = case.ends(lambda state: not _is_gone(case, state))
    if leaves and all(_is_gone(case, state) for state in leaves):
        return case.refused(NAME, f"{case.object} is not used any more: the clearing wipes what it held", case.clear)
    return Holds(f"{case.object} is used after the clearing")


def _is_gone(case: Case, state: State) -> bool:
    """Whether nobody has used the object, and nobody can any more."""
    kept = state.stored or not all(case.body.scope.is_private(name) for name in state.holders)
    return state.used is None and not (kept and state.holders)
