"""The sources that a run looks at, packed for a machine that does not see them.

A kernel tree, or else a git tree, goes as a whole: any of its headers may be asked for, and every file that creates a
cache. A file that is in no tree goes with the headers that it leads to. They are unpacked below another root under the
names that they have here, so whatever one of them includes stands where it stood.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import re
import zlib
from collections.abc import Iterable, Iterator
from functools import cache

from kzfix.facts.headers import closure, tree_root

PIECE = 16 << 20  # bytes of source in a piece
SOURCES = (".c", ".h")
MARKS = (".git", "Makefile", "Kbuild", "MAINTAINERS", "scripts", "include", "include/linux", "include/uapi")
_INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.M)

_Item = tuple[str, str, bytes]  # a path, what stands there ("file", "folder", "link"), and what it holds or leads to


def pieces(paths: Iterable[str]) -> Iterator[bytes]:
    """Everything that judging some files may ask for, in pieces that `unpack` takes in any order."""
    some: list[_Item] = []
    size = 0
    for item in _items(sorted({os.path.abspath(path) for path in paths})):
        some.append(item)
        size += len(item[2])
        if size >= PIECE:
            yield _packed(some)
            some, size = [], 0
    yield _packed(some)


def unpack(piece: bytes, root: str) -> None:
    """Put the files of a piece below a folder."""
    items: list[_Item] = pickle.loads(zlib.decompress(piece))
    for path, kind, data in items:
        place = root + path
        os.makedirs(place if kind == "folder" else os.path.dirname(place), exist_ok=True)
        if kind == "link":
            target = os.fsdecode(data)
            with contextlib.suppress(FileExistsError):  # somebody named a file through it
                os.symlink(root + target if target.startswith("/") else target, place)
        elif kind == "file":
            with open(place, "wb") as file:
                file.write(data)


def _packed(items: list[_Item]) -> bytes:
    return zlib.compress(pickle.dumps(items), 1)


def _items(paths: list[str]) -> Iterator[_Item]:
    """What to pack, every path once."""
    seen: set[str] = set()
    folders = {os.path.dirname(path) for path in paths}
    yield from _new(_marks(folders), seen)
    for root in sorted({root for folder in folders if (root := _root(folder))}):
        yield from _new(_tree(root), seen)
    for path in paths:
        if _root(os.path.dirname(path)) is None:
            data = _bytes(path) or b""
            yield from _new(_files([path, *map(os.path.abspath, closure(path, data).paths)]), seen)
        elif path not in seen:
            yield from _new(_files([path]), seen)


def _new(items: Iterable[_Item], seen: set[str]) -> Iterator[_Item]:
    for item in items:
        if item[0] not in seen:
            seen.add(item[0])
            yield item


@cache
def _root(folder: str) -> str | None:
    """The tree that a folder is in: a kernel's, else a git tree."""
    root, here = tree_root(folder), folder
    while root is None and os.path.dirname(here) != here:
        root = here if os.path.exists(os.path.join(here, ".git")) else None
        here = os.path.dirname(here)
    return root


def _marks(folders: set[str]) -> Iterator[_Item]:
    """What tells, above some folders, where a tree begins: it has to be there, but holds nothing."""
    above: set[str] = set()
    for folder in folders:
        while folder not in above:
            above.add(folder)
            folder = os.path.dirname(folder)
    for folder in sorted(above):
        yield folder, "folder", b""
        for name in MARKS:
            path = os.path.join(folder, name)
            if os.path.exists(path) and not os.path.islink(path):
                yield path, "folder" if os.path.isdir(path) else "file", b""


def _tree(root: str) -> Iterator[_Item]:
    """The sources of a tree, the symlinks, and whatever else a source includes."""
    others: dict[str, list[str]] = {}
    included: set[str] = set()
    for here, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        links = [name for name in (*below, *names) if os.path.islink(os.path.join(here, name))]
        for name in links:
            yield os.path.join(here, name), "link", os.fsencode(os.readlink(os.path.join(here, name)))
        for name in sorted(set(names) - set(links)):
            path = os.path.join(here, name)
            if not name.endswith(SOURCES):
                others.setdefault(name, []).append(path)
                continue
            data = _bytes(path)
            if data is not None:
                yield path, "file", data
                found = (os.path.basename(os.fsdecode(match[1])) for match in _INCLUDE.finditer(data))
                included.update(name for name in found if not name.endswith(SOURCES))
    yield from _files(path for name in sorted(included & set(others)) for path in others[name])


def _files(paths: Iterable[str]) -> Iterator[_Item]:
    for path in paths:
        data = _bytes(path)
        if data is not None:
            yield path, "file", data


def _bytes(path: str) -> bytes | None:
    """What a file holds; one that cannot be read is not there at the other end either."""
    try:
        with open(path, "rb", buffering=0) as file:
            return file.readall()
    except OSError:
        return None
