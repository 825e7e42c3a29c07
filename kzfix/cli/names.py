"""The name that a file has in a patch, so that the patch applies where the user would apply it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property

from kzfix.tree import kernel


class Names:
    """Names for the files of one run, given the paths that it was asked to look at.

    Names are seen from the root of the git or kernel tree that the user stands in, as in `git diff`, or from the
    current folder when that is in no tree. A file elsewhere is seen from the root of its own tree, or else from the
    folder that was given; one that was given by itself goes by its last name alone.
    """

    def __init__(self, given: Sequence[str]) -> None:
        self.given = given
        self._roots: dict[str, str | None] = {}
        self._here = os.path.abspath(os.curdir)
        self._base = self._root(self._here) or self._here

    def name(self, path: str) -> str:
        """The name of one file; slashes only, never `..`."""
        full = os.path.abspath(path)
        if _below(full, self._base):
            return full[len(self._base.rstrip(os.sep)) + 1 :]
        for folder in (self._root(os.path.dirname(full)), self._folder(full)):
            if folder and _below(full, folder):
                return os.path.relpath(full, folder)
        return os.path.basename(full)

    def _root(self, folder: str) -> str | None:
        """The nearest folder, going up, that is a tree of its own."""
        if folder not in self._roots:
            above = os.path.dirname(folder)
            if _is_root(folder):
                self._roots[folder] = folder
            else:
                self._roots[folder] = self._root(above) if above != folder else None
        return self._roots[folder]

    def _folder(self, full: str) -> str | None:
        return next((folder for folder in self._folders if _below(full, folder)), None)

    @cached_property
    def _folders(self) -> list[str]:
        return [os.path.abspath(path) for path in self.given if os.path.isdir(path)]


def _below(full: str, folder: str) -> bool:
    return full.startswith(folder.rstrip(os.sep) + os.sep)


def _is_root(folder: str) -> bool:
    return os.path.exists(os.path.join(folder, ".git")) or kernel.is_root(folder)
