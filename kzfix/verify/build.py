"""Files as they are and as they would be, compiled as their kernel compiles them; what is new is a fault of the change.

A file that the kernel's configuration does not reach says nothing, nor does one that did not compile before: both are
named, and neither counts as shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kzfix.model import Found
from kzfix.rewrite import choice
from kzfix.verify.diagnostics import ERROR, Diagnostic, fresh
from kzfix.verify.kernel import Compiled, Kernel
from kzfix.verify.tree import Outside, Tree, find, switch

HEADER = "a header is not compiled for itself"
UNLISTED = "not reached by this configuration"


@dataclass(frozen=True, slots=True)
class Builds:
    """There is an object before and after, and nothing new is said."""

    path: str


@dataclass(frozen=True, slots=True)
class Breaks:
    """The change brings errors or warnings. Their lines are those of the text after it."""

    path: str
    new: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class BrokenBefore:
    """The file did not compile as it was, so nothing was shown."""

    path: str
    first: Diagnostic  # error


@dataclass(frozen=True, slots=True)
class NotReached:
    """No object of this kernel, in its configuration, is made of the file."""

    path: str
    why: str


Built = Builds | Breaks | BrokenBefore | NotReached


@dataclass(frozen=True, slots=True)
class How:
    """What the user says of the build."""

    kernel: str | None = None  # the folder of a configured kernel; None: see `tree.find`
    jobs: int = 1
    arguments: tuple[str, ...] = ()  # for make, NAME=VALUE
    advance: Callable[[int], None] = lambda files: None  # called as files are compiled, before and after


def build(files: Sequence[Found], how: How) -> Iterator[Built]:
    """Compile each file before and after its change. Raises VerifyError when there is no kernel to compile with."""
    trees: dict[Tree, list[Found]] = {}
    for found in files:
        try:
            if not found.path.endswith(".c"):
                raise Outside(HEADER)
            trees.setdefault(find(found.path, how.kernel), []).append(found)
        except Outside as error:
            yield NotReached(found.path, error.title)
    for tree, members in trees.items():
        yield from _compared(tree, members, how)


def _compared(tree: Tree, files: Sequence[Found], how: How) -> Iterator[Built]:
    paths = [found.path for found in files]
    with Kernel(tree, paths, jobs=how.jobs, arguments=how.arguments, advance=how.advance) as kernel:
        for found in files:
            kernel.put(found.path, found.before)
        before = kernel.compile(paths)
        shown = [found for found in files if before[found.path].done and before[found.path].listed]
        for found in shown:
            kernel.put(found.path, choice.after(found))
        after = kernel.compile([found.path for found in shown]) if shown else {}
    option = switch(tree)
    hint = option if not any(each.startswith(f"{option}=") for each in how.arguments) else ""
    for found in files:
        yield _judged(found, before[found.path], after.get(found.path), hint)


def _judged(found: Found, before: Compiled, after: Compiled | None, hint: str) -> Built:
    if not before.listed:
        return NotReached(found.path, UNLISTED + (f"; try --make-arg {hint}=m" if hint else ""))
    if after is None:
        return BrokenBefore(found.path, next(each for each in before.said if each.kind == ERROR))
    new = fresh(found.path, found.before, found.edits, before.said, after.said)
    return Breaks(found.path, new) if new else Builds(found.path)
