"""Paths in, results out, in an order that depends on the paths alone.

Files are read and judged by workers, many to a message. A file without anything to say costs a count, not an object.
Whatever happens to one file stays with that file: one that cannot be read, takes too long, needs too much memory or
kills its worker becomes `Failed`, and its neighbours are judged all the same. Nothing is printed here, and nothing
written but by a worker on another machine, into its own temporary folder.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from kzfix.config import Settings
from kzfix.engine import Rules
from kzfix.model import Batch, Entry
from kzfix.pool.crew import Crew, Hire, asleep
from kzfix.pool.judge import Desk, Tick, judge
from kzfix.pool.processes import processes

FILES = 64  # to judge, without workers, before their results are handed on
AHEAD = 4  # times as many to take meanwhile
MOST = 100_000  # entries to hold that were taken ahead

__all__ = ["Hire", "Tick", "examine", "processes"]


def examine(
    entries: Iterable[Entry],
    rules: Rules,
    settings: Settings,
    hire: Hire | None = None,
    tick: Tick = asleep,
    traced: bool = True,
) -> Iterator[Batch]:
    """Judge every entry, in the order given; an entry that was skipped already keeps its place.

    Entries are taken while there is work to do, so they may come from a walk that goes on meanwhile; the workers are
    there before the first is asked for. `hire` makes an executor of so many workers, each of which calls what it is
    given before anything else: by default a process each, and none at all for a single worker. `tick` is called
    several times a second, with the file that some worker has had longest on the table and for how many seconds.
    `traced`: batches say what their judgements rested on.
    """
    desk = Desk(rules, settings, traced=traced)
    if hire is None and settings.workers <= 1:
        return _alone(entries, desk, tick)
    return Crew(desk, settings.workers, hire or processes, tick).work(entries)


def _alone(entries: Iterable[Entry], desk: Desk, tick: Tick) -> Iterator[Batch]:
    """Judge in this process, while the entries are taken faster than they are judged: so it is soon known how many."""
    rest = iter(entries)
    held: deque[Entry] = deque()
    while True:
        held.extend(islice(rest, AHEAD * FILES if len(held) < MOST else FILES))
        if not held:
            break
        chunk = tuple(held.popleft() for _ in range(min(FILES, len(held))))
        yield replace(judge(chunk, desk, tick=tick), entries=chunk)
        tick("", 0)
