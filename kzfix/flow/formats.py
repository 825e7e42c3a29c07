"""What a format string says of the arguments behind it."""

from __future__ import annotations

import re

from kzfix.flow import callees
from kzfix.source import keys
from kzfix.source.tree import Node

CONVERSION = re.compile(r"%[-+ #0]*\d*(?:\.\d+)?(?:hh|h|ll|l|z|t|j|L)?(p\w?|[a-zA-Z])")
ADDRESSES = frozenset({"p", "px", "pK"})  # the others read what it points to: lib/vsprintf.c, pointer()


def shown_as_address(args: list[Node], number: int, data: bytes) -> bool:
    """`printk("%p", p)` prints the pointer, not what it points to.

    A format that takes widths from its arguments, or has a macro in it, is not understood.
    """
    at = next((n for n, arg in enumerate(args) if arg.kind in ("string_literal", "concatenated_string")), None)
    if at is None or number <= at or any(part.kind == "identifier" for part in args[at].walk()):
        return False
    text = keys.text(args[at], data).replace("%%", "")
    shown = CONVERSION.findall(text)
    index = number - at - 1
    return "*" not in text and index < len(shown) and shown[index] in ADDRESSES


def printed(name: str, args: list[Node], data: bytes) -> int | None:
    """Where the format string stands of a callee whose name says that it prints: the first string, with a conversion
    for each argument behind it, and no address there. None where there is none such."""
    if not callees.prints(name):
        return None
    for number, arg in enumerate(args):
        if arg.kind in ("string_literal", "concatenated_string"):
            behind = args[number + 1 :]
            addresses = any(keys.is_address(other, data) for other in behind)
            return number if _converts(arg, len(behind), data) and not addresses else None
    return None


def _converts(literal: Node, count: int, data: bytes) -> bool:
    text = keys.text(literal, data).replace("%%", "")
    return not callees.STORES.search(text) and text.count("%") + text.count("%*") == count
