"""From a file to a unit that can be run: the file's own text, with the runtime put in place of the allocators.

Nothing of the functions themselves is rewritten, but for a mark before each changed place of the old text, which tells
that a run came there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from kzfix.model import Edit, Finding, Found, Source, Span
from kzfix.rewrite import choice
from kzfix.rewrite.splice import apply
from kzfix.smpl.allocators import Table
from kzfix.source.parse import Function, unit
from kzfix.source.tree import Node
from kzfix.verify.absent import called
from kzfix.verify.prototypes import Prototype
from kzfix.verify.shims import PREAMBLE, shims, sizeless

RUNTIME = Path(str(files("kzfix.verify"))) / "runtime"


@dataclass(frozen=True, slots=True)
class Target:
    """A changed function. `marks` are the runtime's numbers of its changed places, with their lines (1-based)."""

    function: str
    line: int  # of its first change
    lines: range  # of its text
    marks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Lifted:
    """Both texts of a file, ready for what is appended to both."""

    before: bytes
    after: bytes
    targets: tuple[Target, ...]


def lift(found: Found, chosen: Sequence[Finding], tables: Sequence[Table]) -> Lifted:
    """Make both texts."""
    source = Source(found.path, found.before)
    here = {(finding.proposal.function, finding.proposal.body) for finding in chosen}
    functions = unit(source, lambda text: True).functions
    changed = [each for each in functions if any(each.name == name and _meet(each.span, body) for name, body in here)]
    targets, marks = _marks(source, changed, chosen)
    defined = {each.name for each in functions}
    defines = "\n".join(shims(tables, frozenset(called(found.before + choice.after(found))) - defined))
    first = next((each for each in functions if _begins_line(source, each)), functions[0])
    heads = [(at, _head(source, at, defines)) for at in sorted({each.span.start for each in (first, *changed)})]
    tail = b'\n#line 1 "kz-end"\n'
    unknown = sizeless(tables)
    sizes = [insert for function in changed for insert in _sizes(source, function, chosen, unknown)]
    before = _spliced(found.before, [*heads, *marks, *sizes]) + tail
    edits = (_same_lines(found.before, edit) for edit in found.edits)
    inserts = (Edit(Span(at, at), text) for at, text in (*heads, *sizes))
    after = apply(found.before, (*edits, *inserts)) + tail
    return Lifted(before, after, targets)


def _same_lines(data: bytes, edit: Edit) -> Edit:
    """An edit that leaves each line where it was: functions hand `__LINE__` on."""
    gone = data.count(b"\n", *edit.span) - edit.text.count(b"\n")
    return Edit(edit.span, edit.text + b"\n" * max(gone, 0))


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _begins_line(source: Source, function: Function) -> bool:
    """Whether nothing stands before a definition: not the end of a structure that its type defines."""
    before = source.line_starts()[source.line(function.span.start) - 1]
    return not source.data[before : function.span.start].strip()


def _head(source: Source, start: int, defines: str) -> bytes:
    """What stands before a function, behind what the file includes at its top.

    It stands before the first one, and before those that change, since an `#if` may leave the first one out.
    """
    text = f'\n#ifndef KZ_H\n#include "{RUNTIME / "kz.h"}"\n{PREAMBLE}{defines}\n#endif\n'
    return f'{text}#line {source.line(start)} "{source.path}"\n'.encode()


def _marks(
    source: Source, changed: Sequence[Function], chosen: Sequence[Finding]
) -> tuple[tuple[Target, ...], list[tuple[int, bytes]]]:
    """A mark at the last place of each change: at what is removed, or where the object is overwritten."""
    targets: list[Target] = []
    inserts: list[tuple[int, bytes]] = []
    number = 0
    for function in changed:
        mine = [finding for finding in chosen if _meet(function.span, finding.proposal.body)]
        places = sorted({site.places[-1] for finding in mine for site in finding.proposal.sites})
        marked: list[tuple[int, int]] = []
        for place in places:
            inserts += _mark(function.readings[0], place, number)
            marked.append((number, source.line(place.start)))
            number += 1
        lines = range(source.line(function.span.start), source.line(function.span.end) + 1)
        targets.append(Target(function.name, min(finding.line for finding in mine), lines, tuple(marked)))
    return tuple(targets), inserts


def _sizes(
    source: Source, function: Function, chosen: Sequence[Finding], unknown: frozenset[str]
) -> Iterator[tuple[int, bytes]]:
    """Let allocations of a change whose size is unknown have that of what they are for."""
    places = {site.places[0] for finding in chosen for site in finding.proposal.sites}
    for node in function.readings[0].walk():
        call = node.child("right") or node.child("value")
        target = node.child("left") or node.child("declarator")
        callee = call.child("function") if call is not None else None
        if (
            call is None
            or target is None
            or callee is None
            or source.text(callee.span).decode("latin-1") not in unknown
        ):
            continue
        if any(place.start <= call.start and call.end <= place.end for place in places):
            name = source.text(target.span).lstrip(b"* \t")
            yield call.start, b"(kz_size = sizeof(*(" + name + b")), "
            yield call.end, b")"


def _mark(tree: Node, place: Span, number: int) -> list[tuple[int, bytes]]:
    call = f"kz_mark({number})".encode()
    node = next(node for node in (*_around(tree, place), tree) if node.kind not in ("init_declarator", ";"))
    if node.kind == "declaration":
        return [(node.end, b" " + call + b";")]
    if node.kind.endswith("_statement"):
        return [(node.start, b"{ " + call + b"; "), (node.end, b" }")]
    return [(node.start, b"(" + call + b", "), (node.end, b")")]


def _around(tree: Node, place: Span) -> Iterator[Node]:
    """The nodes that hold a place, the smallest first."""
    holds = [node for node in tree.walk() if node.start <= place.start and place.end <= node.end]
    yield from reversed(holds)


def _spliced(data: bytes, inserts: Iterable[tuple[int, bytes]]) -> bytes:
    """The bytes with texts put in, those at one place in the order given."""
    out, at = [], 0
    for offset, text in sorted(inserts, key=lambda insert: insert[0]):
        out += [data[at:offset], text]
        at = offset
    return b"".join([*out, data[at:]])


def entries(targets: Iterable[tuple[Target, Prototype]]) -> Iterator[str]:
    """For each function a line of C that calls it with arguments from the runtime; and at last the table of these."""
    names = []
    for number, (target, prototype) in enumerate(targets):
        names.append(f'{{ "{target.function}", kz_enter_{number} }}')
        inputs = " ".join(f"kz_argument((struct kz_value)KZ_VALUE({name}));" for name in prototype.names)
        call = f"{target.function}({', '.join(prototype.names)})"
        if prototype.result == "void":
            run = f"{call};"
        else:
            run = f"__typeof__({call}) kz_r = {call}; kz_result((struct kz_value)KZ_VALUE(kz_r));"
        yield f"static void kz_enter_{number}(void) {{ {prototype.params} {inputs} {run} }}"
    yield f"const struct kz_entry kz_entries[] = {{ {', '.join(names)} }};"
    yield "extern char __data_start[], _edata[], __bss_start[], _end[];"
    yield "char *const kz_bounds[] = { __data_start, _edata, __bss_start, _end };"
    yield f"const unsigned int kz_entry_count = {len(names)};"
