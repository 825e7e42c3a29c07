"""What came of running a function as it was and as it would be."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Same:
    """Nothing that can be observed differs, in any run."""

    function: str
    line: int  # 1-based, of the function's first change
    runs: int
    reached: int  # runs in which both the allocation succeeded and a changed place was passed


@dataclass(frozen=True, slots=True)
class Differs:
    """A run in which something differs: the change is wrong, or kzfix's picture of a callee is."""

    function: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class NotRun:
    """The function could not be lifted, or no run came to the changed place, so nothing was shown."""

    function: str
    line: int
    why: str


Outcome = Same | Differs | NotRun
