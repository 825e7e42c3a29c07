"""What a series is built on: a commit of the user's, or without a git tree one that holds the files as they are.

New objects go to a repository in a temporary folder, which has the user's objects as an alternate.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from kzfix.deliver.place import Tree
from kzfix.deliver.series.commits import Change, User, commits
from kzfix.deliver.series.git import Git, alternates, said
from kzfix.errors import GitError, WriteError

_MODE = "100644"
NOBODY = User("kzfix <kzfix> 0 +0000", "kzfix <kzfix> 0 +0000")


@dataclass(frozen=True, slots=True)
class Base:
    """A commit to build on."""

    git: Git  # in the user's repository, if there is one; new objects are in ours
    ours: Git  # in the repository that is thrown away
    commit: str
    folder: str  # temporary, gone when the series is made
    tree: Tree
    user: User

    @property
    def real(self) -> bool:
        """Whether the commit is one that others may know."""
        return self.tree.repository is not None

    def blobs(self, names: Sequence[str], commit: str = "") -> dict[str, tuple[str, str]]:
        """Mode and object of those files that a commit holds; by default that of the base."""
        found = {}
        for line in self.git.out("ls-tree", "-z", commit or self.commit, "--", *names).split(b"\0")[:-1]:
            about, _, name = line.partition(b"\t")
            mode, kind, blob = os.fsdecode(about).split()
            if kind == "blob":
                found[os.fsdecode(name)] = mode, blob
        return found


@contextmanager
def base(tree: Tree, revision: str, files: Mapping[str, bytes], user: User) -> Iterator[Base]:
    """The base for a series over some files (name from the top, content). Raises GitError and WriteError."""
    try:
        with tempfile.TemporaryDirectory(prefix="kzfix-series-") as folder:
            yield _inside(tree, revision, folder, user) if tree.repository else _outside(tree, files, folder, user)
    except OSError as error:
        if isinstance(error, ConnectionError):
            raise
        raise WriteError(f"the series cannot be made: {error.strerror}", place=error.filename or "") from error


@dataclass(frozen=True, slots=True)
class Differing:
    """Files that are not as the base holds them."""

    files: tuple[str, ...]  # of those that were judged, to be changed
    headers: tuple[str, ...]  # other C files and headers, which may have been looked at
    converted: tuple[str, ...] = ()  # of `files`: those that have no local change, but git stores otherwise


def differing(root: str, commit: str, judged: Mapping[str, bytes]) -> Differing:
    """Which files (name from the top, text as it was judged) differ from a commit, and which others around them."""
    git = Git(root)
    names = _changed(git, commit)
    changed = {os.fsdecode(name) for name in names if name.endswith((b".c", b".h"))}
    held = {}
    for line in git.out("ls-tree", "-z", commit, "--", *judged).split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        held[os.fsdecode(name)] = os.fsdecode(about.split()[2])
    other = [name for name, text in judged.items() if held.get(name) != _blob(text, len(commit))]
    converted = sorted(name for name in other if name in held and name not in changed)
    return Differing(tuple(sorted(other)), tuple(sorted(changed - set(other))), tuple(converted))


def _changed(git: Git, commit: str) -> list[bytes]:
    """Files that differ from a commit. `git diff` writes the times of files to the index, so it is given a copy."""
    index = os.path.join(git.folder, git.line("rev-parse", "--git-path", "index"))
    try:
        with tempfile.TemporaryDirectory(prefix="kzfix-series-") as folder:
            copy = os.path.join(folder, "index")
            with suppress(FileNotFoundError):
                shutil.copyfile(index, copy)
            words = ("diff", "--name-only", "--no-renames", "--ignore-submodules=all", "-z", commit)
            return git.having(GIT_INDEX_FILE=copy).out(*words).split(b"\0")
    except OSError as error:
        raise WriteError(f"the series cannot be made: {error.strerror}", place=error.filename or "") from error


def _blob(text: bytes, digits: int) -> str:
    """The name that git gives to a content."""
    kind = hashlib.sha1 if digits == 40 else hashlib.sha256
    return kind(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()


def remarks(base: Base) -> Iterator[str]:
    """What a user should know about the repository before the patches go out."""
    git = Git(base.tree.root)
    if not base.real:
        yield "no git tree here: patches for quilt and git am, without a base commit"
        return
    if not git.maybe("symbolic-ref", "-q", "HEAD"):
        yield f"HEAD is detached: the series builds on {base.commit[:12]}"
    if git.maybe("rev-parse", "--is-shallow-repository") == "true":
        yield "this clone is shallow: subjects are learned from the few commits that are here"
    if git.maybe("config", "--bool", "core.sparseCheckout") == "true":
        yield "this is a sparse checkout: only files that are checked out were looked at"
    if git.maybe("for-each-ref", "--count=1", "refs/remotes") and not git.maybe(
        "for-each-ref", "--count=1", f"--contains={base.commit}", "refs/remotes"
    ):
        yield f"the base {base.commit[:12]} is on no branch of a remote: those who get the patches may not have it"


def commit_of(root: str, revision: str) -> str:
    """The full name of a revision's commit. Raises GitError when there is none."""
    git = Git(root)
    found = git.maybe("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found:
        return found
    git.out("rev-parse", "--git-dir")  # git may refuse to look at the repository at all, and says why
    if revision == "HEAD":
        raise GitError("no commit yet, so there is nothing to build a series on", place=root)
    raise GitError(f"no such commit: {revision}", place=root)


def identity(root: str) -> User:
    """Who the user is, as git's configuration says. Raises GitError when it says nothing."""
    git = Git(root)
    found = [git.run("var", name) for name in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT")]
    if any(done.returncode for done in found):
        raise GitError(
            "git does not know who you are, and patches have an author",
            hint="git config --global user.name NAME; git config --global user.email ADDRESS",
        )
    return User(*(os.fsdecode(done.stdout).rstrip("\n") for done in found))


def _inside(tree: Tree, revision: str, folder: str, user: User) -> Base:
    plain = Git(tree.root)
    theirs = os.path.realpath(os.path.join(tree.root, plain.line("rev-parse", "--git-path", "objects")))
    commit = commit_of(tree.root, revision)
    ours = empty(os.path.join(folder, "git"), len(commit), theirs)
    git = plain.having(
        GIT_OBJECT_DIRECTORY=os.path.join(ours.folder, "objects"),
        GIT_ALTERNATE_OBJECT_DIRECTORIES=alternates([theirs]),
        GIT_INDEX_FILE=os.path.join(folder, "index"),
    )
    return Base(git, ours, commit, folder, tree, user)


def _outside(tree: Tree, files: Mapping[str, bytes], folder: str, user: User) -> Base:
    ours = empty(os.path.join(folder, "git"))
    held = {name: (_MODE, text) for name, text in files.items()}
    (commit,) = commits(ours, NOBODY, [Change("the files as they are\n", held)])
    return Base(ours, ours, commit, folder, tree, user)


def empty(folder: str, digits: int = 40, objects: str = "") -> Git:
    """Git in a new bare repository, whose objects have so many digits, and which has those in a folder too."""
    for name in ("objects/info", "refs/heads", "info"):
        os.makedirs(os.path.join(folder, name))
    kind = "[extensions]\n\tobjectFormat = sha256\n" if digits > 40 else ""
    texts = {
        "HEAD": "ref: refs/heads/none\n",
        "config": f"[core]\n\trepositoryFormatVersion = {int(bool(kind))}\n\tbare = true\n{kind}",
        "objects/info/alternates": f"{objects}\n" if objects else "",
    }
    for name, text in texts.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write(text)
    return Git(folder, {"GIT_DIR": folder})


def free(tree: Tree, branch: str) -> None:
    """Raises GitError when a branch cannot have this name, or there is one."""
    user = Git(tree.root)
    if not tree.repository:
        raise GitError("no git tree here, so there can be no branch", place=tree.root, hint="-o DIR")
    if user.run("check-ref-format", "--branch", branch).returncode:
        raise GitError(f"{branch!r} is no name for a branch")
    if user.maybe("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}"):
        raise GitError(f"there is a branch {branch}", hint=f"git branch -D {branch}, or another name")


def keep(base: Base, tips: Mapping[str, str]) -> None:
    """Move commits to the user's repository, and let new branches point there: all, or none. Raises GitError."""
    user = Git(base.tree.root)
    wanted = "".join(f"{tip}\n" for tip in tips.values())
    pack = base.git.out("pack-objects", "--revs", "--stdout", "-q", data=f"{wanted}^{base.commit}\n".encode())
    user.out("unpack-objects", "-q", data=pack)
    orders = "".join(f"create refs/heads/{branch}\0{tip}\0" for branch, tip in tips.items())
    done = user.run("update-ref", "-m", "kzfix: series", "--stdin", "-z", data=os.fsencode(orders))
    if done.returncode:
        raise GitError(f"no branch was made: {said(done)}", place=base.tree.root)
