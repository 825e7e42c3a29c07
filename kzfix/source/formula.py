"""What a text must hold to be of interest, as a formula: words, shapes and bonds, put together by and and or.

A formula is necessary, never enough: where it does not hold nothing can match, and where it holds something may.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Words:
    """One of some words stands in the text, with no letter, digit or underscore beside it."""

    names: tuple[bytes, ...]

    def __str__(self) -> str:
        names = " | ".join(name.decode("latin-1") for name in self.names)
        return f"({names})" if len(self.names) > 1 else names


@dataclass(frozen=True, slots=True)
class Shape:
    """A regular expression finds something in the text without its comments and strings.

    It is quick where the expression begins with a letter or a sign, so what stands before may be said by another one.
    """

    name: str  # the code that it is the shape of
    pattern: bytes
    before: bytes = b""

    def __str__(self) -> str:
        return f"`{self.name}`"


@dataclass(frozen=True, slots=True)
class Use:
    """How an object is spoken of: a call gets it as argument number `place`, or there is a store of a shape to it.

    `whole`: it is the argument itself, or what `*` stands before; else that is a place inside of it.
    """

    whole: bool
    call: bytes = b""
    place: int = 0
    shape: Shape | None = None

    def __str__(self) -> str:
        return str(self.shape) if self.shape is not None else self.call.decode("latin-1")


@dataclass(frozen=True, slots=True)
class Bond:
    """What one of some functions returns is spoken of again, in one of some ways."""

    makers: tuple[bytes, ...]
    uses: tuple[Use, ...]

    def __str__(self) -> str:
        uses = list(dict.fromkeys(map(str, self.uses)))
        about = f"({' | '.join(uses)})" if len(uses) > 1 else uses[0]
        return f"{Words(self.makers)} -> {about}"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds. Without parts it always does."""

    parts: tuple[Formula, ...]

    def __str__(self) -> str:
        return " & ".join(map(str, self.parts)) or "true"


@dataclass(frozen=True, slots=True)
class Some:
    """A part holds. Without parts it never does."""

    parts: tuple[Formula, ...]

    def __str__(self) -> str:
        return f"({' | '.join(map(str, self.parts))})" if self.parts else "false"


Formula = Words | Shape | Bond | All | Some
ALWAYS, NEVER = All(()), Some(())


def every(parts: Iterable[Formula]) -> Formula:
    """What holds where all parts do, in their order, said once each."""
    flat = dict.fromkeys(inner for part in parts for inner in _conjuncts(part))
    if any(part == NEVER or (isinstance(part, Words) and not part.names) for part in flat):
        return NEVER
    return next(iter(flat)) if len(flat) == 1 else All(tuple(sorted(flat, key=_cost)))


def either(parts: Iterable[Formula]) -> Formula:
    """What holds where some part does: what all have in common is said once, and words that differ alone are one."""
    flat = dict.fromkeys(inner for part in parts for inner in (part.parts if isinstance(part, Some) else (part,)))
    many = [_conjuncts(part) for part in flat]
    if not many or () in many:
        return ALWAYS if many else NEVER
    common = set(many[0]).intersection(*many[1:])
    if common:
        rest = either(every(part for part in one if part not in common) for one in many)
        at = next((number for number, part in enumerate(many[0]) if part not in common), len(many[0]))
        return every((*many[0][:at], rest, *(part for part in many[0][at:] if part in common)))
    alone = _unimplied([every(one) for one in _merged(many)])
    return alone[0] if len(alone) == 1 else Some(tuple(sorted(alone, key=_cost)))


def _cost(formula: Formula) -> int:
    """By what formulas are sorted: what is asked quickly is asked first, and shapes last."""
    match formula:
        case All(parts) | Some(parts):
            return 1 + sum(map(_cost, parts))
        case Bond(_, uses):
            return 1000 if any(use.shape for use in uses) else 100
    return 1000 if isinstance(formula, Shape) else 1


def _conjuncts(formula: Formula) -> tuple[Formula, ...]:
    return formula.parts if isinstance(formula, All) else (formula,)


def _merged(many: Sequence[tuple[Formula, ...]]) -> list[tuple[Formula, ...]]:
    """Conjunctions that differ in their first words only are one, with all of those words."""
    words: dict[tuple[int, tuple[Formula, ...]], dict[bytes, None]] = {}
    for one in many:
        at = _first_words(one)
        names = one[at]
        found = words.setdefault((at, (*one[:at], *one[at + 1 :])), {}) if isinstance(names, Words) else {}
        found.update(dict.fromkeys(names.names if isinstance(names, Words) else ()))
    kept: dict[tuple[Formula, ...], None] = {}
    for one in many:
        at = _first_words(one)
        key = (at, (*one[:at], *one[at + 1 :]))
        names = Words(tuple(words[key])) if isinstance(one[at], Words) else one[at]
        kept[(*one[:at], names, *one[at + 1 :])] = None
    return _allied(_allied(list(kept), True), False)


def _allied(many: Sequence[tuple[Formula, ...]], makers: bool) -> list[tuple[Formula, ...]]:
    """Conjunctions that differ in the makers, or else in the uses, of their first bonds only are one, with all."""
    kept: dict[object, tuple[Formula, ...]] = {}
    for one in many:
        at = next((number for number, part in enumerate(one) if isinstance(part, Bond)), -1)
        bond = one[at] if at >= 0 else None
        if not isinstance(bond, Bond):
            kept[one] = one
            continue
        same = bond.uses if makers else bond.makers
        key = (at, same, *one[:at], *one[at + 1 :])
        other = kept[key][at] if key in kept else None
        kept[key] = (*one[:at], _with(other, bond) if isinstance(other, Bond) else bond, *one[at + 1 :])
    return list(kept.values())


def _with(one: Bond, other: Bond) -> Bond:
    return Bond(tuple(dict.fromkeys((*one.makers, *other.makers))), tuple(dict.fromkeys((*one.uses, *other.uses))))


def _first_words(one: Sequence[Formula]) -> int:
    return next((number for number, part in enumerate(one) if isinstance(part, Words)), 0)


def _unimplied(parts: Sequence[Formula]) -> list[Formula]:
    """Without those that hold only where another one does."""
    kept = list(parts)
    for part in parts:
        others = [other for other in kept if other is not part]
        if others and implies(part, Some(tuple(others))):
            kept = others
    return kept


def implies(one: Formula, other: Formula) -> bool:
    """Whether it can be seen that the other holds wherever this one does."""
    if one == other:
        return True
    match one, other:
        case _, All(parts):
            return all(implies(one, part) for part in parts)
        case Some(parts), _:
            return all(implies(part, other) for part in parts)
        case Words(names), Words(wider):
            return set(names) <= set(wider)
        case Bond(makers, uses), Words(wider):
            return set(makers) <= set(wider) or {use.call for use in uses} <= set(wider)
        case Bond(_, uses), Shape():
            return all(use.shape == other for use in uses)
        case Bond(makers, uses), Bond():
            return set(makers) <= set(other.makers) and set(uses) <= set(other.uses)
        case All(parts), Some(ways):
            return any(implies(one, way) for way in ways) or any(implies(part, other) for part in parts)
        case All(parts), _:
            return any(implies(part, other) for part in parts)
        case _, Some(ways):
            return any(implies(one, way) for way in ways)
    return False


def worded(formula: Formula) -> Formula:
    """What is left of a formula where every shape is taken to hold, and every bond between words that are there."""
    match formula:
        case Shape():
            return ALWAYS
        case Bond(makers):
            calls = _calls(formula)
            return every((Words(makers), Words(calls))) if all(calls) else Words(makers)
        case All(parts):
            return every(worded(part) for part in parts)
        case Some(parts):
            return either(worded(part) for part in parts)
    return formula


def _calls(bond: Bond) -> tuple[bytes, ...]:
    """The functions that get the object; an empty name for a store."""
    return tuple(dict.fromkeys(use.call for use in bond.uses))


def names(formula: Formula) -> tuple[bytes, ...]:
    """Every word of a formula, once each."""
    match formula:
        case Words(words):
            return tuple(dict.fromkeys(words))
        case Bond(makers):
            return tuple(dict.fromkeys((*makers, *filter(None, _calls(formula)))))
        case All(parts) | Some(parts):
            return tuple(dict.fromkeys(name for part in parts for name in names(part)))
    return ()


def renamed(formula: Formula, old: bytes, new: bytes) -> Formula:
    """The formula with another word in the place of one."""
    match formula:
        case Words(found):
            return Words(_renamed(found, old, new))
        case Bond(makers, uses):
            calls = (replace(use, call=new) if use.call == old else use for use in uses)
            return Bond(_renamed(makers, old, new), tuple(dict.fromkeys(calls)))
        case All(parts):
            return All(tuple(renamed(part, old, new) for part in parts))
        case Some(parts):
            return Some(tuple(renamed(part, old, new) for part in parts))
    return formula


def _renamed(names: tuple[bytes, ...], old: bytes, new: bytes) -> tuple[bytes, ...]:
    return tuple(dict.fromkeys(new if name == old else name for name in names))
