"""What well-known callees do with memory, from `kzfix/tables/callees.toml`."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase

from kzfix import tables

NAMES = 1 << 14  # of callees to remember an answer for
STORES = re.compile(r"%[^%a-zA-Z]*[hlqjztL]*n")  # a conversion that writes through its argument


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
class Keeping:
    """What a callee writes, and which arguments' values it keeps there (0-based)."""

    writes: tuple[int, ...]
    keeps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zeroing:
    """A callee that stores zero bytes alone through the argument `target`, or to it where that is an `lvalue`.

    It does so when the argument `value` is zero; None: always.
    """

    target: int
    lvalue: bool
    value: int | None


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
    values: Names
    addresses: Names
    reads_pointee: Names
    reads_old: Names
    ends_nothing: Names
    writes: dict[str, tuple[int, ...]]
    publishes: dict[str, tuple[int, ...]]
    texts: frozenset[str]
    lengths: dict[str, int]  # the argument that says how many bytes a name in `spans` writes at most
    spans: dict[str, int]  # the argument that it writes through for as long as another argument says
    spanned: dict[str, tuple[str, int]]  # ... in which unit, and which argument that is
    keeps: dict[str, Keeping]
    zeroes: dict[str, Zeroing]
    plainly: frozenset[str]  # of `zeroes`: what says no more than an assignment of zero
    beyond: dict[str, bool]  # they hand out what lies behind a size; True: only when __GFP_ZERO asks for it
    handles: dict[str, int]  # the argument through which it gives another name of the memory, a device's
    assigns: dict[str, tuple[int, ...]]


@functools.cache
def table() -> Callees:
    """The built-in table of callees."""
    data = tables.table("callees")
    groups = (
        "reads", "computes", "harmless", "yields", "stores", "frees", "free_exactly", "noreturn", "values", "addresses",
        "reads_pointee", "reads_old", "ends_nothing",
    )  # fmt: skip
    return Callees(
        **{name: _names(data[name]) for name in groups},
        prints=frozenset(data["prints"]),
        print_endings=tuple(data["print_endings"]),
        takes=frozenset(data["takes"]),
        writes={name: tuple(args) for name, args in data["writes"].items()},
        assigns={name: tuple(args) for name, args in data["assigns"].items()},
        publishes={name: tuple(args) for name, args in data["publishes"].items()},
        texts=frozenset(data["texts"]),
        lengths={name: entry["bytes"] for name, entry in data["spans"].items() if "bytes" in entry},
        spans={name: entry["to"] for name, entry in data["spans"].items()},
        spanned={name: _length(entry) for name, entry in data["spans"].items()},
        keeps={name: Keeping(tuple(entry["writes"]), tuple(entry["keeps"])) for name, entry in data["keeps"].items()},
        beyond={name: entry["zero"] for name, entry in data["beyond"].items()},
        handles=dict(data["handles"]),
        plainly=frozenset(data["plainly"]),
        zeroes={name: _zeroing(entry) for name, entry in data["zeroes"].items() if "member" not in entry},
    )


@functools.lru_cache(NAMES)
def is_listed(name: str) -> bool:
    """Whether the table may say anything of a call of that name, in whichever group."""
    return prints(name) or any(name in getattr(table(), group.name) for group in fields(Callees))


def _length(entry: dict[str, int]) -> tuple[str, int]:
    return next((unit, entry[unit]) for unit in ("bytes", "bits", "items") if unit in entry)


def _zeroing(entry: dict[str, int]) -> Zeroing:
    return Zeroing(entry.get("lvalue", entry.get("arg", 0)), "lvalue" in entry, entry.get("zero"))


@functools.lru_cache(NAMES)
def is_free(name: str) -> bool:
    """Whether the callee's name says that it ends the life of what it gets."""
    return name.lower() in table().frees and name not in table().ends_nothing


@functools.lru_cache(NAMES)
def prints(name: str) -> bool:
    """Whether the callee's name says that it prints what it gets."""
    words = re.split(r"[_\d]+", name.lower())
    if not table().takes.isdisjoint(words):
        return False
    return any(word in table().prints or word.endswith(table().print_endings) for word in words)


@functools.lru_cache(NAMES)
def leaves_alone(name: str) -> bool:
    """Whether a callee, named in a macro, writes nothing that the macro's user can reach."""
    return name in table().reads or name in table().computes or name in table().harmless or prints(name)
