"""`kzfix apply`: make the changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kzfix.cli.options import Common
from kzfix.cli.verb import say, tell
from kzfix.errors import WriteError

if TYPE_CHECKING:
    from kzfix.cli.survey import Survey
    from kzfix.model import Found


def apply(common: Common) -> int:
    """Make the changes in place.

    Each file is written wholly or not at all, and one that cannot be written does not keep back the others.
    """
    from kzfix.cli.survey import Survey

    survey = Survey(common)
    try:
        for found in survey:
            if survey.document:
                survey.document.add(found)
            _write(survey, found)
    except BaseException:
        if survey.run.changed:
            say(f"stopped when {survey.run.changed} files were written")
        raise
    return survey.close()


def _write(survey: Survey, found: Found) -> None:
    """Write one file. A file that cannot be written is trouble, but no reason to leave out the others."""
    from kzfix.deliver import inplace
    from kzfix.rewrite import choice

    after = choice.after(found)
    if after == found.before:
        return
    try:
        inplace.write(found.path, found.before, after)
    except WriteError as error:
        tell(error)
        survey.failed()
    else:
        survey.changed()
        if survey.common.verbose:
            say(f"{found.path}: written")
