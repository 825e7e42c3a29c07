"""A version of a series comes into its folder whole: what is killed half-way is brought to its end by the next run.

All that is new is put into a folder inside first, then a plan of what has to go. From there on every step can be done
again, so whoever finds a plan finishes it.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kzfix.deliver import durable
from kzfix.deliver.inplace import HINTS
from kzfix.deliver.series import record as records
from kzfix.deliver.series.record import COVER, FOLDER, Own, Record, Version
from kzfix.errors import WriteError

LISTED = "series"  # quilt's list of patches
_PLAN = "plan.json"
_RECORD = "record"
_MAILS = "mails"
_TEXTS = "texts"


@dataclass(frozen=True, slots=True)
class Fresh:
    """A version of a series that is to be written."""

    number: int
    version: Version
    files: Mapping[str, bytes]  # by name
    texts: Mapping[str, bytes]  # what kzfix would have written, where the user's text was kept; by the mail's name


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is to happen to the files of a version that were there before."""

    gone: tuple[str, ...]  # taken away
    kept: tuple[str, ...]  # put by, for they hold words of the user's

    @property
    def data(self) -> bytes:
        return json.dumps({"gone": self.gone, "kept": self.kept}).encode()


def install(versions: Sequence[tuple[Record, Fresh]]) -> list[tuple[str, ...]]:
    """Write some versions, each into its folder. For each the names of files that were put by, for the user's words.

    Raises WriteError, and then no folder has changed, but for what could not be finished: the next run does that.
    """
    staged: list[str] = []
    plans = [_plan(record, fresh) for record, fresh in versions]
    place = ""
    try:
        for (record, fresh), plan in zip(versions, plans, strict=True):
            place = record.folder
            staged.append(place)
            _stage(record, fresh, plan)
    except BaseException as error:
        for folder in staged:
            _abandon(folder)
        if isinstance(error, OSError):
            raise _trouble(error, place) from error
        raise
    for record, _ in versions:
        finish(record.folder)
    return [plan.kept for plan in plans]


def finish(folder: str) -> None:
    """Bring to its end what was begun in a folder, if anything was. Raises WriteError."""
    incoming = _incoming(folder)
    try:
        with open(os.path.join(incoming, _PLAN), "rb") as file:
            told = json.load(file)
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        raise WriteError("a run that was killed has left what cannot be read", place=incoming) from error
    try:
        _finish(folder, _Plan(tuple(told["gone"]), tuple(told["kept"])))
    except OSError as error:
        raise _trouble(error, folder) from error


def _plan(record: Record, fresh: Fresh) -> _Plan:
    """What becomes of the files of this version that it has no more."""
    gone, kept = [], []
    version = record.versions.get(fresh.number)
    for letter in version.letters if version else ():
        if letter.file in fresh.files:
            continue
        again = fresh.version.of(letter.name)  # under another name: what is theirs is in it
        if again is None and record.own(fresh.number, letter.name) != Own():
            kept.append(letter.file)
        else:
            gone.append(letter.file)
    listed = _read(os.path.join(record.folder, LISTED)) if version and LISTED in fresh.files else None
    if version and listed not in (None, version.listed):
        kept.append(LISTED)
    return _Plan(tuple(gone), tuple(kept))


def _stage(record: Record, fresh: Fresh, plan: _Plan) -> None:
    incoming = _incoming(record.folder)
    shutil.rmtree(incoming, ignore_errors=True)
    os.makedirs(os.path.join(incoming, _MAILS))
    for name, data in fresh.files.items():
        durable.create(os.path.join(incoming, _MAILS, name), data, 0o644)
    os.mkdir(os.path.join(incoming, _TEXTS))
    for name, data in fresh.texts.items():
        letter = fresh.version.of(name)
        durable.create(os.path.join(incoming, _TEXTS, f"{letter.file if letter else COVER}.txt"), data, 0o644)
    durable.create(os.path.join(incoming, _RECORD), record.having(fresh.number, fresh.version).data(), 0o644)
    durable.create(os.path.join(incoming, _PLAN + "~"), plan.data, 0o644)
    for name in fresh.files:
        if os.path.isdir(os.path.join(record.folder, name)):
            raise IsADirectoryError(errno.EISDIR, "a folder is in the way", os.path.join(record.folder, name))
    os.replace(os.path.join(incoming, _PLAN + "~"), os.path.join(incoming, _PLAN))
    durable.sync(incoming)


def _finish(folder: str, plan: _Plan) -> None:
    """Each step leaves alone what an earlier attempt has done."""
    incoming = _incoming(folder)
    mails = os.path.join(incoming, _MAILS)
    waiting = sorted(os.listdir(mails)) if os.path.isdir(mails) else []
    for name in plan.kept:
        if (name in waiting or name != LISTED) and os.path.lexists(os.path.join(folder, name)):
            _put_by(folder, name)
    for name in plan.gone:
        durable.remove(os.path.join(folder, name))
    for name in waiting:
        os.replace(os.path.join(mails, name), os.path.join(folder, name))
    if os.path.exists(os.path.join(incoming, _RECORD)):
        os.replace(os.path.join(incoming, _RECORD), records.place(folder))
    if os.path.isdir(os.path.join(incoming, _TEXTS)):
        texts = os.path.join(folder, FOLDER, _TEXTS)
        shutil.rmtree(texts, ignore_errors=True)
        if os.listdir(os.path.join(incoming, _TEXTS)):
            os.replace(os.path.join(incoming, _TEXTS), texts)
    durable.sync(folder)
    durable.remove(os.path.join(incoming, _PLAN))
    shutil.rmtree(incoming, ignore_errors=True)


def _abandon(folder: str) -> None:
    """Take away what was staged, and a folder that was made for it."""
    shutil.rmtree(_incoming(folder), ignore_errors=True)
    with contextlib.suppress(OSError):
        os.rmdir(os.path.join(folder, FOLDER))
        os.rmdir(folder)


def _incoming(folder: str) -> str:
    return os.path.join(folder, FOLDER, "incoming")


def _put_by(folder: str, name: str) -> None:
    kept = os.path.join(folder, FOLDER, "kept")
    os.makedirs(kept, exist_ok=True)
    target = os.path.join(kept, name)
    number = 1
    while os.path.lexists(target):
        number += 1
        target = os.path.join(kept, f"{name}.{number}")
    os.replace(os.path.join(folder, name), target)


def _read(path: str) -> str | None:
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            return file.read()
    except FileNotFoundError:
        return None


def _trouble(error: OSError, folder: str) -> WriteError:
    title = f"the series cannot be written: {error.strerror}"
    return WriteError(title, place=error.filename or folder, hint=HINTS.get(error.errno or 0, ""))
