"""Whether two sides of a change did the same, as far as can be observed.

Memory that nobody has written may hold anything. So both sides run three times from each start, with three fillings of
such memory. Where the old text shows other bytes for another filling, they come from memory that was not initialised:
there the new text may show what zeroed memory leads to. Everywhere else it must show the very same bytes, and a change
that takes zeroing away must do so everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.verify.program import Run

FAULT, TIME_OUT = 1, 2
EVENT = b"\xfe\xed"  # before each event's tag
_ENDINGS = (
    "returned", "touched what is not there", "ran out of time", "went on for too long", "hit a trap", "did not return",
)  # fmt: skip
_UNLIKE = bytes([0, *[255] * 255])


@dataclass(frozen=True, slots=True)
class Compared:
    """What the runs of one function came to."""

    runs: int  # starts whose runs could be compared
    reached: int  # those among them that passed a changed place after an allocation that succeeded
    marks: int  # bit set of the places passed in all
    difference: str  # "": none


def compare(before: Sequence[Run], after: Sequence[Run]) -> Compared:
    """Compare the runs of both sides, those of one seed together."""
    runs = reached = marks = 0
    old, new = dict(_by_seed(before)), dict(_by_seed(after))
    for seed, was in old.items():
        now = new.get(seed, [])
        if any(run.ending == TIME_OUT for run in (*was, *now)) or len(was) != 3 or len(now) != 3:
            continue
        what = _difference(was, now)
        if what and was[0].crowded:
            continue  # a member of one structure may have been one of another
        runs += 1
        marks |= was[0].marks
        reached += bool(was[0].marks and was[0].made)
        if what:
            return Compared(runs, reached, marks, f"seed {seed}: {what}")
    return Compared(runs, reached, marks, "")


def _by_seed(runs: Sequence[Run]) -> Iterator[tuple[int, list[Run]]]:
    found: dict[int, list[Run]] = {}
    for run in runs:
        found.setdefault(run.seed, []).append(run)
    yield from found.items()


def _difference(was: Sequence[Run], now: Sequence[Run]) -> str:
    """The first difference in words. `was` and `now`: the runs with memory filled with 0, and with two other bytes."""
    zero, one, two = was
    unlike = (zero.ending, zero.log) != (now[0].ending, now[0].log)
    if unlike and zero.ending == FAULT and now[0].log.startswith(_course(zero.log)):
        return ""  # what went is what touched it: memset() of NULL, before the check
    if zero.ending != now[0].ending:
        return f"it {_ENDINGS[zero.ending]} before, and {_ENDINGS[now[0].ending]} after"
    if zero.log != now[0].log:
        return told(zero.log, now[0].log)
    if len({(run.ending, len(run.log)) for run in was}) > 1:
        return ""  # its course depends on memory that is not initialised
    for run, new in ((one, now[1]), (two, now[2])):
        if run.ending != new.ending or len(run.log) != len(new.log):
            return told(run.log, new.log)
        if run.log != new.log and not _only_zeroed(run.log, zero.log, new.log):
            return told(run.log, new.log)
    return ""


def _course(log: bytes) -> bytes:
    """A log without what the run left behind."""
    return log[: log.rfind(EVENT + b"e")]


def _only_zeroed(was: bytes, zero: bytes, now: bytes) -> bool:
    """Whether `now` is `was`, but for bytes that come of memory not initialised, which may be what zeroes lead to."""
    return not _unlike(was, now) & _unlike(zero, now)


def _unlike(one: bytes, other: bytes) -> int:
    """A number with a byte of ones for each place where two logs of one length differ."""
    both = int.from_bytes(one, "big") ^ int.from_bytes(other, "big")
    return int.from_bytes(both.to_bytes(len(one), "big").translate(_UNLIKE), "big")


def told(was: bytes, now: bytes) -> str:
    """Where two logs part, in words: the event, and the bytes of both."""
    at = next((i for i, (one, two) in enumerate(zip(was, now, strict=False)) if one != two), min(len(was), len(now)))
    old, new = _event(was, at), _event(now, at)
    if old != new:
        return f"it {old} before, and {new} after"
    shown = [log[at : at + 8].hex(" ") or "nothing more" for log in (was, now)]
    return f"it {old} both times, with {shown[0]} before and {shown[1]} after"


def _event(log: bytes, at: int) -> str:
    """The event that a byte of a log belongs to (see runtime/log.c)."""
    start = max(log.rfind(EVENT, 0, at + len(EVENT) + 1), 0)
    tag = log[start + len(EVENT) : start + len(EVENT) + 1]
    name = log[start + len(EVENT) + 1 :].split(b"\0", 1)[0].decode("latin-1")
    match tag:
        case b"a":
            return "allocates"
        case b"c" | b"f" | b"w":
            return f"calls {name}()"
        case b"i":
            return "calls through a pointer"
        case b"r":
            return "returns a value"
        case b"e":
            return "leaves memory behind"
        case b"v":
            return "changes a variable of the file"
        case b"l":
            return "loses an object"
    return "goes on"
