"""The workers that there are by default: processes on this machine."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def processes(workers: int, enter: Callable[[], None]) -> Executor:
    """A process for each worker, forked where the system can, so that the rules are not sent to each."""
    kind = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    begin = partial(_begin, enter, os.getpid())
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context(kind), initializer=begin)


def stop(executor: Executor) -> None:
    """Send the workers home at once: nobody waits for their answers.

    One that goes in the middle of an answer leaves a message that is cut short. The thread that reads it waits for the
    rest as long as anybody could write it: so this process must not.
    """
    if isinstance(executor, ProcessPoolExecutor):
        for process in list((executor._processes or {}).values()):
            process.terminate()
        if executor._result_queue is not None:
            executor._result_queue._writer.close()  # type: ignore[attr-defined]
    executor.shutdown(cancel_futures=True)


def _begin(enter: Callable[[], None], parent: int) -> None:
    """Begin as a worker, whose signals end it without a word, for it is the parent who speaks; and die with it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(ImportError, OSError, AttributeError):  # no Linux
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        signal.raise_signal(signal.SIGTERM)  # it has died already
    enter()
