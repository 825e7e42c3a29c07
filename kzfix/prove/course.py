"""Where a failed allocation and a failed copy lead, statement by statement. No guard itself."""

from __future__ import annotations

from dataclasses import dataclass

from kzfix.errors import Unfit
from kzfix.flow.graph import Point
from kzfix.flow.outcomes import tested
from kzfix.prove.case import Case
from kzfix.prove.copying import copy
from kzfix.source import keys
from kzfix.source.tree import Node

JUMPS = frozenset({"goto_statement", "break_statement", "continue_statement"})


@dataclass(frozen=True, slots=True)
class Course:
    """Statements that follow each other without a choice, and the point behind them: the exit, or a choice."""

    steps: tuple[Node, ...]
    end: Point


def failed_allocation(case: Case) -> Point | None:
    """Where the function goes on when there is no object."""
    if len(case.site.places) < 2:
        raise Unfit("the rule is of one place")
    return _way(case, case.body.node(case.site.places[1]).child("condition"), False)


def failed_copy(case: Case) -> Point | None:
    """Where the function goes on when not all was copied."""
    return _way(case, copy(case), True)


def _way(case: Case, condition: Node | None, truth: bool) -> Point | None:
    point = _test(case, condition) if condition is not None else None
    if point is None or point.node is None:
        return None
    _, sense = tested(point.node, case.body.data)
    return next((edge.to for edge in point.to if edge.when is not None and (edge.when == sense) == truth), None)


def _test(case: Case, condition: Node) -> Point | None:
    """The test point of a condition that is one test."""
    for node in condition.walk():
        point = case.body.flow.at(node)
        if point is not None and point.kind == "test":
            return point
    return None


def course(case: Case, start: Point) -> Course:
    """What follows a point up to the next choice."""
    steps: list[Node] = []
    here, seen = start, set[int]()
    while here is not case.body.flow.exit and here.index not in seen:
        seen.add(here.index)
        if here.kind not in ("join", "do") or len(here.to) != 1:
            break
        if here.kind == "do" and here.node is not None and here.node.kind not in JUMPS:
            steps.append(here.node)
        here = here.to[0].to
    return Course(tuple(steps), here)


def spelled(case: Case, node: Node, code: str) -> str:
    """A statement in canonical words, an error code in it as `E`."""
    words = [keys.text(leaf, case.body.data) for leaf in node.walk() if not leaf.children]
    return " ".join(words).replace(f"- {code}", "E").replace(f"-{code}", "E")
