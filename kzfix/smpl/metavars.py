"""Declarations of metavariables: what stands between `@@` and `@@`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from kzfix.errors import RuleError
from kzfix.smpl.lexer import lex_code, place, unsupported
from kzfix.smpl.nodes import Metavar, Token, spell

KINDS = (
    "local idexpression", "global idexpression", "expression list", "binary operator", "assignment operator",
    "expression", "identifier", "idexpression", "constant", "statement", "position", "symbol", "typedef", "type",
)  # fmt: skip
_LATER = (
    "fresh identifier", "statement list", "parameter list", "initializer list", "declarer name", "iterator name",
    "identifier list", "field list", "attribute name", "unary operator", "pragmainfo", "parameter", "initializer",
    "initialiser", "declarer", "iterator", "field", "function", "declaration", "format", "attribute", "metavariable",
)  # fmt: skip
_TYPED = ("expression", "idexpression", "local idexpression", "global idexpression", "constant")
_C_TYPE = re.compile(
    r"(?:struct|union|enum|const|volatile|unsigned|signed|int|char|long|short|float|double|void|bool|_Bool"
    r"|\w+_t|(?:__)?[usbl]e?(?:8|16|32|64)|atomic\w*|u?int|u?long|s?size_t|gfp_t)$"
)


def read_metavars(text: str, path: str, line: int) -> tuple[Metavar, ...]:
    """The declared metavariables, in order. Raises RuleError for an unknown kind or a name declared twice."""
    tokens = lex_code(text, path, line)
    out: list[Metavar] = []
    for cut in _statements(tokens, path):
        types = {var.name for var in out if var.kind in ("type", "typedef")}
        for var in _declaration(cut, types, path):
            if any(var.name == other.name for other in out):
                raise RuleError(f"{var.name!r} is declared twice", place=f"{path}:{var.line}:{var.column}")
            out.append(var)
    return tuple(out)


def _statements(tokens: tuple[Token, ...], path: str) -> Iterator[tuple[Token, ...]]:
    begin = depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text in "{([") - (token.text in "})]")
        if token.text == ";" and depth == 0:
            if at > begin:
                yield tokens[begin:at]
            begin = at + 1
    if begin < len(tokens):
        raise RuleError(
            f"found the end of the declarations after {tokens[-1].text!r}, expected `;`", place=place(path, tokens[-1])
        )


def _declaration(tokens: tuple[Token, ...], types: set[str], path: str) -> Iterator[Metavar]:
    kind, rest, ctype = _kind(tokens, types, path)
    for part in _commas(rest):
        yield _one(kind, ctype, part, path)
    if not rest:
        raise RuleError("found `;`, expected the name of a metavariable", place=place(path, tokens[-1]))


def _kind(tokens: tuple[Token, ...], types: set[str], path: str) -> tuple[str, tuple[Token, ...], str]:
    words = " ".join(token.text for token in tokens[:2])
    for kind in KINDS:
        if words == kind or (words + " ").startswith(kind + " "):
            rest = tokens[kind.count(" ") + 1 :]
            if rest and rest[0].text == "[":
                raise unsupported("a list of a given length", place(path, rest[0]))
            return kind, rest, ""
    for kind in _LATER:
        if (words + " ").startswith(kind + " "):
            raise unsupported(f"metavariables of kind `{kind}`", place(path, tokens[0]))
    return _typed(tokens, types, path)


def _typed(tokens: tuple[Token, ...], types: set[str], path: str) -> tuple[str, tuple[Token, ...], str]:
    """`struct s *x, *y`: typed expressions; the type goes up to the last word before the first name's end."""
    first = tokens[0]
    if first.text == "{":
        raise unsupported("a set of types", place(path, first))
    if first.text in ("virtual", "depends"):
        raise unsupported(f"`{first.text}`", place(path, first))
    if not (_C_TYPE.match(first.text) or first.text in types):
        near = difflib.get_close_matches(first.text, KINDS, 1)
        hint = f"did you mean `{near[0]}`?" if near else "declare a type of your own with `typedef NAME;` first"
        raise RuleError(f"unknown metavariable kind {first.text!r}", place=place(path, first), hint=hint)
    head = 1 + (first.text in ("struct", "union", "enum"))
    while head < len(tokens) - 1 and tokens[head].kind == "word" and tokens[head + 1].kind == "word":
        head += 1
    if head < len(tokens) and tokens[head].text == "[":
        raise unsupported("a typed array metavariable", place(path, tokens[head]))
    return "expression", tokens[head:], spell(tokens[:head])


def _commas(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    begin = depth = 0
    for at, token in enumerate(tokens):
        depth += (token.text in "{([") - (token.text in "})]")
        if token.text == "," and depth == 0:
            yield tokens[begin:at]
            begin = at + 1
    if tokens:
        yield tokens[begin:]


def _one(kind: str, ctype: str, part: tuple[Token, ...], path: str) -> Metavar:
    stars = 0
    while stars < len(part) and part[stars].text == "*":
        stars += 1
    if stars and not ctype and kind not in _TYPED:
        raise RuleError(f"found *, expected the name of a metavariable of kind {kind}", place=place(path, part[0]))
    if kind in _TYPED and len(part) > stars + 1 and part[stars].kind == part[stars + 1].kind == "word":
        raise unsupported(f"a C type on metavariables of kind `{kind}`", place(path, part[stars]))
    if len(part) == stars or part[stars].kind != "word":
        where = place(path, part[stars if stars < len(part) else -1]) if part else path
        raise RuleError("expected the name of a metavariable", place=where)
    name, rest = part[stars], part[stars + 1 :]
    ctype = " ".join(filter(None, (ctype, "*" * stars)))
    if rest and rest[0].text == ".":
        raise unsupported(f"`{spell(part)}`, inherited from another rule", place(path, name))
    var = Metavar(name.text, kind, ctype, line=name.line, column=name.column)
    return _constrained(var, rest, path) if rest else var


def _constrained(var: Metavar, rest: tuple[Token, ...], path: str) -> Metavar:
    sign, value = rest[0].text, rest[1:]
    at = 1
    if sign in ("=", "!") and value and value[0].text == "~" and not value[0].space:
        sign, value, at = sign + "~", value[1:], 2
    if var.kind == "position":
        raise unsupported("a constraint on a position", place(path, rest[0]))
    if sign not in ("=", "!=", "=~", "!~") or not value:
        raise unsupported(f"the constraint `{spell(rest)}`", place(path, rest[0]))
    if "." in {token.text for token in value}:
        raise unsupported("a constraint that is inherited from another rule", place(path, rest[at]))
    return _with(var, sign, value)


def _with(var: Metavar, sign: str, value: tuple[Token, ...]) -> Metavar:
    inner = value[1:-1] if value[0].text == "{" else value
    names = tuple(spell(part) for part in _commas(inner))
    text = value[0].text[1:-1]
    return Metavar(
        var.name,
        var.kind,
        var.ctype,
        names if sign == "=" else (),
        names if sign == "!=" else (),
        text if sign == "=~" else "",
        text if sign == "!~" else "",
        var.line,
        var.column,
    )
