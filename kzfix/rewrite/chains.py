"""Links of `a = b = 0;` that go: a chain of which only the value would be left goes as a whole."""

from __future__ import annotations

from collections.abc import Sequence

from kzfix.model import Span
from kzfix.source.tree import Node


def whole(reading: Node, removed: Sequence[Span]) -> list[Span]:
    """The removed spans, with a statement in place of the links that are all it consists of."""
    wanted = set(removed)
    for node in reading.walk():
        if node.kind == "expression_statement":
            links = _links(node)
            if links and wanted.issuperset(links):
                wanted = wanted - set(links) | {node.span}
    return sorted(wanted)


def _links(statement: Node) -> list[Span]:
    """For each assignment of a chain its target and the sign behind it."""
    found: list[Span] = []
    here = statement.parts()[0] if statement.parts() else None
    while here is not None and here.kind == "assignment_expression":
        right = here.child("right")
        if right is None:
            break
        found.append(Span(here.start, right.start))
        here = right
    return found if len(found) > 1 else []
