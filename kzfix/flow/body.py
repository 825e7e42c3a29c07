"""One function as match and prove see it: its tree, and on demand its graph, variables, types and calls."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from kzfix.facts.constants import Constants, constants, zero
from kzfix.facts.layout import Layouts, layouts
from kzfix.facts.lookup import Lookup
from kzfix.facts.macros import Macros
from kzfix.facts.scope import Scope
from kzfix.facts.types import Types
from kzfix.flow.graph import Flow, Loops
from kzfix.flow.sizes import Sizes
from kzfix.flow.uses import UNEVALUATED, declared_name
from kzfix.model import Source, Span
from kzfix.source import keys
from kzfix.source.tree import Node

if TYPE_CHECKING:
    from kzfix.flow.steps import Text

CLEANUP = re.compile(rb"\b(?:__free|__cleanup|cleanup|DEFINE_FREE)\s*\(\s*(\w*)")
DIRECTIVE = re.compile(rb"^[ \t]*#[ \t]*(include|define|undef)[ \t]+[\"<]?(\w*)", re.M)


class Body:
    """One reading of one function. `data` is the masked file: offsets are those of the file."""

    def __init__(
        self, name: str, tree: Node, data: bytes, source: Source, lookup: Lookup, loops: Loops, macro: bool = False
    ) -> None:
        self.name = name
        self.tree = tree
        self.data = data
        self.source = source
        self.lookup = lookup
        self.loops = loops
        self.macro = macro  # the body of a `#define`
        self.text_of: Text | None = None  # what walks have found out about it

    @functools.cached_property
    def flow(self) -> Flow:
        """The control-flow graph."""
        flow = Flow(self.tree, self.data, self.loops, self.macros, self.source.data)
        flow.problem = flow.problem or self._directive()
        return flow

    def _directive(self) -> str | None:
        """A preprocessor line inside the function that changes what all of its text means."""
        for word, name in self._directives:
            if word == "include":
                return "a file is included inside the function"
            if name in self.scope.variables:
                return f"{name} is a variable and a macro"
        return None

    @functools.cached_property
    def _directives(self) -> tuple[tuple[str, str], ...]:
        found = DIRECTIVE.finditer(self.source.data, self.tree.start, self.tree.end)
        return (
            () if self.macro else tuple((match.group(1).decode(), match.group(2).decode("latin-1")) for match in found)
        )

    def redefined(self, names: set[str]) -> str | None:
        """The first of some names that is a macro which gets another text inside the function."""
        all_names = names | {word for name in names for word in self.lookup.macro_words(name)}
        for word, name in self._directives:
            if name in all_names and (word == "undef" or len(set(self.lookup.own_macros().get(name, ()))) > 1):
                return name
        return None

    @functools.cached_property
    def scope(self) -> Scope:
        """The declared variables."""
        return Scope(self.tree, self.data)

    @functools.cached_property
    def macros(self) -> Macros:
        """The macros of this file that the function uses."""
        return Macros(self.tree, self.data, self.scope, self.lookup)

    @functools.cached_property
    def types(self) -> Types:
        """Types of expressions."""
        return Types(self.scope, self.lookup, self.data)

    @functools.cached_property
    def layouts(self) -> Layouts:
        """What structures look like inside."""
        return layouts(self.lookup)

    @functools.cached_property
    def constants(self) -> Constants:
        """Values of enumerators and macros."""
        return constants(self.lookup)

    def is_zero(self, value: Node) -> bool:
        """Whether an expression is known to be all zero bytes; `a = b = 0` is."""
        value = keys.strip(value)
        while value.kind == "assignment_expression" and (right := value.child("right")) is not None:
            value = keys.strip(right)
        return zero(value, self.data, self.constants, self.scope)

    @functools.cached_property
    def sizes(self) -> Sizes:
        """Sizes as values, with no local variable expanded."""
        return Sizes(self.types, self.data)

    def bytes_in(self, size: Node) -> int | None:
        """The value of a size where it is a constant; None when it is none, or not to be told."""
        size = keys.strip(size)
        if size.kind == "sizeof_expression":
            found, _ = self.types.sizeof(size)
            return self.layouts.size(found) if found is not None else None
        terms = dict(self.sizes.of(size).terms)
        return terms.get((), 0) if set(terms) <= {()} else None

    @functools.cached_property
    def calls(self) -> dict[str, list[Node]]:
        """The calls that are evaluated, by the name of the callee, in source order."""
        found: dict[str, list[Node]] = {}
        stack = [self.tree]
        while stack:
            node = stack.pop()
            if node.kind == "call_expression":
                found.setdefault(keys.callee(node, self.data), []).append(node)
            if node.kind not in UNEVALUATED:
                stack.extend(reversed(node.children))
        return found

    def cleanup(self, name: str) -> str:
        """The function that a variable's declaration says is called for it at the end of its block; "" for none."""
        for node in self.tree.walk():
            if node.kind == "declaration" and any(
                declared is not None and keys.text(declared, self.data) == name
                for declared in map(declared_name, node.children)
            ):
                start = self.source.data.rfind(b"\n", 0, node.start) + 1
                found = CLEANUP.search(self.source.data, start, node.end)
                if found is not None:
                    return found.group(1).decode("latin-1")
        return ""

    @functools.cached_property
    def _by_kind(self) -> dict[str, list[Node]]:
        found: dict[str, list[Node]] = {}
        for node in self.tree.walk():
            found.setdefault(node.kind, []).append(node)
        return found

    def of_kinds(self, kinds: tuple[str, ...]) -> list[Node]:
        """The nodes of some kinds, in source order."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], [])
        return sorted((node for kind in kinds for node in self._by_kind.get(kind, ())), key=lambda node: node.start)

    @functools.cached_property
    def _by_span(self) -> dict[tuple[int, int], Node]:
        found: dict[tuple[int, int], Node] = {}
        for node in self.tree.walk():
            found.setdefault((node.start, node.end), node)
        return found

    def node(self, span: Span) -> Node:
        """The outermost node that covers exactly a span."""
        return self._by_span[span.start, span.end]

    def text(self, node: Node) -> str:
        """The node's text as the file has it, on one line."""
        return " ".join(self.source.data[node.start : node.end].decode("utf-8", "replace").split())

    def line(self, node: Node) -> int:
        """The 1-based line that a node begins on."""
        return self.source.line(node.start)
