"""The output folder: what may be written to, and which series are in it."""

from __future__ import annotations

import os

from kzfix.deliver.series import record as records
from kzfix.deliver.series.install import finish
from kzfix.deliver.series.record import FOLDER, Record
from kzfix.errors import WriteError


def standing(folder: str) -> Record:
    """The record of an output folder, empty for a new one.

    Raises WriteError for one that holds anything else, and where none can be made.
    """
    _writable(folder)
    finish(folder)
    if found := records.read(folder):
        return found
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return Record(folder)
    except OSError as error:
        raise WriteError(f"cannot be used: {error.strerror}", place=folder) from error
    strange = [name for name in names if not os.path.isdir(os.path.join(folder, name, FOLDER))]
    if strange:
        title = f"exists, and holds what is not of a series of kzfix: {strange[0]}"
        raise WriteError(title, place=folder, hint="give an empty or a new folder with -o")
    return Record(folder)


def _writable(folder: str) -> None:
    """Raises WriteError when nothing can be written to a folder, or none can be made of this name."""
    there = os.path.abspath(folder)
    while not os.path.lexists(there):
        there = os.path.dirname(there)
    if not os.path.isdir(there):
        raise WriteError("there is something of this name, and it is no folder", place=there, hint="-o DIR")
    if not os.access(there, os.W_OK | os.X_OK):
        raise WriteError("you may not write to this folder", place=there, hint="-o DIR")


def others(folder: str, used: set[str]) -> list[str]:
    """Series in a folder, or in folders below it, that this run does not write."""
    below = [os.path.join(folder, name) for name in sorted(os.listdir(folder))] if os.path.isdir(folder) else []
    return [each for each in (folder, *below) if os.path.isfile(records.place(each)) and each not in used]
