"""Commits without a work tree or an index: all of them by one `git fast-import`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kzfix.deliver.series.git import Git
from kzfix.deliver.series.mail import readable

_BRANCH = "refs/heads/series"


@dataclass(frozen=True, slots=True)
class User:
    """Who makes the commits and when, as git writes it: `Name <address> 1714979289 +0000`."""

    author: str
    committer: str

    @property
    def who(self) -> str:
        """`Name <address>`, for a Signed-off-by."""
        return self.committer.rpartition(">")[0] + ">"

    @property
    def date(self) -> str:
        """The date of the commits: seconds since 1970, and the time zone."""
        return self.committer.rpartition("> ")[2]

    def at(self, date: str) -> User:
        """The same at another time."""
        return User(*(f"{each.rpartition('> ')[0]}> {date}" for each in (self.author, self.committer)))


@dataclass(frozen=True, slots=True)
class Change:
    """What a commit is to be: its message, and the files that differ from the one before, by name."""

    message: str
    files: Mapping[str, tuple[str, bytes | str]]  # the mode, and the content or the name of an object


def commits(git: Git, user: User, changes: Iterable[Change], onto: str = "") -> list[str]:
    """One commit for each change, each on top of the one before; the first on `onto`, or on nothing.

    `git` is that of a repository which is thrown away: a branch of it is moved.
    """
    orders = [b"feature done\n"]
    for number, change in enumerate(changes, 1):
        orders += [f"commit {_BRANCH}\nmark :{number}\n".encode()]
        orders += [f"author {readable(user.author)}\ncommitter {readable(user.committer)}\n".encode()]
        orders += _data(readable(change.message).encode())
        orders += [f"from {onto}\n".encode()] if number == 1 and onto else []
        for name, (mode, content) in change.files.items():
            orders += _file(name, mode, content)
        orders += [f"\nget-mark :{number}\n".encode()]
    out = git.out("fast-import", "--quiet", "--force", "--date-format=raw", data=b"".join([*orders, b"done\n"]))
    return out.decode().split()


def _file(name: str, mode: str, content: bytes | str) -> list[bytes]:
    quoted = os.fsencode(name).replace(b"\\", b"\\\\").replace(b'"', b'\\"').replace(b"\n", b"\\n")
    if isinstance(content, str):
        return [f"M {mode} {content} ".encode() + b'"' + quoted + b'"\n']
    return [f"M {mode} inline ".encode() + b'"' + quoted + b'"\n', *_data(content)]


def _data(content: bytes) -> list[bytes]:
    return [b"data %d\n" % len(content), content, b"\n"]
