"""The mails of a series: git writes them, then come the words of the cover letter and the addresses."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from kzfix.deliver.series import mail
from kzfix.deliver.series.base import Base
from kzfix.deliver.series.check import apply

# What a user's configuration could make of a patch that others cannot take.
_SETTINGS = ("-c", "format.forceInBodyFrom=false", "-c", "format.from=false", "-c", "format.pretty=email")
PLAIN = (
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--unified=3",
    "--text",  # an attribute may call a file binary
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    f"-O{os.devnull}",
)
_OPTIONS = (
    *PLAIN,
    "--quiet",
    "--thread=shallow",
    "--suffix=.patch",
    "--no-signoff",
    "--no-attach",
    "--no-notes",
    "--no-to",
    "--no-cc",
    "--no-cover-letter",
)


@dataclass(frozen=True, slots=True)
class How:
    """What the mails of a version are to be."""

    date: str  # of the commits, as git stores it
    number: int  # of the version
    tag: str  # as in "[PATCH net-next]"; or ""
    cover: bool  # with a cover letter
    since: str  # the range of commits that was the version before; or ""


def write(base: Base, start: str, tip: str, how: How) -> list[str]:
    """Let git write the commits after `start`, up to `tip`, into a folder of their own. The paths of the mails."""
    folder = os.path.join(base.folder, "mails")
    shutil.rmtree(folder, ignore_errors=True)
    words = [*_SETTINGS, "format-patch", *_OPTIONS, f"--output-directory={folder}"]
    words += [f"--subject-prefix=PATCH {how.tag}" if how.tag else "--subject-prefix=PATCH"]
    words += ["--numbered", "--cover-letter", "--cover-from-description=none"] if how.cover else ["--no-numbered"]
    words += [f"--base={base.commit}"] if base.real else []
    words += [f"--reroll-count={how.number}"] if how.number > 1 else []
    words += [f"--range-diff={how.since}"] if how.since else []
    base.git.out(*words, f"{start}..{tip}")
    paths = [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
    for path in paths:
        _dated(path, how.date, tip)
    return paths


def earlier(base: Base, onto: str, mails: Sequence[str]) -> str:
    """The commits of an earlier version, made again from its mails, as a range; "" when that cannot be done.

    The commit that they were built on may be gone, or have another content where there is no git.
    """
    start = base.git.maybe("rev-parse", "--verify", "--quiet", "--end-of-options", f"{onto or base.commit}^{{commit}}")
    touched = sorted({name for path in mails for name in _files(path)})
    first, last, _ = apply(base, start, mails, touched) if start else ("", "", "")
    return f"{first}..{last}" if last else ""


def _files(path: str) -> list[str]:
    with open(path, "rb") as file:
        return mail.files(mail.patch(file.read()).diff)


def _dated(path: str, date: str, tip: str) -> None:
    """Let a mail have the date of its commits where git puts the time of day, and ids that are the series' own."""
    with open(path, "rb") as file:
        whole = file.read()
    seconds = date.partition(" ")[0].encode()
    head = whole[: whole.find(b"\n\n")]
    ids = re.sub(rb"(?<=<)(cover|[0-9a-f]{40,64})\.\d+\.git\.", rb"\1.%b.git." % seconds, head)
    ids = ids.replace(b"<cover.", b"<cover.%b." % tip[:12].encode())
    ids = re.sub(rb"^Date: .*$", f"Date: {_written(date)}".encode(), ids, count=1, flags=re.MULTILINE)
    with open(path, "wb") as file:
        file.write(ids + whole[len(head) :])


def _written(date: str) -> str:
    """A date as it stands in a mail."""
    seconds, zone = date.split()
    minutes = int(f"{zone[0]}1") * (int(zone[1:3]) * 60 + int(zone[3:5]))
    return format_datetime(datetime.fromtimestamp(int(seconds), timezone(timedelta(minutes=minutes))))
