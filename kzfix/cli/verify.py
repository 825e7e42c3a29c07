"""`kzfix verify`: evidence that the changes keep behaviour."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kzfix.cli.options import Common, Format
from kzfix.cli.verb import say
from kzfix.errors import ConfigError, KzfixError

if TYPE_CHECKING:
    from typing import TextIO

    from kzfix.cli.progress import Progress
    from kzfix.cli.survey import Survey
    from kzfix.model import Found
    from kzfix.verify.build import Built, How
    from kzfix.verify.lifting import Ran

ARGUMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)
_Item = TypeVar("_Item")


def verify(
    common: Common,
    run: Annotated[
        bool, typer.Option("--run", help="Run each changed function, before and after, and compare what it does.")
    ] = False,
    build: Annotated[
        bool, typer.Option("--build", help="Compile each changed file through Kbuild, before and after.")
    ] = False,
    kernel: Annotated[
        str | None,
        typer.Option("--kernel", metavar="DIR", help="A configured kernel; by default the one around the files."),
    ] = None,
    make_arg: Annotated[
        list[str] | None, typer.Option("--make-arg", metavar="NAME=VALUE", help="For make, as W=1; may be repeated.")
    ] = None,
) -> int:
    """Show that the changes keep behaviour.

    Nothing is written but below a temporary folder. Exits with 1 when a function behaves otherwise than before, or a
    change brings an error or a warning, and with 2 when nothing could be shown.
    """
    from kzfix.cli.survey import Survey
    from kzfix.present import evidence, outcomes
    from kzfix.rewrite import choice

    if not run and not build:
        raise ConfigError("nothing asked for", place="verify", hint="--run runs what changes, --build compiles it")
    for argument in make_arg or []:
        if not ARGUMENT.fullmatch(argument):
            raise ConfigError(f"{argument!r} is not NAME=VALUE", place="--make-arg", hint="for example --make-arg W=1")
    survey = Survey(replace(common, format=Format.TEXT))
    changed = [found for found in survey if choice.chosen(found, survey.settings.include)]
    for _ in changed:
        survey.changed()
    status = survey.close()
    work = _Work(survey, common, changed, kernel, tuple(make_arg or ()))
    parts = {}
    if run:
        ran = work.run()
        parts["functions"] = outcomes.data(ran)
        status = max(status, _status(outcomes.differ(ran), outcomes.shows(ran)))
    if build:
        built = work.build()
        parts["builds"] = evidence.data(built)
        status = max(status, _status(evidence.breaks(built), evidence.shows(built)))
    if common.format is Format.JSON:
        evidence.document(sys.stdout, **parts)
    return status


def _status(fault: bool, shows: bool) -> int:
    """The exit status: 1 for a fault, trouble where nothing was shown."""
    if fault:
        return 1
    return 0 if shows else KzfixError.exit_code


@dataclass(frozen=True, slots=True)
class _Work:
    """What is to be shown, and of what."""

    survey: Survey
    common: Common
    changed: list[Found]
    kernel: str | None
    arguments: tuple[str, ...]

    def run(self) -> list[Ran]:
        """Run what changes, and tell what came of it."""
        from kzfix.engine import load
        from kzfix.present import outcomes
        from kzfix.verify.lifting import What, lifted

        settings = self.survey.settings
        what = What(settings.include, load(settings).tables)
        ran = self._told(2, outcomes.run, lambda how: lifted(self.changed, what, how))
        self._say(outcomes.summary(ran))
        return ran

    def build(self) -> list[Built]:
        """Compile what changes, and tell what came of it."""
        from kzfix.present import evidence
        from kzfix.verify.build import build

        built = self._told(2, evidence.build, lambda how: build(self.changed, how))
        self._say(evidence.summary(built))
        return built

    def _told(
        self, steps: int, tell: Callable[[TextIO, _Item], None], work: Callable[[How], Iterable[_Item]]
    ) -> list[_Item]:
        """The results of some work on every file, in `steps`; in text each is told when it is there."""
        from kzfix.cli.progress import Progress
        from kzfix.verify.build import How

        progress = Progress(steps * len(self.changed), not self.common.quiet)
        how = How(self.kernel, self.survey.settings.workers, self.arguments, progress.advance)
        return list(self._each(progress, tell, work(how)))

    def _each(
        self, progress: Progress, tell: Callable[[TextIO, _Item], None], work: Iterable[_Item]
    ) -> Iterator[_Item]:
        try:
            for item in work:
                progress.clear()
                if self.common.format is Format.TEXT:
                    tell(sys.stdout, item)
                yield item
        finally:
            progress.clear()

    def _say(self, line: str) -> None:
        if not self.common.quiet:
            say(line)
