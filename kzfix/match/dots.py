"""`...` along control flow: which matches the next element may take, and whether every path meets one.

As in SmPL, dots do not run over another match of their neighbours, and a branch of an `if` that ends in return, goto,
break or continue need not meet the next element.
"""

from __future__ import annotations

from collections.abc import Callable

from kzfix.flow.graph import Flow, Point
from kzfix.source.tree import Node

LEAVES = frozenset({"return_statement", "goto_statement", "break_statement", "continue_statement"})


def reached(flow: Flow, start: Point, targets: set[int], stop: Callable[[Point], bool]) -> dict[int, tuple[Point, ...]]:
    """Targets (point indexes) that a path from `start` meets first, each with such a path; `stop` ends a path."""
    found: dict[int, tuple[Point, ...]] = {}
    seen = {start.index}
    work: list[tuple[Point, tuple[Point, ...]]] = [(edge.to, (start,)) for edge in reversed(start.to)]
    while work:
        here, path = work.pop()
        if here.index in seen and here.index not in targets:
            continue
        seen.add(here.index)
        if here.index in targets:
            found.setdefault(here.index, (*path, here))
            continue
        if stop(here):
            continue
        work.extend((edge.to, (*path, here)) for edge in reversed(here.to))
    return found


def on_every_path(flow: Flow, start: Point, targets: set[int]) -> bool:
    """Whether every path from `start`, but for error exits, meets a target."""
    ahead = flow.behind(point for point in flow.points if point.index in targets)
    seen: set[int] = set()
    work = [edge.to for edge in start.to]
    while work:
        here = work.pop()
        if here.index in seen or here.index in targets:
            continue
        seen.add(here.index)
        if here is flow.exit:
            return False
        for edge in here.to:
            leaves = edge.to.index not in ahead and here.kind == "test"
            if leaves and here.node is not None and _error_exit(here.node):
                continue
            work.append(edge.to)
    return True


def _error_exit(condition: Node) -> bool:
    """Whether an outcome that misses the targets leads into the branch of an `if` that leaves."""
    for node in condition.above():
        if node.kind == "if_statement":
            then, other = node.child("consequence"), node.child("alternative")
            return (then is not None and _ends_in_leave(then)) or (other is not None and _ends_in_leave(other))
        if node.kind.endswith("_statement"):
            return False
    return False


def _ends_in_leave(node: Node) -> bool:
    while node.kind in ("compound_statement", "else_clause"):
        parts = node.parts()
        if not parts:
            return False
        node = parts[-1]
    return node.kind in LEAVES


def next_statements(flow: Flow, statement: Node) -> set[int]:
    """Ids of the nodes whose evaluation can directly follow a statement."""
    end = flow.after(statement)
    found: set[int] = set()
    work = [end] if end is not None else []
    seen: set[int] = set()
    while work:
        here = work.pop()
        if here.index in seen:
            continue
        seen.add(here.index)
        found.add(here.index)
        if here.kind == "join":
            work.extend(edge.to for edge in here.to)
    return found
