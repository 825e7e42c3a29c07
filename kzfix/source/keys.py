"""Canonical text of expressions, so that two spellings of one lvalue compare equal.

`(*p).f`, `p->f` and `p[0].f` are one key; parentheses, casts, white space and comments do not count.
A key says nothing of *when* it is read: whether two reads see one value is for `kzfix.flow`.
"""

from __future__ import annotations

from kzfix.source.tree import Node

WRAPPERS = frozenset({"likely", "unlikely", "__builtin_expect"})


def strip(node: Node, casts: bool = True) -> Node:
    """The expression inside parentheses, likely()/unlikely() and, unless told, casts."""
    while True:
        inner = _inner(node, casts)
        if inner is None:
            return node
        node = inner


def _inner(node: Node, casts: bool) -> Node | None:
    if node.kind == "parenthesized_expression":
        parts = node.parts()
        return parts[0] if len(parts) == 1 and parts[0].kind != "compound_statement" else None
    if node.kind == "cast_expression" and casts:
        return node.child("value")
    return None


def unwrap(node: Node, data: bytes) -> Node:
    """As `strip`, and through likely()/unlikely() too: what a condition really tests."""
    while True:
        node = strip(node)
        if node.kind != "call_expression":
            return node
        args = arguments(node)
        if callee(node, data) not in WRAPPERS or not args:
            return node
        node = args[0]


def text(node: Node, data: bytes) -> str:
    """The node's own bytes, as Latin-1, so that nothing is lost."""
    return data[node.start : node.end].decode("latin-1")


def callee(node: Node, data: bytes) -> str:
    """The name that a call_expression calls, or its text when it is no plain name."""
    function = node.child("function")
    return text(strip(function), data) if function is not None else ""


def arguments(node: Node) -> list[Node]:
    """The arguments of a call_expression."""
    found = node.child("arguments")
    return found.parts() if found is not None else []


def key(node: Node, data: bytes) -> str:
    """The canonical text of an expression."""
    node = strip(node)
    match node.kind:
        case "identifier" | "field_identifier" | "type_identifier" | "primitive_type":
            return text(node, data)
        case "field_expression":
            return _field(node, data)
        case "pointer_expression":
            return _pointer(node, data)
        case "subscript_expression":
            base, index = node.child("argument"), node.child("index")
            assert base is not None and index is not None
            return f"{_grouped(base, data)}[{key(index, data)}]"
        case "number_literal":
            return number_key(text(node, data))
    if not node.children:
        return text(node, data)
    return _spaced([key(child, data) for child in node.children])


def _spaced(words: list[str]) -> str:
    """Join, with a blank only where two words would run together."""
    out = ""
    for word in words:
        if out and word and (out[-1].isalnum() or out[-1] == "_") and (word[0].isalnum() or word[0] == "_"):
            out += " "
        out += word
    return out


def _field(node: Node, data: bytes) -> str:
    base, name = node.child("argument"), node.child("field")
    assert base is not None and name is not None
    arrow = any(child.kind == "->" for child in node.children)
    inner = strip(base)
    if arrow and inner.kind == "pointer_expression" and text(inner, data)[:1] == "&":
        pointed = inner.child("argument")
        assert pointed is not None
        return f"{_grouped(pointed, data)}.{text(name, data)}"
    if not arrow and inner.kind == "pointer_expression" and text(inner, data)[:1] == "*":
        pointed = inner.child("argument")
        assert pointed is not None
        return f"{_grouped(pointed, data)}->{text(name, data)}"
    if not arrow and inner.kind == "subscript_expression":
        index, array = inner.child("index"), inner.child("argument")
        assert index is not None and array is not None
        if key(index, data) == "0":
            return f"{_grouped(array, data)}->{text(name, data)}"
    return f"{_grouped(base, data)}{'->' if arrow else '.'}{text(name, data)}"


def _grouped(node: Node, data: bytes) -> str:
    """The key of a base, in parentheses where a prefix operator would bind otherwise."""
    inner = key(node, data)
    return f"({inner})" if inner[:1] in "*&-!~" else inner


def _pointer(node: Node, data: bytes) -> str:
    argument = node.child("argument")
    assert argument is not None
    operator = text(node, data)[:1]
    inner = strip(argument)
    other = "&" if operator == "*" else "*"
    if inner.kind == "pointer_expression" and text(inner, data)[:1] == other:
        below = inner.child("argument")
        assert below is not None
        return key(below, data)
    if operator == "&" and inner.kind == "subscript_expression":
        index, array = inner.child("index"), inner.child("argument")
        assert index is not None and array is not None
        if key(index, data) == "0":
            return key(array, data)
    return f"{operator}{key(argument, data)}"


def number(literal: str) -> int | None:
    """The value of an integer or character literal; None for what is neither."""
    body = literal.strip()
    if body.startswith("'"):
        return {r"'\0'": 0, r"'\x00'": 0, r"'\000'": 0, r"'\n'": 10}.get(body, ord(body[1]) if len(body) == 3 else None)
    body = body.rstrip("uUlL")
    try:
        if body[:2].lower() in ("0x", "0b"):
            return int(body, 0)
        return int(body, 8) if body[:1] == "0" and len(body) > 1 else int(body, 10)
    except ValueError:
        return None


def number_key(literal: str) -> str:
    """One spelling for all spellings of an integer."""
    value = number(literal)
    return literal if value is None else str(value)


LVALUES = frozenset({"identifier", "field_expression", "subscript_expression", "pointer_expression"})


def is_lvalue(node: Node, data: bytes) -> bool:
    """Whether an expression names memory: an identifier, a member, an element or a dereference."""
    node = strip(node)
    if node.kind == "pointer_expression":
        return text(node, data)[:1] == "*"
    return node.kind in LVALUES
