"""Functions that a lifted unit calls and does not hold: what each may do, and the C that stands in for it.

What such a function may do is what kzfix assumed of it when it proved the change: the same table of callees says so.
A function that the table does not know, and that the unit's own text names, may read and write whatever it can reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from kzfix.flow import callees
from kzfix.verify.prototypes import Prototype, split

REAL = frozenset((
    "memset", "memcpy", "memmove", "memcmp", "memchr", "strlen", "strnlen", "strcmp", "strncmp", "strcasecmp",
    "strncasecmp", "strcpy", "strncpy", "strcat", "strncat", "strchr", "strrchr", "strstr", "sprintf", "snprintf",
    "vsnprintf", "vsprintf",
))  # fmt: skip # the C library has these, with the same meaning
_CALL = re.compile(rb"\b([A-Za-z_]\w*)\s*\(")


def called(text: bytes) -> frozenset[str]:
    """The names that a text calls, or seems to."""
    return frozenset(name.decode() for name in _CALL.findall(text))


def flags(name: str, named: bool) -> str:
    """What a function may do, as flags of the runtime. `named`: the unit's own text calls it, no header alone."""
    table = callees.table()
    if name in table.noreturn:
        return "KZ_ENDS"
    if name in table.free_exactly or callees.is_free(name):
        return "KZ_FREES"
    if name in table.yields:
        return "KZ_OTHERS"
    if name in table.stores or name in table.publishes:
        return "KZ_KEEPS"
    known = (table.reads, table.computes, table.harmless, table.values, table.addresses, table.reads_pointee)
    tabled = (table.writes, table.keeps, table.zeroes, table.spans, table.assigns)
    if not named or callees.prints(name) or any(name in one for one in (*known, *tabled)):
        return "0"
    return "KZ_READS | KZ_WRITES"


def stubs(wanted: Iterable[Prototype], text: bytes) -> Iterator[str]:
    """A definition for each function, on one line of C. `text`: of the unit, where it calls them."""
    named = called(text)
    for one in wanted:
        may = flags(one.name, one.name in named)
        if one.implicit:
            yield _stub(replace(one, args=("long",) * _arguments(one.name, text)), f"{may} | KZ_UNTYPED")
        else:
            yield _stub(one, may)


def _arguments(name: str, text: bytes) -> int:
    """How many arguments the first call of a name has in a text."""
    match = re.search(rf"\b{name}\s*\(".encode(), text)
    if match is None:
        return 0
    depth = 1
    end = match.end()
    while end < len(text) and depth:
        depth += (text[end : end + 1] == b"(") - (text[end : end + 1] == b")")
        end += 1
    args = text[match.end() : end - 1].decode("latin-1")
    return len(split(args)) if args.strip() else 0


def _stub(one: Prototype, may: str) -> str:
    """`__typeof__` takes any type as it stands, a pointer to a function too."""
    names = [f"kz_a{number}" for number in range(len(one.args))]
    params = [f"__typeof__({kind}) {name}" for kind, name in zip(one.args, names, strict=True)]
    params += ["..."] if one.variadic else []
    values = ", ".join(f"KZ_VALUE({name})" for name in names)
    array = f"struct kz_value kz_v[] = {{ {values} }}; " if names else ""
    void = one.result == "void"
    result = "" if void else f"__typeof__({one.result}) kz_r; struct kz_value kz_o = KZ_VALUE(kz_r); "
    ends = f"__builtin_has_attribute({one.name}, noreturn)"
    call = (
        f'kz_stub("{one.name}", {may} | ({ends} ? KZ_ENDS : 0), {len(names)}, {"kz_v" if names else "0"}, '
        f"{'0' if void else '&kz_o'}); if ({ends}) __builtin_trap();"
    )
    attributes = "__attribute__((noipa, used))"
    head = f"{attributes} {one.result} ({one.name})({', '.join(params) or 'void'})"
    return f"{head} {{ {array}{result}{call}{'' if void else ' return kz_r;'} }}"
