"""Entries, cut into messages for the workers while they are still being found."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable
from itertools import islice

from kzfix.model import Entry, File

LEAST = 32 * 1024  # of work in a message, so that messages cost nothing beside it
MOST = 4 * 1024 * 1024
PARTS = 6  # a message is this part of one worker's share of what is left, so that all end at the same time
FILE = 4096  # what it costs to open a file, in bytes that could be read instead
STEP = 256  # entries to take at once
AHEAD = 100_000  # entries to hold, at most, that nobody has asked for yet


class Chunks:
    """What is left to do, handed out in the order of the entries: long messages first, shorter ones near the end."""

    def __init__(self, entries: Iterable[Entry], workers: int) -> None:
        self._entries = iter(entries)
        self._workers = workers
        self._held: deque[tuple[Entry, int]] = deque()
        self._work = 0  # in what is held
        self.over = False  # every entry has been taken

    @property
    def empty(self) -> bool:
        """Nothing is left."""
        return self.over and not self._held

    @property
    def full(self) -> bool:
        """There is no point in taking more entries at the moment."""
        return self.over or len(self._held) >= AHEAD

    def take(self) -> None:
        """Take some entries."""
        some = list(islice(self._entries, STEP))
        self.over = len(some) < STEP
        for entry in some:
            work = _work(entry)
            self._held.append((entry, work))
            self._work += work

    def next(self) -> tuple[Entry, ...]:
        """Some entries for a worker; none when nothing is left."""
        while self._work < LEAST * self._workers and not self.over:
            self.take()
        limit = min(max(LEAST, self._work // (self._workers * PARTS)), MOST)
        chunk: list[Entry] = []
        room = limit
        while self._held and (not chunk or self._held[0][1] <= room):
            entry, work = self._held.popleft()
            chunk.append(entry)
            room -= work
        self._work -= limit - room
        return tuple(chunk)


def _work(entry: Entry) -> int:
    """How much there is to do; a file that cannot be asked fails later, by name."""
    if isinstance(entry, File):
        return entry.size + FILE
    try:
        return (os.stat(entry).st_size if isinstance(entry, str) else 0) + FILE
    except (OSError, ValueError):
        return FILE
