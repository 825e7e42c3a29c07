"""Write a changed file over the old one: wholly, or not at all.

The new content goes to a temporary file beside it, which then takes its name. So a reader sees the old file or the
new one. A file with several names (hard links) is changed under the one that was given; the others keep the old
content, as when an editor saves. The time of the change is now, also when old content comes back: with its old time,
make would take what was compiled in between for up to date.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from dataclasses import dataclass

from kzfix.deliver import durable
from kzfix.errors import WriteError

HINTS = {
    errno.ENOSPC: "free some space",
    errno.EDQUOT: "free some space: the quota is used up",
    errno.EFBIG: "the limit for the size of a file is lower: ulimit -f",
    errno.EROFS: "the file system is mounted read-only",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file has beside its content: mode bits, user and group."""

    mode: int
    uid: int
    gid: int


def temporary(path: str, run: str) -> str:
    """The file that a run writes before it takes the name `path`; a name of at most 255 bytes."""
    folder, name = os.path.split(path)
    return os.path.join(folder, f".{os.fsdecode(os.fsencode(name)[:200])}.{run}.kzfix")


def kind(path: str) -> Kind:
    """What a file is now. Raises OSError."""
    status = os.stat(path)
    return Kind(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid)


def check(path: str, before: bytes | None = None) -> None:
    """Raise `WriteError` when a file may not be written, or no longer holds `before`; a symlink stands for its target.

    The mode counts for root as well: who takes the w off a file does not want it written.
    """
    try:
        _check(path, os.path.realpath(path), before)
    except OSError as error:
        raise refusal(path, error) from error


def write(path: str, before: bytes, after: bytes, run: str, like: Kind | None = None) -> None:
    """Give the file at `path`, which must still hold `before`, the content `after`; a symlink stays one.

    Mode is kept, or as in `like`, and so is ownership as far as the system lets us. `run` is part of the name of the
    temporary file. Raises `WriteError`, with the file as it was, when it holds something else, may not be written, or
    the disk is full.
    """
    target = os.path.realpath(path)
    try:
        status = _check(path, target, before)
        _replace(path, target, status, after, run, like or kind(target))
    except OSError as error:
        raise refusal(path, error) from error


def restore(path: str, data: bytes, run: str, like: Kind) -> None:
    """Make a file that is not there any more. Raises `WriteError`, also when there is one."""
    made = temporary(path, run)
    try:
        durable.create(made, data, like.mode, (like.uid, like.gid))
        try:
            if os.path.lexists(path):
                raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
            os.replace(made, path)
        except BaseException:
            durable.remove(made)
            raise
    except OSError as error:
        raise refusal(path, error) from error
    durable.sync(os.path.dirname(path))


def changed(path: str) -> WriteError:
    """The error for a file that somebody else has written."""
    return WriteError("the file has changed since it was read", place=path, hint="run kzfix again")


def refusal(path: str, error: OSError) -> WriteError:
    """What the system has against writing a file, which is as it was."""
    title = f"cannot be written, and is as it was: {error.strerror}"
    return WriteError(title, place=path, hint=HINTS.get(error.errno or 0, ""))


def _check(path: str, target: str, before: bytes | None) -> os.stat_result:
    status = os.stat(target)
    if not stat.S_ISREG(status.st_mode):
        raise WriteError("not a regular file", place=path)
    if not status.st_mode & 0o222 or not os.access(target, os.W_OK):
        raise WriteError("the file is read-only", place=path, hint=f"chmod u+w {path}")
    folder = os.path.dirname(target)
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WriteError("its folder is read-only", place=path, hint=f"chmod u+w {folder}")
    if before is not None and _content(target) != before:
        raise changed(path)
    return status


def _content(target: str) -> bytes:
    with open(target, "rb") as file:
        return file.read()


def _replace(path: str, target: str, status: os.stat_result, after: bytes, run: str, like: Kind) -> None:
    made = temporary(target, run)
    durable.create(made, after, like.mode, (like.uid, like.gid))
    try:
        _attributes(target, made)
        if _moved(status, os.stat(target)):
            raise changed(path)
        os.replace(made, target)
    except BaseException:
        durable.remove(made)
        raise
    durable.sync(os.path.dirname(target))


def _attributes(old: str, new: str) -> None:
    """Access lists and labels, as far as the system has such and lets us."""
    with contextlib.suppress(OSError, AttributeError):
        for name in os.listxattr(old):
            with contextlib.suppress(OSError):
                os.setxattr(new, name, os.getxattr(old, name))


def _moved(old: os.stat_result, new: os.stat_result) -> bool:
    """Whether somebody wrote the file while the new one was made."""
    return (old.st_ino, old.st_size, old.st_mtime_ns) != (new.st_ino, new.st_size, new.st_mtime_ns)
