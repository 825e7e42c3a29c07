"""What a text must hold for a pattern to match: the names that it calls, its flags, and the shapes of its stores.

Names of called functions count, outside of other calls' arguments: what stands in an argument may be spelled in another
way that has the same value. Flags count anywhere: a name in capitals next to `|` is matched to the letter. What follows
must hold too, and of a disjunction, or of the arms of a nest, one way must.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kzfix.smpl.bonds import IMPLIED, NO_CALL, NO_CALLS, Making, about, bond, literal, making, target
from kzfix.smpl.disjunction import Flat, Item, Nested
from kzfix.smpl.nodes import PLUS, Metavar, Token
from kzfix.smpl.shapes import shape
from kzfix.source.formula import Bond, Formula, Words, either, every, implies

_SHAPING = ("group", "nest", "dots")


def needles(flats: Sequence[Flat], metavars: Mapping[str, Metavar], size: str = "") -> Formula:
    """The formula for a pattern that is given as its ways through the disjunctions; `size` as for `shape`."""
    return either(every(_lean(_parts(flat, metavars, size, making(flat, metavars)))) for flat in flats)


def bare(tokens: Iterable[Token], metavars: Mapping[str, Metavar], size: str = "") -> tuple[Token, ...]:
    """A pattern without what holds no needle: plus code, and plain arguments of calls but for the object's. What is
    left has the same needles, and fewer tokens by far."""
    code = [token for token in tokens if token.mark != PLUS or token.kind in _SHAPING]
    made = target(code, metavars)
    out: list[Token] = []
    at = 0
    while at < len(code):
        token = code[at]
        out.append(token)
        at += 1
        end = _plain(code, at) if token.kind == "word" and token.text not in NO_CALLS else 0
        if end:
            kept = about(code[at + 1 : end], made, metavars, size) if made else ()
            out += (code[at], *kept, code[end])
            at = end + 1
    return tuple(out)


def _plain(code: Sequence[Token], opened: int) -> int:
    """The index of the bracket that closes the one at `opened`; 0 when there is none, or one of the arguments may hold
    a needle or shape the pattern."""
    depth = 0
    for at in range(opened, len(code)):
        token = code[at]
        if token.kind in ("group", "nest") or token.text in ("|", "when"):
            return 0
        depth += (token.text == "(") - (token.text == ")")
        if depth <= 0:
            return at if depth == 0 and at > opened else 0
    return 0


def anchors(flats: Sequence[Flat], metavars: Mapping[str, Metavar]) -> tuple[str, ...]:
    """Words where to begin to look, of which one must occur; none when a way has no word to begin with."""
    firsts = [next(iter(_parts(flat, metavars, "", None)), None) for flat in flats]
    if not all(isinstance(first, Words) for first in firsts):
        return ()
    names = (name.decode("latin-1") for first in firsts if isinstance(first, Words) for name in first.names)
    return tuple(dict.fromkeys(names))


def _parts(flat: Flat, metavars: Mapping[str, Metavar], size: str, made: Making | None) -> list[Formula]:
    """What must hold for one way: words before shapes, and one arm of each nest that must occur. `made` is what its
    elements may speak of."""
    out: list[Formula] = []
    run: list[Item] = []
    for item in (*flat, None):
        if item is not None and not isinstance(item, Nested):
            run.append(item)
            continue
        out += _run(run, metavars, size, made)
        run = []
        if item is not None and item.token.text == "<+...":
            out.append(either(every(_parts(arm, metavars, size, made)) for arm in item.arms))
    return out


def _lean(parts: Sequence[Formula]) -> list[Formula]:
    """Without words that a bond has."""
    rest = [part for part in parts if not isinstance(part, Words)]
    return [part for part in parts if not isinstance(part, Words) or not any(implies(other, part) for other in rest)]


def _run(flat: Sequence[Item], metavars: Mapping[str, Metavar], size: str, made: Making | None) -> list[Formula]:
    """What must hold for code between nests: names that it calls and flags, and the stores between its dots."""
    words: list[Item] = []
    out: list[Formula] = []
    element: list[Token] = []
    for item in (*flat, None):
        if isinstance(item, Token):
            if item.mark != PLUS:
                element.append(item)
            continue
        found = bond(element, made, metavars, size) or shape(element, metavars, size) if element else None
        out += [found] if found is not None else []
        words += () if isinstance(found, Bond) else element
        words += () if item is None else (item,)
        element = []
    return [*(Words((word.encode("latin-1"),)) for word in _called(words, metavars)), *out]


def _called(flat: Sequence[Item], metavars: Mapping[str, Metavar]) -> tuple[str, ...]:
    """Called names in order, once each."""
    code = [item if isinstance(item, Token) else item.token for item in flat]
    code = [token for token in code if token.mark != PLUS]
    out: dict[str, None] = {}
    calls: list[bool] = []
    for at, token in enumerate(code):
        if token.text == "(":
            name = code[at - 1] if at else None
            is_call = name is not None and name.kind == "word" and name.text not in NO_CALL
            if name is not None and is_call and not any(calls) and literal(name, metavars):
                out[name.text] = None
            calls.append(is_call and name is not None and name.text not in IMPLIED)
        elif token.kind == "word" and _is_flag(code, at) and literal(token, metavars):
            out[token.text] = None
        elif token.text == ")" and calls:
            calls.pop()
    return tuple(out)


def _is_flag(code: Sequence[Token], at: int) -> bool:
    """Whether a name is an operand of `|`, in capitals and alone."""
    before, after = code[at - 1].text if at else "", code[at + 1].text if at + 1 < len(code) else ""
    ends = ("|", ",", ")", "(")
    return "|" in (before, after) and before in ends and after in ends and code[at].text.isupper()
