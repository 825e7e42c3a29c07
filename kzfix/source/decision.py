"""A formula over words as a decision tree: each word is looked for once at most, those that settle most come first.

A search takes as long as the text, whatever it finds, so the number of searches is all that counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from kzfix.source.formula import ALWAYS, NEVER, All, Formula, Some, Words, either, every

MOST = 200  # places where a word is asked for; what is left to say there is said word by word

Test = Callable[[bytes], bool]


def decision(formula: Formula) -> Test:
    """The test whether a formula without shapes holds in a text where a word may be a part of another one."""
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
