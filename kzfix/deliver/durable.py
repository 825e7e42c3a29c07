"""Files that are wholly on the disk before anything is built on them."""

from __future__ import annotations

import contextlib
import os


def create(path: str, data: bytes, mode: int = 0o600, owner: tuple[int, int] | None = None) -> None:
    """Make a new file. It is on the disk when this returns; when it fails, and is not killed, there is none.

    `owner` (user, group) is given as far as the system lets us. Raises OSError, also when there is such a file.
    """
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            _write(number, data)
            _like(number, mode, owner)
            os.fsync(number)
        finally:
            os.close(number)
    except BaseException:
        remove(path)
        raise


def sync(folder: str) -> None:
    """Make the names in a folder last. Some file systems cannot do that; the files are safe all the same."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def remove(path: str) -> None:
    """Take a file away, if there is one."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path)


def _write(number: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(number, rest) :]


def _like(number: int, mode: int, owner: tuple[int, int] | None) -> None:
    """Owner first: changing it takes set-id bits away."""
    made = os.fstat(number)
    if owner and owner != (made.st_uid, made.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(number, *owner)
    os.fchmod(number, mode)
