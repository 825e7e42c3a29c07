"""The journals of one tree: begin one, find them again, let go of old ones.

A journal's folder is named `NUMBER-TOKEN`. While it is written it is called `….new`, while it is taken away `….gone`;
these two are nothing, whoever finds them removes them. One that could be taken back in part alone is called `….partly`.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

from kzfix.deliver import durable, inplace, journal
from kzfix.deliver.inplace import Kind
from kzfix.deliver.journal import Entry, Journal
from kzfix.deliver.place import Tree
from kzfix.errors import JournalError, KzfixError

KEEP = 20  # journals of a tree
KEEP_BYTES = 256 << 20  # of old content, but always the newest journal
_NAME = re.compile(r"(\d{4,})-[0-9a-f]{6}(\.partly)?")
_NOTHING = re.compile(r"\d{4,}-[0-9a-f]{6}(?:\.partly)?\.(?:new|gone)")
_NO_LOCKS = frozenset((errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP))


@dataclass(frozen=True, slots=True, order=True)
class Kept:
    """A journal that is there."""

    number: int
    folder: str
    partly: bool = False  # taken back, but for files that have changed since


@dataclass(slots=True)
class Draft:
    """A journal that is being written."""

    folder: str  # of its final name
    entries: list[Entry] = field(default_factory=list)

    @property
    def run(self) -> str:
        """The run's name."""
        return os.path.basename(self.folder)

    def begin(self) -> None:
        """Make the folder. Raises OSError."""
        os.mkdir(f"{self.folder}.new", 0o700)

    def add(self, path: str, before: bytes, after: bytes, kind: Kind) -> None:
        """Keep the old content of a file, `path` below the root of its tree. Raises OSError."""
        copy = f"{len(self.entries) + 1:04}"
        durable.create(os.path.join(f"{self.folder}.new", copy), before)
        self.entries.append(Entry(path, journal.digest(before), journal.digest(after), kind, copy))

    def seal(self, root: str, when: str, command: str, also: tuple[str, ...]) -> Kept:
        """From now on the files may be changed. Raises OSError."""
        journal.write(f"{self.folder}.new", Journal(self.run, root, when, command, also, tuple(self.entries)))
        os.rename(f"{self.folder}.new", self.folder)
        durable.sync(os.path.dirname(self.folder))
        return _kept(self.folder)

    def discard(self) -> None:
        """Let go of it, when nothing has been changed."""
        shutil.rmtree(f"{self.folder}.new", ignore_errors=True)


def draft(tree: Tree) -> Draft:
    """Begin a journal, whose number is above that of every other; to be called under the lock. Raises OSError."""
    place = home(tree)
    number = max((each.number for each in kept(tree)), default=0) + 1
    begun = Draft(os.path.join(place, f"{number:04}-{secrets.token_hex(3)}"))
    begun.begin()
    return begun


def kept(tree: Tree) -> list[Kept]:
    """The journals of a tree, oldest first."""
    found = (_kept(os.path.join(place, name)) for place in tree.folders() for name in _names(place) if _is_kept(name))
    return sorted(found)


def home(tree: Tree) -> str:
    """The folder for a new journal, which is made. Raises JournalError when there is no place for one."""
    trouble = "the user has no home"
    for folder in tree.folders():
        try:
            _make(folder)
        except OSError as error:
            trouble = f"{folder}: {error.strerror}"
            continue
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
        trouble = f"{folder}: read-only"
    raise JournalError(f"no place for a journal: {trouble}", place=tree.root, hint="set XDG_STATE_HOME to a folder")


@contextlib.contextmanager
def lock(tree: Tree) -> Iterator[None]:
    """Keep every other kzfix from writing in this tree, as long as this process lives and no longer.

    What a killed run has begun or was about to remove goes away. Raises JournalError when another one is at it.
    """
    with contextlib.ExitStack() as stack:
        for folder in sorted({home(tree), *filter(os.path.isdir, tree.folders())}):
            if os.access(folder, os.W_OK):  # or else its journals are another user's, and cannot be touched
                stack.callback(os.close, _lock(folder, tree))
                _clean(folder)
        yield


def drop(found: Kept, root: str) -> None:
    """Let go of a journal, and of temporary files that its run left behind when it was killed.

    The rest of a folder that cannot be removed at once is removed by the next run.
    """
    with contextlib.suppress(KzfixError, OSError):
        sweep(journal.read(found.folder), root)
    with contextlib.suppress(OSError):
        os.rename(found.folder, f"{found.folder}.gone")
        durable.sync(os.path.dirname(found.folder))
    shutil.rmtree(f"{found.folder}.gone", ignore_errors=True)


def set_aside(found: Kept) -> None:
    """Mark a journal as taken back in part. Raises JournalError."""
    if found.partly:
        return
    try:
        os.rename(found.folder, f"{found.folder}.partly")
    except OSError as error:
        raise JournalError(f"cannot be renamed: {error.strerror}", place=found.folder) from error
    durable.sync(os.path.dirname(found.folder))


def sweep(run: Journal, root: str) -> None:
    """Remove the temporary files that a killed run left. Raises OSError."""
    for entry in run.entries:
        durable.remove(inplace.temporary(os.path.join(root, entry.path), run.run))


def prune(tree: Tree) -> None:
    """Let go of the oldest journals, so that `KEEP` and `KEEP_BYTES` hold."""
    size = 0
    for age, found in enumerate(reversed(kept(tree))):
        size += _size(found.folder)
        if age and (age >= KEEP or size > KEEP_BYTES):
            drop(found, tree.root)


def _make(folder: str) -> None:
    if not os.path.isdir(folder):
        _make(os.path.dirname(folder))
        with contextlib.suppress(FileExistsError):
            os.mkdir(folder, 0o700)
        durable.sync(os.path.dirname(folder))


def _lock(folder: str, tree: Tree) -> int:
    """The open file that holds the lock."""
    number = -1
    try:
        number = os.open(os.path.join(folder, "lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if number >= 0 and error.errno in _NO_LOCKS:
            return number  # what is written is compared with what was read, lock or no lock
        if number >= 0:
            os.close(number)
        if isinstance(error, BlockingIOError):
            raise JournalError("another kzfix is writing in this tree", place=tree.root, hint="let it end") from None
        raise JournalError(f"the journals cannot be locked: {error.strerror}", place=folder) from error
    return number


def _clean(place: str) -> None:
    for name in _names(place):
        if _NOTHING.fullmatch(name):
            shutil.rmtree(os.path.join(place, name), ignore_errors=True)


def _names(place: str) -> list[str]:
    try:
        return os.listdir(place)
    except OSError:
        return []


def _is_kept(name: str) -> bool:
    return _NAME.fullmatch(name) is not None


def _kept(folder: str) -> Kept:
    name = os.path.basename(folder)
    return Kept(int(name.partition("-")[0]), folder, name.endswith(".partly"))


def _size(folder: str) -> int:
    """Bytes, as far as they can be told."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sum(entry.stat().st_size for entry in entries)
    return 0
