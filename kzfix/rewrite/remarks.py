"""Comments that say what a removed statement did, and so go with it."""

from __future__ import annotations

import re
from enum import Enum

from kzfix.errors import Unplaceable
from kzfix.model import Span
from kzfix.rewrite.page import Page

_CLEARING = re.compile(
    rb"\b(?:clear(?:s|ed|ing)?|b?zero(?:e?[sd]|ing)?(?!-(?:length|copy|sized))|memset|wip(?:es?|ed|ing)|"
    rb"eras(?:es?|ed|ing)|scrub(?:s|bed|bing)?|blank(?:s|ed|ing)?|nullif(?:y|ies)|clean slate|"
    rb"start(?:s|ed|ing)? (?:out |off )?clean|to (?:0|0x0+|null))(?!\w)|= ?(?:0|null)\b",
    re.I,
)
_COPYING = re.compile(rb"\b(?:cop(?:y|ies|ied|ying)|duplicat(?:es?|ed|ing)|memcpy)\b", re.I)
_COPIES = re.compile(rb"(?:if\s*\()?\s*(?:memcpy|copy_from_user)\s*\(")
_STARTING = re.compile(rb"\b(?:re-?)?init(?:s|ed|ing|iali[sz]\w*)?\b|\breset(?:s|ting)?\b|\bset(?:s|ting)? ?up\b", re.I)
_MORE = re.compile(rb"\b(?:and|then|also|but)\b|;", re.I)
_UNFINISHED = re.compile(rb"\b(?:FIXME|TODO|XXX|HACK)\b")
_FILLER = re.compile(rb"\b(?:the|it|this|our|new|memory|buffer|struct(?:ure)?|object|everything)\b", re.I)
_CLEARS = re.compile(rb"\s*\w*(?:memset|zero|clear)\w*\s*\(")
_NAME = re.compile(rb"[A-Za-z_]\w*")
_NO_OBJECT = frozenset({b"sizeof", b"struct", b"union", b"void", b"char", b"unsigned", b"const", b"u8", b"__u8"})
_STORED = re.compile(rb"[^=;]*(?:->|\.)(\w+)\s*=(?!=)")
_SUBJECT = re.compile(rb"[\s/*'\"`@]*(\w+)")
_LONG = 4  # line ends; a comment with as many is about more than one statement


class Next(Enum):
    """What stands under a removed statement."""

    CODE = "code"
    END = "a blank line, a brace, or another comment"


def strike_remarks(page: Page, pieces: list[Span]) -> None:
    """Strike the comments on the lines of the removed pieces and those right above that belong to them.

    Raises `Unplaceable` when one of them speaks of unfinished work.
    """
    for piece in reversed(pieces):
        _strike_beside(page, piece)
    for piece in reversed(pieces):
        if page.alone(*piece):
            _strike_above(page, piece)


def _strike_beside(page: Page, piece: Span) -> None:
    first, last = page.line_start(piece.start), page.line_end(piece.end)
    lonely = page.bare(first, piece.start) and page.bare(piece.end, last)
    for comment in page.comments:
        if page.gone[comment.start] or not (first <= comment.start < last or first < comment.end <= piece.start):
            continue
        own = page.bare(page.line_start(comment.start), comment.start)
        if (lonely and (own or comment.start >= piece.end)) or _is_after(page, piece, comment):
            page.strike(*comment)


def _is_after(page: Page, piece: Span, comment: Span) -> bool:
    """`foo(); memset(…); /* clear it */`: other code on the line, but the comment is about the piece."""
    beside = comment.start >= piece.end and page.blank(piece.end, comment.start)
    return beside and bool(_CLEARING.search(page.data, *comment))


def _strike_above(page: Page, piece: Span) -> None:
    remark = _above(page, page.line_start(piece.start))
    if remark is None:
        return
    text = page.data[remark.start : remark.end]
    if _belongs(text, page.data[piece.start : piece.end], *_next(page, piece.end)):
        page.strike(*remark)


def _above(page: Page, line: int) -> Span | None:
    """The comment that ends on the line before `line`: one block, or all `//` lines in a row."""
    found: Span | None = None
    for comment in reversed(page.comments):
        whole = page.line_end(comment.end) == comment.end or page.blank(comment.end, page.line_end(comment.end))
        if page.next_line(comment.end) != line or not whole or not page.alone(*comment):
            continue
        found = Span(comment.start, found.end if found else comment.end)
        if page.data[comment.start : comment.start + 2] == b"/*":
            break
        line = page.line_start(comment.start)
    return found


def _belongs(comment: bytes, removed: bytes, below: Next, code: bytes) -> bool:
    """Whether a comment is about the removed text alone; `code` is what stands under it, up to a blank line."""
    short = comment.count(b"\n") < _LONG
    if _CLEARING.search(comment):
        if _UNFINISHED.search(comment):
            raise Unplaceable("a comment about unfinished work stands above the removed statement")
        return below is Next.END or (short and not _MORE.search(comment) and not _CLEARS.match(code))
    if _UNFINISHED.search(comment):
        return False
    if _explains(comment, removed, code):
        return True
    if not short:
        return False
    if _COPIES.match(removed) and _COPYING.search(comment):
        return below is Next.END or not (_MORE.search(comment) or _COPIES.match(code))
    if _STARTING.search(comment):
        return below is Next.END or (_says_no_more(comment, removed) and not _same_object(removed, code))
    return below is Next.END


def _explains(comment: bytes, removed: bytes, code: bytes) -> bool:
    """Whether a comment's first word is the member that was stored, and none of its words is in the next statements.

    "next_apply_sis will be set when kdamond starts" says nothing of the list head under it (mm/damon/core.c).
    """
    stored, subject = _STORED.match(removed), _SUBJECT.match(comment)
    if stored is None or subject is None or stored.group(1) != subject.group(1):
        return False
    return set(_NAME.findall(comment)).isdisjoint(_NAME.findall(code))


def _says_no_more(comment: bytes, removed: bytes) -> bool:
    """Whether a comment such as `init` or `set up p` names nothing but the object that was cleared."""
    words = _FILLER.sub(b"", _STARTING.sub(b"", comment))
    return set(_NAME.findall(words)) <= _object(removed)


def _same_object(removed: bytes, code: bytes) -> bool:
    """Whether the next statements go on with the object that was cleared."""
    names = _object(removed)
    return bool(names) and names <= set(_NAME.findall(code))


def _object(removed: bytes) -> set[bytes]:
    """The names in the first argument of the removed call."""
    first = removed.partition(b",")[0].rpartition(b"(")[2]
    return set(_NAME.findall(first)) - _NO_OBJECT


def _next(page: Page, offset: int) -> tuple[Next, bytes]:
    """What is left under a piece; further pieces that go are passed over."""
    at = page.next_line(offset)
    while at < page.end:
        end = page.line_end(at)
        text = bytes(page.ink[at:end]).strip()
        if text:
            closes = text.startswith((b"}", b"/*", b"//", b"#"))
            return (Next.END, b"") if closes else (Next.CODE, _paragraph(page, at))
        if not any(page.gone[at:end]):
            return Next.END, b""
        at = page.next_line(at)
    return Next.END, b""


def _paragraph(page: Page, line: int) -> bytes:
    """What is left from the start of a line to the next blank line."""
    end = line
    while end < page.end and not page.blank(end, page.line_end(end)):
        end = page.next_line(end)
    return bytes(page.code[line:end])
