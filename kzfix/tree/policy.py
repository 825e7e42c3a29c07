"""Which files a patch series leaves alone or holds back, and the document that says so.

The list is data: `[[alone]]`, `[[hold]]` and the paths of `[[keep]]` in kzfix/tables/policy.toml. A user's own file has
`[[take]]`, `[[alone]]` and `[[hold]]`, each with `paths` (shell patterns from the top of the tree, in which `*` is for
slashes too) and `why`, and if wanted `document` and `holds` (a text that a file must have). Its lines come before the
built-in ones, and of its own those of the kind that it names first; the first line that fits decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

from kzfix.errors import ConfigError
from kzfix.tables import table

_KINDS = ("alone", "hold", "take")
_KEYS = {"paths": list, "why": str, "document": str, "holds": str}


@dataclass(frozen=True, slots=True)
class Held:
    """Patches here are not welcome by themselves: made only when the user asks for them by name."""

    why: str
    document: str  # and its section


@dataclass(frozen=True, slots=True)
class Alone:
    """The code is not to be changed here at all."""

    why: str
    document: str


@dataclass(frozen=True, slots=True)
class _Line:
    """One entry of a table."""

    paths: tuple[str, ...]
    holds: bytes
    word: Held | Alone | None  # None: take it


@dataclass(frozen=True, slots=True)
class Policy:
    """The lines that are in force: the user's, then the built-in ones."""

    lines: tuple[_Line, ...]

    def of(self, path: str, text: bytes = b"") -> Held | Alone | None:
        """What is said about a file, named from the top of the tree; None: take it.

        `text` is what the file holds: some lines are about files with a certain text, and fit none that is not shown.
        """
        for line in self.lines:
            if line.holds in text and any(fnmatchcase(path, pattern) for pattern in line.paths):
                return line.word
        return None


@cache
def read(path: str | None = None) -> Policy:
    """The built-in lines, under those of a user's policy.toml.

    Raises ConfigError for a file that cannot be read or says something unknown.
    """
    own = tuple(_own(path)) if path is not None else ()
    return Policy((*own, *_built_in()))


def of(path: str, text: bytes = b"") -> Held | Alone | None:
    """What the built-in lines say about a file."""
    return read().of(path, text)


def _built_in() -> Iterator[_Line]:
    for kind, name in (("keep", "alone"), ("alone", "alone"), ("hold", "hold")):
        yield from (_line(name, entry, entry["source"]) for entry in table("policy")[kind])


def _line(kind: str, entry: dict[str, Any], document: str) -> _Line:
    words: dict[str, Held | Alone | None] = {
        "alone": Alone(entry["why"], document),
        "hold": Held(entry["why"], document),
        "take": None,
    }
    return _Line(tuple(entry["paths"]), entry.get("holds", "").encode(), words[kind])


def _own(path: str) -> Iterator[_Line]:
    """The lines of a user's file."""
    try:
        with open(path, "rb") as file:
            values = tomllib.load(file)
    except OSError as error:
        raise ConfigError(f"cannot read it: {error.strerror}", place=path) from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(str(error) or "nested too deep", place=path, hint="the file is TOML") from error
    for kind, entries in values.items():
        if kind not in _KINDS or not isinstance(entries, list):
            raise ConfigError(f"unknown table {kind!r}", place=path, hint="tables: [[alone]], [[hold]], [[take]]")
        for number, entry in enumerate(entries, 1):
            _check(path, f"[[{kind}]] number {number}", entry)
            yield _line(kind, entry, entry.get("document", path))


def _check(path: str, name: str, entry: object) -> None:
    if not isinstance(entry, dict):
        raise ConfigError(f"{name} is not a table", place=path)
    for key, value in entry.items():
        if key not in _KEYS:
            raise ConfigError(f"{name}: unknown key {key!r}", place=path, hint="known keys: " + ", ".join(_KEYS))
        if not isinstance(value, _KEYS[key]):
            raise ConfigError(f"{name}: {key!r} must be a {'list' if key == 'paths' else 'string'}", place=path)
    if not entry.get("paths") or not all(isinstance(one, str) for one in entry["paths"]):
        raise ConfigError(f"{name}: 'paths' must be a list of patterns", place=path)
    if "why" not in entry:
        raise ConfigError(f"{name}: 'why' is missing", place=path)
