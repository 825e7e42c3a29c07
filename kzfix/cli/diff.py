"""`kzfix diff`: the patch, and nothing is written."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from kzfix.cli.options import Color, ColorOption, Common


def diff(
    common: Common,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 when there are changes.")] = False,
    color: ColorOption = Color.AUTO,
) -> int:
    """Show the changes as a patch.

    The patch goes to stdout, and git apply takes it from the root of the tree. Nothing is written.
    """
    from kzfix.cli.names import Names
    from kzfix.cli.survey import Survey
    from kzfix.present import diff as patch
    from kzfix.rewrite import choice

    survey = Survey(common, shown=True)
    names = Names(survey.paths)
    for found in survey:
        shown = choice.shown(found, survey.settings.include)
        if shown.lines:
            survey.changed()
        if survey.document:
            survey.document.add(found)
        elif shown.hunks:
            patch.write(sys.stdout.buffer, found, name=names.name(found.path), colour=color.on())
            sys.stdout.buffer.flush()  # before the progress bar is drawn again
    return survey.close(findings=1 if exit_code else 0)
