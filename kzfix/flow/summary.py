"""What a function of the same file, or a `static inline` of its headers, does with what a parameter points to.

The body is read without regard to order: all that it may do anywhere counts. The parameter's address is followed
through local variables, members and casts, and into other functions whose text is found. Whatever is not understood
makes the answer unknown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from weakref import WeakKeyDictionary

from kzfix.facts.functions import Definition, definitions
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType
from kzfix.flow.addresses import ELEMENT, Path, UnclearError
from kzfix.flow.reader import Reader
from kzfix.flow.values import Found

DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """What a callee does with what its parameter points to, when nothing but the parameter leads there at the call.

    When the address stands somewhere in memory by then, in the object itself too (`p->self = p`), a callee that roams
    may do anything, and any callee may read the object and return its address.
    A path that begins with `[]` leaves what the argument points to: for `&p->m` it is anywhere in `p`'s object, for an
    array somewhere in that array. Members of unions are not told apart here, nor those of unnamed inner structures.
    """

    known: bool  # False: anything may happen; the rest is then meaningless
    reads: bool = True  # reads any byte of it
    writes: frozenset[Path] = frozenset()  # what it may write, relative to the parameter; () is the whole
    stores: bool = True  # keeps the address, or one into it, where it is found after the call
    frees: bool = True  # may end its life
    returns: bool = True  # its value may lead to the object
    roams: bool = True  # writes through other pointers, or calls what may
    type: CType | None = None  # what `writes` takes the object for; None: it does not matter
    where: str = ""  # "function at file.c:120", or why it is unknown

    def paths(self, type_: CType | None) -> frozenset[Path]:
        """What it may write when it gets a pointer to `type_`, typedefs resolved (None: not known)."""
        return self.writes if not self.writes or self.type == type_ else frozenset({(ELEMENT,)})


@dataclass(slots=True)
class _Memory:
    """The answers for one file."""

    answers: dict[tuple[str, int], Summary] = field(default_factory=dict)
    stack: list[tuple[str, int]] = field(default_factory=list)
    cut: bool = False  # an answer was cut short by the depth or a circle


_MEMORY: WeakKeyDictionary[Lookup, _Memory] = WeakKeyDictionary()


def summary(lookup: Lookup, name: str, number: int) -> Summary:
    """What a call of `name` in the file does with the object that its argument `number` (0-based) points to."""
    memory, asked = _MEMORY.setdefault(lookup, _Memory()), (name, number)
    if asked in memory.answers:
        return memory.answers[asked]
    if asked in memory.stack or len(memory.stack) >= DEEPEST:
        memory.cut = True
        return Summary(False, where=f"{name}() calls itself, or too deep")
    if not memory.stack:
        memory.cut = False
    memory.stack.append(asked)
    try:
        answer = _joined(lookup, name, number)
    finally:
        memory.stack.pop()
    if not memory.cut or not memory.stack:
        memory.answers[asked] = answer
    return answer


def _joined(lookup: Lookup, name: str, number: int) -> Summary:
    found = definitions(lookup, name)
    if not found:
        return Summary(False, where=f"the code of {name}() is not found")
    readings = [_read(lookup, one, tree, number) for one in found for tree in range(len(one.trees))]
    return _union(readings)


def _read(lookup: Lookup, one: Definition, tree: int, number: int) -> Summary:
    where = f"{one.name} at {'a header' if one.header else lookup.path.rsplit('/', 1)[-1]}:{one.line}"
    if number >= len(one.params):
        return Summary(False, where=f"{where}: no parameter has that place")
    if not one.params[number]:
        return Summary(True, False, frozenset(), False, False, False, True, None, where)
    try:
        return _summed(Reader(lookup, one, one.trees[tree], number, summary).read(), where)
    except UnclearError as unclear:
        line = one.line + one.data.count(b"\n", one.trees[tree].start, unclear.node.start)
        return Summary(False, where=f"{where}: line {line}: {unclear}")


def _summed(found: Found, where: str) -> Summary:
    return Summary(
        True,
        found.reads,
        frozenset(found.writes),
        found.stores,
        found.frees,
        found.returns,
        found.roams,
        found.type,
        where,
    )


def _union(readings: Iterable[Summary]) -> Summary:
    """What any of several readings may do."""
    first, *others = readings
    for other in others:
        if not first.known or not other.known:
            return first if not first.known else other
        apart = first.writes and other.writes and first.type != other.type
        first = replace(
            first,
            reads=first.reads or other.reads,
            writes=frozenset({(ELEMENT,)}) if apart else first.writes | other.writes,
            stores=first.stores or other.stores,
            frees=first.frees or other.frees,
            returns=first.returns or other.returns,
            roams=first.roams or other.roams,
            type=first.type if first.writes else other.type,
        )
    return first
