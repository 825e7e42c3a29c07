"""A bar on stderr for a run that takes its time; nothing at all when stderr is not a terminal."""

from __future__ import annotations

import sys
from time import monotonic

QUIET = 1.0  # seconds before the bar shows
PAUSE = 0.1  # seconds between two drawings
WIDTH = 30  # cells


class Progress:
    """How many of so many files are done."""

    def __init__(self, total: int, wanted: bool) -> None:
        self.total = total
        self.done = 0
        self.shown = False
        self.wanted = wanted and sys.stderr.isatty()
        self.next = monotonic() + QUIET

    def advance(self, files: int) -> None:
        """So many more are done."""
        self.done += files
        if self.wanted and monotonic() >= self.next:
            self.next = monotonic() + PAUSE
            self._draw()

    def clear(self) -> None:
        """Take the bar away, so that other output has the line for itself."""
        if self.shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self.shown = False

    def _draw(self) -> None:
        full = WIDTH * self.done // max(self.total, 1)
        sys.stderr.write(f"\r[{'#' * full}{'.' * (WIDTH - full)}] {self.done}/{self.total} files\x1b[K")
        sys.stderr.flush()
        self.shown = True
