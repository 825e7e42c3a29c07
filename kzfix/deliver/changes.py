"""What a run is to write, before any of it is written."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from kzfix.deliver import journal
from kzfix.deliver.place import Tree, Trees
from kzfix.model import Edit, Found
from kzfix.rewrite import choice, splice
from kzfix.tree import git


@dataclass(frozen=True, slots=True)
class Change:
    """One file that is to be written. Its content is not held: a run may change thousands of files."""

    path: str  # as it is shown
    real: str  # absolute, without symlinks
    tree: Tree
    before: str  # the SHA-256 of what was judged
    edits: tuple[Edit, ...]

    @property
    def name(self) -> str:
        """The file's name below the root of its tree."""
        return self.tree.name(self.real)

    def after(self, before: bytes) -> bytes:
        """The content that the file is to have."""
        return splice.apply(before, self.edits)


def change(found: Found, trees: Trees) -> Change | None:
    """What is to be written for the findings of a file; None when that is what it holds."""
    if not found.edits or choice.after(found) == found.before:
        return None
    real = os.path.realpath(found.path)
    return Change(found.path, real, trees.of(real), journal.digest(found.before), found.edits)


def once(changes: Iterable[Change]) -> list[Change]:
    """The changes, tree by tree; a file that was met under several names (symlinks) is changed once."""
    kept = {each.real: each for each in reversed(list(changes))}
    return sorted(kept.values(), key=lambda each: (os.fsencode(each.tree.root), os.fsencode(each.path)))


def by_tree(changes: Sequence[Change]) -> list[tuple[Tree, list[Change]]]:
    """Sorted changes, cut at the borders of trees."""
    return [(tree, list(members)) for tree, members in groupby(changes, key=lambda each: each.tree)]


def dirty(changes: Sequence[Change]) -> list[Change]:
    """Those whose file has local changes in its git tree, staged or not.

    A file that git does not track is not among them: nothing that git could tell apart or bring back is at stake, and
    the journal holds the old content. Raises GitError when git does not answer.
    """
    found: list[Change] = []
    for tree, members in by_tree(changes):
        if tree.repository:
            changed = git.changed(tree.repository, [each.name for each in members])
            found += [each for each in members if each.name in changed]
    return found


def unasked(changes: Sequence[Change]) -> bool:
    """Whether the environment names a git tree, and some file stands in none: that tree is not asked."""
    return any(name in os.environ for name in git.PLACES) and any(not each.tree.repository for each in changes)


