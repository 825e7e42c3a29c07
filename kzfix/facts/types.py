"""The types of expressions, and what `sizeof` makes of them."""

from __future__ import annotations

from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType, Scope, base_type, declared_type
from kzfix.source import keys
from kzfix.source.tree import Node
from kzfix.tables import table

_TABLE = table("ctypes")
BYTES: dict[str, int] = {name: int(size) for size, names in _TABLE["bytes"].items() for name in names}
ALIASES: dict[str, str] = _TABLE["aliases"]
WIDE = frozenset(_TABLE["wide"]["types"])


class Types:
    """Types in one function."""

    def __init__(self, scope: Scope, lookup: Lookup, data: bytes) -> None:
        self.scope = scope
        self.lookup = lookup
        self.data = data

    def of(self, node: Node) -> CType | None:
        """The type of an expression, or None when a declaration is not to be found."""
        node = keys.strip(node, casts=False)
        match node.kind:
            case "identifier":
                return self._name(keys.text(node, self.data))
            case "cast_expression":
                return self.described(node.child("type"))
            case "subscript_expression":
                base = self._child(node, "argument")
                return base.pointee() if base is not None else None
            case "pointer_expression":
                base = self._child(node, "argument")
                if base is None:
                    return None
                if keys.text(node, self.data)[:1] == "*":
                    return self.plain(base).pointee()
                return None if base.dims else CType(base.base, base.pointers + 1)
            case "field_expression":
                return self._member(node)
        return None

    def pointee(self, node: Node) -> CType | None:
        """What a pointer points to, typedef names resolved; None when that is not known."""
        found = self.of(node)
        pointee = self.plain(found).pointee() if found is not None else None
        return self.plain(pointee) if pointee is not None else None

    def _child(self, node: Node, field: str) -> CType | None:
        child = node.child(field)
        found = self.of(child) if child is not None else None
        return self.plain(found) if found is not None else None

    def _name(self, name: str) -> CType | None:
        return self.scope.type_of(name) if name in self.scope.variables else self.lookup.global_type(name)

    def _member(self, node: Node) -> CType | None:
        base, name = self._child(node, "argument"), node.child("field")
        if base is None or name is None:
            return None
        if any(child.kind == "->" for child in node.children):
            pointee = self.plain(base).pointee()
            if pointee is None:
                return None
            base = self.plain(pointee)
        if base.pointers or base.dims:
            return None
        member = self.lookup.member(base.base, keys.text(name, self.data))
        return member.type if member is not None else None

    def is_bit_field(self, node: Node) -> bool:
        """Whether an lvalue is a bit-field, as far as its structure is found."""
        node, name = keys.strip(node, casts=False), node.child("field")
        base = self._child(node, "argument") if node.kind == "field_expression" else None
        if base is None or name is None:
            return False
        found = self.lookup.member(self.plain(base.pointee() or base).base, keys.text(name, self.data))
        return found is not None and found.bits

    def described(self, node: Node | None) -> CType | None:
        """The type that a type_descriptor names."""
        if node is None:
            return None
        base = base_type(node, self.data)
        declarator = node.child("declarator")
        return declared_type(declarator, base, self.data)[1] if declarator is not None else CType(base)

    def plain(self, type_: CType) -> CType:
        """The type with typedef names resolved as far as they are found."""
        seen: set[str] = set()
        while type_.base not in seen:
            seen.add(type_.base)
            if type_.base in ALIASES:
                type_ = CType(ALIASES[type_.base], type_.pointers, type_.dims, type_.function)
            if " " in type_.base or type_.base in BYTES or type_.base in ("void", "long"):
                break
            found = self.lookup.typedef(type_.base)
            if found is None:
                break
            function = type_.function or found.function or bool(type_.pointers and found.dims)
            type_ = CType(found.base, found.pointers + type_.pointers, type_.dims + found.dims, function)
        return type_

    def sizeof(self, node: Node) -> tuple[CType | None, Node]:
        """The type whose size a sizeof_expression takes (typedefs resolved), and its operand."""
        operand = node.child("type") or node.child("value")
        if operand is None:
            operand = node.parts()[0]
        if operand.kind == "type_descriptor":
            found = self.described(operand)
        else:
            inner = keys.strip(operand)
            found = self.of(inner)
            if found is None and inner.kind == "identifier" and self._is_type(keys.text(inner, self.data)):
                found = CType(keys.text(inner, self.data))
        return (self.plain(found) if found is not None else None), operand

    def _is_type(self, name: str) -> bool:
        """A bare name in sizeof() that is no variable and no macro of the function, its file or its headers."""
        if name in self.scope.variables or self.lookup.global_type(name) is not None:
            return False
        return (
            name in BYTES
            or self.lookup.typedef(name) is not None
            or name.endswith("_t")
            or self.lookup.macro(name) is None
        )
