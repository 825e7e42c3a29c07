"""Constant expressions of C as numbers, in the integer types of a 64-bit machine.

What overflows, what is not an integer and what calls an unknown function has no value here.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

from kzfix.facts.scope import CType, base_type, declared_type
from kzfix.facts.types import BYTES
from kzfix.source import keys
from kzfix.source.tree import Node, parse

_LITERAL = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uUlL]*)\Z")
_SIGNED = frozenset({"int", "long", "short", "long long", "signed char", "s8", "s16", "s32", "s64", "ssize_t", "char"})
_WIDTHS = {"long": 8, "unsigned long": 8, "size_t": 8, "ssize_t": 8, "long int": 8, "unsigned long int": 8}

_WHOLE: dict[str, Callable[[int, int], int]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "&": operator.and_, "|": operator.or_,
    "^": operator.xor,
}  # fmt: skip
_TRUTH: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "&&": lambda one, other: bool(one and other), "||": lambda one, other: bool(one or other),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """An integer with its C type: `bits` wide, signed or not."""

    value: int
    bits: int = 32
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Reader:
    """Evaluates nodes of one text.

    `named` gives the value of a name, `own` tells whether the file defines a macro itself, `loose` whether a name is a
    macro whose text falls apart beside an operator: `#define M 4 + 4` and `M * 2`.
    """

    data: bytes
    named: Callable[[str], int | None]
    own: Callable[[str], bool]
    loose: Callable[[str], bool]

    def of(self, node: Node) -> Number | None:
        """The value of an expression, or None."""
        node = keys.strip(node, casts=False)
        match node.kind:
            case "number_literal":
                return literal(keys.text(node, self.data))
            case "char_literal":
                value = keys.number(keys.text(node, self.data))
                return Number(value) if value is not None and value < 128 else None
            case "true" | "false":
                return Number(int(node.kind == "true"))
            case "identifier":
                return self._name(node)
            case "cast_expression":
                return self._cast(node)
            case "unary_expression":
                return self._unary(node)
            case "binary_expression":
                return self._binary(node)
            case "conditional_expression":
                return self._conditional(node)
            case "sizeof_expression":
                return self._sizeof(node)
            case "call_expression":
                return self._call(node)
        return None

    def _name(self, node: Node) -> Number | None:
        name = keys.text(node, self.data)
        operand = node.parent is not None and node.parent.kind in keys.COMPOSITE - {"assignment_expression"}
        value = self.named(name) if not (operand and self.loose(name)) else None
        return sized(value) if value is not None else None

    def _child(self, node: Node, field: str) -> Number | None:
        child = node.child(field)
        return self.of(child) if child is not None else None

    def _cast(self, node: Node) -> Number | None:
        value, type_ = self._child(node, "value"), self._described(node.child("type"))
        if value is None or type_ is None or type_.pointers or type_.dims or type_.function:
            return value if value is not None and value.value == 0 and type_ is not None and type_.pointers else None
        if type_.base in ("float", "double"):
            return None
        width = _WIDTHS.get(type_.base, BYTES.get(type_.base))
        if width is None:  # of an integer type that is not known, zero is zero
            return Number(0) if value.value == 0 and type_.base.split()[0] not in ("struct", "union") else None
        signed = type_.base.lstrip("_") in _SIGNED
        return wrapped(value.value, 8 * width, signed) if width >= 4 else _promoted(value.value, 8 * width, signed)

    def _described(self, node: Node | None) -> CType | None:
        if node is None:
            return None
        base, declarator = base_type(node, self.data), node.child("declarator")
        return declared_type(declarator, base, self.data)[1] if declarator is not None else CType(base)

    def _unary(self, node: Node) -> Number | None:
        value, sign = self._child(node, "argument"), node.child("operator")
        if value is None or sign is None:
            return None
        match sign.kind:
            case "-":
                return fitting(-value.value, value)
            case "+":
                return value
            case "~":
                return fitting(~value.value, value)
            case "!":
                return Number(int(not value.value))
        return None

    def _binary(self, node: Node) -> Number | None:
        left, right, sign = self._child(node, "left"), self._child(node, "right"), node.child("operator")
        if left is None or right is None or sign is None:
            return None
        if sign.kind in ("<<", ">>"):
            if not 0 <= right.value < left.bits or left.value < 0:
                return None
            moved = left.value << right.value if sign.kind == "<<" else left.value >> right.value
            return fitting(moved, left)
        one, other = common(left, right)
        if sign.kind in _TRUTH:
            return Number(int(_TRUTH[sign.kind](one.value, other.value)))
        if sign.kind in _WHOLE:
            return fitting(_WHOLE[sign.kind](one.value, other.value), one)
        if sign.kind in "/%" and other.value > 0 and one.value >= 0:
            found = one.value // other.value if sign.kind == "/" else one.value % other.value
            return fitting(found, one)
        return None

    def _conditional(self, node: Node) -> Number | None:
        test = self._child(node, "condition")
        if test is None:
            return None
        return self._child(node, "consequence" if test.value else "alternative")

    def _sizeof(self, node: Node) -> Number | None:
        type_ = self._described(node.child("type"))
        if type_ is None or type_.dims:
            return None
        width = 8 if type_.is_pointer else _WIDTHS.get(type_.base, BYTES.get(type_.base))
        return Number(width, 64, False) if width is not None else None

    def _call(self, node: Node) -> Number | None:
        """include/linux/bits.h, math.h, bitops.h, align.h; unless the file has a macro of that name itself."""
        name = keys.callee(node, self.data)
        args = [self.of(arg) for arg in keys.arguments(node)]
        if None in args or self.own(name):
            return None
        values = [arg.value for arg in args if arg is not None]
        match name, values:
            case (("BIT" | "BIT_ULL"), [at]) if 0 <= at < 64:
                return Number(1 << at, 64, False)
            case "BITS_TO_LONGS", [bits] if bits >= 0:
                return Number((bits + 63) // 64)
            case "BITS_TO_BYTES", [bits] if bits >= 0:
                return Number((bits + 7) // 8)
            case "DIV_ROUND_UP", [one, by] if one >= 0 and by > 0:
                return sized((one + by - 1) // by)
            case (("ALIGN" | "roundup" | "round_up"), [one, by]) if one >= 0 and by > 0:
                return sized((one + by - 1) // by * by)
        return None


def literal(text: str) -> Number | None:
    """An integer literal with the type that C gives it; the parser takes a sign for a part of it."""
    text = text.strip()
    if text[:1] in ("-", "+"):
        plain = literal(text[1:])
        return fitting(-plain.value, plain) if plain is not None and text[0] == "-" else plain
    found = _LITERAL.match(text)
    value = keys.number(text) if found else None
    if found is None or value is None or value >= 1 << 64:
        return None
    suffix = found.group(2).lower()
    decimal = found.group(1)[0] != "0"
    for bits in (32, 64):
        if bits == 32 and "l" in suffix:
            continue
        if "u" not in suffix and value < 1 << (bits - 1):
            return Number(value, bits)
        if value < 1 << bits and ("u" in suffix or not decimal):
            return Number(value, bits, False)
    return None


def sized(value: int) -> Number | None:
    """A number of which only the value is known: an int where it fits."""
    for bits, signed in ((32, True), (64, True), (64, False)):
        low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
        if low <= value < high:
            return Number(value, bits, signed)
    return None


def common(one: Number, other: Number) -> tuple[Number, Number]:
    """Both operands in the type that C computes in."""
    bits = max(one.bits, other.bits)
    signed = not any(not number.signed and number.bits == bits for number in (one, other))
    return wrapped(one.value, bits, signed), wrapped(other.value, bits, signed)


def wrapped(value: int, bits: int, signed: bool) -> Number:
    """A value cut down to a type, as a conversion does."""
    value &= (1 << bits) - 1
    return Number(value - (1 << bits) if signed and value >> (bits - 1) else value, bits, signed)


def fitting(value: int, like: Number) -> Number | None:
    """A result in the type of an operand; None where a signed one overflows."""
    found = wrapped(value, like.bits, like.signed)
    return None if like.signed and found.value != value else found


def _promoted(value: int, bits: int, signed: bool) -> Number:
    return Number(wrapped(value, bits, signed).value)


def expression(text: str) -> tuple[Node, bytes] | None:
    """Parse an expression that stands in no function (from a table, a rule or a macro); None when it is none."""
    body = b"void f(void) { x = " + text.strip().encode("latin-1") + b"; }"
    root, error = parse(body)
    assigned = next((node for node in root.walk() if node.kind == "assignment_expression"), None)
    right = assigned.child("right") if assigned is not None else None
    return (right, body) if right is not None and error is None and right.end == len(body) - 3 else None
