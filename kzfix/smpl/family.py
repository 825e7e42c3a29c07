"""The calls that a rule's `// Family:` stands for, from the allocator tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kzfix.errors import RuleError
from kzfix.smpl.allocators import Allocator, Table, Zeroed, zeroed_calls
from kzfix.smpl.header import Family
from kzfix.smpl.lexer import lex_code
from kzfix.smpl.nodes import Token, spell

FLAGS = "flags"  # the name of allocation flags in the tables
ZERO = "__GFP_ZERO"


@dataclass(frozen=True, slots=True)
class Call:
    """What takes the place of the family's call."""

    entry: Allocator | Zeroed
    name: str
    args: str
    twin: str  # the call that takes its place; "" when there is none
    twin_args: str


def calls(family: Family, tables: Sequence[Table], path: str) -> list[Call]:
    """The calls that a family stands for, in table order. Raises RuleError for one that no table knows."""
    left, right = family.left, family.right
    entries = [entry for table in tables for entry in table.allocators]
    if not right:
        zeroed = zeroed_calls(tables)
        if any(one.call == left for one in zeroed):
            return [Call(one, one.call, one.args, one.call, one.args) for one in (*zeroed, *_asked(entries))]
        raise RuleError(
            f"no allocator table knows {left} as a call that zeroes",
            place=f"{path}:{family.line}:1",
            hint="name an allocator's zeroing twin, such as kzalloc",
        )
    if any((entry.plain, entry.zeroing) == (left, right) for entry in entries):
        return [Call(one, one.plain, one.args, one.zeroing, one.zeroing_args or one.args) for one in entries]
    if any((entry.zeroing, entry.plain) == (left, right) for entry in entries):
        found = [Call(one, one.zeroing, one.zeroing_args or one.args, one.plain, one.args) for one in entries]
        return [call for call in found if call.name and _is_told(call)]
    raise RuleError(
        f"no allocator table knows the family {left} -> {right}",
        place=f"{path}:{family.line}:1",
        hint="name an allocator and its zeroing twin, such as kmalloc -> kzalloc",
    )


def _asked(entries: Sequence[Allocator]) -> Iterator[Zeroed]:
    """Calls that ask an allocator for zeroed memory by a flag; those that cannot have it have no twin."""
    seen: set[tuple[str, str]] = set()
    for one in entries:
        args = split(one.args)
        found = one.zeroed
        if found is None or FLAGS not in args or (one.plain, one.args) in seen:
            continue
        seen.add((one.plain, one.args))
        asking = ", ".join(f"{FLAGS} | {ZERO}" if arg == FLAGS else arg for arg in args)
        yield replace(found, name=f"{one.name}({ZERO})", call=one.plain, args=asking)


def _is_told(call: Call) -> bool:
    """Whether the zeroing call's arguments are the plain one's, and nothing but numbers beside them.

    calloc(n, s) fails where n * s overflows, and malloc(n * s) gives too little: it is no way back.
    """
    mine, wanted = split(call.args), split(call.twin_args)
    return set(wanted) <= set(mine) and all(part in wanted or part.isdigit() for part in mine)


def split(args: str) -> tuple[str, ...]:
    """The arguments of a list, each as text."""
    out: list[list[Token]] = [[]]
    depth = 0
    for token in quoted(args):
        depth += (token.text in ("(", "[", "{")) - (token.text in (")", "]", "}"))
        if token.text == "," and depth == 0:
            out.append([])
        else:
            out[-1].append(token)
    return tuple(spell(part) for part in out)


@lru_cache(maxsize=4096)
def quoted(text: str) -> tuple[Token, ...]:
    """Code of a table as tokens."""
    return lex_code(text, "<table>")


def named(args: str) -> tuple[str, ...]:
    """The names in an argument list; each is a metavariable."""
    return tuple(token.text for token in quoted(args) if token.kind == "word" and token.text not in ("sizeof", ZERO))
