"""Words that a text must hold for a pattern to match: groups that must all hold, each by any of its words.

Only names of called functions outside of other calls' arguments count: what stands in an argument may be spelled in
another way that has the same value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kzfix.smpl.disjunction import Flat, Gap
from kzfix.smpl.nodes import PLUS, Metavar, Token

Groups = tuple[tuple[str, ...], ...]
_NO_CALL = (
    "if",
    "while",
    "for",
    "switch",
    "return",
    "sizeof",
    "typeof",
    "__typeof__",
    "offsetof",
    "do",
    "else",
    "case",
)
_IMPLIED = ("likely", "unlikely")


def needles(flats: Sequence[Flat], metavars: Mapping[str, Metavar]) -> Groups:
    """The groups for a pattern that is given as its ways through the disjunctions."""
    called = [_called(flat, metavars) for flat in flats]
    return columns([tuple((word,) for word in words) for words in called])


def columns(alternatives: Iterable[Groups]) -> Groups:
    """The groups that hold when those of any alternative do: the first groups together, the second ones, and so on."""
    every = list(alternatives)
    if not every:
        return ()
    out = []
    for at in range(min(len(groups) for groups in every)):
        words: dict[str, None] = {}
        for groups in every:
            words.update(dict.fromkeys(groups[at]))
        out.append(tuple(words))
    return tuple(dict.fromkeys(out))


def _called(flat: Flat, metavars: Mapping[str, Metavar]) -> tuple[str, ...]:
    """Called names in order, once each."""
    code = [item.token if isinstance(item, Gap) else item for item in flat]
    code = [token for token in code if token.mark != PLUS]
    out: dict[str, None] = {}
    calls: list[bool] = []
    for at, token in enumerate(code):
        if token.text == "(":
            name = code[at - 1] if at else None
            is_call = name is not None and name.kind == "word" and name.text not in _NO_CALL
            if name is not None and is_call and not any(calls) and _literal(name, metavars):
                out[name.text] = None
            calls.append(is_call and name is not None and name.text not in _IMPLIED)
        elif token.text == ")" and calls:
            calls.pop()
    return tuple(out)


def _literal(name: Token, metavars: Mapping[str, Metavar]) -> bool:
    metavar = metavars.get(name.text)
    return name.text not in _IMPLIED and (metavar is None or metavar.kind == "symbol")
