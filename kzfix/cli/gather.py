"""What a series is made of: the findings of a run, without what policy leaves alone and what the base does not hold."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kzfix import engine
from kzfix.cli.steps import about, singly, steps
from kzfix.cli.survey import Survey
from kzfix.cli.verb import say, tell
from kzfix.config import Settings
from kzfix.deliver.place import Tree, Trees, at
from kzfix.deliver.series import base
from kzfix.deliver.series.commits import User
from kzfix.deliver.series.model import Step
from kzfix.deliver.series.words import About
from kzfix.errors import GitError, PathError, WriteError
from kzfix.model import Found
from kzfix.present.text import shown
from kzfix.rewrite import choice
from kzfix.tree import maintainers, policy
from kzfix.tree.policy import Alone, Held

if TYPE_CHECKING:
    from kzfix.cli.series import Wanted


_OBSOLETE = Held("marked as obsolete", "MAINTAINERS, S: Obsolete")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The changes, ready to be parted into patches."""

    tree: Tree
    found: Mapping[Step, Found]  # the changes in their order, and what was found where each is made
    settings: Settings
    rules: Mapping[str, About]  # by id
    user: User
    status: int  # of the search


@dataclass(slots=True)
class _Left:
    """Files that are not changed, by what policy says about them."""

    by: dict[Held | Alone, list[str]] = field(default_factory=dict)

    def add(self, said: Held | Alone, name: str) -> None:
        self.by.setdefault(said, []).append(name)

    def tell(self) -> None:
        """A line for each thing that policy says, and what to do about it."""
        for said, names in self.by.items():
            number = "1 file" if len(names) == 1 else f"{len(names)} files"
            parts = sorted({_part(name) for name in names})
            where = ", ".join(parts[:4]) + (", ..." if len(parts) > 4 else "")
            why = f"{said.why} ({said.document})" if said.document else said.why
            if isinstance(said, Alone):
                say(f"{where}: {number} left alone: {why}")
            else:
                also = " ".join(f"--also {part}" for part in parts[:4])
                say(f"{where}: {number} held back: {why}; {also} takes what is there")


def gather(wanted: Wanted) -> Gathered:
    """Search, and tell what is left out and why. Raises KzfixError when no series can come of it."""
    paths = wanted.named()
    tree = _tree(paths)
    commit = base.commit_of(tree.root, wanted.base) if tree.repository else ""
    user = base.identity(tree.root if tree.repository else os.curdir)
    said = policy.read(wanted.policy)
    survey = Survey(wanted, paths)
    rules = engine.load(survey.settings)
    left = _Left()
    found = _found(survey, tree, _Asked(said, maintainers.at(tree.root), tuple(wanted.also or ())), left)
    kept = _based(tree, commit, found, wanted)
    made: dict[Step, Found] = {}
    every = singly(rules)
    for name, each in kept.items():
        try:
            made |= steps(each, name, every, survey.settings)
        except WriteError as error:
            tell(error)
            survey.failed()
    status = survey.close()
    left.tell()
    if not wanted.quiet and "idioms" not in wanted.group:
        _tell_idioms(made)
    used = {step.rule for step in made}
    told = {rule.id: about(rule) for rule in rules.rules if rule.id in used}
    return Gathered(tree, made, survey.settings, told, user, status)


def _tell_idioms(steps: Iterable[Step]) -> None:
    """Where kzalloc() and memcpy() could be kmemdup(), a maintainer asks for that rather than for kmalloc()."""
    idioms = [place.idiom for step in steps for place in step.places if place.idiom]
    if idioms:
        number = "1 place" if len(idioms) == 1 else f"{len(idioms)} places"
        names = ", ".join(sorted(set(idioms)))
        say(f"{number} could be one call ({names}); --group idioms makes that of them, where it is proved")


def _tree(paths: Sequence[str]) -> Tree:
    """The one tree that all paths stand in."""
    trees: dict[str, Tree] = {}
    for path in paths:
        if not os.path.lexists(path):
            raise PathError("no such file or folder", place=path)
        tree = at(path)
        trees[tree.root] = tree
    if len(trees) > 1 and any(tree.repository for tree in trees.values()):
        one, other = sorted(trees)[:2]
        raise GitError(f"a series is of one tree, and these are two: {one}, {other}")
    if len(trees) > 1 or not trees:
        return at(os.curdir)
    return next(iter(trees.values()))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What policy says, but for what the user has asked for by name."""

    policy: policy.Policy
    maintainers: maintainers.Maintainers | None
    also: tuple[str, ...]

    def of(self, name: str, text: bytes) -> Held | Alone | None:
        said = self.policy.of(name, text) or self._obsolete(name)
        return None if isinstance(said, Held) and self._asked(name) else said

    def _obsolete(self, name: str) -> Held | None:
        """Of code that is marked so checkpatch says: No unnecessary modifications please."""
        own = next(iter(self.maintainers.sections(name)), None) if self.maintainers else None
        return _OBSOLETE if own and "Obsolete" in own.status else None

    def _asked(self, name: str) -> bool:
        paths = [path.rstrip("/") for path in self.also]
        return any(name == path or name.startswith(path + "/") or fnmatch.fnmatchcase(name, path) for path in paths)


def _found(survey: Survey, tree: Tree, asked: _Asked, left: _Left) -> dict[str, Found]:
    """Files with something to change, by their name from the top of the tree."""
    trees = Trees(survey.paths)
    found: dict[str, Found] = {}
    for each in survey:
        if not choice.chosen(each, survey.settings.include) or choice.after(each) == each.before:
            continue
        real = os.path.realpath(each.path)
        name = tree.name(real)
        own = trees.of(real)
        if (own.repository and own != tree) or name.startswith("../"):
            say(f"{shown(each.path)}: left out: stands in another tree than {shown(tree.root)}")
            survey.failed()
        elif said := asked.of(name, each.before):
            left.add(said, name)
        elif name not in found:
            found[name] = each
            survey.changed()
    return found


def _based(tree: Tree, commit: str, found: Mapping[str, Found], wanted: Wanted) -> dict[str, Found]:
    """Those files whose text, as it was judged, is the one that the base holds."""
    if not tree.repository or not found:
        return dict(found)
    other = base.differing(tree.root, commit, {name: each.before for name, each in found.items()})
    for name in other.files:
        why = ": git stores it with other line ends, or through a filter" if name in other.converted else ""
        say(f"{shown(name)}: is not as in {wanted.base}{why}")
    if not wanted.allow_dirty and (other.files or other.headers):
        if not other.files:
            say(f"{shown(other.headers[0])}: is not as in {wanted.base}, and what it declares has been looked at")
        number = len({*other.files, *other.headers})
        title = f"no series was made: {number} {'file differs' if number == 1 else 'files differ'} from {wanted.base}"
        raise GitError(title, hint=_way_out(wanted.base, other))
    return {name: each for name, each in found.items() if name not in other.files}


def _way_out(revision: str, other: base.Differing) -> str:
    if other.converted:
        return f"git -c core.autocrlf=false worktree add --detach DIR {revision}, and kzfix series there"
    if revision == "HEAD":
        return "commit or stash them, or --allow-dirty leaves those out that would be changed"
    return f"git worktree add --detach DIR {revision}, and kzfix series there"


def _part(name: str) -> str:
    """The part of a tree that a file is in: drivers/net, fs."""
    folders = os.path.dirname(name).split("/")
    return "/".join(folders[: 2 if folders[0] == "drivers" else 1]) or name
