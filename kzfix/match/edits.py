"""The changes that a pattern asks for, at the places where it matched."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from kzfix.match import operands
from kzfix.match.unify import Match
from kzfix.model import Edit, Span
from kzfix.smpl.nodes import Change, Element, Piece, PNode
from kzfix.source import keys
from kzfix.source.tree import Node

COMMA = re.compile(rb"\s*,\s*")


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
        operand = _operand_of(change, match)
        if operand is not None:
            spans = operands.without(*operand, source)
            if spans is None:
                raise MisplacedError
            replaced += [Edit(span, b"") for span in spans]
            continue
        span = _covered(change.minus, match)
        if change.whole and b"\n" in text.strip():  # several statements in the place of one
            removed.append(span)
            replaced.append(Edit(Span(span.end, span.end), text.strip()))
        elif not change.plus:
            removed.append(span)
        elif text != source[span.start : span.end]:
            replaced.append(Edit(span, text))
    return removed, replaced


def _text(change: Change, match: Match, source: bytes) -> bytes:
    """The plus text with what is bound put in. A list that is bound to nothing takes its comma along."""
    out = b""
    empty = False
    for piece, following in pairwise([*change.plus, Piece("")]):
        if piece.metavar is None:
            text = piece.text.encode("latin-1")
            out += COMMA.sub(b"", text, 1) if empty else text
            empty = False
        elif piece.metavar.name in match.parted:
            raise MisplacedError
        elif piece.metavar.name in match.bound:
            out += _operand(_here(piece.metavar.name, match), out, following.text, source)
        else:
            nodes = match.lists.get(piece.metavar.name, ())
            empty = not nodes and following.text.lstrip()[:1] == ","
            if not nodes and not empty:
                out = out.rstrip().removesuffix(b",")
            out += source[nodes[0].start : nodes[-1].end] if nodes else b""
    return out


def _operand(node: Node, before: bytes, behind: str, source: bytes) -> bytes:
    """The text of an expression, in parentheses where the plus text would take it apart, and in none that it needs
    not."""
    inner = keys.strip(node, casts=False)
    left, right = before.rstrip(), behind.lstrip()[:1]
    begins = left[-1:] in (b"", b"(", b",", b"=", b"{", b";") or left.endswith(b"return")
    alone = begins and right in ("", ",", ")", ";", "}")
    postfix = behind.lstrip().startswith(("->", ".", "[", "("))
    composite = inner.kind in keys.COMPOSITE or (inner.kind == "pointer_expression" and postfix)
    if inner.kind == "comma_expression" or (composite and not alone):
        return b"(" + source[inner.start : inner.end] + b")"
    inner = inner if alone else node
    return source[inner.start : inner.end]


def _here(name: str, match: Match) -> Node:
    """What a metavariable stands for in this element: an object may go by another name here than where it was made."""
    found = [node for pattern, node in match.pairs if pattern.metavar is not None and pattern.metavar.name == name]
    return found[0] if found else match.bound[name]


def _operand_of(change: Change, match: Match) -> tuple[Node, Node] | None:
    """The operand that a change deletes together with its operator, and the binary_expression that it is a side of."""
    if change.minus is None or change.plus:
        return None
    begin, end = change.minus
    for sign, rest in (((begin, begin + 1), (begin + 1, end)), ((end - 1, end), (begin, end - 1))):
        marks = [node for pattern, node in match.pairs if pattern.tokens == sign and pattern.field == "operator"]
        sides = [node for pattern, node in match.pairs if pattern.tokens == rest]
        for side in sides if marks else ():
            while side.parent is not None and side.parent.kind == "parenthesized_expression":
                side = side.parent
            around = side.parent
            if around is not None and around is marks[0].parent and operands.kind(around) in operands.CHAINED:
                return side, around
    return None


def _covered(tokens: tuple[int, int], match: Match) -> Span:
    """The stretch of source that a range of pattern tokens was matched with."""
    first = _pairs(match, lambda pattern: pattern.tokens[0] == tokens[0] and pattern.tokens[1] <= tokens[1])
    last = _pairs(match, lambda pattern: pattern.tokens[1] == tokens[1] and pattern.tokens[0] >= tokens[0])
    if not first or not last:
        raise MisplacedError
    found = (*first, *last)  # what stands at its ends in the pattern may be the other way round in the source
    return Span(min(span.start for span in found), max(span.end for span in found))


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
