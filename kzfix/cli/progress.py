"""A bar on stderr for a run that takes its time; nothing at all when stderr is not a terminal."""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from time import monotonic

from kzfix.model import Entry, File

QUIET = 1.0  # seconds before the bar shows
PAUSE = 0.1  # seconds between two drawings
SLOW = 5.0  # seconds after which the file is named that takes them
RECENT = 20.0  # seconds that the rate is taken over
WIDTH = 20  # cells
MEGABYTE = 1_000_000


class Progress:
    """How many of so many files are done, how fast, and how long the rest will take. `noun`: another word for them."""

    def __init__(self, total: int, wanted: bool, noun: str = "files") -> None:
        self.total = total
        self.noun = noun
        self.growing = False  # there may be more than these
        self.bytes = 0  # in all of them
        self.done = self.done_bytes = 0
        self.shown = False
        self.wanted = wanted and sys.stderr.isatty()
        now = monotonic()
        self.next = now + QUIET
        self._past = deque([(now, 0, 0)])  # when so many files and bytes were done
        self._slow = ("", 0.0)

    def counted(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """The same entries, added to the total as they come."""
        self.growing = True
        for entry in entries:
            self.total += 1
            self.bytes += entry.size if isinstance(entry, File) else 0
            yield entry
        self.growing = False

    def advance(self, files: int, size: int = 0) -> None:
        """So many more are done, of so many bytes."""
        self.done += files
        self.done_bytes += size
        self._show()

    def tick(self, path: str, seconds: float) -> None:
        """Nothing more is done, but this file has been looked at for so long."""
        self._slow = (path, seconds)
        self._show()

    def clear(self) -> None:
        """Take the bar away, so that other output has the line for itself."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False

    def _show(self) -> None:
        now = monotonic()
        if not self.wanted or now < self.next:
            return
        self.next = now + PAUSE
        self._past.append((now, self.done, self.done_bytes))
        while now - self._past[0][0] > RECENT:
            self._past.popleft()
        line = self._line(now)
        sys.stderr.write(f"\r{line + self._named(_columns() - 1 - len(line))}\x1b[K")
        sys.stderr.flush()
        self.shown = True

    def _line(self, now: float) -> str:
        full = WIDTH * self.done // max(self.total, 1)
        parts = [f"[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total}{'+' * self.growing} {self.noun}"]
        begun, files, size = self._past[0]
        span = max(now - begun, 1e-9)
        if self.done > files:
            parts.append(f"{(self.done - files) / span:.0f}/s")
        if self.done_bytes > size:
            parts.append(f"{(self.done_bytes - size) / span / MEGABYTE:.1f} MB/s")
            left = (self.bytes - self.done_bytes) * span / (self.done_bytes - size)
            parts.append(f"{_time(left)}{'+' * self.growing} left")
        return ", ".join(parts)[: _columns() - 1]

    def _named(self, room: int) -> str:
        """The file that takes long, as far as there is room: of a long path, the end."""
        path, seconds = self._slow
        words = f"; {seconds:.0f} s: "
        if not path or seconds < SLOW or room < len(words) + 8:
            return ""
        path = "".join(letter if letter.isprintable() else "?" for letter in path)
        left = room - len(words)
        return words + (path if len(path) <= left else f"…{path[1 - left :]}")


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(max(seconds, 0)), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{rest:02}" if minutes >= 60 else f"{minutes}:{rest:02}"


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError, AttributeError):
        return 80
