"""Whether a rewritten function still parses at least as well as it did."""

from __future__ import annotations

from kzfix.model import Span
from kzfix.source.tree import Node, parse


def worse(before: bytes, after: bytes) -> Span | None:
    """The first parse error of `after` when it has more of them than `before`, otherwise None.

    Both are the (masked) text of one function; the span counts from the start of `after`.
    """
    new, error = parse(after)
    if error is None:
        return None
    old, _ = parse(before)
    return error if _faults(new) > _faults(old) else None


def _faults(root: Node) -> int:
    """ERROR nodes, and nodes that the parser made up (they are empty)."""
    return sum(1 for node in root.walk() if node.kind == "ERROR" or (node.start == node.end and node is not root))
