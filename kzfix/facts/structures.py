"""What the body of one structure or union declares, read from its text alone.

Both arms of an `#if` are read, what stands in one is marked. A macro that declares members is written out where a table
knows it; where a body holds anything else that is not understood, its shape is not `whole`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kzfix.facts.scope import CType, base_type, declared_type
from kzfix.source.arms import dead, groups
from kzfix.source.mask import mask
from kzfix.source.surface import Surface, spaces, surface
from kzfix.source.tree import Node, parse
from kzfix.tables import table

_OPENERS = frozenset((b"if", b"ifdef", b"ifndef"))
_ARM, _END = "kzfix_arm", "kzfix_end"
_SHUFFLED = "kzfix_shuffled"  # what a table's text declares where the compiler may move the fields
_PACKED = re.compile(r"__packed\b(?!\s*\()|__attribute__\s*\(\(\s*(?:__)?packed(?:__)?\s*\)\)")
_ALIGNED = re.compile(
    r"__aligned\s*\(((?:[^()]|\([^()]*\))*)\)"
    r"|__attribute__\s*\(\(\s*(?:__)?aligned(?:__)?\s*\(((?:[^()]|\([^()]*\))*)\)\s*\)\)"
)
_BOTH = re.compile(r"__attribute__\s*\(\(\s*packed\s*,\s*aligned\s*\(((?:[^()]|\([^()]*\))*)\)\s*\)\)")
_UNCLEAR = re.compile(r"(?i)\b_\w*(?:align|pack|attribute|randomize|declspec)\w*|\b_Alignas\b")


@dataclass(frozen=True, slots=True)
class Marks:
    """The attributes of a declaration that move bytes. `aligned` are C expressions; `unclear`: there is another."""

    packed: bool = False
    aligned: tuple[str, ...] = ()
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a body declares: `name` is "" for an anonymous structure or bit-field.

    `width` is the C text of a bit-field's width; `inner` the body written in place of a type name; `maybe` is set
    when it stands in an arm of an `#if`.
    """

    name: str
    type: CType
    width: str | None = None
    inner: Shape | None = None
    maybe: bool = False
    marks: Marks = Marks()


@dataclass(frozen=True, slots=True)
class Shape:
    """A structure's or union's fields in order. `whole`: every word of the body was understood."""

    union: bool
    fields: tuple[Field, ...]
    marks: Marks = Marks()
    whole: bool = True


Chain = tuple[tuple[int, bool], ...]
"""Where a member stands: its position in each body around it, outermost first, and whether that body is a union."""


def flat(shape: Shape, above: Chain = ()) -> Iterator[tuple[Field, Chain]]:
    """The named fields of a shape, those of anonymous inner ones too."""
    for number, field in enumerate(shape.fields):
        chain = (*above, (number, shape.union))
        if field.name:
            yield field, chain
        elif field.inner is not None:
            yield from flat(field.inner, chain)


def marks(text: str) -> Marks:
    """The attributes in the text of a declaration, those inside braces not among them."""
    plain = re.sub(r"\{.*\}", " ", text, flags=re.S)
    both = _BOTH.findall(plain)
    aligned = (*both, *(one or other for one, other in _ALIGNED.findall(_BOTH.sub(" ", plain))))
    packed = bool(both or _PACKED.search(plain))
    return Marks(packed, tuple(aligned), bool(_UNCLEAR.search(without_marks(plain))))


def without_marks(text: str) -> str:
    """The text of a declaration without the attributes that `marks` reads."""
    return _PACKED.sub(" ", _ALIGNED.sub(" ", _BOTH.sub(" ", text))).strip()


def shape(data: bytes, begin: int, end: int, union: bool, outside: Marks, label: str) -> tuple[Shape, dict[str, Shape]]:
    """The shape of the body `{ … }` at these offsets, and those of unnamed structures in it by the names given them.

    `label` is the word by which those names begin: `struct { … } u` in the body of foo becomes "struct foo.u".
    """
    text = b"struct kzfix_body " + _written(data[begin:end]) + b";"
    root, error = parse(mask(text))
    reader = _Reader(text)
    lists = [node for node in root.walk() if node.kind == "field_declaration_list"]
    fields = reader.fields(lists[0], label) if lists else ()
    return Shape(union, fields, outside, reader.clear and error is None and bool(lists)), reader.inner


class _Reader:
    """Reads the declarations of one body; `clear` turns False at what it does not understand."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        self.clear = True
        self.inner: dict[str, Shape] = {}

    def fields(self, body: Node, label: str) -> tuple[Field, ...]:
        found: list[Field] = []
        depth = 0
        for node in body.parts():
            if node.kind != "field_declaration":
                self.clear = False
                continue
            read = list(self._declaration(node, label))
            if read and read[0].name in (_ARM, _END):
                depth += 1 if read[0].name == _ARM else -1
                self.clear = self.clear and depth >= 0
                continue
            found += [replace(field, maybe=True) for field in read] if depth > 0 else read
        self.clear = self.clear and depth == 0
        return tuple(found)

    def _declaration(self, node: Node, label: str) -> Iterator[Field]:
        raw = self.text[node.start : node.end].decode("latin-1")
        declarators = [part for part in node.children if part.field == "declarator"]
        names = [declared_type(part, "", self.text)[0] for part in declarators]
        first = next((name for name in names if name), None)
        base, inner = self._base(node, label, first)
        if not declarators:
            yield from self._nameless(node, raw, base, inner)
            return
        for part, name in zip(declarators, names, strict=True):
            if name is None:
                self.clear = False
                continue
            if name == _SHUFFLED:
                name = ""
            yield Field(name, declared_type(part, base, self.text)[1], self._width(node, part), inner, marks=marks(raw))

    def _base(self, node: Node, label: str, name: str | None) -> tuple[str, Shape | None]:
        """The base type of a declaration, and the shape of a body that stands in it."""
        specifier = node.child("type")
        body = specifier.child("body") if specifier is not None else None
        base = base_type(node, self.text)
        if specifier is None or body is None or specifier.kind == "enum_specifier":
            return base, None
        tag = specifier.child("name")
        known = f"{label}.{name}" if name else label
        fields = self.fields(body, label if not name else known)
        raw = self.text[node.start : node.end].decode("latin-1")
        attributes = marks(raw)
        if name is not None and marks(raw[raw.rindex("}") :].partition(name)[2]) != Marks():
            attributes = replace(attributes, unclear=True)  # those behind the name are the member's own
        inner = Shape(specifier.kind == "union_specifier", fields, attributes)
        if tag is None and name:
            base = f"{base.split()[0]} {known}"
            self.inner[base] = inner if self.inner.get(base, inner) == inner else replace(inner, whole=False)
        return base, inner

    def _nameless(self, node: Node, raw: str, base: str, inner: Shape | None) -> Iterator[Field]:
        specifier = node.child("type")
        if inner is not None and specifier is not None:
            self.clear = self.clear and specifier.child("name") is None  # a tag and no name: no member at all, or one
            yield Field("", CType(base), None, inner, marks=inner.marks)
            return
        width = re.fullmatch(r"[\w\s]+:([^:;{}]+);?\s*", raw)
        if width is not None:
            yield Field("", CType(base), width.group(1).strip(), marks=marks(raw))
        elif specifier is None or specifier.kind != "enum_specifier":
            self.clear = False  # a macro

    def _width(self, node: Node, declarator: Node) -> str | None:
        at = node.children.index(declarator) + 1
        after = node.children[at] if at < len(node.children) else None
        if after is None or after.kind != "bitfield_clause":
            return None
        return self.text[after.start : after.end].decode("latin-1").lstrip(": ")


@dataclass(frozen=True, slots=True)
class _Macro:
    params: tuple[str, ...]
    text: str


@functools.cache
def _macros() -> dict[str, _Macro]:
    return {name: _Macro(tuple(one["params"]), one["text"]) for name, one in table("ctypes")["member"].items()}


@functools.cache
def _macro_call() -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\w)(" + b"|".join(name.encode() for name in _macros()) + rb")\b[ \t]*(\(?)")


def _written(body: bytes) -> bytes:
    """The body without comments and dead arms, with `#if` groups as marks and known macros written out."""
    text = _marked(body)
    for _ in range(50):
        found = _macro_call().search(text)
        if found is None:
            break
        macro = _macros()[found.group(1).decode()]
        args, end = _arguments(text, found.end() - 1) if macro.params and found.group(2) else ([], found.end())
        if len(args) < len(macro.params) or (macro.params and not found.group(2)):
            break
        last = len(macro.params) - 1
        given = [*args[:last], b",".join(args[last:])] if macro.params else []
        text = text[: found.start()] + _filled(macro, given) + text[end:]
    return text


def _filled(macro: _Macro, args: list[bytes]) -> bytes:
    values = dict(zip(macro.params, args, strict=True))
    parts = re.split(r"(\w+)", macro.text)
    return b"".join(values.get(part, part.encode()) for part in parts)


def _arguments(text: bytes, opened: int) -> tuple[list[bytes], int]:
    """The arguments of a macro call whose parenthesis opens there, and the offset past the closing one."""
    depth, begin = 0, opened + 1
    found: list[bytes] = []
    for match in re.compile(rb"[(){}\[\],]").finditer(text, opened):
        sign = match.group()
        depth += (sign in b"({[") - (sign in b")}]")
        if depth == 0:
            return [*found, text[begin : match.start()].strip()], match.end()
        if sign == b"," and depth == 1:
            found.append(text[begin : match.start()].strip())
            begin = match.end()
    return [], len(text)


def _marked(body: bytes) -> bytes:
    seen: Surface = surface(body)
    text = bytearray(seen.code)
    gone = [edit.span for edit in dead(groups(seen.directives).whole) if not edit.text]
    for span in gone:
        text[span.start : span.end] = spaces(bytes(text[span.start : span.end]))
    for one in reversed(seen.directives):
        if any(span.start <= one.start < span.end for span in gone):
            continue
        if one.word in _OPENERS or one.word == b"endif":
            name = _END if one.word == b"endif" else _ARM
            text[one.start : one.end] = f" int {name}; ".encode()
    return bytes(text)
