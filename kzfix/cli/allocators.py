"""`kzfix allocators`: what the tables know of each allocator."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kzfix.cli.options import Format, Knowledge
from kzfix.cli.rules import unknown
from kzfix.errors import TableError

if TYPE_CHECKING:
    from kzfix.smpl.allocators import Allocator, Table


def allocators(
    knowledge: Knowledge,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="An allocator, its zeroing twin, or a table.")
    ] = None,
) -> int:
    """List the allocators, or tell about one.

    These are what a rule with a family is widened over.
    """
    from kzfix import engine

    tables = engine.load(knowledge.settings()).tables
    chosen = [entry for table in tables for entry in table.allocators if name in (None, *_names(entry))]
    if name and not chosen:
        known = {each for table in tables for entry in table.allocators for each in _names(entry) if each}
        raise unknown("allocator", name, sorted(known), TableError)
    if knowledge.format is Format.JSON:
        print(json.dumps([asdict(entry) for entry in chosen], indent=2))
    elif name and name not in {table.name for table in tables}:
        print("\n\n".join(_story(entry) for entry in chosen))
    else:
        _list(tables, chosen)
    return 0


def _names(entry: Allocator) -> tuple[str, ...]:
    return (entry.entry, entry.name, entry.plain, entry.zeroing, entry.table)


def _list(tables: tuple[Table, ...], chosen: list[Allocator]) -> None:
    width = max(len(entry.name) for entry in chosen) if chosen else 0
    for table in tables:
        entries = [entry for entry in chosen if entry.table == table.name]
        if entries:
            print(f"{table.name}: {table.title}")
        for entry in entries:
            print(f"  {entry.name:{width}}  {entry.zeroing or f'- ({entry.why})'}")


def _story(entry: Allocator) -> str:
    twin = f"{entry.zeroing}({entry.zeroing_args or entry.args})" if entry.zeroing else f"none: {entry.why}"
    facts = {
        "table": entry.path,
        "call": f"{entry.plain}({entry.args})",
        "zeroing twin": twin,
        "size": f"{entry.size} {entry.unit}" if entry.size else f"known to {entry.object}",
        "cleared by": ", ".join(entry.clears),
        "freed by": ", ".join(entry.frees),
        "on failure": "returns NULL" if entry.may_fail else "does not return",
        "declared in": entry.source,
        "traps": entry.traps,
    }
    return "\n".join([entry.entry, *(f"  {label + ':':13} {fact}" for label, fact in facts.items() if fact)])
