"""From what a rule removes and replaces to byte edits that leave a text nobody has to touch up.

Decides nothing about whether the change is right; knows nothing of rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.rewrite import align, chains, cuts, insert, remarks, structure, wrap
from kzfix.rewrite.edits import first_overlap, merged
from kzfix.rewrite.page import Page, width
from kzfix.source.tree import Node

_LINE = 80  # columns; where a line break after `=` is taken out with a cast, the line must stay within them


def tidy(data: bytes, reading: Node, removed: Sequence[Span], replaced: Sequence[Edit]) -> tuple[Edit, ...]:
    """The edits for one function of the file `data`: sorted, not overlapping, and as few as will do.

    `reading` is its `function_definition`; `removed` are whole statements, or pieces of an expression such as a cast;
    `replaced` are tokens, and statements to add: an insertion of `…;` at the end (or start) of a statement stands on
    its own line after (or before) it, and takes the place of the statement when that one is removed.
    Raises `Unplaceable` when no text would be left that a maintainer takes as it is.
    """
    page = Page(data, reading)
    removed = chains.whole(reading, removed)
    statements, pieces = _statements(reading, removed)
    tokens = [edit for edit in replaced if edit.text or edit.span not in pieces]
    statements, tokens = _exchanged(page, statements, tokens)
    for block in structure.reduce(page, statements):
        _thin(page, block)
    remarks.strike_remarks(page, cuts.pieces(page))
    pieces = _unbraced(page, reading, pieces)
    for piece in pieces:
        page.edits.append(_without(page, piece))
    own = [edit for edit in tokens if insert.is_own_line(edit, reading)]
    page.edits += [_checked(page, wrap.wrapped(page, edit)) for edit in tokens if edit not in own]
    page.edits += insert.placed(page, own)
    edits = merged(page.edits, list(cuts.deletions(page)))
    edits = merged(edits, align.realigned(page, edits))
    if first_overlap(edits):
        raise Unplaceable("two changes meet in one place")
    return edits


def _statements(reading: Node, removed: Sequence[Span]) -> tuple[list[Node], list[Span]]:
    """The statements among the removed spans, and the spans that are only part of one."""
    wanted = set(removed)
    found = {node.span: node for node in reading.walk() if node.span in wanted and structure.is_statement(node)}
    return list(found.values()), [span for span in removed if span not in found]


def _unbraced(page: Page, reading: Node, pieces: list[Span]) -> list[Span]:
    """Take away the braces that stand among the pieces, both of a block or none; the other pieces are left over."""
    wanted = set(pieces)
    for block in reading.walk() if wanted else ():
        ends = {Span(block.start, block.start + 1), Span(block.end - 1, block.end)}
        if block.kind == "compound_statement" and ends & wanted:
            if not ends <= wanted or len(block.parts()) != 1:
                raise Unplaceable("a block would be left with one brace, or with more than one statement and none")
            structure.drop_braces(page, block)
            wanted -= ends
    return [piece for piece in pieces if piece in wanted]


def _exchanged(page: Page, statements: list[Node], tokens: list[Edit]) -> tuple[list[Node], list[Edit]]:
    """Statements that are removed where others are added: the new one stands in the place of the old one."""
    kept: list[Node] = []
    for node in statements:
        here = [edit for edit in tokens if edit.span in (Span(node.start, node.start), Span(node.end, node.end))]
        if not here:
            kept.append(node)
            continue
        lines = [line for edit in here for line in insert.lines_of(edit.text)]
        tokens = [edit for edit in tokens if edit not in here] + _in_place(page, node, lines)
    return kept, tokens


def _in_place(page: Page, node: Node, lines: list[bytes]) -> list[Edit]:
    """The first added statement in the bytes of the removed one, the others after it."""
    first = next((at for at, line in enumerate(lines, 1) if line.endswith(b";")), len(lines))
    joint = page.newline(node.start) + page.indent(node.start)
    rest = [Edit(Span(node.end, node.end), b"\n".join(lines[first:]))] if lines[first:] else []
    return [Edit(node.span, joint.join(lines[:first])), *rest]


def _thin(page: Page, block: Node) -> None:
    """Drop braces that one removed statement made needless; comments above it are still seen to."""
    remarks.strike_remarks(page, [piece for piece in cuts.pieces(page) if block.start < piece.start < block.end])
    if structure.can_lose_braces(page, block):
        structure.drop_braces(page, block)


def _checked(page: Page, edit: Edit) -> Edit:
    if any(page.gone[edit.span.start : edit.span.end]):
        raise Unplaceable("new text would stand in a statement that goes")
    if b"\n" in edit.text and page.newline(edit.span.start) == b"\r\n":
        return Edit(edit.span, edit.text.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    return edit


def _without(page: Page, piece: Span) -> Edit:
    """Drop a cast or the like, and the blanks behind it; a line break too when the next line fits on this one."""
    start, end = piece
    follows = page.next_ink(end)
    if page.one_line(end, follows):
        return Edit(Span(start, follows), b"")
    joined = width(page.data[page.line_start(start) : start]) + page.line_end(follows) - follows
    if joined <= _LINE and page.blank(end, follows):
        return Edit(Span(start, follows), b"")
    while page.data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    return Edit(Span(start, end), b"")
