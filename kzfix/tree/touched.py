"""What a patch says to MAINTAINERS: the files that it touches, and the K: lines that its words fit.

Read as the script reads it, line by line and without counting hunks, so that a removed line `-- x` counts as a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.tree.patterns import perl
from kzfix.tree.sections import Line, Section

_EARLY = re.compile(r"\+\+\+\s+(?P<new>\S+)")
_FILES = re.compile(
    r" mode change [0-7]+ => [0-7]+ (?P<mode>\S+)\s*$"
    r"|rename (?:from|to) (?P<moved>\S+)\s*$"
    r"|diff --git a/(?P<a>\S+) b/(?P<b>\S+)\s*$"
    r"|(?:\+\+\+|---)\s+(?P<new>\S+)"
)
_OTHER = re.compile(r"Fixes:\s+[0-9a-fA-F]{6,40}|@@ -\d+,\d+")  # lines that no K: is tried on
_HUNK = re.compile(r"@@ -\d+,\d+")
_CHANGED = r"^[+-].*"


@dataclass(frozen=True, slots=True)
class Keyword:
    """A K: line, as it is tried on the words before the diff and on the lines of the diff."""

    section: int  # its number
    line: Line
    words: re.Pattern[str]
    changed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Touched:
    """What a patch says."""

    files: tuple[str, ...]  # sorted, each once
    keywords: tuple[Keyword, ...]  # in the order of the script: by their number in the file, compared as text


def keywords(sections: Sequence[Section]) -> tuple[tuple[Keyword, ...], tuple[str, ...]]:
    """Every K: line, and those that no regular expression could be made of."""
    read: list[Keyword] = []
    unread: list[str] = []
    for section, entry in enumerate(sections):
        for line in entry.lines:
            if line.letter == "K":
                try:
                    read.append(_keyword(section, line))
                except (re.error, OverflowError, RecursionError):
                    unread.append(line.value)
    return tuple(read), tuple(unread)


def _keyword(section: int, line: Line) -> Keyword:
    """The script puts the text of the line after its own: of alternatives only the first asks for a changed line."""
    value = perl(line.value)
    return Keyword(section, line, re.compile(value, re.VERBOSE), re.compile(_CHANGED + value, re.VERBOSE))


def read(patch: str, known: Sequence[Keyword], *, early: bool) -> Touched:
    """The files and the keywords of a patch; `early` as the script did before 0.22, with eyes for the diff alone."""
    files: set[str] = set()
    hits: dict[Keyword, None] = {}
    diff = early
    for line in patch.splitlines(keepends=True):
        if found := (_EARLY if early else _FILES).match(line):
            files.update(_named(found))
            diff = diff or found["new"] is not None
        elif not (_HUNK if early else _OTHER).match(line):
            hits.update((key, None) for key in known if (key.changed if diff else key.words).search(line))
    order = sorted(hits, key=lambda key: str(key.line.index))
    return Touched(tuple(sorted(files)), tuple(order))


def _named(found: re.Match[str]) -> Iterator[str]:
    for kind, name in found.groupdict().items():
        if name is not None:
            yield re.sub(r"^[^/]*/", "", name) if kind == "new" else name
