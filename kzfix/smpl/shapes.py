"""The shape of a pattern's store, for an element that calls no name: `x->m = 0;`, `*x = E`.

A shape must be found wherever the element matches, so it says little: the last token of the place, `=`, and how a
value of zero can begin and end. What `match` takes for the same is in it: any depth of members for `x->m`, brackets
and casts, every spelling of zero and every name that may be one, the links of `a->b = c = 0`. Texts in which the
parser may see something else than the reader are not asked (`kzfix.source.prefilter`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kzfix.smpl.nodes import Metavar, Token
from kzfix.source.formula import Shape
from kzfix.source.keys import number
from kzfix.tables import table

_BLANK = rb"[\s\\]*"  # a backslash ends the lines of a macro
_NAME = rb"[\w$\\\x80-\xff]"
_SIGN = rb"[-+*/%&|^<>=!]"
_UNSIGNED = rb"(?:(?<!" + _SIGN + rb")|(?<=\+\+)|(?<=--))"  # `*p++= n` too, but no other operator that ends in `=`
_EQUAL = rb"=(?!=)"
_SET = _UNSIGNED + _EQUAL
# What stands before the `*` of a dereference: no name, or it is a declaration or a multiplication. Annotations may
# vanish, though, and a macro in capitals may be a statement of its own.
_KEYWORD = rb"else|do|return|case|default|goto|break|continue"
_VANISHING = b"|".join(name.encode() for name in table("mask")["words"] if not name.startswith("_"))
_NO_NAME = rb"(?:" + _VANISHING + rb"|_\w*|[A-Z][A-Z0-9_]*)"
_BEFORE = (
    rb"(?:\A|[^\w\s$\\\x80-\xff]|(?<!" + _NAME + rb")(?:" + _KEYWORD + rb")(?!" + _NAME + rb"))"
    rb"(?:" + _BLANK + rb"(?<!" + _NAME + rb")" + _NO_NAME + rb"(?!" + _NAME + rb"))*" + _BLANK
)  # fmt: skip
# The operand is plain up to its first bracket. Behind a round one anything may come, and `=` at last or `{`.
_OPERAND = rb"[^;{}()=\[\],]*(?:\[[^;{}()]*)?(?:[\s)]*" + _SET + rb"|\([^;{]*?(?:\{|" + _SET + rb"))"
_DEREFERENCE = rb"\*" + _OPERAND

_MEMBER = (  # `.m`, `[i]`, brackets, and annotations in between
    rb"(?:(?:->|\.)" + _BLANK + rb"(?:" + _NAME + rb"+\s+)*" + _NAME + rb"+|\])[\s)\\]*(?:" + _NO_NAME
    + rb"(?!" + _NAME + rb")[\s)\\]*)*" + _UNSIGNED
)  # fmt: skip
_NUMBER = rb"[-+]?" + _BLANK + rb"[0.][0._xXbBuUlL]*(?:[eE][-+]?\d+)?[fFlL]?"
_ZERO = rb"(?:" + _NAME + rb"+\s+)*(?:" + _NUMBER + rb"|[LuU]?'\\x?0+'|(?P<%s>(?!\d)" + _NAME + rb"+))"
_ENDS = {True: rb"(?:;|\Z)", False: rb"(?:[;,)\]}:]|\Z)"}
_LONGEST = 400  # bytes of a statement behind an `=`; of a longer one nobody says what the value is
_WORD = re.compile(r"[A-Za-z_]\w*\Z")
_VALUES = frozenset(("expression", "identifier", "idexpression", "constant", "symbol"))
_SPARSE = frozenset(("->", ".", "[", "]", "*"))


def shape(tokens: Sequence[Token], metavars: Mapping[str, Metavar], size: str = "") -> Shape | None:
    """The shape of an element (its tokens without plus code); None when it is no store whose shape is known.

    `size` is the judged expression without blanks: what is spelled so matches other spellings of its value.
    """
    words = _store([token.text for token in tokens])
    whole = words[-1:] == [";"]
    words = words[:-1] if whole else words
    if words.count("=") != 1:
        return None
    at = words.index("=")
    left, value = words[:at], words[at + 1 :]
    if not left or not all(word in _SPARSE or _WORD.match(word) or word.isdigit() for word in left):
        return None
    if "".join(left) == size or any(_hides(word, metavars) for word in words):
        return None
    name = " ".join(words) + ";" * whole
    if left[0] == "*":
        return Shape(name, _DEREFERENCE, _BEFORE) if len(left) == 2 and _WORD.match(left[1]) else None
    if len(left) < 3 or not (left[-2] in ("->", ".") or left[-1] == "]") or "*" in left:
        return None
    return Shape(name, _EQUAL + _values(value, whole), _MEMBER)


def place_of(words: list[str]) -> list[str]:
    """The tokens left of the `=` of a store that has a shape."""
    words = _store(words)
    return words[: words.index("=")]


def _store(words: list[str]) -> list[str]:
    """A statement without the head of its loop."""
    return words[_closing(words) :] if words[:2] == ["for", "("] else words


def _closing(words: Sequence[str]) -> int:
    """Past the bracket that closes the first one; past the end when none does."""
    depth = 0
    for at, word in enumerate(words):
        depth += (word == "(") - (word == ")")
        if word == ")" and depth == 0:
            return at + 1
    return len(words)


def _hides(word: str, metavars: Mapping[str, Metavar]) -> bool:
    """Whether a word stands for an operator, a statement or a type."""
    metavar = metavars.get(word)
    return metavar is not None and metavar.kind not in _VALUES


def _values(value: Sequence[str], whole: bool) -> bytes:
    """The value of a store: when it is zero, something that may be, at the end of a chain of assignments."""
    if len(value) != 1 or not (value[0] == "NULL" or number(value[0]) == 0):
        return b""
    end = _BLANK + _ENDS[whole]
    inner = _ZERO % b"inner" if whole else _ZERO.replace(b"?P<%s>", b"?:")
    bracketed = rb"\((?:[^;]*?[()=])?" + _BLANK + inner + rb"[\s)\\]*" + _ENDS[whole]
    zero = _ZERO % b"value" if whole else _ZERO.replace(b"?P<%s>", b"?:")
    chain = rb"(?:[^;]{0,%d}?" % _LONGEST + _SET + rb")?"
    some = chain + _BLANK + rb"(?:" + zero + end + rb"|" + bracketed + rb")"
    return rb"(?:[^;]{%d}|" % _LONGEST + some + rb"|[^;{]*[()]\s*\{)"
