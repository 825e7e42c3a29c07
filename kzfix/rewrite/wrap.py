"""A call that takes the place of another one is broken at its commas where it would run over the end of the line."""

from __future__ import annotations

import re

from kzfix.model import Edit
from kzfix.rewrite.align import blanks
from kzfix.rewrite.page import Page, width

_NARROW, _WIDE = 80, 100  # columns: what kernel style prefers, and what it bears (checkpatch.pl --max-line-length)
_CALL = re.compile(rb"[A-Za-z_]\w*\(.*\)\Z", re.S)
_OPERATOR = re.compile(rb"(?<= [-+*|]) ")
_TOKEN = re.compile(rb'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|[()\[\]{},]|/[*/]', re.S)


def wrapped(page: Page, edit: Edit) -> Edit:
    """`edit` with its text on several lines, aligned under the open parenthesis, when one of its lines is too long.

    A code line that was wide before may stay wide. Text that is no call, or holds a comment, is left as it is.
    """
    replaces = page.data[edit.span.start : edit.span.end].endswith(b")")
    if not replaces or not _CALL.match(edit.text):
        return edit
    before = page.data[page.line_start(edit.span.start) : edit.span.start]
    behind = page.data[edit.span.end : page.line_end(edit.span.end)].split(b"/*")[0].rstrip()
    old = page.data[page.line_start(edit.span.start) : page.line_end(edit.span.end)].splitlines()
    limit = _WIDE if max(map(width, old)) > _NARROW else _NARROW
    lines = (before + edit.text + behind).splitlines()
    pieces = _arguments(b" ".join(edit.text.split()) if b'"' not in edit.text else edit.text)
    if max(map(width, lines)) <= limit or not pieces:
        return edit
    return Edit(edit.span, _filled(before, pieces, behind, limit))


def _arguments(text: bytes) -> list[bytes]:
    """The name with the parenthesis, then every argument with its comma; the last one closes. Empty for a comment."""
    cuts, depth = [text.index(b"(") + 1], 0
    for found in _TOKEN.finditer(text):
        token = found.group()
        if token in (b"/*", b"//"):
            return []
        depth += (token in (b"(", b"[", b"{")) - (token in (b")", b"]", b"}"))
        if token == b"," and depth == 1:
            cuts.append(found.end())
    ends = [*cuts, len(text)]
    return [text[: cuts[0]], *(text[start:end].strip() for start, end in zip(cuts, ends[1:], strict=True))]


def _filled(before: bytes, pieces: list[bytes], behind: bytes, limit: int) -> bytes:
    """The pieces on as few lines as will do; one that does not fit on a line is broken behind its operators."""
    name, *arguments = pieces
    column = width(before + name)
    joint = b"\n" + blanks(before, column)
    text, at = name, column
    for number, argument in enumerate(arguments):
        last = number == len(arguments) - 1
        whole = column + len(argument) + (len(behind) if last else 0) <= limit
        parts = [argument] if whole else _OPERATOR.split(argument)
        for part, piece in enumerate(parts):
            needed = len(piece) + (len(behind) if last and part == len(parts) - 1 else 0)
            if at > column and at + 1 + needed > limit:
                text, at = text + joint, column
            elif number or part:
                text, at = text + b" ", at + 1
            text, at = text + piece, at + len(piece)
    return text
