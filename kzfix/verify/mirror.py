"""A mirror of a build: a folder where Kbuild can work as in the user's, and where nothing of the user's is written.

What Kbuild may write is a real copy, with its times, so that it is not made again: the configuration, generated
headers, the programs of scripts/ and tools/. The rest of a source tree stands as symlinks to files, in real folders,
so that no new file can come into the user's. Objects are left out.

- A kernel configured in its source tree: the whole tree, and the folders of the files that are looked at as copies.
- A kernel in a build folder: that folder alone. Kbuild looks for `drivers/x/y.c` in it before it looks in the source
  (VPATH), so a text put there is what gets compiled; the headers beside the file are there as symlinks.
- A module: its folder, as copies. What stands beside it in its repository is there as links, for Makefiles that look
  for headers in `../include`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kzfix.verify.tree import Kind, Tree

LARGEST = 64 << 20  # bytes; what is larger is an image or an object, and Kbuild does not need it for others
_LEFT_OUT = re.compile(
    r"\.(?:o|ko|a|mod|mod\.c|order|dwo|gcno|ll|su|dtb|dtbo)$|^\.tmp_|^System\.map$|^vmlinux(?:\.unstripped|\.map)?$"
)
_PROGRAMS = re.compile(r"(?:^|/)(?:scripts|tools)(?:/|$)")  # whose objects are small, and would be made again
_GENERATED = re.compile(r"^(?:include/config|include/generated|arch/[^/]+/include/generated|usr)(?:/|$)")
_WITH_PATHS = (".cmd", ".d")  # where Kbuild remembers how it made a file, some with absolute paths
_NEVER = {".git", ".svn", ".hg"}


@dataclass(frozen=True, slots=True)
class Mirror:
    """A mirror that stands: `folder` corresponds to the tree's build folder, or to the folder of a module."""

    tree: Tree
    folder: str

    def place(self, path: str) -> str:
        """Where the mirror has a file, of which `path` is the path from the root of the tree."""
        return os.path.join(self.folder, path)

    def put(self, path: str, text: bytes) -> None:
        """Make a file of the mirror hold `text`: a new file, so that nothing is written through a link."""
        place = self.place(path)
        os.makedirs(os.path.dirname(place), exist_ok=True)
        if os.path.lexists(place):
            os.unlink(place)
        with open(place, "xb") as file:
            file.write(text)


def make(tree: Tree, base: str, paths: Iterable[str]) -> Mirror:
    """Make a mirror below `base`, a new folder, for files given as paths from the root of the tree.

    Raises OSError where the folder cannot be written, the disk is full, or the tree cannot be read.
    """
    folders = {os.path.dirname(path) for path in paths}
    folder = os.path.join(base, "kernel")
    if tree.kind is Kind.MODULE:
        folder = _surrounded(tree.source, base)
        _Copy(tree, tree.source, folder, folders).walk("")
        return Mirror(tree, folder)
    _Copy(tree, tree.build, folder, folders).walk("")
    if tree.kind is Kind.BESIDE:
        _neighbours(tree.source, folder, folders)
        with open(os.path.join(folder, "Makefile"), "w") as file:
            file.write(f"include {tree.source}/Makefile\n")
    return Mirror(tree, folder)


def _surrounded(module: str, base: str) -> str:
    """Where a module's mirror is to stand, with links around it to what is around the module in its repository."""
    above = [str(each) for each in Path(module).parents]
    top = next((at for at, each in enumerate(above) if os.path.exists(os.path.join(each, ".git"))), None)
    if top is None or os.path.exists(os.path.join(module, ".git")):
        return os.path.join(base, os.path.basename(module))
    place = base
    for folder in reversed(above[: top + 1]):
        inner = os.path.relpath(module, folder).split(os.sep)[0]
        with os.scandir(folder) as listed:
            for entry in listed:
                if entry.name not in _NEVER | {inner}:
                    os.symlink(entry.path, os.path.join(place, entry.name))
        place = os.path.join(place, inner)
        if folder != above[0]:
            os.mkdir(place)
    return place


@dataclass(frozen=True, slots=True)
class _Copy:
    """One walk over a tree: what is copied, linked or left out."""

    tree: Tree
    origin: str
    mirror: str
    real: set[str]  # folders, from the root of the tree, whose files are copied

    def walk(self, folder: str) -> None:
        os.mkdir(os.path.join(self.mirror, folder))
        with os.scandir(os.path.join(self.origin, folder)) as listed:
            entries = list(listed)
        names = {entry.name for entry in entries}
        for entry in entries:
            path = os.path.join(folder, entry.name)
            if entry.name in _NEVER:
                continue
            if entry.is_dir(follow_symlinks=False):
                self.walk(path)
            elif entry.is_symlink() and entry.is_dir():
                self._link(entry.path, path)
            elif entry.is_file():
                self._file(entry, path, names)

    def _link(self, origin: str, path: str) -> None:
        """A link to a folder: one inside of the tree leads to the mirror's, any other to where it led."""
        target = os.readlink(origin)
        inside = os.path.realpath(origin).startswith(self.origin + "/")
        os.symlink(target if inside and not os.path.isabs(target) else os.path.realpath(origin), self._at(path))

    def _file(self, entry: os.DirEntry[str], path: str, names: set[str]) -> None:
        if self._left_out(path, entry):
            return
        if self.tree.kind is Kind.IN_TREE and not self._written(path, names):
            os.symlink(entry.path, self._at(path))
        elif entry.name.endswith(_WITH_PATHS):
            self._moved(entry, path)
        else:
            shutil.copy2(entry.path, self._at(path))

    def _left_out(self, path: str, entry: os.DirEntry[str]) -> bool:
        """Objects, and how they were made: nobody needs them to compile another file."""
        if entry.stat().st_size > LARGEST:
            return True
        of = entry.name[1:-4] if entry.name.startswith(".") and entry.name.endswith(".cmd") else entry.name
        return bool(_LEFT_OUT.search(of)) and not _PROGRAMS.search(os.path.dirname(path))

    def _written(self, path: str, names: set[str]) -> bool:
        """Whether Kbuild made a file of a source tree, or may write it: what has a command, is generated or shipped."""
        folder, name = os.path.split(path)
        return (
            folder in self.real
            or not folder
            or f".{name}.cmd" in names
            or f"{name}_shipped" in names
            or name.endswith(_WITH_PATHS)
            or bool(_GENERATED.match(folder))
            or (bool(_PROGRAMS.search(folder)) and any(each.endswith((".o", ".cmd")) for each in names))
        )

    def _moved(self, entry: os.DirEntry[str], path: str) -> None:
        """Copy what Kbuild remembers, with the mirror's place for the origin's: or it would make the file again."""
        with open(entry.path, "rb") as file:
            text = file.read()
        with open(self._at(path), "xb") as file:
            file.write(text.replace(os.fsencode(self.origin) + b"/", os.fsencode(self.mirror) + b"/"))
        shutil.copystat(entry.path, self._at(path))

    def _at(self, path: str) -> str:
        return os.path.join(self.mirror, path)


def _neighbours(source: str, mirror: str, folders: Iterable[str]) -> None:
    """Links to the headers around some files, for `#include "../x/y.h"`, and to the sources beside each.

    Kbuild adds the folder of the source to the path for headers, but behind all others, and it helps no header in a
    folder of its own. Two levels (drivers/net) hold all that is included by such a path.
    """
    for top in sorted({os.path.join(*folder.split(os.sep)[:2]) for folder in folders if folder}):
        for base, _, names in os.walk(os.path.join(source, top)):
            headers = [each for each in names if each.endswith((".h", ".inc"))]
            _linked(base, os.path.join(mirror, os.path.relpath(base, source)), headers)
    for folder in sorted(folders):
        base = os.path.join(source, folder)
        _linked(base, os.path.join(mirror, folder), [each for each in os.listdir(base) if each.endswith(".c")])


def _linked(origin: str, folder: str, names: Iterable[str]) -> None:
    """Links in `folder` to files of another, but for those that it has."""
    for name in names:
        place = os.path.join(folder, name)
        if not os.path.lexists(place):
            os.makedirs(folder, exist_ok=True)
            os.symlink(os.path.join(origin, name), place)
