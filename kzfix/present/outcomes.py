"""What came of running functions as they were and as they would be: a line for each, data for JSON, a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from kzfix.present.text import shown
from kzfix.verify.lifting import Ran
from kzfix.verify.outcome import Differs, NotRun, Outcome, Same

_WORDS = {Same: "same", Differs: "differs", NotRun: "not run"}


def run(out: TextIO, ran: Ran) -> None:
    """The functions of one file, a line each."""
    out.writelines(
        f"{shown(ran.path)}:{outcome.line}: {outcome.function}(): {_said(outcome)}\n" for outcome in ran.outcomes
    )


def _said(outcome: Outcome) -> str:
    match outcome:
        case Same(runs=runs, reached=reached):
            return f"the same in {runs} runs, {reached} of them through the change"
        case Differs(what=what):
            return f"differs: {what}"
        case NotRun(why=why):
            return f"not run: {why}"


def summary(files: Sequence[Ran]) -> str:
    """`35 of 40 changed functions run before and after: …`."""
    counts = Counter(type(outcome) for outcome in _all(files))
    compared = counts[Same] + counts[Differs]
    return (
        f"{compared} of {counts.total()} changed functions run before and after: {counts[Same]} the same, "
        f"{counts[Differs]} with a difference; {counts[NotRun]} could not be run"
    )


def data(files: Sequence[Ran]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Each function, and how many there are of each outcome."""
    counts = Counter(_WORDS[type(outcome)] for outcome in _all(files))
    told = [_data(ran.path, outcome) for ran in files for outcome in ran.outcomes]
    return told, {word.replace(" ", "_"): counts[word] for word in _WORDS.values()}


def differ(files: Sequence[Ran]) -> bool:
    """Whether a function behaves otherwise than before."""
    return any(isinstance(outcome, Differs) for outcome in _all(files))


def shows(files: Sequence[Ran]) -> bool:
    """Whether anything was shown, or there was nothing to show."""
    return not files or any(isinstance(outcome, Same | Differs) for outcome in _all(files))


def _data(path: str, outcome: Outcome) -> dict[str, Any]:
    told = {"path": shown(path), "line": outcome.line, "function": outcome.function, "outcome": _WORDS[type(outcome)]}
    match outcome:
        case Same(runs=runs, reached=reached):
            return {**told, "runs": runs, "reached": reached, "why": None}
        case Differs(what=why) | NotRun(why=why):
            return {**told, "runs": None, "reached": None, "why": why}


def _all(files: Sequence[Ran]) -> Iterator[Outcome]:
    for ran in files:
        yield from ran.outcomes
