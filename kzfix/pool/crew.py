"""Workers, and what they have been given but have not answered yet.

Written against `Executor`, whatever stands behind it. A worker that dies takes its executor with it, as
`concurrent.futures` has it: then there is a new one, and what was under way is tried again by itself, in halves, until
the file is found that kills.
"""

from __future__ import annotations

import contextlib
import queue
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from kzfix.model import Batch, Entry, Failed, path_of
from kzfix.pool.board import Board
from kzfix.pool.chunks import Chunks
from kzfix.pool.judge import Desk, Tick
from kzfix.pool.processes import stop
from kzfix.pool.worker import enter, ready, work

AHEAD = 3  # messages under way for each worker
PAUSE = 0.1  # seconds between two ticks, at most

Chunk = tuple[Entry, ...]
Hire = Callable[[int, Callable[[], None]], Executor]


def asleep(path: str, seconds: float) -> None:
    """A tick that nobody hears."""


@dataclass(frozen=True, slots=True)
class _Given:
    """A message that is under way."""

    chunk: Chunk
    place: int  # on the board
    executor: Executor
    future: Future[Batch]


class Crew:
    """So many workers, each with the same desk, made by `hire`."""

    def __init__(self, desk: Desk, workers: int, hire: Hire, tick: Tick = asleep) -> None:
        self.workers = workers
        self.hire = hire
        self.tick = tick
        self.next_tick = 0.0
        self.alone = workers * AHEAD  # the place of a message that is tried by itself
        self.free = list(range(self.alone))
        self.board = Board(self.alone + 1)
        self.enter = partial(enter, desk, self.board)
        self.executors: list[Executor] = []  # the last one gets the work, the others have some to finish
        self.waiting: deque[_Given] = deque()  # in the order of the entries
        self.answered: queue.SimpleQueue[int] = queue.SimpleQueue()  # the places of messages that came back

    def work(self, entries: Iterable[Entry]) -> Iterator[Batch]:
        """The batch of every chunk, in order, while the workers are a few chunks ahead."""
        chunks = Chunks(entries, self.workers)
        done = False
        try:
            self._hire()
            while self._hand_out(chunks) or self.waiting:
                if self.waiting[0].future.done():
                    yield from self._answer(self.waiting.popleft())
                elif not chunks.full:
                    chunks.take()
                else:
                    self._rest()
                self._tick(self.waiting)
            done = True
        finally:
            for executor in reversed(self.executors):  # later workers hold what they inherited of earlier ones
                executor.shutdown() if done else stop(executor)

    def _hire(self) -> None:
        """New workers, who begin at once."""
        self.executors.append(self.hire(self.workers, self.enter))
        self.executors[-1].submit(ready)

    def _replace(self) -> None:
        """Hire other workers; these go home when they have done what they were given."""
        self.executors[-1].shutdown(wait=False)
        self._hire()

    def _hand_out(self, chunks: Chunks) -> bool:
        """Give every worker enough to do; whether there was anything to give."""
        with contextlib.suppress(queue.Empty):
            while True:
                self.free.append(self.answered.get_nowait())
        given = False
        while self.free and (chunk := chunks.next()):
            self.waiting.append(self._submit(chunk, self.free.pop()))
            given = True
        return given

    def _submit(self, chunk: Chunk, place: int) -> _Given:
        """Give a chunk to the workers, and new workers for those that died in the meantime."""
        self.board.clear(place)
        while True:
            executor = self.executors[-1]
            try:
                future = executor.submit(work, place, chunk)
            except BrokenExecutor:
                self._replace()
            else:
                future.add_done_callback(lambda _: self.answered.put(place))
                return _Given(chunk, place, executor, future)

    def _rest(self) -> None:
        """Wait for an answer, but not long."""
        with contextlib.suppress(queue.Empty):
            self.free.append(self.answered.get(timeout=PAUSE))

    def _tick(self, waiting: Iterable[_Given]) -> None:
        now = monotonic()
        if now < self.next_tick or self.tick is asleep:
            return
        self.next_tick = now + PAUSE
        path, begun = "", now
        for given in waiting:
            number, since = self.board.get(given.place)
            if number is not None and since < begun and not given.future.done():
                path, begun = path_of(given.chunk[number]), since
        self.tick(path, now - begun)

    def _answer(self, given: _Given) -> Iterator[Batch]:
        """A chunk's batch. When a worker died nobody knows at which file."""
        try:
            batch = given.future.result()
        except BrokenExecutor:
            yield from self._rescue(given.chunk)
            return
        if batch.worn and given.executor is self.executors[-1]:
            self._replace()
        yield replace(batch, entries=given.chunk)

    def _rescue(self, chunk: Chunk) -> Iterator[Batch]:
        """Judge a chunk in a worker of its own; when that dies too, halve by halve, down to the file that kills."""
        batch = self._try(chunk)
        if batch is not None:
            yield replace(batch, entries=chunk)
        elif len(chunk) == 1:
            yield Batch((Failed(path_of(chunk[0]), "worker", "the process that judged this file died"),), chunk)
        else:
            half = len(chunk) // 2
            yield from self._rescue(chunk[:half])
            yield from self._rescue(chunk[half:])

    def _try(self, chunk: Chunk) -> Batch | None:
        """Judge a chunk in a worker of its own; None when that worker dies."""
        executor = self.hire(1, self.enter)
        try:
            self.board.clear(self.alone)
            future = executor.submit(work, self.alone, chunk)
            while True:
                with contextlib.suppress(TimeoutError):
                    return future.result(timeout=PAUSE)
                self._tick([_Given(chunk, self.alone, executor, future)])
        except BrokenExecutor:
            return None
        finally:
            stop(executor)
