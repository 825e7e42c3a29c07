"""Whether a rewritten function still means what its text said, where a parser alone does not see it."""

from __future__ import annotations

from collections.abc import Sequence

from kzfix.model import Edit
from kzfix.source.tree import Node


def nested_alike(before: Node, start: int, after: Node, edits: Sequence[Edit], at: int = 0) -> bool:
    """Whether every `else` that is left still belongs to the `if` that it belonged to.

    `before` is the function as it was, beginning at byte `start` of its file; `after` what the edits, whose offsets
    count from there, made of it, beginning at byte `at` of its text. A parser takes an `else` that a change has moved
    to another `if` as it comes.
    """
    now = _owners(after, at)
    for word, owner in _owners(before, start).items():
        gone = any(edit.span.start <= word < edit.span.end for edit in edits)
        if not gone and now.get(_moved(word, edits)) != _moved(owner, edits):
            return False
    return True


def _owners(root: Node, start: int) -> dict[int, int]:
    """The offset of the `if` of every `else`, by the offset of the `else`."""
    clauses = [node for node in root.walk() if node.kind == "else_clause"]
    return {node.start - start: node.parent.start - start for node in clauses if node.parent is not None}


def _moved(offset: int, edits: Sequence[Edit]) -> int:
    """Where the byte at an offset stands after the edits."""
    return offset + sum(len(edit.text) - edit.span.end + edit.span.start for edit in edits if edit.span.end <= offset)
