"""One function as match and prove see it: its tree, and on demand its graph, variables, types and calls."""

from __future__ import annotations

import functools
import re

from kzfix.facts.lookup import Lookup
from kzfix.facts.macros import Macros
from kzfix.facts.scope import Scope
from kzfix.facts.types import Types
from kzfix.flow.graph import Flow, Loops
from kzfix.flow.sizes import Sizes
from kzfix.flow.uses import UNEVALUATED
from kzfix.model import Source, Span
from kzfix.source import keys
from kzfix.source.tree import Node

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
            if name in all_names and (word == "undef" or len(self.lookup.own_macros().get(name, ())) > 1):
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
    def sizes(self) -> Sizes:
        """Sizes as values, with no local variable expanded."""
        return Sizes(self.types, self.data)

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
