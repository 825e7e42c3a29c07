"""SIGINT and SIGTERM: the first ends the run in order, the second at once."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from types import FrameType


class Terminated(BaseException):
    """SIGTERM came: leave in order, so that no worker stays behind."""


class _State:
    """What came, and whether it has to wait."""

    def __init__(self) -> None:
        self.came = 0
        self.held = False


_state = _State()


def watch() -> None:
    """From here on both signals end the run: as KeyboardInterrupt and as Terminated. Main thread only."""
    _state.came, _state.held = 0, False
    for number in (signal.SIGINT, signal.SIGTERM):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


@contextlib.contextmanager
def held() -> Iterator[None]:
    """What is done meanwhile is done to its end, such as the output of one file; then a signal that came counts."""
    _state.held = True
    try:
        yield
    finally:
        _state.held = False
    if _state.came:
        _raise(_state.came)


def _stop(number: int, frame: FrameType | None) -> None:
    if _state.came:
        import multiprocessing

        for worker in multiprocessing.active_children():
            worker.kill()
        os._exit(128 + number)
    _state.came = number
    if not _state.held:
        _raise(number)


def _raise(number: int) -> None:
    raise KeyboardInterrupt if number == signal.SIGINT else Terminated
