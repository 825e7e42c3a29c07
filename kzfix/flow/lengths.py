"""How far a well-known writer goes, from the beginning of the place that it writes."""

from __future__ import annotations

from dataclasses import replace

from kzfix.flow import callees
from kzfix.flow.body import Body
from kzfix.flow.places import Place
from kzfix.source import keys
from kzfix.source.tree import Node

WORD = 8  # bytes; strscpy() copies whole words, and may clear what is left of the last one


def measured(body: Body, call: Node, place: Place) -> Place:
    """The place that a call writes, with the most bytes that it does, as far as a constant or a literal says it."""
    name, args, table = keys.callee(call, body.data), keys.arguments(call), callees.table()
    number = table.lengths.get(name, len(args))
    most = body.bytes_in(args[number]) if number < len(args) else None
    if name not in table.texts:
        return replace(place, most=most)
    literal = next((arg for arg in args if arg.kind == "string_literal"), None)
    text = keys.text(literal, body.data)[1:-1] if literal is not None else "%"
    if "%" in text or "\\" in text:
        return replace(place, most=most, text=True)
    full = -(-(len(text) + 1) // WORD) * WORD
    return replace(place, most=full if most is None else min(most, full))


def writes_just(call: Node, written: str, data: bytes) -> bool:
    """Whether a call writes one lvalue and no more: its length is the size of that, or it has none."""
    *others, length = keys.arguments(call)
    if length.kind == "sizeof_expression":
        return keys.key(length.parts()[0], data) == written
    return len(others) < 2 or keys.callee(call, data) in callees.table().handles
