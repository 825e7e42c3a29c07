"""The guards by name, and how their answers become one verdict."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import ModuleType

from kzfix.errors import Unfit
from kzfix.flow.body import Body
from kzfix.model import Proposal, Proved, Refused, Review, Site, Span, Verdict
from kzfix.prove import (
    at_once,
    by_member,
    counter_unused,
    enough,
    every_path,
    flexible_tail,
    has_api,
    has_twin,
    inside,
    leaks,
    lives_on,
    needless_cast,
    no_error_pointer,
    no_string,
    only_source,
    outside_macro,
    padding,
    plain_cache,
    plain_factor,
    policy,
    pure,
    same_failure,
    same_object,
    same_source,
    structure,
    unchanged,
    unread,
    unseen,
    untouched,
    user_flags,
    value_unused,
    whole_copy,
    whole_object,
    zero_already,
)
from kzfix.prove.case import LEAST, Answer, Case, Holds
from kzfix.smpl.rule import Variant


@dataclass(frozen=True, slots=True)
class Guard:
    """A guard: its name in rule files, what it means, and how it is asked.

    `judges`: it compares values of the metavariables that it names, so that they need not match to the letter.
    `whole`: it speaks of the allocation, so that what it refuses is refused for every part of a proposal.
    `together`: it is asked once, about all parts of a proposal that are left.
    """

    name: str
    explanation: str
    ask: Callable[[Case], Answer]
    judges: bool
    whole: bool
    together: bool


def _guard(module: ModuleType) -> Guard:
    flags = (getattr(module, flag, False) for flag in ("JUDGES", "WHOLE", "TOGETHER"))
    return Guard(module.NAME, inspect.getdoc(module) or "", module.ask, *flags)


GUARDS: Mapping[str, Guard] = {
    guard.name: guard
    for guard in map(
        _guard,
        (
            policy, has_twin, outside_macro, value_unused, pure, whole_object, plain_cache, only_source, same_object,
            every_path, unchanged, untouched, inside, by_member, counter_unused, structure, enough, unread, padding,
            unseen, has_api, whole_copy, no_string, same_source, at_once, user_flags, same_failure, no_error_pointer,
            plain_factor, flexible_tail, needless_cast, leaks, zero_already, lives_on,
        ),
    )
}  # fmt: skip


Verdicts = Mapping[Span, Verdict]  # by the last place of a site


def prove(body: Body, proposal: Proposal, variants: Mapping[str, Variant]) -> Verdicts:
    """Ask every guard of the rule about every site. `variants` are the rule's, by allocator entry.

    Sites that are parts are judged for themselves, each with all allocations that lead to it; the others all together.
    """
    if not proposal.sites[0].part:
        verdict = _judge(body, proposal, variants)
        return {site.places[-1]: verdict for site in proposal.sites}
    found: dict[Span, Verdict] = {}
    for place in sorted({site.places[-1] for site in proposal.sites}):
        sites = tuple(site for site in proposal.sites if site.places[-1] == place)
        verdict = found[place] = _judge(body, replace(proposal, sites=sites), variants)
        if isinstance(verdict, Refused) and GUARDS[verdict.guard].whole:
            return {site.places[-1]: verdict for site in proposal.sites}
    return found


def _judge(body: Body, proposal: Proposal, variants: Mapping[str, Variant]) -> Verdict:
    """What the guards say of each site of a proposal by itself."""
    return _asked((Case(body, proposal, site, variants[site.entry]) for site in proposal.sites), together=False)


def _together(body: Body, proposal: Proposal, variants: Mapping[str, Variant], least: int) -> Verdict:
    """What the guards say that speak of all parts of a proposal at once."""
    first = proposal.sites[0]
    return _asked([Case(body, proposal, first, variants[first.entry], least)], together=True)


def _asked(cases: Iterable[Case], *, together: bool) -> Verdict:
    """The first refusal decides; else the first question for a human; else it is proved."""
    evidence: list[str] = []
    review: Review | None = None
    for case_ in cases:
        for guard in (GUARDS[use.name] for use in case_.variant.guards):
            if guard.together is not together:
                continue
            match _answer(guard, case_):
                case Refused() as refused:
                    return refused
                case Review() as found:
                    review = review or found
                case Holds(line):
                    evidence.append(line)
    return review or Proved(tuple(dict.fromkeys(evidence)))


def _answer(guard: Guard, case_: Case) -> Answer:
    """What a guard says; that it does not fit the rule is a refusal too."""
    try:
        return guard.ask(case_)
    except Unfit as error:
        return Refused(guard.name, error.title, case_.proposal.first)


def settle(
    body: Body, proposal: Proposal, verdicts: Verdicts, variants: Mapping[str, Variant], least: int = LEAST
) -> list[tuple[Proposal, Verdict]]:
    """What becomes of a proposal: one verdict, or, when its sites are parts, one for those that are proved and one for
    those that only a human can grant. Parts that are refused stay as they are; when no part goes, the first says why.
    """
    if not proposal.sites[0].part:
        return [(proposal, verdicts[proposal.sites[0].places[-1]])]
    proved = [site for site in proposal.sites if isinstance(verdicts[site.places[-1]], Proved)]
    review = [site for site in proposal.sites if isinstance(verdicts[site.places[-1]], Review)]
    out: list[tuple[Proposal, Verdict]] = []
    if proved:
        part = replace(proposal, sites=tuple(proved))
        asked = _together(body, part, variants, least)
        if not isinstance(asked, Refused):
            evidence = [line for site in proved for line in _evidence(verdicts[site.places[-1]])]
            lines = (*dict.fromkeys(evidence), *_evidence(asked))
            out.append((part, asked if isinstance(asked, Review) else Proved(lines)))
        elif not review:
            return [(proposal, asked)]
    if review:
        rest = replace(proposal, sites=tuple(review) if out else tuple(sorted((*proved, *review), key=_order)))
        asked = Proved(()) if out else _together(body, rest, variants, least)
        first = next(verdicts[site.places[-1]] for site in review)
        out.append((rest, asked if isinstance(asked, Refused) else first))
    return out or [(proposal, verdicts[proposal.sites[0].places[-1]])]


def _order(site: Site) -> tuple[Span, ...]:
    return site.places


def _evidence(verdict: Verdict) -> tuple[str, ...]:
    return verdict.evidence if isinstance(verdict, Proved) else ()
