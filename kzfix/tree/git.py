"""The git tree that a file stands in, and which of its files have local changes.

A tree is found by where the file stands, never by GIT_DIR and its like: in a hook those speak of the repository that
runs the hook, and with them set git takes every folder for a part of that one. Where git keeps its own files is read
from the disk, so that it is known also where git is missing or refuses to work.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kzfix.errors import GitError

PLACES = ("GIT_DIR", "GIT_WORK_TREE")  # in the environment: which tree to work on
_UNSET = frozenset(
    (
        *PLACES,
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIFF_OPTS",
        "GIT_EXTERNAL_DIFF",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_NOGLOB_PATHSPECS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
    )
)
_SET = {"GIT_OPTIONAL_LOCKS": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C"}
_STATUS = ("status", "--porcelain", "-z", "--untracked-files=no", "--ignore-submodules=all", "--no-renames")
NAMES = 1000  # paths on one command line; for more, git is asked of the whole tree


@dataclass(frozen=True, slots=True)
class Repository:
    """A git tree: the folder at its top, and git's own folder for it.

    In a worktree or a submodule that folder lies elsewhere, and it is None when it is not there.
    """

    root: str
    folder: str | None


def above(folder: str) -> Repository | None:
    """The repository that a folder (an absolute path without symlinks) is in: the nearest one, going up.

    As for git, a folder `.git` without a repository in it is nothing, and a file `.git` is the end of the search.
    """
    while True:
        entry = os.path.join(folder, ".git")
        if os.path.isfile(entry):
            return Repository(folder, _linked(folder, entry))
        if _is_repository(entry):
            return Repository(folder, entry)
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)


def changed(repository: Repository, names: Sequence[str]) -> frozenset[str]:
    """Those of some files, named from the top of the tree, that differ from HEAD, staged or not.

    A file that git does not track has no change to lose there, and is not among them. Raises GitError when git is not
    installed or refuses.
    """
    asked = names if len(names) <= NAMES else ()
    out = git(repository.root, *_STATUS, "--", *asked)
    return frozenset(_listed(out)) & frozenset(names)


def _listed(out: bytes) -> Iterable[str]:
    """The paths of `git status -z`: two letters, a space, the path."""
    return (os.fsdecode(line[3:]) for line in out.split(b"\0") if line)


def lines(root: str, *words: str) -> Iterator[bytes]:
    """What git says, line by line as it comes, without the ends of the lines; git is stopped when nobody asks on.

    Raises GitError when git is not installed or refuses; what it had said before is no answer then.
    """
    command = ["git", "-C", root, *words]
    with tempfile.TemporaryFile() as err:
        try:
            asked = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=err, env=_environment()
            )
        except OSError as error:
            raise _unrunnable(root, error) from error
        with asked:
            assert asked.stdout is not None  # a pipe was asked for
            try:
                for line in asked.stdout:
                    yield line.removesuffix(b"\n")
            except GeneratorExit:
                asked.kill()
                raise
        if asked.returncode:
            err.seek(0)
            raise refused(root, err.read())


def git(root: str, *words: str) -> bytes:
    """What a command of git prints in a tree. Raises GitError when git is not installed or refuses."""
    done = ask(root, *words)
    if done.returncode:
        raise refused(root, done.stderr)
    return done.stdout


def ask(root: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    """A command of git in a tree, that has ended. Raises GitError when it cannot be run at all."""
    command = ["git", "-C", root, *words]
    try:
        return subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, env=_environment())
    except OSError as error:
        raise _unrunnable(root, error) from error


def refused(root: str, said: bytes) -> GitError:
    """The error for a command that git has refused, given what it said."""
    return GitError(_refusal(said), place=root, hint=way_out(said))


def _environment() -> dict[str, str]:
    return {**{name: value for name, value in os.environ.items() if name not in _UNSET}, **_SET}


def _unrunnable(root: str, error: OSError) -> GitError:
    if isinstance(error, FileNotFoundError):
        return GitError("git is not installed", place=root)
    return GitError(f"git cannot be run: {error.strerror}", place=root)


def _refusal(err: bytes) -> str:
    said = err.decode("utf-8", "backslashreplace").strip().splitlines() or ["no reason given"]
    return f"git refuses: {said[0].removeprefix('fatal: ')}"


def way_out(err: bytes) -> str:
    """Git's own advice, which is a command on a line of its own."""
    lines = (line.strip() for line in err.decode("utf-8", "backslashreplace").splitlines())
    return next((line for line in lines if line.startswith("git config ")), "")


def _linked(root: str, entry: str) -> str | None:
    """Where a file `.git` points: `gitdir: PATH`."""
    try:
        with open(entry, "rb") as file:
            kind, _, place = file.read(1 << 16).rstrip(b"\r\n").partition(b": ")
    except OSError:
        return None
    folder = os.path.realpath(os.path.join(root, os.fsdecode(place)))
    return folder if kind == b"gitdir" and _is_repository(folder) else None


def _is_repository(folder: str) -> bool:
    """What git itself asks for: a HEAD, and objects of its own or of the repository that a worktree belongs to."""
    inside = ("objects", "commondir")
    return os.path.lexists(os.path.join(folder, "HEAD")) and any(
        os.path.exists(os.path.join(folder, name)) for name in inside
    )
