"""From what the user names to the files to look at. Reads folders, never a file."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Protocol

from kzfix.errors import PathError
from kzfix.model import File, Skipped

SUFFIXES = (".c", ".h")
MAX_BYTES = 32 << 20


Listings = list[tuple[str, bytes]]


class Selection(Protocol):
    """What decides which files of a folder are taken."""

    @property
    def exclude(self) -> tuple[str, ...]:
        """Globs: of a name, of a path below the folder, or of a path as it is shown."""


def walk(
    paths: Sequence[str], selection: Selection, max_bytes: int = MAX_BYTES, listed: Listings | None = None
) -> Iterator[File | Skipped]:
    """The files under `paths`, and what is left out with the reason; no path twice. What is found is handed on at once.

    A file that is named is always taken, whatever its name; of a folder, `.c` and `.h` files outside hidden folders.
    Paths come in the order of their bytes, those of one argument after those of another, and the arguments in order,
    too. They are shown as they were given, joined with `/`; below `.` they are shown without it. A file of more than
    `max_bytes` is left out. The folders that are listed on the way are added to `listed`, each with what its names are
    to a walk. Raises PathError, before anything else, for a path that does not exist or cannot be read.
    """
    roots = sorted({path: sight(path) for path in paths}.items(), key=lambda root: _key(*root))
    found = (entry for path, mode in roots for entry in _path(path, mode, selection, max_bytes, listed))
    return found if len(roots) == 1 else _once(found)


def _once(entries: Iterable[File | Skipped]) -> Iterator[File | Skipped]:
    seen: set[str] = set()
    for entry in entries:
        name = os.path.abspath(entry.path)
        if name not in seen:
            seen.add(name)
            yield entry


def among(
    path: str, names: Iterable[str], selection: Selection, max_bytes: int = MAX_BYTES
) -> Iterator[tuple[str, File | Skipped]]:
    """Those of some files, named from the folder `path`, that `walk` would take there, each with what it would give.

    Reads no folder.
    """
    yield from _Folder(path, selection, max_bytes, None).among(names)


def listing(root: str, folder: str, selection: Selection) -> bytes:
    """What the names of a folder are to a walk over `root`, in which it is listed; nothing when it cannot be."""
    found: Listings = []
    _Folder(root, selection, MAX_BYTES, found).look(folder)
    return found[0][1]


def _key(path: str, mode: os.stat_result) -> bytes:
    return os.fsencode(path.rstrip("/") + "/" if stat.S_ISDIR(mode.st_mode) else path)


def sight(path: str) -> os.stat_result:
    """What the system says of a path that was given. Raises PathError when it is not there or cannot be read."""
    try:
        return os.stat(path)
    except FileNotFoundError:
        raise PathError("no such file or folder", place=path) from None
    except (OSError, ValueError) as error:
        raise PathError(f"cannot be read: {_reason(error)}", place=path) from None


def _path(
    path: str, mode: os.stat_result, selection: Selection, max_bytes: int, listed: Listings | None
) -> Iterator[File | Skipped]:
    if stat.S_ISDIR(mode.st_mode):
        return _Folder(path, selection, max_bytes, listed).walk()
    return iter((_sized(path, mode, max_bytes),))


def _sized(path: str, found: os.stat_result, max_bytes: int) -> File | Skipped:
    if not stat.S_ISREG(found.st_mode):
        return Skipped(path, "not a regular file")
    if found.st_size > max_bytes:
        return Skipped(path, f"holds {found.st_size} bytes, more than the limit of {max_bytes}")
    return File(path, found.st_size, found.st_mtime_ns)


class _Folder:
    """One folder that the user named."""

    def __init__(self, root: str, selection: Selection, max_bytes: int, listed: Listings | None) -> None:
        self._root = root
        self._real = os.path.realpath(root)
        self._exclude = [glob.rstrip("/") for glob in selection.exclude]
        self._max_bytes = max_bytes
        self._folders = listed
        bare = root.rstrip("/")
        self._prefix = "" if bare == "." else f"{bare}/"

    def walk(self) -> Iterator[File | Skipped]:
        """Every source file below, depth first: a folder comes where its path with a `/` behind it does."""
        stack: list[tuple[str, Iterator[_Listed]]] = [("", iter(self._listed("")))]
        while stack:
            below, entries = stack[-1]
            for _, name, entry in entries:
                if isinstance(entry, Skipped):
                    yield entry
                elif entry is None:
                    inner = f"{below}{name}/"
                    stack.append((inner, iter(self._listed(inner))))
                    break
                else:
                    yield from self._file(entry, self._prefix + below + name)
            else:
                stack.pop()

    def among(self, names: Iterable[str]) -> Iterator[tuple[str, File | Skipped]]:
        """Those of some files, named from this folder, that `walk` would come to."""
        for name in names:
            folders = [name[:at] for at, sign in enumerate(name) if sign == "/"]
            if name.endswith(SUFFIXES) and not any(map(self._closed, folders)):
                base = os.path.basename(name)
                if not self._excluded(base, name):
                    yield name, self._named(self._prefix + name)

    def _closed(self, below: str) -> bool:
        """Whether `walk` does not go into a folder."""
        name = os.path.basename(below)
        return name.startswith(".") or self._excluded(name, below)

    def _named(self, path: str) -> File | Skipped:
        try:
            found = os.lstat(path)
        except OSError as error:
            return Skipped(path, f"cannot be read: {_reason(error)}")
        if stat.S_ISLNK(found.st_mode):
            return Skipped(path, self._link(path))
        return _sized(path, found, self._max_bytes)

    def _listed(self, below: str) -> list[_Listed]:
        """The folders (no entry) and the source files of a folder, in order."""
        folder = self._prefix + below or "."
        found = self._entries(folder, below)
        if self._folders is not None:
            self._folders.append((folder, _names(found)))
        return found

    def look(self, folder: str) -> None:
        """List one folder, named as a walk names it."""
        self._listed(folder[len(self._prefix) :] if folder != "." else "")

    def _entries(self, folder: str, below: str) -> list[_Listed]:
        found: list[_Listed] = []
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = entry.name
                    source = name.endswith(SUFFIXES)
                    if not source and (name[0] == "." or not (entry.is_symlink() or entry.is_dir())):
                        continue
                    if self._exclude and self._excluded(name, below + name):
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        if name[0] != ".":
                            found.append((os.fsencode(name) + b"/", name, None))
                    else:
                        found.append((os.fsencode(name), name, entry))
        except OSError as error:
            return [(b"", "", Skipped(folder.rstrip("/") or "/", f"cannot be listed: {_reason(error)}"))]
        found.sort(key=lambda listed: listed[0])
        return found

    def _excluded(self, name: str, below: str) -> bool:
        shown = self._prefix + below
        return any(
            fnmatchcase(name, glob) or fnmatchcase(below, glob) or fnmatchcase(shown, glob) for glob in self._exclude
        )

    def _file(self, entry: os.DirEntry[str], path: str) -> Iterator[File | Skipped]:
        if entry.is_symlink():
            if entry.name.endswith(SUFFIXES) or entry.is_dir():
                yield Skipped(path, self._link(path))
            return
        try:
            yield _sized(path, entry.stat(follow_symlinks=False), self._max_bytes)
        except OSError as error:  # gone in the meantime
            yield Skipped(path, f"cannot be read: {_reason(error)}")

    def _link(self, path: str) -> str:
        target = os.path.realpath(path)
        if not os.path.exists(target):
            return "symlink that leads nowhere"
        if os.path.commonpath((self._real, target)) != self._real:
            return f"symlink that leaves the tree: {target}"
        return f"symlink to a place in the same tree: {target}"


_Listed = tuple[bytes, str, os.DirEntry[str] | Skipped | None]


def _names(found: Sequence[_Listed]) -> bytes:
    if any(isinstance(entry, Skipped) for _, _, entry in found):
        return b""
    return b"\0".join(
        key + b"@" if isinstance(entry, os.DirEntry) and entry.is_symlink() else key for key, _, entry in found
    )


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
