"""Which APIs the tree around a file declares, read from its headers and never guessed from a version."""

from __future__ import annotations

import os
import re

from kzfix.facts import disk
from kzfix.facts.disk import remembered
from kzfix.facts.headers import included, tree_root


def declared(name: str, folder: str, dirs: tuple[str, ...], first: str) -> bool | None:
    """Whether the tree that holds a folder declares an API in its headers; None when there is no tree.

    `dirs` are folders of the tree that hold its headers, `first` the header to try before the others. A driver may have
    such folders of its own, below the tree's.
    """
    root = tree_root(folder)
    if root is None or not dirs:
        return None
    here, own = os.path.abspath(folder), []
    while here != root:
        own += [here] if any(disk.is_folder(os.path.join(here, base)) for base in dirs) else []
        here = os.path.dirname(here)
    return any(_declared_in(base, name, dirs, first) for base in (root, *own))


@remembered(4096)
def _declared_in(root: str, name: str, dirs: tuple[str, ...], first: str) -> bool:
    word = re.compile(rb"\b" + name.encode("latin-1") + rb"\b")
    head = disk.read(os.path.join(root, first)) if first else None
    if head is not None and word.search(head):
        return True
    needle = name.encode("latin-1")
    texts = (text for base in dirs for _, text in disk.files(os.path.join(root, base), ".h"))
    return any(needle in text and word.search(text) for text in texts)


def hosted(path: str, data: bytes, header: str) -> bool:
    """Whether a file, or a header that it includes, includes a system header such as stdlib.h.

    Code of a kernel that calls its own malloc() does not, and has no calloc().
    """
    return header in included(path, data)
