"""What a text must hold before it is worth a closer look: the cheapest test of all, so it comes first.

A function is tested exactly, its words and its shapes; a whole file only by pieces of words, at the speed of memory.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kzfix.source.decision import decision
from kzfix.source.formula import All, Formula, Shape, Some, Words, either, every, names, worded
from kzfix.source.locals import declared
from kzfix.tables import table

WORD = re.compile(rb"[A-Za-z_]\w*")
FEWEST = 4  # bytes of a piece that many words have in common
MOST = 8  # words that share a piece and are looked for one by one
_ASIDE = re.compile(
    rb"//(?:[^\\\n]|\\(?:\r?\n|.)?)*|/\*.*?(?:\*/|\Z)" rb'|"(?:[^"\\\n]|\\(?:\r?\n|.)?)*"' rb"|('(?:[^'\\\n]|\\.)*')",
    re.S,
)  # fmt: skip
# A line that says nothing of what stands around it; one that is continued from the line before is no directive.
_DIRECTIVE = re.compile(rb"(?<!\\\n)(?<!\\\r\n)^[ \t]*#(?![ \t]*(?:if|el|end))(?:[^\\\n]|\\(?:\r?\n|.)?)*", re.M | re.S)
_ARMS = re.compile(rb"^[ \t]*#[ \t]*(?:if|el|end)", re.M)
_TRUE = frozenset((b"true", b"TRUE"))
_NUL = re.compile(rb"'\\x?0+'\Z")
_ANNOTATIONS = frozenset(name.encode() for name in table("mask")["calls"])


@dataclass(frozen=True)
class Needles:
    """A formula, ready to be asked of texts."""

    formula: Formula

    def holds(self, text: bytes) -> bool:
        """Whether the text of one function may be of interest."""
        return Reading(text).holds(self.formula)

    def may_hold(self, text: bytes) -> bool:
        """Whether a text of any length may hold such a function: pieces of words are looked for, and no shapes."""
        return self._test(text)

    @functools.cached_property
    def _test(self) -> Callable[[bytes], bool]:
        return decision(self._pieces)

    @functools.cached_property
    def _pieces(self) -> Formula:
        formula = worded(self.formula)
        return _in_pieces(formula, pieces(names(formula)))

    def __getstate__(self) -> dict[str, object]:
        return {"formula": self.formula}


def any_of(many: Iterable[Needles]) -> Needles:
    """The needles of several rules, put together: a text is of interest when one rule may match."""
    return Needles(either(one.formula for one in many))


class Reading:
    """One text, of which several formulas are asked. What one of them had to find out, the others know."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._known: dict[bytes, bool] = {}  # by the regular expression of a shape

    def holds(self, formula: Formula) -> bool:
        """Whether a formula holds in the text."""
        match formula:
            case Words(names):
                return not self._words.isdisjoint(names)
            case All(parts):
                return all(map(self.holds, parts))
            case Some(parts):
                return any(map(self.holds, parts))
            case Shape(_, pattern):
                if pattern not in self._known:
                    self._known[pattern] = self._veiled or self._has_shape(_compiled(pattern))
                return self._known[pattern]

    def _has_shape(self, pattern: re.Pattern[bytes]) -> bool:
        """Whether a shape is there; a group of its stands for a value, which is no constant when it is a variable."""
        for found in pattern.finditer(self._plain):
            if found.lastgroup is None or found[found.lastgroup] not in self._variables:
                return True
        return False

    @functools.cached_property
    def _variables(self) -> frozenset[bytes]:
        return declared(self._plain) | _TRUE

    @functools.cached_property
    def _words(self) -> frozenset[bytes]:
        return frozenset(WORD.findall(self._text))

    @functools.cached_property
    def _plain(self) -> bytes:
        return plain(self._text)

    @functools.cached_property
    def _veiled(self) -> bool:
        """Whether what is parsed may be another text: arms of `#if` go, and annotations with what they enclose."""
        arms = b"#" in self._plain and _ARMS.search(self._plain) is not None
        return arms or not self._words.isdisjoint(_ANNOTATIONS)


def plain(text: bytes) -> bytes:
    """A text without comments and `#define` lines, and with nothing in its strings and characters, but for `'\\0'`."""
    text = _ASIDE.sub(_aside, text) if b"/" in text or b'"' in text or b"'" in text else text
    return _DIRECTIVE.sub(b"", text) if b"#" in text else text


def _aside(found: re.Match[bytes]) -> bytes:
    whole = found.group()
    if found.group(1) is not None:
        return whole if _NUL.match(whole) else b"'1'"
    return b'""' if whole[:1] == b'"' else b" "


@functools.lru_cache(maxsize=1024)
def _compiled(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


def _in_pieces(formula: Formula, found: Sequence[tuple[bytes, tuple[bytes, ...]]]) -> Formula:
    """What holds where a formula does, said with pieces of its words; few words that share one are looked for too."""
    match formula:
        case Words(words):
            asked = set(words)
            shared = [(piece, tuple(word for word in sharing if word in asked)) for piece, sharing in found]
            return either(
                Words((piece,)) if len(sharing) > MOST or piece in sharing else every((Words((piece,)), Words(sharing)))
                for piece, sharing in shared if sharing
            )  # fmt: skip
        case All(parts):
            return every(_in_pieces(part, found) for part in parts)
        case Some(parts):
            return either(_in_pieces(part, found) for part in parts)
    return formula


def pieces(words: Iterable[bytes]) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
    """Pieces of words, fewer than there are words, one of which stands in each; each with the words that it is for."""
    left, out = list(words), []
    while left:
        piece = _shared(left)
        out.append((piece, tuple(word for word in left if piece in word)))
        left = [word for word in left if piece not in word]
    return tuple(out)


def _shared(words: Sequence[bytes]) -> bytes:
    """The piece that most of the words have; the longest of those, and the first in order."""
    counts: dict[bytes, int] = {}
    for word in words:
        ends = range(FEWEST, len(word) + 1)
        found = {word[start:end] for end in ends for start in range(end - FEWEST + 1)} or {word}
        for piece in found:
            counts[piece] = counts.get(piece, 0) + 1
    return min(counts, key=lambda piece: (-counts[piece], -len(piece), piece))
