"""Pattern code to a pattern tree: C read by the parser that reads the functions, with placeholders for what is not C.

A placeholder stands in the text for one token, and the token's place in the text brings it back: a type metavariable
is read as `size_t`, a statement metavariable and `...` in a block as `;`, any other `...` as a name.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kzfix.errors import RuleError
from kzfix.model import Span
from kzfix.smpl.lexer import place
from kzfix.smpl.nodes import Metavar, PNode, Token, When
from kzfix.source.tree import Node, parse_sound

_PLACEHOLDERS = {"type": b"size_t", "typedef": b"size_t", "statement": b";", "binary operator": b"+"}
_PLACEHOLDERS["assignment operator"] = b"="


@dataclass(frozen=True, slots=True)
class Parsed:
    """One piece of C out of a run of tokens."""

    form: str
    tree: PNode  # token ranges count from the beginning of the run


@dataclass(frozen=True, slots=True)
class _Frame:
    before: bytes
    after: bytes
    form: str  # of the last piece; "operand" for one expression in parentheses; "" for no function body


_FRAMES = (
    _Frame(b"void f(void) {\n", b"\n}", "statement"),
    _Frame(b"void f(void) {\n", b"\n;}", "expression"),
    _Frame(b"void f(void) {\n(", b"\n);}", "operand"),
    _Frame(b"", b"\n", ""),
    _Frame(b"void ", b"\n", ""),
)


def parse_run(
    tokens: Sequence[Token], metavars: Mapping[str, Metavar], whens: Mapping[int, tuple[When, ...]], path: str
) -> tuple[Parsed, ...]:
    """Read adjacent code: statements, or an expression, or declarations. Raises RuleError when it is no C.

    `whens` holds the conditions of `...` in a block, by token index.
    """
    words, offsets = _words(tokens, metavars)
    text = b" ".join(words)
    error = None
    for frame in _FRAMES:
        root = parse_sound(frame.before + text + frame.after)
        pieces = _pieces(root, frame, len(text)) if isinstance(root, Node) else ()
        if pieces and _right_form(pieces, frame):
            build = _Builder(tokens, metavars, whens, [at + len(frame.before) for at in offsets], words)
            return tuple(Parsed(_form(node, frame), build.node(node)) for node in pieces)
        if error is None and isinstance(root, Span):
            error = Span(root.start - len(frame.before), root.end)
    raise _no_c(tokens, offsets, error, path)


def _words(tokens: Sequence[Token], metavars: Mapping[str, Metavar]) -> tuple[list[bytes], list[int]]:
    words, offsets, at = [], [], 0
    brackets: list[str] = []
    for index, token in enumerate(tokens):
        word = token.text.encode()
        if token.kind == "dots":
            word = b";" if brackets[-1:] == ["{"] else b"dots"
        elif token.kind == "word" and token.text in metavars:
            word = _PLACEHOLDERS.get(metavars[token.text].kind, word)
        elif token.text in ("(", "[", "{"):
            brackets.append(_bracket(tokens, index, brackets))
        elif token.text in (")", "]", "}") and brackets:
            brackets.pop()
        words.append(word)
        offsets.append(at)
        at += len(word) + 1
    return words, offsets


def _bracket(tokens: Sequence[Token], index: int, around: list[str]) -> str:
    """The bracket itself, or "=" for a brace that opens an initialiser."""
    text = tokens[index].text
    before = tokens[index - 1].text if index else ""
    return "=" if text == "{" and (before == "=" or around[-1:] == ["="]) else text


def _pieces(root: Node, frame: _Frame, length: int) -> tuple[Node, ...]:
    """The nodes that the run consists of."""
    if not frame.form:
        return tuple(root.parts())
    body = root.children[0].child("body") if len(root.children) == 1 else None
    if body is None:
        return ()
    if frame.form == "operand":
        inner = body.parts()[0].parts()[:1]
        return tuple(inner[0].parts()) if inner and inner[0].kind == "parenthesized_expression" else ()
    begin, end = len(frame.before), len(frame.before) + length
    return tuple(node for node in body.parts() if node.start >= begin and node.start < end)


def _right_form(pieces: Sequence[Node], frame: _Frame) -> bool:
    """Whether the pieces are what the frame is for: code in a body, whole declarations outside of one."""
    if not frame.form:
        return all(node.kind in _TOP_LEVEL and not _half_a_function(node) for node in pieces)
    if any(node.kind == "function_definition" for node in pieces):
        return False
    return frame.form == "statement" or frame.form == "operand" or pieces[-1].kind == "expression_statement"


def _half_a_function(node: Node) -> bool:
    """`f(x) { }`, read as a function of type `f`: the return type is missing."""
    declarator = node.child("declarator")
    return node.kind == "function_definition" and (declarator is None or declarator.kind == "parenthesized_declarator")


_TOP_LEVEL = ("function_definition", "declaration", "struct_specifier", "union_specifier", "enum_specifier")


def _form(node: Node, frame: _Frame) -> str:
    if frame.form == "operand":
        return "expression"
    if frame.form:
        last = frame.form == "expression" and node.parent is not None and node is _last_code(node.parent)
        return "expression" if last else "statement"
    return "function" if node.kind == "function_definition" else "declaration"


def _last_code(body: Node) -> Node:
    return body.parts()[-1]


def _no_c(tokens: Sequence[Token], offsets: list[int], error: Span | None, path: str) -> RuleError:
    at = 0
    if error is not None:
        at = max(0, min(bisect_left(offsets, max(error.start, 0)), len(tokens) - 1))
    near = tokens[at]
    return RuleError(
        f"cannot read the pattern as C near {near.text!r}",
        place=place(path, near),
        hint="a pattern is whole statements or a whole expression between `...`; types that stand alone and "
        "macros that are no C need a metavariable",
    )


class _Builder:
    """Copies the parser's tree into pattern nodes, with the tokens back in place."""

    def __init__(
        self,
        tokens: Sequence[Token],
        metavars: Mapping[str, Metavar],
        whens: Mapping[int, tuple[When, ...]],
        offsets: list[int],
        words: list[bytes],
    ) -> None:
        self.tokens, self.metavars, self.whens = tokens, metavars, whens
        self.offsets, self.words = offsets, words

    def node(self, node: Node) -> PNode:
        if node.kind == "expression_statement" and self.added_semicolon(node):
            return self.node(node.parts()[0])
        begin, end = bisect_left(self.offsets, node.start), bisect_left(self.offsets, node.end)
        if end - begin == 1 and (leaf := self.leaf(node, begin)) is not None:
            return leaf
        children = tuple(self.node(child) for child in node.children if self.covers(child))
        if node.kind == "type_descriptor" and len(children) == 1 and children[0].metavar is not None:
            return self.make(node, (begin, end), (), children[0].text, children[0].metavar)
        return self.make(node, (begin, end), children, "" if children else self.tokens[begin].text, None)

    def covers(self, node: Node) -> bool:
        """Whether a node covers a token: not a missing one, nor part of the frame."""
        return bisect_left(self.offsets, node.end) > bisect_left(self.offsets, node.start)

    def added_semicolon(self, node: Node) -> bool:
        return bool(node.children) and node.end > self.offsets[-1] + len(self.words[-1])

    def leaf(self, node: Node, index: int) -> PNode | None:
        """The leaf for a node that covers one token; None when there are nodes of that size below it."""
        token = self.tokens[index]
        if token.kind == "dots":
            whens = self.whens.get(index, ())
            return PNode("dots", node.field, (), "...", (index, index + 1), True, None, True, whens)
        metavar = self.metavars.get(token.text) if token.kind == "word" else None
        if metavar is not None and metavar.kind == "statement":
            return self.make(node, (index, index + 1), (), token.text, metavar)
        if node.children and any(child.span == node.span for child in node.children):
            return None
        if node.children and node.kind not in ("string_literal", "char_literal"):
            return None
        if metavar is not None and metavar.kind in ("symbol", "typedef"):
            metavar = None
        return self.make(node, (index, index + 1), (), token.text, metavar)

    def make(
        self, node: Node, tokens: tuple[int, int], children: tuple[PNode, ...], text: str, metavar: Metavar | None
    ) -> PNode:
        return PNode(node.kind, node.field, children, text, tokens, node.named, metavar)
