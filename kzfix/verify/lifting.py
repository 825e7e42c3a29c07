"""All changed functions of some files, run as they were and as they would be.

A file of a kernel, or of a module, is compiled with the kernel's own headers, as Kbuild would. A file that includes
nothing stands on its own, and the shim header is what it includes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kzfix.model import Found, Include
from kzfix.rewrite import choice
from kzfix.smpl.allocators import Table
from kzfix.verify.build import How
from kzfix.verify.kernel import Kernel
from kzfix.verify.outcome import NotRun, Outcome
from kzfix.verify.program import Alone, Compiler, runtime
from kzfix.verify.run import validate
from kzfix.verify.tree import Outside, Tree, find
from kzfix.verify.userspace import UserSpace

_INCLUDES = re.compile(rb"^[ \t]*#[ \t]*include\b", re.M)
NO_OBJECT = "Kbuild makes no object of the file"


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of the changed functions of one file."""

    path: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class What:
    """What is to be run: the findings of these verdicts, whose allocators stand in the tables."""

    include: Include
    tables: tuple[Table, ...]


def lifted(files: Sequence[Found], what: What, how: How) -> Iterator[Ran]:
    """Run the changed functions of each file, in the order of their trees. Raises VerifyError without a compiler."""
    trees: dict[Tree, list[Found]] = {}
    alone: list[Found] = []
    for found in files:
        if not _INCLUDES.search(found.before):
            alone.append(found)
            continue
        try:
            trees.setdefault(find(found.path, how.kernel), []).append(found)
        except Outside as error:
            yield _none(found, what, error.title)
    yield from _all(alone, what, how, Alone())
    for tree, members in trees.items():
        yield from _of_kernel(tree, members, what, how)


def _of_kernel(tree: Tree, files: Sequence[Found], what: What, how: How) -> Iterator[Ran]:
    """Kbuild compiles the files once, which makes what they include and shows how each is compiled."""
    paths = [found.path for found in files]
    with Kernel(tree, paths, jobs=how.jobs, arguments=how.arguments, advance=how.advance) as kernel:
        for found in files:
            kernel.put(found.path, found.before)
        made = kernel.compile(paths)
        yield from (_none(found, what, NO_OBJECT) for found in files if not made[found.path].done)
        yield from _all([found for found in files if made[found.path].done], what, how, UserSpace(kernel))


def _all(files: Sequence[Found], what: What, how: How, compiler: Compiler) -> Iterator[Ran]:
    """As many files at a time as there are jobs; the work is done by processes that these threads wait for."""

    def one(found: Found) -> Ran:
        outcomes = validate(found, choice.chosen(found, what.include), what.tables, compiler)
        how.advance(1)
        return Ran(found.path, outcomes)

    if not files:
        return
    runtime()  # once, before many ask for it
    threads = ThreadPoolExecutor(max(how.jobs, 1))
    try:
        yield from threads.map(one, files)
    finally:
        threads.shutdown(cancel_futures=True)


def _none(found: Found, what: What, why: str) -> Ran:
    """Nothing of a file could be run, for one reason."""
    chosen = choice.chosen(found, what.include)
    names = {finding.proposal.function: finding.line for finding in reversed(chosen)}
    told = [NotRun(name, line, why) for name, line in names.items()]
    return Ran(found.path, tuple(sorted(told, key=lambda one: one.line)))
