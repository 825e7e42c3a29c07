"""One command run once, and several runs put together."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from resource import struct_rusage
from statistics import median
from threading import Timer
from time import perf_counter
from typing import IO


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took, and what it printed."""

    seconds: float  # by the clock
    cpu: float  # seconds of all cores
    memory: int  # bytes of its largest process
    status: int  # as for subprocess: minus a signal
    digest: str  # of stdout
    out: int  # bytes of stdout
    said: str  # the last line on stderr


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of one command."""

    each: tuple[Taken, ...]

    @property
    def seconds(self) -> float:
        """The median."""
        return median(one.seconds for one in self.each)

    @property
    def cpu(self) -> float:
        """The median."""
        return median(one.cpu for one in self.each)

    @property
    def memory(self) -> int:
        """The largest of all."""
        return max(one.memory for one in self.each)


@dataclass(frozen=True)
class Bench:
    """Where commands are run, and how long one may take."""

    folder: Path  # the current folder of every command
    environment: Mapping[str, str] = field(default_factory=dict)
    limit: float = 3600.0  # seconds

    def run(self, command: Sequence[str | Path], stdin: bytes = b"") -> Taken:
        """Run a command, which must leave no process behind. Raises OSError when it cannot be started."""
        with _file(stdin) as given, _file() as out, _file() as err:
            begun = perf_counter()
            process = subprocess.Popen(
                command,
                stdin=given,
                stdout=out,
                stderr=err,
                cwd=self.folder,
                env={**os.environ, **self.environment},
                start_new_session=True,
            )
            status, used = self._wait(process)
            seconds = perf_counter() - begun
            cpu = used.ru_utime + used.ru_stime
            printed = _all(out)
            digest = hashlib.sha256(printed).hexdigest()
            last = _all(err).decode("utf-8", "backslashreplace").strip().splitlines()[-1:]
            return Taken(seconds, cpu, used.ru_maxrss * 1024, status, digest, len(printed), "".join(last))

    def _wait(self, process: subprocess.Popen[bytes]) -> tuple[int, struct_rusage]:
        """Wait for the end. Time is of the process and of all that it waited for, memory of the largest among them."""
        watch = Timer(self.limit, _kill, (process.pid,))
        watch.daemon = True
        watch.start()
        try:
            _, status, used = os.wait4(process.pid, 0)
        except BaseException:
            _kill(process.pid)
            raise
        finally:
            watch.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        return process.returncode, used


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process, signal.SIGKILL)


@contextlib.contextmanager
def _file(data: bytes = b"") -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.seek(0)
        yield file


def _all(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read()
