"""What a series can say of its patches, because this run has compiled or run each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, TypeVar

from kzfix.cli.verb import say
from kzfix.deliver.series.model import Patch, Step, Verified
from kzfix.deliver.series.told import reasons
from kzfix.errors import VerifyError
from kzfix.model import Way
from kzfix.present import evidence
from kzfix.present.text import shown
from kzfix.verify.build import Breaks, Builds, Built, How, NotReached
from kzfix.verify.outcome import Differs, Same

if TYPE_CHECKING:
    from kzfix.cli.gather import Gathered
    from kzfix.verify.chain import Linked
    from kzfix.verify.lifting import Ran

_Item = TypeVar("_Item")


class Faulty(Exception):
    """A patch that breaks the build, or changes what a function does. The user has been told."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the user wants to be verified, and where."""

    ways: frozenset[Way]
    kernel: str | None
    arguments: tuple[str, ...]  # for make
    quiet: bool


def verified(patches: Sequence[Patch], gathered: Gathered, asked: Asked) -> list[Patch]:
    """The patches with what was shown for each. Raises VerifyError where nothing could be, Faulty for a fault."""
    work = _Work(gathered, asked)
    known: dict[Step, Verified] = {}
    faults = 0
    for way, told in ((Way.BUILD, work.builds), (Way.RUN, work.runs)):
        if way in asked.ways:
            for step, came, lines in told():
                for line in lines:
                    say(line)
                faults += bool(lines)
                known[step] = known.get(step, Verified()) + came
    if faults:
        say(f"no series was made: {faults} {'change is' if faults == 1 else 'changes are'} at fault")
        raise Faulty
    whole = reduce(add, known.values(), Verified())
    _missing(whole, asked)
    return [replace(patch, verified=reduce(add, (known[step] for step in patch.steps))) for patch in patches]


def _missing(whole: Verified, asked: Asked) -> None:
    """Say what could not be verified."""
    if not whole.shows:
        why = ", ".join(sorted({why for _, why in (*whole.uncompiled, *whole.unrun)}))
        raise VerifyError(f"no series was made: nothing could be verified: {why}")
    if not asked.quiet:
        for why, names in reasons(whole.uncompiled):
            say(f"not compiled: {', '.join(map(shown, dict.fromkeys(names)))}: {why}")
        for why, names in reasons(whole.unrun):
            say(f"not run: {', '.join(f'{name}()' for name in dict.fromkeys(names))}: {why}")


@dataclass(frozen=True, slots=True)
class _Work:
    gathered: Gathered
    asked: Asked

    def builds(self) -> Iterable[tuple[Step, Verified, list[str]]]:
        """Every step, with what came of compiling it and what is to be said of a fault."""
        from kzfix.verify.chain import Chain, compiled

        files: dict[str, list[Step]] = {}
        for step, found in self.gathered.found.items():
            files.setdefault(found.path, []).append(step)
        chains = [Chain(path, (steps[0].before, *(step.after for step in steps))) for path, steps in files.items()]
        number = sum(len(chain.texts) for chain in chains)
        for linked in self._told(number, lambda how: compiled(chains, how)):
            for step, built in zip(files[linked.path], linked.built, strict=True):
                yield step, _of_build(step, built, linked), _faults(step, built)

    def runs(self) -> Iterable[tuple[Step, Verified, list[str]]]:
        """Every step, with what came of running its functions and what is to be said of a fault."""
        for steps in _turns(self.gathered.found):
            by_path = {self.gathered.found[step].path: step for step in steps}
            for ran in self._told(2 * len(steps), partial(self._lifted, steps)):
                step = by_path[ran.path]
                lines = [
                    f"{shown(ran.path)}:{each.line}: {step.rule}: {each.function}() differs: {each.what}"
                    for each in ran.outcomes
                    if isinstance(each, Differs)
                ]
                yield step, _of_run(ran), lines

    def _lifted(self, steps: Sequence[Step], how: How) -> Iterable[Ran]:
        from kzfix.engine import load
        from kzfix.verify.lifting import What, lifted

        settings = self.gathered.settings
        what = What(settings.include, load(settings).tables)
        return lifted([self.gathered.found[step] for step in steps], what, how)

    def _told(self, steps: int, work: Callable[[How], Iterable[_Item]]) -> list[_Item]:
        from kzfix.cli.progress import Progress

        progress = Progress(steps, not self.asked.quiet)
        how = How(self.asked.kernel, self.gathered.settings.workers, self.asked.arguments, progress.advance)
        try:
            return list(work(how))
        finally:
            progress.clear()


def _turns(found: Mapping[Step, object]) -> Iterable[list[Step]]:
    """The steps: the first ones of all files, then the second ones, and so on."""
    files: dict[str, int] = {}
    turns: list[list[Step]] = []
    for step in found:
        number = files[step.file] = files.get(step.file, -1) + 1
        turns += [[]] if number == len(turns) else []
        turns[number].append(step)
    return turns


def _of_build(step: Step, built: Built, linked: Linked) -> Verified:
    match built:
        case Builds():
            return Verified(tools=(linked.tools,), compiled=(step.file,))
        case NotReached(_, why):
            return Verified(uncompiled=((step.file, why.partition(";")[0]),))
        case Breaks():
            return Verified()
    return Verified(uncompiled=((step.file, "it did not build before"),))


def _faults(step: Step, built: Built) -> list[str]:
    return [f"{step.rule}: {line}" for line in evidence.lines(built)] if isinstance(built, Breaks) else []


def _of_run(ran: Ran) -> Verified:
    same = tuple((each.function, each.runs, each.reached) for each in ran.outcomes if isinstance(each, Same))
    unrun = tuple((each.function, each.why) for each in ran.outcomes if not isinstance(each, Same | Differs))
    return Verified(ran=same, unrun=unrun)
