"""The journal of one run: what every file was before, written down before any is changed, and never altered.

A journal is a folder that holds the old content of each file, `0001`, `0002` and so on, and the file `journal`: a line
with the version, a line of JSON about the run, one for each file, and a last line with the SHA-256 of all above it.

```
kzfix journal 1
{"run": "0007-3f9a1c", "root": "/src/linux", "when": "2026-11-24 17:21:26", "command": "kzfix apply .", "also": []}
{"path": "lib/a.c", "before": "<sha256>", "after": "<sha256>", "mode": "0644", "uid": 0, "gid": 0, "copy": "0001"}
end <sha256>
```

What became of a file is not written down: its content tells. It holds what it held before, or what the run made of it,
or it has been changed since.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kzfix.deliver import durable
from kzfix.deliver.inplace import Kind
from kzfix.errors import JournalError

NAME = "journal"
_VERSION = 1
_TITLE = "kzfix journal "
_COPY = re.compile(r"\d{4,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a run."""

    path: str  # below the root of the tree, without `..`
    before: str  # SHA-256 of the content, as hexadecimal digits
    after: str
    kind: Kind  # before
    copy: str  # the name of the file in the journal's folder that holds the old content


@dataclass(frozen=True, slots=True)
class Journal:
    """One run, as far as it concerns one tree."""

    run: str  # unique, and part of the names of the run's temporary files
    root: str  # of the tree, at that time
    when: str  # local time
    command: str  # as the user gave it
    also: tuple[str, ...]  # roots of the other trees that the same command changed
    entries: tuple[Entry, ...]


def digest(data: bytes) -> str:
    """The SHA-256 of some content, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def write(folder: str, journal: Journal) -> None:
    """Write the file `journal` into a folder, which holds the old content already. Raises OSError."""
    lines = (f"{_TITLE}{_VERSION}", json.dumps(_head(journal)), *(json.dumps(_line(each)) for each in journal.entries))
    text = "".join(f"{line}\n" for line in lines).encode("ascii")
    durable.create(os.path.join(folder, NAME), text + f"end {digest(text)}\n".encode("ascii"))
    durable.sync(folder)


def read(folder: str) -> Journal:
    """The journal in a folder. Raises JournalError for one that is damaged, or of another version of kzfix."""
    place = os.path.join(folder, NAME)
    try:
        with open(place, "rb") as file:
            return _parsed(file.read())
    except OSError as error:
        raise JournalError(f"the journal cannot be read: {error.strerror}", place=place) from error
    except _Damage as damage:
        raise JournalError(f"the journal cannot be used: {damage}", place=place) from damage


def content(folder: str, entry: Entry) -> bytes:
    """The old content of a file. Raises JournalError when it is not what was written down."""
    place = os.path.join(folder, entry.copy)
    try:
        with open(place, "rb") as file:
            data = file.read()
    except OSError as error:
        raise JournalError(f"the old content cannot be read: {error.strerror}", place=place) from error
    if digest(data) != entry.before:
        raise JournalError("the old content is damaged", place=place)
    return data


class _Damage(Exception):
    """What is wrong with a journal."""


def _parsed(data: bytes) -> Journal:
    title, _, _ = data.partition(b"\n")
    if re.fullmatch(rb"kzfix journal \d+", title) and title != f"{_TITLE}{_VERSION}".encode("ascii"):
        raise _Damage(f"it is of version {title.split()[-1].decode()}, and this kzfix reads version {_VERSION}")
    text, end, last = data.rpartition(b"end ")
    if not end or last != f"{digest(text)}\n".encode("ascii"):
        raise _Damage("it is damaged")
    try:
        head, *rest = (json.loads(line) for line in text.splitlines()[1:])
        return _journal(head, tuple(_entries(rest)))
    except (KeyError, TypeError, ValueError) as error:  # well sealed, and yet not what kzfix writes
        raise _Damage("it holds what no kzfix wrote") from error


def _head(journal: Journal) -> dict[str, Any]:
    return {
        "run": journal.run,
        "root": journal.root,
        "when": journal.when,
        "command": journal.command,
        "also": list(journal.also),
    }


def _line(entry: Entry) -> dict[str, Any]:
    return {
        "path": entry.path,
        "before": entry.before,
        "after": entry.after,
        "mode": f"{entry.kind.mode:04o}",
        "uid": entry.kind.uid,
        "gid": entry.kind.gid,
        "copy": entry.copy,
    }


def _journal(head: dict[str, Any], entries: tuple[Entry, ...]) -> Journal:
    return Journal(head["run"], head["root"], head["when"], head["command"], tuple(head["also"]), entries)


def _entries(lines: list[dict[str, Any]]) -> Iterator[Entry]:
    for line in lines:
        kind = Kind(int(line["mode"], 8), line["uid"], line["gid"])
        entry = Entry(line["path"], line["before"], line["after"], kind, line["copy"])
        if os.path.isabs(entry.path) or os.pardir in entry.path.split(os.sep) or not _COPY.fullmatch(entry.copy):
            raise ValueError(entry.path)
        yield entry
