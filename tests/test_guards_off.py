"""The check of the check: with a guard switched off, the generated programs show that something goes wrong.

Most of the guards that are not here speak of what is worth a change, or of what people
mean, not of what a program does: bytes that are zeroed although nobody had written them, or wiped before kfree().
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from programs.trial import explore, rules_of, trial
from programs.units import only

from kzfix.config import Settings
from kzfix.engine import examine
from kzfix.model import Found, Proved, Source
from kzfix.prove import GUARDS
from kzfix.prove.case import Holds
from kzfix.verify.outcome import Differs

FIVE = [
    ("untouched", "zeroing/memset", 0),
    ("whole-object", "overwrite/memcpy", 0),
    ("every-path", "overwrite/memcpy", 0),
    ("only-source", "zeroing/memset", 4),
    ("unread", "overwrite/memcpy", 0),
]  # guard, rule, and a unit of programs that is known to show it
MORE = [
    ("same-object", "zeroing/memset", 4),
    ("unchanged", "overwrite/memcpy", 0),
    ("untouched", "zeroing/fields", 0),
    ("untouched", "zeroing/redundant", 0),
    ("counter-unused", "zeroing/fields", 20),
    ("only-source", "zeroing/redundant", 0),
    ("same-object", "zeroing/redundant", 2),
    ("same-object", "zeroing/fields", 0),
    ("whole-copy", "idioms/memdup", 1),
    ("at-once", "idioms/memdup", 0),
]
MOST = 40  # units that are looked at

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


def stopped(guard: str, rule: str, unit: int) -> str:
    """Those programs of a unit that a guard alone stands against, as far as the first verdict says."""
    found: list[str] = []

    def keep(text: str) -> None:
        result = examine(Source("programs.c", text.encode()), rules_of(rule), Settings(rule=(rule,)))
        names: dict[str, None] = {}
        for finding in result.findings if isinstance(result, Found) else ():
            if not isinstance(finding.verdict, Proved) and finding.verdict.guard == guard:
                names[finding.proposal.function] = None
        found.append(only(text, (name for name in names if f"/* {name} */" in text)))

    explore(rule, unit, keep, shrink=False)
    return found[-1]


def differences(guard: str, rule: str, first: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[Differs]:
    """What programs that a guard stands against do differently when it does not."""
    for unit in dict.fromkeys((first, *range(MOST))):
        text = stopped(guard, rule, unit)
        with monkeypatch.context() as off:
            off.setitem(GUARDS, guard, replace(GUARDS[guard], ask=lambda _: Holds("asked nobody")))
            yield from trial(text, rule).differences


@pytest.mark.slow
@pytest.mark.parametrize(("guard", "rule", "unit"), FIVE)
def test_a_guard_that_is_off_is_missed(guard: str, rule: str, unit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(differences(guard, rule, unit, monkeypatch), None) is not None


@pytest.mark.long
@pytest.mark.parametrize(("guard", "rule", "unit"), MORE)
def test_others_are_missed_too(guard: str, rule: str, unit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert next(differences(guard, rule, unit, monkeypatch), None) is not None
