"""Words that a text must hold for a pattern to match: groups that must all hold, each by any of its words.

Names of called functions count, outside of other calls' arguments: what stands in an argument may be spelled in another
way that has the same value. Flags count anywhere: a name in capitals next to `|` is matched to the letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kzfix.smpl.disjunction import Flat, Item, Nested
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
    return columns([_groups(flat, metavars) for flat in flats])


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


def _groups(flat: Flat, metavars: Mapping[str, Metavar]) -> Groups:
    """The groups of one way: each called name alone, and those of each nest that must occur."""
    out: dict[tuple[str, ...], None] = {}
    run: list[Item] = []
    for item in (*flat, None):
        if item is not None and not isinstance(item, Nested):
            run.append(item)
            continue
        out.update(dict.fromkeys((word,) for word in _called(run, metavars)))
        run = []
        if item is not None and item.token.text == "<+...":
            out.update(dict.fromkeys(columns(_groups(arm, metavars) for arm in item.arms)))
    return tuple(out)


def _called(flat: Sequence[Item], metavars: Mapping[str, Metavar]) -> tuple[str, ...]:
    """Called names in order, once each."""
    code = [item if isinstance(item, Token) else item.token for item in flat]
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
        elif token.kind == "word" and _is_flag(code, at) and _literal(token, metavars):
            out[token.text] = None
        elif token.text == ")" and calls:
            calls.pop()
    return tuple(out)


def _is_flag(code: Sequence[Token], at: int) -> bool:
    """Whether a name is an operand of `|`, in capitals and alone."""
    before, after = code[at - 1].text if at else "", code[at + 1].text if at + 1 < len(code) else ""
    ends = ("|", ",", ")", "(")
    return "|" in (before, after) and before in ends and after in ends and code[at].text.isupper()


def _literal(name: Token, metavars: Mapping[str, Metavar]) -> bool:
    metavar = metavars.get(name.text)
    return name.text not in _IMPLIED and (metavar is None or metavar.kind == "symbol")
