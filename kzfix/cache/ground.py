"""The disk as it is in this run: every answer is asked for once, and most of them a walk has given already."""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from kzfix.cache import sign
from kzfix.cache.walks import Scope, Walk

NOWHERE = -1  # not a place of the walk; -2, -3, … are its folders


@dataclass(slots=True)
class Ground:
    """What stands on the disk, seen from a walk. `start`: when the run began that wants to know, in ns."""

    walk: Walk
    start: int
    earlier: Callable[[Scope], Walk | None] = lambda scope: None  # the walks of earlier runs
    trees: dict[str, Walk] = field(default_factory=dict)  # walks over whole trees, made for results that rest on them
    made: bool = False  # whether one of these had to be made anew
    _places: dict[str, int] = field(default_factory=dict)
    _signs: dict[str, bytes] = field(default_factory=dict)
    _values: dict[str, bytes] = field(default_factory=dict)

    def place(self, thing: int) -> int | None:
        """Where in the walk a thing stands, as noted earlier; None when nobody has looked."""
        return self.walk.covers[thing] if thing < len(self.walk.covers) else None

    def cover(self, paths: Sequence[str]) -> array[int]:
        """Where in the walk some absolute paths stand."""
        return array("i", map(self._place, paths))

    def sign(self, path: str, place: int | None = None) -> bytes:
        """The signature of an absolute path, from before any file was read where the walk has one."""
        place = self._place(path) if place is None else place
        if place >= 0:
            return sign.at(self.walk.signs, place)
        if path not in self._signs:
            self._signs[path] = sign.sign(path)
        return self._signs[path]

    def is_file(self, path: str) -> bool:
        """Whether an absolute path is that of a file of the walk."""
        return self._place(path) >= 0

    def settled(self, found: bytes) -> bytes:
        """The same signature, or NEVER for what may have changed since the run began."""
        return sign.settled(found, self.start)

    def kind(self, path: str, place: int | None = None) -> bytes:
        """What stands at an absolute path."""
        place = self._place(path) if place is None else place
        if place >= 0 and sign.at(self.walk.signs, place) != sign.NEVER:
            return sign.A_FILE
        return sign.kind(path) if place >= NOWHERE else sign.A_FOLDER

    def tree(self, root: str) -> bytes:
        """What stands for all sources of a tree, their paths and signatures."""
        if root not in self._values:
            found = self._tree(root)
            skip = len(_prefix(found, root))
            named = "\0".join(file[skip:] for file in found.files)
            links = b"".join(sign.sign(left.path) + os.fsencode(left.why + left.real) for left in found.left)
            self._values[root] = sign.digest(os.fsencode(named) + b"\0" + found.signs + links)
        return self._values[root]

    def still(self, root: str) -> bool:
        """Whether nothing in a tree may have changed since the run began."""
        found = self._tree(root)
        links = b"".join(sign.sign(left.path) for left in found.left)
        row = found.signs + found.folder_signs + links
        return sign.NEVER not in row and sign.NEVER not in self.settled(row)

    def _tree(self, root: str) -> Walk:
        if not self.walk.scope.exclude and [os.path.abspath(path) for path in self.walk.scope.paths] == [root]:
            return self.walk
        if root not in self.trees:
            scope = Scope((root,))
            found = self.earlier(scope)
            signs = found.again() if found else None
            if found and signs is not None:
                self.made = self.made or signs != found.signs or bool(found.relisted)
                found.signs = signs
            else:
                found = Walk.made(scope, self.start)
                self.made = True
            self.trees[root] = found
        return self.trees[root]

    def _place(self, path: str) -> int:
        if not self._places:
            self._places.update((os.path.abspath(folder), -2 - at) for at, folder in enumerate(self.walk.folders))
            here = os.getcwd()
            self._places.update((_absolute(here, file), at) for at, file in enumerate(self.walk.files))
        return self._places.get(path, NOWHERE)


def _prefix(found: Walk, root: str) -> str:
    """What the names of a walk over one tree begin with."""
    bare = found.scope.paths[0].rstrip("/")
    return "" if bare == "." else f"{bare}/"


def _absolute(here: str, file: str) -> str:
    """An absolute path, quickly where nothing odd is in it."""
    if "./" in file or "//" in file:
        return os.path.abspath(file)
    return file if file.startswith("/") else f"{here}/{file}"
