"""Chains of one operator, such as the flags `GFP_KERNEL | __GFP_NOWARN | __GFP_ZERO`: their operands, and one of them
taken out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kzfix.model import Span
from kzfix.smpl.nodes import Metavar, PNode
from kzfix.source import keys
from kzfix.source.tree import Node

CHAINED = frozenset({"|"})  # operators whose operands may stand in any order and any brackets
_DIRECTIVE = re.compile(rb"^[ \t]*#", re.M)


def sides(pattern: PNode) -> tuple[PNode, PNode] | None:
    """The sides of `E | A` in a rule: a metavariable that stands for any expression, and code with none in it."""
    operator = pattern.child("operator")
    if operator is None or operator.text not in CHAINED:
        return None
    rest = next((side for side in pattern.parts() if _is_any(side.metavar)), None)
    wanted = next((side for side in pattern.parts() if side is not rest), None)
    if rest is None or wanted is None or any(part.metavar is not None for part in wanted.walk()):
        return None
    return rest, wanted


def _is_any(metavar: Metavar | None) -> bool:
    if metavar is None or metavar.kind != "expression":
        return False
    return not (metavar.ctype or metavar.equal or metavar.differ or metavar.regex or metavar.not_regex)


def each(node: Node, operator: str) -> Iterator[tuple[Node, Node]]:
    """The operands of a chain, left to right, each with the binary_expression that it is a side of."""
    for side in (node.child("left"), node.child("right")):
        if side is None:
            continue
        inner = keys.strip(side, casts=False)
        if kind(inner) == operator:
            yield from each(inner, operator)
        else:
            yield side, node


def kind(node: Node) -> str:
    """The operator of a binary_expression, "" of any other node."""
    operator = node.child("operator") if node.kind == "binary_expression" else None
    return operator.kind if operator is not None else ""


def without(side: Node, around: Node, source: bytes) -> tuple[Span, ...] | None:
    """What to delete so that `side` goes from the binary_expression `around` it, with the operator and the blanks
    between, and with brackets that nobody needs any more.

    None when a comment about something else, a directive or a cast stands in the way.
    """
    left, right, operator = around.child("left"), around.child("right"), around.child("operator")
    if left is None or right is None or operator is None:
        return None
    kept = left if side is right else right
    top = _bracketed(around)
    if top.parent is not None and top.parent.kind == "cast_expression":
        return None  # one to a narrow type may have taken the operand away already
    inner = keys.strip(kept, casts=False)
    alone = top.parent is not None and top.parent.kind == "argument_list" and inner.kind != "comma_expression"
    whole = top if inner.kind not in keys.COMPOSITE else around
    stays = inner if alone else kept
    spans = (Span(whole.start, stays.start), Span(stays.end, whole.end))
    remark = Span(operator.end, side.start) if side is right else Span(side.end, operator.start)
    if side is right:  # what stands on the line above is about what stands there
        remark = Span(max(remark.start, source.rfind(b"\n", *remark) + 1), remark.end)
    for start, end in spans:
        if _DIRECTIVE.search(source[start:end]) or _remarks(source, start, end, remark):
            return None
    return tuple(span for span in spans if span.start < span.end)


def _bracketed(node: Node) -> Node:
    while node.parent is not None and node.parent.kind == "parenthesized_expression":
        node = node.parent
    return node


def _remarks(source: bytes, start: int, end: int, own: Span) -> bool:
    """Whether a comment would go that is not the operand's own, which stands at `own` with no line break."""
    text = source[start:end]
    if start <= own.start and own.end <= end and b"\n" not in source[own.start : own.end]:
        text = source[start : own.start] + source[own.end : end]
    return b"/*" in text or b"//" in text
