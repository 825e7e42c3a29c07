"""Which commit a range begins at: what stands behind `--since`."""

from __future__ import annotations

import re

from kzfix.errors import GitError
from kzfix.tree.git import Repository, ask, git, refused

_RANGE = re.compile(r"(.*?)(\.\.\.?)(.*)", re.S)
_HASH = re.compile(rb"[0-9a-f]{40,64}")
_UNKNOWN = b"Needed a single revision"  # git's word for it
_SETTINGS = ("-c", "core.warnAmbiguousRefs=true", "-c", "core.disambiguate=committish")


def base(repository: Repository, asked: str) -> str:
    """The hash of the commit that the work tree is to be compared with.

    A revision stands for itself, `A..` for A, and `A...` for the best common ancestor of A and HEAD. A range may name
    its other end only when that is what is checked out. Raises GitError for all that git does not know or cannot tell.
    """
    root = repository.root
    whole = _commit(root, asked)
    if whole is not None:
        return whole
    ends = _RANGE.fullmatch(asked)
    if ends is None:
        raise _unknown(root, asked)
    left, dots, right = ends.groups()
    head = _known(root, "HEAD")
    if right and _known(root, right) != head:
        title = f"{right} is not what is checked out, and kzfix judges the work tree"
        raise GitError(title, place=_place(asked), hint=f"check out {right} first, or leave it away: {left}{dots}")
    begin = _known(root, left) if left else head
    return begin if dots == ".." else _common(root, asked, (begin, head))


def _place(asked: str) -> str:
    return f"--since {asked}"


def _known(root: str, name: str) -> str:
    found = _commit(root, name)
    if found is None:
        raise _unknown(root, name)
    return found


def _commit(root: str, name: str) -> str | None:
    """The hash of the commit that a name stands for; None when it stands for nothing."""
    if not name or name[0] in "-^" or "\0" in name:
        return None
    done = ask(root, *_SETTINGS, "rev-parse", "--verify", name)
    if done.returncode and ".." in name:
        return None  # its ends are asked for one by one
    if b" is ambiguous" in done.stderr:
        hint = "write more of the hash, or the whole name, as in refs/heads/NAME"
        raise GitError(f"{name} is ambiguous", place=_place(name), hint=hint)
    found = done.stdout.strip()
    if done.returncode == 0 and _HASH.fullmatch(found):
        return _peeled(root, name, found.decode())
    if done.returncode and _UNKNOWN not in done.stderr:
        raise refused(root, done.stderr)
    return None


def _peeled(root: str, name: str, found: str) -> str:
    """The commit behind a tag."""
    done = ask(root, "rev-parse", "--verify", "--quiet", f"{found}^{{commit}}")
    if done.returncode:
        raise GitError("no commit, but another object", place=_place(name))
    return done.stdout.decode().strip()


def _unknown(root: str, name: str) -> GitError:
    hint = "git log --oneline shows what there is"
    if ask(root, "rev-parse", "--verify", "--quiet", "HEAD").returncode:
        hint = "nothing has been committed on the branch that is checked out"
    elif _shallow(root):
        hint = "this clone is shallow: git fetch --unshallow brings the rest"
    return GitError(f"no such commit in {root}", place=_place(name), hint=hint)


def _common(root: str, asked: str, commits: tuple[str, str]) -> str:
    """The best common ancestor of two commits."""
    done = ask(root, "merge-base", *commits)
    if done.returncode == 0:
        return done.stdout.split()[0].decode()
    if done.stderr.strip():
        raise refused(root, done.stderr)
    shallow = _shallow(root)
    why = "in this shallow clone" if shallow else "with what is checked out"
    hint = "git fetch --unshallow" if shallow else ""
    raise GitError(f"no common ancestor {why}", place=_place(asked), hint=hint)


def _shallow(root: str) -> bool:
    return git(root, "rev-parse", "--is-shallow-repository").strip() == b"true"
