"""How a slab cache or a DMA pool was created: the size of its objects, its constructor, its flags."""

from __future__ import annotations

import os
import re

from kzfix.facts import disk
from kzfix.facts.creation import Creation, given, handed_out, is_static
from kzfix.facts.disk import remembered
from kzfix.facts.elsewhere import among, elsewhere
from kzfix.facts.headers import includes
from kzfix.facts.lookup import Lookup
from kzfix.facts.text import Text

MOST_FILES = 200

__all__ = ["Creation", "creations"]


def creations(cache: str, lookup: Lookup, owner: str = "") -> tuple[Creation, ...]:
    """Every creation of what an expression such as `foo_cache` or `dev->pool` holds; empty when none is found.

    Looked for by the last name of the expression: in the file, else in the files beside it, else in the whole tree.
    `owner` is the structure that the last name is a member of ("struct dev"); without it a member is not looked for in
    the tree. Not found is a cache whose name gets another value somewhere, or whose flags are not plain words.
    """
    name = re.split(r"->|\.", cache.split("[")[0].rstrip(")"))[-1]
    if not re.fullmatch(r"\w+", name):
        return ()
    member = cache.split("[")[0].rstrip(")") != name
    if member and _members_named(name, lookup) > 1:
        return ()  # whose member is it?
    found = _in_text(name, lookup.text, lookup.path)
    if found is None and (member or not is_static(name, lookup.text)):  # a static one gets its values here, or nowhere
        found = _beside(name, lookup.path, member)
        if found is None and (owner or not member):
            found = elsewhere(name, owner if member else "", lookup)
        elif found and member and len(paths := dict.fromkeys(made.where.rpartition(":")[0] for made in found)) > 1:
            found = among(paths, name, owner, lookup)
    if not found:
        return ()
    macros = lookup.own_macros()
    words = {word for creation in found for word in (creation.call, *re.findall(r"\w+", creation.flags))}
    spoken_of = any(name in re.findall(r"\w+", body) for bodies in macros.values() for _, body in bodies)
    return () if words & macros.keys() or spoken_of else found


@remembered(1024)
def _beside(name: str, asking: str, member: bool) -> tuple[Creation, ...] | None:
    """The creations in the files beside one: its own static variables are no other file's, but for a file that it
    includes."""
    folder, own = os.path.split(asking)
    folder, found = folder or ".", list[tuple[Creation, ...]]()
    entries = sorted(entry for entry in disk.names(folder) or () if entry.endswith((".c", ".h")))
    for entry in entries[:MOST_FILES]:
        path = os.path.join(folder, entry)
        text = disk.text(path)
        if text is None or name.encode("latin-1") not in text.data:
            continue
        if not member and is_static(name, text) and not _includes(text.data, own):
            continue
        made = _in_text(name, text, path)
        if made is not None:
            found.append(made)
    if not found:
        return None
    return () if () in found else tuple(made for one in found for made in one)


def _includes(text: bytes, name: str) -> bool:
    return any(os.path.basename(included) == name for _, included in includes(text))


def _members_named(name: str, lookup: Lookup) -> int:
    """How many structures of the file and its own headers have such a member."""
    word = rb"\b(?:struct\s+\w+|kmem_cache_t)\s*\*+\s*" + name.encode("latin-1") + rb"\s*(?:\[[^\]]*\]\s*)?;"
    return sum(len(re.findall(word, text)) for text in lookup.own_texts())


def _in_text(name: str, data: Text, path: str) -> tuple[Creation, ...] | None:
    """The creations in one file; none when the name also gets a value that is no plain creation; None when it gets no
    value at all."""
    if handed_out(name, data):
        return ()
    values = [one.made for one in given(name, data, path)]
    made = tuple(one for one in values if one is not None)
    return None if not values else made if len(made) == len(values) else ()
