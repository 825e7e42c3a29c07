"""What a pattern says of the object that its first element makes: `x = f(…)`, and later `g(x)`, `x->m = 0` or `*x = E`.

Only elements that are plain to see are bound to the object; any other may be about anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kzfix.smpl.disjunction import Flat
from kzfix.smpl.nodes import PLUS, Metavar, Token
from kzfix.smpl.shapes import place_of, shape
from kzfix.source.formula import Bond, Use

NO_CALL = (
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
IMPLIED = ("likely", "unlikely")
NO_CALLS = frozenset((*NO_CALL, *IMPLIED))


@dataclass(frozen=True, slots=True)
class Making:
    """The metavariable of an object, and the function that makes it."""

    object: str
    maker: str


def literal(name: Token, metavars: Mapping[str, Metavar]) -> bool:
    """Whether a word of a pattern stands for itself, wherever it is."""
    metavar = metavars.get(name.text)
    return name.text not in IMPLIED and (metavar is None or metavar.kind == "symbol")


def target(code: Sequence[Token], metavars: Mapping[str, Metavar]) -> str:
    """The metavariable that the first element assigns to; "" when it does not."""
    return code[0].text if len(code) > 1 and code[1].text == "=" and code[0].text in metavars else ""


def making(flat: Flat, metavars: Mapping[str, Metavar]) -> Making | None:
    """What one way through a pattern makes first; None when its first element is anything but `x = f(…)`."""
    items = [item for item in flat if not (isinstance(item, Token) and item.mark == PLUS)]
    code = [item for item in items[:4] if isinstance(item, Token)]
    name = target(code, metavars)
    if not name or len(code) < 4 or not _is_call(code[2:], metavars):
        return None
    depth, at = 1, 4
    while depth and at < len(items):
        item = items[at]
        depth += (item.text == "(") - (item.text == ")") if isinstance(item, Token) else 0
        at += 1
    after = items[at] if at < len(items) else None
    return None if depth or (isinstance(after, Token) and after.text != ";") else Making(name, code[2].text)


def bond(element: Sequence[Token], made: Making | None, metavars: Mapping[str, Metavar], size: str) -> Bond | None:
    """What an element says of the object, or None when that is not plain to see; `size` as for `shape`."""
    if made is None:
        return None
    makers = (made.maker.encode("latin-1"),)
    words = [token.text for token in element]
    if len(words) > 2 and _is_call(element, metavars):
        last = len(words) - (words[-1] == ";") - 1
        simple = words[last] == ")" and words.count("(") == words.count(")") == 1
        kept = about(element[2:last], made.object, metavars, size) if simple else ()
        if not kept:
            return None
        place = [token.text for token in kept].count(",")
        return Bond(makers, (Use(len(kept) == place + 1, words[0].encode("latin-1"), place),))
    found = shape(element, metavars, size)
    stored = place_of(words) if found is not None else []
    if found is None or made.object not in stored[:2]:
        return None
    return Bond(makers, (Use(stored[0] == "*", shape=found),))


def about(args: Iterable[Token], name: str, metavars: Mapping[str, Metavar], size: str) -> tuple[Token, ...]:
    """The one of a call's arguments that speaks of an object, when it is `x`, `x->m` or `&x->m`: with a comma for each
    argument before. The size may do so too: it may be spelled in another way."""
    parts: list[list[Token]] = [[]]
    for token in args:
        parts += [[]] if token.text == "," else ()
        parts[-1].append(token)
    found = [
        at for at, part in enumerate(parts)
        if any(token.text == name for token in part) and "".join(_words(part)) != size
    ]  # fmt: skip
    before = [token for part in parts[: found[0]] for token in part] if found else []
    if len(found) != 1 or any(token.kind == "dots" or _is_list(token, metavars) for token in before):
        return ()
    part = parts[found[0]]
    words = _words(part)
    place = words[1:] if words[0] == "&" else words
    if words != [name] and (place[:2] != [name, "->"] or len(place) != 3):
        return ()
    return (*(one[0] for one in parts[1 : found[0] + 1]), *(token for token in part if token.text != ","))


def _words(part: Sequence[Token]) -> list[str]:
    return [token.text for token in part if token.text != ","]


def _is_list(token: Token, metavars: Mapping[str, Metavar]) -> bool:
    metavar = metavars.get(token.text)
    return metavar is not None and metavar.kind.endswith(" list")


def _is_call(code: Sequence[Token], metavars: Mapping[str, Metavar]) -> bool:
    return (
        code[0].kind == "word" and code[0].text not in NO_CALLS and code[1].text == "(" and literal(code[0], metavars)
    )
