"""The prefix of a patch's subject: `scsi: lpfc: `, as the commits before it wrote it.

    prefixes = of(root, [["drivers/scsi/lpfc/lpfc_init.c"], ["net/core/dev.c", "net/core/sock.c"]])
    prefixes[0].line("use kzalloc() instead of kmalloc() and memset()")

Learned from the last fifty commits of each path: the prefix that most of them have; then from its folder's, where a
part that is the name of the file that was changed there becomes the name of this one. Where no commit has one, from a
table of what a folder's patches are called (kzfix/tables/subjects.toml) and from the path.
"""

from __future__ import annotations

import enum
import os
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from kzfix.errors import GitError
from kzfix.tree import git, habits, log, prefix
from kzfix.tree.log import Commit, Log

_FEW = 2  # commits that must agree before a path's own log is believed over its folder's
_NEARLY_ALL, _MOST = 0.75, 0.51  # of the paths of a patch
_USUAL = 0.3  # of the commits of a folder that have a prefix
_SOME = 0.2  # of those of several folders, when nothing else helps
_DEEPEST = 2  # slashes in a prefix: what has more is a path, which no handbook wants there
_ALL = "treewide: "
_NAME = "\0"  # stands for the name of a file


class Origin(enum.Enum):
    """Where a prefix comes from, the surest first."""

    PATH = "path"  # the log of the paths themselves
    FOLDER = "folder"  # the log of the folder that they are in
    TABLE = "table"  # what such patches are called
    NAME = "name"  # nothing but the names of the folders


_ORDER = tuple(Origin)


@dataclass(frozen=True, slots=True)
class Prefix:
    """How the subject of a patch begins."""

    text: str  # with the separator and the space after it: "scsi: lpfc: ", "[SCSI] lpfc: ", "ALSA: hda - "; or ""
    origin: Origin
    why: str  # for the user: "38 of the last 50 commits of drivers/scsi/lpfc/lpfc_init.c"
    capital: bool  # the summary after it starts with a capital letter
    tag: str  # for --subject-prefix, in "[PATCH net-next]"; "" where none is asked for
    document: str  # the handbook that asks for the tag or the capital; "" when none does

    def line(self, summary: str) -> str:
        """The subject without "[PATCH …]": the prefix, and the summary with its first letter as it should be.

        A first word that has capitals, digits or underscores further on is a name, and stays as it is.
        """
        first = summary.partition(" ")[0]
        plain = (first[1:].isalpha() and first[1:].islower()) or len(first) == 1
        if plain:
            letter = summary[0].upper() if self.capital else summary[0].lower()
            summary = letter + summary[1:]
        return self.text + summary


@dataclass(frozen=True, slots=True)
class _Learned:
    """What is known of one path."""

    parts: tuple[str, ...]
    origin: Origin
    why: str
    capital: bool


def of(root: str, patches: Sequence[Sequence[str]]) -> list[Prefix]:
    """The prefix of each patch, given by the paths (from the top of the tree at `root`) that it touches.

    One pass over the history for all of them. A tree without git or with a shallow history is no error: `why` says so.
    """
    paths = sorted({path for patch in patches for path in patch})
    known, lack = _history(root, paths)
    learned = {path: _learned(path, known, lack) for path in paths}
    return [_prefix(root, {path: learned[path] for path in sorted(patch)}, known) for patch in patches]


def _history(root: str, paths: list[str]) -> tuple[Log | None, str]:
    """The log of the paths, and what is amiss with it."""
    if git.above(os.path.realpath(root)) is None:
        return None, "this is no git tree"
    try:
        read = log.read(root, paths)
        own = {path: [commit for commit in read.paths[path] if _is_about(commit, path)] for path in paths}
        known = Log(own, read.folders, read.seen)
        return known, "the history is shallow" if log.is_shallow(root) else "no commit here has a prefix"
    except GitError as error:
        return None, error.title


def _is_about(commit: Commit, path: str) -> bool:
    """Whether a commit's subject is about a path: that of one which touches half the tree must name it."""
    return not commit.wide or _names(prefix.read(commit.subject).parts, path)


def _names(parts: Sequence[str], path: str) -> bool:
    """Whether all that a prefix names is in the path: "ARM: S3C24XX: " in arch/arm/plat-s3c24xx/irq.c."""
    names = [name.partition(".")[0] for name in path.casefold().split("/")]
    known = {word for name in names for word in (re.sub(r"\W|_", "", name), *re.split(r"\W|_", name))}
    said = [re.sub(r"[^\w/]|_", "", part.casefold()) for part in parts]
    return bool(parts) and all(part.count("/") <= _DEEPEST and set(part.split("/")) <= known for part in said)


def _learned(path: str, known: Log | None, lack: str) -> _Learned:
    if known:
        own, near = known.paths[path], known.folders[os.path.dirname(path)]
        found = _most(own)
        if found and found[1] < _FEW and not _is_usual(found[0], near):
            found = _most(commit for commit in own if _names(prefix.read(commit.subject).parts, path)) or found
        if found and (found[1] >= _FEW or _is_usual(found[0], near) or _names(found[0], path)):
            return _Learned(found[0], Origin.PATH, f"{found[1]} of the last {len(own)} commits of {path}", found[2])
        if usual := _usual(path, near):
            return usual
        if found:
            return _Learned(found[0], Origin.PATH, f"the only commit of {path} with a prefix", found[2])
    text, listed = habits.called(path)
    origin = Origin.TABLE if listed else Origin.NAME
    return _Learned(_parts(text), origin, f"{lack}: what patches there are usually called", False)


def beginning(prefixes: Sequence[str]) -> str:
    """What all of some prefixes begin with: "scsi: " of "scsi: lpfc: " and "scsi: fnic: ", "x86: " of "x86/mm: ".

    Where there is nothing, what nearly all of them do.
    """
    several = [_parts(text) for text in prefixes]
    return "".join(_beginning(several) or _most_begin(several))


def _most_begin(several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    found = _common([_Learned(parts, Origin.NAME, "", False) for parts in several])
    return found[0]


def _beginning(several: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The parts that are alike; where the first ones are not, what they have in common before a slash."""
    alike = list(takewhile(lambda parts: len({part.casefold() for part in parts}) == 1, zip(*several, strict=False)))
    if alike or not several or not all(several):
        return tuple(parts[0] for parts in alike)
    names = [parts[0].removesuffix(": ").split("/") for parts in several]
    heads = [head[0] for head in takewhile(lambda head: len(set(head)) == 1, zip(*names, strict=False))]
    return ("/".join(heads) + ": ",) if heads else ()


def _parts(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r".+?(?:\]:? |: | - |\) )", text))


def _most(commits: Iterable[Commit]) -> tuple[tuple[str, ...], int, bool] | None:
    """The prefix that most commits have, whatever the case, as it is mostly written; how many; the summary's letter.

    Of two that are equally frequent, the one that was used last.
    """
    votes: Counter[str] = Counter()
    spelt: dict[str, Counter[tuple[str, ...]]] = {}
    capitals: dict[str, int] = {}
    for commit in commits:
        read = prefix.read(commit.subject)
        if read.parts:
            key = read.text.casefold()
            votes[key] += 1
            spelt.setdefault(key, Counter())[read.parts] += 1
            capitals[key] = capitals.get(key, 0) + (1 if read.summary[0].isupper() else -1)
    if not votes:
        return None
    key, count = votes.most_common(1)[0]
    return spelt[key].most_common(1)[0][0], count, capitals[key] > 0


def _often(near: Sequence[Commit]) -> tuple[tuple[str, ...], int, bool] | None:
    """As _most(), for a prefix that a good part of a folder's commits have."""
    found = _most(near)
    least = _USUAL * sum(bool(prefix.read(commit.subject).parts) for commit in near)
    return found if found and found[1] >= max(_FEW, least) else None


def _is_usual(parts: tuple[str, ...], near: Sequence[Commit]) -> bool:
    """Whether other commits in the folder have this prefix too."""
    text = "".join(parts).casefold()
    return sum(prefix.read(commit.subject).text.casefold() == text for commit in near) >= _FEW


def _usual(path: str, near: Sequence[Commit]) -> _Learned | None:
    """The prefix that a folder's commits have, with this file's name where they have theirs."""
    folder = os.path.dirname(path)
    found = _often([Commit(_template(commit, folder), commit.files) for commit in near])
    if found is None:
        return None
    parts = tuple(part.replace(_NAME, habits.stem(path)) for part in found[0])
    return _Learned(parts, Origin.FOLDER, f"{found[1]} of the last {len(near)} commits of {folder}/", found[2])


def _template(commit: Commit, folder: str) -> str:
    """A subject with _NAME in place of the part that is the name of a file that was changed in the folder."""
    read = prefix.read(commit.subject)
    stems = {_plain(habits.stem(file)) + "_" for file in commit.files if os.path.dirname(file) == folder}
    above = _plain(folder).split("/")
    parts = [part if _plain(prefix.bare(part)) in above else _named(part, stems) for part in read.parts]
    return "".join(parts) + read.summary if read.parts else ""


def _named(part: str, stems: Iterable[str]) -> str:
    name = prefix.bare(part)
    if any(stem.startswith(_plain(name) + "_") for stem in stems):
        return re.sub(re.escape(name), _NAME, part, count=1, flags=re.IGNORECASE)
    return part


def _plain(name: str) -> str:
    return name.casefold().replace("-", "_")


def _prefix(root: str, learned: Mapping[str, _Learned], known: Log | None) -> Prefix:
    """What the paths of one patch have in common."""
    found = next(iter(learned.values())) if len(learned) == 1 else _together(learned, known)
    style = habits.style(root, list(learned))
    capital = style.capital or found.capital
    return Prefix("".join(found.parts), found.origin, found.why, capital, style.tag, style.document)


def _together(learned: Mapping[str, _Learned], known: Log | None) -> _Learned:
    """A prefix that is used a lot in the log of all the paths, and in each one's; else what they begin with alike."""
    paths = list(learned)
    top = os.path.commonpath([os.path.dirname(path) for path in paths])
    return (
        _pooled(paths, known, _NEARLY_ALL)
        or _alike(list(learned.values()))
        or _pooled(paths, known, _MOST)
        or _of_folders(paths, known)
        or _named_after(top)
    )


def _named_after(top: str) -> _Learned:
    """What is left for files with nothing in common but a folder; where that is the top of the tree, not even that."""
    why = f"no prefix in common: named after {top}/" if top else "no prefix in common, nor a folder"
    return _Learned(_parts(habits.called(f"{top}/")[0] if top else _ALL), Origin.NAME, why, False)


def _of_folders(paths: Sequence[str], known: Log | None) -> _Learned | None:
    """The prefix most used in the folders of some paths, if it is used a lot there and speaks of where they all are."""
    if known is None:
        return None
    folders = sorted({os.path.dirname(path) for path in paths})
    near = {commit.age: commit for folder in folders for commit in known.folders.get(folder, [])}
    top = os.path.commonpath(folders)
    found = _most(commit for commit in near.values() if _speaks_of(top, commit))
    if found is None or found[1] < max(_FEW, _SOME * len(near)):
        return None
    where = f"{folders[0]}/" if len(folders) == 1 else f"{len(folders)} folders"
    return _Learned(found[0], Origin.FOLDER, f"{found[1]} of the last {len(near)} commits of {where}", found[2])


def _speaks_of(folder: str, commit: Commit) -> bool:
    """Whether each part has the name of a folder above in it, and none is that of a file: "libata: " in drivers/ata."""
    names = [name for name in folder.casefold().split("/") if name]
    files = {_plain(habits.stem(file)) for file in commit.files if file.endswith(".c")} - set(names)
    parts = [_plain(prefix.bare(part)) for part in prefix.read(commit.subject).parts]
    return all(part not in files and any(name in part for name in names) for part in parts)


def _pooled(paths: Sequence[str], known: Log | None, share: float) -> _Learned | None:
    """The prefix most used in the last fifty commits of some paths, if so large a share of them have it."""
    if known is None:
        return None
    newest = sorted({commit.age: commit for path in paths for commit in known.paths[path]}.items())[: log.ENOUGH]
    found = _most(commit for _, commit in newest)
    if found is None or found[1] < _FEW:
        return None
    having = sum(_has(known.paths[path], found[0]) for path in paths)
    why = f"{found[1]} of the last {len(newest)} commits of the {len(paths)} files"
    return _Learned(found[0], Origin.PATH, why, found[2]) if having >= share * len(paths) else None


def _has(commits: Iterable[Commit], parts: tuple[str, ...]) -> bool:
    text = "".join(parts).casefold()
    return any(prefix.read(commit.subject).text.casefold() == text for commit in commits)


def _alike(learned: Sequence[_Learned]) -> _Learned | None:
    """The longest beginning that nearly all of the prefixes have."""
    parts, told = _common(learned)
    if not parts:
        return None
    weakest = max(told, key=lambda one: _ORDER.index(one.origin))
    return _Learned(parts, weakest.origin, weakest.why, sum(one.capital for one in told) * 2 > len(told))


def _common(learned: Sequence[_Learned]) -> tuple[tuple[str, ...], Sequence[_Learned]]:
    """The longest beginning that nearly all of the prefixes have, and who has it."""
    for length in range(max((len(one.parts) for one in learned), default=0), 0, -1):
        groups: dict[str, list[_Learned]] = {}
        for one in learned:
            if len(one.parts) >= length:
                groups.setdefault("".join(one.parts[:length]).casefold(), []).append(one)
        best = max(groups.values(), key=len)
        if len(best) >= _NEARLY_ALL * len(learned):
            spelt = Counter(one.parts[:length] for one in best).most_common(1)[0][0]
            return spelt, best
    return _common_name(learned)


def _common_name(learned: Sequence[_Learned]) -> tuple[tuple[str, ...], Sequence[_Learned]]:
    """As _common(), for how the first part begins: "IB: " of "IB/mad: " and "IB/core: ", "dm: " of "dm log: "."""
    groups: dict[str, list[_Learned]] = {}
    for one in learned:
        if one.parts and one.parts[0].endswith(": "):
            groups.setdefault(re.split("[/: ]", one.parts[0])[0], []).append(one)
    name, best = max(groups.items(), key=lambda group: len(group[1]), default=("", []))
    return ((f"{name}: ",), best) if best and len(best) >= _NEARLY_ALL * len(learned) else ((), ())
