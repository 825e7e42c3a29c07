"""Findings as a patch."""

from __future__ import annotations

from typing import BinaryIO

from kzfix.model import Found
from kzfix.present import colour as colours
from kzfix.rewrite import choice
from kzfix.rewrite.diff import unified


def write(out: BinaryIO, found: Found, *, name: str | None = None, colour: bool = False) -> bool:
    """Write the patch of one file to `out`; whether there was anything to write.

    `name` is the path from the root of the tree, when that is not how the file was given.
    """
    if not found.edits:
        return False
    text = unified(name or found.path, found.before, choice.after(found))
    out.write(colours.patch(text) if colour else text)
    return bool(text)
