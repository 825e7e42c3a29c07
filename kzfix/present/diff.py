"""Findings as a patch."""

from __future__ import annotations

from typing import BinaryIO

from kzfix.model import Found, Include
from kzfix.present import colour as colours
from kzfix.rewrite import choice
from kzfix.rewrite.diff import named


def write(out: BinaryIO, found: Found, *, name: str | None = None, colour: bool = False) -> bool:
    """Write the patch of one file to `out`; whether there was anything to write.

    `name` is the path from the root of the tree, when that is not how the file was given.
    """
    text = named(name or found.path, choice.shown(found, Include.PROVED).hunks)
    if not text:
        return False
    out.write(colours.patch(text) if colour else text)
    return True
