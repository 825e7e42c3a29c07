"""Trees that hold no ERROR and are wrong all the same: macros that tree-sitter takes for types or declarations.

`DEBUG(x)` without a semicolon makes a declaration of the call in the next line; a lone `else` becomes a type.
Code read so would lose calls and jumps, so such a tree counts as an error.
"""

from __future__ import annotations

from kzfix.model import Span
from kzfix.source.tree import Node
from kzfix.source.words import CONTROL

_NAMES = frozenset(("identifier", "type_identifier", "field_identifier", "statement_identifier"))
_TYPEOF = frozenset((b"typeof", b"__typeof__", b"__typeof", b"typeof_unqual", b"__typeof_unqual__"))
_TYPE_PLACES = frozenset(("type_descriptor", "parameter_declaration", "field_declaration"))
_JUMPS = {
    "break_statement": frozenset(("while_statement", "for_statement", "do_statement", "switch_statement")),
    "continue_statement": frozenset(("while_statement", "for_statement", "do_statement")),
}
_BARE = frozenset(("type_identifier",))


def suspect(root: Node, text: bytes, offset: int, foreign: frozenset[int]) -> Span | None:
    """The first node of a clean tree that must have been misread; `text` was parsed, `offset` is where it begins.

    `foreign` are offsets of `while`s that stand for macros nobody knows: is it a loop that their `break` leaves?
    """
    functions = 0
    for node in root.walk():
        kind = node.kind
        if kind in _NAMES:
            wrong = text[node.start - offset : node.end - offset] in CONTROL
        elif kind == "macro_type_specifier":
            wrong = _is_call(node, text, offset)
        elif kind == "declaration":
            wrong = _is_statement(node, text, offset)
        elif kind in _JUMPS and foreign:
            wrong = _leaves(node) in foreign
        elif kind == "function_definition":
            functions += 1
            wrong = functions > 1
        else:
            continue
        if wrong:
            return node.span
    return None


def _leaves(jump: Node) -> int:
    """Where the statement begins that a `break` or `continue` leaves or repeats; -1 when there is none."""
    return next((node.start for node in jump.above() if node.kind in _JUMPS[jump.kind]), -1)


def _is_call(node: Node, text: bytes, offset: int) -> bool:
    name = node.child("name")
    if name is None or text[name.start - offset : name.end - offset] in _TYPEOF:
        return False
    return node.parent is None or node.parent.kind not in _TYPE_PLACES


def _is_statement(node: Node, text: bytes, offset: int) -> bool:
    """`DEBUG foo(x);` read as a prototype, or a macro in a line of its own as the type of an assignment."""
    parts = node.parts()
    if len(parts) < 2 or parts[0].kind != "type_identifier" or node.parent is None:
        return False
    if node.parent.kind == "translation_unit":
        return False
    return _is_bare_call(parts[1]) or _is_split(parts[0], parts[1], text, offset)


def _is_bare_call(declarator: Node) -> bool:
    if declarator.kind != "function_declarator":
        return False
    parameters = declarator.child("parameters")
    return parameters is None or all({part.kind for part in one.parts()} <= _BARE for one in parameters.parts())


def _is_split(kind: Node, declarator: Node, text: bytes, offset: int) -> bool:
    between = text[kind.end - offset : declarator.start - offset]
    return b"\n" in between and _column(text, declarator.start - offset) <= _column(text, kind.start - offset)


def _column(text: bytes, at: int) -> int:
    line = text[text.rfind(b"\n", 0, at) + 1 : at]
    return len(line.expandtabs())
