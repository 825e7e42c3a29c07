"""Declarations found by name in a file, then in the headers that it includes.

Nothing is indexed ahead: a name is searched as text in files whose bytes are kept, and only the few lines that declare
it are parsed. Headers are found as a compiler would find them, as far as the tree shows them: next to the file, in the
`include` folders above it. A name with two unlike definitions is not found.
"""

from __future__ import annotations

import functools
import os
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.bodies import Body, bodies, code, squeezed, typedef_tags
from kzfix.facts.scope import CType, base_type, declared_type
from kzfix.facts.structures import Marks, Shape, flat, marks, shape
from kzfix.source.cut import cuts
from kzfix.source.mask import mask
from kzfix.source.surface import surface
from kzfix.source.tree import parse

MOST_HEADERS = 2000
DEFINE = re.compile(rb"^[ \t]*#[ \t]*define[ \t]+(\w+)(\([^()\n]*\))?[ \t]*((?:[^\\\n]|\\(?:\r?\n)?)*)", re.M)
INCLUDE = re.compile(rb'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a structure or union; `bits` is set for a bit-field, `union` for a member of a union."""

    name: str
    type: CType
    bits: bool = False
    union: bool = False


@functools.lru_cache(maxsize=2048)
def read(path: str) -> bytes | None:
    """The bytes of a file, or None when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read(4 << 20)
    except OSError:
        return None


@functools.lru_cache(maxsize=4096)
def tree_root(folder: str) -> str | None:
    """The kernel tree that holds a folder: the nearest one above with include/linux and a list of maintainers.

    Without such a list the outermost one: arch/um and tools have a Makefile and an include/linux of their own.
    """
    here, found = os.path.abspath(folder), None
    while True:
        if os.path.isdir(os.path.join(here, "include", "linux")) and os.path.exists(os.path.join(here, "Makefile")):
            found = here
            if os.path.exists(os.path.join(here, "MAINTAINERS")):
                return found
        above = os.path.dirname(here)
        if above == here:
            return found
        here = above


@functools.lru_cache(maxsize=4096)
def include_dirs(folder: str) -> tuple[str, ...]:
    """Folders in which a header named by a file of this folder may stand."""
    here, found = os.path.abspath(folder), [os.path.abspath(folder)]
    root = tree_root(folder)
    for _ in range(5):
        for name in ("include", os.path.join("include", "uapi")):
            if os.path.isdir(os.path.join(here, name)):
                found.append(os.path.join(here, name))
        if here == root or os.path.dirname(here) == here or os.path.isdir(os.path.join(here, ".git")):
            break
        here = os.path.dirname(here)
    if root is not None:
        found += [os.path.join(root, "include"), os.path.join(root, "include", "uapi")]
    return tuple(dict.fromkeys(found))


@functools.lru_cache(maxsize=8192)
def _resolve(folder: str, name: str) -> str | None:
    for base in include_dirs(folder):
        path = os.path.join(base, name)
        if os.path.isfile(path):
            return os.path.normpath(path)
    return None


@functools.lru_cache(maxsize=64)
def included(path: str, data: bytes) -> frozenset[str]:
    """The names by which a file, and every header that it includes, include others."""
    return _words(data).union(*(_header_words(found) for found in header_paths(path, data)))


@functools.lru_cache(maxsize=8192)
def _header_words(path: str) -> frozenset[str]:
    return _words(read(path) or b"")


def _words(text: bytes) -> frozenset[str]:
    return frozenset(os.fsdecode(match.group(2)) for match in INCLUDE.finditer(text))


@functools.lru_cache(maxsize=8192)
def _included(path: str) -> tuple[str, ...]:
    """The paths of the headers that a header includes itself."""
    return tuple(_named_headers(os.path.dirname(path), read(path) or b""))


def _named_headers(folder: str, text: bytes) -> Iterator[str]:
    for match in INCLUDE.finditer(text):
        found = _resolve(folder, os.fsdecode(match.group(2)))
        if found is not None:
            yield found


def headers(path: str, data: bytes) -> Iterator[bytes]:
    """The bytes of every header that a file includes, nearest first, each once."""
    for found in header_paths(path, data):
        body = read(found)
        if body is not None:
            yield body


def header_paths(path: str, data: bytes) -> Iterator[str]:
    """The path of every header that a file includes, nearest first, each once."""
    seen: set[str] = set()
    queue = deque(_named_headers(os.path.dirname(path) or ".", data))
    while queue and len(seen) < MOST_HEADERS:
        found = queue.popleft()
        if found not in seen:
            seen.add(found)
            yield found
            queue.extend(_included(found))


class Lookup:
    """Answers for one file. Every answer, "not found" too, is remembered."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._shapes: dict[str, Shape | None] = {}
        self._members: dict[str, tuple[Member, ...] | None] = {}
        self._typedefs: dict[str, CType | None] = {}
        self.marked: set[str] = set()  # typedef names, asked for already, that an attribute packs or aligns
        self._macros: dict[str, bytes | None] = {}
        self._globals: dict[str, CType | None] = {}
        self._functions: frozenset[str] | None = None
        self._headers: tuple[str, ...] | None = None
        self._own: dict[str, list[tuple[tuple[str, ...] | None, str]]] | None = None

    def own_texts(self) -> Iterator[bytes]:
        """The file, and the headers that it includes by a quoted name."""
        yield self.data
        folder = os.path.dirname(self.path) or "."
        for match in INCLUDE.finditer(self.data):
            found = _resolve(folder, os.fsdecode(match.group(2))) if match.group(1) == b'"' else None
            body = read(found) if found is not None else None
            if body is not None:
                yield body

    def own_macros(self) -> dict[str, list[tuple[tuple[str, ...] | None, str]]]:
        """Every macro of those texts: parameters (None for an object-like one) and replacement text, by name."""
        if self._own is None:
            self._own = {}
            for text in self.own_texts():
                for match in DEFINE.finditer(text):
                    params = match.group(2)
                    names = (
                        None
                        if params is None
                        else tuple(word.strip() for word in params.decode("latin-1").strip("()").split(","))
                    )
                    body = match.group(3).decode("latin-1").replace("\\\n", "\n").replace("\\\r\n", "\n")
                    self._own.setdefault(match.group(1).decode("latin-1"), []).append((names, body))
        return self._own

    def macro_words(self, name: str) -> frozenset[str]:
        """Every name that a macro's text holds, those in the macros that it names too."""
        seen: set[str] = set()
        work = [name]
        while work:
            for _, body in self.own_macros().get(work.pop(), ()):
                words = set(re.findall(r"[A-Za-z_]\w*", body)) - seen
                seen |= words
                work += sorted(words)
        return frozenset(seen)

    def defines(self, name: str) -> bool:
        """Whether one of those texts defines a macro or a function of that name."""
        if name in self.own_macros():
            return True
        if self._functions is None:
            self._functions = frozenset(
                cut.name.decode("latin-1") for text in self.own_texts() for cut in cuts(text, surface(text))
            )
        return name in self._functions

    def texts(self, word: str) -> Iterator[bytes]:
        """The file, then the headers that it includes, nearest first: those that hold a word."""
        needle = word.encode("latin-1")
        if needle in self.data:
            yield self.data
        if self._headers is None:
            self._headers = tuple(header_paths(self.path, self.data))
        for path in self._headers:
            body = read(path)
            if body is not None and needle in body:
                yield body

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
        found: dict[bytes, tuple[bytes, Body]] = {}
        for text in self.texts(word):
            found |= {squeezed(text[body.begin : body.end]): (text, body) for body in bodies(text, base)}
            if len(found) > 1:
                return None
        for text, body in found.values():
            label = word if " " in base else f".{word}"
            shape_, inner = shape(text, body.begin, body.end, body.union, body.marks, label)
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
        word = re.escape(name.encode("latin-1"))
        plain = re.compile(rb"\btypedef\b[^;{}]*\b" + word + rb"\b[^;{}]*;")
        for text in self.texts(name):
            bare = code(text)
            found = {_typedef_type(match.group(), name) for match in plain.finditer(bare)}
            if any(marks(match.group().decode("latin-1")) != Marks() for match in plain.finditer(bare)):
                self.marked.add(name)
            found |= {CType(*tag) for tag in typedef_tags(bare, name)}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def macro(self, name: str) -> bytes | None:
        """The replacement text of an object-like macro that is defined once; None when there is none or more."""
        if name not in self._macros:
            self._macros[name] = self._find_macro(name)
        return self._macros[name]

    def _find_macro(self, name: str) -> bytes | None:
        define = re.compile(
            rb"^[ \t]*#[ \t]*define[ \t]+" + name.encode("latin-1") + rb"\b(\(?)[ \t]*((?:[^\\\n]|\\(?:\r?\n)?)*)", re.M
        )
        for text in self.texts(name):
            found = define.findall(text)
            if found:
                joined = ((paren, re.sub(rb"\\\r?\n", b" ", body)) for paren, body in found)
                bodies = {body.split(b"/*")[0].split(b"//")[0].strip() for paren, body in joined if not paren}
                return bodies.pop() if len(bodies) == 1 and not any(paren for paren, _ in found) else None
        return None

    def global_type(self, name: str) -> CType | None:
        """The type of a file-scope variable of this file or its headers."""
        if name not in self._globals:
            self._globals[name] = self._find_global(name)
        return self._globals[name]

    def _find_global(self, name: str) -> CType | None:
        tail = rb"[ \t]*(\[[^\]\n]*\][ \t]*)*(?=[=;,])"
        declared = re.compile(rb"^(?!return\b|typedef\b|#|\s)[\w \t*]+?[ \t*]" + name.encode("latin-1") + tail, re.M)
        for text in self.texts(name):
            found = {_variable_type(match.group() + b";") for match in declared.finditer(code(text))}
            if found:
                return found.pop() if len(found) == 1 else None
        return None


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
