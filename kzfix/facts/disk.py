"""The file system as the facts ask it: what stands where, what a file holds, and what an answer rests on.

Every answer is remembered for the process, the bytes of files up to a bound. Within `asked()` it is noted which files,
folders and trees the answers rest on; a function that is `remembered` notes it again whenever its answer is given.
Nothing else in `facts` may ask the file system. One thread at a time.
"""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import sys
from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from typing import Generic, ParamSpec, TypeVar

from kzfix.facts.text import Text

MOST_BYTES = 16 << 20  # of files, kept for the process
LONGEST = 4 << 20  # bytes of one file; the rest is not looked at
MORE = 1 << 16  # bytes to ask for where a file is longer than it said
MOST_KINDS = 1 << 16
MOST_FOLDERS = 1 << 12

P = ParamSpec("P")
T = TypeVar("T")

_PATH, _PLACE, _TREE = 1, 2, 4


class Asked:
    """What some answers rest on: they stay the same as long as all of this does. Every path is absolute."""

    __slots__ = ("_closed", "_own", "_under")

    def __init__(self) -> None:
        self._own: dict[str, int] | None = {}
        self._closed: dict[int, tuple[str, ...]] = {}
        self._under: Collection[Asked] = set()

    @property
    def paths(self) -> frozenset[str]:
        """Files whose bytes were read, and folders whose entries, by name, decided that something is not there."""
        return self._named(_PATH)

    @property
    def places(self) -> frozenset[str]:
        """Paths of which it counts only what stands there, links followed: nothing, a file, a folder.

        They are written as they were asked for: `a/../b` needs the folder a.
        """
        return self._named(_PLACE)

    @property
    def trees(self) -> frozenset[str]:
        """Folders of which every file counts, however deep: its path and its bytes. None below a name with a dot in
        front."""
        return self._named(_TREE)

    def _named(self, sort: int) -> frozenset[str]:
        return frozenset().union(*(one._sorted(sort) for one in self._all()))

    def _sorted(self, sort: int) -> Collection[str]:
        if self._own is None:
            return self._closed.get(sort, ())
        return [path for path, sorts in self._own.items() if sorts & sort]

    def _all(self) -> Iterator[Asked]:
        seen, work = {self}, [self]
        while work:
            one = work.pop()
            yield one
            new = [under for under in one._under if under not in seen]
            seen.update(new)
            work += new

    def note(self, path: str, sort: int) -> None:
        """One more thing that an answer rests on."""
        assert self._own is not None
        if not path.startswith("/"):
            path = os.path.join(os.getcwd(), path)
        if sort != _PLACE and ("/." in path or "//" in path):
            path = os.path.normpath(path)
        path = sys.intern(path)
        self._own[path] = self._own.get(path, 0) | sort

    def include(self, other: Asked) -> None:
        """All that another answer rests on."""
        assert isinstance(self._under, set)
        self._under.add(other)

    def close(self) -> None:
        """Take no more, and little room."""
        found = {sort: tuple(self._sorted(sort)) for sort in (_PATH, _PLACE, _TREE)}
        self._closed = {sort: paths for sort, paths in found.items() if paths}
        self._own, self._under = None, tuple(self._under)


_asking: Asked | None = None  # who wants to know


@contextlib.contextmanager
def asked() -> Iterator[Asked]:
    """Note what the answers given meanwhile rest on. May be nested: the outer one learns it too."""
    global _asking
    before, own = _asking, Asked()
    try:
        _asking = own
        yield own
    finally:
        _asking = before
        own.close()
        if before is not None:
            before.include(own)


def forget() -> None:
    """Forget every answer, for a process that outlives a run."""
    for clear in _clearings:
        clear()
    _texts.clear()
    _kinds.clear()
    _folders.clear()


class Remembered(Generic[P, T]):
    """A function whose answers are kept, together with what they rest on; of too many, the oldest go."""

    def __init__(self, function: Callable[P, T], room: int) -> None:
        self._function = function
        self._room = room
        self._kept: dict[Hashable, tuple[T, Asked | None]] = {}  # None: nobody wanted to know
        functools.update_wrapper(self, function)

    def __call__(self, *args: P.args, **named: P.kwargs) -> T:
        assert not named
        found = self._kept.get(args)
        if found is None or (found[1] is None and _asking is not None):
            found = self._ask(*args, **named)
            if len(self._kept) >= self._room and args not in self._kept:
                del self._kept[next(iter(self._kept))]
            self._kept[args] = found
        elif _asking is not None and found[1] is not None:
            _asking.include(found[1])
        return found[0]

    def _ask(self, *args: P.args, **named: P.kwargs) -> tuple[T, Asked | None]:
        if _asking is None:
            return self._function(*args, **named), None
        with asked() as basis:
            return self._function(*args, **named), basis

    def clear(self) -> None:
        """Forget every answer."""
        self._kept.clear()


_clearings: list[Callable[[], None]] = []


def when_forgotten(clear: Callable[[], None]) -> None:
    """What else is to be done when every answer is forgotten."""
    _clearings.append(clear)


def remembered(room: int) -> Callable[[Callable[P, T]], Remembered[P, T]]:
    """Remember up to so many answers of a function of hashable positional arguments."""

    def wrap(function: Callable[P, T]) -> Remembered[P, T]:
        one = Remembered(function, room)
        when_forgotten(one.clear)
        return one

    return wrap


class _Texts:
    """Files, those asked for last, up to a bound; None for one that cannot be read."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Text | None] = OrderedDict()
        self._size = 0

    def get(self, path: str) -> Text | None:
        if path in self._kept:
            self._kept.move_to_end(path)
            return self._kept[path]
        data = _contents(path)
        found = self._kept[path] = Text(data) if data is not None else None
        self._size += len(data or b"")
        while self._size > MOST_BYTES and len(self._kept) > 1:
            gone = self._kept.popitem(last=False)[1]
            self._size -= len(gone.data) if gone is not None else 0
        return found

    def clear(self) -> None:
        self._kept.clear()
        self._size = 0


_texts = _Texts()
_kinds: dict[str, int] = {}
_folders: dict[str, frozenset[str] | None] = {}


def _contents(path: str) -> bytes | None:
    try:
        with open(path, "rb", buffering=0) as file:
            found = file.read(min(os.fstat(file.fileno()).st_size + 1, LONGEST))
            while len(found) < LONGEST and (more := file.read(min(MORE, LONGEST - len(found)))):
                found += more
            return found
    except (OSError, ValueError):
        return None


def text(path: str) -> Text | None:
    """A file, or None when it cannot be read."""
    found = _texts.get(path)
    if _asking is not None:
        _asking.note(path, _PATH | _PLACE if found is None else _PATH)
    return found


def read(path: str) -> bytes | None:
    """The bytes of a file, or None when it cannot be read."""
    found = text(path)
    return found.data if found is not None else None


def glance(path: str) -> bytes:
    """The bytes of a file, which are not kept; none when it cannot be read."""
    if _asking is not None:
        _asking.note(path, _PATH | _PLACE)
    return _contents(path) or b""


def _kind(path: str) -> int:
    """The sort of file that stands at a path, links followed, as in `stat`; 0 for nothing."""
    if _asking is not None:
        _asking.note(path, _PLACE)
    found = _kinds.get(path)
    if found is None:
        if len(_kinds) >= MOST_KINDS:
            _kinds.clear()
        try:
            found = stat.S_IFMT(os.stat(path).st_mode)
        except (OSError, ValueError):
            found = 0
        _kinds[path] = found
    return found


def kind(path: str) -> int:
    """The sort of file that stands at a path, links followed, as `stat.S_IFMT` has it; 0 for nothing."""
    return _kind(path)


def exists(path: str) -> bool:
    """Whether anything stands at a path."""
    return _kind(path) != 0


def is_folder(path: str) -> bool:
    """Whether a folder stands at a path."""
    return _kind(path) == stat.S_IFDIR


def names(folder: str) -> frozenset[str] | None:
    """The names in a folder; None when it cannot be listed."""
    if _asking is not None:
        _asking.note(folder, _PATH | _PLACE)
    return _names(folder)


def _names(folder: str) -> frozenset[str] | None:
    if folder not in _folders:
        if len(_folders) >= MOST_FOLDERS:
            _folders.clear()
        try:
            _folders[folder] = frozenset(os.listdir(folder))
        except (OSError, ValueError):
            _folders[folder] = None
    return _folders[folder]


def find(folders: Iterable[str], name: str) -> str | None:
    """The normalised path of the file of a name, which may lead through folders, in the first of some that has it."""
    for folder in folders:
        path = os.path.join(folder, name)
        if _is_file(path, plain="./" not in name and "//" not in name):
            return os.path.normpath(path)
    return None


def _is_file(path: str, plain: bool) -> bool:
    """Whether a file stands at a path; where its folder can be listed, without a question for each name."""
    above, _, entry = path.rpartition("/")
    entries = _names(above or "/") if plain else None
    if entries is not None and entry not in entries:
        if _asking is not None:
            _asking.note(above or "/", _PATH)
        return False
    if plain and entries is None and not exists(above or "/"):
        return False
    return _kind(path) == stat.S_IFREG


def files(root: str, ending: str) -> Iterator[tuple[str, bytes]]:
    """Every file of a tree whose name ends so, in order of folders and names, with its bytes, which are not kept.

    What cannot be read is empty. Folders with a dot in front are left out.
    """
    if _asking is not None:
        _asking.note(root, _TREE)
    for here, below, entries in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(entries):
            if name.endswith(ending):
                path = os.path.join(here, name)
                yield path, _contents(path) or b""
