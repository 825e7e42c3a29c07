"""From the bytes of a file to the functions in it that somebody wants to look at, each with its trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kzfix.model import Source, Span
from kzfix.source.blocks import blocks, is_switched
from kzfix.source.cut import Cut, cuts
from kzfix.source.mask import masked
from kzfix.source.readings import read
from kzfix.source.surface import Surface, spaces, surface
from kzfix.source.tree import LONGEST, Node, parse

# These say nothing about the flow of the function they stand in, and may stand where the grammar has no place for them.
_MACROS = frozenset((b"define", b"undef", b"pragma", b"error", b"warning", b"line"))


@dataclass(frozen=True, slots=True)
class Function:
    """One definition. `span` is all of it, from its first specifier to its closing brace.

    `readings` are `function_definition` nodes: usually one; several when `#if` arms cut statements, one for each
    choice of arms; none when it cannot be read, and then `error` says where. `iterators` are the offsets of those
    `while_statement`s that are macros: loops whose condition is unknown and whose arguments are read and assigned;
    `foreign` are those among them that only their shape tells (`NAME(…) {`), which may do anything else besides;
    `once` are the `while_statement`s whose body runs exactly once, and which `break` and `continue` leave.
    """

    name: str
    span: Span
    readings: tuple[Node, ...]
    error: Span | None
    iterators: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    once: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Unit:
    """One file: `functions` are the wanted ones, in order; `regions` is where wanted text stands, in macros too.

    `masked` has the length of the source; only the text of wanted functions is masked.
    """

    source: Source
    masked: bytes
    functions: tuple[Function, ...]
    regions: tuple[Span, ...]


def unreadable(data: bytes) -> str | None:
    """Why these bytes are no C source, or None."""
    if b"\0" in data:
        return "holds NUL bytes: not C source"
    # A blank to the compiler and the end of a line to an editor: what a directive holds depends on whom one asks.
    if b"\r" in data and any(b"\r" in line.rstrip(b"\r") for line in data.split(b"\n")):
        return "holds a CR that ends no line"
    return None


def may_define(data: bytes) -> bool:
    """Whether a file may hold a function or a macro of several lines; many a header of registers does not."""
    return b"{" in data or b"\\" in data


def unit(
    source: Source,
    wanted: Callable[[bytes], bool],
    maybe: Callable[[bytes], bool] | None = None,
    marks: tuple[bytes, ...] | None = None,
) -> Unit:
    """Find the definitions that the source asks about and whose own text `wanted` accepts, and read those.

    `maybe` is a quick test that accepts whatever holds wanted text: with it only the blocks that it accepts are looked
    at, as long as the file is plain enough for that. One of the `marks`, if any, stands in all that it accepts.
    """
    found = _by_blocks(source, wanted, maybe, marks) if maybe is not None else None
    return found or _whole(source, wanted)


def _by_blocks(
    source: Source,
    wanted: Callable[[bytes], bool],
    maybe: Callable[[bytes], bool],
    marks: tuple[bytes, ...] | None,
) -> Unit | None:
    """What `_whole` finds, from single blocks; None when one of them says nothing by itself."""
    data = source.data
    found = list(blocks(data, maybe, marks))
    regions = [region for region in found if region and wanted(source.text(region))]
    if None in found or (regions and is_switched(data)):
        return None
    if not regions:
        return Unit(source, data, (), ())
    functions, text = list[Function](), bytearray(data)
    for at, end in regions:
        block = data[at:end]
        seen = surface(block)
        pieces = list(cuts(block, seen))
        if any(cut.piece != cut.span for cut in pieces) or wanted(_without(seen, pieces)):
            return None
        for cut in pieces:
            span = Span(at + cut.span.start, at + cut.span.end)
            if wanted(source.text(span)) and source.touches(span):
                code = seen.code[slice(*cut.span)]
                functions.append(_function(data, Cut(cut.name, span, span), text, code))
    return Unit(source, bytes(text), tuple(functions), tuple(regions))


def _whole(source: Source, wanted: Callable[[bytes], bool]) -> Unit:
    data = source.data

    def asked(cut: Cut) -> bool:
        return wanted(data[cut.span.start : cut.span.end]) and source.touches(cut.span)

    found = surface(data)
    pieces = list(cuts(data, found))
    text = bytearray(data)
    functions = [_function(data, cut, text) for cut in pieces if asked(cut)]
    if wanted(_without(found, pieces)):
        late = [cut for cut in _uncut(data, pieces) if asked(cut)]
        functions = sorted((*functions, *(_function(data, cut, text) for cut in late)), key=lambda one: one.span)
    return Unit(source, bytes(text), tuple(functions), (Span(0, len(data)),))


def _without(found: Surface, pieces: Sequence[Cut]) -> bytes:
    """The code outside of what was cut."""
    rest = bytearray(found.code)
    for cut in pieces:
        rest[cut.piece.start : cut.piece.end] = spaces(bytes(rest[cut.piece.start : cut.piece.end]))
    return bytes(rest)


def _function(data: bytes, cut: Cut, text: bytearray, code: bytearray | None = None) -> Function:
    """Mask and read one definition, and leave its masked bytes in `text`. `code` is its surface, when that is known."""
    start, end = cut.piece
    piece = bytearray(data[start:end])
    for span in cut.hidden:
        piece[span.start - start : span.end - start] = spaces(bytes(piece[span.start - start : span.end - start]))
    for one in surface(bytes(piece)).directives if b"#" in piece else ():
        if one.word in _MACROS:
            piece[one.start : one.end] = spaces(bytes(piece[one.start : one.end]))
    plain = Surface(code, ()) if code is not None and b"#" not in piece else None
    seen = masked(bytes(piece), plain)
    text[start:end] = seen.text
    loops, foreign, once = (
        frozenset(start + at for at in offsets) for offsets in (seen.loops, seen.foreign, seen.once)
    )
    result = read(seen.text, start, foreign)
    name = _name(result.trees[0], text) if result.trees else cut.name
    return Function(name.decode("utf-8", "replace"), cut.span, result.trees, result.error, loops, foreign, once)


def _name(definition: Node, text: bytes | bytearray) -> bytes:
    """The name in a declarator, through pointers and parentheses."""
    node: Node | None = definition.child("declarator")
    while node is not None and node.kind != "identifier":
        inner = node.child("declarator")
        node = inner if inner is not None else next(iter(node.parts()), None)
    return bytes(text[node.start : node.end]) if node is not None else b""


def _uncut(data: bytes, pieces: list[Cut]) -> Iterator[Cut]:
    """Definitions that no cut shows, by parsing all of the file; a file that is too long for that is one of them."""
    if len(data) > LONGEST:
        yield Cut(b"", Span(0, len(data)), Span(0, len(data)))
        return
    root, _ = parse(masked(data).text)
    end = -1
    for node in root.walk():
        if node.kind != "function_definition" or node.start < end:
            continue
        end = node.end
        if not any(cut.piece.start < node.end and node.start < cut.piece.end for cut in pieces):
            yield Cut(_name(node, data), node.span, node.span)
