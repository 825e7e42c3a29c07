"""The signatures of many files, asked for by two processes: to ask takes as long as all else that a second run does."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator, Sequence

from kzfix.cache import sign

MANY = 4000  # files that are worth a second process
SHARE = 0.55  # of the files, for the second process, as the first has more to do
_ENDS = (signal.SIGINT, signal.SIGTERM)


class Half:
    """The question is put when this is made; the other process asks while this one does something else."""

    def __init__(self, paths: Sequence[bytes], alone: bool) -> None:
        self._paths = paths
        self._mine = len(paths)
        self._process = self._pipe = -1
        if not alone and len(paths) >= MANY and _may_fork():
            with contextlib.suppress(OSError):
                self._begin(int(len(paths) * (1 - SHARE)))

    def _begin(self, mine: int) -> None:
        self._pipe, answers = os.pipe()
        with _unstopped():
            self._process = os.fork()
            if self._process == 0:
                try:
                    _answer(self._paths[mine:], answers)
                finally:
                    os._exit(0)
        os.close(answers)
        self._mine = mine

    def signs(self) -> bytes:
        """What `sign.signs` gives for all paths. What the other process does not say, this one asks itself."""
        found = sign.signs(self._paths[: self._mine])
        rest = self._rest()
        if len(found) + len(rest) != len(self._paths) * sign.SIZE:
            rest = sign.signs(self._paths[self._mine :])
        return found + rest

    def _rest(self) -> bytes:
        if self._process < 0:
            return b""
        with open(self._pipe, "rb", buffering=0) as pipe:
            found = pipe.readall()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._process, 0)
        self._process = -1
        return found


def _answer(paths: Sequence[bytes], answers: int) -> None:
    """What the other process does: it must not come back, and a signal that ends the run ends it."""
    for number in _ENDS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDS)
    with open(answers, "wb", buffering=0) as pipe:
        rest = memoryview(sign.signs(paths))
        while rest:
            rest = rest[pipe.write(rest) :]


def _may_fork() -> bool:
    """Whether this is the only thread: others might hold locks that nobody would give back."""
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1


@contextlib.contextmanager
def _unstopped() -> Iterator[None]:
    """Signals that end the run wait until the other process knows what to do with them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
