"""What runs inside a worker of a cluster: one run after the other, or several, each with its seats.

The worker itself only hands messages on. It keeps what a run has sent until the run ends.
"""

from __future__ import annotations

import functools
import os
import shutil
import tempfile
import threading
from dataclasses import dataclass, field
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from time import monotonic
from typing import Any

import kzfix
from kzfix.pool import freight
from kzfix.pool.seat import Gone, Seat

FORGOTTEN = 3600.0  # seconds without a message, after which a run is taken for dead


class Unready(Exception):
    """Nobody told this worker of the run."""


@dataclass(slots=True)
class _Run:
    """A run, as one worker knows it."""

    enter: bytes  # the pickled call with which a seat begins
    folder: str  # where the client stands
    home: str = ""  # the temporary folder that holds what was shipped
    free: list[Seat] = field(default_factory=list)
    busy: list[Seat] = field(default_factory=list)
    asked: float = field(default_factory=monotonic)


_runs: dict[str, _Run] = {}
_lock = threading.Lock()


@functools.cache
def identity() -> tuple[tuple[str, str], ...]:
    """What decides what comes of a file, besides the rules: names and versions."""
    root = Path(kzfix.__file__).parent
    digest = blake2b(digest_size=16)
    for path in sorted(each for each in root.rglob("*") if each.suffix in (".py", ".toml")):
        digest.update(f"{path.relative_to(root)}\0".encode() + path.read_bytes() + b"\0")
    parsers = tuple((name, version(name)) for name in ("tree-sitter", "tree-sitter-c"))
    return (("kzfix", kzfix.__version__), *parsers, ("files of kzfix", digest.hexdigest()))


def begin(key: str, enter: bytes, folder: str, ships: bool, dask_worker: Any = None) -> tuple[str, str]:
    """Learn of a run. What speaks against it, or "", and the folder below which what is shipped will stand, or ""."""
    with _lock:
        dead = [name for name, run in _runs.items() if monotonic() - run.asked > FORGOTTEN]
    for name in dead:
        end(name)
    home = ""
    if ships:
        home = tempfile.mkdtemp(prefix="kzfix-", dir=getattr(dask_worker, "local_directory", None))
        folder = home + folder
        os.makedirs(folder)  # whether or not anything is shipped that stands there
    elif not os.path.isdir(folder):
        return f"has no folder {folder}", ""
    with _lock:
        _runs[key] = _Run(enter, folder, home)
    return "", home


def sit(key: str) -> str:
    """Make the first seat, when everything is there. What speaks against it, or ""."""
    run = _runs[key]
    try:
        run.free.append(Seat(run.enter, run.folder))
    except (Gone, OSError) as error:
        return f"cannot start a process for the work: {error or 'it died'}"
    return ""


def receive(key: str, piece: bytes) -> None:
    """Unpack a part of what is shipped."""
    freight.unpack(piece, _runs[key].home)


def end(key: str) -> None:
    """Forget a run: nobody waits for its answers."""
    with _lock:
        run = _runs.pop(key, None)
    if run is not None:
        for seat in (*run.free, *run.busy):
            seat.close()
        if run.home:
            shutil.rmtree(run.home, ignore_errors=True)


def call(key: str, message: bytes) -> bytes:
    """Make a pickled call in a seat that is free. Raises Unready, and Gone when the seat dies of it."""
    with _lock:
        run = _runs.get(key)
        if run is None:
            raise Unready
        run.asked = monotonic()
        seat = run.free.pop() if run.free else None
    seat = seat or Seat(run.enter, run.folder)
    with _lock:
        run.busy.append(seat)
    try:
        answer = seat.call(message)
    except Gone:
        with _lock:
            run.busy.remove(seat)
        raise
    with _lock:
        run.busy.remove(seat)
        if not seat.worn:
            run.free.append(seat)
    if seat.worn:
        seat.close()
    return answer
