"""Which lines differ between two texts, and where a run of them is best shown.

The comparison is Myers' greedy one, quick when little differs. A run of lines that could as well stand some lines
higher or lower is placed by git's "indent heuristic", with git's weights (xdiff/xdiffi.c).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MOST = 4000  # differing lines; with more the whole window counts as changed
_SLIDING = 100  # lines that a run is moved at most
_BLANKS = 20  # blank lines that are looked over at most


@dataclass(frozen=True, slots=True)
class Change:
    """Lines `old` to `old_end` (0-based, half-open) become the new text's `new` to `new_end`."""

    old: int
    old_end: int
    new: int
    new_end: int

    def moved(self, by: int) -> Change:
        """The same run, some lines further down (negative: up)."""
        return Change(self.old + by, self.old_end + by, self.new + by, self.new_end + by)


def changes(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """The runs of lines that differ, in order."""
    start, ends = _common(old, new)
    window = _myers(old[start : len(old) - ends], new[start : len(new) - ends])
    waiting = [change.moved(start) for change in _runs(window)][::-1]
    placed: list[Change] = []
    while waiting:
        change = waiting.pop()
        up, down = _slide(old, new, change)
        below = waiting[-1].old - change.old_end if waiting else len(old) + 1
        above = change.old - placed[-1].old_end if placed else len(old) + 1
        if below <= down:
            waiting.append(_joined(change.moved(below), waiting.pop()))
        elif above <= -up:
            waiting.append(_joined(placed.pop(), change.moved(-above)))
        else:
            placed.append(_placed(old, new, change, up, down))
    return placed


def _joined(one: Change, two: Change) -> Change:
    """Two runs that touch as one."""
    return Change(one.old, two.old_end, one.new, two.new_end)


def _common(old: Sequence[bytes], new: Sequence[bytes]) -> tuple[int, int]:
    """How many lines are the same at the start and at the end."""
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    rest = shorter - start
    end = next((at for at in range(rest) if old[-1 - at] != new[-1 - at]), rest)
    return start, end


def _myers(old: Sequence[bytes], new: Sequence[bytes]) -> list[Change]:
    """Single steps of a shortest edit script, in order."""
    reach = {1: 0}
    trace: list[dict[int, int]] = []
    for depth in range(min(len(old) + len(new), _MOST) + 1):
        trace.append(dict(reach))
        for diagonal in range(-depth, depth + 1, 2):
            down = diagonal == -depth or (diagonal != depth and reach[diagonal - 1] < reach[diagonal + 1])
            x = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while x < len(old) and x - diagonal < len(new) and old[x] == new[x - diagonal]:
                x += 1
            reach[diagonal] = x
            if x >= len(old) and x - diagonal >= len(new):
                return _back(trace, len(old), len(new))
    return [Change(0, len(old), 0, len(new))]


def _back(trace: list[dict[int, int]], x: int, y: int) -> list[Change]:
    steps: list[Change] = []
    for depth in range(len(trace) - 1, 0, -1):
        reach, diagonal = trace[depth], x - y
        down = diagonal == -depth or (diagonal != depth and reach[diagonal - 1] < reach[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        x, y = reach[before], reach[before] - before
        steps.append(Change(x, x, y, y + 1) if down else Change(x, x + 1, y, y))
    return steps[::-1]


def _runs(steps: list[Change]) -> Iterator[Change]:
    """Steps that touch are one change."""
    run: Change | None = None
    for step in steps:
        if run and (run.old_end, run.new_end) == (step.old, step.new):
            run = Change(run.old, step.old_end, run.new, step.new_end)
            continue
        if run:
            yield run
        run = step
    if run:
        yield run


def _slide(old: Sequence[bytes], new: Sequence[bytes], change: Change) -> tuple[int, int]:
    """How far a run that only deletes or only inserts can move up (negative) and down over equal lines."""
    if (change.old == change.old_end) == (change.new == change.new_end):
        return 0, 0
    text, start, end = _side(old, new, change)
    up = down = 0
    while start + up > 0 and text[start + up - 1] == text[end + up - 1]:
        up -= 1
    while end + down < len(text) and text[start + down] == text[end + down]:
        down += 1
    return up, down


def _side(old: Sequence[bytes], new: Sequence[bytes], change: Change) -> tuple[Sequence[bytes], int, int]:
    if change.old == change.old_end:
        return new, change.new, change.new_end
    return old, change.old, change.old_end


def _placed(old: Sequence[bytes], new: Sequence[bytes], change: Change, up: int, down: int) -> Change:
    """A run where it reads best, between two moves."""
    if up >= down:
        return change
    text, start, end = _side(old, new, change)
    first = max(up, down - (end - start) - 1, down - _SLIDING)
    return change.moved(_best(text, start, end, range(first, down + 1)))


def _best(text: Sequence[bytes], start: int, end: int, moves: range) -> int:
    """The move after which the first line of the run and the line behind it look most like beginnings."""
    best, best_score = moves[0], (0, 0)
    for move in moves:
        one, two = _score(text, end + move), _score(text, start + move)
        score = (one[0] + two[0], one[1] + two[1])
        deeper = (score[0] > best_score[0]) - (score[0] < best_score[0])
        if move == moves[0] or 60 * deeper + score[1] - best_score[1] <= 0:
            best, best_score = move, score
    return best


def _score(text: Sequence[bytes], split: int) -> tuple[int, int]:
    """Indentation and penalty of a border before line `split`; less is better."""
    indent = _indent(text[split]) if split < len(text) else None
    above, blanks = _first(text, range(split - 1, -1, -1))
    below, after = _first(text, range(split + 1, len(text)))
    penalty = (1 if above is None and not blanks else 0) + (21 if split >= len(text) else 0)
    after = 1 + after if indent is None else 0
    blanks += after
    penalty += 6 * after - 30 * blanks
    level = below if indent is None else indent
    if level is None:
        return -1, penalty
    return level, penalty + _step(level, above, below, blanks > 0)


def _step(level: int, above: int | None, below: int | None, blanks: bool) -> int:
    """What going in or out at a border costs."""
    if above is None or level == above:
        return 0
    if level > above:
        return 10 if blanks else -4
    if below is not None and below > level:
        return 17 if blanks else 24
    return 17 if blanks else 23


def _first(text: Sequence[bytes], order: range) -> tuple[int | None, int]:
    """The indentation of the first line that is not blank, and the blank lines before it."""
    for blanks, at in enumerate(order):
        if blanks == _BLANKS:
            return 0, blanks
        indent = _indent(text[at])
        if indent is not None:
            return indent, blanks
    return None, len(order)


def _indent(line: bytes) -> int | None:
    column = 0
    for byte in line:
        if byte == 32:
            column += 1
        elif byte == 9:
            column += 8 - column % 8
        elif byte not in b"\n\r\v\f":
            return min(column, 200)
    return None
