"""Take a run back: every file gets the content and the mode that it had before.

A file is only touched while it holds what the run made of it. So this can be killed and done again at any time.
"""

from __future__ import annotations

import enum
import os
import shlex
import stat
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.deliver import inplace, journal, store
from kzfix.deliver.journal import Entry, Journal
from kzfix.deliver.place import Tree
from kzfix.deliver.store import Kept
from kzfix.errors import JournalError, WriteError


class State(enum.Enum):
    """What a file is now."""

    WRITTEN = "as the run made it"
    UNTOUCHED = "as it was before the run"
    GONE = "deleted since"
    REFUSED = "something else, or not to be written"


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a run to take back."""

    entry: Entry
    path: str  # absolute
    state: State
    why: str = ""  # of what is refused
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run to take back, and what its files are now."""

    kept: Kept
    tree: Tree
    journal: Journal
    steps: tuple[Step, ...]

    def having(self, *states: State) -> tuple[Step, ...]:
        """The files in one of these states."""
        return tuple(step for step in self.steps if step.state in states)


def last(tree: Tree, number: int | None = None) -> Kept:
    """The journal of the last run in a tree that was not taken back yet, or of the run with a number.

    Raises JournalError when there is none.
    """
    runs = store.kept(tree)
    chosen = [each for each in runs if (not each.partly if number is None else each.number == number)]
    if chosen:
        return chosen[-1]
    what = "no run of kzfix to take back" if number is None else f"no run {number} of kzfix"
    raise JournalError(what, place=tree.root, hint="kzfix undo --list shows the runs" if runs else _above(tree))


def _above(tree: Tree) -> str:
    """A hint at runs that were made in a folder above: outside git and kernel trees each folder stands for itself."""
    folder = tree.root
    while not tree.repository and folder != os.path.dirname(folder):
        folder = os.path.dirname(folder)
        if store.kept(Tree(folder)):
            return f"kzfix undo {shlex.quote(folder)}"
    return ""


def plan(kept: Kept, tree: Tree) -> Plan:
    """Look at every file of a run; nothing is changed. Raises JournalError when the journal is damaged."""
    run = journal.read(kept.folder)
    return Plan(kept, tree, run, tuple(_step(kept, tree, entry) for entry in run.entries))


def take_back(planned: Plan, deleted: bool = False) -> Iterator[Step | WriteError | JournalError]:
    """Restore the files that are as the run made them, with `deleted` those that are gone too.

    Says of each what came of it: the step that was done, or why it could not be. To be called under the lock.
    """
    run = planned.journal.run
    try:
        store.sweep(planned.journal, planned.tree.root)
    except OSError as error:
        yield WriteError(f"cannot be removed: {error.strerror}", place=str(error.filename))
    for step in planned.having(State.WRITTEN, *([State.GONE] if deleted else [])):
        try:
            _restore(planned.kept.folder, step, run)
        except (WriteError, JournalError) as error:
            yield error
        else:
            yield step


def _restore(folder: str, step: Step, run: str) -> None:
    old = journal.content(folder, step.entry)
    if step.state is State.GONE:
        inplace.restore(step.path, old, run, step.entry.kind)
        return
    now = _content(step.path)
    if journal.digest(now) != step.entry.after:
        raise WriteError("it has been changed since", place=step.path)
    inplace.write(step.path, now, old, run, step.entry.kind)


def _step(kept: Kept, tree: Tree, entry: Entry) -> Step:
    path = os.path.join(tree.root, entry.path)
    try:
        state = _state(path, entry)
        if state in (State.WRITTEN, State.GONE):
            journal.content(kept.folder, entry)
        if state is State.WRITTEN:
            inplace.check(path)
    except (WriteError, JournalError) as error:
        return Step(entry, path, State.REFUSED, error.title, error.hint)
    except OSError as error:
        return Step(entry, path, State.REFUSED, f"it cannot be read: {error.strerror}")
    return Step(entry, path, state)


def _state(path: str, entry: Entry) -> State:
    """What a file is now. Raises WriteError for what the run did not leave there, OSError."""
    if not os.path.lexists(path):
        return State.GONE
    if os.path.realpath(path) != path:
        raise WriteError("it is a symlink now, or lies behind one")
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise WriteError("it is not a regular file any more")
    now = journal.digest(_content(path))
    if now == entry.before:
        return State.UNTOUCHED
    if now == entry.after:
        return State.WRITTEN
    raise WriteError("it has been changed since")


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise WriteError(f"it cannot be read: {error.strerror}", place=path) from error
