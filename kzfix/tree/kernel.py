"""The kernel tree that a file stands in."""

from __future__ import annotations

import os

_ROOT = ("MAINTAINERS", "Kbuild", "scripts")  # stand side by side at the root of a kernel tree


def is_root(folder: str) -> bool:
    """Whether a folder is the root of a kernel tree."""
    return all(os.path.exists(os.path.join(folder, name)) for name in _ROOT)


def above(folder: str) -> str | None:
    """The root of the kernel tree that a folder (an absolute path) is in, going up."""
    while not is_root(folder):
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)
    return folder
