"""Disjunctions expanded: a rule body becomes flat sequences of tokens, one for each way through `( | )`.

The sequences come in the order in which SmPL tries them. Disjunctions inside a `when` or a nest are not ways through
the pattern: they stay with their `...` or their nest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, product

from kzfix.errors import RuleError
from kzfix.smpl.lexer import place, unsupported
from kzfix.smpl.nodes import MINUS, PLUS, Token

CAP = 512  # ways through one pattern
_OPENS, _BARS, _CLOSES = ("(", "\\("), ("|", "\\|"), (")", "\\)")
_NESTS = {"<+...": "...+>", "<...": "...>"}
_DEPTH = {"(": 1, "[": 1, "{": 1, "\\(": 1, ")": -1, "]": -1, "}": -1, "\\)": -1}


@dataclass(frozen=True, slots=True)
class Condition:
    """The tokens of one `when`, without the word itself; never empty."""

    tokens: tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """`...` that has conditions, or may have: whether it stands between elements is seen later."""

    token: Token
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Nested:
    """`<+... code ...+>` with the ways through its code: one for each arm of the disjunctions inside."""

    token: Token  # its begin
    conditions: tuple[Condition, ...]
    arms: tuple[Flat, ...]


@dataclass(frozen=True, slots=True)
class _Group:
    arms: tuple[tuple[Item | _Group, ...], ...]
    token: Token


Item = Token | Gap | Nested
Flat = tuple[Item, ...]


def ways(tokens: Sequence[Token], path: str) -> tuple[Flat, ...]:
    """Every way through the disjunctions, first choice first. Raises RuleError for an open one or too many ways."""
    nodes, end = _sequence(tokens, 0, path)
    if end < len(tokens):
        stray = tokens[end]
        what, hint = ("nest", "") if stray.kind == "nest" else ("disjunction", _HINT)
        raise RuleError(f"found {stray.text} outside of a {what}", place=place(path, stray), hint=hint)
    return _ways(nodes, place(path, tokens[0]))


def _ways(nodes: Sequence[Item | _Group], where: str) -> tuple[Flat, ...]:
    out = tuple(islice(_product(nodes), CAP + 1))
    if len(out) > CAP:
        raise RuleError(f"the disjunctions have more than {CAP} combinations", place=where)
    return out


_HINT = "in column one, ( | ) make a disjunction; indent the line when they are C"


def _product(nodes: Sequence[Item | _Group]) -> Iterator[Flat]:
    for choice in product(*(_choices(node) for node in nodes)):
        yield tuple(chain.from_iterable(choice))


def _choices(node: Item | _Group) -> list[Flat]:
    """What can stand in the place of a node; no more of it than may be."""
    if not isinstance(node, _Group):
        return [(node,)]
    return list(islice(chain.from_iterable(_product(arm) for arm in node.arms), CAP + 1))


def _sequence(tokens: Sequence[Token], at: int, path: str) -> tuple[tuple[Item | _Group, ...], int]:
    """Items up to a bar or an end that belongs to somebody else."""
    out: list[Item | _Group] = []
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "group" and token.text in _OPENS:
            group, at = _group(tokens, at, path)
            out.append(group)
        elif token.kind == "nest" and token.text in _NESTS:
            nest, at = _nest(tokens, at, path)
            out.append(nest)
        elif token.kind in ("group", "nest"):
            break
        elif token.kind == "dots":
            gap, at = _gap(tokens, at, path)
            out.append(gap)
        else:
            out.append(token)
            at += 1
    return tuple(out), at


def _group(tokens: Sequence[Token], at: int, path: str) -> tuple[_Group, int]:
    begin = tokens[at]
    kind = _OPENS.index(begin.text)
    if begin.mark == PLUS:
        raise RuleError("found a disjunction in plus code", place=place(path, begin))
    arms = []
    while True:
        arm, at = _sequence(tokens, at + 1, path)
        arms.append(arm)
        if at >= len(tokens):
            raise RuleError(
                f"the disjunction opened with {begin.text} is not closed",
                place=place(path, begin),
                hint=f"expected {_CLOSES[kind]}" + ("" if kind else " in column one"),
            )
        if tokens[at].text == _CLOSES[kind]:
            return _Group(tuple(arms), begin), at + 1
        if tokens[at].text != _BARS[kind]:
            raise RuleError(
                f"found {tokens[at].text}, expected {_BARS[kind]} or {_CLOSES[kind]} of the disjunction at line "
                f"{begin.line}",
                place=place(path, tokens[at]),
            )


def _nest(tokens: Sequence[Token], at: int, path: str) -> tuple[Nested, int]:
    begin = tokens[at]
    close = _NESTS[begin.text]
    conditions, at = _conditions(tokens, at + 1, path)
    nodes, at = _sequence(tokens, at, path)
    if at >= len(tokens):
        raise RuleError(
            f"the nest opened with {begin.text} is not closed", place=place(path, begin), hint=f"expected {close}"
        )
    end = tokens[at]
    if end.text != close:
        raise RuleError(f"found {end.text}, expected {close} of the nest at line {begin.line}", place=place(path, end))
    for token in (begin, end):
        if token.mark in (MINUS, PLUS):
            raise unsupported(f"`{token.text}` on a - or + line", place(path, token))
    return Nested(begin, conditions, _ways(nodes, place(path, begin))), at + 1


def _gap(tokens: Sequence[Token], at: int, path: str) -> tuple[Gap, int]:
    conditions, end = _conditions(tokens, at + 1, path)
    return Gap(tokens[at], conditions), end


def _conditions(tokens: Sequence[Token], at: int, path: str) -> tuple[tuple[Condition, ...], int]:
    """The `when`s that begin here, and where they end."""
    conditions = []
    while at < len(tokens) and tokens[at].text == "when" and tokens[at].kind == "word":
        end = _condition_end(tokens, at + 1)
        if end == at + 1:
            raise RuleError("found `when` without a condition", place=place(path, tokens[at]))
        conditions.append(Condition(tuple(tokens[at + 1 : end])))
        at = end
    return tuple(conditions), at


def _condition_end(tokens: Sequence[Token], at: int) -> int:
    """A condition goes on to the end of its line, or to the next `when`, with brackets closed."""
    depth, line = 0, tokens[at - 1].line
    while at < len(tokens):
        token = tokens[at]
        if depth == 0 and (token.line != line or token.text == "when"):
            break
        depth += _DEPTH.get(token.text, 0)
        if depth < 0:
            break
        line = token.line
        at += 1
    return at
