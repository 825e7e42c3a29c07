"""The variables that a function declares, and what their declarations say."""

from __future__ import annotations

from dataclasses import dataclass

from kzfix.source import keys
from kzfix.source.tree import Node

POINTERS = frozenset({"pointer_declarator", "abstract_pointer_declarator"})
ARRAYS = frozenset({"array_declarator", "abstract_array_declarator"})
FUNCTIONS = frozenset({"function_declarator", "abstract_function_declarator"})
TYPES = frozenset({"type_identifier", "primitive_type", "sized_type_specifier", "macro_type_specifier"}) | frozenset(
    {"struct_specifier", "union_specifier", "enum_specifier"}
)
SCOPES = frozenset({"compound_statement", "for_statement", "function_definition"})


@dataclass(frozen=True, slots=True)
class CType:
    """A C type: the base ("struct foo", "unsigned int", "foo_t"), then `pointers` stars, then array sizes.

    `dims` are the texts of the array sizes, outermost first; `function` is set for a pointer to a function.
    """

    base: str
    pointers: int = 0
    dims: tuple[str, ...] = ()
    function: bool = False

    def pointee(self) -> CType | None:
        """What `*` of this type is, or None when it is no pointer and no array."""
        if self.dims:
            return CType(self.base, self.pointers, self.dims[1:], self.function)
        if self.pointers and not self.function:
            return CType(self.base, self.pointers - 1)
        return None

    @property
    def is_pointer(self) -> bool:
        """Whether its value is an address (arrays are not)."""
        return bool(self.pointers or self.function) and not self.dims

    def __str__(self) -> str:
        stars = " " + "*" * self.pointers if self.pointers else ""
        return self.base + stars + "".join(f"[{size}]" for size in self.dims)


@dataclass(frozen=True, slots=True)
class Variable:
    """One declared name. `kind` is param, local or static."""

    name: str
    kind: str
    type: CType


class Scope:
    """All variables of one function, by name. Two declarations of one name with unlike types make its type unknown."""

    def __init__(self, function: Node, data: bytes) -> None:
        self.variables: dict[str, Variable] = {}
        self.unsure: set[str] = set()
        self.address_taken: set[str] = set()
        self.shadowed: set[str] = set()  # declared again in a block inside another declaration's
        self._blocks: dict[str, list[Node | None]] = {}
        self._data = data
        for node in function.walk():
            if node.kind == "parameter_declaration":
                self._declare(node, "param")
            elif node.kind == "declaration":
                static = any(
                    part.kind == "storage_class_specifier" and keys.text(part, data) in ("static", "extern")
                    for part in node.children
                )
                self._declare(node, "static" if static else "local")
            elif node.kind == "pointer_expression":
                self._taken(node)

    @staticmethod
    def empty() -> Scope:
        """A scope without variables, for text that stands in no function."""
        return Scope(Node("function_definition", 0, 0, None, True, None, []), b"")

    def _declare(self, node: Node, kind: str) -> None:
        base = base_type(node, self._data)
        if kind == "local" and node.parent is not None and node.parent.kind == "function_definition":
            kind = "param"  # as declared before 1989
        volatile = any(keys.text(part, self._data) == "volatile" for part in node.children)
        for part in node.children:
            if part.field == "declarator":
                name, declared = declared_type(part, base, self._data)
                if name is None:
                    continue
                if kind == "param":
                    declared = _decayed(declared)
                self._note_block(name, node)
                if volatile:
                    self.address_taken.add(name)
                before = self.variables.get(name)
                if before is not None and before.type != declared:
                    self.unsure.add(name)
                if before is None or kind == "static" or before.kind == "param":
                    self.variables[name] = Variable(name, kind, declared)

    def _note_block(self, name: str, node: Node) -> None:
        mine = next((above for above in node.above() if above.kind in SCOPES), None)
        blocks = self._blocks.setdefault(name, [])
        if mine in blocks:
            return
        for other in blocks:
            if _inside(node, other) or (mine is not None and other and _inside(other, mine)):
                self.shadowed.add(name)
        blocks.append(mine)

    def others(self, name: str, *nodes: Node) -> list[Node] | None:
        """Blocks in which a name is another variable than at these nodes; None when it is not one variable there."""
        if name not in self.shadowed:
            return []
        found = [self._declaring(name, node) for node in nodes]
        if any(block is not found[0] for block in found):
            return None
        blocks = [block for block in self._blocks[name] if block is not None and block is not found[0]]
        return [block for block in blocks if _inside(block, found[0])]

    def _declaring(self, name: str, node: Node) -> Node | None:
        """The innermost block around a node that declares a name; None for a parameter or no block."""
        return next((above for above in node.above() if any(above is block for block in self._blocks[name])), None)

    def _taken(self, node: Node) -> None:
        if keys.text(node, self._data)[:1] != "&":
            return
        inner = node.child("argument")
        while inner is not None:
            inner = keys.strip(inner)
            if inner.kind == "identifier":
                self.address_taken.add(keys.text(inner, self._data))
                return
            dotted = inner.kind == "field_expression" and any(child.kind == "." for child in inner.children)
            inner = inner.child("argument") if dotted else None

    def type_of(self, name: str) -> CType | None:
        """The declared type of a variable of this function, or None."""
        variable = self.variables.get(name)
        return variable.type if variable is not None and name not in self.unsure else None

    def is_private(self, name: str) -> bool:
        """Whether no other code can read or write the variable: local, not static, its address not taken."""
        variable = self.variables.get(name)
        return variable is not None and variable.kind != "static" and name not in self.address_taken

    def is_static(self, name: str) -> bool:
        """Whether a variable of this function lives on between its calls: its initialiser runs once, not here."""
        variable = self.variables.get(name)
        return variable is not None and variable.kind == "static"

    def is_local(self, name: str) -> bool:
        """Whether the name is a parameter or an automatic variable."""
        variable = self.variables.get(name)
        return variable is not None and variable.kind != "static"


def _inside(node: Node, block: Node | None) -> bool:
    return block is None or any(above is block for above in node.above())


def _decayed(type_: CType) -> CType:
    """An array parameter is a pointer."""
    if not type_.dims:
        return type_
    return CType(type_.base, type_.pointers + 1, (), type_.function or len(type_.dims) > 1)


def base_type(node: Node, data: bytes) -> str:
    """The type specifier of a declaration, normalised: qualifiers gone, one blank between words."""
    words: list[str] = []
    for part in node.children:
        if part.field == "declarator":
            break
        if part.kind in TYPES:
            words += _specifier(part, data)
    return " ".join(words)


def _specifier(node: Node, data: bytes) -> list[str]:
    if node.kind in ("struct_specifier", "union_specifier", "enum_specifier"):
        name = node.child("name")
        kind = node.kind.removesuffix("_specifier")
        return [kind, keys.text(name, data) if name is not None else f"<{node.start}>"]
    return keys.text(node, data).split()


def declared_type(declarator: Node, base: str, data: bytes) -> tuple[str | None, CType]:
    """The name and type that one declarator declares (None for an abstract one)."""
    dims: list[str] = []
    pointers, function = 0, False
    node: Node | None = declarator
    while node is not None:
        if node.kind in POINTERS:
            if dims or function:  # char (*p)[4] or a function pointer: not a plain pointer
                function = True
            pointers += 1
        elif node.kind in ARRAYS:
            size = node.child("size")
            dims.append(keys.key(size, data) if size is not None else "")
        elif node.kind in FUNCTIONS:
            function = True
        elif node.kind in ("identifier", "field_identifier", "type_identifier"):
            return keys.text(node, data), CType(base, pointers, tuple(reversed(dims)), function)
        below = node.child("declarator")
        if below is None and node.kind in ("parenthesized_declarator", "abstract_parenthesized_declarator"):
            below = next(iter(node.parts()), None)
        node = below
    return None, CType(base, pointers, tuple(reversed(dims)), function)
