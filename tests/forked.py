"""The command in a fork of a Python that has everything loaded: what a user runs, but for the time it takes to start.

A command is a process with its own folder, environment, stdin, stdout and stderr, and ends as an interpreter ends. What
it loads and when cannot be seen: a test of that starts a Python of its own, and so does one that the two are the same.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, NoReturn

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 120  # seconds for a command
COMMAND = "from kzfix.cli import main\nmain()\n"


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    status: int
    out: bytes
    err: str


class Command:
    """A command that has begun: kzfix with some words, or a program in Python that is given them.

    There is one at a time, so each must be waited for; one that was not, as its test has failed, ends with the next.
    """

    _begun: ClassVar[list[Command]] = []

    def __init__(
        self,
        words: Sequence[str],
        cwd: Path,
        environment: Mapping[str, str],
        *,
        stdin: bytes = b"",
        program: str = COMMAND,
        stderr: int | None = None,
    ) -> None:
        for other in list(self._begun):
            other.send(signal.SIGKILL)
            other.wait()
        self._door = _door()
        self._in, self._out, self._err = (tempfile.TemporaryFile() for _ in range(3))  # noqa: SIM115
        self._in.write(stdin)
        self._in.seek(0)
        asked = json.dumps([program, list(words), str(cwd), dict(environment)]).encode()
        files = [self._in.fileno(), self._out.fileno(), self._err.fileno() if stderr is None else stderr]
        socket.send_fds(self._door, [len(asked).to_bytes(4, "little")], files)
        self._door.sendall(asked)
        self.pid = _number(self._door)
        self._begun.append(self)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def wait(self) -> Done:
        """What it leaves when it has ended, with the status as subprocess tells it. Raises TimeoutError."""
        with self._in, self._out, self._err:
            try:
                status = _number(self._door)
            except BaseException:
                self.send(signal.SIGKILL)
                _number(self._door)
                raise
            finally:
                self._begun.remove(self)
            self._out.seek(0)
            self._err.seek(0)
            return Done(status, self._out.read(), self._err.read().decode())


@functools.cache
def _door() -> socket.socket:
    """The way to the process that forks, which ends when this one does."""
    ours, theirs = socket.socketpair()
    ours.settimeout(LIMIT)
    words = [sys.executable, __file__, str(theirs.fileno())]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    null = subprocess.DEVNULL
    process = subprocess.Popen(words, env=environment, stdin=null, stdout=null, pass_fds=[theirs.fileno()])
    theirs.close()
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _number(door: socket.socket) -> int:
    return int.from_bytes(_received(door, 4), "little", signed=True)


def _received(door: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = door.recv(size - len(data))
        if not more:
            raise EOFError("the other process has ended")
        data += more
    return data


# In the process that forks


def prepare() -> None:
    """Load every room and dask, read every rule; but ask the disk for nothing that may be another thing by and by."""
    import typer

    import kzfix
    from kzfix import cli, engine
    from kzfix.config import Settings

    for found in pkgutil.walk_packages(kzfix.__path__, "kzfix."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    with contextlib.suppress(ImportError):
        importlib.import_module("distributed")
    every, real = engine.load_all(Settings()), engine.load_all
    _ = every.needles, list(every.patterns({"kmalloc", "kzalloc"}))
    engine.load_all = lambda settings: real(settings) if settings.rules or settings.allocators else every
    verbs = typer.main.get_command(cli.app)
    assert isinstance(verbs, typer.core.TyperGroup)
    verbs.commands["why"].make_context("why", ["a.c"])  # typer loads more of itself
    gc.freeze()


def serve(door: socket.socket) -> str:
    """Fork for each command that is asked for. Comes back in the fork alone, with the program to run there."""
    while True:
        size, files, _, _ = socket.recv_fds(door, 4, 3)
        if not size:
            os._exit(0)
        asked: tuple[str, list[str], str, dict[str, str]] = json.loads(_received(door, int.from_bytes(size, "little")))
        child = os.fork()
        if not child:
            break
        for file in files:
            os.close(file)
        door.sendall(child.to_bytes(4, "little"))
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        door.sendall(status.to_bytes(4, "little", signed=True))
    door.close()
    program, words, cwd, environment = asked
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = ["kzfix", *words]
    return program


def leave(status: int) -> NoReturn:
    """End as an interpreter does, but for taking all that was loaded apart, which is half of the time of a command."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    prepare()
    sys.path[0] = ""
    try:
        exec(serve(socket.socket(fileno=int(sys.argv[1]))), {"__name__": "__main__"})
    except SystemExit as ended:
        if isinstance(ended.code, int):
            leave(ended.code)
        raise
