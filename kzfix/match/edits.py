"""The changes that a pattern asks for, at the places where it matched."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from itertools import pairwise

from kzfix.match.unify import Match
from kzfix.model import Edit, Span
from kzfix.smpl.nodes import Change, Element, Piece, PNode
from kzfix.source import keys


class MisplacedError(Exception):
    """A marked stretch of the pattern has no stretch of the source of its own, so it cannot be edited."""


def places(element: Element, match: Match, source: bytes) -> tuple[list[Span], list[Edit]]:
    """Spans of whole statements to remove, and tokens to replace. Raises MisplacedError."""
    removed: list[Span] = []
    replaced: list[Edit] = []
    mine = {id(pattern) for pattern in element.tree.walk()}
    match = dataclasses.replace(match, pairs=[pair for pair in match.pairs if id(pair[0]) in mine])
    for change in element.changes:
        text = _text(change, match, source)
        if change.minus is None:
            replaced.append(Edit(_gap(element, match, change.after), text))
            continue
        span = _covered(change.minus, match)
        if change.whole and not change.plus:
            removed.append(span)
        else:
            replaced.append(Edit(span, text))
    return removed, replaced


def _text(change: Change, match: Match, source: bytes) -> bytes:
    out = b""
    pieces = [*change.plus, Piece("")]
    for piece, following in pairwise(pieces):
        if piece.metavar is None:
            out += piece.text.encode("latin-1")
        elif piece.metavar.name in match.bound:
            node = match.bound[piece.metavar.name]
            if out.rstrip()[-1:] in (b"(", b",") and following.text.lstrip()[:1] in (",", ")"):
                node = keys.strip(node, casts=False)  # an argument needs no parentheses
            out += source[node.start : node.end]
        else:
            nodes = match.lists.get(piece.metavar.name, ())
            out += source[nodes[0].start : nodes[-1].end] if nodes else b""
    return out


def _covered(tokens: tuple[int, int], match: Match) -> Span:
    """The stretch of source that a range of pattern tokens was matched with."""
    first = _pairs(match, lambda pattern: pattern.tokens[0] == tokens[0] and pattern.tokens[1] <= tokens[1])
    last = _pairs(match, lambda pattern: pattern.tokens[1] == tokens[1] and pattern.tokens[0] >= tokens[0])
    if not first or not last:
        raise MisplacedError
    return Span(min(span.start for span in first), max(span.end for span in last))


def _gap(element: Element, match: Match, after: int) -> Span:
    """Where text goes in behind a pattern token (-1: before the first)."""
    if after < 0:
        found = _pairs(match, lambda pattern: pattern is element.tree)
        at = found[0].start if found else -1
    else:
        found = _pairs(match, lambda pattern: pattern.tokens[1] == after + 1)
        at = max((span.end for span in found), default=-1)
    if at < 0:
        raise MisplacedError
    return Span(at, at)


def _pairs(match: Match, wanted: Callable[[PNode], bool]) -> Sequence[Span]:
    return [node.span for pattern, node in match.pairs if pattern.tokens[0] < pattern.tokens[1] and wanted(pattern)]
