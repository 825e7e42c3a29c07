"""`kzfix apply`: make the changes."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from kzfix.cli.options import Common
from kzfix.cli.signals import Terminated
from kzfix.cli.verb import say, tell
from kzfix.errors import GitError, JournalError, KzfixError

if TYPE_CHECKING:
    from kzfix.cli.survey import Survey
    from kzfix.deliver.changes import Change


def apply(
    common: Common,
    allow_dirty: Annotated[
        bool, typer.Option("--allow-dirty", help="Also write files that have local changes in their git tree.")
    ] = False,
) -> int:
    """Make the changes in place.

    Everything is judged before anything is written. Each file is written wholly or not at all, and one that cannot be
    written does not keep back the others. A file that has local changes in git does: nothing is written then, unless
    --allow-dirty is given. `kzfix undo` takes the changes back.
    """
    from kzfix.cli.survey import Survey

    survey = Survey(common)
    changes = _judged(survey)
    try:
        if not allow_dirty:
            _stop_for_local_changes(changes)
        _write(survey, changes)
    except (GitError, JournalError) as error:
        tell(error)
        return max(survey.close(), KzfixError.exit_code)
    return survey.close()


def _judged(survey: Survey) -> list[Change]:
    """All that is to be written."""
    from kzfix.deliver import changes
    from kzfix.deliver.place import Trees

    trees = Trees(survey.paths)
    found: list[Change] = []
    try:
        for each in survey:
            if survey.document:
                survey.document.add(each)
            if change := changes.change(each, trees):
                found.append(change)
    except (KeyboardInterrupt, Terminated) as stopped:
        stopped.add_note("; nothing was written")
        raise
    return changes.once(found)


def _stop_for_local_changes(found: Sequence[Change]) -> None:
    from kzfix.deliver import changes
    from kzfix.present.text import shown

    if changes.unasked(found):
        say("GIT_DIR or GIT_WORK_TREE is set and not looked at: a file outside a git tree may have local changes there")
    try:
        dirty = changes.dirty(found)
    except GitError as error:
        title = f"local changes cannot be told, so nothing was written: {error.title}"
        raise GitError(title, place=error.place, hint=error.hint or "--allow-dirty writes all the same") from error
    for change in dirty:
        say(f"{shown(change.path)}: has local changes")
    if dirty:
        number = "1 file has" if len(dirty) == 1 else f"{len(dirty)} files have"
        raise GitError(f"nothing was written: {number} local changes", hint="commit them, or --allow-dirty")


def _write(survey: Survey, found: Sequence[Change]) -> None:
    """Write all files. One that cannot be written is trouble, but no reason to leave out the others."""
    from kzfix.deliver.run import Written, deliver
    from kzfix.present.text import shown

    roots: dict[str, None] = {}  # of the trees that have been changed
    try:
        with closing(deliver(found, shlex.join(["kzfix", *sys.argv[1:]]))) as outcomes:
            for outcome in outcomes:
                if isinstance(outcome, Written):
                    roots[outcome.change.tree.root] = None
                    survey.changed()
                    if survey.common.verbose:
                        say(f"{shown(outcome.change.path)}: written")
                else:
                    tell(outcome)
                    survey.failed()
    except BaseException:
        if survey.run.changed:
            say(f"stopped when {survey.run.changed} files were written; {_way_back(list(roots))} takes them back")
        raise
    if roots and not survey.common.quiet:
        say(f"{_way_back(list(roots))} takes this back")


def _way_back(roots: list[str]) -> str:
    """The command that takes the changes in some trees back, from the current folder."""
    from kzfix.deliver import place
    from kzfix.present.text import shown

    here = place.at(os.curdir).root
    if roots == [here]:
        return "kzfix undo"
    current = os.path.realpath(os.curdir)
    names = ["." if root == here else os.path.relpath(root) if place.below(root, current) else root for root in roots]
    return shown(shlex.join(["kzfix", "undo", *names]))
