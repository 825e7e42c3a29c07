"""Lists of byte edits: their order, and whether two lists can both be made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kzfix.model import Edit, Span


def ordered(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """The edits by place, without those that change nothing. Insertions at one offset keep their order."""
    real = [edit for edit in edits if edit.text or edit.span.start != edit.span.end]
    return tuple(sorted(real, key=lambda edit: edit.span))


def merged(*lists: Sequence[Edit]) -> tuple[Edit, ...]:
    """Several lists as one; an edit that stands in more than one of them is made once."""
    return ordered(dict.fromkeys(edit for edits in lists for edit in edits))


def overlap(first: Span, second: Span) -> bool:
    """Whether two edited spans cannot both be edited.

    Spans that touch are apart; an insertion overlaps a span when it stands strictly inside it.
    """
    return first.start < second.end and second.start < first.end


def first_overlap(edits: Sequence[Edit]) -> tuple[Edit, Edit] | None:
    """The first two of the ordered `edits` that overlap."""
    return next(((one, two) for one, two in pairwise(edits) if overlap(one.span, two.span)), None)


def clash(one: Sequence[Edit], two: Sequence[Edit]) -> bool:
    """Whether two findings change the same bytes, so that only one of them can be made.

    The same edit in both is no clash, but two different insertions at one place are: nobody knows their order.
    """
    mine = set(one)
    theirs = sorted((edit for edit in two if edit not in mine), key=lambda edit: edit.span)
    own = sorted((edit for edit in one if edit not in set(two)), key=lambda edit: edit.span)
    return any(overlap(a.span, b.span) or _same_point(a.span, b.span) for a in own for b in theirs)


def _same_point(first: Span, second: Span) -> bool:
    return first == second and first.start == first.end
