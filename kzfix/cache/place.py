"""Where snapshots and logs are kept: `KZFIX_CACHE`, else `$XDG_CACHE_HOME/kzfix`, else `~/.cache/kzfix`."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence

from kzfix.cache import sign
from kzfix.cache.log import remove

_OURS = re.compile(r"[0-9a-f]{32}\.(kzfix|(kzfix\.)?\d+(-\d+)?\.(log|new))")


def folder() -> str | None:
    """The folder for the cache; None for a user without a home."""
    own = os.environ.get("KZFIX_CACHE", "")
    if own:
        return os.path.abspath(own)
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):  # such are to be ignored: XDG Base Directory Specification
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "kzfix") if os.path.isabs(base) else None


def stem(where: str, key: bytes, paths: Sequence[str]) -> str:
    """What the snapshot and the logs begin with that speak of the tree around some paths.

    Paths are kept as they are shown, so relative ones belong to the current folder.
    """
    here = os.getcwd()
    base = "" if all(os.path.isabs(path) for path in paths) else here
    parts = (key, os.fsencode(base), os.fsencode(_tree(here, paths)))
    return os.path.join(where, sign.digest(b"\0".join(parts)).hex())


def _tree(here: str, paths: Sequence[str]) -> str:
    """The git tree around the folder that some paths have in common, or that folder."""
    common = os.path.commonpath([os.path.join(here, path) for path in paths] or [here])
    folder = common = os.path.normpath(common)
    while not os.path.exists(os.path.join(folder, ".git")):
        if folder == os.path.dirname(folder):
            return common
        folder = os.path.dirname(folder)
    return folder


def make(stem: str) -> None:
    """See that the folder is there, for its owner alone. Raises OSError."""
    os.makedirs(os.path.dirname(stem), 0o700, exist_ok=True)


def write(path: str, pieces: Iterable[bytes]) -> None:
    """Put a file in its place, wholly or not at all. Raises OSError."""
    made = f"{path}.{os.getpid()}.new"
    try:
        number = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with open(number, "wb") as file:
            file.writelines(pieces)
        os.replace(made, path)
    except BaseException:
        remove(made)
        raise


def prune(where: str, limit: int, but: str) -> None:
    """Remove the snapshots that were used longest ago until no more than `limit` bytes are left; `but` stays."""
    found = []
    with contextlib.suppress(OSError), os.scandir(where) as entries:
        ours = [entry for entry in entries if _OURS.fullmatch(entry.name)]
        found = [(entry.stat().st_mtime_ns, entry.stat().st_size, entry.path) for entry in ours]
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= limit:
            break
        if path != but:
            remove(path)
            total -= size


def used(path: str) -> None:
    """Note that a file was of use."""
    with contextlib.suppress(OSError):
        os.utime(path)
