"""`#if` groups: which arms there are, which are dead, and what is left when arms are chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kzfix.model import Edit, Span
from kzfix.source.surface import Directive

_OPEN = frozenset((b"if", b"ifdef", b"ifndef"))
_NEXT = frozenset((b"elif", b"elifdef", b"elifndef", b"else"))
CONDITIONAL = _OPEN | _NEXT | {b"endif"}
_FALSE = re.compile(rb"\(?\s*0[uUlL]*\s*\)?(?:\s*&&[^|?]*)?\Z")
_TRUE = re.compile(rb"\(?\s*1[uUlL]*\s*\)?(?:\s*\|\|[^&?]*)?\Z")
_DEFINED = re.compile(rb"(!?)\s*\(?\s*defined\s*(?:\(\s*(\w+)\s*\)|(\w+))\s*\)?\Z")


@dataclass(frozen=True, slots=True)
class Group:
    """`#if` … `#endif`. Arm k is what stands between `heads[k]` and the next head, or `endif`."""

    heads: tuple[Directive, ...]
    endif: Directive

    @property
    def start(self) -> int:
        """First byte of the opening directive."""
        return self.heads[0].start

    @property
    def end(self) -> int:
        """Past the closing directive."""
        return self.endif.end

    def arm(self, number: int) -> Span:
        """What arm `number` holds; one past the last arm is the empty "none of them"."""
        if number == len(self.heads):
            return Span(self.endif.start, self.endif.start)
        after = self.heads[number + 1] if number + 1 < len(self.heads) else self.endif
        return Span(self.heads[number].end, after.start)

    def choices(self) -> int:
        """How many ways there are to read the group: one more than its arms when it has no `#else`."""
        return len(self.heads) + (self.heads[-1].word != b"else")


@dataclass(frozen=True, slots=True)
class Groups:
    """Finished groups by opener, and the conditionals that have no partner in the text."""

    whole: tuple[Group, ...]
    loose: tuple[Directive, ...]


def groups(directives: Iterable[Directive]) -> Groups:
    """Pair the conditionals up."""
    whole: list[Group] = []
    loose: list[Directive] = []
    stack: list[list[Directive]] = []
    for one in directives:
        if one.word in _OPEN:
            stack.append([one])
        elif one.word not in CONDITIONAL:
            continue
        elif not stack:
            loose.append(one)
        elif one.word == b"endif":
            whole.append(Group(tuple(stack.pop()), one))
        else:
            stack[-1].append(one)
    loose.extend(one for heads in stack for one in heads)
    return Groups(tuple(sorted(whole, key=lambda group: group.start)), tuple(loose))


def condition(group: Group) -> tuple[bytes, bool]:
    """What the group asks, in one spelling for `#ifdef A`, `#if defined(A)` and, negated (True), `#ifndef A`."""
    head = group.heads[0]
    chain = b"".join(b"\n" + one.word + b" " + one.rest for one in group.heads[1:] if one.word != b"else")
    if chain:
        return head.word + b" " + head.rest + chain, False
    if head.word in (b"ifdef", b"ifndef"):
        return b"defined " + head.rest, head.word == b"ifndef"
    found = _DEFINED.match(head.rest)
    if found:
        return b"defined " + (found.group(2) or found.group(3)), found.group(1) == b"!"
    return b"if " + head.rest, False


def chosen(group: Group, number: int) -> list[Span]:
    """What must be blanked to leave only arm `number` of the group."""
    arm = group.arm(number)
    return [Span(group.start, arm.start), Span(arm.end, group.end)]


def dead(found: Sequence[Group]) -> list[Edit]:
    """Edits of equal length that take out the arms `#if 0` and `#if 1` leave dead; `b""` stands for spaces."""
    edits: list[Edit] = []
    gone = -1
    for group in found:
        if group.start < gone or group.heads[0].word != b"if":
            continue
        if _TRUE.match(group.heads[0].rest):
            edits.extend(Edit(span, b"") for span in chosen(group, 0))
        elif _FALSE.match(group.heads[0].rest):
            edits.extend(_without_first(group))
            gone = group.arm(0).end
    return edits


def _without_first(group: Group) -> list[Edit]:
    if len(group.heads) == 1:
        return [Edit(Span(group.start, group.end), b"")]
    second = group.heads[1]
    before = Span(group.start, second.start)
    if second.word == b"else":
        return [Edit(Span(group.start, second.end), b""), Edit(Span(group.endif.start, group.endif.end), b"")]
    opener = (b"#if" + second.word[4:]).ljust(second.stem - second.start)
    return [Edit(before, b""), Edit(Span(second.start, second.stem), opener)]
