"""What was changed in a file, independent of layout: which statements have gone, and where tokens were replaced.

Both tools are measured in this way, from the text before and the text after alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kzfix.rewrite.lines import changes

GONE, PUT = "gone", "put"
_TOKEN = re.compile(
    rb"""(?P<skip>\s+|\\\n|//[^\n]*|/\*.*?\*/)|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\w+|->|\+\+|--|[-+*/|&=!<>]=|."""
    rb"""|&&|\|\||<<|>>|\n""",
    re.S,
)
_BEFORE = (b";", b"{", b"}", b")", b"else", b":", b"")  # what may stand before a statement
_HEADS = (b"if", b"for", b"while", b"switch")


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """One statement that has gone, or one in which something was put."""

    line: int  # 1-based, of the statement's first token, or of the first one that was replaced
    kind: str
    text: str  # the statement that has gone, or `old -> new`


@dataclass(frozen=True, slots=True)
class _Token:
    text: bytes
    line: int


def spots(before: bytes, after: bytes) -> frozenset[Spot]:
    """Everything that differs between two texts but blanks, comments and braces."""
    old, new = _tokens(before), _tokens(after)
    found: set[Spot] = set()
    for change in changes(_lines(before), _lines(after)):
        first, last = _within(old, change.old, change.old_end)
        begin, end = _within(new, change.new, change.new_end)
        found.update(_block(old, first, last, [token.text for token in new[begin:end]]))
    return frozenset(found)


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def _tokens(data: bytes) -> list[_Token]:
    found: list[_Token] = []
    line = 1
    for match in _TOKEN.finditer(data):
        if match["skip"] is None:
            found.append(_Token(match[0], line))
        line += match[0].count(b"\n")
    return found


def _within(tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int]:
    """The tokens on the lines `first` to `last`, counted from 0, half open."""
    at = [number for number, token in enumerate(tokens) if first < token.line <= last]
    return (at[0], at[-1] + 1) if at else (0, 0)


def _block(old: Sequence[_Token], first: int, last: int, new: Sequence[bytes]) -> Iterator[Spot]:
    """The spots of some neighbouring lines."""
    words = [token.text for token in old[first:last]]
    put: dict[int, list[str]] = {}
    for kind, start, end, begin, stop in SequenceMatcher(None, words, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        start, end = first + start, first + end
        while end > start and old[end - 1].text == b"else":
            end -= 1
        if kind == "delete":
            start, end = _slid(old, start, end)
        if end > start and _whole(old, start, end):
            yield from _statements(old[start:end])
            continue
        removed = b" ".join(token.text for token in old[start:end])
        added = b" ".join(new[begin:stop])
        if removed.strip(b"{} ") or added.strip(b"{}; "):
            at = min(start, len(old) - 1)
            what = f"{removed.decode('latin-1')} -> {added.decode('latin-1')}".strip()
            put.setdefault(_statement(old, at), []).append(f"{old[at].line}\0{what}")
    for parts in put.values():
        yield Spot(int(parts[0].split("\0")[0]), PUT, ", ".join(part.split("\0")[1] for part in parts))


def _slid(old: Sequence[_Token], start: int, end: int) -> tuple[int, int]:
    """A run of tokens that were deleted, moved so that it ends with a statement when it may."""
    for step in range(end - start):
        left, right = start - step, end - step
        if left < 0 or (step and old[left].text != old[right].text):
            break
        if _whole(old, left, right):
            return left, right
    for step in range(1, end - start):
        left, right = start + step, end + step
        if right > len(old) or old[left - 1].text != old[right - 1].text:
            break
        if _whole(old, left, right):
            return left, right
    return start, end


def _whole(old: Sequence[_Token], start: int, end: int) -> bool:
    """Whether a run is made of whole statements."""
    before = old[start - 1].text if start else b""
    inside = {token.text for token in old[start:end]}
    return before in _BEFORE and old[end - 1].text in (b";", b"}") and b";" in inside


def _statement(old: Sequence[_Token], at: int) -> int:
    """Where the statement around a token begins."""
    while at and old[at - 1].text not in (b";", b"{", b"}"):
        at -= 1
    return at


def _statements(run: Sequence[_Token]) -> Iterator[Spot]:
    """The simple statements of a run, without the braces and heads around them."""
    at = 0
    while at < len(run):
        token = run[at]
        if token.text in (b"{", b"}", b"else", b"do", b";"):
            at += 1
        elif token.text in _HEADS and at + 1 < len(run) and run[at + 1].text == b"(":
            at = _closed(run, at + 1)
        else:
            end = at
            depth = 0
            while end < len(run) and (depth > 0 or run[end].text not in (b";", b"}")):
                depth += (run[end].text == b"(") - (run[end].text == b")")
                end += 1
            yield Spot(token.line, GONE, " ".join(one.text.decode("latin-1") for one in run[at:end]))
            at = end + 1


def _closed(run: Sequence[_Token], opened: int) -> int:
    """The index behind the bracket that closes the one at `opened`."""
    depth = 0
    for at in range(opened, len(run)):
        depth += (run[at].text == b"(") - (run[at].text == b")")
        if depth == 0:
            return at + 1
    return len(run)
