"""`kzfix undo`: take a run of `kzfix apply` back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kzfix.cli.verb import say, tell
from kzfix.errors import JournalError, KzfixError, PathError

if TYPE_CHECKING:
    from kzfix.deliver.place import Tree
    from kzfix.deliver.store import Kept
    from kzfix.deliver.undo import Plan


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is to be taken back, and how."""

    paths: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH]", help="The trees to do it in; here, if none is given.")
    ] = None
    listing: Annotated[bool, typer.Option("--list", help="List the runs that can be taken back, newest first.")] = False
    run: Annotated[int | None, typer.Option("--run", metavar="N", help="This run of the list, not the last.")] = None
    dry_run: Annotated[bool, typer.Option("-n", "--dry-run", help="Name the files; write nothing.")] = False
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave out files that have changed since, restore the others.")
    ] = False
    deleted: Annotated[bool, typer.Option("--deleted", help="Also bring back files that have been deleted.")] = False
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No summary.")] = False
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Name the files that are restored.")] = False


def undo(wish: Wish) -> int:
    """Take back what `kzfix apply` wrote.

    The last run in a tree is taken back; the next time, the one before it. When a file of that run has been changed
    since, nothing is restored, unless --keep-going is given.
    """
    trees = _trees(wish.paths or [os.curdir])
    if wish.listing:
        for tree in trees:
            _list(tree, wish.verbose)
        return 0
    return _undo(wish, trees)


def _trees(paths: Sequence[str]) -> Sequence[Tree]:
    from kzfix.deliver import place

    for path in paths:
        if not os.path.exists(path):
            raise PathError("no such file or folder", place=path)
    return tuple({tree.root: tree for tree in map(place.at, paths)}.values())


def _undo(wish: Wish, trees: Sequence[Tree]) -> int:
    """Look at all trees, then write in all."""
    from kzfix.deliver import store, undo

    with ExitStack() as locks:
        for tree in trees:
            undo.last(tree, wish.run)  # before the lock, which would leave a folder behind
            if not wish.dry_run:
                locks.enter_context(store.lock(tree))
        plans = [undo.plan(undo.last(tree, wish.run), tree) for tree in trees]
        refused = sum(_refuse(planned, wish.deleted) for planned in plans)
        if refused and not wish.keep_going:
            what = "would be" if wish.dry_run else "was"
            raise JournalError(f"nothing {what} restored", hint="--keep-going restores the others")
        failed = sum(_preview(planned, wish) if wish.dry_run else _restore(planned, wish) for planned in plans)
    return KzfixError.exit_code if refused or failed else 0


def _refuse(planned: Plan, deleted: bool) -> int:
    """Name the files that are not restored, and count them."""
    from kzfix.deliver.undo import State

    refused = planned.having(State.REFUSED)
    for step in refused:
        tell(JournalError(step.why, place=_shown(step.path), hint=step.hint))
    gone = () if deleted else planned.having(State.GONE)
    for step in gone:
        tell(JournalError("it has been deleted since", place=_shown(step.path), hint="--deleted brings it back"))
    return len(refused) + len(gone)


def _preview(planned: Plan, wish: Wish) -> int:
    """Name the files that would be restored."""
    from kzfix.deliver.undo import State

    for step in planned.having(State.WRITTEN, *([State.GONE] if wish.deleted else [])):
        print(_shown(step.path))
    return 0


def _restore(planned: Plan, wish: Wish) -> int:
    """Restore the files of one tree. The number of those that could not be."""
    from kzfix.deliver import store, undo

    restored = failed = 0
    for outcome in undo.take_back(planned, wish.deleted):
        if isinstance(outcome, undo.Step):
            restored += 1
            if wish.verbose:
                say(f"{_shown(outcome.path)}: restored")
        else:
            failed += 1
            tell(outcome)
    if failed:
        tell(JournalError(f"{_files(failed)} could not be restored", hint="give kzfix undo again"))
        return failed
    if planned.having(undo.State.REFUSED) or (planned.having(undo.State.GONE) and not wish.deleted):
        store.set_aside(planned.kept)
    else:
        store.drop(planned.kept, planned.tree.root)
    if not wish.quiet:
        _summary(planned, restored)
    return failed


def _summary(planned: Plan, restored: int) -> None:
    from kzfix.deliver.place import at
    from kzfix.deliver.undo import State

    untouched = len(planned.having(State.UNTOUCHED))
    kept = f", {untouched} as before already" if untouched else ""
    say(f"{_files(restored)} restored{kept}; taken back: {_told(planned.kept, planned)}")
    for root in planned.journal.also:
        if os.path.isdir(root) and any(each.number for each in _kept(at(root))):
            say(f"the same command also wrote in {_shown(root)}: kzfix undo {_shown(root)}")


def _list(tree: Tree, verbose: bool) -> None:
    from kzfix.deliver import undo

    for kept in reversed(_kept(tree)):
        try:
            planned = undo.plan(kept, tree)
        except JournalError as error:
            print(f"{kept.number:4}  {_shown(str(error))}")
            continue
        print(f"{kept.number:4}  {_told(kept, planned)}")
        if verbose:
            print(f"      {_shown(kept.folder)}")
            for step in planned.steps:
                print(f"      {_shown(step.path)}: {step.why or step.state.value}")


def _kept(tree: Tree) -> list[Kept]:
    from kzfix.deliver import store

    return store.kept(tree)


def _told(kept: Kept, planned: Plan) -> str:
    """A run in words."""
    from kzfix.present.text import shown

    run = planned.journal
    part = " (taken back in part)" if kept.partly else ""
    return f"{run.when}, {_files(len(run.entries))}, {shown(run.command)}{part}"


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"


def _shown(path: str) -> str:
    """A path as the user would give it here."""
    from kzfix.present.text import shown

    current = os.path.realpath(os.curdir)
    return shown(os.path.relpath(path, current) if path.startswith(current + os.sep) else path)
