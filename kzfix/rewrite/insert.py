"""Statements on lines of their own that are added before or after another statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.rewrite.page import Page
from kzfix.rewrite.structure import LOOPS, holder, is_statement
from kzfix.source.tree import Node

_BLOCKS = frozenset({"compound_statement", "case_statement", "labeled_statement"})


@dataclass(slots=True)
class _Place:
    """What is added around one statement, a line each."""

    before: list[bytes] = field(default_factory=list)
    after: list[bytes] = field(default_factory=list)


def is_own_line(edit: Edit, reading: Node) -> bool:
    """Whether an edit adds a statement at the edge of another one, rather than tokens inside it."""
    at = edit.span.start
    text = edit.text.strip()
    return at == edit.span.end and text.endswith((b";", b"}")) and _anchor(reading, at) is not None


def placed(page: Page, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that give added statements their lines, indentation, and braces where they are needed.

    An edit at the end of a statement adds behind the innermost one that ends there, one at its start adds before it
    (and before the comment above it). Raises `Unplaceable` when the statements share a line in a way that would have
    to be laid out anew.
    """
    places: dict[Node, _Place] = {}
    for edit in edits:
        anchor = _anchor(page.reading, edit.span.start)
        assert anchor is not None
        place = places.setdefault(anchor, _Place())
        (place.after if anchor.end == edit.span.start else place.before).extend(lines_of(edit.text))
    return [edit for anchor, place in places.items() for edit in _around(page, anchor, place)]


def lines_of(text: bytes) -> list[bytes]:
    """The lines of an added text, without the indentation that all of them have."""
    lines = [line.rstrip() for line in text.strip(b"\r\n").split(b"\n") if line.strip()]
    extra = min((len(line) - len(line.lstrip()) for line in lines), default=0)
    return [line[extra:] for line in lines]


def _anchor(reading: Node, at: int) -> Node | None:
    inside = [node for node in reading.walk() if node.start <= at <= node.end and is_statement(node)]
    ends = [node for node in inside if node.end == at and node.kind != "compound_statement"]
    starts = [node for node in inside if node.start == at]
    return ends[-1] if ends else next(iter(starts), None)


def _around(page: Page, anchor: Node, place: _Place) -> list[Edit]:
    owner = holder(anchor)
    if owner is None or owner.kind in _BLOCKS:
        return _in_block(page, anchor, place)
    if owner.kind in ("if_statement", "else_clause") or owner.kind in LOOPS:
        return _with_braces(page, owner, anchor, place)
    raise Unplaceable("a statement cannot be added there")


def _in_block(page: Page, anchor: Node, place: _Place) -> list[Edit]:
    start, end = page.line_start(anchor.start), page.line_end(anchor.end)
    if not (page.bare(start, anchor.start) and page.bare(anchor.end, end)):
        before, after = b"".join(line + b" " for line in place.before), b"".join(b" " + line for line in place.after)
        return [_insert(anchor.start, before), _insert(anchor.end, after)]
    return [_insert(_over(page, start), _above(page, anchor, place)), _insert(end, _below(page, anchor, place))]


def _over(page: Page, line: int) -> int:
    """The first byte of the comment lines right above a line, or of the line itself."""
    for comment in reversed(page.comments):
        if page.next_line(comment.end) == line and page.alone(*comment):
            line = page.line_start(comment.start)
    return line


def _above(page: Page, anchor: Node, place: _Place) -> bytes:
    indent, newline = page.indent(anchor.start), page.newline(anchor.start)
    return b"".join(indent + line + newline for line in place.before)


def _below(page: Page, anchor: Node, place: _Place) -> bytes:
    indent, newline = page.indent(anchor.start), page.newline(anchor.start)
    return b"".join(newline + indent + line for line in place.after)


def _with_braces(page: Page, owner: Node, anchor: Node, place: _Place) -> list[Edit]:
    edits = _braced(page, owner, anchor, place)
    if owner.kind == "else_clause":
        assert owner.parent is not None
        arm, other = owner.parent, owner.parent.child("consequence")
    else:
        clause = owner.child("alternative")
        arm, other = clause or owner, clause.parts()[-1] if clause else None
    if other is None or other.kind in ("compound_statement", "if_statement"):
        return edits
    return edits + _braced(page, arm, other, _Place())


def _braced(page: Page, owner: Node, body: Node, place: _Place) -> list[Edit]:
    """Braces around a body that had none, with what is added to it."""
    head = page.last_code(body.start) + 1
    end = page.line_end(body.end)
    if page.between(owner.start, owner.end) or not page.bare(body.end, end):
        raise Unplaceable("braces cannot be added around statements that share a line")
    newline, outer = page.newline(owner.start), page.indent(owner.start)
    if page.bare(page.line_start(body.start), body.start):
        opening, first = [_insert(head, b" {")], page.line_start(body.start)
        opening.append(_insert(first, _above(page, body, place)))
        closing = _below(page, body, place)
    else:
        inner = outer + _unit(page)
        lines = b"".join(newline + inner + line for line in place.before)
        opening = [Edit(Span(head, body.start), b" {" + lines + newline + inner)]
        closing = b"".join(newline + inner + line for line in place.after)
    return [*opening, *_close(page, owner, body, closing + newline + outer)]


def _close(page: Page, owner: Node, body: Node, lines: bytes) -> list[Edit]:
    """The closing brace; an `else` that follows goes behind it, as does the `while` of a `do`."""
    end, follows = page.line_end(body.end), page.next_code(body.end)
    if follows < owner.end and page.blank(end, follows):
        kept = lines.rpartition(page.newline(body.start))[0]
        return [_insert(end, kept), _insert(follows, b"} ")]
    return [_insert(end, lines + b"}")]


def _unit(page: Page) -> bytes:
    """One level of indentation, as the function has it."""
    for line in page.data[page.start : page.end].split(b"\n")[1:]:
        blanks = line[: len(line) - len(line.lstrip())]
        if blanks and line.strip() not in (b"", b"{", b"}"):
            return b"\t" if blanks.startswith(b"\t") else blanks
    return b"\t"


def _insert(at: int, text: bytes) -> Edit:
    return Edit(Span(at, at), text)
