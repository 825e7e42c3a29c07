"""What has become of a series: which patches still apply, which were merged, which are in conflict."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kzfix.deliver.series import mail, record
from kzfix.deliver.series.git import Git, alternates
from kzfix.deliver.series.mails import PLAIN
from kzfix.deliver.series.record import COVER, FOLDER, Record
from kzfix.errors import PathError, WriteError

_FAILED = re.compile(r"^error: patch failed: (.*:\d+)$", re.MULTILINE)
_OTHER = re.compile(r"^error: (.*)$", re.MULTILINE)
_BASE = re.compile(rb"^base-commit: ([0-9a-f]{40,64})$", re.MULTILINE)
_LATEST = 2000  # commits that are looked through where the base is not known here
_QUIET = ("--cached", "--whitespace=nowarn")


@dataclass(frozen=True, slots=True)
class Applies:
    """The patch applies to HEAD, on top of those before it."""

    file: str
    merging: bool = False  # only as `git am -3` does it: what stands around it has changed


@dataclass(frozen=True, slots=True)
class Merged:
    """HEAD has the change: as a commit since the base, or as a part of what is there."""

    file: str
    commit: str  # the first twelve digits, of the newest with these changed lines; "" when none has them


@dataclass(frozen=True, slots=True)
class Conflicts:
    """The patch does not apply any more."""

    file: str
    where: str  # "drivers/a.c:12", or git's words when there is no such place


State = Applies | Merged | Conflicts


def status(tree: str, folder: str) -> Iterator[State]:
    """The state of every patch of the newest version in a folder, and in the series in folders below it.

    Raises PathError when there is none, GitError when git does not answer.
    """
    found = list(_series(folder))
    if not found:
        raise PathError("holds no patch series", place=folder)
    for each in found:
        yield from _of(Git(tree), folder, each)


@dataclass(frozen=True, slots=True)
class _Series:
    base: str
    paths: tuple[str, ...]


def _series(folder: str) -> Iterator[_Series]:
    """The series in a folder. One that kzfix did not write is a folder of patches, in the order of their names."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise PathError(f"cannot be read: {error.strerror}", place=folder) from error
    if own := record.read(folder):
        yield _recorded(own)
    below = [os.path.join(folder, name) for name in names if name != FOLDER]
    for each in below:
        if os.path.isdir(each) and (known := record.read(each)):
            yield _recorded(known)
    patches = tuple(path for path in below if path.endswith(".patch") and "cover-letter" not in os.path.basename(path))
    if own is None and patches:
        bases = [found[1].decode() for path in patches for found in _BASE.finditer(_read(path))]
        yield _Series(bases[0] if bases else "", patches)


def _recorded(found: Record) -> _Series:
    version = found.versions[found.newest()]
    paths = (os.path.join(found.folder, each.file) for each in version.letters if each.name != COVER)
    return _Series(version.base, tuple(path for path in paths if os.path.exists(path)))


def _of(git: Git, folder: str, series: _Series) -> Iterator[State]:
    try:
        with tempfile.TemporaryDirectory(prefix="kzfix-series-") as temporary:
            objects = os.path.join(temporary, "objects")
            os.mkdir(objects)
            there = git.line("rev-parse", "--path-format=absolute", "--git-path", "objects")
            apart = git.having(
                GIT_INDEX_FILE=os.path.join(temporary, "index"),
                GIT_OBJECT_DIRECTORY=objects,
                GIT_ALTERNATE_OBJECT_DIRECTORIES=alternates([there]),
            )
            apart.out("read-tree", "HEAD")
            mails = {path: mail.patch(_read(path)).diff for path in series.paths}
            commits = _commits(git, series.base, mails.values())
            for path, data in mails.items():
                yield _state(apart, os.path.relpath(path, folder), path, commits.get(_gist(data.splitlines()), ""))
    except OSError as error:
        raise WriteError(f"no temporary index: {error.strerror}", place=error.filename or "") from error


def _state(git: Git, name: str, path: str, commit: str) -> State:
    """`commit`: of the newest commit since the base that changes the same lines."""
    path = os.path.abspath(path)
    there = not git.run("apply", *_QUIET, "--check", "--reverse", path).returncode
    if there and commit:
        return Merged(name, commit)
    done = git.run("apply", *_QUIET, path)
    if not done.returncode:
        return Applies(name)
    if there:
        return Merged(name, "")
    before = git.line("write-tree")
    if not git.run("apply", "--3way", *_QUIET, path).returncode:
        return Merged(name, commit) if git.line("write-tree") == before else Applies(name, merging=True)
    git.out("read-tree", before)
    if commit:
        return Merged(name, commit)
    said = os.fsdecode(done.stderr)
    found = _FAILED.search(said) or _OTHER.search(said)
    return Conflicts(name, found[1] if found else "it is no patch")


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError as error:
        raise PathError(f"cannot be read: {error.strerror}", place=path) from error


def _commits(git: Git, base: str, diffs: Iterable[bytes]) -> dict[str, str]:
    """Commits since the base, by the lines that they change, as far as they touch the files of the series."""
    files = sorted({name for diff in diffs for name in mail.files(diff)})
    if not files:
        return {}
    since = git.maybe("merge-base", base, "HEAD") if base else ""
    span = [f"{since}..HEAD"] if since else [f"--max-count={_LATEST}", "HEAD"]
    words = ("log", "-p", *PLAIN, "--unified=0", "--full-diff", "--no-merges", "--no-renames", "--format=%x00commit %H")
    found: dict[str, str] = {}
    for each in git.out(*words, *span, "--", *files).split(b"\0commit ")[1:]:
        commit, *lines = each.splitlines()
        found.setdefault(_gist(lines), commit.decode()[:12])
    return found


def _gist(diff: Iterable[bytes]) -> str:
    """What tells two changes apart whatever stands around them: the lines that come and go, without their blanks."""
    lines = [re.sub(rb"\s", b"", line) for line in diff if line[:1] in (b"+", b"-") and line != b"-- "]
    return hashlib.sha256(b"\n".join(lines)).hexdigest() if lines else ""
