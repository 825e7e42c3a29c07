"""The trees of one definition: one, or one for each choice of the `#if` arms that a grammar cannot read as branches.

Groups that are well-formed stay in the tree. Groups under one condition are chosen together, `#ifdef A` with
`#ifndef A` negated. What stays is tried with its first and with its last arm too: a group that the parser took
in only by misreading it does not stay.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kzfix.model import Span
from kzfix.source.arms import Group, chosen, condition, groups
from kzfix.source.audit import suspect
from kzfix.source.surface import spaces, surface
from kzfix.source.tree import Node, parse_sound

MOST_READINGS = 8
_MOST_CONDITIONS = 48
_Key = tuple[bytes, int]
_Choice = Mapping[_Key, int]


@dataclass(frozen=True, slots=True)
class Readings:
    """Function definitions that were read without an error, or where the first error is."""

    trees: tuple[Node, ...]
    error: Span | None


def read(text: bytes, offset: int, foreign: frozenset[int] = frozenset()) -> Readings:
    """Read the masked text of one definition, which begins at byte `offset` of its file; `foreign` as in `suspect`."""
    plain = _read(text, offset, foreign)
    if b"#" not in text:
        return _one(plain)
    found = groups(surface(text).directives)
    if found.loose:
        last = found.loose[0]
        return Readings((), Span(offset + last.start, offset + last.end))
    if not found.whole:
        return _one(plain)
    split = _Split(text, offset, foreign, found.whole)
    if isinstance(plain, Node) and split.clean(frozenset(split.keys)):
        return Readings((plain,), None)
    trees = split.readings()
    if trees:
        return Readings(trees, None)
    opening = found.whole[0].heads[0]
    return Readings((), plain if isinstance(plain, Span) else Span(offset + opening.start, offset + opening.end))


def _one(result: Node | Span) -> Readings:
    return Readings((result,), None) if isinstance(result, Node) else Readings((), result)


def _read(text: bytes, offset: int, foreign: frozenset[int]) -> Node | Span:
    """The definition in `text`, or the first place that cannot be read."""
    root = parse_sound(text, offset)
    if not isinstance(root, Node):
        return root
    error = suspect(root, text, offset, foreign)
    if error is not None:
        return error
    tops = [node for node in root.parts() if not node.kind.startswith("preproc")]
    if len(tops) != 1 or tops[0].kind != "function_definition":
        return root.span
    tops[0].parent = None
    return tops[0]


class _Split:
    """The ways to choose arms in one text."""

    def __init__(self, text: bytes, offset: int, foreign: frozenset[int], found: Sequence[Group]) -> None:
        self._text = text
        self._offset = offset
        self._foreign = foreign
        self._groups = [(group, *_key(group)) for group in found]
        self._known: dict[bytes, bool] = {}
        self.keys = list(dict.fromkeys(key for _, key, _ in self._groups))

    def clean(self, keys: frozenset[_Key]) -> bool:
        """Whether the text reads clean with the first, and with the last arm chosen for every one of `keys`."""
        ends = (dict.fromkeys(keys, 0), {key: key[1] - 1 for key in keys})
        return all(self._is_clean(choice) for choice in ends)

    def _is_clean(self, choice: _Choice) -> bool:
        text = self.choose(choice)
        if text not in self._known:
            self._known[text] = isinstance(_read(text, self._offset, self._foreign), Node)
        return self._known[text]

    def readings(self) -> tuple[Node, ...]:
        """A clean tree for every choice that must be made; none when one is not clean, or there are too many."""
        if len(self.keys) > _MOST_CONDITIONS:
            return ()
        everything = frozenset(self.keys)
        breaking = [key for key in self.keys if not self.clean(everything - {key})]
        return self._all(breaking) or (self._all(self.keys) if len(breaking) < len(self.keys) else ())

    def _all(self, keys: Sequence[_Key]) -> tuple[Node, ...]:
        trees = []
        rest = [key for key in self.keys if key not in keys]
        for choice in itertools.islice(_choices(keys), MOST_READINGS + 1):
            result = _read(self.choose(choice), self._offset, self._foreign)
            ends = (dict.fromkeys(rest, 0), {key: key[1] - 1 for key in rest}) if rest else ()
            for end in ends:
                if not self._is_clean({**choice, **end}):
                    return ()
            if not isinstance(result, Node):
                return ()
            trees.append(result)
        return tuple(trees) if len(trees) <= MOST_READINGS else ()

    def choose(self, choice: _Choice) -> bytes:
        """The text with only the chosen arms of the groups that `choice` speaks of."""
        text = bytearray(self._text)
        for group, key, negated in self._groups:
            if key in choice:
                number = 1 - choice[key] if negated else choice[key]
                for span in chosen(group, number):
                    text[span.start : span.end] = spaces(bytes(text[span.start : span.end]))
        return bytes(text)


def _key(group: Group) -> tuple[_Key, bool]:
    """What a group depends on with the number of ways to choose, and whether its first arm is for "no"."""
    asked, negated = condition(group)
    return (asked, group.choices()), negated


def _choices(keys: Sequence[_Key]) -> Iterator[_Choice]:
    for numbers in itertools.product(*(range(key[1]) for key in keys)):
        yield dict(zip(keys, numbers, strict=True))
