"""`kzfix check`: for CI, a line for each change that is to be made."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kzfix.cli.options import Common
from kzfix.cli.verb import say


def check(
    common: Common,
    stats: Annotated[bool, typer.Option("--stats", help="Also count the refusals, by guard.")] = False,
) -> int:
    """Name the changes, and exit with 1.

    A line for each change that is to be made; exits with 0 when there is none.
    """
    from kzfix.cli.survey import Survey
    from kzfix.present import text
    from kzfix.rewrite import choice

    survey = Survey(common, shown=True)
    for found in survey:
        if choice.shown(found, survey.settings.include).lines:
            survey.changed()
        if survey.document:
            survey.document.add(found)
        else:
            text.check(sys.stdout, found, survey.settings.include)
    if stats:
        for guard, number in sorted(survey.refusals.items(), key=lambda item: (-item[1], item[0])):
            say(f"{number:6} refused by {guard}")
    return survey.close(findings=1)
