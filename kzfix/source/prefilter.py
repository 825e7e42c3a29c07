"""Words that a text must hold before it is worth a closer look: the cheapest test of all, so it comes first."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

KIN = b"alloc"
MANY = 12  # words from which on it is quicker to take a text apart
WORD = re.compile(rb"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Needles:
    """All groups must hold; a group holds when one of its words stands in the text, as a word of its own.

    No groups: every text holds. A group without words: no text holds.
    """

    groups: tuple[tuple[bytes, ...], ...]

    def holds(self, text: bytes) -> bool:
        """Whether the text may be of interest."""
        return all(any(has_word(text, word) for word in group) for group in self.groups)

    def both(self, other: Needles) -> Needles:
        """What holds where this one and the other hold."""
        return Needles(tuple(dict.fromkeys(self.groups + other.groups)))


@dataclass(frozen=True, slots=True)
class AnyNeedles:
    """Holds where one of many needles holds. Every word is looked for once, the group with the fewest words first."""

    many: tuple[Needles, ...]

    def holds(self, text: bytes) -> bool:
        """Whether the text may be of interest to one of them."""
        text_words = _Words(text)
        return any(all(text_words.any(group) for group in one.groups) for one in self.many)


class _Words:
    """The words of one text, taken out of it once when there is more to ask than `in` can say quickly."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._words: set[bytes] | None = None
        self._known: dict[tuple[bytes, ...], bool] = {}

    def any(self, group: tuple[bytes, ...]) -> bool:
        """Whether one word of a group stands in the text."""
        if group not in self._known:
            self._known[group] = self._any(group)
        return self._known[group]

    def _any(self, group: tuple[bytes, ...]) -> bool:
        if len(group) < MANY:
            return any(has_word(self._text, word) for word in group)
        kin, others = _kin(group)
        if kin and KIN not in self._text and not any(has_word(self._text, word) for word in others):
            return False
        if self._words is None:
            self._words = set(WORD.findall(self._text))
        return not self._words.isdisjoint(group)


@functools.lru_cache(maxsize=256)
def _kin(group: tuple[bytes, ...]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The words of a group that hold what most names of allocators do, and the others."""
    return tuple(word for word in group if KIN in word), tuple(word for word in group if KIN not in word)


def either(many: Iterable[Needles]) -> AnyNeedles:
    """The needles of several rules, put together: a text is of interest when one rule may match."""
    kept = tuple(dict.fromkeys(many))
    asked = Counter(group for one in kept for group in one.groups)
    return AnyNeedles(
        tuple(Needles(tuple(sorted(one.groups, key=lambda group: (len(group), -asked[group], group)))) for one in kept)
    )


def has_word(text: bytes, word: bytes) -> bool:
    """Whether `word` stands in `text` with no letter, digit or underscore beside it.

    `in` runs at memory speed; the regular expression, ten times slower, only sees texts that hold the bytes.
    """
    return word in text and _alone(word).search(text) is not None


@functools.lru_cache(maxsize=4096)
def _alone(word: bytes) -> re.Pattern[bytes]:
    left = rb"(?<!\w)" if re.match(rb"\w", word) else b""
    right = rb"(?!\w)" if re.search(rb"\w\Z", word) else b""
    return re.compile(left + re.escape(word) + right)
