"""What verification showed: a line for each file, or one JSON document, and a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, TextIO

from kzfix.present.text import shown
from kzfix.verify.build import Breaks, BrokenBefore, Builds, Built, NotReached
from kzfix.verify.diagnostics import Diagnostic

_WORDS = {Builds: "builds", Breaks: "breaks", BrokenBefore: "broken before", NotReached: "not reached"}


def build(out: TextIO, built: Built) -> None:
    """Write what came of compiling one file, a line each."""
    out.writelines(f"{line}\n" for line in lines(built))


def data(builds: Sequence[Built]) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """Each file, and how many there are of each outcome."""
    counts = Counter(_WORDS[type(built)] for built in builds)
    return [_built(each) for each in builds], {word.replace(" ", "_"): counts[word] for word in _WORDS.values()}


def document(out: TextIO, **parts: tuple[list[dict[str, Any]], dict[str, int]]) -> None:
    """All of it as one JSON document: under the name of each part what came of it, and under `summary` the counts."""
    told: dict[str, Any] = {name: each for name, (each, _) in parts.items()}
    json.dump({**told, "summary": {name: counts for name, (_, counts) in parts.items()}}, out, indent=1)
    out.write("\n")


def summary(builds: Sequence[Built]) -> str:
    """`39 of 42 changed files compiled before and after: …`, and what came of them, and of the others."""
    counts = Counter(type(built) for built in builds)
    compared = counts[Builds] + counts[Breaks]
    return (
        f"{compared} of {len(builds)} changed files compiled before and after: {counts[Builds]} build as before, "
        f"{counts[Breaks]} with new errors or warnings; {counts[BrokenBefore]} did not build before, "
        f"{counts[NotReached]} not reached"
    )


def breaks(builds: Sequence[Built]) -> bool:
    """Whether a change brings errors or warnings."""
    return any(isinstance(built, Breaks) for built in builds)


def shows(builds: Sequence[Built]) -> bool:
    """Whether anything was shown, or there was nothing to show."""
    return not builds or any(isinstance(built, Builds | Breaks) for built in builds)


def lines(built: Built) -> Iterator[str]:
    """What came of compiling one file."""
    match built:
        case Builds(path):
            yield f"{shown(path)}: builds as before"
        case Breaks(_, new):
            yield from (f"{shown(each.place)}: new {_said(each)}" for each in new)
        case BrokenBefore(path, first):
            yield f"{shown(path)}: did not build before: {shown(first.place)}: {_said(first)}"
        case NotReached(path, why):
            yield f"{shown(path)}: {why}"


def _said(diagnostic: Diagnostic) -> str:
    where = f" in {diagnostic.function}()" if diagnostic.function else ""
    flag = f" [{diagnostic.flag}]" if diagnostic.flag else ""
    return f"{diagnostic.kind}{where}: {diagnostic.text}{flag}"


def _built(built: Built) -> dict[str, Any]:
    told: dict[str, Any] = {"path": shown(built.path), "outcome": _WORDS[type(built)], "why": None, "diagnostics": []}
    match built:
        case Breaks(_, new):
            told["diagnostics"] = [_diagnostic(each) for each in new]
        case BrokenBefore(_, first):
            told["diagnostics"] = [_diagnostic(first)]
        case NotReached(_, why):
            told["why"] = why
    return told


def _diagnostic(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "path": shown(diagnostic.path),
        "line": diagnostic.line or None,
        "kind": diagnostic.kind,
        "text": diagnostic.text,
        "flag": diagnostic.flag or None,
        "function": diagnostic.function or None,
    }
