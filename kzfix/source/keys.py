"""Canonical text of expressions, so that two spellings of one lvalue compare equal.

`(*p).f`, `p->f` and `p[0].f` are one key; needless parentheses, white space and comments do not count.
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


def unwrap(node: Node, data: bytes, casts: bool = True) -> Node:
    """As `strip`, and through likely()/unlikely() too: what a condition really tests. Without `casts`, only casts to
    a pointer do not count: another one may make zero of what is not."""
    while True:
        node = strip(node) if casts else plain(node)
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


def plain(node: Node) -> Node:
    """The expression inside parentheses and casts to a pointer: what a pointer operand points with."""
    while True:
        node = strip(node, casts=False)
        if node.kind != "cast_expression" or not _to_pointer(node):
            return node
        node = node.child("value") or node


def _to_pointer(node: Node) -> bool:
    type_ = node.child("type")
    return type_ is not None and any(part.kind == "abstract_pointer_declarator" for part in type_.children)


def key(node: Node, data: bytes) -> str:
    """The canonical text of an expression. A cast to a pointer around the whole of it does not count."""
    return _key(plain(node) if node.kind in WRAPPED else node, data)


def exact(node: Node, data: bytes) -> str:
    """As `key`, but every cast counts: for numbers, where a cast may change the value."""
    return _key(strip(node, casts=False), data)


WRAPPED = frozenset({"parenthesized_expression", "cast_expression"})


def _key(node: Node, data: bytes) -> str:
    """The key of an expression as it stands, made once."""
    known = node.key
    if known is None or known[0] is not data:
        known = node.key = (data, _made(node, data))
    return known[1]


def _made(node: Node, data: bytes) -> str:
    match node.kind:
        case "field_expression":
            return _field(node, data)
        case "pointer_expression":
            return _pointer(node, data)
        case "subscript_expression":
            return _element(node, data)
        case "number_literal":
            return number_key(text(node, data))
    if not node.children or node.kind in ("string_literal", "char_literal"):
        return text(node, data)
    return _spaced([_operand(child, data) if child.named else text(child, data) for child in node.children])


def _operand(node: Node, data: bytes) -> str:
    """The key of an operand, in parentheses where it is more than one operand itself."""
    inner = strip(node, casts=False)
    words = _key(inner, data)
    return f"({words})" if inner.kind in COMPOSITE else words


COMPOSITE = frozenset(
    {
        "binary_expression", "unary_expression", "conditional_expression", "cast_expression", "comma_expression",
        "assignment_expression", "update_expression", "sizeof_expression",
    }
)  # fmt: skip


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
    inner = strip(base, casts=False)
    member = text(name, data)
    if arrow and inner.kind == "pointer_expression" and text(inner, data)[:1] == "&":
        return f"{_grouped(_argument(inner), data)}.{member}"
    if not arrow and inner.kind == "pointer_expression" and text(inner, data)[:1] == "*":
        return f"{_grouped(_argument(inner), data)}->{member}"
    if not arrow and inner.kind == "subscript_expression" and _index(inner, data) == "0":
        return f"{_grouped(_argument(inner), data)}->{member}"
    return f"{_grouped(base, data)}{'->' if arrow else '.'}{member}"


def _argument(node: Node) -> Node:
    found = node.child("argument")
    assert found is not None
    return found


def _index(node: Node, data: bytes) -> str:
    index = node.child("index")
    return exact(index, data) if index is not None else ""


def _element(node: Node, data: bytes) -> str:
    index = _index(node, data)
    if index == "0":
        return f"*{_grouped(_argument(node), data)}"
    return f"{_grouped(_argument(node), data)}[{index}]"


def _grouped(node: Node, data: bytes) -> str:
    """The key of a base, in parentheses where a prefix operator would bind otherwise."""
    inner = strip(node, casts=False)
    words = _key(inner, data)
    return f"({words})" if inner.kind in COMPOSITE or words[:1] in "*&" else words


def _pointer(node: Node, data: bytes) -> str:
    operator = text(node, data)[:1]
    inner = strip(_argument(node), casts=False)
    other = "&" if operator == "*" else "*"
    if inner.kind == "pointer_expression" and text(inner, data)[:1] == other:
        return _key(strip(_argument(inner), casts=False), data)
    if operator == "&" and inner.kind == "subscript_expression" and _index(inner, data) == "0":
        return _key(strip(_argument(inner), casts=False), data)
    return f"{operator}{_operand(inner, data)}"


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


def is_address(node: Node, data: bytes) -> bool:
    """Whether an expression takes an address: `&x`."""
    node = strip(node)
    return node.kind == "pointer_expression" and text(node, data)[:1] == "&"


LVALUES = frozenset({"identifier", "field_expression", "subscript_expression", "pointer_expression"})


def is_lvalue(node: Node, data: bytes) -> bool:
    """Whether an expression names memory: an identifier, a member, an element or a dereference."""
    node = strip(node)
    if node.kind == "pointer_expression":
        return text(node, data)[:1] == "*"
    return node.kind in LVALUES
