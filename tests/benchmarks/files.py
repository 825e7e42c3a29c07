"""The files of a tree, and parts of them that are the same in every run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kzfix.config import Settings
from kzfix.model import File
from kzfix.source.discover import walk


@dataclass(frozen=True, slots=True)
class Files:
    """Some files of a tree, by their names in it."""

    names: tuple[str, ...]
    size: int  # bytes of all of them

    @property
    def listed(self) -> bytes:
        """The names as kzfix takes them on stdin."""
        return b"".join(os.fsencode(name) + b"\0" for name in self.names)


def of_tree(tree: Path) -> Files:
    """The files that kzfix looks at in a tree. Reading all of them leaves them in the page cache."""
    found = [entry.path for entry in walk([str(tree)], Settings()) if isinstance(entry, File)]
    names = sorted(os.path.relpath(entry, tree) for entry in found)
    return Files(tuple(names), sum(len(Path(entry).read_bytes()) for entry in found))


def part(tree: Path, files: Files, share: float) -> Files:
    """About that share of the files. By the hash of the name, so that a smaller part is in every larger one."""
    names = tuple(name for name in files.names if _place(name) < share)
    return Files(names, sum(os.stat(tree / name).st_size for name in names))


def _place(name: str) -> float:
    """Where a name falls between 0 and 1."""
    return int.from_bytes(hashlib.sha256(os.fsencode(name)).digest()[:8]) / 2**64


def exponent(sizes: Sequence[float], times: Sequence[float]) -> float | None:
    """The power of the size that the time grows with, fitted over all points; None when nothing can be fitted."""
    from math import log

    points = [(log(size), log(time)) for size, time in zip(sizes, times, strict=True) if size > 0 and time > 0]
    if len({x for x, _ in points}) < 2:
        return None
    middle = sum(x for x, _ in points) / len(points)
    return sum((x - middle) * y for x, y in points) / sum((x - middle) ** 2 for x, _ in points)
