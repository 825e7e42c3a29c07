"""Who gets a patch, as MAINTAINERS says: the people and the lists that scripts/get_maintainer.pl names with
--nogit --nogit-fallback.

    tree = at("/path/to/linux")
    if tree: tree.of_patch(patch).to

The answer, its order and its roles are the script's. Where that leaves them to chance (sections whose patterns are
equally deep come in the order of a Perl hash, another one each run) they come in the order of the file. What the script
reads from the files themselves is not read: the addresses in device-tree bindings (.yaml).

A MAINTAINERS of the 2.6 time is read by the rules of that time: a name may stand in a `P:` line before its `M:` line,
an `X:` line takes a file out of every section, and .mailmap plays no part.
"""

from __future__ import annotations

import enum
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kzfix.errors import PathError
from kzfix.tree import mailbox, sections, touched
from kzfix.tree.mailbox import Mailbox, Mailmap
from kzfix.tree.patterns import Patterns
from kzfix.tree.sections import Section

FILE = "MAINTAINERS"
SCRIPT = os.path.join("scripts", "get_maintainer.pl")
_FIRST_OF_TODAY = (0, 22)  # version of the script
_CHIEF = "Linus Torvalds <torvalds@linux-foundation.org>"  # the script names him only with --git-chief-penguins

_Row = tuple[int, str]  # number of a section, and what a K: line adds to the roles


class Kind(enum.Enum):
    """What a recipient is to a section: its letter there."""

    MAINTAINER = "M"
    REVIEWER = "R"
    LIST = "L"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One address that a patch goes to."""

    name: str  # without quotes; "" for most lists
    address: str
    kind: Kind
    role: str  # as today's script prints it: "supporter:EXT4 FILE SYSTEM", "open list:EXT4 FILE SYSTEM", "reviewer:…"
    section: str  # title, whole

    def __str__(self) -> str:
        """For a mail header: `Name <address>`, with the quotes that RFC 5322 asks for; not MIME-encoded."""
        return str(Mailbox(self.name, self.address))


@dataclass(frozen=True, slots=True)
class Recipients:
    """Who gets one patch."""

    everyone: tuple[Recipient, ...]  # in the order of the script: M: and R: people, then lists
    sections: tuple[Section, ...]  # that name them, each once: by path and depth, then by K:; THE REST too

    @property
    def to(self) -> tuple[Recipient, ...]:
        """The M: people. Empty for code that nobody maintains; a patch then goes To: the lists of `cc`."""
        return tuple(one for one in self.everyone if one.kind is Kind.MAINTAINER)

    @property
    def cc(self) -> tuple[Recipient, ...]:
        """R: people, then lists."""
        return tuple(one for one in self.everyone if one.kind is not Kind.MAINTAINER)


class Maintainers:
    """A MAINTAINERS file that was read. Answers are kept: ask one object for all paths."""

    def __init__(self, text: str, root: str, *, mailmap: str = "", early: bool = False) -> None:
        """`text` is the file, `root` the tree (a pattern without a slash at its end may be a folder there)."""
        self.all = sections.read(text)
        self.early = early
        self._mailmap = Mailmap("" if early else mailmap)
        self._patterns = Patterns(self.all, root, early=early)
        self._keywords, unread = touched.keywords(self.all)
        self.unread = (*self._patterns.unread, *unread)  # lines that Python has no regular expression for
        self._ranked = lru_cache(maxsize=None)(self._ranking)
        self._people = lru_cache(maxsize=None)(self._found_people)
        self._lists = lru_cache(maxsize=None)(self._found_lists)

    def of_paths(self, paths: Iterable[str]) -> Recipients:
        """Who gets a patch that touches these files, named from the top of the tree; K: is not looked at."""
        return self._gathered(sorted(set(paths)), ())

    def of_patch(self, patch: bytes) -> Recipients:
        """Who gets this patch: a diff, or a whole mail of git format-patch, whose words count for K: too."""
        says = touched.read(patch.decode("utf-8", "surrogateescape"), self._keywords, early=self.early)
        return self._gathered(says.files, says.keywords)

    def sections(self, path: str) -> tuple[Section, ...]:
        """The sections that a file is in, the deepest pattern first, THE REST last. The first names its subsystem."""
        return tuple(self.all[number] for number in self._ranked(path))

    def _ranking(self, path: str) -> tuple[int, ...]:
        """Numbers of sections. The last line of a section that fits says how deep it is; the deepest did, once."""
        hits = sorted(self._patterns.hits(path), key=lambda hit: (hit.section, hit.place))
        out = {hit.section for hit in hits if hit.letter == "X"}
        if self.early and out:
            return ()
        depth: dict[int, int] = {}
        for hit in hits:
            if hit.letter != "X" and hit.section not in out:
                depth[hit.section] = max(hit.depth, depth.get(hit.section, 0)) if self.early else hit.depth
        return tuple(sorted(depth, key=lambda number: (-depth[number], number)))

    def _gathered(self, paths: Iterable[str], keys: Sequence[touched.Keyword]) -> Recipients:
        rows = [(number, "") for path in paths for number in self._ranked(path)]
        rows += [(key.section, f":Keyword:{key.line.value}") for key in keys]
        people, lists = _Gathering(self.early), _Gathering(self.early)
        for row in rows:
            people.add(self._people(row), by_name=True)
            lists.add(self._lists(row), by_name=False)
        found = self._today([*people.all, *lists.all])
        order = dict.fromkeys(number for number, _ in rows)
        return Recipients(tuple(found), tuple(self.all[number] for number in order))

    def _found_people(self, row: _Row) -> tuple[Recipient, ...]:
        return tuple(_people(self.all[row[0]], row[1], early=self.early))

    def _found_lists(self, row: _Row) -> tuple[Recipient, ...]:
        return tuple(_lists(self.all[row[0]], row[1]))

    def _today(self, found: Sequence[Recipient]) -> Iterator[Recipient]:
        """By the names of .mailmap, whoever is there twice by name or by address once, and without the chief."""
        names: dict[str, Mailbox] = {}
        addresses: dict[str, Mailbox] = {}
        seen: set[str] = set()
        for one in found:
            now = self._mailmap.today(Mailbox(one.name, one.address))
            if not self.early:
                first = (now.name and names.get(now.name.lower())) or addresses.get(now.address.lower())
                if not first:
                    names[now.name.lower()] = addresses[now.address.lower()] = now
                now = self._mailmap.today(first or now)
            if now.address and str(now) not in seen and not (one.kind is not Kind.LIST and _CHIEF in str(now)):
                seen.add(str(now))
                yield Recipient(now.name, now.address, one.kind, one.role, one.section)


class _Gathering:
    """Recipients, each once: by its address, and by its name where that is asked for."""

    def __init__(self, early: bool) -> None:
        self.all: list[Recipient] = []
        self._names: set[str] = set()
        self._addresses: set[str] = set()
        self._case = str if early else str.lower

    def add(self, found: Iterable[Recipient], *, by_name: bool) -> None:
        for one in found:
            name, address = self._case(one.name), self._case(one.address)
            if address not in self._addresses and not (by_name and name and name in self._names):
                self._names.add(name)
                self._addresses.add(address)
                self.all.append(one)


def _people(section: Section, remark: str, *, early: bool) -> Iterator[Recipient]:
    before = ""  # the name of a P: line
    for line in section.lines:
        if line.letter == "M" or line.letter == "R":
            kind = Kind(line.letter)
            role = section.role if kind is Kind.MAINTAINER else f"reviewer:{section.short}"
            for one in mailbox.listed(line.value):
                name = one.name or (before if early else "")
                if one.address:
                    yield Recipient(name, one.address, kind, role + remark, section.title)
        before = line.value if line.letter == "P" else ""


def _lists(section: Section, remark: str) -> Iterator[Recipient]:
    for value in section.values("L"):
        address, said = (*value.split(maxsplit=1), "", "")[:2]
        if "@" in address and "subscribers-only" not in said:
            kind = "moderated list" if "moderated" in said else "open list"
            title = "" if section.rest else f":{section.short}"
            yield Recipient("", address, Kind.LIST, kind + title + remark, section.title)


def at(root: str) -> Maintainers | None:
    """The MAINTAINERS of the tree at `root`; None when it has none.

    Raises PathError when it cannot be read.
    """
    text = _text(os.path.join(root, FILE))
    if text is None:
        return None
    script = _text(os.path.join(root, SCRIPT)) or ""
    return Maintainers(text, root, mailmap=_text(os.path.join(root, ".mailmap")) or "", early=_is_early(text, script))


def _is_early(text: str, script: str) -> bool:
    """By the version of the tree's own script; without one, by the letters that MAINTAINERS explains at its top."""
    if found := re.search(r"^my \$V = '(\d+)\.(\d+)", script, re.MULTILINE):
        return (int(found[1]), int(found[2])) < _FIRST_OF_TODAY
    return re.search(r"^P: Person$", text, re.MULTILINE) is not None


def _text(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8", "surrogateescape")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise PathError(f"cannot read it: {error.strerror}", place=path) from error
