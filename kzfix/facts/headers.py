"""The headers that a file includes, found as a compiler would find them, as far as the tree shows them.

Next to the file, in the `include` folders above it, in those of the kernel tree around it. Nearest first, each once.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Iterator, Sequence

from kzfix.facts import disk
from kzfix.facts.disk import remembered
from kzfix.facts.index import INDEX
from kzfix.facts.text import Text

MOST_HEADERS = 2000
_INCLUDE = re.compile(rb'#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]')


def includes(data: bytes) -> Iterator[tuple[bool, str]]:
    """Every `#include` of a text: whether its name is quoted, and the name."""
    for match in _INCLUDE.finditer(data):
        start = match.start()
        if not data[data.rfind(b"\n", 0, start) + 1 : start].strip(b" \t"):
            yield match.group(1) == b'"', os.fsdecode(match.group(2))


@remembered(4096)
def tree_root(folder: str) -> str | None:
    """The kernel tree that holds a folder: the nearest one above with include/linux and a list of maintainers.

    Without such a list the outermost one: arch/um and tools have a Makefile and an include/linux of their own.
    """
    here, found = os.path.abspath(folder), None
    while True:
        if disk.is_folder(os.path.join(here, "include", "linux")) and disk.exists(os.path.join(here, "Makefile")):
            found = here
            if disk.exists(os.path.join(here, "MAINTAINERS")):
                return found
        above = os.path.dirname(here)
        if above == here:
            return found
        here = above


@remembered(4096)
def include_dirs(folder: str) -> tuple[str, ...]:
    """Folders in which a header named by a file of this folder may stand."""
    here, found = os.path.abspath(folder), [os.path.abspath(folder)]
    root = tree_root(folder)
    for _ in range(5):
        for name in ("include", os.path.join("include", "uapi")):
            if disk.is_folder(os.path.join(here, name)):
                found.append(os.path.join(here, name))
        if here == root or os.path.dirname(here) == here or disk.is_folder(os.path.join(here, ".git")):
            break
        here = os.path.dirname(here)
    if root is not None:
        found += [os.path.join(root, "include"), os.path.join(root, "include", "uapi")]
    return tuple(dict.fromkeys(found))


def quoted(path: str, data: bytes) -> tuple[Text, ...]:
    """The headers that a file includes itself by a quoted name."""
    folders = include_dirs(os.path.dirname(path) or ".")
    paths = (disk.find(folders, name) for quoted, name in includes(data) if quoted)
    texts = (disk.text(path) for path in paths if path is not None)
    return tuple(text for text in texts if text is not None)


def included(path: str, data: bytes) -> frozenset[str]:
    """The names by which a file, and every header that it includes, include others."""
    return _names(data).union(*(_header_names(found) for found in closure(path, data).paths))


@remembered(8192)
def _header_names(path: str) -> frozenset[str]:
    return _names(disk.read(path) or b"")


def _names(data: bytes) -> frozenset[str]:
    return frozenset(name for _, name in includes(data))


@remembered(1 << 14)
def _included(path: str) -> tuple[str, ...]:
    """The paths of the headers that a header includes itself."""
    return _found(os.path.dirname(path), disk.read(path) or b"")


def _found(folder: str, data: bytes) -> tuple[str, ...]:
    folders = include_dirs(folder)
    found = (disk.find(folders, name) for _, name in includes(data))
    return tuple(dict.fromkeys(path for path in found if path is not None))


class Closure:
    """The headers that a file includes and those that they include, nearest first, each once."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self.paths = paths
        self._era = -1
        self._order: dict[int, int] = {}
        self._others: list[int] = []

    def holding(self, word: bytes) -> Iterator[Text]:
        """Those that hold a word of C; it may be a part of a longer one."""
        return self._those(word, macro=False)

    def defining(self, name: bytes) -> Iterator[Text]:
        """Those that may define a macro of that name."""
        return self._those(name, macro=True)

    def _those(self, word: bytes, macro: bool) -> Iterator[Text]:
        if self._era != INDEX.era:
            numbers = INDEX.numbers(self.paths)
            self._order = {number: at for at, number in enumerate(numbers) if number is not None}
            self._others = [at for at, number in enumerate(numbers) if number is None]
            self._era = INDEX.era
        found: Sequence[int] = INDEX.defining(word) if macro else INDEX.holding(word)
        order = self._order
        for at in sorted([*self._others, *(order[number] for number in found if number in order)]):
            text = disk.text(self.paths[at])
            if text is not None and word in text.data:
                yield text


def closure(path: str, data: bytes) -> Closure:
    """The headers of a file of these bytes."""
    return _closure(_found(os.path.dirname(path) or ".", data))


@remembered(64)
def _closure(nearest: tuple[str, ...]) -> Closure:
    seen: dict[str, None] = {}
    queue = deque(nearest)
    while queue and len(seen) < MOST_HEADERS:
        path = queue.popleft()
        if path not in seen:
            seen[path] = None
            queue.extend(_included(path))
    return Closure(tuple(seen))
