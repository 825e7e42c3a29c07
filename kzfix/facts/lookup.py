"""Declarations found by name in a file, then in the headers that it includes.

A name is looked up in an index of the headers' words, and only the few lines that declare it are parsed. A name with
two unlike definitions is not found.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kzfix.facts.bodies import Body, bodies, shaped, squeezed, typedef_tags
from kzfix.facts.headers import Closure, closure, quoted
from kzfix.facts.scope import CType, base_type, declared_type
from kzfix.facts.structures import Marks, Shape, flat, marks
from kzfix.facts.text import Text, code, defined, defines, macros, may_define, named, of_text, places
from kzfix.source.mask import mask
from kzfix.source.tree import parse

Macro = tuple[tuple[str, ...] | None, str]  # parameters, None for an object-like one, and replacement text
_TYPEDEF = re.compile(rb"\btypedef\b[^;{}]*;")
_VARIABLE = re.compile(rb"(?!return\b|typedef\b|#|\s)[\w \t*]+?[ \t*]")
_VARIABLE_END = re.compile(rb"[ \t]*(\[[^\]\n]*\][ \t]*)*(?=[=;,])")
_MAY_END = re.compile(rb"[ \t]*[\[=;,/]")  # comments still there


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a structure or union; `bits` is set for a bit-field, `union` for a member of a union."""

    name: str
    type: CType
    bits: bool = False
    union: bool = False


class Lookup:
    """Answers for one file. Every answer, "not found" too, is remembered."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.text = Text(data)
        self.answers: dict[object, object] = {}  # of other modules, each by itself
        self._shapes: dict[str, Shape | None] = {}
        self._members: dict[str, tuple[Member, ...] | None] = {}
        self._typedefs: dict[str, CType | None] = {}
        self.marked: set[str] = set()  # typedef names, asked for already, that an attribute packs or aligns
        self._macros: dict[str, bytes | None] = {}
        self._globals: dict[str, CType | None] = {}
        self._macro_words: dict[str, frozenset[str]] = {}

    @functools.cached_property
    def closure(self) -> Closure:
        """The headers that the file includes."""
        return closure(self.path, self.data)

    @functools.cached_property
    def own(self) -> tuple[Text, ...]:
        """The file, and the headers that it includes by a quoted name."""
        return (self.text, *quoted(self.path, self.data))

    def own_texts(self) -> Iterator[bytes]:
        """The bytes of those."""
        return (text.data for text in self.own)

    def own_macros(self) -> Mapping[str, list[Macro]]:
        """Every macro of those texts, by name."""
        return self._own_macros

    @functools.cached_property
    def _own_macros(self) -> _Macros:
        return _Macros(self.own)

    def macro_words(self, name: str) -> frozenset[str]:
        """Every name that a macro's text holds, those in the macros that it names too."""
        if name not in self._own_macros:
            return frozenset()
        if name not in self._macro_words:
            seen: set[str] = set()
            work = [name]
            while work:
                for _, body in self._own_macros.get(work.pop(), ()):
                    words = set(re.findall(r"[A-Za-z_]\w*", body)) - seen
                    seen |= words
                    work += sorted(words)
            self._macro_words[name] = frozenset(seen)
        return self._macro_words[name]

    def defines(self, name: str) -> bool:
        """Whether one of those texts defines a macro or a function of that name."""
        return name in self._own_macros or any(
            _defines_function(text, name.encode("utf-8", "replace")) for text in self.own
        )

    def texts(self, word: str) -> Iterator[Text]:
        """The file, then the headers that it includes, nearest first: those that hold a word."""
        needle = word.encode("latin-1")
        if needle in self.data:
            yield self.text
        yield from self.closure.holding(needle)

    def defining(self, name: str) -> Iterator[Text]:
        """Those of them that may define a macro of that name, or undefine it."""
        needle = name.encode("latin-1")
        if needle in self.data:
            yield self.text
        yield from self.closure.defining(needle)

    # Structures

    def members(self, base: str) -> tuple[Member, ...] | None:
        """Members of "struct foo", "union foo" or of a typedef's structure, those of anonymous inner ones too."""
        if base not in self._members:
            found = self.shape(base)
            self._members[base] = None if found is None else tuple(_flattened(found))
        return self._members[base]

    def shape(self, base: str) -> Shape | None:
        """What the body of such a structure declares; None when there is none, or more than one unlike another.

        The unnamed structure of `struct { … } u` in struct foo is called "struct foo.u".
        """
        if base not in self._shapes:
            self._shapes[base] = self._find_shape(base)
        return self._shapes[base]

    def _find_shape(self, base: str) -> Shape | None:
        word = base.split()[-1]
        if not re.fullmatch(r"\w+", word):
            return None
        found: dict[bytes, tuple[Text, Body]] = {}
        for text in self.texts(word):
            found |= {squeezed(text, body.begin, body.end): (text, body) for body in bodies(text, base)}
            if len(found) > 1:
                return None
        for text, body in found.values():
            label = word if " " in base else f".{word}"
            shape_, inner = shaped(text, body.begin, body.end, body.union, body.marks, label)
            self._shapes |= inner
            return shape_
        return None

    def member(self, base: str, name: str) -> Member | None:
        """One member of a structure, by name."""
        return next((member for member in self.members(base) or () if member.name == name), None)

    # Names

    def typedef(self, name: str) -> CType | None:
        """What a typedef name stands for, one step."""
        if name not in self._typedefs:
            self._typedefs[name] = self._find_typedef(name)
        return self._typedefs[name]

    def _find_typedef(self, name: str) -> CType | None:
        for text in self.texts(name):
            found, marked = _typedefs(text, name)
            if marked:
                self.marked.add(name)
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def macro(self, name: str) -> bytes | None:
        """The replacement text of an object-like macro that is defined once; None when there is none or more."""
        if name not in self._macros:
            self._macros[name] = self._find_macro(name)
        return self._macros[name]

    def _find_macro(self, name: str) -> bytes | None:
        for text in self.defining(name):
            found = defined(text, name.encode("latin-1"))
            if found:
                joined = (re.sub(rb"\\\r?\n", b" ", body.lstrip(b" \t")) for _, body in found)
                bodies = {body.split(b"/*")[0].split(b"//")[0].strip() for body in joined}
                return bodies.pop() if len(bodies) == 1 and not any(paren for paren, _ in found) else None
        return None

    def global_type(self, name: str) -> CType | None:
        """The type of a file-scope variable of this file or its headers."""
        if name not in self._globals:
            self._globals[name] = self._find_global(name)
        return self._globals[name]

    def _find_global(self, name: str) -> CType | None:
        for text in self.texts(name):
            found = _globals(text, name.encode("latin-1"))
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None


class _Macros(Mapping[str, list[Macro]]):
    """The macros of some texts, each read when it is asked for."""

    def __init__(self, texts: tuple[Text, ...]) -> None:
        self._texts = texts
        self._read: dict[str, list[Macro]] = {}

    @functools.cached_property
    def _names(self) -> frozenset[bytes]:
        return frozenset().union(*map(defines, self._texts))

    def __getitem__(self, name: str) -> list[Macro]:
        if name not in self._read:
            if name not in self:
                raise KeyError(name)
            word = name.encode("latin-1")
            self._read[name] = [_macro(*one) for text in self._texts for one in macros(text, word)]
        return self._read[name]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.encode("latin-1", "replace") in self._names

    def __iter__(self) -> Iterator[str]:
        return (name.decode("latin-1") for name in self._names)

    def __len__(self) -> int:
        return len(self._names)


def _macro(params: bytes | None, rest: bytes) -> Macro:
    body = rest.decode("latin-1").replace("\\\n", "\n").replace("\\\r\n", "\n")
    if params is None:
        return None, body
    return tuple(word.strip() for word in params.decode("latin-1").strip("()").split(",")), body


@of_text
def _defines_function(text: Text, word: bytes) -> bool:
    return may_define(text, word) and word in named(text)


@of_text
def _typedefs(text: Text, name: str) -> tuple[frozenset[CType | None], bool]:
    """What a text says that a typedef name stands for, and whether an attribute packs or aligns it."""
    if b"typedef" not in text.data:
        return frozenset(), False
    word, size = name.encode("latin-1"), len(b"typedef")
    plain = [one for one in _statements(text) if any(at >= size for at in places(one, word))]
    found = {_typedef_type(one, name) for one in plain}
    found |= {CType(*tag) for tag in typedef_tags(text, name)}
    return frozenset(found), any(marks(one.decode("latin-1")) != Marks() for one in plain)


@of_text
def _statements(text: Text) -> tuple[bytes, ...]:
    return tuple(_TYPEDEF.findall(code(text)))


@of_text
def _globals(text: Text, name: bytes) -> frozenset[CType | None]:
    """The types that a text gives to a variable at file scope."""
    if not any(_MAY_END.match(text.data, at + len(name)) for at in places(text.data, name)):
        return frozenset()
    data = code(text)
    found: set[CType | None] = set()
    for at in places(data, name):
        begin, end = data.rfind(b"\n", 0, at) + 1, _VARIABLE_END.match(data, at + len(name))
        if end is not None and _VARIABLE.fullmatch(data, begin, at):
            found.add(_variable_type(data[begin : end.end()] + b";"))
    return frozenset(found)


def _variable_type(text: bytes) -> CType | None:
    root, _ = parse(mask(text))
    for node in root.children:
        if node.kind == "declaration":
            for part in node.children:
                if part.field == "declarator":
                    return declared_type(part, base_type(node, text), text)[1]
    return None


def _typedef_type(text: bytes, name: str) -> CType | None:
    root, _ = parse(mask(text))
    for node in root.children:
        if node.kind == "type_definition":
            for part in node.children:
                if part.field == "declarator" and declared_type(part, "", text)[0] == name:
                    return declared_type(part, base_type(node, text), text)[1]
    return None


def _flattened(found: Shape) -> Iterator[Member]:
    for field, chain in flat(found):
        yield Member(field.name, field.type, field.width is not None, any(union for _, union in chain))
