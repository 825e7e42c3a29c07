"""The syntax tree that every room reads: tree-sitter's, copied once into plain objects.

A `Node` knows its parent and its span in the *file*, not in the slice that was parsed. Comments are left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import tree_sitter_c
from tree_sitter import Language, Parser, Tree

from kzfix.model import Span

C = Language(tree_sitter_c.language())
LONGEST = 1 << 20  # bytes in one text; of some nonsense the parser keeps two thousand times as many
PIECE = 1 << 14  # bytes

# What the grammar numbers, by number: to ask each node for its words makes new ones every time.
_ERROR = 0xFFFF
_KINDS = {number: sys.intern(C.node_kind_for_id(number) or "") for number in range(C.node_kind_count)}
_KINDS[_ERROR] = "ERROR"
_NAMED = {number: C.node_kind_is_named(number) for number in range(C.node_kind_count)} | {_ERROR: True}
_FIELDS = {number: sys.intern(C.field_name_for_id(number) or "") for number in range(1, C.field_count + 1)}
_COMMENT = C.id_for_node_kind("comment", True)


class Node:
    """One node: `kind` is tree-sitter-c's, `field` the name of the parent's field that holds it, or None."""

    __slots__ = ("_first", "_last", "_tree", "children", "end", "field", "key", "kind", "named", "parent", "start")

    def __init__(
        self, kind: str, start: int, end: int, field: str | None, named: bool, parent: Node | None, tree: list[Node]
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.field = field
        self.named = named
        self.parent = parent
        self.children: list[Node] = []
        self._tree = tree  # every node of it, in source order
        self._first = len(tree)
        self._last = self._first + 1  # past the last node below
        tree.append(self)
        self.key: tuple[bytes, str] | None = None  # for `kzfix.source.keys`: what it says of the node, in which text

    @property
    def span(self) -> Span:
        """Where the node stands in the file."""
        return Span(self.start, self.end)

    def child(self, field: str) -> Node | None:
        """The first child in a field."""
        for node in self.children:
            if node.field == field:
                return node
        return None

    def parts(self) -> list[Node]:
        """The named children."""
        return [node for node in self.children if node.named]

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in source order."""
        return iter(self._tree[self._first : self._last])

    def above(self) -> Iterator[Node]:
        """The nodes around this one, innermost first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def __repr__(self) -> str:
        return f"<{self.kind} {self.start}:{self.end}>"


def parse(text: bytes, offset: int = 0) -> tuple[Node, Span | None]:
    """Parse a slice that begins at byte `offset` of its file.

    Returns the root, and the span of the first ERROR or MISSING node if there is one. A text of more than `LONGEST`
    bytes is all error.
    """
    if len(text) > LONGEST:
        span = Span(offset, offset + len(text))
        return Node("translation_unit", *span, None, True, None, []), span
    tree = _grown(text)
    root = _copy(tree, offset)
    return root, _first_error(tree, offset) if tree.root_node.has_error else None


def parse_sound(text: bytes, offset: int = 0) -> Node | Span:
    """As `parse`, but of a text with an error only its place: no nodes are made."""
    if len(text) > LONGEST:
        return Span(offset, offset + len(text))
    tree = _grown(text)
    return _first_error(tree, offset) if tree.root_node.has_error else _copy(tree, offset)


def _grown(text: bytes) -> Tree:
    """The parser's own tree. The text is handed over piece by piece: in between a signal is heard, such as the one that
    says that the time for a file is up. Half a megabyte of `f(f(f(` keeps the parser busy for seconds."""

    def piece(at: int, _: object) -> bytes:
        return text[at : at + PIECE]

    return Parser(C).parse(piece)


def _copy(tree: Tree, offset: int) -> Node:
    """The tree as nodes: half of the time that reading takes goes by here, so nothing is called that need not be."""
    cursor = tree.walk()
    kinds, named, fields, new = _KINDS, _NAMED, _FIELDS, Node.__new__
    down, beside, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    nodes: list[Node] = []
    add = nodes.append
    parent: Node | None = None
    beneath: list[Node] = []  # the children of `parent`
    count = 0
    while True:
        raw = cursor.node
        assert raw is not None
        kind = raw.kind_id
        if kind != _COMMENT:
            node = new(Node)
            field = cursor.field_id
            node.kind, node.named, node.field = kinds[kind], named[kind], fields[field] if field else None
            node.start, node.end = raw.start_byte + offset, raw.end_byte + offset
            node.parent, node.children, node.key = parent, [], None
            node._tree, node._first = nodes, count
            count += 1
            node._last = count
            add(node)
            beneath.append(node)
            if down():
                parent, beneath = node, node.children
                continue
        while not beside():
            if parent is None:
                return nodes[0]
            up()
            parent._last = count
            parent = parent.parent
            beneath = parent.children if parent is not None else []


def _first_error(tree: Tree, offset: int) -> Span:
    cursor = tree.walk()
    while True:
        raw = cursor.node
        assert raw is not None
        if raw.is_error or raw.is_missing:
            return Span(raw.start_byte + offset, raw.end_byte + offset)
        if raw.has_error and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return Span(offset, offset)
