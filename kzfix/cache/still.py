"""What is told of a tree in which nothing has changed: the one section of a snapshot that is read then.

It is made when every file of a walk is known, and holds for as long as the walk is the same and so is what results rest
on besides. Most of that stands in the walk, so nobody has to ask for it: a file or a folder of the walk is what it was
while its signature is, and what was not there is not there while the folder that would name it has not changed.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kzfix.cache import sign
from kzfix.cache.basis import Basis
from kzfix.cache.ground import Ground
from kzfix.cache.log import FILE, TREE
from kzfix.cache.walks import Walk
from kzfix.model import Clean, FileResult, Found, Shown, Skipped, Unparsed

MOST_CHANGED = 50  # folders; of more the snapshot is written anew
_Within = tuple[list[str], list[tuple[str, bytes]]]
_Told = tuple[str, int, list[tuple[str, int, str]], tuple[object, ...] | str | None]


@dataclass(frozen=True, slots=True)
class Still:
    """What there is to tell, and what must be asked for once more before it is."""

    signs: list[tuple[str, bytes]]  # paths beside the walk, with their signatures
    kinds: list[tuple[str, bytes]]  # paths of which it counts what stands there
    silent: tuple[int, int]  # files of which there is nothing to tell, and the functions in those
    told: list[_Told]
    within: bytes  # of each folder of the walk what its signature says and its names do not, see `_Asked`

    def holds(self, changed: Sequence[int]) -> bool:
        """Whether all is as it was, where the walk is; `changed` are the folders whose signatures are not."""
        if len(changed) > MOST_CHANGED:
            return False
        within: dict[int, _Within] = marshal.loads(self.within) if changed else {}
        inner = [within[at] for at in changed if at in within]
        return (
            all(sign.sign(path) == was for path, was in self.signs)
            and all(sign.kind(path) == was for path, was in self.kinds)
            and all(sign.kind(path) == sign.NOTHING for missing, _ in inner for path in missing)
            and all(sign.content(path) == was for _, names in inner for path, was in names)
        )

    def results(self) -> list[FileResult]:
        """What there is to tell, in order; of findings only what is shown."""
        return [_result(*each) for each in self.told]

    def entries(self) -> list[str]:
        """The paths of those."""
        return [each[0] for each in self.told]

    def packed(self) -> bytes:
        """The same as bytes."""
        return marshal.dumps((self.signs, self.kinds, self.silent, self.told, self.within))

    @classmethod
    def unpacked(cls, data: bytes) -> Still:
        """It again, from its bytes."""
        return cls(*marshal.loads(data))


def made(
    walk: Walk, basis: Basis, bases: Iterable[int], ground: Ground, silent: tuple[int, int], told: Iterable[FileResult]
) -> Still | None:
    """What may be told of a walk for which these sets of states hold; None where something is not certain."""
    asked = _Asked(walk, basis, ground)
    links = [(left.path, ground.settled(sign.sign(left.path))) for left in walk.left if left.there]
    row = b"".join((walk.signs, walk.folder_signs, *(found for _, found in links)))
    if sign.NEVER in row or not all(map(asked.add, basis.union(bases))):
        return None
    rows = [_told(each) for each in told]
    if any(each[3] is None for each in rows):
        return None
    return Still([*asked.signs, *links], asked.kinds, silent, rows, marshal.dumps(asked.within))


class _Asked:
    """What results rest on and a walk does not say."""

    def __init__(self, walk: Walk, basis: Basis, ground: Ground) -> None:
        self.signs: list[tuple[str, bytes]] = []
        self.kinds: list[tuple[str, bytes]] = []
        self.within: dict[int, _Within] = {}  # of a folder: paths that are not there, and folders with their names
        self._walk, self._basis, self._ground = walk, basis, ground
        self._folders = {os.path.abspath(folder): at for at, folder in enumerate(walk.folders)}

    def add(self, state: int) -> bool:
        """Take up one state; whether it is certain that its thing is in it."""
        basis, thing = self._basis, self._basis.things[state]
        path, sort, value = basis.paths[thing], basis.sorts[thing], basis.value(state)
        if sort == TREE:
            return path in self._folders and not self._walk.scope.exclude and self._ground.tree(path) == value
        if sort != FILE:
            return self._ground.kind(path) == value and self._kind(path, value)
        if value == sign.NOTHING:
            return sign.kind(path) == value and self._kind(path, value)
        found = self._ground.sign(path)
        known = found == sign.at(basis.seen, thing) != sign.NEVER and basis.state[thing] == state
        folder = self._folders.get(path)
        if folder is not None and sign.at(self._walk.folder_signs, folder) == found:
            self._in(folder)[1].append((path, value))
        elif known and not self._ground.is_file(path):
            self.signs.append((path, found))
        return known

    def _kind(self, path: str, value: bytes) -> bool:
        folder = self._naming(path) if value == sign.NOTHING else None
        if folder is not None:
            self._in(folder)[0].append(path)
        elif path not in self._folders and not self._ground.is_file(path):
            self.kinds.append((path, value))
        return True

    def _in(self, folder: int) -> _Within:
        return self.within.setdefault(folder, ([], []))

    def _naming(self, path: str) -> int | None:
        """The folder of the walk that would name the first part of a path that is not there."""
        if os.path.normpath(path) != path:
            return None
        above = os.path.dirname(path)
        while above not in self._folders and above != path:
            path, above = above, os.path.dirname(above)
        return None if os.path.lexists(path) else self._folders.get(above)


def _told(result: FileResult) -> _Told:
    if isinstance(result, Skipped):
        return result.path, 0, [], result.why
    assert isinstance(result, Clean | Found)
    unread = [(each.function, each.line, each.why) for each in result.unparsed]
    if isinstance(result, Clean):
        return result.path, result.functions, unread, ()
    return result.path, result.functions, unread, tuple(result.shown) if result.shown else None


def _result(
    path: str, functions: int, unread: list[tuple[str, int, str]], rest: tuple[object, ...] | str | None
) -> FileResult:
    if isinstance(rest, str):
        return Skipped(path, rest)
    unparsed = tuple(Unparsed(*each) for each in unread)
    if not rest:
        return Clean(path, functions, unparsed)
    return Found(path, b"", (), (), functions, unparsed, Shown._make(rest))
