"""Series on their way to a folder or a branch, and what a user is told of them."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kzfix.cli.gather import Gathered, gather
from kzfix.cli.progress import Progress
from kzfix.cli.signals import held
from kzfix.cli.verb import say
from kzfix.cli.verified import Asked, Faulty, verified
from kzfix.deliver.place import at
from kzfix.deliver.series import base as bases
from kzfix.deliver.series import split
from kzfix.deliver.series.base import Base, free, keep
from kzfix.deliver.series.folder import others, standing
from kzfix.deliver.series.install import install
from kzfix.deliver.series.make import Made, Order, make
from kzfix.deliver.series.model import Series
from kzfix.deliver.series.record import Record
from kzfix.deliver.series.status import Applies, Conflicts, Merged, status
from kzfix.deliver.series.words import Writer
from kzfix.errors import ConfigError, GitError
from kzfix.present.text import shown
from kzfix.tree import maintainers, subject

if TYPE_CHECKING:
    from kzfix.cli.series import Wanted

FOLDER = ".kzfix"  # in an output folder: kzfix's own


def made(wanted: Wanted) -> int:
    """Search, make, check and write. The exit status."""
    if wanted.output:
        standing(wanted.output)
    gathered = gather(wanted)
    if not gathered.found:
        if not wanted.quiet:
            say("nothing to make a patch of")
        return gathered.status
    try:
        return max(gathered.status, _make(wanted, gathered))
    except Faulty:
        return max(gathered.status, 1)


def _make(wanted: Wanted, gathered: Gathered) -> int:
    root = gathered.tree.root
    known = maintainers.at(root)
    if known is None:
        say("no MAINTAINERS here: patches are split by folder, and have no To: and Cc:")
    patches = split.patches(gathered.found, split.key(wanted.split, known))
    if wanted.verify:
        asked = Asked(frozenset(wanted.verify), wanted.kernel, tuple(wanted.make_arg or ()), wanted.quiet)
        patches = verified(patches, gathered, asked)
    prefixes = dict(zip((patch.name for patch in patches), subject.of(root, [p.files for p in patches]), strict=True))
    parts = split.pack(patches, {name: prefix.tag for name, prefix in prefixes.items()}, split.area(known))
    order = Order(
        Writer(gathered.rules, wanted.templates or ""),
        prefixes,
        known,
        wanted.signoff,
        wanted.reroll_count,
    )
    texts = {step.file: step.before for step in reversed(list(gathered.found))}
    with bases.base(gathered.tree, wanted.base, texts, gathered.user) as base:
        if not wanted.quiet:
            for line in bases.remarks(base):
                say(line)
        return _Delivery(wanted, base, order).deliver(parts)


class _Delivery:
    """Series on their way to a folder or a branch."""

    def __init__(self, wanted: Wanted, base: Base, order: Order) -> None:
        self.wanted = wanted
        self.base = base
        self.order = order

    def deliver(self, parts: Sequence[Series]) -> int:
        """Make and check all, and only then write. The exit status."""
        if self.wanted.branch:
            for part in parts:
                free(self.base.tree, self._name(self.wanted.branch, "-", part, parts))
            return self._branches([self._name(self.wanted.branch, "-", part, parts) for part in parts], parts)
        assert self.wanted.output is not None
        return self._folders([self._name(self.wanted.output, os.sep, part, parts) for part in parts], parts)

    def _folders(self, folders: Sequence[str], parts: Sequence[Series]) -> int:
        output = self.wanted.output or ""
        every = self._every(parts, [(standing(folder), self.order) for folder in folders])
        with held():
            put_by = install([(each.record, each.fresh) for each in every])
        for each, moved in zip(every, put_by, strict=True):
            folder = each.record.folder
            self._tell(folder, each)
            number = each.fresh.number
            if each.record.versions.keys() - {number} and not self.wanted.quiet:
                mails = f"v{number}-*.patch" if number > 1 else "0*.patch"
                say(f"{shown(folder)}: holds another version too; this one is {mails}")
            for name in moved:
                say(f"{shown(os.path.join(folder, name))}: holds words of yours and is in {FOLDER}/kept")
            for name in sorted(each.fresh.files):
                print(shown(os.path.join(folder, name)))
        for folder in others(output, set(folders)):
            say(f"{shown(folder)}: left as it is: not a series of this run")
        return 0

    def _branches(self, names: Sequence[str], parts: Sequence[Series]) -> int:
        orders = [(Record(""), replace(self.order, b4=name if self.wanted.b4 else "")) for name in names]
        every = self._every(parts, orders)
        with held():
            keep(self.base, {name: each.tip for name, each in zip(names, every, strict=True)})
        for name, each in zip(names, every, strict=True):
            self._tell(name, each)
            print(shown(name))
        return 0

    def _every(self, parts: Sequence[Series], orders: Sequence[tuple[Record, Order]]) -> list[Made]:
        progress = Progress(sum(len(part.patches) for part in parts), not self.wanted.quiet, "patches")
        every = []
        try:
            for part, (record, order) in zip(parts, orders, strict=True):
                every.append(make(self.base, part, order, record))
                progress.advance(len(part.patches))
        finally:
            progress.clear()
        for why in sorted({each.unasked for each in every if each.unasked}):
            say(why)
        return every

    def _name(self, name: str, mark: str, part: Series, parts: Sequence[Series]) -> str:
        """Of a folder or a branch: the one that was given, or for several series one for each."""
        return name if len(parts) == 1 else f"{name.rstrip(mark)}{mark}{part.label}"

    def _tell(self, name: str, made: Made) -> None:
        """What a user has to know of a series, and a line that sums it up."""
        for note in made.notes:
            say(f"{shown(name)}: {note}")
        if self.wanted.verbose:
            for words in made.words:
                say(f"{shown(words.subject)}: {self.order.prefixes[words.patch.name].why}")
        for remark in made.remarks:
            if remark.before and not self.wanted.verbose:
                continue
            place = f"{shown(remark.place)}: " if remark.place else ""
            say(f"{shown(remark.patch)}: {place}{remark.kind}: {remark.text}{f' [{remark.type}]' * bool(remark.type)}")
        if not self.wanted.quiet:
            say(f"{shown(name)}: {_sum(made)}")


def _sum(made: Made) -> str:
    """`12 patches over 30 files; git am takes all of them; checkpatch: 0 errors, 2 warnings, 1 check`."""
    number = _count(len(made.words), "patch", "patches")
    files = _count(len({name for words in made.words for name in words.patch.files}), "file", "files")
    if made.unasked:
        return f"{number} over {files}; git am takes all; checkpatch was not asked"
    kinds = Counter(remark.kind for remark in made.remarks if not remark.before)
    told = ", ".join(_count(kinds[kind], kind.lower(), f"{kind.lower()}s") for kind in ("ERROR", "WARNING", "CHECK"))
    old = sum(remark.before for remark in made.remarks)
    more = f", and {old} of what was there before" if old else ""
    return f"{number} over {files}; git am takes all; checkpatch: {told}{more}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def status_of(folders: Sequence[str]) -> int:
    """Tell what has become of each patch of a folder. The exit status."""

    if len(folders) != 1:
        raise ConfigError("one folder of patches, please", place="series status")
    tree = at(os.curdir)
    if not tree.repository:
        raise GitError("no git tree here, so there is nothing to compare with", place=tree.root)
    states = list(status(tree.root, folders[0]))
    for each in states:
        match each:
            case Applies(file, merging):
                print(f"applies              {shown(file)}{'  with git am -3' * merging}")
            case Merged(file, commit):
                print(f"merged {commit or '-':<12}  {shown(file)}")
            case Conflicts(file, where):
                print(f"conflicts            {shown(file)}  {shown(where)}")
    number = Counter(type(each) for each in states)
    told = f"{number[Applies]} apply, {number[Merged]} merged, {number[Conflicts]} in conflict"
    say(f"{_count(len(states), 'patch', 'patches')}: {told}")
    return 1 if number[Conflicts] else 0
