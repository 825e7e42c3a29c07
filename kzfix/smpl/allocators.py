"""The allocator tables: what the rules know of each allocator, as data.

A table is a TOML file in `allocators/` of a rules folder. `[[allocator]]` entries are what `// Family:` widens a rule
over; `[[zeroed]]` entries are calls whose memory is zero already. In the code that a table quotes, `x` is the object
and `n` the size (or the first count); other names in `args` are metavariables too, `T` one that stands for a type.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kzfix.errors import TableError
from kzfix.source.tree import parse

_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
DEFAULT_CLEARS = ("memset(x, 0, n)",)
_TABLE_KEYS: dict[str, type] = {"title": str, "clears": list, "headers": list, "allocator": list, "zeroed": list}
_ENTRY_KEYS: dict[str, type] = {
    "plain": str, "zeroing": str, "why": str, "args": str, "zeroing_args": str, "size": str, "object": str,
    "clears": list, "frees": list, "may_fail": bool, "source": str, "traps": str, "unit": str, "headers": list,
    "name": str,
}  # fmt: skip
_ZEROED_KEYS: dict[str, type] = {
    "call": str, "args": str, "size": str, "frees": list, "may_fail": bool, "source": str, "traps": str,
    "unless": str, "blocking": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Allocator:
    """One allocator that does not zero its memory."""

    table: str
    name: str  # `plain`, unless two entries of a table share it
    plain: str
    zeroing: str  # the twin that zeroes; "" when there is none, and then `why` says so
    why: str
    args: str  # SmPL, with `n` for the size or the first count
    zeroing_args: str  # "" when they are `args`
    size: str  # C over the names in `args`, in units of `unit`; "" when `object` decides
    object: str  # the argument that knows the size: a cache, a pool
    clears: tuple[str, ...]  # calls that zero the whole object
    frees: tuple[str, ...]
    may_fail: bool  # returns NULL
    source: str  # header that shows it
    traps: str
    unit: str  # "bytes" or "bits"
    headers: tuple[str, ...]  # folders of a tree in which the twin must be declared; none: it is taken for granted
    path: str  # of the table

    @property
    def entry(self) -> str:
        """Its id, "table/name"."""
        return f"{self.table}/{self.name}"

    @property
    def zeroed(self) -> Zeroed | None:
        """What the twin gives."""
        if not self.zeroing:
            return None
        name = self.zeroing + (self.name.removeprefix(self.plain) if self.name.startswith(self.plain) else "")
        return Zeroed(
            self.table, name, self.zeroing, self.zeroing_args or self.args, self.size, self.object, self.clears,
            self.frees, self.may_fail, self.source, self.traps, self.unit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Zeroed:
    """A call that gives memory that is zero already; fields as in `Allocator`."""

    table: str
    name: str  # `call`, unless two entries of a table share it
    call: str
    args: str
    size: str
    object: str
    clears: tuple[str, ...]
    frees: tuple[str, ...]
    may_fail: bool
    source: str
    traps: str
    unit: str
    unless: str = ""  # a function that `source` declares only in trees in which this call does not zero yet
    blocking: bool = False  # it zeroes on every architecture only where its flags let it block

    @property
    def entry(self) -> str:
        """Its id, "table/name"."""
        return f"{self.table}/{self.name}"


@dataclass(frozen=True, slots=True)
class Table:
    """One file of allocators."""

    name: str
    title: str
    path: str
    allocators: tuple[Allocator, ...]
    zeroed: tuple[Zeroed, ...]


def load_tables(dirs: Sequence[Path], files: Sequence[Path] = ()) -> tuple[Table, ...]:
    """The tables of several rules folders and files, sorted by name. A later entry takes the place of an earlier one
    of the same plain name and arguments. Raises TableError."""
    found: dict[str, Table] = {}
    for path in [*(path for folder in dirs for path in sorted((folder / "allocators").glob("*.toml"))), *files]:
        table = load_table(path)
        found = {name: _without(old, table) for name, old in found.items()}
        old = found.get(table.name)
        found[table.name] = _joined(old, table) if old else table
    return tuple(found[name] for name in sorted(found))


def load_table(path: Path) -> Table:
    """Read one table. Raises TableError that names the file, the entry and the key."""
    place = str(path)
    try:
        data = tomllib.loads(path.read_bytes().decode())
    except RecursionError:
        raise TableError("cannot read the table: nested too deep", place=place) from None
    except (OSError, ValueError) as error:  # of UTF-8, of TOML, of a number with thousands of digits
        raise TableError(f"cannot read the table: {error}", place=place) from None
    _check(data, _TABLE_KEYS, place, "the table")
    entries = tuple(_allocator(item, data, path) for item in data.get("allocator", ()))
    zeroed = tuple(_zeroed(item, path) for item in data.get("zeroed", ()))
    _check_names(entries, place)
    _check_code((*entries, *zeroed), place)
    return Table(path.stem, data.get("title", path.stem), place, entries, zeroed)


def zeroed_calls(tables: Sequence[Table]) -> tuple[Zeroed, ...]:
    """Every call whose memory is zero already: the twins of allocators and the entries of their own, in table order.

    Twins that are called in the same way are one, that of the first allocator.
    """
    found: dict[tuple[str, str], Zeroed] = {}
    names: set[str] = set()
    for table in tables:
        for one in (*(allocator.zeroed for allocator in table.allocators), *table.zeroed):
            if one is not None and (one.call, one.args) not in found:
                named = one if one.entry not in names else replace(one, name=f"{one.call}({one.args})")
                names.add(named.entry)
                found[one.call, one.args] = named
    return tuple(found.values())


def _without(old: Table, new: Table) -> Table:
    taken = {(entry.plain, entry.args) for entry in new.allocators}
    kept = tuple(entry for entry in old.allocators if (entry.plain, entry.args) not in taken)
    return Table(old.name, old.title, old.path, kept, old.zeroed)


def _joined(old: Table, new: Table) -> Table:
    calls = {entry.call for entry in new.zeroed}
    zeroed = tuple(entry for entry in old.zeroed if entry.call not in calls)
    return Table(old.name, new.title, new.path, old.allocators + new.allocators, zeroed + new.zeroed)


def _check(data: Mapping[str, Any], keys: Mapping[str, type], place: str, what: str) -> None:
    for key, value in data.items():
        if key not in keys:
            near = difflib.get_close_matches(key, keys, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known keys: {', '.join(sorted(keys))}"
            raise TableError(f"unknown key {key!r} in {what}", place=place, hint=hint)
        if not isinstance(value, keys[key]):
            raise TableError(f"{key!r} in {what} must be a {_NAMES[keys[key]]}", place=place)
        item = dict if key in ("allocator", "zeroed") else str
        if isinstance(value, list) and not all(isinstance(part, item) for part in value):
            raise TableError(f"{key!r} in {what} must be a list of {_NAMES[item]}s", place=place)


_NAMES: dict[type, str] = {str: "string", list: "list", bool: "boolean", dict: "table"}


def _allocator(item: Mapping[str, Any], table: Mapping[str, Any], path: Path) -> Allocator:
    what = f"allocator {item.get('plain', '?')!r}"
    _check(item, _ENTRY_KEYS, str(path), what)
    for key in ("plain", "args"):
        if key not in item:
            raise TableError(f"{what} has no {key!r}", place=str(path))
    if ("zeroing" in item) == ("why" in item):
        raise TableError(
            f"{what} needs 'zeroing', or 'why' there is none", place=str(path), hint="exactly one of the two"
        )
    if not item.get("size") and not item.get("object"):
        raise TableError(f"{what} needs 'size', or 'object' when no argument is the size", place=str(path))
    if item.get("unit", "bytes") not in ("bytes", "bits"):
        raise TableError(f"'unit' of {what} must be 'bytes' or 'bits'", place=str(path))
    text = item.get
    size = "" if item.get("size", "") == item.get("object", "") else item.get("size", "")
    clears = item.get("clears", table.get("clears", DEFAULT_CLEARS))
    return Allocator(
        path.stem, text("name", item["plain"]), item["plain"], text("zeroing", ""), text("why", ""), item["args"],
        text("zeroing_args", ""), size, text("object", ""), tuple(clears), tuple(item.get("frees", ())),
        bool(item.get("may_fail", True)), text("source", ""), text("traps", ""), text("unit", "bytes"),
        tuple(item.get("headers", table.get("headers", ()))), str(path),
    )  # fmt: skip


def _zeroed(item: Mapping[str, Any], path: Path) -> Zeroed:
    what = f"zeroed call {item.get('call', '?')!r}"
    _check(item, _ZEROED_KEYS, str(path), what)
    if "call" not in item:
        raise TableError(f"{what} has no 'call'", place=str(path))
    text = item.get
    return Zeroed(
        path.stem, item["call"], item["call"], text("args", "..."), text("size", ""), "", DEFAULT_CLEARS,
        tuple(item.get("frees", ())), bool(item.get("may_fail", True)), text("source", ""), text("traps", ""), "bytes",
        text("unless", ""), bool(item.get("blocking", False)),
    )  # fmt: skip


def _check_names(entries: Iterable[Allocator], place: str) -> None:
    names: set[str] = set()
    for entry in entries:
        if entry.name in names:
            raise TableError(
                f"allocator {entry.name!r} stands twice in the table",
                place=place,
                hint="give one of them a 'name' when their arguments differ",
            )
        names.add(entry.name)


def _check_code(entries: Sequence[Allocator | Zeroed], place: str) -> None:
    """Functions are names, and the quoted code must be C; `...` in arguments is read as a name."""
    for entry in entries:
        names = (entry.plain, entry.zeroing or entry.plain) if isinstance(entry, Allocator) else (entry.call,)
        for name in names:
            if not _NAME.fullmatch(name):
                raise TableError(f"{name!r} is not the name of a function", place=place)
    lines = [_code(entry) for entry in entries]
    if entries and parse(b"void f(void) {" + b"\n".join(lines) + b"}")[1] is not None:
        for entry, line in zip(entries, lines, strict=True):
            if parse(b"void f(void) {" + line + b"}")[1] is not None:
                raise TableError(f"the code of {entry.entry!r} is no C", place=place)


def _code(entry: Allocator | Zeroed) -> bytes:
    plain = entry.plain if isinstance(entry, Allocator) else entry.call
    calls = [f"x = {plain}({entry.args});", *(f"{clear};" for clear in entry.clears)]
    if entry.size:
        calls.append(f"s = {entry.size};")
    if isinstance(entry, Allocator) and entry.zeroing:
        calls.append(f"x = {entry.zeroing}({entry.zeroing_args or entry.args});")
    return " ".join(calls).replace("...", "dots").encode()
