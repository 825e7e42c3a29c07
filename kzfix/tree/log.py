"""What the commits before say about some files: the subjects that touched each, and each one's folder.

One pass over the history for all of them, newest first, stopped when there is enough.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kzfix.tree import git

ENOUGH = 50  # commits of a path
_ENOUGH_OF_A_FOLDER = 200
_FOLDERS = 30  # that git is told to look at alone; with more it is faster to look at all
_WIDE = 100  # files: a commit that touches so many is about none of them
_LOG = ("-c", "core.quotePath=false", "log", "--no-merges", "--no-renames", "--no-color", "--relative")


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit, as far as subjects go."""

    subject: str
    files: tuple[str, ...]  # all that it touched
    age: int = 0  # how many of the commits that were looked at are newer

    @property
    def wide(self) -> bool:
        """Whether it touches so much that its subject is about none of it."""
        return len(self.files) > _WIDE


@dataclass(frozen=True, slots=True)
class Log:
    """The last commits, newest first; a folder's are without those that are wide."""

    paths: dict[str, list[Commit]]
    folders: dict[str, list[Commit]]
    seen: int  # commits of any path in the history that was looked at


def read(root: str, paths: Iterable[str]) -> Log:
    """The log of some files, named from the top of the tree at `root`.

    Raises GitError when git is not installed or refuses, as it does where there is no commit.
    """
    wanted = dict.fromkeys(paths, 0)
    folders = {os.path.dirname(path): 0 for path in wanted}
    log = Log({path: [] for path in wanted}, {folder: [] for folder in folders}, 0)
    missing, seen = set(wanted), 0
    for commit in _commits(root, sorted(folders)):
        seen += 1
        touched = [path for path in commit.files if path in missing]
        for path in touched:
            wanted[path] += 1
            log.paths[path].append(commit)
        missing -= {path for path in touched if wanted[path] >= ENOUGH}
        if not commit.wide:
            for folder in {os.path.dirname(path) for path in commit.files} & folders.keys():
                if len(log.folders[folder]) < _ENOUGH_OF_A_FOLDER:
                    log.folders[folder].append(commit)
        if not missing:
            break
    return Log(log.paths, log.folders, seen)


def is_shallow(root: str) -> bool:
    """Whether the history was cut when it was cloned."""
    return list(git.lines(root, "rev-parse", "--is-shallow-repository")) == [b"true"]


def _commits(root: str, folders: list[str]) -> Iterator[Commit]:
    """The history, or as much of it as is about some folders. A line that begins with NUL is a subject."""
    few = [folder or "." for folder in folders] if len(folders) <= _FOLDERS else []
    alone = ("--full-history", "--full-diff", "--", *few) if few else ()
    subject, files, age = None, list[str](), 0
    for line in git.lines(root, *_LOG, "--format=%x00%s", "--name-only", *alone):
        if line.startswith(b"\0"):
            if subject is not None:
                yield Commit(subject, tuple(files), age)
                age += 1
            subject, files = line[1:].decode("utf-8", "replace"), []
        elif line:
            files.append(os.fsdecode(line))
    if subject is not None:
        yield Commit(subject, tuple(files), age)
