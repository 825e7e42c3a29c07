"""The condition of an `if` whose branch goes: can it go too, and how is it turned round?"""

from __future__ import annotations

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Span
from kzfix.source.tree import Node

# Calls that look at their argument and nothing else: include/linux/compiler.h, err.h, kconfig.h.
_LOOK_ONLY = frozenset({b"likely", b"unlikely", b"IS_ERR", b"IS_ERR_OR_NULL", b"PTR_ERR", b"IS_ENABLED", b"IS_ALIGNED"})
_OTHER_WAY = {b"likely": b"unlikely", b"unlikely": b"likely"}
_EFFECTS = frozenset({"assignment_expression", "update_expression", "compound_statement", "gnu_asm_expression"})
_FLIPPED = {b"==": b"!=", b"!=": b"==", b"&&": b"||", b"||": b"&&"}
_PRIMARY = frozenset(
    {"identifier", "field_expression", "subscript_expression", "pointer_expression", "call_expression"}
)


def pure(data: bytes, condition: Node) -> bool:
    """Whether nobody notices that an expression is no longer evaluated."""
    for node in condition.walk():
        if node.kind in _EFFECTS or (node.kind == "call_expression" and _callee(data, node) not in _LOOK_ONLY):
            return False
    return True


def inner(node: Node) -> Node:
    """The expression inside any number of parentheses."""
    while node.kind == "parenthesized_expression" and len(node.parts()) == 1:
        node = node.parts()[0]
    return node


def assignment(data: bytes, condition: Node) -> Node | None:
    """The assignment that a condition makes and tests: `(p = f())`, `(p = f()) != NULL`, `likely(p = f())`, `!(…)`."""
    node = inner(condition)
    if node.kind == "unary_expression" and data[node.start : node.start + 1] == b"!":
        return assignment(data, node.children[-1])
    if node.kind == "call_expression" and _callee(data, node) in _OTHER_WAY:
        return assignment(data, _argument(node))
    if node.kind == "binary_expression" and _operator(data, node) in (b"==", b"!="):
        sides = [side for side in node.parts() if not pure(data, side)]
        return assignment(data, sides[0]) if len(sides) == 1 else None
    return node if node.kind == "assignment_expression" else None


def inverted(data: bytes, condition: Node) -> list[Edit]:
    """Edits that make a condition (in its parentheses) say the opposite, in the author's own style.

    Raises `Unplaceable` for conditions that would not read well.
    """
    return _invert(data, condition.parts()[0])


def _invert(data: bytes, node: Node) -> list[Edit]:
    match node.kind:
        case "parenthesized_expression":
            if inner(node).kind == "assignment_expression":
                return [_insert(node.start, b"!")]
            return _invert(data, node.parts()[0])
        case "assignment_expression":
            return [_insert(node.start, b"!("), _insert(node.end, b")")]
        case "unary_expression" if data[node.start : node.start + 1] == b"!":
            return _drop_not(data, node)
        case "binary_expression":
            return _flip(data, node)
        case "call_expression" if _callee(data, node) in _OTHER_WAY:
            name = node.children[0]
            return [Edit(name.span, _OTHER_WAY[_callee(data, node)]), *_invert(data, _argument(node))]
        case kind if kind in _PRIMARY:
            return [_insert(node.start, b"!")]
    raise Unplaceable("the condition cannot be turned round in plain words")


def _drop_not(data: bytes, node: Node) -> list[Edit]:
    argument = node.children[-1]
    edits = [Edit(Span(node.start, argument.start), b"")]
    if argument.kind == "parenthesized_expression" and inner(argument).kind in _PRIMARY:
        core = inner(argument)
        edits = [Edit(Span(node.start, core.start), b""), Edit(Span(core.end, argument.end), b"")]
    return edits


def _flip(data: bytes, node: Node) -> list[Edit]:
    operator = _operator(data, node)
    if operator not in _FLIPPED:
        raise Unplaceable("the condition cannot be turned round in plain words")
    sign = next(child for child in node.children if not child.named)
    edits = [Edit(sign.span, _FLIPPED[operator])]
    if operator in (b"&&", b"||"):
        for side in node.parts():
            if side.kind == "binary_expression" and _operator(data, side) == _FLIPPED[operator]:
                raise Unplaceable("the condition mixes && and ||")
            edits += _invert(data, side)
    return edits


def _insert(at: int, text: bytes) -> Edit:
    return Edit(Span(at, at), text)


def _operator(data: bytes, node: Node) -> bytes:
    return next((data[child.start : child.end] for child in node.children if not child.named), b"")


def _callee(data: bytes, node: Node) -> bytes:
    name = node.children[0]
    return data[name.start : name.end]


def _argument(call: Node) -> Node:
    arguments = call.child("arguments")
    parts = arguments.parts() if arguments else []
    if len(parts) != 1:
        raise Unplaceable("the condition cannot be turned round in plain words")
    return parts[0]
