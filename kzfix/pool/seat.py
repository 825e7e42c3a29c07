"""A process of its own for the work of one thread on a machine of a cluster.

There a worker is a process with many threads, and not ours. The clock, the limit of memory and the current folder of a
file belong to a process, and what dies must not take the worker with it. Messages are pickles on two pipes: first what
the process calls to begin, then one call after the other; the process ends when nobody is left to send any.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from typing import IO, Any

from kzfix.model import Batch

FRESH, WORN = b"+", b"-"


class Gone(Exception):
    """The process is dead."""


class Seat:
    """Such a process, seen from the worker."""

    def __init__(self, enter: bytes, folder: str) -> None:
        modules = os.pathsep.join(os.path.abspath(path) for path in sys.path)
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": modules},
            start_new_session=True,
        )
        self.worn = False
        self.call(enter)

    def call(self, message: bytes) -> bytes:
        """The answer to a pickled call, pickled. Raises Gone. A seat that is worn should not be asked again."""
        assert self._process.stdin and self._process.stdout
        try:
            _send(self._process.stdin, message)
            answer = _receive(self._process.stdout)
        except (EOFError, OSError, ValueError) as error:  # ValueError: it has been closed
            self.close()
            raise Gone from error
        self.worn = answer[:1] == WORN
        return answer[1:]

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()


def _send(pipe: IO[bytes], message: bytes) -> None:
    pipe.write(len(message).to_bytes(8, "big"))
    pipe.write(message)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> bytes:
    size = int.from_bytes(_exactly(pipe, 8), "big")
    return _exactly(pipe, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    data = pipe.read(size)
    if len(data) != size:
        raise EOFError
    return data


def _serve(calls: IO[bytes], answers: IO[bytes]) -> None:
    """Make one call after the other, until there are no more."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            call: tuple[Callable[..., Any], tuple[Any, ...]] = pickle.loads(_receive(calls))
            function, arguments = call
            result = function(*arguments)
            worn = isinstance(result, Batch) and result.worn
            _send(answers, (WORN if worn else FRESH) + pickle.dumps(result))


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what somebody prints is no answer
    _serve(sys.stdin.buffer, answers)
