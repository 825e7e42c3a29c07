"""Another program, which does not outlive this one's interest in it."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

PAUSE = 5  # seconds that a program gets to end when it is told to


@contextmanager
def running(argv: Sequence[str], environment: dict[str, str]) -> Iterator[Iterator[str]]:
    """The lines of a command's output as they come. It runs in a group of its own, which ends whatever happens here."""
    with subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
        encoding="utf-8",
        errors="backslashreplace",
        start_new_session=True,
    ) as process:
        try:
            yield (line.rstrip("\n") for line in process.stdout or ())
        except BaseException:
            _end(process)
            raise


def _end(process: subprocess.Popen[str]) -> None:
    """Stop what is under way, the compilers too: before the mirror goes away under them."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PAUSE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
