"""Creations of a cache in the rest of the tree.

One scan remembers, for this process, which files create what name; a name is then looked for only where files speak of
caches. A static variable of the same name is another cache, and so is the member of another structure.
"""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kzfix.facts.bodies import bodies
from kzfix.facts.creation import Creation, Given, given, handed_out, is_static
from kzfix.facts.lookup import Lookup, tree_root
from kzfix.facts.scope import Scope
from kzfix.facts.types import Types
from kzfix.source import keys
from kzfix.source.cut import Cut, cuts
from kzfix.source.mask import mask
from kzfix.source.surface import surface
from kzfix.source.tree import Node, parse

_WORDS = (b"kmem_cache", b"KMEM_CACHE", b"dma_pool", b"_pool_create")
_CALL = re.compile(rb"\b(?:kmem_cache_create|KMEM_CACHE|dmam?_pool_create|pci_pool_create)\w*\s*\(")
_TAKER = re.compile(rb"(\w+)\s*(?:\[[^\]\n]*\]\s*)?\)?\s*=\s*(?:\([^()]*\)\s*)?\Z")


@dataclass(frozen=True, slots=True)
class Index:
    """What one scan of a tree learned: the files that speak of caches, and those that create one, by its name."""

    speaking: tuple[str, ...]
    made: Mapping[str, tuple[str, ...]]


@functools.lru_cache(maxsize=4)
def index(root: str) -> Index:
    """The index of a tree."""
    speaking: list[str] = []
    made: dict[str, list[str]] = {}
    for path in _sources(root):
        text = _bytes(path)
        if not any(word in text for word in _WORDS):
            continue
        speaking.append(path)
        for name in sorted(_takers(text)):
            made.setdefault(name, []).append(path)
    return Index(tuple(speaking), {name: tuple(paths) for name, paths in made.items()})


def _takers(text: bytes) -> set[str]:
    """The names that get what a creating call gives."""
    found = (_TAKER.search(text[max(0, call.start() - 200) : call.start()]) for call in _CALL.finditer(text))
    return {match.group(1).decode("latin-1") for match in found if match is not None}


def _sources(root: str) -> Iterator[str]:
    for here, below, names in os.walk(root):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (os.path.join(here, name) for name in sorted(names) if name.endswith(".c"))


def _bytes(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(4 << 20)
    except OSError:
        return b""


@functools.lru_cache(maxsize=4096)
def _top(folder: str) -> str | None:
    """The kernel tree around a folder, else the git tree."""
    root, here = tree_root(folder), os.path.abspath(folder)
    while root is None and os.path.dirname(here) != here:
        root = here if os.path.exists(os.path.join(here, ".git")) else None
        here = os.path.dirname(here)
    return root


def elsewhere(name: str, owner: str, lookup: Lookup) -> tuple[Creation, ...]:
    """Every creation in the tree of a global variable that a file sees, or of a member of `owner`; () when any value
    that it gets is no plain creation, or it is not certain whose value it is."""
    root = _top(os.path.dirname(lookup.path) or ".")
    own_type = bool(owner) and any(True for _ in bodies(lookup.data, owner))
    if own_type or (not owner and lookup.global_type(name) is None):
        return ()  # no other file knows it
    if root is None or name not in index(root).made:
        return ()
    found: list[Creation] = []
    defined = 0
    for path, text in _texts(root, name):
        if not owner and is_static(name, text):
            continue
        defined += _defines(name, text)
        values = _File(path, text, name, owner, lookup).values()
        if values is None or defined > 1:
            return ()
        found += values
    return tuple(found) if owner or defined == 1 else ()


def among(paths: Iterable[str], name: str, owner: str, lookup: Lookup) -> tuple[Creation, ...]:
    """The creations of a member of `owner` in some files that all give a member of that name a value; () when it is not
    certain whose value it is."""
    found: list[Creation] = []
    for path in paths if owner else ():
        values = _File(path, _bytes(path), name, owner, lookup).values()
        if values is None:
            return ()
        found += values
    return tuple(found)


@functools.lru_cache(maxsize=64)
def _texts(root: str, name: str) -> tuple[tuple[str, bytes], ...]:
    """The files that speak of caches and hold a name."""
    word = re.compile(rb"\b" + name.encode("latin-1") + rb"\b")
    texts = ((path, _bytes(path)) for path in index(root).speaking)
    return tuple((path, text) for path, text in texts if name.encode("latin-1") in text and word.search(text))


def _defines(name: str, text: bytes) -> int:
    """How many variables of that name with external linkage a text defines."""
    head = rb"^(?!static\b|extern\b|typedef\b|return\b)\w[\w \t]*\*[^;(){}=]*\b"
    word = head + name.encode("latin-1") + rb"\b[^;(){}=]*[;=]"
    return len(re.findall(word, bytes(surface(text).code), re.M))


class _File:
    """One file of the tree, asked for the values that it gives to a variable or to a member of `owner`."""

    def __init__(self, path: str, text: bytes, name: str, owner: str, asking: Lookup) -> None:
        self.text = text
        self.name = name
        self.owner = owner
        self.asking = asking
        self.lookup = Lookup(path, text)

    def values(self) -> list[Creation] | None:
        """The creations; None where another value is given, or it is not certain to what."""
        places = list(given(self.name, self.text, self.lookup.path))
        if not places and not handed_out(self.name, self.text):
            return []
        if self.owner and self._is_another_owner():
            return []
        if handed_out(self.name, self.text):
            return None
        functions = list(cuts(self.text, surface(self.text)))
        found: list[Creation] = []
        for place in places:
            ours = self._is_ours(place, functions)
            if ours is None or (ours and place.made is None):
                return None
            if ours and place.made is not None:
                found.append(place.made)
        return found

    def _is_another_owner(self) -> bool:
        """Whether the structure of that name is another one here."""
        shape = self.lookup.shape(self.owner)
        return shape is not None and shape != self.asking.shape(self.owner)

    def _is_ours(self, place: Given, functions: list[Cut]) -> bool | None:
        """Whether the value goes to the variable or member in question; None when that is not certain."""
        cut = next((one for one in functions if one.span.start <= place.start < one.span.end), None)
        if cut is None:
            return True
        piece = mask(self.text[cut.span.start : cut.span.end])
        root, _ = parse(piece)
        target = _target(root, place.end - cut.span.start)
        scope = Scope(root, piece)
        if target is None:
            return False if self.name in scope.variables else None
        if target.kind == "identifier":
            return not self.owner and self.name not in scope.variables
        if target.kind != "field_expression":
            return None
        return self._is_member(target, Types(scope, self.lookup, piece)) if self.owner else False

    def _is_member(self, target: Node, types: Types) -> bool | None:
        argument = target.child("argument")
        found = types.of(argument) if argument is not None else None
        if found is None:
            return None
        found = types.plain(found)
        if any(child.kind == "->" for child in target.children):
            found = found.pointee() or found
        if types.plain(found).base != self.owner:
            return False
        return None if self.lookup.shape(self.owner) is None else True


def _target(root: Node, end: int) -> Node | None:
    """The lvalue, without its index, that an assignment gives a value and that ends there."""
    for node in root.walk():
        left = node.child("left") if node.kind == "assignment_expression" else None
        if left is None or left.end < end or left.start > end:
            continue
        left = keys.strip(left, casts=False)
        while left.kind == "subscript_expression":
            left = keys.strip(left.child("argument") or left.children[0], casts=False)
        return left
    return None
