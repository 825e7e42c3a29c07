"""The values of enumerators and object-like macros, and which expressions are zero in every byte.

Every definition that the file and its headers hold is looked at. Where two differ, or one cannot be told, there is no
value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from kzfix.facts.enums import Enumerator, enumerators
from kzfix.facts.lookup import Lookup
from kzfix.facts.numbers import Number, Reader, expression
from kzfix.facts.scope import Scope
from kzfix.facts.text import Text, defined, macros, of_text, places
from kzfix.facts.types import BYTES
from kzfix.source import keys
from kzfix.source.tree import Node

_NAME = re.compile(r"[A-Za-z_]\w*\Z")
_FLOAT = re.compile(r"(?:0+\.0*|\.0+|0+(?=[eE]))(?:[eE][+-]?\d+)?[fFlL]?\Z")
_NUL = re.compile(r"[LuU]?'\\(?:0{1,3}|x0+)'\Z")
_WORDS = frozenset({"NULL", "nullptr", "false", "FALSE"})
_UNDEFINED = re.compile(rb"[ \t]*#[ \t]*undef[ \t]+\Z")
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//.*", re.S)


class Constants:
    """Values by name, for one file. Every answer, "not found" too, is remembered."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self._values: dict[str, int | None] = {}
        self._macro: dict[str, bool] = {}

    def value(self, name: str) -> int | None:
        """The value of an enumerator or an object-like macro, on a 64-bit machine; None when it is not found."""
        if name not in self._values:
            self._values[name] = None  # for a name that leads back to itself
            self._values[name] = self._find(name) if _NAME.match(name) else None
        return self._values[name]

    def evaluate(self, text: str) -> int | None:
        """The value of a constant expression, such as an array's size; None when it has none that can be told."""
        parsed = expression(text)
        found = self._number(*parsed) if parsed is not None else None
        return found.value if found is not None else None

    def is_macro(self, name: str) -> bool:
        """Whether the preprocessor may put something else in the place of a name."""
        if name not in self._macro:
            texts = self.lookup.defining(name)
            self._macro[name] = any(body != name for text in texts for body in _bodies(text, name))
        return self._macro[name]

    def _number(self, node: Node, data: bytes) -> Number | None:
        return Reader(data, self.value, self.lookup.own_macros().__contains__, self.is_loose).of(node)

    def is_loose(self, name: str) -> bool:
        """Whether a name is a macro whose text is more than one operand: `#define M 4 + 4`."""
        bodies = [body for text in self.lookup.defining(name) for body in _bodies(text, name) if body != name]
        if any(_NAME.match(body) for body in bodies):
            return True  # it may lead to one that is
        parsed = [expression(body) for body in bodies]
        return any(one is None or one[0].kind in keys.COMPOSITE - {"cast_expression"} for one in parsed)

    def _find(self, name: str) -> int | None:
        found: set[int | None] = set()
        for text in self.lookup.texts(name):
            if _is_undefined(text, name):
                return None
            found |= {self.evaluate(body) if body else None for body in _bodies(text, name) if body != name}
            is_macro = partial(self._is_macro, text)
            found |= {self._enumerator(items, at, is_macro) for items, at in enumerators(text, name)}
            if None in found or len(found) > 1:
                return None
        return found.pop() if found else None

    def _is_macro(self, text: Text, name: str) -> bool:
        """Whether a text, the file or one of its own headers defines an object-like macro of that name."""
        return any(_stands_for(one, name.encode("latin-1")) for one in (text, *self.lookup.own))

    def _enumerator(self, items: tuple[Enumerator, ...], at: int, is_macro: Callable[[str], bool]) -> int | None:
        """The value of one enumerator: from the nearest one in front of it, itself included, that has its own.

        A name that is a macro may stand for a list of others.
        """
        for steps, item in enumerate(reversed(items[: at + 1])):
            if item.adrift or is_macro(item.name):
                return None
            if item.value is not None:
                value = self.evaluate(item.value)
                return value + steps if value is not None else None
        return at


def constants(lookup: Lookup) -> Constants:
    """The one `Constants` of a file."""
    if Constants not in lookup.answers:
        lookup.answers[Constants] = Constants(lookup)
    found = lookup.answers[Constants]
    assert isinstance(found, Constants)
    return found


@of_text
def _bodies(text: Text, name: str) -> tuple[str, ...]:
    """The replacement texts of a macro of that name; "" for one that has parameters."""
    return tuple("" if called else _plain(rest) for called, rest in defined(text, name.encode("latin-1")))


def _plain(rest: bytes) -> str:
    return _COMMENT.sub(" ", re.sub(r"\\\r?\n", " ", rest.decode("latin-1"))).strip()


@of_text
def _is_undefined(text: Text, name: str) -> bool:
    """Whether a text takes a macro's meaning away."""
    data, word = text.data, name.encode("latin-1")
    if b"undef" not in data:
        return False
    return any(_UNDEFINED.match(data, data.rfind(b"\n", 0, at) + 1, at) for at in places(data, word))


def _stands_for(text: Text, name: bytes) -> bool:
    """Whether a text defines an object-like macro of a name that is not its own name."""
    found = macros(text, name)
    return any(params is None and body.strip() not in (name, b"") for params, body in found)


def zero(node: Node, data: bytes, constants: Constants, scope: Scope) -> bool:
    """Whether an expression, stored to an object of its type, makes every byte that it stores zero.

    0, NULL, false, '\\0', 0.0, an enumerator or macro known to be 0, casts of these, and `{}` or `{0}` of any type; not
    -0.0, whose sign bit is set. A variable of the function hides a constant of its name.
    """
    return _Zero(data, constants, scope).holds(node)


class _Zero:
    def __init__(self, data: bytes, constants: Constants, scope: Scope) -> None:
        self.data = data
        self.constants = constants
        self.scope = scope

    def holds(self, node: Node) -> bool:
        """Whether the expression is zero."""
        node = keys.strip(node, casts=False)
        text = keys.text(node, self.data)
        match node.kind:
            case "number_literal":
                return keys.number(text) == 0 or bool(_FLOAT.match(text))
            case "char_literal":
                return bool(_NUL.match(text))
            case "identifier" | "null" | "false":
                return self._name(text)
            case "cast_expression":
                return self._cast(node)
            case "unary_expression":
                return self._signed(node)
            case "call_expression":
                return self._cast_in_disguise(node)
            case "compound_literal_expression":
                return self._list(node.child("value"))
            case "initializer_list":
                return self._list(node)
        return False

    def _name(self, name: str) -> bool:
        if name in self.scope.variables:
            return False
        if name in _WORDS and name not in self.constants.lookup.own_macros():
            return True
        return self.constants.value(name) == 0

    def _cast(self, node: Node) -> bool:
        value = node.child("value")
        if value is None or (value.kind == "identifier" and self.constants.is_loose(keys.text(value, self.data))):
            return False
        return self.holds(value)

    def _cast_in_disguise(self, node: Node) -> bool:
        """`(foo_t)(0)`, which the parser takes for a call."""
        called, args = node.child("function"), keys.arguments(node)
        if called is None or called.kind != "parenthesized_expression" or len(args) != 1:
            return False
        name = keys.text(keys.strip(called), self.data)
        known = name in BYTES or self.constants.lookup.typedef(name) is not None
        return known and name not in self.scope.variables and self.holds(args[0])

    def _signed(self, node: Node) -> bool:
        sign, value = node.child("operator"), node.child("argument")
        if sign is None or value is None or sign.kind not in "+-":
            return False
        value = keys.strip(value, casts=False)
        return value.kind == "number_literal" and keys.number(keys.text(value, self.data)) == 0

    def _list(self, node: Node | None) -> bool:
        return node is not None and all(self._element(part) for part in node.parts())

    def _element(self, node: Node) -> bool:
        if node.kind != "initializer_pair":
            return self.holds(node)
        value = node.child("value")
        return value is not None and self.holds(value)
