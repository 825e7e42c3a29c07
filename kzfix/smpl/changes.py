"""The minus and plus marks of one element as changes that a matcher can carry out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kzfix.smpl.element import Parsed
from kzfix.smpl.nodes import MINUS, PLUS, Change, Metavar, Piece, PNode, Token


def changes(
    flat: Sequence[Token],
    ranges: Sequence[tuple[int, int]],
    which: int,
    piece: Parsed,
    metavars: Mapping[str, Metavar],
) -> tuple[Change, ...]:
    """The changes to element number `which` of a run.

    `flat` is the run with its plus tokens, `ranges` the code tokens of each of its elements. Plus code takes the place
    of the minus code that it stands next to; between context it follows the element before it, or comes before the
    first one.
    """
    begin, _ = ranges[which]
    return tuple(
        _change(minus, plus, at, begin, piece, metavars)
        for minus, plus, at in _regions(flat, ranges)
        if _belongs(minus, at, ranges, which)
    )


def _belongs(minus: tuple[int, int] | None, at: int, ranges: Sequence[tuple[int, int]], which: int) -> bool:
    begin, end = ranges[which]
    if minus is not None:
        return begin <= minus[0] < end
    return begin < at <= end or (at == 0 and which == 0)


_Region = tuple[tuple[int, int] | None, list[Token], int]


def _regions(flat: Sequence[Token], ranges: Sequence[tuple[int, int]]) -> list[_Region]:
    """Stretches of marked tokens: minus range (cut where an element begins), plus tokens, number of code tokens
    before."""
    starts = {begin for begin, _ in ranges}
    out: list[_Region] = []
    pending: list[Token] = []
    at, changed = 0, False
    for token in flat:
        if token.mark == PLUS:
            if changed and out[-1][0] is not None:
                out[-1][1].append(token)
            else:
                pending.append(token)
            continue
        if token.mark == MINUS:
            last = out[-1] if changed and out else None
            if last is not None and last[0] is not None and at not in starts:
                out[-1] = ((last[0][0], at + 1), last[1], last[2])
            else:
                out.append(((at, at + 1), pending, at))
                pending = []
            changed = True
        else:
            if pending:
                out.append((None, pending, at))
                pending = []
            changed = False
        at += 1
    if pending:
        out.append((None, pending, at))
    return out


def _change(
    minus: tuple[int, int] | None,
    plus: list[Token],
    at: int,
    begin: int,
    piece: Parsed,
    metavars: Mapping[str, Metavar],
) -> Change:
    whole = minus is not None and _is_statement(piece, minus)
    local = None if minus is None else (minus[0] - begin, minus[1] - begin)
    return Change(local, _pieces(plus, metavars), at - begin - 1, whole)


def _is_statement(piece: Parsed, minus: tuple[int, int]) -> bool:
    return piece.form != "expression" and any(_is_code(node) and node.tokens == minus for node in piece.tree.walk())


def _is_code(node: PNode) -> bool:
    return node.named and (node.kind.endswith("_statement") or node.kind in ("declaration", "function_definition"))


def _pieces(plus: Sequence[Token], metavars: Mapping[str, Metavar]) -> tuple[Piece, ...]:
    """Plus tokens as text: blanks as in the rule, later lines indented as far beyond the first one as they are."""
    out: list[Piece] = []
    text, indent, line = "", plus[0].space if plus else "", plus[0].line if plus else 0
    for number, token in enumerate(plus):
        if number:
            text += token.space if token.line == line else "\n" + token.space.removeprefix(indent)
        line = token.line
        metavar = metavars.get(token.text) if token.kind == "word" else None
        if metavar is None or metavar.kind in ("symbol", "typedef"):
            text += token.text
            continue
        if text:
            out.append(Piece(text))
        out.append(Piece(token.text, metavar))
        text = ""
    if text:
        out.append(Piece(text))
    return tuple(out)
