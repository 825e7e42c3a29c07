"""From struck bytes to deletions: whole lines, parts of lines, and the blank lines around."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.rewrite.page import Page

_RUN = re.compile(rb"\x01+")
_CLOSES = (b"}", b"#endif", b"#else", b"#elif")


@dataclass(frozen=True, slots=True)
class _Lines:
    """Some whole lines: from the first byte of the first to the first byte of the one after the last."""

    start: int
    end: int


def pieces(page: Page) -> list[Span]:
    """The struck runs; those on one line with only blanks between are one."""
    found: list[Span] = []
    first = page.gone.find(1)  # many times as fast as the pattern, and the page is the whole file
    for run in _RUN.finditer(page.gone, max(first, 0), page.gone.rfind(1) + 1):
        if found and page.one_line(found[-1].end, run.start()) and page.blank(found[-1].end, run.start()):
            found[-1] = Span(found[-1].start, run.end())
        else:
            found.append(Span(*run.span()))
    return found


def deletions(page: Page) -> Iterator[Edit]:
    """The edits that take all struck bytes away."""
    whole: list[_Lines] = []
    for piece in pieces(page):
        if page.alone(*piece):
            whole.append(_Lines(page.line_start(piece.start), page.next_line(piece.end)))
        else:
            yield Edit(_part(page, piece), b"")
    for group in _grouped(page, whole):
        _check_splice(page, group)
        yield from (Edit(Span(lines.start, lines.end), b"") for lines in _with_blanks(page, group))


def _part(page: Page, piece: Span) -> Span:
    """A piece that shares its line, with the blanks that would be one too many."""
    start, end = piece
    if page.blank(end, page.line_end(end)):
        while page.data[start - 1 : start] in (b" ", b"\t"):
            start -= 1
        return Span(start, page.line_end(end) if page.line_end(end) < page.next_ink(end) else end)
    while page.data[end : end + 1] in (b" ", b"\t"):
        end += 1
    return Span(start, end)


def _grouped(page: Page, whole: list[_Lines]) -> Iterator[list[_Lines]]:
    """Deleted lines that have nothing but blank lines between them belong together."""
    group: list[_Lines] = []
    for lines in whole:
        if group and (lines.start < group[-1].end or not page.blank(group[-1].end, lines.start)):
            yield group
            group = []
        group.append(lines)
    if group:
        yield group


def _with_blanks(page: Page, group: list[_Lines]) -> Iterator[_Lines]:
    """The lines, and of the runs of blank lines around and between them all but the one to keep."""
    yield from group
    above, below = _blanks_above(page, group[0].start), _blanks_below(page, group[-1].end)
    between = [_Lines(one.end, two.start) for one, two in pairwise(group)]
    runs = [above, *between, below]
    kept = _kept(page, runs)
    yield from (run for run in runs if run is not kept and run.start < run.end)


def _kept(page: Page, runs: list[_Lines]) -> _Lines | None:
    """Blank lines never come to stand next to a brace or a label where none stood before."""
    above, below = runs[0], runs[-1]
    opens, closes = _opens(page, above.start), _closes(page, below.end)
    if opens or closes:
        if opens and closes:
            return None
        return above if opens else below
    return max(runs, key=lambda run: page.data.count(b"\n", run.start, run.end))


def _opens(page: Page, line: int) -> bool:
    before = page.line_start(max(line - 1, 0))
    code = page.was[before:line].rstrip()
    return line == 0 or code.endswith((b"{", b":")) or page.data[before:line].lstrip().startswith(b"#")


def _closes(page: Page, line: int) -> bool:
    text = re.sub(rb"#\s+", b"#", page.data[line : page.line_end(line)].lstrip()) if line < len(page.data) else b"}"
    return text.startswith(_CLOSES)


def _blanks_above(page: Page, line: int) -> _Lines:
    start = line
    while start > page.start:
        before = page.line_start(start - 1)
        if not page.blank(before, start) or any(page.gone[before:start]):
            break
        start = before
    return _Lines(start, line)


def _blanks_below(page: Page, line: int) -> _Lines:
    end = line
    while end < page.end and page.blank(end, page.line_end(end)) and not any(page.gone[end : page.line_end(end)]):
        end = page.next_line(end)
    return _Lines(line, end)


def _check_splice(page: Page, group: list[_Lines]) -> None:
    """A last line without a backslash must not go from under one that has it."""
    before = page.data[page.line_start(max(group[0].start - 1, 0)) : group[0].start].rstrip()
    last = page.data[page.line_start(group[-1].end - 1) : group[-1].end].rstrip()
    if before.endswith(b"\\") and not last.endswith(b"\\"):
        raise Unplaceable("the last line of a continued line would go")
