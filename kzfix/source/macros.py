"""The bodies of function-like macros, read as if they were functions, so that what they hold can be named.

Nothing in a macro is ever changed: its text runs in places that this file does not show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kzfix.model import Source, Span
from kzfix.source.mask import mask
from kzfix.source.tree import Node, parse

_LINE = rb"(?:[^\\\n]|\\(?!\r?\n))*"
DEFINE = re.compile(
    rb"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^()\n]*\))?(" + _LINE + rb"(?:\\\r?\n" + _LINE + rb")+)", re.M
)
CONTINUED = re.compile(rb"\\(?=\r?\n)")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro of several lines. `tree` is a function_definition; `data` the text that it was read from, in which
    offsets are those of the file."""

    name: str
    span: Span
    tree: Node
    data: bytes


def macros(source: Source, regions: Iterable[Span], wanted: Callable[[bytes], bool]) -> Iterator[Macro]:
    """The macros in some regions of a file whose text is wanted and can be read."""
    data = source.data
    several = (region for region in regions if data.find(b"\\", *region) >= 0)
    for found in (one for region in several for one in DEFINE.finditer(data, *region)):
        body = found.group(3)
        start, end = found.span()
        if not wanted(body) or not source.touches(Span(start, end)):
            continue
        at = found.start(3)
        head = b"void f() {".ljust(at - start) if at - start >= 10 else None
        if head is None:
            continue
        text = head + mask(CONTINUED.sub(b" ", body)) + b";}"
        root, error = parse(text, start)
        tree = next((node for node in root.children if node.kind == "function_definition"), None)
        if tree is not None and error is None:
            yield Macro(found.group(1).decode("latin-1"), Span(start, end), tree, source.data[:start] + text)
