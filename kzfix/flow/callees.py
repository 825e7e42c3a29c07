"""What well-known callees do with memory, from `kzfix/tables/callees.toml`."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from importlib import resources


@dataclass(frozen=True, slots=True)
class Names:
    """A set of names given as shell patterns."""

    exact: frozenset[str]
    patterns: tuple[str, ...]

    def __contains__(self, name: object) -> bool:
        if name in self.exact:
            return True
        return isinstance(name, str) and any(fnmatchcase(name, pattern) for pattern in self.patterns)


def _names(words: list[str]) -> Names:
    return Names(frozenset(word for word in words if "*" not in word and "[" not in word),
                 tuple(word for word in words if "*" in word or "[" in word))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Callees:
    """The table, read once."""

    reads: Names
    prints: Names
    harmless: Names
    locks: Names
    stores: Names
    frees: Names
    free_exactly: Names
    noreturn: Names
    writes: dict[str, tuple[int, ...]]
    assigns: dict[str, tuple[int, ...]]


@functools.cache
def table() -> Callees:
    """The built-in table of callees."""
    data = tomllib.loads(resources.files("kzfix.tables").joinpath("callees.toml").read_text("utf-8"))
    groups = ("reads", "prints", "harmless", "locks", "stores", "frees", "free_exactly", "noreturn")
    return Callees(
        **{name: _names(data[name]) for name in groups},
        writes={name: tuple(args) for name, args in data["writes"].items()},
        assigns={name: tuple(args) for name, args in data["assigns"].items()},
    )


@functools.cache
def is_free(name: str) -> bool:
    """Whether the callee's name says that it ends the life of what it gets."""
    return name.lower() in table().frees


def only_prints(name: str, has_format: bool) -> bool:
    """Whether the callee only prints what it gets."""
    return name in table().reads or (has_format and name.lower() in table().prints)
