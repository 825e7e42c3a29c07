"""Translation validation: run each changed function as it was and as it would be, and compare what can be observed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kzfix.model import Finding, Found
from kzfix.smpl.allocators import Table
from kzfix.verify.compare import Compared, compare
from kzfix.verify.lift import Target, lift
from kzfix.verify.outcome import Differs, NotRun, Outcome, Same
from kzfix.verify.program import Compiler, NotLifted, Programs, build, words

STARTS = 48  # seeds that each function is run with
MOST_STARTS = 4096  # ... at most, while some changed place has not been passed


def validate(
    found: Found,
    chosen: Sequence[Finding],
    tables: Sequence[Table],
    compiler: Compiler,
    starts: int = STARTS,
    most: int = MOST_STARTS,
) -> tuple[Outcome, ...]:
    """An outcome for each changed function of a file, in order. Raises VerifyError where there is no compiler.

    `chosen` are the findings that `found.edits` change. Each function is run from so many `starts`, and from up to
    `most` while some changed place has not been passed.
    """
    lifted = lift(found, chosen, tables)
    with tempfile.TemporaryDirectory(prefix="kzfix-") as folder:
        try:
            programs = build(lifted, found.path, compiler, Path(folder))
        except NotLifted as error:
            return tuple(NotRun(one.function, one.line, str(error)) for one in lifted.targets)
        told: list[Outcome] = [NotRun(one.function, one.line, why) for one, why in programs.missing]
        told += (_judge(programs, number, one, starts, most) for number, one in enumerate(programs.targets))
    return tuple(sorted(told, key=lambda one: one.line))


def _judge(programs: Programs, entry: int, target: Target, starts: int, most: int) -> Outcome:
    wanted = sum(1 << number % 64 for number, _ in target.marks)
    total = Compared(0, 0, 0, "")
    try:
        for first, last in _batches(starts, most):
            numbers = words(programs.before) if first else []
            one = compare(*programs.run(entry, first, last, numbers))
            total = replace(
                one, runs=total.runs + one.runs, reached=total.reached + one.reached, marks=total.marks | one.marks
            )
            if total.difference:
                return Differs(target.function, target.line, total.difference)
            if total.marks & wanted == wanted and total.reached:
                return Same(target.function, target.line, total.runs, total.reached)
    except NotLifted as error:
        return NotRun(target.function, target.line, str(error))
    missed = [str(line) for number, line in target.marks if not total.marks >> number % 64 & 1]
    where = ", ".join(missed) or str(target.line)
    return NotRun(target.function, target.line, f"no run of {total.runs} came to line {where}")


def _batches(starts: int, most: int) -> Iterator[tuple[int, int]]:
    first, last = 0, min(starts, most)
    while first < most:
        yield first, last
        first, last = last, min(last * 4, most)
