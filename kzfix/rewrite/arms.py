"""`#if` arms that hold nothing any more."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.rewrite.page import Directive, Page

WORDS = frozenset({b"if", b"ifdef", b"ifndef", b"elif", b"elifdef", b"elifndef", b"else", b"endif"})
_PLAIN = re.compile(rb"(\s*#\s*if\s+)(!\s*)?(defined\s*\(\s*\w+\s*\)|IS_\w+\s*\(\s*\w+\s*\))\s*\Z")
_OPEN = re.compile(rb"(\s*#\s*)(ifdef|ifndef)\b")


def groups(directives: Iterable[Directive]) -> list[list[Directive]]:
    """Every `#if` … `#endif` as its own directives, inner groups first; what has no end is left out."""
    done: list[list[Directive]] = []
    stack: list[list[Directive]] = []
    for line in directives:
        if line.word in (b"if", b"ifdef", b"ifndef"):
            stack.append([line])
        elif line.word in WORDS and stack:
            stack[-1].append(line)
            if line.word == b"endif":
                done.append(stack.pop())
    return done


def collapse(page: Page, inside: Span) -> None:
    """Strike the groups, or the arms, inside a block that lost all they held.

    Raises `Unplaceable` where the condition of the arm that stays cannot be said plainly.
    """
    for group in groups(page.directives):
        if inside.start <= group[0].span.start and group[-1].span.end <= inside.end and not _struck(page, group[0]):
            _collapse(page, group)


def _collapse(page: Page, group: list[Directive]) -> None:
    spans = [Span(one.span.end, two.span.start) for one, two in pairwise(group)]
    empty = [page.bare(*span) and not page.between(*span) for span in spans]
    lost = [is_empty and any(page.gone[span.start : span.end]) for is_empty, span in zip(empty, spans, strict=True)]
    if not any(lost):
        return
    if all(empty):
        page.strike(group[0].span.start, group[-1].span.end)
    elif lost[-1]:
        _strike_arm(page, group[-2], spans[-1])
    elif len(spans) == 2 and group[1].word == b"else":
        page.edits.append(_negated(page, group[0]))
        _strike_arm(page, group[1], spans[0])
    else:
        raise Unplaceable("an #if arm would be empty")


def _strike_arm(page: Page, line: Directive, arm: Span) -> None:
    page.strike(*line.span)
    for comment in page.comments:
        if arm.start <= comment.start and comment.end <= arm.end:
            page.strike(*comment)


def _negated(page: Page, line: Directive) -> Edit:
    text = page.data[line.span.start : line.span.end]
    if found := _OPEN.match(text):
        word = Span(line.span.start + found.start(2), line.span.start + found.end(2))
        return Edit(word, b"ifndef" if found.group(2) == b"ifdef" else b"ifdef")
    found = _PLAIN.match(text)
    if not found:
        raise Unplaceable("an #if arm would be empty, and its condition is not a plain one")
    mark = Span(line.span.start + found.end(1), line.span.start + found.start(3))
    return Edit(mark, b"" if found.group(2) else b"!")


def _struck(page: Page, line: Directive) -> bool:
    return bool(page.gone[line.span.end - 1])
