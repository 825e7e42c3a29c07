"""What decides the verdicts of a run, besides the files that it looks at, as one digest. Nothing is parsed for it."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import partial
from hashlib import blake2b

import kzfix
from kzfix.config import Settings
from kzfix.smpl import home

_OPEN = frozenset(
    {"exclude", "jobs", "timeout", "memory", "cache"}
)  # these settings choose files and limits, not verdicts
_PARSER = ("tree_sitter", "tree_sitter_c")
_KNOWLEDGE = (".cocci", ".toml")
_CODE = (".py", ".so", ".pyd", ".toml")


def key(settings: Settings) -> bytes:
    """The digest of rules, tables, settings, kzfix, its parser and Python."""
    made = blake2b(digest_size=16)
    for part in _parts(settings):
        made.update(len(part).to_bytes(8, "little"))
        made.update(part)
    return made.digest()


def _parts(settings: Settings) -> Iterator[bytes]:
    yield kzfix.__version__.encode()
    yield repr(sys.version_info[:2]).encode()
    yield sys.implementation.name.encode()
    for field in fields(settings):
        if field.name not in _OPEN:
            yield f"{field.name}={getattr(settings, field.name)!r}".encode("utf-8", "surrogateescape")
    for folder in (home.folder(), *settings.rules):
        yield from _bytes(_below(folder, _KNOWLEDGE))
    yield from _bytes(settings.allocators)
    yield from _stamps(_below(os.path.dirname(kzfix.__file__), _CODE))
    for name in _PARSER:
        found = importlib.util.find_spec(name)
        for place in (found.submodule_search_locations or ()) if found else ():
            yield from _stamps(_below(place, _CODE))


def _below(folder: str, endings: tuple[str, ...]) -> Iterator[str]:
    """The files of a folder whose names end so, in an order that does not depend on the disk."""
    for here, below, names in os.walk(folder):
        below.sort()
        yield from (os.path.join(here, name) for name in sorted(names) if name.endswith(endings))


def _bytes(paths: Iterable[str]) -> Iterator[bytes]:
    """The name and the bytes of each file. One that cannot be read is an error for whoever needs it."""
    for path in paths:
        yield os.fsencode(path)
        try:
            with open(path, "rb") as file:
                yield from iter(partial(file.read, 1 << 20), b"")
        except OSError as error:
            yield repr(error.errno).encode()


def _stamps(paths: Iterable[str]) -> Iterator[bytes]:
    """Size and time of each file of kzfix itself, which may be run from a source tree that somebody works on."""
    for path in paths:
        found = os.stat(path)
        yield b"%s %d %d" % (os.fsencode(path), found.st_size, found.st_mtime_ns)
