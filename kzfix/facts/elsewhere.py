"""Creations of a cache in the rest of the tree.

One scan remembers, for this process, which files create what name; a name is then looked for only where files speak of
caches. A static variable of the same name is another cache, and so is the member of another structure.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kzfix.facts import disk
from kzfix.facts.bodies import bodies
from kzfix.facts.creation import Creation, Given, given, handed_out, is_static
from kzfix.facts.disk import remembered
from kzfix.facts.headers import tree_root
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import Scope
from kzfix.facts.text import Text, code, pieces, places
from kzfix.facts.types import Types
from kzfix.source import keys
from kzfix.source.mask import mask
from kzfix.source.tree import Node, parse

_WORDS = (b"kmem_cache", b"KMEM_CACHE", b"dma_pool", b"_pool_create")
_PARTS = (b"_pool", b"mem_cache", b"MEM_CACHE")  # one of them is in each of those
# A pattern that begins with plain bytes is searched for many times as fast.
_CALLS = tuple(re.compile(word + rb"\w*\s*\(") for word in (b"kmem_cache_create", b"KMEM_CACHE", b"_pool_create"))
_POOL = re.compile(rb"(?<!\w)(?:dmam?|pci)\Z")
_TAKER = re.compile(rb"(\w+)\s*(?:\[[^\]\n]*\]\s*)?\)?\s*=\s*(?:\([^()]*\)\s*)?\Z")


@dataclass(frozen=True, slots=True)
class Index:
    """What one scan of a tree learned: the files that speak of caches, and those that create one, by its name."""

    speaking: tuple[str, ...]
    made: Mapping[str, tuple[str, ...]]


@remembered(4)
def index(root: str) -> Index:
    """The index of a tree."""
    speaking: list[str] = []
    made: dict[str, list[str]] = {}
    for path, text in disk.files(root, ".c"):
        if not any(part in text for part in _PARTS) or not any(word in text for word in _WORDS):
            continue
        speaking.append(path)
        for name in sorted(_takers(text)):
            made.setdefault(name, []).append(path)
    return Index(tuple(speaking), {name: tuple(paths) for name, paths in made.items()})


def _takers(text: bytes) -> set[str]:
    """The names that get what a creating call gives."""
    found = (_TAKER.search(text[max(0, start - 200) : start]) for start in _creating(text))
    return {match.group(1).decode("latin-1") for match in found if match is not None}


def _creating(text: bytes) -> Iterator[int]:
    """Where the calls that create a cache or a pool begin."""
    for call in _CALLS:
        for found in call.finditer(text):
            start = found.start()
            if call is _CALLS[-1]:
                pool = _POOL.search(text[max(0, start - 5) : start])
                if pool is not None:
                    yield start - len(pool.group())
            elif re.match(rb"\w", text[max(0, start - 1) : start]) is None:
                yield start


@remembered(4096)
def _top(folder: str) -> str | None:
    """The kernel tree around a folder, else the git tree."""
    root, here = tree_root(folder), os.path.abspath(folder)
    while root is None and os.path.dirname(here) != here:
        root = here if disk.exists(os.path.join(here, ".git")) else None
        here = os.path.dirname(here)
    return root


def elsewhere(name: str, owner: str, lookup: Lookup) -> tuple[Creation, ...]:
    """Every creation in the tree of a global variable that a file sees, or of a member of `owner`; () when any value
    that it gets is no plain creation, or it is not certain whose value it is."""
    root = _top(os.path.dirname(lookup.path) or ".")
    own_type = bool(owner) and bool(bodies(lookup.text, owner))
    if own_type or (not owner and lookup.global_type(name) is None):
        return ()  # no other file knows it
    if root is None or name not in index(root).made:
        return ()
    found: list[Creation] = []
    defined = 0
    for path in _holding(root, name):
        file = _File(Lookup(path, disk.read(path) or b""), name, owner, lookup)
        if not owner and is_static(name, file.text):
            continue
        defined += _defines(name, file.text)
        values = file.values()
        if values is None or defined > 1:
            return ()
        found += values
    return tuple(found) if owner or defined == 1 else ()


def among(paths: Iterable[str], name: str, owner: str, lookup: Lookup) -> tuple[Creation, ...]:
    """The creations of a member of `owner` in some files that all give a member of that name a value; () when it is not
    certain whose value it is."""
    found: list[Creation] = []
    for path in paths if owner else ():
        values = _File(Lookup(path, disk.read(path) or b""), name, owner, lookup).values()
        if values is None:
            return ()
        found += values
    return tuple(found)


@remembered(1024)
def _holding(root: str, name: str) -> tuple[str, ...]:
    """The files that speak of caches and hold a name."""
    word = name.encode("latin-1")
    return tuple(path for path in index(root).speaking if any(True for _ in places(disk.glance(path), word)))


def _defines(name: str, text: Text) -> int:
    """How many variables of that name with external linkage a text defines."""
    head = rb"^(?!static\b|extern\b|typedef\b|return\b)\w[\w \t]*\*[^;(){}=]*\b"
    word = head + name.encode("latin-1") + rb"\b[^;(){}=]*[;=]"
    return len(re.findall(word, code(text), re.M))


class _File:
    """One file of the tree, asked for the values that it gives to a variable or to a member of `owner`."""

    def __init__(self, lookup: Lookup, name: str, owner: str, asking: Lookup) -> None:
        self.text = lookup.text
        self.name = name
        self.owner = owner
        self.asking = asking
        self.lookup = lookup

    def values(self) -> list[Creation] | None:
        """The creations; None where another value is given, or it is not certain to what."""
        values = list(given(self.name, self.text, self.lookup.path))
        if not values and not handed_out(self.name, self.text):
            return []
        if self.owner and self._is_another_owner():
            return []
        if handed_out(self.name, self.text):
            return None
        found: list[Creation] = []
        for place in values:
            ours = self._is_ours(place)
            if ours is None or (ours and place.made is None):
                return None
            if ours and place.made is not None:
                found.append(place.made)
        return found

    def _is_another_owner(self) -> bool:
        """Whether the structure of that name is another one here."""
        shape = self.lookup.shape(self.owner)
        return shape is not None and shape != self.asking.shape(self.owner)

    def _is_ours(self, place: Given) -> bool | None:
        """Whether the value goes to the variable or member in question; None when that is not certain."""
        cut = next((one for one in pieces(self.text) if one.span.start <= place.start < one.span.end), None)
        if cut is None:
            return True
        piece = mask(self.text.data[cut.span.start : cut.span.end])
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
