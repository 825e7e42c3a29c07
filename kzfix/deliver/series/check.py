"""Whether a series applies: `git am` of all of it, in a repository of its own that holds only the files it touches."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence

from kzfix.deliver.series.base import NOBODY, Base
from kzfix.deliver.series.commits import Change, commits
from kzfix.deliver.series.git import Git, said
from kzfix.errors import GitError


def applies(base: Base, mails: Sequence[str], files: Iterable[str], tip: str) -> None:
    """Apply all mails with `git am`, in order, on the base.

    Raises GitError when one does not apply, or when that does not give the files of `tip`.
    """
    names = sorted(files)
    _, came, why = apply(base, base.commit, mails, names)
    if not came:
        raise GitError(f"git am does not take the series: {why}")
    if base.blobs(names, came) != base.blobs(names, tip):
        raise GitError("git am makes something else of the series than what was meant")


def apply(base: Base, onto: str, mails: Sequence[str], files: Sequence[str]) -> tuple[str, str, str]:
    """Apply mails on a commit that holds some files as `onto` does, and no others.

    That commit, the last one of the mails, and why there is none: "" when all went well.
    """
    root = os.path.join(base.folder, "am")
    shutil.rmtree(root, ignore_errors=True)
    os.mkdir(root)
    about = {
        "GIT_COMMITTER_NAME": "kzfix",
        "GIT_COMMITTER_EMAIL": "kzfix",
        "GIT_COMMITTER_DATE": "@0 +0000",
        "GIT_INDEX_FILE": os.path.join(root, ".index"),
        "GIT_WORK_TREE": root,
    }
    git = Git(root, {**base.ours.variables, **about})
    (start,) = commits(base.ours, NOBODY, [Change("the files as they are\n", dict(base.blobs(files, onto)))])
    git.out("-c", "core.bare=false", "update-ref", "--no-deref", "HEAD", start)
    plain = ("-c", "core.bare=false", "-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null")
    git.out(*plain, "read-tree", "-m", "-u", "HEAD")
    done = git.run(*plain, "am", "-q", "--keep-cr", "--no-3way", "--", *map(os.path.abspath, mails))
    if done.returncode:
        shutil.rmtree(os.path.join(base.ours.folder, "rebase-apply"), ignore_errors=True)
        return start, "", said(done)
    return start, git.line("rev-parse", "HEAD"), ""
