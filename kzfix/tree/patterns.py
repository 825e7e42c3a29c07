"""The F:, X: and N: lines of MAINTAINERS, looked up by path.

F: and X: are shell patterns from the top of the tree, of which the script makes regular expressions that need not match
to the end: `drivers/scsi/53c700` is about `53c700.h` too, but about no file in a folder below. As the slashes of a
pattern and of a path are equal in number, a pattern can be taken apart at them: what it says of the folder is asked
once for each folder, and what it says of the name by a table of names.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kzfix.tree.sections import Section

_WILD = re.compile(r"[*?\[\\^$+(){}|]")  # a live letter of the expression that a pattern becomes


@dataclass(frozen=True, slots=True)
class Hit:
    """A line that fits a path."""

    section: int
    place: int  # of the line in its section
    letter: str
    depth: int  # how many folders deep the pattern reaches; the deeper, the closer to the path


@dataclass(slots=True)
class _Folder:
    """What the lines say about the files of one folder."""

    all: list[Hit] = field(default_factory=list)
    named: dict[str, list[Hit]] = field(default_factory=dict)  # by how the name begins
    shaped: list[tuple[re.Pattern[str], Hit]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Shape:
    """A pattern with a wildcard in its folders; `name` is "" when it is about all in and below them."""

    folder: re.Pattern[str]
    name: str
    hit: Hit


class Patterns:
    """The lines of some sections, ready to be asked.

    `early` means as scripts/get_maintainer.pl did it before 0.22: the pattern `*` counts as one folder deep.
    """

    def __init__(self, sections: Sequence[Section], root: str, *, early: bool) -> None:
        self.unread: list[str] = []  # lines that no regular expression could be made of; they fit no path
        self._root = root
        self._early = early
        self._whole: dict[str, list[Hit]] = {}  # by folder with its slash: all in and below it
        self._folders: dict[str, _Folder] = {}  # by folder: what is said without wildcards in the folder
        self._shapes: list[tuple[str, _Shape]] = []  # with how the folder begins
        self._regexes: list[tuple[str, re.Pattern[str], Hit]] = []  # with a text that must be in the path
        for number, section in enumerate(sections):
            for place, line in enumerate(section.lines):
                if line.letter in "FX":
                    self._file(line.value, Hit(number, place, line.letter, 0))
                elif line.letter == "N":
                    self._regex(line.value, Hit(number, place, "N", 0))
        self._at = lru_cache(maxsize=None)(self._folder)

    def hits(self, path: str) -> Iterator[Hit]:
        """The lines that fit a path, in no order."""
        folder, _, name = path.rpartition("/")
        known = self._at(folder)
        yield from known.all
        if known.named:
            for end in range(1, len(name) + 1):
                yield from known.named.get(name[:end], ())
        yield from (hit for shape, hit in known.shaped if shape.match(name))
        yield from (hit for needle, regex, hit in self._regexes if needle in path and regex.search(path))

    def _file(self, pattern: str, hit: Hit) -> None:
        if not pattern.endswith("/") and not _WILD.search(pattern) and self._is_folder(pattern):
            pattern += "/"
        above = pattern.startswith("*") and not self._early
        depth = -1 if above else pattern.count("/") + (not pattern.endswith("/"))
        self._place(pattern, Hit(hit.section, hit.place, hit.letter, depth))

    def _is_folder(self, pattern: str) -> bool:
        """As the script finds out, which asks for the folder of a regular expression: a dot has a backslash there."""
        return "." not in pattern and os.path.isdir(os.path.join(self._root, pattern))

    def _place(self, pattern: str, hit: Hit) -> None:
        folder, _, name = pattern.rpartition("/")
        if _WILD.search(folder):
            self._wild(pattern, hit)
        elif not name:
            self._whole.setdefault(folder, []).append(hit)
        else:
            self._said(self._folders.setdefault(folder, _Folder()), name, hit)

    def _wild(self, pattern: str, hit: Hit) -> None:
        folder, _, name = pattern.rpartition("/")
        shape = self._compiled(_expression(folder) + ("/" if not name else ""), pattern)
        if shape:
            wild = _WILD.search(folder)
            begin = folder[: wild.start()] if wild else folder
            self._shapes.append((begin, _Shape(shape, name, hit)))

    def _said(self, folder: _Folder, name: str, hit: Hit) -> None:
        if not _WILD.search(name):
            folder.named.setdefault(name, []).append(hit)
        elif shape := self._compiled(_expression(name), name):
            folder.shaped.append((shape, hit))

    def _regex(self, value: str, hit: Hit) -> None:
        if regex := self._compiled(perl(value), value, re.VERBOSE):
            self._regexes.append((_needle(value), regex, hit))

    def _compiled(self, expression: str, line: str, flags: int = 0) -> re.Pattern[str] | None:
        try:
            return re.compile(expression, flags)
        except (re.error, OverflowError, RecursionError):
            self.unread.append(line)
            return None

    def _folder(self, folder: str) -> _Folder:
        known = self._folders.get(folder, _Folder())
        at = _Folder([], {name: list(hits) for name, hits in known.named.items()}, list(known.shaped))
        for above in _up(folder):
            at.all += self._whole.get(above, ())
        for begin, shape in self._shapes:
            if not folder.startswith(begin):
                continue
            if not shape.name:
                at.all += [shape.hit] if shape.folder.match(folder + "/" if folder else "") else ()
            elif folder.count("/") == shape.folder.pattern.count("/") and shape.folder.fullmatch(folder):
                self._said(at, shape.name, shape.hit)
        return at


def _up(folder: str) -> Iterable[str]:
    """A folder and every one above it, without the top of the tree."""
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _expression(pattern: str) -> str:
    return pattern.replace(".", "\\.").replace("*", ".*").replace("?", ".")


def perl(value: str) -> str:
    """A Perl expression as Python writes it: flags that stand in front are for each of its alternatives."""
    found = re.match(r"\s*\(\?([aimsx]+)\)", value)
    if not found:
        return value
    return "|".join(f"(?{found[1]}:{part})" for part in _alternatives(value[found.end() :]))


def _alternatives(value: str) -> Iterator[str]:
    """The parts of an expression between the bars that stand in no group and no class."""
    start = depth = 0
    inside = False
    for found in re.finditer(r"\\.|[()|\[\]]", value, re.DOTALL):
        match found[0]:
            case "[":
                inside = True
            case "]":
                inside = False
            case "(" if not inside:
                depth += 1
            case ")" if not inside:
                depth -= 1
            case "|" if not inside and not depth:
                yield value[start : found.start()]
                start = found.end()
    yield value[start:]


def _needle(value: str) -> str:
    """A text that is in every path that an N: line fits; "" where that is not plain."""
    if re.search(r"[\\|(){}#\s]", value):
        return ""
    runs = re.findall(r"(?:[\w/-](?![*?]))+", re.sub(r"\[[^\]]*\][?*+]?", "\0", value))
    return max(runs, key=len, default="")
