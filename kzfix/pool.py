"""Paths in, results out, in an order that depends on the paths alone.

Files are read and judged in worker processes, many to a message. A file without anything to say costs a count, not
an object. Whatever happens to one file stays with that file: one that cannot be read, takes too long or kills its
worker becomes `Failed`, and its neighbours are judged all the same. Nothing is printed or written here.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import islice
from types import FrameType

from kzfix import engine
from kzfix.config import Settings
from kzfix.engine import Rules
from kzfix.model import Clean, Failed, FileResult, Skipped, Source

CHUNK_BYTES = 512 * 1024  # of source, at most, in one message to a worker; a larger file travels alone
CHUNK_FILES = 256
AHEAD = 4  # messages under way for each worker

Entry = str | Skipped
Hire = Callable[[int, Callable[[], None]], Executor]


@dataclass(frozen=True, slots=True)
class Batch:
    """What some neighbouring paths came to: the results worth telling, in order, and a count of the others."""

    results: tuple[FileResult, ...]
    clean: int = 0  # files of which there is nothing to tell
    functions: int = 0  # that were read in those

    @property
    def files(self) -> int:
        """How many paths this batch speaks of."""
        return len(self.results) + self.clean


def examine(
    entries: Sequence[Entry], rules: Rules, settings: Settings, hire: Hire | None = None
) -> Iterator[Batch]:
    """Judge every entry, in the order given; an entry that was skipped already keeps its place.

    `hire` makes an executor of so many workers, each of which calls what it is given before anything else. By default
    that is one process each, and none at all for a single worker.
    """
    chunks = _chunks(entries, settings.workers)
    workers = min(settings.workers, len(chunks))
    desk = _Desk(rules, settings)
    if hire is None and workers <= 1:
        yield from (_batch(chunk, desk) for chunk in chunks)
    elif chunks:
        yield from _Crew(desk, workers, hire or processes).work(chunks)


def processes(workers: int, enter: Callable[[], None]) -> Executor:
    """A process for each worker, forked where the system can, so that the rules are not sent to each."""
    kind = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(kind), initializer=enter)


def _chunks(entries: Iterable[Entry], workers: int) -> list[tuple[Entry, ...]]:
    """Cut the entries into messages of about the same number of bytes, small enough to keep every worker busy."""
    sized = [(entry, _size(entry)) for entry in entries]
    limit = min(CHUNK_BYTES, sum(size for _, size in sized) // (workers * AHEAD) + 1)
    chunks: list[tuple[Entry, ...]] = []
    chunk: list[Entry] = []
    room = limit
    for entry, size in sized:
        if chunk and (size > room or len(chunk) == CHUNK_FILES):
            chunks.append(tuple(chunk))
            chunk, room = [], limit
        chunk.append(entry)
        room -= size
    return [*chunks, tuple(chunk)] if chunk else chunks


def _size(entry: Entry) -> int:
    """Bytes to read; a file that cannot be asked fails later, by name."""
    try:
        return os.stat(entry).st_size if isinstance(entry, str) else 0
    except OSError:
        return 0


class _Crew:
    """Workers, and what they have been given but have not answered yet."""

    def __init__(self, desk: _Desk, workers: int, hire: Hire) -> None:
        self.workers = workers
        self.enter = partial(_enter, desk)
        self.hire = hire
        self.executor = hire(workers, self.enter)

    def work(self, chunks: Sequence[tuple[Entry, ...]]) -> Iterator[Batch]:
        """The batch of every chunk, in order, while the workers are a few chunks ahead."""
        waiting: deque[tuple[tuple[Entry, ...], Future[Batch]]] = deque()
        rest = iter(chunks)
        done = False
        try:
            while True:
                for chunk in islice(rest, self.workers * AHEAD - len(waiting)):
                    waiting.append((chunk, self._submit(chunk)))
                if not waiting:
                    break
                yield from self._answer(*waiting.popleft())
            done = True
        finally:
            self._dismiss(done)

    def _submit(self, chunk: tuple[Entry, ...]) -> Future[Batch]:
        """Give a chunk to the workers, and new workers for those that died in the meantime."""
        try:
            return self.executor.submit(_work, chunk)
        except BrokenExecutor:
            self.executor.shutdown()
            self.executor = self.hire(self.workers, self.enter)
            return self.executor.submit(_work, chunk)

    def _answer(self, chunk: tuple[Entry, ...], future: Future[Batch]) -> Iterator[Batch]:
        """A chunk's batch. When a worker died nobody knows at which file: try the chunk alone, then file by file."""
        try:
            batch: Batch | None = future.result()
        except BrokenExecutor:
            batch = self._alone(chunk)
        if batch is not None:
            yield batch
        elif len(chunk) == 1:
            yield _lost(chunk[0])
        else:
            yield from (self._alone((entry,)) or _lost(entry) for entry in chunk)

    def _alone(self, chunk: tuple[Entry, ...]) -> Batch | None:
        """Judge a chunk in a worker of its own; None when that worker dies too."""
        with self.hire(1, self.enter) as executor:
            try:
                return executor.submit(_work, chunk).result()
            except BrokenExecutor:
                return None

    def _dismiss(self, done: bool) -> None:
        """Send the workers home: at once when nobody waits for their answers any more."""
        if not done:
            for worker in multiprocessing.active_children():
                worker.terminate()
        self.executor.shutdown(cancel_futures=True)


def _lost(entry: Entry) -> Batch:
    path = entry if isinstance(entry, str) else entry.path
    return Batch((Failed(path, "worker", "the process that judged this file died"),))


# What follows runs in the workers.


class _TimeOut(BaseException):
    """The time for a file is up. Not an `Exception`, so that nothing on the way can take it for its own."""


@dataclass(frozen=True, slots=True)
class _Desk:
    """What a worker is given once, when it starts."""

    rules: Rules
    settings: Settings


_desk: list[_Desk] = []  # this worker's own, in a worker process


def _enter(desk: _Desk) -> None:
    """Begin as a worker: signals end it without a word, for it is the parent who speaks."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _desk[:] = [desk]


def _work(chunk: tuple[Entry, ...]) -> Batch:
    return _batch(chunk, _desk[0])


def _batch(chunk: tuple[Entry, ...], desk: _Desk) -> Batch:
    """Judge the files of a chunk, each within the time that the settings allow."""
    told: list[FileResult] = []
    clean = functions = 0
    with _alarm():
        for entry in chunk:
            result = entry if isinstance(entry, Skipped) else _timed(entry, desk)
            if isinstance(result, Clean) and not result.unparsed:
                clean += 1
                functions += result.functions
            else:
                told.append(result)
    return Batch(tuple(told), clean, functions)


@contextlib.contextmanager
def _alarm() -> Iterator[None]:
    """While this lasts, SIGALRM means that a file's time is up."""
    before = signal.signal(signal.SIGALRM, _ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


def _ring(number: int, frame: FrameType | None) -> None:
    raise _TimeOut


def _timed(path: str, desk: _Desk) -> FileResult:
    """Judge one file before the alarm rings."""
    limit = desk.settings.timeout
    try:
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            return _judged(path, desk)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _TimeOut:
        return Failed(path, "time-out", f"not done after {limit:g} seconds")


def _judged(path: str, desk: _Desk) -> FileResult:
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        return Failed(path, "read", error.strerror or str(error))
    if b"\0" in data:
        return Skipped(path, "binary")
    return engine.examine(Source(path, data), desk.rules, desk.settings)
