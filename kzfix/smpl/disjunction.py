"""Disjunctions expanded: a rule body becomes flat sequences of tokens, one for each way through `( | )`.

The sequences come in the order in which SmPL tries them. Disjunctions inside a `when` are not ways through the
pattern: they stay with their `...`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from kzfix.errors import RuleError
from kzfix.smpl.lexer import place
from kzfix.smpl.nodes import PLUS, Token

CAP = 512  # ways through one pattern
_OPENS, _BARS, _CLOSES = ("(", "\\("), ("|", "\\|"), (")", "\\)")
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
class _Group:
    arms: tuple[tuple[Item | _Group, ...], ...]
    token: Token


Item = Token | Gap
Flat = tuple[Item, ...]


def ways(tokens: Sequence[Token], path: str) -> tuple[Flat, ...]:
    """Every way through the disjunctions, first choice first. Raises RuleError for an open one or too many ways."""
    nodes, end = _sequence(tokens, 0, path)
    if end < len(tokens):
        raise RuleError(
            f"found {tokens[end].text} outside of a disjunction", place=place(path, tokens[end]), hint=_HINT
        )
    out = tuple(islice(_product(nodes), CAP + 1))
    if len(out) > CAP:
        raise RuleError(f"the disjunctions have more than {CAP} combinations", place=place(path, tokens[0]))
    return out


_HINT = "in column one, ( | ) make a disjunction; indent the line when they are C"


def _product(nodes: Sequence[Item | _Group]) -> Iterator[Flat]:
    if not nodes:
        yield ()
        return
    first, rest = nodes[0], nodes[1:]
    if not isinstance(first, _Group):
        split = 1
        while split < len(nodes) and not isinstance(nodes[split], _Group):
            split += 1
        plain = tuple(node for node in nodes[:split] if not isinstance(node, _Group))
        for tail in _product(nodes[split:]):
            yield plain + tail
        return
    for arm in first.arms:
        for head in _product(arm):
            for tail in _product(rest):
                yield head + tail


def _sequence(tokens: Sequence[Token], at: int, path: str) -> tuple[tuple[Item | _Group, ...], int]:
    """Items up to a bar or an end that belongs to somebody else."""
    out: list[Item | _Group] = []
    while at < len(tokens):
        token = tokens[at]
        if token.kind == "group" and token.text in _OPENS:
            group, at = _group(tokens, at, path)
            out.append(group)
        elif token.kind == "group":
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


def _gap(tokens: Sequence[Token], at: int, path: str) -> tuple[Gap, int]:
    token = tokens[at]
    at += 1
    conditions = []
    while at < len(tokens) and tokens[at].text == "when" and tokens[at].kind == "word":
        end = _condition_end(tokens, at + 1)
        if end == at + 1:
            raise RuleError("found `when` without a condition", place=place(path, tokens[at]))
        conditions.append(Condition(tuple(tokens[at + 1 : end])))
        at = end
    return Gap(token, tuple(conditions)), at


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
