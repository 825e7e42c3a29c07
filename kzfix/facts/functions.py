"""The definition of a function by its name: in the file itself, else a `static inline` in a header that it includes.

What the name means must be plain from these texts: a name that is a macro too, that a weak symbol, an alias or an
assembler body stands for, or of which one arm of an `#if` shows only a prototype (the code is elsewhere) is not found.
Several definitions, in arms of `#if`, are all returned: which one is compiled is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import declared_type
from kzfix.facts.text import Text, defined, may_define, of_text, outside, pieces, places, seen
from kzfix.model import Source
from kzfix.source import keys
from kzfix.source.arms import groups
from kzfix.source.cut import Cut, cuts
from kzfix.source.parse import unit
from kzfix.source.surface import surface
from kzfix.source.tree import Node

# A body in C says nothing about what a call of such a name reaches. include/linux/compiler_attributes.h
ODD = re.compile(rb"\b_*(?:weak|alias|ifunc|naked|asm|error|symver)_*\b")
END = re.compile(rb"[;{}]")
CALLS = re.compile(rb"\s*\(")


@dataclass(frozen=True, slots=True)
class Definition:
    """One definition. `trees` are its readings and `data` the masked bytes that their offsets belong to; `raw` are the
    same bytes as they stand in the file, and `line` the 1-based line where the definition begins.

    `params` are the names of its parameters in order, "" for one without a name; a `...` is none of them. `iterators`,
    `foreign` and `once` are as in `kzfix.source.parse.Function`.
    """

    name: str
    trees: tuple[Node, ...]
    data: bytes
    raw: bytes
    params: tuple[str, ...]
    static: bool
    line: int
    header: bool
    iterators: frozenset[int]
    foreign: frozenset[int]
    once: frozenset[int]


_FOUND: WeakKeyDictionary[Lookup, dict[str, tuple[Definition, ...]]] = WeakKeyDictionary()


def definitions(lookup: Lookup, name: str) -> tuple[Definition, ...]:
    """Every definition that a call of `name` in the file may reach; empty when one of them is not to be seen."""
    found = _FOUND.setdefault(lookup, {})
    if name not in found:
        found[name] = _definitions(lookup, name) if re.fullmatch(r"[A-Za-z_]\w*", name) else ()
    return found[name]


def _definitions(lookup: Lookup, name: str) -> tuple[Definition, ...]:
    if name in lookup.own_macros():
        return ()
    word = name.encode("latin-1")
    if _named(lookup.text, word):
        return _read(lookup.text, word, False)
    return _inline(lookup, word)


def _inline(lookup: Lookup, word: bytes) -> tuple[Definition, ...]:
    """The static inline definitions of a name in the headers; none when a header says that it may be something else."""
    if any(defined(text, word) for text in lookup.closure.defining(word)):
        return ()
    texts = list(lookup.closure.holding(word))
    holders = [text for text in texts if _named(text, word)]
    if not holders or any(_elsewhere(text, word) for text in (lookup.text, *texts)):
        return ()
    found = [_read(text, word, True) for text in holders]
    return tuple(one for some in found for one in some) if all(found) else ()


def declared(lookup: Lookup, name: str) -> bool:
    """Whether a header or the file declares or defines a function of that name, and none of them a macro."""
    if any(defined(text, name.encode("latin-1")) for text in lookup.defining(name)):
        return False
    word = name.encode("latin-1")
    return any(_named(text, word) or _elsewhere(text, word) for text in lookup.texts(name))


@of_text
def _named(text: Text, word: bytes) -> tuple[Cut, ...]:
    return tuple(cut for cut in pieces(text) if cut.name == word) if may_define(text, word) else ()


@of_text
def _prototypes(text: Text, word: bytes) -> tuple[bytes, ...]:
    """What stands around every mention of `word(` that is in no definition, up to the next `;` or brace."""
    if not any(CALLS.match(text.data, at + len(word)) for at in places(text.data, word)):
        return ()
    code, found = outside(text), list[bytes]()
    for at in places(code, word):
        call = CALLS.match(code, at + len(word))
        if call is not None:
            begin = max(code.rfind(mark, 0, at) for mark in (b";", b"{", b"}"))
            end = END.search(code, call.end())
            found.append(code[begin + 1 : end.start() if end is not None else len(code)])
    return tuple(found)


def _elsewhere(text: Text, word: bytes) -> bool:
    return any(re.search(rb"\bstatic\b", found) is None for found in _prototypes(text, word))


@of_text
def _read(text: Text, word: bytes, header: bool) -> tuple[Definition, ...]:
    """Read every definition of a name in one text; none when one of them cannot be read or stands for another."""
    found: list[Definition] = []
    if any(ODD.search(prototype) for prototype in _prototypes(text, word)):
        return ()
    for cut in _named(text, word):
        head = text.data[cut.span.start : text.data.find(b"{", cut.span.start)]
        static = re.search(rb"\bstatic\b|\bSTATIC\b", head) is not None
        inline = re.search(rb"inline", head) is not None
        outside = not static and (_in_arm(text, cut) or any(other is not cut for other in _named(text, word)))
        if ODD.search(head) or outside or (header and not (static and inline)):
            return ()
        if static and _elsewhere(text, word) and (header or _in_arm(text, cut)):
            return ()
        if header and len(_named(text, word)) == 1 and _in_arm(text, cut):
            return ()  # a stub, for machines on which no other header has the real one
        one = _definition(text.data, cut, static, header)
        if one is None:
            return ()
        found.append(one)
    return tuple(found)


def _in_arm(text: Text, cut: Cut) -> bool:
    """Whether a definition stands in an arm of an `#if` that is no include guard."""
    data = text.data
    around = [group for group in groups(seen(text)[1]).whole if group.start < cut.span.start < group.end]
    return any(data[: group.start].count(b";") or len(data[group.end :].split(None, 4)) > 3 for group in around)


def _definition(text: bytes, cut: Cut, static: bool, header: bool) -> Definition | None:
    piece = text[cut.piece.start : cut.piece.end]
    name = cut.name.decode("latin-1")
    again = next((one for one in cuts(piece, surface(piece)) if one.name == cut.name), None)
    if again is None:
        return None
    wanted = piece[again.span.start : again.span.end]
    read = unit(Source("", piece), lambda part: part == wanted)
    if len(read.functions) != 1 or not read.functions[0].readings or read.functions[0].name != name:
        return None
    one = read.functions[0]
    params = {_parameters(tree, read.masked) for tree in one.readings}
    names = params.pop()
    if params or names is None:
        return None
    line = text.count(b"\n", 0, cut.piece.start + one.span.start) + 1
    return Definition(
        name, one.readings, read.masked, piece, names, static, line, header, one.iterators, one.foreign, one.once
    )  # fmt: skip


def _parameters(tree: Node, data: bytes) -> tuple[str, ...] | None:
    """The names of the parameters, as declared today or before 1989; None when they cannot be told."""
    node = tree.child("declarator")
    while node is not None and not (node.kind == "function_declarator" and _is_name(node.child("declarator"))):
        node = node.child("declarator") or next((part for part in node.parts() if "declarator" in part.kind), None)
    found = node.child("parameters") if node is not None else None
    if found is None:
        return None
    names: list[str] = []
    for part in found.parts():
        if part.kind == "identifier":
            names.append(keys.text(part, data))
        elif part.kind == "parameter_declaration":
            declarator = part.child("declarator")
            name = declared_type(declarator, "", data)[0] if declarator is not None else ""
            names.append(name or "")
        elif part.kind != "variadic_parameter":
            return None
    return tuple(names)


def _is_name(node: Node | None) -> bool:
    return node is not None and node.kind == "identifier"
