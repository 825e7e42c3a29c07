"""What a worker does with its files: read them, and judge those that hold a needle, within limits of time and memory.

The clock and the limit belong to the process, so a process judges one file at a time, in its main thread.
"""

from __future__ import annotations

import contextlib
import gc
import os
import resource
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from time import monotonic
from types import FrameType

from kzfix import engine
from kzfix.config import Settings
from kzfix.engine import Rules
from kzfix.facts import disk
from kzfix.facts.disk import Asked
from kzfix.model import Batch, Clean, Entry, Failed, File, FileResult, Skipped, Source, Trace, path_of

GROWN = 160 << 20  # bytes that a worker may hold for itself, between files, beside what it began with
YOUNG = 200_000  # new objects, after which garbage is looked for while a file is judged
FEW = 40_000  # and between two files
BEAT = 0.5  # seconds between two looks at the clock
_DATA = 5  # the field of /proc/self/statm that RLIMIT_DATA speaks of, in pages (proc_pid_statm(5))
_FLAGS = os.O_RDONLY | os.O_CLOEXEC

Mark = Callable[[int], None]
Tick = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Desk:
    """What a worker is given once, when it starts."""

    rules: Rules
    settings: Settings
    doubts: bool = False  # say which files are not what their entries say
    traced: bool = True  # say what each judgement rested on


class _TimeOut(BaseException):
    """The time for a file is up. Not an `Exception`, so that nothing on the way can take it for its own."""


class _Clock:
    """The time that a file has been on the table, told by SIGALRM."""

    def __init__(self, limit: float, tick: Tick | None) -> None:
        self.limit = limit
        self.tick = tick
        self.path = ""
        self.begun = 0.0

    def start(self, path: str) -> None:
        """A file is put on the table."""
        self.path, self.begun = path, monotonic()
        if self.limit or self.tick:
            beat = min(self.limit or BEAT, BEAT) if self.tick else self.limit
            signal.setitimer(signal.ITIMER_REAL, beat, beat)

    def stop(self) -> None:
        """It is done."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.path = ""

    def ring(self, number: int, frame: FrameType | None) -> None:
        """Look at the clock."""
        if not self.path:
            return  # it rang too late
        spent = monotonic() - self.begun
        if self.limit and spent >= self.limit:
            raise _TimeOut
        if self.tick:
            self.tick(self.path, spent)


def judge(chunk: Sequence[Entry], desk: Desk, *, mark: Mark | None = None, tick: Tick | None = None) -> Batch:
    """Read and judge the files of a chunk. `mark` is told the number of each file that is put on the table.

    `tick` is called twice a second, meanwhile, with the path and the seconds it has been there. Main thread only.
    """
    told: list[FileResult] = []
    doubts: list[tuple[str, bytes]] = []
    traces: list[Trace] = []
    worn = False
    rules = desk.rules
    clock = _Clock(desk.settings.timeout, tick)
    with _alarm(clock), _seldom_collected(), _memory(desk.settings.memory) as grown:
        for number, entry in enumerate(chunk):
            if isinstance(entry, Skipped):
                told.append(entry)
                continue
            path = path_of(entry)
            data = _bytes(path, entry.size if isinstance(entry, File) else 0)
            if desk.doubts and (isinstance(data, Failed) or not _is_as_told(entry)):
                doubts.append((path, b"" if isinstance(data, Failed) else digest(data)))
            if isinstance(data, Failed):
                told.append(data)
                continue
            seen: FileResult | None = engine.glance(path, data, rules)
            if seen is None:
                if mark:
                    mark(number)
                if desk.traced:
                    with disk.asked() as asked:
                        seen = _judged(_source(entry, data), desk, clock)
                    traces.append(_trace(path, data, asked))
                else:
                    seen = _judged(_source(entry, data), desk, clock)
                _collect()
                worn = worn or (isinstance(seen, Failed) and seen.stage in ("time-out", "memory"))
                told.append(seen)
            elif not isinstance(seen, Clean):
                told.append(seen)
        return Batch(tuple(told), traces=tuple(traces), worn=worn or grown(), doubts=tuple(doubts))


def digest(data: bytes) -> bytes:
    """What tells the bytes of one file from those of another."""
    return blake2b(data, digest_size=16).digest()


def _is_as_told(entry: Entry) -> bool:
    if not isinstance(entry, File):
        return False
    try:
        there = os.stat(entry.path)
    except OSError:
        return False
    return (there.st_size, there.st_mtime_ns) == (entry.size, entry.changed)


def _trace(path: str, data: bytes, asked: Asked) -> Trace:
    """What a judgement rested on."""
    places = {place: disk.kind(place) for place in asked.places}
    return Trace(path, digest(data), asked.paths, places, asked.trees)


def _bytes(path: str, size: int) -> bytes | Failed:
    """The bytes of a file that should hold so many; two calls of the system are enough when it does."""
    try:
        file = os.open(path, _FLAGS)
        try:
            data = os.read(file, size + 1)
            if len(data) != size:  # it is not what it was, or nobody knew
                with open(file, "rb", buffering=0, closefd=False) as rest:
                    data += rest.readall()
        finally:
            os.close(file)
    except OSError as error:
        return Failed(path, "read", error.strerror or str(error))
    return data


def _source(entry: Entry, data: bytes) -> Source:
    source = Source(path_of(entry), data)
    return source.narrowed(entry.lines) if isinstance(entry, File) and entry.lines is not None else source


def _judged(source: Source, desk: Desk, clock: _Clock) -> FileResult:
    """Judge one file before the alarm rings."""
    path = source.path
    try:
        try:
            clock.start(path)
            return engine.examine(source, desk.rules, desk.settings)
        finally:
            clock.stop()
    except _TimeOut:
        return Failed(path, "time-out", f"not done after {clock.limit:g} seconds")
    except MemoryError:
        return Failed(path, "memory", f"needs more than {desk.settings.memory} MB")


@contextlib.contextmanager
def _alarm(clock: _Clock) -> Iterator[None]:
    """While this lasts, SIGALRM is the clock's."""
    before = signal.signal(signal.SIGALRM, clock.ring)
    try:
        yield
    finally:
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def _seldom_collected() -> Iterator[None]:
    """While this lasts, garbage is looked for after some hundred thousand new objects, not after some hundred: the
    trees of a file are many objects that live as long as each other, and to look through them takes as long again."""
    before = gc.get_threshold()
    gc.set_threshold(YOUNG, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _collect() -> None:
    """Look for garbage where no tree is in use: what is left are facts, and they last."""
    young, middle, _ = gc.get_count()
    if young > FEW or middle:
        gc.collect(1)


@contextlib.contextmanager
def _memory(megabytes: int) -> Iterator[Callable[[], bool]]:
    """While this lasts, this process may take so much more memory than it has; 0: whatever there is.

    Gives what tells whether the process has become too large to go on with.
    """
    held = _held()
    _first.setdefault(os.getpid(), held)

    def grown() -> bool:
        return _held() - _first[os.getpid()] > GROWN

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = held + (megabytes << 20)
    bounds = [each for each in (soft, hard) if each != resource.RLIM_INFINITY]
    if not megabytes or not held or any(each < limit for each in bounds):
        yield grown
        return
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield grown
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


_first: dict[int, int] = {}  # what a process held when it began, by its number


def _held() -> int:
    """Bytes of data, heap and stack that this process holds; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", "rb", buffering=0) as file:
            return int(file.read().split()[_DATA]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 0
