"""Generated programs: what is proved keeps behaviour, and the programs stand close enough to a proof to show it."""

from __future__ import annotations

import itertools
import shutil

import pytest
from programs.trial import Trial, summary, trials
from programs.units import DEFAULT, EVERY

OTHERS = (
    EVERY,
    "zeroing/stores", "idioms/memdup", "idioms/memdup-array", "idioms/kcalloc", "idioms/struct_size", "idioms/cast",
)  # fmt: skip
ENOUGH, MANY = 200, 10_000  # programs for each rule, in the default run and in the long one
LONG = 1000  # the number of the first unit of the long run

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


def told(rule: str, enough: int, first: int = 0) -> list[Trial]:
    """The trials of so many of a rule's programs, which must all keep behaviour; a line about them is printed."""
    done: list[Trial] = []
    for one in trials(rule, itertools.count(first)):
        done.append(one)
        if sum(one.programs for one in done) >= enough:
            break
    print(summary(rule, done))
    return done


@pytest.mark.slow
@pytest.mark.parametrize("rule", DEFAULT)
def test_behaviour_is_kept(rule: str) -> None:
    done = told(rule, ENOUGH)
    programs = sum(one.programs for one in done)
    assert sum(one.proposed for one in done) > programs / 3
    assert sum(one.proved for one in done) > programs / 5
    against = {guard for one in done for guard in one.against}
    assert rule == "zeroing/gfp-zero" or len(against) >= 5, "many guards stand against a change"


@pytest.mark.slow
@pytest.mark.parametrize("rule", OTHERS)
def test_others_keep_it_too(rule: str) -> None:
    assert any(one.proved for one in told(rule, 1))


@pytest.mark.long
@pytest.mark.parametrize("rule", (*DEFAULT, *OTHERS))
def test_behaviour_is_kept_by_many(rule: str) -> None:
    assert sum(len(one.outcomes) for one in told(rule, MANY, LONG)) > MANY / 100
