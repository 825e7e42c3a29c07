"""Sizes as values: `n * s`, `s * n`, `array_size(n, s)` are one polynomial over what cannot be taken apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from kzfix.facts.numbers import expression
from kzfix.facts.scope import CType
from kzfix.facts.types import BYTES, WIDE, Types
from kzfix.flow import callees
from kzfix.flow.alias import ANY
from kzfix.flow.uses import lvalues
from kzfix.source import keys
from kzfix.source.tree import Node

POINTER = "sizeof(void *)"
PRODUCTS = frozenset({"array_size", "size_mul", "array3_size"})

Terms = dict[tuple[str, ...], int]


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes: a sum of products of atoms. `reads` are the lvalues that it depends on.

    `unsure` are sizeof expressions whose type was not found.
    """

    terms: tuple[tuple[tuple[str, ...], int], ...]
    reads: frozenset[str] = frozenset()
    unsure: frozenset[str] = frozenset()

    def minus(self, other: Size) -> Terms:
        """The terms of the difference; empty when the two are the same value."""
        left = dict(self.terms)
        for atoms, times in other.terms:
            left[atoms] = left.get(atoms, 0) - times
        return {atoms: times for atoms, times in left.items() if times}


def _size(terms: Terms, *parts: Size) -> Size:
    kept = tuple(sorted((atoms, times) for atoms, times in terms.items() if times))
    reads = frozenset().union(*(part.reads for part in parts)) if parts else frozenset()
    unsure = frozenset().union(*(part.unsure for part in parts)) if parts else frozenset()
    return Size(kept, reads, unsure)


def constant(number: int) -> Size:
    """A known number of bytes."""
    return _size({(): number})


def atom(name: str, reads: frozenset[str] = frozenset(), unsure: bool = False) -> Size:
    """Something that is not taken apart."""
    return Size((((name,), 1),), reads, frozenset((name,)) if unsure else frozenset())


def product(left: Size, right: Size) -> Size:
    """The product of two sizes."""
    terms: Terms = {}
    for atoms, times in left.terms:
        for others, more in right.terms:
            both = tuple(sorted(atoms + others))
            terms[both] = terms.get(both, 0) + times * more
    return _size(terms, left, right)


def total(left: Size, right: Size, sign: int = 1) -> Size:
    """The sum (or difference) of two sizes."""
    terms = dict(left.terms)
    for atoms, times in right.terms:
        terms[atoms] = terms.get(atoms, 0) + sign * times
    return _size(terms, left, right)


class Sizes:
    """Sizes in one function. `defined` maps a local's name to the expression that it holds, where that is known."""

    def __init__(
        self, types: Types, data: bytes, defined: Mapping[str, Node] | None = None, outer: Sizes | None = None
    ) -> None:
        self.types = types
        self.data = data
        self.defined = defined or {}
        self.outer = outer  # who knows what names hold, for text that stands in no file
        self._open: set[str] = set()

    def of_text(self, text: str) -> Size:
        """The value of a size expression that stands in no file."""
        parsed = expression(text)
        if parsed is None:
            return atom(text, frozenset((ANY,)))
        node, body = parsed
        return Sizes(Types(self.types.scope, self.types.lookup, body), body, outer=self).of(node)

    def of(self, node: Node) -> Size:
        """The value of a size expression."""
        node = keys.strip(node, casts=False)
        match node.kind:
            case "number_literal" | "char_literal":
                value = keys.number(keys.text(node, self.data))
                return constant(value) if value is not None else atom(keys.text(node, self.data))
            case "sizeof_expression":
                return self._sizeof(node)
            case "cast_expression":
                return self._cast(node)
            case "binary_expression":
                return self._binary(node)
            case "call_expression":
                return self._call(node)
            case "identifier":
                return self._name(node)
        if keys.is_lvalue(node, self.data):
            return (self.outer or self).held(keys.key(node, self.data), lvalues(node, self.data))
        return self._opaque(node)

    def _opaque(self, node: Node) -> Size:
        words = [keys.text(leaf, self.data) for leaf in node.walk() if not leaf.children]
        table = callees.table()
        called = [keys.callee(part, self.data) for part in node.walk() if part.kind == "call_expression"]
        unknown = any(name not in table.reads and name not in table.computes for name in called)
        inside = {word for name in called for word in self.types.lookup.macro_words(name)}
        reads = lvalues(node, self.data) | self._read(node) | (inside & set(self.types.scope.variables))
        return atom(" ".join(words), reads | ({ANY} if unknown else frozenset()))

    def _read(self, node: Node) -> frozenset[str]:
        """What the callees in an expression read through the pointers that they get: strlen(s) depends on *s."""
        found = set()
        for call in node.walk():
            if call.kind == "call_expression" and keys.callee(call, self.data) not in callees.table().computes:
                args = [keys.plain(arg) for arg in keys.arguments(call)]
                found |= {"*" + keys.key(arg, self.data) for arg in args if keys.is_lvalue(arg, self.data)}
        return frozenset(found)

    def _cast(self, node: Node) -> Size:
        type_, value = self.types.described(node.child("type")), node.child("value")
        if type_ is not None and value is not None and type_.base in WIDE and not type_.pointers:
            inner = self.types.of(value)
            narrow = BYTES.get(type_.base, 8) < 8
            if not narrow or (inner is not None and BYTES.get(self.types.plain(inner).base, 8) <= 4):
                return self.of(value)
        return self._opaque(node)

    def _binary(self, node: Node) -> Size:
        left, right, operator = node.child("left"), node.child("right"), node.child("operator")
        assert left is not None and right is not None and operator is not None
        if self._is_loose(left) or self._is_loose(right):
            return self._opaque(node)
        match operator.kind:
            case "+":
                return total(self.of(left), self.of(right))
            case "-":
                return total(self.of(left), self.of(right), -1)
            case "*":
                return product(self.of(left), self.of(right))
            case "<<":
                by = self.of(right)
                if len(by.terms) == 1 and by.terms[0][0] == () and 0 <= by.terms[0][1] < 32:
                    return product(self.of(left), constant(1 << by.terms[0][1]))
        return self._opaque(node)

    def _is_loose(self, node: Node) -> bool:
        """A macro whose text falls apart beside an operator: `#define M 4 + 4` and `M * 2`."""
        if node.kind != "identifier" or keys.text(node, self.data) in self.types.scope.variables:
            return False
        text = (self.types.lookup.macro(keys.text(node, self.data)) or b"").strip()
        parsed = expression(text.decode("latin-1")) if text else None
        return parsed is not None and parsed[0].kind in ("binary_expression", "conditional_expression")

    def _call(self, node: Node) -> Size:
        name, args = keys.callee(node, self.data), keys.arguments(node)
        if name in PRODUCTS and args:
            value = self.of(args[0])
            for arg in args[1:]:
                value = product(value, self.of(arg))
            return value
        if name == "size_add" and len(args) == 2:
            return total(self.of(args[0]), self.of(args[1]))
        return self._opaque(node)

    def _name(self, node: Node) -> Size:
        return (self.outer or self).named(keys.text(node, self.data))

    def named(self, name: str) -> Size:
        """The value of a variable or a macro."""
        if name in self.types.scope.variables:
            return self.held(name, frozenset((name,)))
        number = self._number(name)
        if number is not None:
            return constant(number)
        return atom(name, self._used_by_macro(name) | {name})

    def held(self, name: str, reads: frozenset[str]) -> Size:
        """The value of a variable or a member: what it is known to hold, else itself."""
        if name not in self.defined or name in self._open:
            return atom(name, reads)
        self._open.add(name)
        value = self.of(self.defined[name])
        self._open.discard(name)
        return value

    def _used_by_macro(self, name: str) -> frozenset[str]:
        """What a macro's text reads, where that is an expression over variables."""
        text = (self.types.lookup.macro(name) or b"").decode("latin-1")
        words = {*re.findall(r"[A-Za-z_]\w*", text), *self.types.lookup.macro_words(name)}
        captured = frozenset(word for word in words if word in self.types.scope.variables)
        if not captured and all(word.isupper() for word in words):
            return frozenset()
        parsed = expression(text)
        return captured | (lvalues(*parsed) if parsed is not None else frozenset((ANY,)))

    def _number(self, name: str, depth: int = 0) -> int | None:
        """The value of a macro whose text is a number, or another such macro."""
        text = self.types.lookup.macro(name)
        if text is None or depth > 4:
            return None
        word = text.decode("latin-1").strip("() \t\r")
        value = keys.number(word) if word else None
        if value is None and re.fullmatch(r"[A-Za-z_]\w*", word):
            return self._number(word, depth + 1)
        return value

    def _sizeof(self, node: Node) -> Size:
        type_, operand = self.types.sizeof(node)
        if type_ is None:
            return atom(f"sizeof {keys.key(operand, self.data)}", unsure=True)
        return self.of_type(type_)

    def of_type(self, type_: CType) -> Size:
        """The size of a type."""
        if type_.dims:
            count = self._text(type_.dims[0])
            return product(count, self.of_type(CType(type_.base, type_.pointers, type_.dims[1:], type_.function)))
        if type_.is_pointer:
            return atom(POINTER)
        if type_.base in BYTES:
            return constant(BYTES[type_.base])
        named = " " in type_.base or type_.base in ("long", "void")
        return atom(f"sizeof({type_.base})", unsure=not named)

    def _text(self, text: str) -> Size:
        """The value of an array size that stands in a declaration."""
        if text.isdigit():
            return constant(int(text))
        number = self._number(text) if re.fullmatch(r"[A-Za-z_]\w*", text) else None
        if number is not None:
            return constant(number)
        variable = any(word in self.types.scope.variables for word in re.findall(r"\w+", text))
        return atom(f"[{text}]", unsure=True) if variable else atom(text)  # what a variable was, it need not be now


def show(terms: Terms) -> str:
    """A difference, for people."""
    parts = []
    for atoms, times in sorted(terms.items()):
        words = [*([str(abs(times))] if abs(times) != 1 or not atoms else []), *atoms]
        parts.append(("- " if times < 0 else "+ ") + " * ".join(words))
    text = " ".join(parts)
    return text[2:] if text.startswith("+ ") else text
