"""The command: candidate files of a tree, both tools over each, the table on stdout."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from kzfix.config import Settings
from kzfix.engine import load
from kzfix.model import File, Include
from kzfix.source.discover import walk

from . import report
from .compare import Compared, Question, compare
from .spatch import Spatch

RULES = ("zeroing/memset", "zeroing/redundant", "zeroing/fields", "zeroing/gfp-zero", "overwrite/memcpy")


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = argparse.ArgumentParser(prog="python -m tests.against", description=__doc__)
    parser.add_argument("tree", metavar="TREE", help="the root of a source tree; it is only read")
    parser.add_argument("folders", metavar="SUBDIR", nargs="*", default=["."], help="what of it to compare")
    parser.add_argument("--rule", action="append", metavar="ID", help="compare this rule; may be repeated")
    parser.add_argument("--include", choices=[one.value for one in Include], default=Include.PROVED.value)
    parser.add_argument("--timeout", type=float, default=60.0, help="seconds for one run of spatch")
    parser.add_argument("--seed", type=int, default=1, help="decides which sites are shown as examples")
    parser.add_argument("--format", choices=("text", "markdown", "json"), default="text")
    parser.add_argument("-j", dest="jobs", type=int, default=2, help="processes")
    parser.add_argument("-o", dest="out", help="write a line for each site to this file")
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the comparison. The exit status is 0 whatever differs."""
    asked = arguments().parse_args(argv)
    rules = asked.rule or list(RULES)
    out = Path(asked.out).resolve() if asked.out else None
    os.chdir(asked.tree)
    compared: list[Compared] = []
    with tempfile.TemporaryDirectory(prefix="against-") as folder:
        for rule in rules:
            settings = Settings(rule=(rule,), include=Include(asked.include))
            question = Question(load(settings), settings, Spatch(Path(folder), asked.timeout))
            compared += run(question, asked.folders, asked.jobs)
    found = report.rows(rules, compared, asked.seed)
    if out:
        out.write_text(report.every(compared), encoding="utf-8", errors="backslashreplace")
    match asked.format:
        case "json":
            print(report.document(found, report.seen(compared)), end="")
        case "markdown":
            print(report.markdown(found) + "\n" + report.seen(compared))
        case _:
            print(report.text(found) + "\n" + report.seen(compared))
    return 0


def run(question: Question, folders: Sequence[str], jobs: int) -> list[Compared]:
    """Compare every file that may hold a site of the rule."""
    names = list(_candidates(question, folders))
    ask = partial(_one, question)
    if jobs == 1:
        return [ask(name) for name in names]
    with ProcessPoolExecutor(jobs) as executor:
        found = []
        for number, one in enumerate(executor.map(ask, names), 1):
            found.append(one)
            if number % 20 == 0:
                print(f"{question.rule}: {number} of {len(names)} files", file=sys.stderr)
        return found


def _candidates(question: Question, folders: Sequence[str]) -> Iterator[str]:
    for entry in walk(folders, question.settings):
        if isinstance(entry, File) and question.rules.speak_of(Path(entry.path).read_bytes()):
            yield entry.path


def _one(question: Question, name: str) -> Compared:
    return compare(name, Path(name).read_bytes(), question)


if __name__ == "__main__":
    raise SystemExit(main())
