"""A board that parent and workers see: which file of its message a worker has on the table, and since when."""

from __future__ import annotations

import mmap
from time import monotonic


class Board:
    """Every message has a place of its own on it while it is under way. Only a process that was forked sees it."""

    def __init__(self, places: int) -> None:
        self._cells = memoryview(mmap.mmap(-1, 16 * places)).cast("d")

    def __reduce__(self) -> tuple[object, ...]:
        return Board, (len(self._cells) // 2,)  # a worker that was not forked has one for itself

    def set(self, place: int, number: int) -> None:
        """The file with that number is on the table."""
        self._cells[2 * place + 1] = monotonic()
        self._cells[2 * place] = number + 1

    def clear(self, place: int) -> None:
        """No file is."""
        self._cells[2 * place] = 0

    def get(self, place: int) -> tuple[int | None, float]:
        """The number of the file there, if there is one, and when its turn came."""
        number = int(self._cells[2 * place]) - 1
        return None if number < 0 else number, self._cells[2 * place + 1]
