"""Which changes make a patch, and which patches a series."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from kzfix.deliver.series.model import Patch, Series, Step
from kzfix.model import Split
from kzfix.tree.maintainers import Maintainers

MOST = 15  # patches in one series: Documentation/process/submitting-patches.rst
Key = Callable[[str], str]


def key(split: Split, maintainers: Maintainers | None) -> Key:
    """What the files of one patch have in common. Without MAINTAINERS that is their folder."""
    if split is Split.RULE:
        return lambda name: ""
    if split is Split.FILE:
        return lambda name: name
    if split is Split.DIRECTORY or maintainers is None:
        return os.path.dirname
    return lambda name: _of_section(name, split, maintainers) or os.path.dirname(name)


def _of_section(name: str, split: Split, maintainers: Maintainers) -> str:
    """Who looks after a file, where they apply patches, and the part of the source; or the title of its own section.

    "" where nobody does. Somebody who looks after more than one part wants a patch for each, called as it is there.
    """
    own = next((section for section in maintainers.sections(name) if not section.rest), None)
    if split is Split.SUBSYSTEM or own is None:
        return own.title if own else ""
    people = sorted({each.address for each in maintainers.of_paths([name]).to})
    return ", ".join([*(people or [own.title]), area(maintainers)(name), _part(name)])


def _part(name: str) -> str:
    """The part of the source: drivers/usb, arch/x86, fs."""
    folders = name.split("/")[:-1]
    return "/".join(folders[: 2 if folders[:1] in (["arch"], ["drivers"]) else 1])


def patches(steps: Iterable[Step], key: Key) -> list[Patch]:
    """The patches, those of one key together, in the order of their files."""
    found: dict[str, list[Step]] = {}
    for step in sorted(steps, key=lambda step: (os.fsencode(step.file), step.turn, step.rule)):
        found.setdefault(key(step.file), []).append(step)
    return [patch for name, members in found.items() for patch in _of_key(name, members)]


def _of_key(name: str, steps: Sequence[Step]) -> Iterator[Patch]:
    """One patch for each rule. Steps of one file stay in their order, for each was judged on what the last one left."""
    ordered = sorted(steps, key=lambda step: (step.turn, step.rule))
    for (turn, rule), members in groupby(ordered, key=lambda step: (step.turn, step.rule)):
        yield Patch(name, rule, turn, tuple(members))


def area(maintainers: Maintainers | None) -> Key:
    """Where a file's patches are applied: the tree that MAINTAINERS names, or else a part of the source."""
    return lambda name: (_applied(name, maintainers) if maintainers else "") or "/".join(name.split("/")[:-1][:2])


def _applied(name: str, maintainers: Maintainers) -> str:
    return next((tree for each in maintainers.sections(name) if not each.rest for tree in each.trees[:1]), "")


def pack(patches: Sequence[Patch], tags: Mapping[str, str], area: Key) -> list[Series]:
    """The series: one for all, or, when that is too long, at least one for each area. `tags`: by the patch's name.

    Patches of one key are never parted: they may touch the same file.
    """
    found: list[Series] = []
    for tag in sorted({tags[patch.name] for patch in patches}):
        keys = [
            list(members) for _, members in groupby(patches, key=lambda patch: (patch.key, tags[patch.name] == tag))
        ]
        keys = [members for members in keys if tags[members[0].name] == tag]
        for some in _binned(keys, area):
            found.append(Series(_label(some, {each.label for each in found}), tag, tuple(some)))
    return found


def _binned(keys: Sequence[Sequence[Patch]], area: Key) -> Iterator[list[Patch]]:
    if sum(len(members) for members in keys) <= MOST:
        yield [patch for members in keys for patch in members]
        return
    areas: dict[str, list[list[Patch]]] = {}
    for members in keys:
        bins = areas.setdefault(area(members[0].files[0]), [[]])
        if bins[-1] and len(bins[-1]) + len(members) > MOST:
            bins.append([])
        bins[-1] += members
    for bins in areas.values():
        yield from bins


def _label(patches: Sequence[Patch], taken: set[str]) -> str:
    """A name for a folder: where the files are, two folders deep."""
    common = os.path.commonpath([os.path.dirname(name) for patch in patches for name in patch.files])
    place = common or os.path.dirname(patches[0].files[0])
    plain = re.sub(r"[^\w.]+", "-", "/".join(place.split("/")[:2])).strip("-.") or "top"
    number = 1
    label = plain
    while label in taken:
        number += 1
        label = f"{plain}-{number}"
    return label
