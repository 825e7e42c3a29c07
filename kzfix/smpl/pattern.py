"""Token sequences to steps: elements with their changes, and the dots and nests between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kzfix.errors import RuleError
from kzfix.smpl.changes import changes
from kzfix.smpl.disjunction import Condition, Flat, Gap, Item, Nested, ways
from kzfix.smpl.element import Parsed, parse_run
from kzfix.smpl.lexer import place, unsupported
from kzfix.smpl.nodes import (
    CONTEXT,
    PLUS,
    STAR,
    Alternative,
    Dots,
    Element,
    Metavar,
    Nest,
    PNode,
    Step,
    Token,
    When,
)

_FLAGS = ("any", "strict", "exists", "forall")
_DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
_BINARY = frozenset(
    ("=", "==", "!=", "<", ">", "<=", ">=", "+", "*", "/", "%", "&", "|", "^", "&&", "||", "<<", ">>", "?", ":", ",")
) | {"+=", "-=", "*=", "/=", "|=", "&=", "^=", "return"}


def alternatives(tokens: Sequence[Token], metavars: Mapping[str, Metavar], path: str) -> tuple[Alternative, ...]:
    """The alternatives of a rule body, first choice first. Raises RuleError when it is no pattern."""
    return tuple(Alternative(_steps(flat, metavars, path)) for flat in ways(tokens, path))


def expression(tokens: Sequence[Token], metavars: Mapping[str, Metavar], path: str) -> PNode:
    """One expression of its own, such as the size of an allocation."""
    pieces = parse_run(tokens, metavars, {}, path)
    if len(pieces) != 1 or pieces[0].form != "expression":
        raise RuleError("expected one expression", place=place(path, tokens[0]))
    return pieces[0].tree


def _steps(flat: Flat, metavars: Mapping[str, Metavar], path: str) -> tuple[Step, ...]:
    out: list[Step] = []
    for part in _cut(flat, path):
        if isinstance(part, list):
            out.extend(_elements(part, metavars, path))
            continue
        token, here = part.token, place(path, part.token)
        if not out:
            what = f"found `{token.text}` at the beginning of the pattern, expected code before it"
            raise RuleError(what, place=here)
        if isinstance(out[-1], Dots | Nest):
            before = "`...`" if isinstance(out[-1], Dots) else "a nest"
            raise RuleError(f"found `{token.text}` after {before}, expected code between", place=here)
        whens = _whens(part.conditions, metavars, path)
        if isinstance(part, Gap):
            out.append(Dots(whens, token.line))
        else:
            arms = tuple(_arm(arm, token, metavars, path) for arm in part.arms)
            out.append(Nest(arms, int(token.text == "<+..."), whens, token.line))
    if not any(isinstance(step, Element) for step in out):
        raise RuleError("found a pattern without code", place=path)
    return tuple(out)


def _arm(flat: Flat, nest: Token, metavars: Mapping[str, Metavar], path: str) -> Element:
    """What one occurrence of a nest may be."""
    where = place(path, nest)
    if not flat:
        raise RuleError(f"found a nest `{nest.text}` without code", place=where, hint="no arm may be empty")
    parts = _cut(flat, path)
    odd = next((part.token for part in parts if not isinstance(part, list)), None)
    if odd is not None:
        raise unsupported(f"`{odd.text}` between statements of a nest `{nest.text}`", place(path, odd))
    found = _elements([item for part in parts if isinstance(part, list) for item in part], metavars, path)
    if len(found) > 1:
        second = found[1].tokens[0]
        raise unsupported(f"several statements in one arm of a nest `{nest.text}`", place(path, second))
    return found[0]


def _cut(flat: Flat, path: str) -> list[Gap | Nested | list[Item]]:
    """Runs of adjacent code, and the dots and nests between them."""
    out: list[Gap | Nested | list[Item]] = []
    depth = 0
    code = [item for item in flat if not (isinstance(item, Token) and item.mark == PLUS)]
    place_of = {id(item): at for at, item in enumerate(code)}
    for item in flat:
        if isinstance(item, Gap) and depth == 0 and _between(code, place_of[id(item)]):
            if item.token.mark not in (CONTEXT, STAR):
                raise unsupported("`...` on a - or + line", place(path, item.token))
            out.append(item)
            continue
        if isinstance(item, Nested):
            if depth or not _between(code, place_of[id(item)]):
                what = f"a nest `{item.token.text}` inside of an expression or a block"
                raise unsupported(what, place(path, item.token))
            out.append(item)
            continue
        if isinstance(item, Token) and item.mark != PLUS:
            depth += _DEPTH.get(item.text, 0)
        last = out[-1] if out else None
        if isinstance(last, list):
            last.append(item)
        else:
            out.append([item])
    return out


def _between(code: Sequence[Item], at: int) -> bool:
    """Whether dots or a nest outside of all brackets stand between elements, and not for an operand."""
    item = code[at]
    assert not isinstance(item, Token)
    before = code[at - 1] if at else None
    after = code[at + 1] if at + 1 < len(code) else None
    if item.conditions:
        return True
    if isinstance(before, Token) and before.text in _BINARY:
        return False
    if isinstance(after, Token) and after.text == ";":
        return False
    return not (isinstance(after, Token) and after.line == item.token.line and after.text in _BINARY)


def _elements(items: Sequence[Item], metavars: Mapping[str, Metavar], path: str) -> list[Element]:
    code: list[Token] = []
    whens: dict[int, tuple[When, ...]] = {}
    flat: list[Token] = []
    for item in items:
        token = item if isinstance(item, Token) else item.token
        flat.append(token)
        if token.mark != PLUS:
            if isinstance(item, Gap) and item.conditions:
                whens[len(code)] = _whens(item.conditions, metavars, path)
            code.append(token)
    if not code:
        raise RuleError(
            "found a + line with nothing to attach to",
            place=place(path, flat[0]),
            hint="plus code stands next to a line of code, not alone between `...`",
        )
    pieces = parse_run(code, metavars, whens, path)
    return [_element(piece, code, flat, metavars, pieces) for piece in pieces]


def _element(
    piece: Parsed, code: list[Token], flat: list[Token], metavars: Mapping[str, Metavar], pieces: Sequence[Parsed]
) -> Element:
    begin, end = piece.tree.tokens
    starts = tuple(other.tree.tokens for other in pieces)
    found = changes(flat, starts, starts.index((begin, end)), piece, metavars)
    return Element(piece.form, _shift(piece.tree, begin), tuple(code[begin:end]), found)


def _shift(node: PNode, by: int) -> PNode:
    if not by:
        return node
    begin, end = node.tokens
    return replace(node, tokens=(begin - by, end - by), children=tuple(_shift(child, by) for child in node.children))


def _whens(conditions: Sequence[Condition], metavars: Mapping[str, Metavar], path: str) -> tuple[When, ...]:
    out: list[When] = []
    for condition in conditions:
        out.extend(_when(condition.tokens, metavars, path))
    return tuple(out)


def _when(tokens: tuple[Token, ...], metavars: Mapping[str, Metavar], path: str) -> list[When]:
    first = tokens[0]
    if first.text in _FLAGS:
        words = [token.text for token in tokens if token.text != ","]
        if set(words) <= set(_FLAGS):
            return [When(word, None, first.line) for word in words]
    if first.text != "!=" or len(tokens) == 1:
        raise RuleError(
            f"found `when {first.text}`, expected `!=` and code, or {', '.join(_FLAGS)}", place=place(path, first)
        )
    if tokens[1].text in ("true", "false") and len(tokens) > 2:
        raise unsupported(f"`when != {tokens[1].text}`", place(path, first))
    out = []
    for flat in ways(tokens[1:], path):
        for item in flat:
            if isinstance(item, Nested):
                raise unsupported(f"a nest `{item.token.text}` in a condition", place(path, item.token))
        code = [item if isinstance(item, Token) else item.token for item in flat]
        pieces = parse_run(code, metavars, {}, path)
        if len(pieces) != 1:
            raise RuleError("found several statements after `when !=`, expected one", place=place(path, code[0]))
        out.append(When("!=", pieces[0].tree, first.line))
    return out
