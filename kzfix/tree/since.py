"""What differs between a commit and the work tree as it is: the files, and of each the lines.

Staged or not makes no difference. Files that git does not track are among them, those that it ignores are not.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kzfix.model import Lines
from kzfix.tree import hunks
from kzfix.tree.git import NAMES, Repository, git
from kzfix.tree.revision import base

# The plumbing does not look at what users set for their own eyes; the rest is said, so that no setting can matter.
_DIFF = ("diff-index", "-M", "-l1000", "--diff-filter=d", "--ignore-submodules=dirty", "--no-relative")
_RAW = (*_DIFF, "--raw", "-z")
_PATCH = (
    *(*_DIFF, "-p", "-U0", "--inter-hunk-context=0", "--text", "--submodule=short", "--diff-algorithm=myers"),
    *("--no-color", "--no-ext-diff", "--no-textconv", "--src-prefix=a/", f"--dst-prefix={hunks.PREFIX}"),
)
_SUBMODULE = b"160000"


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it was, by its name from the top of the tree."""

    name: str
    old: str = ""  # what it was called in the commit
    new: bool = False  # all of it: it was not there, or was no file
    untracked: bool = False


@dataclass(frozen=True, slots=True)
class Since:
    """What differs from the commit `base`."""

    repository: Repository
    base: str
    changes: Mapping[str, Change]
    submodules: tuple[str, ...]  # other trees, of which another commit is checked out

    def lines(self, names: Sequence[str]) -> Mapping[str, Lines | None]:
        """The lines of some changed files; None: all of it. One that was only renamed has none, and is left out.

        Raises GitError.
        """
        asked = [self.changes[name] for name in names]
        known = [change for change in asked if not change.new]
        found: dict[str, Lines | None] = {change.name: None for change in asked if change.new}
        if known:
            both = [name for change in known for name in (change.old, change.name) if name]
            paths = both if len(both) <= NAMES else ()
            patch = git(self.repository.root, *_PATCH, self.base, "--", *paths)
            touched = hunks.touched(patch)
            found |= {change.name: touched[change.name] for change in known if change.name in touched}
        return found


def since(repository: Repository, asked: str, names: Sequence[str]) -> Since:
    """What differs from a revision or a range, `names` being where untracked files are looked for.

    Raises GitError for a revision that git does not know, and when git is not installed or refuses.
    """
    begin = base(repository, asked)
    every = list(_changes(git(repository.root, *_RAW, begin, "--")))
    changes = {change.name: change for change, mode in every if mode != _SUBMODULE}
    paths = names if len(names) <= NAMES and "." not in names else ()
    others = git(repository.root, "ls-files", "-z", "--others", "--exclude-standard", "--", *paths)
    for name in map(os.fsdecode, filter(None, others.split(b"\0"))):
        changes[name] = Change(name, new=True, untracked=True)
    submodules = tuple(change.name for change, mode in every if mode == _SUBMODULE)
    return Since(repository, begin, changes, submodules)


def _changes(raw: bytes) -> Iterator[tuple[Change, bytes]]:
    """The changes of `--raw -z`, each with the file's mode: `:MODE MODE HASH HASH LETTER`, then one or two names."""
    fields = iter(raw.split(b"\0"))
    for head in filter(None, fields):
        _, mode, _, _, letter = head.split()
        name = os.fsdecode(next(fields))
        old = ""
        if letter[:1] in b"RC":
            name, old = os.fsdecode(next(fields)), name
        yield Change(name, old, letter[:1] in b"ATU"), mode
