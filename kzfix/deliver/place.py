"""Which tree a file belongs to, and where the journals of that tree live.

In a git tree that is the folder `kzfix` in git's own folder, as `git rev-parse --git-path kzfix` names it: there it is
no part of the tree, and goes where the tree goes. Elsewhere, and where that folder may not be written, it is a folder
below `$XDG_STATE_HOME/kzfix`, named after the root of the tree.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass, field

from kzfix.tree import git, kernel
from kzfix.tree.git import Repository


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree: what one journal speaks of."""

    root: str  # absolute, without symlinks
    repository: Repository | None = None

    def folders(self) -> tuple[str, ...]:
        """Where journals may be, the best place first."""
        inside = self.repository.folder if self.repository else None
        return (*([os.path.join(inside, "kzfix")] if inside else []), *_outside(self.root))

    def name(self, real: str) -> str:
        """The name of a file below the root."""
        return os.path.relpath(real, self.root)


@dataclass(slots=True)
class Trees:
    """The trees of one run, given the paths that it was asked to look at.

    A file belongs to the git tree around it, or else to the kernel tree. A file in neither belongs to the current
    folder, or the folder that was given, or, where it is in none of these, to its own folder.
    """

    given: Sequence[str]
    _known: dict[str, Tree | None] = field(default_factory=dict)

    def of(self, real: str) -> Tree:
        """The tree of a file, whose path is absolute and without symlinks."""
        folder = os.path.dirname(real)
        return self._around(folder) or Tree(next(each for each in (*self._folders(), folder) if below(real, each)))

    def _around(self, folder: str) -> Tree | None:
        if folder not in self._known:
            self._known[folder] = _around(folder)
        return self._known[folder]

    def _folders(self) -> list[str]:
        return [os.path.realpath(path) for path in (os.curdir, *self.given) if os.path.isdir(path)]


def at(path: str) -> Tree:
    """The tree that a user means by a path: the one around it, or else that folder itself."""
    real = os.path.realpath(path)
    folder = real if os.path.isdir(real) else os.path.dirname(real)
    return _around(folder) or Tree(folder)


def below(path: str, folder: str) -> bool:
    """Whether a path lies below a folder, both absolute."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)


def _around(folder: str) -> Tree | None:
    repository = git.above(folder)
    if repository:
        return Tree(repository.root, repository)
    root = kernel.above(folder)
    return Tree(root) if root else None


def _outside(root: str) -> tuple[str, ...]:
    """The folder for a tree's journals in the user's own; none for a user without a home."""
    state = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):  # such are to be ignored: XDG Base Directory Specification
        state = os.path.join(os.path.expanduser("~"), ".local", "state")
    key = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    return (os.path.join(state, "kzfix", key),) if os.path.isabs(state) else ()
