"""The guards by name, and how their answers become one verdict."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType

from kzfix.flow.body import Body
from kzfix.model import Proposal, Proved, Refused, Review, Verdict
from kzfix.prove import (
    has_twin,
    only_source,
    outside_macro,
    plain_cache,
    policy,
    pure,
    same_object,
    unchanged,
    untouched,
    value_unused,
    whole_object,
)
from kzfix.prove.case import Answer, Case, Holds
from kzfix.smpl.rule import Variant


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard: its name in rule files, what it means, and how it is asked.

    `judges`: it compares values of the metavariables that it names, so that they need not match to the letter.
    """

    name: str
    explanation: str
    ask: Callable[[Case], Answer]
    judges: bool


def _guard(module: ModuleType) -> Guard:
    return Guard(module.NAME, inspect.getdoc(module) or "", module.ask, getattr(module, "JUDGES", False))


GUARDS: Mapping[str, Guard] = {
    guard.name: guard
    for guard in map(
        _guard,
        (
            policy, has_twin, outside_macro, value_unused, pure, whole_object, plain_cache, only_source, same_object,
            unchanged, untouched,
        ),
    )
}  # fmt: skip


def prove(body: Body, proposal: Proposal, variants: Mapping[str, Variant]) -> Verdict:
    """Ask every guard of the rule about every site. `variants` are the rule's, by allocator entry.

    The first refusal decides; else the first question for a human; else it is proved.
    """
    evidence: list[str] = []
    review: Review | None = None
    for site in proposal.sites:
        variant = variants[site.entry]
        case_ = Case(body, proposal, site, variant)
        for use in variant.guards:
            match GUARDS[use.name].ask(case_):
                case Refused() as refused:
                    return refused
                case Review() as found:
                    review = review or found
                case Holds(line):
                    evidence.append(line)
    return review or Proved(tuple(dict.fromkeys(evidence)))
