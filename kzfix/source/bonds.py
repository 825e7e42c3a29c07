"""Whether what a call returns is spoken of again, told by words: the names that may hold it, and where they stand.

The object of an allocation is known by the lvalue that it is assigned to, and by those that this one is assigned to.
Whatever their spelling, all that stands for one holds its last name: `f` of `p->f` and `(*p).f`, and `*f` stands here
for that of `*p->f` and `p->f[i]`. So a text where no such name stands in what clears says nothing of that object.
Assignments and initialisers alone make a name (`kzfix.match.holders`), and what is not plain to see makes every name
one: then nothing is said.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator

from kzfix.source.keys import WRAPPERS
from kzfix.source.words import CONTROL, Role, role

FARTHEST = 2000  # bytes of one statement
MOST = 1000  # assignments, some of which may give names to each other
WORD = re.compile(rb"[A-Za-z_]\w*")
Names = frozenset[bytes] | None  # None: they may be any

_BLANK = rb"[\s\\]*"  # a backslash ends the lines of a macro
_SIGN = rb"(?:[-+*/%&|^]|<<|>>)?"
_CLOSED = rb"[\s\\)]*"
_NAME = rb"(?<!\w)[A-Za-z_]\w*+"
_PLAIN = rb"[^(){};#]"
_COMPARES = ((b"<<=", b" +="), (b">>=", b" +="), (b"==", b"??"), (b"!=", b"??"), (b"<=", b"??"), (b">=", b"??"))
_STOP = re.compile(rb"[;{}]")
_CALLED = re.compile(_CLOSED + rb"[(#]")
_DEEP = rb"\((?:" + _PLAIN + rb"++|\((?:" + _PLAIN + rb"++|\(" + _PLAIN + rb"*+\))*+\))*+\)"
_ARGUMENTS = re.compile(rb"[\s\\)]*+\(((?:" + _PLAIN + rb"++|" + _DEEP + rb")*+)\)")
_ARGUMENT = re.compile(rb"(?:[^(),]++|" + _DEEP + rb")++|(?<=,)(?=,|\Z)|\A(?=,)")
_ODD = re.compile(rb"\[[^\]]*,")  # a comma in an index
# These read backwards, from a call and from an `=`: casts, the `=`, and the name before it, but for its brackets.
_CASTS = re.compile(rb"(?:[\s\\(]|\)[\w\s\\*]*\()*=")
_INDEX = rb"\][^\[\]]*\[" + _BLANK
_CHAIN = rb"(?:" + _BLANK + rb"(?:>-|\.)" + _BLANK + rb"(?:" + _INDEX + rb")*\w+)*" + _BLANK
_TARGET = re.compile(
    _SIGN + _BLANK + rb"((?:" + _INDEX + rb")*)(\w*[A-Za-z_])(?!\w)" + _CHAIN + rb"([*&)\].>]?)[\s\\*]*([\w)\]},#]?)"
)  # fmt: skip
# A name at the end of a value, or of what stands before brackets; with what stands before it, and behind.
_ENDS = re.compile(
    rb"([*&)\].>]?)[\s\\(]*((?:" + _NAME + _BLANK + rb"(?:->|\.)" + _BLANK + rb")*)(" + _NAME + rb")(?=" + _CLOSED
    + rb"([,=\[]|" + _SIGN + rb"\Z))"
)  # fmt: skip
# One whose member is named.
_OWNS = re.compile(rb"(" + _NAME + rb")(?=(" + _CLOSED + rb"(?:\[[^\[\]]*\]" + _CLOSED + rb")*)(?:->|\.))")
_NESTED = re.compile(rb"\[[^\]]*\[")
# A call, cast or not.
_RESULT = re.compile(
    _BLANK + rb"(?:\([\w\s\\*]*\)" + _BLANK + rb")?(?:\w+" + _BLANK + rb"(?:->|\.)" + _BLANK + rb")*(\w+)" + _BLANK
    + _DEEP + _BLANK
)  # fmt: skip
_BRACKET = re.compile(rb"[()\[\]]")
_GOES_ON = re.compile(_BLANK + rb"(?:[-.\[)]|\Z)")
# A place in what a comma or an assignment gives, such as `(q = p)->m`.
_CHOSEN = re.compile(rb"[,=][^;]*\)" + _BLANK + rb"(?:->|[.\[])")
_VALUE = re.compile(rb"=([^=;{}]*+)")
# A value that a brace ends, such as `({ … })` and `(struct s){ … }.m`.
_BRACED = re.compile(rb"=([^=;{}]*+)\{")
_SAME = frozenset(name.encode() for name in WRAPPERS)  # calls whose value is an argument


class Bonds:
    """The names in one text, as `kzfix.source.prefilter.plain` leaves it, and without annotations; what was found out
    once is known."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._held: dict[frozenset[bytes], Names] = {}
        self._gotten: dict[tuple[bytes, int, bool], Names] = {}

    def held(self, makers: frozenset[bytes]) -> Names:
        """The names by which anything is known that one of some functions returns."""
        if makers not in self._held:
            first = self._first(makers)
            self._held[makers] = first and self._closed(first)
        return self._held[makers]

    def given(self, name: bytes, place: int, whole: bool) -> Names:
        """The names of what a function gets as its argument number `place`, or else of what that is a part of."""
        key = (name, place, whole)
        if key not in self._gotten:
            self._gotten[key] = self._arguments(*key)
        return self._gotten[key]

    def stored(self, start: int, at: int, end: int, whole: bool) -> Names:
        """The names of what is dereferenced by the `*` at `at` in a store that ends at `end`, with its `=`; or else of
        what has the member that is stored to, some of which stands before `start`."""
        store = self._text[at if whole else start : end]
        if (
            len(store) > FARTHEST
            or b"#" in store
            or store.endswith(b"{")
            or store.count(b"(") > store.count(b")")
            or store.count(b"=") > 1
        ):
            return None
        if whole:
            return _ends(store[1:-1])
        begin = _begin(self._text, start)
        if begin < 0 or end - begin > FARTHEST or _is_inside(self._text[begin:start]):
            return None
        return _owners(self._text[begin:end])

    def _calls(self, name: bytes) -> Iterator[tuple[int, int]]:
        """Where a function is called."""
        text, at = self._text, self._text.find(name)
        while at >= 0:
            end = at + len(name)
            if not _is_word(text, at - 1) and not _is_word(text, end) and _CALLED.match(text, end):
                yield at, end
            at = text.find(name, end)

    def _arguments(self, name: bytes, place: int, whole: bool) -> Names:
        names: set[bytes] = set()
        for _, end in self._calls(name):
            found = _ARGUMENTS.match(self._text, end)
            parts = _parts(found.group(1)) if found is not None else []
            if not parts or (len(parts) == 1 and place):
                return None
            if place < len(parts):
                if len(parts[place]) > FARTHEST:
                    return None
                here = _ends(parts[place]) if whole else _owners(parts[place])
                if here is None:
                    return None
                names |= here
        return frozenset(names)

    def _first(self, makers: Collection[bytes]) -> Names:
        """The names that a result is given to at once."""
        names: set[bytes] = set()
        for maker in makers:
            for at, _ in self._calls(maker):
                before = self._text[max(at - FARTHEST, 0) : at]
                found = _CASTS.match(before[::-1])
                if found is None and _is_unused(before[::-1], at):
                    continue
                given = _target(before[: -found.end()]) if found is not None else None
                if given is None:
                    return None
                names.update(given)
        return frozenset(names)

    @functools.cached_property
    def _clean(self) -> bytes:
        """The text with no `=` but in assignments."""
        text = self._text
        for sign, other in _COMPARES:
            text = text.replace(sign, other)
        return text

    @functools.cached_property
    def _values(self) -> list[tuple[int, bytes]]:
        """What stands right of each `=`, and where that is."""
        return [(found.start(), found.group(1)) for found in _VALUE.finditer(self._clean)]

    def _closed(self, first: frozenset[bytes]) -> Names:
        """Names, and those that are given what they hold."""
        if len(self._values) > MOST:
            return None
        names, work, places = set(first), list(first), list(self._vague)
        while work or places:
            for at in places:
                given = _target(self._clean[max(at - FARTHEST, 0) : at])
                if given is None:
                    return None
                work += given - names
                names |= given
            name = work.pop() if work else b""
            word = name.lstrip(b"*")
            places = [at for at, value in self._values if word in value and _is_given(value, name)] if word else []
        return frozenset(names)

    @property
    def _vague(self) -> Iterator[int]:
        """The places of `=` before values that go on where they seem to end: in arms, behind `({ … })`."""
        yield from (at for at, value in self._values if b"#" in value) if b"#" in self._text else ()
        yield from (found.start() for found in _BRACED.finditer(self._clean) if _is_open(found.group(1)))


def _is_word(text: bytes, at: int) -> bool:
    return 0 <= at < len(text) and (text[at : at + 1].isalnum() or text[at] == 0x5F)


def _parts(arguments: bytes) -> list[bytes]:
    """The arguments of a call; none where it is not plain to see which is which, for an empty one does not count."""
    parts: list[bytes] = [] if _ODD.search(arguments) else _ARGUMENT.findall(arguments)
    return parts if all(map(bytes.strip, parts)) else []


def _begin(text: bytes, at: int) -> int:
    """Where the statement around a place seems to begin; -1 when that is far away."""
    lowest = max(at - FARTHEST, 0)
    begin = max(text.rfind(sign, lowest, at) for sign in (b";", b"{", b"}")) + 1
    return begin if begin or not lowest else -1


def _is_inside(before: bytes) -> bool:
    """Whether what stands before a place, in what seems to be its statement, closes a bracket that is opened earlier.
    So does `for (…; …; i++)`, but a place goes on behind its brackets."""
    depth = 0
    for found in _BRACKET.finditer(before) if b")" in before or b"]" in before else ():
        bracket = found.group()
        depth += 1 if bracket in b"([" else -1
        if depth < 0:
            if bracket == b"]" or _GOES_ON.match(before, found.end()):
                return True
            depth = 0
    return False


def _owners(text: bytes) -> Names:
    """The names that `->` or `.` stands behind."""
    if _CHOSEN.search(text) or _NESTED.search(text):
        return None
    found = [(name, bool(between.strip(b" \t\r\n\\"))) for name, between in _OWNS.findall(text)]
    return frozenset(b"*" + name for name, indirect in found if indirect).union(name for name, _ in found)


def _ends(text: bytes) -> frozenset[bytes]:
    """The names that a value may end with: of `(T *)p` and `&p[0]` it is seldom told whether a `*` belongs to them."""
    names: set[bytes] = set()
    for found in _ENDS.finditer(text):
        before, _, name, behind = found.groups()
        element = behind[:1] == b"["
        first = not text[: found.start()].strip(b" \t\r\n\\(")
        sure = not before or (before == b"*" and first)
        if not sure or not (element or before):
            names.add(name)
        if not sure or element or before:
            names.add(b"*" + name)
    return frozenset(names)


def _is_given(value: bytes, name: bytes) -> bool:
    """Whether a name stands where the value of an assignment ends: not in the arguments of a call that is all of it."""
    if len(value) > FARTHEST:
        return True
    result = _RESULT.fullmatch(value)
    return (result is None or result.group(1) in _SAME) and name in _ends(value)


def _is_open(value: bytes) -> bool:
    """Whether the brace behind a part of a value begins another part of it."""
    last = value.rstrip(b" \t\r\n\\")[-1:]
    return last in (b"(", b")") and value.count(b"(") >= value.count(b")")


def _is_unused(back: bytes, at: int) -> bool:
    """Whether a call whose text before it is read backwards is no value that is assigned."""
    found = _STOP.search(back)
    if found is None and len(back) < at:
        return False
    before = back[: found.start()] if found is not None else back
    return b"=" not in before and b"#" not in before


def _target(left: bytes) -> Names:
    """The last name of the lvalue at the end of a text, in both ways when it may be either."""
    found = _TARGET.match(left[::-1])
    if found is None:
        return None
    index, back, before, far = found.groups()
    name = back[::-1]
    if name[:1] == b"_" or name.isupper() or name in CONTROL or role(name) is not Role.PLAIN:
        return None
    if before == b"*" and not far and not index:
        return frozenset((b"*" + name,))
    return frozenset((name, b"*" + name)) if before or index else frozenset((name,))
