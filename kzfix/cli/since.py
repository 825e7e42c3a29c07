"""`--since REV`: of the files under some paths those that differ from a commit, with the lines in which they do."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kzfix.errors import GitError
from kzfix.model import Entry, File, Skipped, path_of
from kzfix.present.text import shown
from kzfix.source.discover import Selection, among, sight, walk
from kzfix.tree.git import Repository, above
from kzfix.tree.since import Since, since


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a run looks at, and what the user is to know about it."""

    entries: tuple[Entry, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Given:
    """A path that was given, and its name from the top of its git tree."""

    path: str
    name: str
    folder: bool

    def below(self, names: Sequence[str]) -> list[str]:
        """Those of some sorted names that stand in this folder, as named from here."""
        prefix = "" if self.name == os.curdir else f"{self.name}/"
        inside = takewhile(lambda name: name.startswith(prefix), names[bisect_left(names, prefix) :])
        return [name.removeprefix(prefix) for name in inside]

    def full(self, name: str) -> str:
        """The name from the top of the tree of what is named from this folder."""
        return name if self.name == os.curdir else f"{self.name}/{name}"


def choose(paths: Sequence[str], selection: Selection, asked: str) -> Chosen:
    """The files under `paths` that differ from a revision, or from where a range begins.

    Raises PathError for a path that cannot be read, and GitError for one that is in no git tree, for a revision that is
    not known there, and when git cannot be asked.
    """
    entries: dict[str, Entry] = {}
    notes: list[str] = []
    for repository, given in _by_tree(paths):
        found = since(repository, asked, [each.name for each in given])
        taken: dict[str, File | Skipped] = {}
        for name, entry in _taken(found, given, selection):
            taken.setdefault(name, entry)
        lines = found.lines([name for name, entry in taken.items() if isinstance(entry, File)])
        for name, entry in taken.items():
            if isinstance(entry, Skipped):
                entries.setdefault(os.path.abspath(entry.path), entry)
            elif name in lines:
                entries.setdefault(os.path.abspath(entry.path), entry._replace(lines=lines[name]))
        notes += _notes(found, given, taken)
    return Chosen(tuple(sorted(entries.values(), key=path_of)), tuple(notes))


def _by_tree(paths: Sequence[str]) -> list[tuple[Repository, list[_Given]]]:
    """The paths, those of one git tree together."""
    found: dict[str, tuple[Repository, list[_Given]]] = {}
    for path in paths:
        sight(path)
        full = os.path.realpath(path)
        folder = os.path.isdir(full)
        repository = above(full if folder else os.path.dirname(full))
        if repository is None:
            raise GitError("not in a git tree, which --since asks for what differs", place=path)
        name = os.path.relpath(full, repository.root)
        found.setdefault(repository.root, (repository, []))[1].append(_Given(path, name, folder))
    return list(found.values())


def _taken(found: Since, given: Sequence[_Given], selection: Selection) -> Iterator[tuple[str, File | Skipped]]:
    """The changed files under the paths that were given, each with its name from the top of the tree."""
    names = sorted(found.changes)
    for each in given:
        if each.folder:
            for name, entry in among(each.path, each.below(names), selection):
                yield each.full(name), entry
        elif each.name in found.changes:
            yield from ((each.name, entry) for entry in walk([each.path], selection))


def _notes(found: Since, given: Sequence[_Given], taken: dict[str, File | Skipped]) -> Iterator[str]:
    """What is looked at as a whole, because git has never seen it, and what is not looked at."""
    untracked = [name for name in taken if found.changes[name].untracked]
    if untracked:
        number = "1 file is" if len(untracked) == 1 else f"{len(untracked)} files are"
        yield f"{number} not tracked by git, so looked at as a whole"
    for each in given:
        if each.folder:
            for name in each.below(found.submodules):
                yield f"{shown(name)}: a submodule with another commit, whose own changes are not looked at"
