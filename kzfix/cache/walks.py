"""The files that some paths lead to, as the last run found them, and whether that is still so.

While no folder has changed, its names are the same, so none needs to be listed again.
"""

from __future__ import annotations

import marshal
import os
import stat
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

from kzfix.cache import sign
from kzfix.cache.half import Half
from kzfix.model import File, Skipped

UNKNOWN, PLAIN = -2, -1  # of a file: nothing is known; it holds no needle


@dataclass(frozen=True, slots=True)
class Scope:
    """What a walk is over: paths as they were given, and globs to leave out."""

    paths: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """A name for it, as good as unique."""
        parts = (os.fsencode(part) for part in (*self.paths, "", *self.exclude))
        return sign.digest(b"\0".join(parts)).hex()


@dataclass(frozen=True, slots=True)
class Left:
    """A file or folder that was left out, with what that rested on."""

    at: int  # its place among the entries
    path: str
    why: str
    sign: bytes
    real: str  # where a link leads
    there: bool  # whether there is anything

    @classmethod
    def of(cls, at: int, entry: Skipped) -> Left:
        """What is left out, as it stands."""
        real = os.path.realpath(entry.path)
        return cls(at, entry.path, entry.why, sign.link(entry.path), real, os.path.exists(real))

    def same(self) -> bool:
        """Whether it would be left out again, for the same reason."""
        return self == Left.of(self.at, Skipped(self.path, self.why)) and self.sign != sign.NEVER


@dataclass(slots=True)
class Walk:
    """The files of a scope, in order, each with its signature and what is known of it."""

    scope: Scope
    names: list[str] | bytes  # of the files; joined by NUL until somebody asks
    signs: bytes
    folders: list[str]
    folder_signs: bytes
    folder_names: bytes  # for each folder what stands for its names, `sign.DIGEST` bytes
    left: list[Left]
    known: array[int]  # for each file the number of a record, PLAIN or UNKNOWN
    covers: array[int] = field(default_factory=lambda: array("i"))  # see `basis.Ground.place`
    _asked: bool = False  # whether `again` has been
    _now: bytes | None = None  # what it has found
    relisted: list[int] = field(default_factory=list)  # folders that have changed, but for the names of sources

    @property
    def files(self) -> list[str]:
        """The path of each file, as it is shown."""
        if isinstance(self.names, bytes):
            self.names = split(self.names)
        return self.names

    @classmethod
    def made(cls, scope: Scope, start: int) -> Walk:
        """Walk over a scope. Raises PathError. `start`: see `sign.settled`."""
        from kzfix.source.discover import Listings, walk

        listed: Listings = []
        entries = list(walk(scope.paths, scope, listed=listed))
        folders = [folder for folder, _ in listed]
        names = b"".join(sign.digest(each) for _, each in listed)
        files = [entry.path for entry in entries if isinstance(entry, File)]
        left = [Left.of(at, entry) for at, entry in enumerate(entries) if isinstance(entry, Skipped)]
        signs, folder_signs = sign.signs(files), sign.settled(sign.signs(folders), start)
        return cls(scope, files, signs, folders, folder_signs, names, left, array("i", [UNKNOWN]) * len(files))

    def again(self, alone: bool = True) -> bytes | None:
        """The signatures of the files, when the same files are there; None when the scope must be walked again.

        `alone`: whether this is to be done by one process. What was found once is found again.
        """
        if not self._asked:
            self._now, self._asked = self._again(alone), True
        return self._now

    def _again(self, alone: bool) -> bytes | None:
        names = self.names if isinstance(self.names, bytes) else _joined(self.names)
        half = Half(names.split(b"\0") if names else [], alone)
        now = sign.signs(self.folders)
        changed = sign.unlike(now, self.folder_signs)
        same = all(each.same() for each in self.left) and all(map(self._has_its_names, changed))
        signs = half.signs()
        if not same:
            return None
        self.folder_signs, self.relisted = now, changed
        if signs == self.signs and sign.NEVER not in signs:
            return signs
        changed = sign.unlike(signs, self.signs)
        return signs if all(_is_plain(self.files[at]) for at in changed) else None

    def _has_its_names(self, folder: int) -> bool:
        """Whether the names in a folder that has changed are the same to a walk."""
        from kzfix.source.discover import listing

        if len(self.scope.paths) > 1:
            return False
        found = listing(self.scope.paths[0], self.folders[folder], self.scope)
        at = folder * sign.DIGEST
        return bool(found) and sign.digest(found) == self.folder_names[at : at + sign.DIGEST]

    def packed(self) -> bytes:
        """The walk as bytes."""
        return marshal.dumps(
            (
                *(self.scope.paths, self.scope.exclude, _joined(self.names), self.signs, _joined(self.folders)),
                *(self.folder_signs, self.folder_names),
                [(each.at, each.path, each.why, each.sign, each.real, each.there) for each in self.left],
                *(self.known.tobytes(), self.covers.tobytes()),
            )
        )

    @classmethod
    def unpacked(cls, data: bytes) -> Walk:
        """A walk from its bytes."""
        paths, exclude, files, signs, folders, folder_signs, names, left, known, covers = marshal.loads(data)
        return cls(
            *(Scope(paths, exclude), files, signs, split(folders), folder_signs, names),
            *([Left(*each) for each in left], array("i", known), array("i", covers)),
        )


def _is_plain(path: str) -> bool:
    """Whether a file that has changed is still one that a walk takes."""
    from kzfix.source.discover import MAX_BYTES

    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size <= MAX_BYTES


def _joined(names: Sequence[str] | bytes) -> bytes:
    return names if isinstance(names, bytes) else os.fsencode("\0".join(names))


def split(names: bytes) -> list[str]:
    """Names that were joined by NUL, which no name holds."""
    return os.fsdecode(names).split("\0") if names else []
