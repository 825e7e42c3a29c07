"""What a run has found so far, on the disk at least every second, so that a run that is killed loses nothing.

A log is a row of frames, each with its length and its digest. What a crash tore off, or anything else that is not as
it was written, ends it: the frames before are good. Its owner holds a lock on it, so that others leave it alone, but
nobody waits for a lock, and to take a log away from an owner who lives does no harm.
"""

from __future__ import annotations

import contextlib
import fcntl
import marshal
import os
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import FileIO
from itertools import count
from time import monotonic

from kzfix.cache import sign
from kzfix.cache.records import Record
from kzfix.cache.walks import Scope, split
from kzfix.model import Trace

FILE, PLACE, TREE = range(3)  # the bytes of a file, or the names in a folder; what stands there; all sources below
PAUSE = 1.0  # seconds between two writes
_MAGIC = b"kzfix log 1\n"

Asked = tuple[int, str, int]  # the sort of a thing and its path, see `basis`, and what stood there where that counts


@dataclass(frozen=True, slots=True)
class Done:
    """A file that was looked at closely, with its signature and what was asked for it, by number."""

    record: Record
    sign: bytes
    asked: array[int]


@dataclass(slots=True)
class Finds:
    """What one run has found. `start`: when it began, in ns."""

    start: int
    scope: Scope
    plain: dict[str, bytes] = field(default_factory=dict)  # files without a needle, with their signatures
    done: list[Done] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    _numbers: dict[Asked, int] = field(default_factory=dict)

    @property
    def files(self) -> int:
        """How many files it speaks of."""
        return len(self.plain) + len(self.done)

    def number(self, trace: Trace) -> array[int]:
        """What was asked for a file, as numbers."""
        out = array("I", (self._number((FILE, path, 0)) for path in trace.paths))
        out.extend(self._number((PLACE, path, kind)) for path, kind in trace.places.items())
        out.extend(self._number((TREE, path, 0)) for path in trace.trees)
        return out

    def _number(self, one: Asked) -> int:
        found = self._numbers.get(one)
        if found is None:
            found = self._numbers[one] = len(self.asked)
            self.asked.append(one)
        return found

    def frame(self, plain: dict[str, bytes], done: Iterable[Done], first: int) -> bytes:
        """What has come, as bytes: `first` is the first of the numbers that the frames before do not explain."""
        files = [(*each.record.parts, each.sign, each.asked.tobytes()) for each in done]
        names = os.fsencode("\0".join(plain))
        return marshal.dumps((self.asked[first:], names, b"".join(plain.values()), files))

    def take(self, frame: bytes) -> None:
        """Add what a frame says."""
        asked, names, signs, files = marshal.loads(frame)
        self.asked += asked
        self.plain.update(zip(split(names), sign.each(signs), strict=True))
        for *parts, found, numbers in files:
            self.done.append(Done(Record.of(*parts), found, array("I", numbers)))


class Log:
    """The log of this run. Raises OSError from wherever it writes."""

    def __init__(self, stem: str, finds: Finds) -> None:
        self.path, self._file = _new(stem)
        self._finds = finds
        self._explained = 0
        self._next = monotonic() + PAUSE
        with contextlib.suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        head = marshal.dumps((finds.start, finds.scope.paths, finds.scope.exclude))
        self._frames = [_MAGIC, *_framed(head)]

    def add(self, plain: dict[str, bytes], done: list[Done]) -> None:
        """Add what has come; it is written now and then."""
        self._frames += _framed(self._finds.frame(plain, done, self._explained))
        self._explained = len(self._finds.asked)
        if monotonic() >= self._next:
            self.flush()

    def flush(self) -> None:
        """Write what has been added."""
        rest = memoryview(b"".join(self._frames))
        self._frames = []
        while rest:
            rest = rest[self._file.write(rest) :]
        self._next = monotonic() + PAUSE

    def close(self) -> None:
        """Take it away: what it says stands elsewhere, or nowhere."""
        remove(self.path)
        self._file.close()


def _new(stem: str) -> tuple[str, FileIO]:
    for number in count():
        path = f"{stem}.{os.getpid()}-{number}.log"
        try:
            return path, FileIO(path, "x", opener=lambda name, flags: os.open(name, flags, 0o600))
        except FileExistsError:
            continue
    raise AssertionError


def _framed(data: bytes) -> list[bytes]:
    return [len(data).to_bytes(8, "little"), sign.digest(data), data]


def left(stem: str) -> list[str]:
    """The logs of runs that did not end and are at work no more, as far as the system can say that."""
    folder, name = os.path.split(stem)
    with contextlib.suppress(OSError):
        names = sorted(each for each in os.listdir(folder) if each.startswith(f"{name}.") and each.endswith(".log"))
        return [path for each in names if not _at_work(path := os.path.join(folder, each))]
    return []


def _at_work(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def read(path: str) -> Finds | None:
    """What a run had found, as far as its log is whole; None when not even its head is. Raises OSError."""
    with open(path, "rb") as file:
        frames = _frames(file.read())
    head = next(frames, None)
    if head is None:
        return None
    start, paths, exclude = marshal.loads(head)
    finds = Finds(start, Scope(paths, exclude))
    for frame in frames:
        finds.take(frame)
    return finds


def _frames(data: bytes) -> Iterator[bytes]:
    at = len(_MAGIC) if data.startswith(_MAGIC) else len(data)
    while at + 8 + sign.DIGEST <= len(data):
        length = int.from_bytes(data[at : at + 8], "little")
        start = at + 8 + sign.DIGEST
        frame = data[start : start + length]
        if len(frame) != length or sign.digest(frame) != data[at + 8 : start]:
            return
        yield frame
        at = start + length


def remove(path: str) -> None:
    """Take a file away, if there is one and we may."""
    with contextlib.suppress(OSError):
        os.unlink(path)
