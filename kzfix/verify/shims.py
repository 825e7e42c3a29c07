"""Macros that lead a lifted unit's allocators, and what fills memory, to the runtime, as the tables say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kzfix.flow import callees, fills
from kzfix.smpl.allocators import Allocator, Table, Zeroed
from kzfix.verify.absent import REAL
from kzfix.verify.prototypes import split

UNKNOWN = "KZ_UNKNOWN"
_NOT_MEMORY = frozenset(("alloc_skb", "alloca"))  # what they return is not the memory, or goes with the function
_WHEN = {fills.ALWAYS: 0, fills.ZERO: 1, fills.TRUE: 2, fills.SIZE: 3}

PREAMBLE = """
#ifdef __GFP_ZERO
#define KZ_ZERO(f) (((unsigned long)(f) & (unsigned long)__GFP_ZERO) != 0)
#define KZ_FLAGS(f) ((unsigned long)(f) & ~((unsigned long)__GFP_ZERO | KZ_MEMDUP_USER))
#else
#define KZ_ZERO(f) 0
#define KZ_FLAGS(f) 0ul
#endif
#if defined(__GFP_HARDWALL) && defined(__GFP_NOWARN)
#define KZ_MEMDUP_USER ((unsigned long)__GFP_HARDWALL | (unsigned long)__GFP_NOWARN)
#else
#define KZ_MEMDUP_USER 0ul
#endif
#ifndef PAGE_SIZE
#define PAGE_SIZE 4096
#endif
"""

# Allocators that copy: what they copy, how much, the flags (include/linux/string.h, slab.h, lib: mm/util.c).
_COPIES = {
    "kmemdup": ("p, n, f", "p", "n", "f"),
    "kvmemdup": ("p, n, f", "p", "n", "f"),
    "kmemdup_array": ("p, n, s, f", "p", "(n) * (s)", "f"),
    "devm_kmemdup": ("d, p, n, f", "p", "n", "f"),
    "devm_kmemdup_array": ("d, p, n, s, f", "p", "(n) * (s)", "f"),
    "memdup_user": ("p, n", "", "n", "GFP_KERNEL"),
    "vmemdup_user": ("p, n", "", "n", "GFP_KERNEL"),
    "memdup_array_user": ("p, n, s", "", "(n) * (s)", "GFP_KERNEL"),
}


_SAME_AS = {"_rtw_memcpy": "memcpy"}  # Realtek's os_dep/osdep_service.c


def shims(tables: Sequence[Table], names: frozenset[str]) -> Iterator[str]:
    """A `#define` for each of the names that is an allocator, or fills memory, and that the runtime has."""
    done: set[str] = set()
    for name, line in _all(tables):
        if name in names and name not in done:
            done.add(name)
            yield f"#undef {name}\n{line}"


def _all(tables: Sequence[Table]) -> Iterator[tuple[str, str]]:
    for table in tables:
        for plain in table.allocators:
            yield from _allocator(plain)
            if plain.zeroed is not None:
                yield from _zeroing(plain.zeroed)
        for zeroed in table.zeroed:
            yield from _zeroing(zeroed)
    for name, real in {**dict.fromkeys(_clearing(tables), "memset"), **_SAME_AS}.items():
        yield name, f"#define {name}(p, c, n) {real}((p), (c), (n))"
    for name, (params, source, size, flags) in _COPIES.items():
        user = 0 if source else 1
        yield name, f"#define {name}({params}) kz_copy({source or 0}, {size}, KZ_FLAGS({flags}), {user})"
    for fill in fills.table().values():
        if fill.size and fill.name not in REAL:
            yield fill.name, _fill(fill)


def _clearing(tables: Iterable[Table]) -> Iterator[str]:
    """Other names of memset(), which projects give it."""
    for call in dict.fromkeys(call for table in tables for one in table.allocators for call in one.clears):
        name, _, args = call.partition("(")
        if args == "x, 0, n)" and name not in REAL:
            yield name


def sizeless(tables: Iterable[Table]) -> frozenset[str]:
    """The allocators that do not say how much they allocate: a cache or a pool knows."""
    entries = (one for table in tables for one in table.allocators if one.object)
    return frozenset(name for one in entries for name in (one.plain, one.zeroing))


def _allocator(one: Allocator) -> Iterator[tuple[str, str]]:
    params = split(one.args)
    if "old" in params or one.plain in _NOT_MEMORY:
        return
    line = _define(one.plain, params, one.size, one.unit, zero="")
    if line is not None:
        yield one.plain, line


def _zeroing(one: Zeroed) -> Iterator[tuple[str, str]]:
    params = split(one.args)
    if one.table == "libc":
        params, size = ["n", "s"], "n * s"
    else:
        size = one.size
    line = _define(one.call, params, size, one.unit, zero="1")
    if line is not None:
        yield one.call, line


def _define(name: str, params: list[str], size: str, unit: str, zero: str) -> str | None:
    """The macro of one allocator; None where its arguments do not say how much it allocates.

    What stands in an argument is never read as a name of the macro's own, since the parameters alone are replaced.
    """
    size = size or UNKNOWN
    words = set(re.findall(r"\w+", size)) - {"sizeof", "PAGE_SIZE", UNKNOWN}
    if not words <= {param for param in params if param.isidentifier()} or not all(map(_simple, params)):
        return None
    handle = callees.table().handles.get(name)
    while handle is not None and len([param for param in params if param != "..."]) <= handle:
        params = [*(param for param in params if param != "..."), f"h{len(params)}", "..."]
    for word in words:
        size = re.sub(rf"(?<!sizeof\()\b{word}\b", f"({word})", size)  # what sizeof gets may be a type
    size = f"(({size} + 63) / 64 * 8)" if unit == "bits" else size
    flags = "KZ_FLAGS(flags)" if "flags" in params else "0ul"
    zero = zero or ("KZ_ZERO(flags)" if "flags" in params else "0")
    value = f"kz_alloc({size}, {flags}, {zero})"
    if handle is not None:
        at = params[handle]
        value = f"({{ void *kz_m = {value}; *({at}) = (unsigned long)kz_m; kz_m; }})"
    return f"#define {name}({', '.join(params)}) {value}"


def _simple(param: str) -> bool:
    return param == "..." or param.isidentifier()


def _fill(fill: fills.Fill) -> str:
    last = max(fill.to, *fill.size)
    params = ", ".join([*(f"a{number}" for number in range(last + 1)), "..."])
    size = " * ".join(f"(unsigned long)(a{number})" for number in fill.size)
    size = f"(({size} + 63) / 64 * 8)" if fill.unit == "bits" else f"{size} * {fill.unit}"
    call = f'kz_fill("{fill.name}", (void *)(a{fill.to}), {size}, {_WHEN[fill.when]})'
    return f"#define {fill.name}({params}) {call}"
