"""What well-known callees do with memory, from `kzfix/tables/callees.toml`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase

from kzfix import tables


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
    computes: Names
    prints: frozenset[str]
    print_endings: tuple[str, ...]
    takes: frozenset[str]
    harmless: Names
    yields: Names
    stores: Names
    frees: Names
    free_exactly: Names
    noreturn: Names
    writes: dict[str, tuple[int, ...]]
    assigns: dict[str, tuple[int, ...]]


@functools.cache
def table() -> Callees:
    """The built-in table of callees."""
    data = tables.table("callees")
    groups = ("reads", "computes", "harmless", "yields", "stores", "frees", "free_exactly", "noreturn")
    return Callees(
        **{name: _names(data[name]) for name in groups},
        prints=frozenset(data["prints"]),
        print_endings=tuple(data["print_endings"]),
        takes=frozenset(data["takes"]),
        writes={name: tuple(args) for name, args in data["writes"].items()},
        assigns={name: tuple(args) for name, args in data["assigns"].items()},
    )


@functools.cache
def is_free(name: str) -> bool:
    """Whether the callee's name says that it ends the life of what it gets."""
    return name.lower() in table().frees


@functools.cache
def prints(name: str) -> bool:
    """Whether the callee's name says that it prints what it gets."""
    words = re.split(r"[_\d]+", name.lower())
    if not table().takes.isdisjoint(words):
        return False
    return any(word in table().prints or word.endswith(table().print_endings) for word in words)


@functools.cache
def leaves_alone(name: str) -> bool:
    """Whether a callee, named in a macro, writes nothing that the macro's user can reach."""
    return name in table().reads or name in table().computes or name in table().harmless or prints(name)
