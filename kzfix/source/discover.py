"""From what the user names to the files to look at. Reads folders, never a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Protocol

from kzfix.errors import PathError
from kzfix.model import Skipped

SUFFIXES = (".c", ".h")
MAX_BYTES = 32 << 20


class Selection(Protocol):
    """What decides which files of a folder are taken."""

    @property
    def exclude(self) -> tuple[str, ...]:
        """Globs: of a name, of a path below the folder, or of a path as it is shown."""


def walk(paths: Sequence[str], selection: Selection, max_bytes: int = MAX_BYTES) -> Iterator[str | Skipped]:
    """The files under `paths`, in order, and what is left out with the reason; no path twice.

    A file that is named is always taken, whatever its name; of a folder, `.c` and `.h` files outside hidden folders.
    Paths are shown as they were given, joined with `/`; below `.` they are shown without it. A file of more than
    `max_bytes` is left out. Raises PathError for a path that does not exist or cannot be read.
    """
    seen: set[str] = set()
    for path in paths:
        for entry in _path(path, selection, max_bytes):
            name = os.path.abspath(entry.path if isinstance(entry, Skipped) else entry)
            if name not in seen:
                seen.add(name)
                yield entry


def _path(path: str, selection: Selection, max_bytes: int) -> Iterator[str | Skipped]:
    try:
        mode = os.stat(path)
    except FileNotFoundError:
        raise PathError("no such file or folder", place=path) from None
    except (OSError, ValueError) as error:
        raise PathError(f"cannot be read: {_reason(error)}", place=path) from None
    if stat.S_ISDIR(mode.st_mode):
        yield from _Folder(path, selection, max_bytes).walk()
    else:
        yield _sized(path, mode, max_bytes)


def _sized(path: str, found: os.stat_result, max_bytes: int) -> str | Skipped:
    if not stat.S_ISREG(found.st_mode):
        return Skipped(path, "not a regular file")
    if found.st_size > max_bytes:
        return Skipped(path, f"holds {found.st_size} bytes, more than the limit of {max_bytes}")
    return path


class _Folder:
    """One folder that the user named."""

    def __init__(self, root: str, selection: Selection, max_bytes: int) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._exclude = selection.exclude
        self._max_bytes = max_bytes
        bare = root.rstrip("/")
        self._prefix = "" if bare == "." else f"{bare}/"

    def walk(self) -> Iterator[str | Skipped]:
        stack = [("", iter(self._entries("")))]
        while stack:
            below, entries = stack[-1]
            entry = next(entries, None)
            if entry is None:
                stack.pop()
            elif isinstance(entry, Skipped):
                yield entry
            elif not self._excluded(entry.name, below + entry.name):
                if entry.is_dir(follow_symlinks=False):
                    if not entry.name.startswith("."):
                        inner = f"{below}{entry.name}/"
                        stack.append((inner, iter(self._entries(inner))))
                else:
                    yield from self._file(entry, self._prefix + below + entry.name)

    def _entries(self, below: str) -> Sequence[os.DirEntry[str] | Skipped]:
        folder = self._prefix + below or "."
        try:
            with os.scandir(folder) as entries:
                return sorted(entries, key=lambda entry: os.fsencode(entry.name))
        except OSError as error:
            return [Skipped(folder.rstrip("/") or "/", f"cannot be listed: {_reason(error)}")]

    def _excluded(self, name: str, below: str) -> bool:
        shown = self._prefix + below
        return any(
            fnmatchcase(name, glob) or fnmatchcase(below, glob) or fnmatchcase(shown, glob)
            for glob in (glob.rstrip("/") for glob in self._exclude)
        )

    def _file(self, entry: os.DirEntry[str], path: str) -> Iterator[str | Skipped]:
        source = entry.name.endswith(SUFFIXES)
        if entry.is_symlink():
            if source or (entry.is_dir() and not entry.name.startswith(".")):
                yield Skipped(path, self._link(path))
        elif source:
            yield _sized(path, entry.stat(follow_symlinks=False), self._max_bytes)

    def _link(self, path: str) -> str:
        target = os.path.realpath(path)
        if not os.path.exists(target):
            return "symlink that leads nowhere"
        if os.path.commonpath((self._real, target)) != self._real:
            return f"symlink that leaves the tree: {target}"
        return f"symlink to a place in the same tree: {target}"


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
