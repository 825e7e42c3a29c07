"""Judge a unit of programs, change what is proved, and run both sides of each changed program."""

from __future__ import annotations

import functools
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import hypothesis
from hypothesis import HealthCheck, Phase, given

from kzfix.config import Settings
from kzfix.engine import Rules, examine, load
from kzfix.model import Finding, Found, Include, Proved, Source
from kzfix.rewrite.choice import chosen
from kzfix.verify.outcome import Differs, NotRun, Outcome, Same
from kzfix.verify.program import Alone
from kzfix.verify.run import validate
from programs.units import EVERY, programs_of, units

STARTS, MOST = 24, 96  # runs of each program, and at most while they come to no changed place
COMPILER = Alone(flags=("-O0", "-fwrapv"))
DEEP = 30000  # frames, as the engine asks for: Hypothesis warns of a limit that changes under it


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one unit. `proposed` and `proved` count programs, not findings."""

    programs: int
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def proposed(self) -> int:
        """Programs that hold a site."""
        return len({finding.proposal.function for finding in self.findings})

    @property
    def proved(self) -> int:
        """Programs in which a change is proved."""
        return len({each.proposal.function for each in self.findings if isinstance(each.verdict, Proved)})

    @property
    def against(self) -> Counter[str]:
        """How often each guard stood against a change."""
        verdicts = (finding.verdict for finding in self.findings)
        return Counter(verdict.guard for verdict in verdicts if not isinstance(verdict, Proved))

    @property
    def differences(self) -> tuple[Differs, ...]:
        """The changes that were wrong."""
        return tuple(outcome for outcome in self.outcomes if isinstance(outcome, Differs))


def settings_of(rule: str) -> Settings:
    """What asks for one rule, or for all that are in no group."""
    return Settings() if rule == EVERY else Settings(rule=(rule,))


@functools.cache
def rules_of(rule: str) -> Rules:
    """One rule, or all that are in no group, loaded once."""
    return load(settings_of(rule))


def trial(text: str, rule: str) -> Trial:
    """Judge and run one unit."""
    rules = rules_of(rule)
    result = examine(Source("programs.c", text.encode()), rules, settings_of(rule))
    assert not hasattr(result, "error"), result
    if not isinstance(result, Found):
        return Trial(len(programs_of(text)), (), ())
    assert result.unparsed == ()
    mine = chosen(result, Include.PROVED)
    outcomes = validate(result, mine, rules.tables, COMPILER, STARTS, MOST) if mine else ()
    return Trial(len(programs_of(text)), result.findings, outcomes)


def explore(rule: str, number: int, check: Callable[[str], None], *, shrink: bool = True) -> None:
    """Give a check the unit that a number stands for, always the same one; when it fails, the smallest that fails too.

    A run of Hypothesis for each unit, of which the first example is the empty one: left to make many in one run, it
    makes most of them by changing one program of the last.
    """
    sys.setrecursionlimit(max(sys.getrecursionlimit(), DEEP))
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    chosen = hypothesis.settings(
        max_examples=2, phases=phases, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    hypothesis.seed(number)(chosen(given(units(rule))(check)))()


def trials(rule: str, numbers: Iterable[int]) -> Iterator[Trial]:
    """A trial of each unit that the numbers stand for. Raises AssertionError for a program that behaves differently."""
    found: list[Trial] = []

    def check(text: str) -> None:
        one = trial(text, rule)
        for differs in one.differences:
            shown = programs_of(text).get(differs.function, text)
            raise AssertionError(f"{rule}, {differs.function}: {differs.what}\n{shown}")
        found.append(one)

    for number in numbers:
        found.clear()
        explore(rule, number, check)
        yield found[-1]


def summary(rule: str, done: list[Trial]) -> str:
    """One line for people."""
    outcomes = [outcome for one in done for outcome in one.outcomes]
    same = [outcome for outcome in outcomes if isinstance(outcome, Same)]
    against = sum((one.against for one in done), Counter[str]())
    return (
        f"{rule}: {sum(one.programs for one in done)} programs, {sum(one.proposed for one in done)} with a site, "
        f"{sum(one.proved for one in done)} changed, {len(same)} the same in {sum(one.runs for one in same)} runs "
        f"({sum(one.reached for one in same)} came to a change), "
        f"{sum(isinstance(one, NotRun) for one in outcomes)} not run; against: "
        + ", ".join(f"{guard} {count}" for guard, count in against.most_common())
    )
