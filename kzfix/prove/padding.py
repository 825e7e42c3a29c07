"""What an assignment of a structure leaves unwritten, its padding, does not leave the kernel.

C promises the members alone: bytes between them may keep what was there before, which is zero only while the allocator
zeroes (c6bf514c6e0 was such a leak).

    p = kzalloc(sizeof(*p), GFP_KERNEL);
    *p = *template;
    copy_to_user(arg, p, sizeof(*p));      /* padding and all */
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kzfix.facts.scope import CType
from kzfix.facts.types import BYTES, WIDE
from kzfix.flow import sinks
from kzfix.flow.sinks import Sink
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "padding"
DEEPEST = 8


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    left = case.clear.child("left")
    if left is None:
        return Holds("every byte is written, padding too")
    type_ = case.body.types.of(left)
    right = case.clear.child("right")
    if right is not None and _is_literal(case, right) and _has_union(case, type_):
        why = "the literal need not write the longest member of a union in the structure"
        return case.review(NAME, why, case.clear)
    if type_ is not None and case.body.layouts.padding(case.body.types.plain(type_)) is False:
        return Holds(f"{type_} has no padding")
    for call, sink in _ahead(case):
        if sink.source < len(keys.arguments(call)) and _may_be_it(case, keys.arguments(call)[sink.source]):
            why = f"{sink.name}() passes the object on to {sink.to}: its padding is not written by the assignment"
            return case.review(NAME, why, call)
    return Holds("what may be padding stays in the kernel, as far as this function goes")


def _ahead(case: Case) -> Iterator[tuple[Node, Sink]]:
    """Calls behind the assignment through which memory leaves."""
    flow = case.body.flow
    start = flow.at(case.clear)
    ahead = flow.ahead_of(start) if start is not None else set()
    for name, sink in sinks.table().items():
        for call in case.body.calls.get(name, ()):
            point = flow.at(call)
            if point is not None and (point is start or point.index in ahead):
                yield call, sink


def _may_be_it(case: Case, argument: Node) -> bool:
    """Whether an argument may lead to the object: it is no address of a variable of another name."""
    data = case.body.data
    words, *own = (
        {keys.text(node, data) for node in top.walk() if node.kind == "identifier"}
        for top in (argument, case.pointer, case.target)
    )
    inner = keys.strip(argument)
    root = inner.child("argument") if keys.is_address(inner, data) else None
    return not words.isdisjoint(set().union(*own)) or root is None or root.kind != "identifier"


def _is_literal(case: Case, value: Node) -> bool:
    """Whether a value is a compound literal, or may be: what a macro stands for."""
    value = keys.strip(value)
    called = keys.callee(value, case.body.data) if value.kind == "call_expression" else ""
    return value.kind == "compound_literal_expression" or called.isupper() or case.body.macros.get(called) is not None


def _has_union(case: Case, type_: CType | None, depth: int = 0) -> bool:
    """Whether a structure has a union in it somewhere, as far as its text is found."""
    if type_ is None or depth > DEEPEST:
        return True
    plain = case.body.types.plain(type_)
    if plain.pointers or plain.base in BYTES or plain.base in WIDE or plain.base.startswith("enum "):
        return False
    if " " not in plain.base:
        return True
    members = case.body.layouts.members(replace(plain, dims=()))
    return members is None or any(member.union or _has_union(case, member.type, depth + 1) for member in members)
