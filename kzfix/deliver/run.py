"""Write the changes of a run: first the journals of all trees, then the files.

Until every journal is sealed nothing is changed, so a full disk stops the run before it begins. A file that cannot be
written is named, and does not keep back the others.
"""

from __future__ import annotations

import os
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from kzfix.deliver import inplace, journal, store
from kzfix.deliver.changes import Change, by_tree
from kzfix.deliver.place import Tree
from kzfix.deliver.store import Draft, Kept
from kzfix.errors import JournalError, WriteError


@dataclass(frozen=True, slots=True)
class Written:
    """A file that has been written."""

    change: Change


@dataclass(slots=True)
class _Part:
    """What a run does in one tree."""

    tree: Tree
    draft: Draft
    ready: list[Change] = field(default_factory=list)
    sealed: Kept | None = None


def deliver(changes: Sequence[Change], command: str) -> Generator[Written | WriteError]:
    """Write sorted changes, and say of each what came of it; `command` goes to the journal.

    Raises JournalError, with nothing changed, when a journal cannot be kept or another kzfix is at work.
    """
    with ExitStack() as locks:
        parts = []
        for tree, members in by_tree(changes):
            locks.enter_context(store.lock(tree))
            parts.append((tree, members))
        journals, troubles = _journals(parts, command)
        yield from troubles
        for part in journals:
            yield from _write(part)


def _journals(parts: list[tuple[Tree, list[Change]]], command: str) -> tuple[list[_Part], list[WriteError]]:
    """A sealed journal for each tree that has a file to write, and why other files are not written."""
    made: list[_Part] = []
    troubles: list[WriteError] = []
    try:
        for tree, members in parts:
            made.append(_Part(tree, store.draft(tree)))
            troubles += _keep(made[-1], members)
        _seal([part for part in made if part.ready], command)
    except BaseException as error:
        for part in made:
            _forget(part)
        if isinstance(error, OSError):
            raise _no_journal(made[-1].tree if made else parts[0][0], error) from error
        raise
    for part in made:
        if not part.ready:
            part.draft.discard()
    return [part for part in made if part.ready], troubles


def _keep(part: _Part, members: list[Change]) -> Iterator[WriteError]:
    """Copy the old content of those files that can be written, and tell of the others."""
    for change in members:
        try:
            before, kind = _read(change)
        except WriteError as error:
            yield error
        else:
            part.draft.add(change.name, before, change.after(before), kind)
            part.ready.append(change)


def _read(change: Change) -> tuple[bytes, inplace.Kind]:
    """The content that was judged, and the kind of the file. Raises WriteError when it is not to be written."""
    inplace.check(change.path)
    try:
        if os.path.realpath(change.path) != change.real:
            raise inplace.changed(change.path)
        with open(change.real, "rb") as file:
            before = file.read()
        if journal.digest(before) != change.before:
            raise inplace.changed(change.path)
        return before, inplace.kind(change.real)
    except OSError as error:
        raise inplace.refusal(change.path, error) from error


def _seal(parts: list[_Part], command: str) -> None:
    when = time.strftime("%Y-%m-%d %H:%M:%S")
    roots = [part.tree.root for part in parts]
    for part in parts:
        also = tuple(root for root in roots if root != part.tree.root)
        part.sealed = part.draft.seal(part.tree.root, when, command, also)


def _write(part: _Part) -> Iterator[Written | WriteError]:
    written = 0
    for change in part.ready:
        try:
            before, _ = _read(change)
            inplace.write(change.path, before, change.after(before), part.draft.run)
        except WriteError as error:
            yield error
        else:
            written += 1
            yield Written(change)
    if written:
        store.prune(part.tree)
    else:
        _forget(part)


def _forget(part: _Part) -> None:
    """Nothing was changed in this tree, so there is nothing to take back."""
    if part.sealed:
        store.drop(part.sealed, part.tree.root)
    else:
        part.draft.discard()


def _no_journal(tree: Tree, error: OSError) -> JournalError:
    title = f"no journal can be kept, so nothing was written: {error.strerror}"
    return JournalError(title, place=tree.root, hint=inplace.HINTS.get(error.errno or 0, ""))
