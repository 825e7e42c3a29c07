"""Local variables and labels that a change would leave without a use, for the compiler to warn of."""

from __future__ import annotations

from collections.abc import Sequence

from kzfix.model import Span
from kzfix.source.tree import Node


def unused(data: bytes, reading: Node, removed: Sequence[Span]) -> str | None:
    """The first variable that is only declared or assigned to once the removed spans are gone, or the first label that
    nothing jumps to; None when there is none.

    `reading` is the function_definition; parameters may stay unused.
    """
    locals_ = {data[node.start : node.end] for node in reading.walk() if _is_declared(node)}
    inside: set[bytes] = set()
    used: set[bytes] = set()
    for node in reading.walk():
        if node.kind != "identifier" or data[node.start : node.end] not in locals_ or _is_declared(node):
            continue
        gone = any(span.start <= node.start and node.end <= span.end for span in removed)
        if gone:
            inside.add(data[node.start : node.end])
        elif not _is_target(node):
            used.add(data[node.start : node.end])
    left = sorted(inside - used)
    return left[0].decode("latin-1") if left else _label(data, reading, removed)


def _label(data: bytes, reading: Node, removed: Sequence[Span]) -> str | None:
    """A label that loses its last jump."""
    lost: set[bytes] = set()
    kept: set[bytes] = set()
    for node in reading.walk():
        if node.kind == "statement_identifier" and node.parent is not None and node.parent.kind == "goto_statement":
            gone = any(span.start <= node.start and node.end <= span.end for span in removed)
            (lost if gone else kept).add(data[node.start : node.end])
    left = sorted(lost - kept)
    return f"the label {left[0].decode('latin-1')}" if left else None


def _is_declared(node: Node) -> bool:
    """Whether an identifier is what a declaration inside the function declares."""
    if node.kind != "identifier" or node.field != "declarator":
        return False
    return any(above.kind == "declaration" for above in node.above())


def _is_target(node: Node) -> bool:
    """Whether an identifier is the left side of an assignment that is a statement of its own."""
    above = node.parent
    return (
        node.field == "left"
        and above is not None
        and above.kind == "assignment_expression"
        and above.parent is not None
        and above.parent.kind == "expression_statement"
    )
