"""A formula over words as a decision tree: each word is looked for once at most, those that settle most come first.

A search takes as long as the text, whatever it finds, so the number of searches is all that counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from kzfix.source.formula import ALWAYS, NEVER, All, Formula, Some, Words, either, every

MOST = 200  # places where a word is asked for; what is left to say there is said word by word

Test = Callable[[bytes], bool]


def decision(formula: Formula, long: bool = False) -> Test:
    """The test whether a formula without shapes holds in a text where a word may be a part of another one; for `long`
    texts the search itself is quicker, and slower to begin."""
    known: dict[Formula, Test] = {ALWAYS: lambda _: True, NEVER: lambda _: False}

    def test(left: Formula) -> Test:
        if left not in known:
            known[left] = _plain(left) if len(known) >= MOST else _asked(left)
        return known[left]

    def _asked(left: Formula) -> Test:
        word = _best(left)
        with_, without = _given(left, word, True), _given(left, word, False)
        if with_ == ALWAYS and without == NEVER:
            return lambda text: word in text
        hit, miss = test(with_), test(without)
        if long:
            search = re.compile(re.escape(word)).search
            return lambda text: hit(text) if search(text) else miss(text)
        return lambda text: hit(text) if word in text else miss(text)

    return test(formula)


def _best(formula: Formula) -> bytes:
    """The word that stands in the most places; the shortest of those, for short ones are found in more texts."""
    counts = Counter(_names(formula))
    return min(counts, key=lambda word: (-counts[word], len(word), word))


def _names(formula: Formula) -> list[bytes]:
    match formula:
        case Words(names):
            return list(names)
        case All(parts) | Some(parts):
            return [name for part in parts for name in _names(part)]
    return []


def _given(formula: Formula, word: bytes, stands: bool) -> Formula:
    """What is left of a formula where it is known whether a word stands in the text, and so those that it is a part of
    or that are a part of it."""
    match formula:
        case Words(names):
            if stands and any(name in word for name in names):
                return ALWAYS
            rest = names if stands else tuple(name for name in names if word not in name)
            return Words(rest) if rest else NEVER
        case All(parts):
            return every(_given(part, word, stands) for part in parts)
        case Some(parts):
            return either(_given(part, word, stands) for part in parts)
    return formula


def _plain(formula: Formula) -> Test:
    match formula:
        case Words(names):
            return lambda text: any(name in text for name in names)
        case All(parts):
            every_ = [_plain(part) for part in parts]
            return lambda text: all(one(text) for one in every_)
        case Some(parts):
            some = [_plain(part) for part in parts]
            return lambda text: any(one(text) for one in some)
    return lambda _: True


def marks(formula: Formula) -> tuple[bytes, ...] | None:
    """Words one of which stands in every text where a formula without shapes holds; None when there are none such."""
    match formula:
        case Words(names):
            return names
        case All(parts):
            return min((found for part in parts if (found := marks(part)) is not None), key=_toll, default=None)
        case Some(parts):
            ways = [marks(part) for part in parts]
            words = {word for way in ways for word in way or ()}
            if None in ways:
                return None
            return tuple(sorted(word for word in words if not any(one in word for one in words - {word})))
    return None


def _toll(words: tuple[bytes, ...]) -> float:
    """What it costs to look for some words: short ones stand in more places, which have to be looked at in turn."""
    return sum(1 + 4.0 ** (5 - len(word)) for word in words)
