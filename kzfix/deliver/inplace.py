"""Write a changed file over the old one: wholly, or not at all.

The new content goes to a temporary file beside it, which then takes its name. So a reader sees the old file or the
new one. A file with several names (hard links) is changed under the one that was given; the others keep the old
content, as when an editor saves.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

from kzfix.errors import WriteError


def write(path: str, before: bytes, after: bytes) -> None:
    """Give the file at `path`, which must still hold `before`, the content `after`; a symlink stays one.

    Mode is kept, and so is ownership as far as the system lets us. Raises `WriteError`, with the file as it was, when
    it holds something else, may not be written, or the disk is full.
    """
    target = Path(os.path.realpath(path))
    try:
        status = _check(path, target, before)
        _replace(path, target, status, after)
    except OSError as error:
        raise _refusal(path, error) from error


def _check(path: str, target: Path, before: bytes) -> os.stat_result:
    status = target.stat()
    if not stat.S_ISREG(status.st_mode):
        raise WriteError("not a regular file", place=path)
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise WriteError("the file is read-only", place=path, hint=f"chmod u+w {path}")
    if not os.access(target.parent, os.W_OK | os.X_OK):
        raise WriteError("its folder is read-only", place=path, hint=f"chmod u+w {target.parent}")
    if target.read_bytes() != before:
        raise _changed(path)
    return status


def _replace(path: str, target: Path, status: os.stat_result, after: bytes) -> None:
    number, temporary = -1, ""
    try:
        number, temporary = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".kzfix", dir=target.parent)
        with os.fdopen(number, "wb") as file:
            file.write(after)
            file.flush()
            _like(file.fileno(), status)
            os.fsync(file.fileno())
        if _moved(status, target.stat()):
            raise _changed(path)
        os.replace(temporary, target)
    except BaseException:
        if temporary:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
        raise
    _sync(target.parent)


def _like(number: int, status: os.stat_result) -> None:
    """Owner first: changing it takes set-id bits away."""
    made = os.fstat(number)
    if (made.st_uid, made.st_gid) != (status.st_uid, status.st_gid):
        with contextlib.suppress(PermissionError):
            os.fchown(number, status.st_uid, status.st_gid)
    os.fchmod(number, stat.S_IMODE(status.st_mode))


def _moved(old: os.stat_result, new: os.stat_result) -> bool:
    """Whether somebody wrote the file while the new one was made."""
    return (old.st_ino, old.st_size, old.st_mtime_ns) != (new.st_ino, new.st_size, new.st_mtime_ns)


def _sync(folder: Path) -> None:
    """Make the new name last. Some file systems cannot sync a folder; the content is safe all the same."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _changed(path: str) -> WriteError:
    return WriteError("the file has changed since it was read", place=path, hint="run kzfix again")


def _refusal(path: str, error: OSError) -> WriteError:
    hints = {errno.ENOSPC: "free some space", errno.EROFS: "the file system is mounted read-only"}
    title = f"cannot be written, and is as it was: {error.strerror}"
    return WriteError(title, place=path, hint=hints.get(error.errno or 0, ""))
