"""How a slab cache or a DMA pool was created: the size of its objects, its constructor, its flags."""

from __future__ import annotations

import functools
import os
import re
from dataclasses import dataclass, replace

from kzfix.facts.lookup import Lookup, read
from kzfix.source.surface import surface
from kzfix.source.tree import parse

MOST_FILES = 200
FLAGS = re.compile(r"(?:0|SLAB_\w+)?(?:\s*\|\s*(?:0|SLAB_\w+))*")
POOLS = {"dma_pool_create": 2, "dmam_pool_create": 2, "pci_pool_create": 2}


@dataclass(frozen=True, slots=True)
class Creation:
    """One call that creates a cache or pool. `size` is C; `constructor` and `flags` are "" where there are none."""

    size: str
    constructor: str
    flags: str
    where: str
    call: str = ""


def creations(cache: str, lookup: Lookup) -> tuple[Creation, ...]:
    """Every creation of what an expression such as `foo_cache` or `dev->pool` holds; empty when none is found.

    Looked for by the last name of the expression: in the file, else in the files beside it. A cache that is created
    elsewhere is not found, nor one whose name gets another value somewhere, or whose flags are not plain words.
    """
    name = re.split(r"->|\.", cache.split("[")[0].rstrip(")"))[-1]
    if not re.fullmatch(r"\w+", name):
        return ()
    if cache != name and _members_named(name, lookup) > 1:
        return ()  # whose member is it?
    made = _in_text(name, lookup.data, lookup.path)
    found = made if made is not None else _beside(name, os.path.dirname(lookup.path) or ".")
    macros = lookup.own_macros()
    words = {word for creation in found for word in (creation.call, *re.findall(r"\w+", creation.flags))}
    spoken_of = any(name in re.findall(r"\w+", body) for bodies in macros.values() for _, body in bodies)
    return () if words & macros.keys() or spoken_of else found


@functools.lru_cache(maxsize=1024)
def _beside(name: str, folder: str) -> tuple[Creation, ...]:
    found: tuple[Creation, ...] = ()
    try:
        names = sorted(entry for entry in os.listdir(folder) if entry.endswith((".c", ".h")))
    except OSError:
        return ()
    for entry in names[:MOST_FILES]:
        path = os.path.join(folder, entry)
        text = read(path)
        if text is not None and name.encode("latin-1") in text:
            found += _in_text(name, text, path) or ()
    return found


def _members_named(name: str, lookup: Lookup) -> int:
    """How many structures of the file and its own headers have such a member."""
    word = rb"\b(?:struct\s+\w+|kmem_cache_t)\s*\*+\s*" + name.encode("latin-1") + rb"\s*(?:\[[^\]]*\]\s*)?;"
    return sum(len(re.findall(word, text)) for text in lookup.own_texts())


def _in_text(name: str, data: bytes, path: str) -> tuple[Creation, ...] | None:
    """The creations in one file; none when the name also gets a value that is no plain creation; None when it gets no
    value at all."""
    text = bytes(surface(data).code)
    word = rb"(?<![\w])" + name.encode("latin-1")
    given = re.compile(word + rb"(?:\s*\[[^\]\n]*\])?\s*\)?\s*=(?!=)\s*(?:\([^()]*\)\s*)?(\w*)\s*(\(?)")
    if re.search(rb"&\s*\(?\s*(?:[\w.>-]*(?:->|\.))?" + name.encode("latin-1") + rb"\s*[,);]", text):
        return ()
    found: list[Creation] = []
    for match in given.finditer(text):
        call = match.group(1).decode("latin-1")
        if call in ("NULL", "0") and not match.group(2):
            continue
        args = _arguments(data, match.end() - 1) if match.group(2) else None
        line = data.count(b"\n", 0, match.start()) + 1
        made = _creation(call, args, f"{path}:{line}") if args is not None else None
        if made is None:
            return ()
        found.append(made)
    return tuple(found) or None


def _creation(call: str, args: list[str], where: str) -> Creation | None:
    made = _call(call, args, where)
    made = replace(made, call=call) if made is not None else None
    return made if made is not None and FLAGS.fullmatch(made.flags) else None


def _call(call: str, args: list[str], where: str) -> Creation | None:
    if call in POOLS and len(args) > POOLS[call]:
        return Creation(args[POOLS[call]], "", "", where)
    if call.startswith("KMEM_CACHE") and len(args) >= 2:
        return Creation(f"sizeof(struct {args[0]})", "", args[1].strip("()"), where)
    if call.startswith("kmem_cache_create") and len(args) >= 5:
        constructor = args[-1] if call.endswith("usercopy") else args[4]
        return Creation(args[1], "" if constructor in ("NULL", "0") else constructor, args[3].strip("()"), where)
    return None


def _arguments(text: bytes, opened: int) -> list[str] | None:
    depth = 0
    for match in re.compile(rb"[()]").finditer(text, opened):
        depth += 1 if match.group() == b"(" else -1
        if depth == 0:
            root, error = parse(b"void f(void) { x" + text[opened : match.end()] + b"; }")
            if error is not None:
                return None
            body = b"void f(void) { x" + text[opened : match.end()] + b"; }"
            call = next((node for node in root.walk() if node.kind == "argument_list"), None)
            if call is None:
                return None
            return [body[part.start : part.end].decode("latin-1") for part in call.parts()]
    return None
