"""Texts of a file that follow each other, each compiled: what every patch of a series does to the build."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from kzfix.model import Edit, Span
from kzfix.rewrite.lines import changes
from kzfix.verify.build import HEADER, UNLISTED, Breaks, BrokenBefore, Builds, Built, How, NotReached
from kzfix.verify.diagnostics import ERROR, fresh
from kzfix.verify.kernel import Command, Compiled, Kernel
from kzfix.verify.tree import Outside, Tree, find, switch

_CONFIGURED = re.compile(r"^# (Linux/\S+ \S+) Kernel Configuration", re.MULTILINE)
_WRAPPERS = {"ccache", "sccache", "distcc"}


@dataclass(frozen=True, slots=True)
class Chain:
    """A file and its texts: as it is, and after each change."""

    path: str
    texts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Linked:
    """What came of each change of one file, and what it was compiled with: "" where it was not compiled."""

    path: str
    built: tuple[Built, ...]
    tools: str  # "gcc (Debian 12.2.0-14) 12.2.0, Linux/x86 6.12.117"


def compiled(chains: Sequence[Chain], how: How) -> Iterator[Linked]:
    """Compile every text of each file. Raises VerifyError when there is no kernel to compile with."""
    trees: dict[Tree, list[Chain]] = {}
    for chain in chains:
        try:
            if not chain.path.endswith(".c"):
                raise Outside(HEADER)
            trees.setdefault(find(chain.path, how.kernel), []).append(chain)
        except Outside as error:
            yield Linked(chain.path, (NotReached(chain.path, error.title),) * (len(chain.texts) - 1), "")
    for tree, members in trees.items():
        yield from _of_tree(tree, members, how)


def _of_tree(tree: Tree, chains: Sequence[Chain], how: How) -> Iterator[Linked]:
    paths = [chain.path for chain in chains]
    came: dict[str, list[Compiled]] = {path: [] for path in paths}
    with Kernel(tree, paths, jobs=how.jobs, arguments=how.arguments, advance=how.advance) as kernel:
        for turn in range(max(len(chain.texts) for chain in chains)):
            here = [chain for chain in chains if turn < len(chain.texts) and _goes_on(came[chain.path])]
            for chain in here:
                kernel.put(chain.path, chain.texts[turn])
            for path, each in kernel.compile([chain.path for chain in here]).items() if here else ():
                came[path].append(each)
        commands = {path: kernel.command(path) for path in paths if _goes_on(came[path])}
        versions = {word: _version(word, folder) for word, folder in {_compiler(each) for each in commands.values()}}
    option = switch(tree)
    hint = option if not any(each.startswith(f"{option}=") for each in how.arguments) else ""
    for chain in chains:
        command = commands.get(chain.path)
        told = [versions[_compiler(command)[0]], _configuration(tree), *how.arguments] if command else []
        yield Linked(chain.path, tuple(_judged(chain, came[chain.path], hint)), ", ".join(filter(None, told)))


def _goes_on(before: Sequence[Compiled]) -> bool:
    return all(each.done and each.listed for each in before)


def _judged(chain: Chain, came: Sequence[Compiled], hint: str) -> Iterator[Built]:
    for turn, (old, new) in enumerate(pairwise(chain.texts)):
        if not came[0].listed:
            yield NotReached(chain.path, UNLISTED + (f"; try --make-arg {hint}=m" if hint else ""))
        elif turn + 1 >= len(came):
            yield BrokenBefore(chain.path, next(each for each in came[-1].said if each.kind == ERROR))
        else:
            said = fresh(chain.path, old, _edits(old, new), came[turn].said, came[turn + 1].said)
            yield Breaks(chain.path, said) if said else Builds(chain.path)


def _edits(old: bytes, new: bytes) -> list[Edit]:
    """What makes one text the other, in whole lines."""
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    at = [0, *accumulate(len(line) for line in before)]
    return [
        Edit(Span(at[each.old], at[each.old_end]), b"".join(after[each.new : each.new_end]))
        for each in changes(before, after)
    ]


def _compiler(command: Command) -> tuple[str, str]:
    """The word that names the compiler, and the folder that it was run in."""
    return next(word for word in command.argv if os.path.basename(word) not in _WRAPPERS), command.folder


def _version(compiler: str, folder: str) -> str:
    """What a compiler calls itself."""
    words = [compiler, "--version"]
    said = subprocess.run(words, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    return said.stdout.partition("\n")[0].strip() or compiler


def _configuration(tree: Tree) -> str:
    """What a kernel's configuration says that it is for: "Linux/x86 6.12.117"."""
    try:
        with open(os.path.join(tree.build, ".config"), encoding="utf-8", errors="replace") as file:
            found = _CONFIGURED.search(file.read(4096))
    except OSError:
        return ""
    return found[1] if found else ""
