"""A rule that asks for less, to find out what of it kept spatch from a place: the first such rule that matches says.

A probe changes the text of the expanded rule and nothing else; it only ever widens what spatch may match.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from .spatch import Patch

_CLEARS = re.compile(r"(memset\((?:&?x|&?x->m), 0, )(?!ANY)([^;|\n]*)(\))(?=;|\\[|)])")
_ARGUMENT = re.compile(r"\b(memset\()(x,)")
_ASSIGNED = re.compile(r"(^[^-+\n]*\bx =)(?= [\w(]|$)", re.M)
_PLACE = re.compile(r"(?<!\w)(&?)x->m(?=[,) ])")
_ZERO = re.compile(r"(x->m(?:\[i\])? = )(?:0|NULL)(?=;)")
_NEST = re.compile(r"^\s*(?:\.\.\.|<\+\.\.\.)$", re.M)
_DOTS = re.compile(r"^(\s*)\.\.\.$", re.M)


@dataclass(frozen=True, slots=True)
class Probe:
    """What is asked for less, in words, and the change of a rule's text."""

    name: str
    change: Callable[[str, str], str]  # takes the size that the rule says too


def _declared(text: str, what: str) -> str:
    """A rule with one more metavariable, where it is used."""
    if not re.search(rf"\b{what.split()[1]}\b", text):
        return text
    head, rest = text.split("\n", 1)
    return f"{head}\n{what};\n{rest}"


def _size(text: str, size: str) -> str:
    head, dots, tail = _split(text)
    if size and dots:
        tail = re.sub(rf"(?<![\w(]){re.escape(size)}(?!\w)", "ANY", tail)
    return _declared(head + dots + _CLEARS.sub(r"\1ANY\3", tail), "expression ANY")


def _split(text: str) -> tuple[str, str, str]:
    """A rule before, at and after its first dots on a line of their own."""
    found = _NEST.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else ("", "", text)


def _cast(text: str, _: str) -> str:
    return _declared(_ASSIGNED.sub(r"\1 (ANYT)", text), "type ANYT")


def _argument(text: str, _: str) -> str:
    return _declared(_ARGUMENT.sub(r"\1(ARGT)\2", text), "type ARGT")


def _path(text: str, _: str) -> str:
    head, rest = text.split("\n", 1)
    return f"@{head.strip('@')} exists@\n{rest}"


def _between(text: str, _: str) -> str:
    return _DOTS.sub(r"\1... when any", text)


def _deep(text: str, _: str) -> str:
    ways = r"\(\1x->m\|\1x->m.DEEP\|\1x->m.DEEP.DOWN\|\1x->m[AT]\|\1x->m.DEEP[AT]\)"
    found = _PLACE.sub(lambda place: ways.replace(r"\1", place[1]), text)
    return _declared(_declared(_declared(found, "identifier DEEP"), "identifier DOWN"), "expression AT")


def _zero(text: str, _: str) -> str:
    return _declared(_ZERO.sub(r"\1ZERO", text), "constant ZERO")


_SINGLE = (
    Probe("the size in other words", _size),
    Probe("a cast of the call", _cast),
    Probe("a cast of the argument", _argument),
    Probe("not on every path", _path),
    Probe("once more in between", _between),
    Probe("a member of a member", _deep),
    Probe("zero in another word", _zero),
)


def _probes() -> Iterator[Probe]:
    for count in (1, 2, len(_SINGLE)):
        for some in combinations(_SINGLE, count):
            yield Probe(" + ".join(one.name for one in some), _chain(some))


def _chain(some: Sequence[Probe]) -> Callable[[str, str], str]:
    def change(text: str, size: str) -> str:
        for one in some:
            text = one.change(text, size)
        return text

    return change


PROBES = tuple(_probes())


def probed(patches: Sequence[Patch], probe: Probe) -> list[Patch]:
    """The rule as a probe has it; without the patches that it does not touch."""
    return [
        replace(patch, text=text) for patch in patches if (text := probe.change(patch.text, patch.size)) != patch.text
    ]
