"""Declarations found by name in a file, then in the headers that it includes.

Nothing is indexed ahead: a name is searched as text in files whose bytes are kept, and only the few lines that declare
it are parsed. Headers are found as a compiler would find them, as far as the tree shows them: next to the file, in the
`include` folders above it. A name with two unlike definitions is not found.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.facts.scope import CType, base_type, declared_type
from kzfix.source.cut import cuts
from kzfix.source.mask import mask
from kzfix.source.surface import surface
from kzfix.source.tree import Node, parse

MOST_HEADERS = 400
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
    """The kernel tree that holds a folder: the nearest one above with Kbuild and include/linux."""
    here = os.path.abspath(folder)
    while True:
        if os.path.isdir(os.path.join(here, "include", "linux")) and os.path.exists(os.path.join(here, "Makefile")):
            return here
        above = os.path.dirname(here)
        if above == here:
            return None
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


def headers(path: str, data: bytes) -> Iterator[bytes]:
    """The bytes of every header that a file includes, nearest first, each once."""
    seen: set[str] = set()
    queue = [(os.path.dirname(path) or ".", data)]
    while queue and len(seen) < MOST_HEADERS:
        folder, text = queue.pop(0)
        for match in INCLUDE.finditer(text):
            found = _resolve(folder, os.fsdecode(match.group(2)))
            if found is None or found in seen:
                continue
            seen.add(found)
            body = read(found)
            if body is not None:
                yield body
                queue.append((os.path.dirname(found), body))


class Lookup:
    """Answers for one file. Every answer, "not found" too, is remembered."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._members: dict[str, tuple[Member, ...] | None] = {}
        self._typedefs: dict[str, CType | None] = {}
        self._macros: dict[str, bytes | None] = {}
        self._globals: dict[str, CType | None] = {}
        self._functions: frozenset[str] | None = None
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

    def _texts(self, word: str) -> Iterator[bytes]:
        needle = word.encode("latin-1")
        if needle in self.data:
            yield self.data
        for body in headers(self.path, self.data):
            if needle in body:
                yield body

    # Structures

    def members(self, base: str) -> tuple[Member, ...] | None:
        """Members of "struct foo", "union foo" or of a typedef's structure, those of anonymous inner ones too."""
        if base not in self._members:
            self._members[base] = self._find_members(base)
        return self._members[base]

    def _find_members(self, base: str) -> tuple[Member, ...] | None:
        word = base.split()[-1]
        if not re.fullmatch(r"\w+", word):
            return None
        for text in self._texts(word):
            bodies = {_squeezed(body): body for body in _bodies(_code(text), base)}
            if bodies:
                return _members(next(iter(bodies.values())), base.startswith("union ")) if len(bodies) == 1 else None
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
        for text in self._texts(name):
            code = _code(text)
            found = {_typedef_type(match.group(), name) for match in plain.finditer(code)}
            found |= {CType(*tag) for tag in _typedef_tags(code, name)}
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
        for text in self._texts(name):
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
        for text in self._texts(name):
            found = {_variable_type(match.group() + b";") for match in declared.finditer(_code(text))}
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


def _typedef_tags(text: bytes, name: str) -> Iterator[tuple[str, int]]:
    """`typedef struct tag {...} name, *pointer;`: the tag (or the name itself when there is none) and the stars."""
    ending = re.compile(rb"\}[ \t\n]*([^;{}()=]*\b" + re.escape(name.encode("latin-1")) + rb"\b[^;{}()]*);")
    for found in ending.finditer(text):
        begin = _opening(text, found.start())
        before = text[max(0, begin - 200) : max(0, begin)]
        head = re.search(rb"typedef\s+(struct|union)\s*(\w*)[^;{}]*\Z", before)
        if head is None:
            continue
        words = found.group(1).decode("latin-1").split(",")
        stars = next((word.count("*") for word in words if word.replace("*", " ").split()[-1:] == [name]), 0)
        plain = next((word.strip() for word in words if "*" not in word), name)
        tag = head.group(2).decode("latin-1")
        kind = head.group(1).decode("latin-1")
        yield (f"{kind} {tag}" if tag else plain), stars


def _opening(text: bytes, close: int) -> int:
    """The offset of the brace that a closing brace matches; -1 when there is none."""
    depth = 0
    for match in reversed(list(re.finditer(rb"[{}]", text[: close + 1]))):
        depth += 1 if match.group() == b"}" else -1
        if depth == 0:
            return match.start()
    return -1


def _bodies(text: bytes, base: str) -> Iterator[bytes]:
    """`{ … }` of a structure, as text: of every definition that a file holds."""
    words = base.split()
    name = re.escape(words[-1].encode("latin-1"))
    if len(words) == 2:
        head = re.compile(rb"\b" + words[0].encode() + rb"\s+" + name + rb"\b\s*(?:__\w+\s*)*\{")
        begins = [match.end() - 1 for match in head.finditer(text)]
    else:
        ending = re.compile(rb"\}[^;{}()=]*\b" + name + rb"\b[^;{}()]*;")
        begins = [_opening(text, match.start()) for match in ending.finditer(text)]
    for begin in begins:
        body = _braces(text, begin) if begin >= 0 else None
        if body is not None:
            yield body


@functools.lru_cache(maxsize=256)
def _code(text: bytes) -> bytes:
    """The text without comments and preprocessor lines."""
    return bytes(surface(text).code)


def _squeezed(text: bytes) -> bytes:
    return b" ".join(text.split())


def _braces(text: bytes, begin: int) -> bytes | None:
    depth = 0
    for match in re.compile(rb"[{}]").finditer(text, begin):
        depth += 1 if match.group() == b"{" else -1
        if depth == 0:
            return text[begin : match.end()]
    return None


def _members(body: bytes, union: bool) -> tuple[Member, ...] | None:
    text = b"struct kzfix_body " + body + b";"
    root, _ = parse(mask(text))
    lists = [node for node in root.walk() if node.kind == "field_declaration_list"]
    return tuple(_fields(lists[0], text, union)) if lists else None


def _fields(fields: Node, text: bytes, union: bool) -> Iterator[Member]:
    for node in fields.parts():
        if node.kind.startswith("preproc_"):
            yield from _fields(node, text, union)
        if node.kind != "field_declaration":
            continue
        declarators = [part for part in node.children if part.field == "declarator"]
        bits = any(part.kind == "bitfield_clause" for part in node.children)
        for part in declarators:
            name, type_ = declared_type(part, base_type(node, text), text)
            if name is not None:
                yield Member(name, type_, bits, union)
        inner = node.child("type")
        below = inner.child("body") if inner is not None and not declarators else None
        if inner is not None and below is not None:
            yield from _fields(below, text, union or inner.kind == "union_specifier")
