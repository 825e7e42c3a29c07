"""What an element of a pattern speaks of: the object that it makes, the names that it calls, its metavariables."""

from __future__ import annotations

from kzfix.flow.graph import TRANSPARENT
from kzfix.smpl.nodes import Alternative, Element, PNode


def object_of(tree: PNode) -> str:
    """The metavariable that `x = f(…)` binds to a new object, or ""."""
    if tree.kind == "expression_statement" and tree.parts():
        tree = tree.parts()[0]
    left, right = tree.child("left"), tree.child("right")
    if tree.kind != "assignment_expression" or left is None or right is None or left.metavar is None:
        return ""
    return left.metavar.name if called(right) else ""


def called(tree: PNode) -> list[str]:
    """Names that a pattern calls, in order."""
    found = []
    for node in tree.walk():
        function = node.child("function") if node.kind == "call_expression" else None
        if function is not None and function.kind == "identifier" and function.metavar is None:
            found.append(function.text)
    return found


def outer_calls(alternative: Alternative) -> tuple[str, ...]:
    """The functions that code must call to match: not those in arguments, which may be spelled in another way."""
    found: list[str] = []
    for step in alternative.steps:
        stack = [step.tree] if isinstance(step, Element) else []
        while stack:
            node = stack.pop()
            function = node.child("function") if node.kind == "call_expression" else None
            if function is not None and function.kind == "identifier" and function.metavar is None:
                found.append(function.text)
            elif function is None:
                stack.extend(node.children)
    return tuple(dict.fromkeys(name for name in found if name not in TRANSPARENT))


def metavars(tree: PNode) -> set[str]:
    return {node.metavar.name for node in tree.walk() if node.metavar is not None}
