"""What a text must hold before it is worth a closer look: the cheapest test of all, so it comes first.

A function is tested exactly, its words and its shapes; a whole file only by pieces of words, at the speed of memory.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kzfix.source.bonds import WORD, Bonds, Names
from kzfix.source.decision import decision, marks
from kzfix.source.formula import All, Bond, Formula, Shape, Some, Use, Words, either, every, names, worded
from kzfix.source.locals import declared
from kzfix.tables import table

FEWEST = 4  # bytes of a piece that many words have in common
LONG = 8192  # bytes of a text that is searched for longer than the search takes to begin
NEAR = 200  # bytes before a shape that are looked at; if no statement begins there, anything may stand before it
MOST = 8  # words that share a piece and are looked for one by one
_ASIDE = re.compile(
    rb"//(?:[^\\\n]|\\(?:\r?\n|.)?)*|/\*.*?(?:\*/|\Z)" rb'|"(?:[^"\\\n]|\\(?:\r?\n|.)?)*"' rb"|('(?:[^'\\\n]|\\.)*')",
    re.S,
)  # fmt: skip
# A line that says nothing of what stands around it; one that is continued from the line before is no directive.
_DIRECTIVE = re.compile(rb"(?<!\\\n)(?<!\\\r\n)^[ \t]*#(?![ \t]*(?:if|el|end))(?:[^\\\n]|\\(?:\r?\n|.)?)*", re.M | re.S)
_ARM = re.compile(rb"(?<!\\\n)(?<!\\\r\n)^[ \t]*#(?:[^\\\n]|\\(?:\r?\n|.)?)*", re.M | re.S)
_STOP = re.compile(rb"[;{}]")
_BETWEEN = re.compile(rb"[^;{}\s#]\s*#")
_TRUE = frozenset((b"true", b"TRUE"))
_NUL = re.compile(rb"'\\x?0+'\Z")
_ANNOTATIONS = frozenset(name.encode() for name in table("mask")["calls"])
_HIDDEN = frozenset(name.encode() for name in table("mask")["words"])


@dataclass(frozen=True)
class Needles:
    """A formula, ready to be asked of texts."""

    formula: Formula

    def holds(self, text: bytes) -> bool:
        """Whether the text of one function may be of interest."""
        return self.ask(Reading(text, self.asked))

    @functools.cached_property
    def ask(self) -> Question:
        """The same, of a text that is read already, with at least the words that are asked for."""
        return question(self.formula)

    @functools.cached_property
    def asked(self) -> frozenset[bytes]:
        """The words that are asked for."""
        return frozenset(names(self.formula))

    def may_hold(self, text: bytes) -> bool:
        """Whether a text of any length may hold such a function: pieces of words are looked for, and no shapes."""
        return self._of_long(text) if len(text) > LONG else self._of_short(text)

    @functools.cached_property
    def _of_long(self) -> Callable[[bytes], bool]:
        return decision(self._pieces, True)

    @functools.cached_property
    def _of_short(self) -> Callable[[bytes], bool]:
        return decision(self._pieces)

    @functools.cached_property
    def marks(self) -> tuple[bytes, ...] | None:
        """Pieces one of which stands in every text that may hold; None when there are no such."""
        return marks(self._pieces)

    @functools.cached_property
    def _pieces(self) -> Formula:
        formula = worded(self.formula)
        return _in_pieces(formula, pieces(names(formula)))

    def __getstate__(self) -> dict[str, object]:
        return {"formula": self.formula}


def any_of(many: Iterable[Needles]) -> Needles:
    """The needles of several rules, put together: a text is of interest when one rule may match."""
    return Needles(either(one.formula for one in many))


Question = Callable[["Reading"], bool]


class Reading:
    """One text, of which several formulas are asked. What one of them had to find out, the others know."""

    def __init__(self, text: bytes, asked: frozenset[bytes]) -> None:
        self._text = text
        found = WORD.findall(text)
        self.words = asked.intersection(found)  # those of the words that are asked for which are there
        self._annotated = not _ANNOTATIONS.isdisjoint(found)
        self._hidden = _HIDDEN.intersection(found)
        self._found: dict[Shape, list[Found]] = {}
        self._stores: dict[Use, list[tuple[Names, bytes | None]]] = {}

    def has(self, shape: Shape) -> bool:
        """Whether a shape is there, as far as can be told."""
        return self._veiled or any(self._may_be(found.value) for found in self._shaped(shape))

    def binds(self, makers: frozenset[bytes], uses: Sequence[Use]) -> bool:
        """Whether what is made may be spoken of in one of some ways."""
        there = [use for use in uses if use.shape is not None or use.call in self.words]
        visible = there and not self._is_annotated and self._in_macros.isdisjoint(makers)
        held = self._bonds.held(makers) if visible else None
        if held is None:
            return any(use.shape is None or self.has(use.shape) for use in there)
        calls = (use for use in there if use.shape is None)
        stores = (use for use in there if use.shape is not None)
        return bool(held) and (
            any(_meet(held, self._bonds.given(use.call, use.place, use.whole)) for use in calls)
            or any(self._veiled or self._stores_to(held, use) for use in stores)
        )

    def _stores_to(self, held: frozenset[bytes], use: Use) -> bool:
        return any(_meet(held, names) and self._may_be(value) for names, value in self._stored(use))

    def _stored(self, use: Use) -> list[tuple[Names, bytes | None]]:
        """The names of what is stored to in each store of a shape, and the value when that is a name."""
        if use not in self._stores:
            found = self._shaped(use.shape) if use.shape is not None else ()
            self._stores[use] = [
                (self._bonds.stored(one.start, one.at, one.end, use.whole), one.value) for one in found
            ]  # fmt: skip
        return self._stores[use]

    def _may_be(self, value: bytes | None) -> bool:
        """Whether a value may be a constant: a variable is none."""
        return value is None or value not in self._variables

    def _shaped(self, shape: Shape) -> list[Found]:
        if shape not in self._found:
            self._found[shape] = list(shaped(self._level[0], shape))
        return self._found[shape]

    @functools.cached_property
    def _variables(self) -> frozenset[bytes]:
        return _TRUE if b"#" in self._plain else declared(self._plain) | _TRUE

    @functools.cached_property
    def _plain(self) -> bytes:
        return plain(self._text)

    @functools.cached_property
    def _in_macros(self) -> frozenset[bytes]:
        """The words in macros of several lines: what those hold is read too, one by one."""
        dropped = b"\n".join(_DIRECTIVE.findall(self._text)) if b"#" in self._text else b""
        return self.words.intersection(WORD.findall(dropped)) if b"\\" in dropped else frozenset()

    @functools.cached_property
    def _level(self) -> tuple[bytes, bool]:
        return level(self._plain)

    @functools.cached_property
    def _bonds(self) -> Bonds:
        text = self._level[0]
        for word in self._hidden:
            text = _compiled(rb"(?<!\w)" + word + rb"(?!\w)").sub(b" " * len(word), text)
        return Bonds(text)

    @functools.cached_property
    def _is_annotated(self) -> bool:
        """Whether what is parsed may be another text: annotations go with what they enclose, and `##` makes names."""
        return self._annotated or b"##" in self._plain

    @functools.cached_property
    def _veiled(self) -> bool:
        """Whether what is parsed may be another text inside of statements too: arms of `#if` go."""
        return self._is_annotated or not self._level[1]


def question(formula: Formula) -> Question:
    """A formula as a test of a text that is read."""
    match formula:
        case Words(words):
            wanted = frozenset(words)
            return lambda reading: not reading.words.isdisjoint(wanted)
        case All(parts):
            every_ = [question(part) for part in parts]
            return lambda reading: all(ask(reading) for ask in every_)
        case Some(parts):
            some = [question(part) for part in parts]
            return lambda reading: any(ask(reading) for ask in some)
        case Shape():
            return lambda reading: reading.has(formula)
        case Bond(makers, uses):
            return _bound(frozenset(makers), uses)


def _bound(makers: frozenset[bytes], uses: Sequence[Use]) -> Question:
    def ask(reading: Reading) -> bool:
        there = reading.words & makers
        return bool(there) and reading.binds(there, uses)

    return ask


def _meet(held: frozenset[bytes], names: Names) -> bool:
    return names is None or not held.isdisjoint(names)


class Found(NamedTuple):
    """A shape in a text: where it begins, with what may stand before its pattern; and its value when that is a name."""

    start: int
    at: int  # the pattern begins
    end: int
    value: bytes | None


def shaped(text: bytes, shape: Shape) -> Iterator[Found]:
    """Where a shape is; a group of its pattern stands for a value that is a name."""
    pattern, before = _compiled(shape.pattern), _compiled(b"(?:" + shape.before + rb")\Z")
    found = pattern.search(text)
    while found is not None:
        at = found.start()
        start = max(at - NEAR, 0)
        earlier = before.search(text[start:at])
        if earlier is not None or (start and not _STOP.search(text, start, at)):
            begin = start + earlier.start() if earlier is not None else start
            yield Found(begin, at, found.end(), found[found.lastgroup] if found.lastgroup is not None else None)
        found = pattern.search(text, at + 1)


def level(text: bytes) -> tuple[bytes, bool]:
    """A plain text with blanks for its `#if` and `#endif` lines when all of them stand between statements, so that what
    goes with an arm is whole statements; and whether that is so. Else each is a `#`."""
    if b"#" not in text:
        return text, True
    marked, count = _ARM.subn(b"#", text)
    if marked.count(b"#") != count or _BETWEEN.search(marked):
        return marked, False
    return marked.replace(b"#", b" "), True


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
