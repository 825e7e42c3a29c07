"""What becomes of one file's functions when proposals are taken: edits laid out, and read again. Each is found once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from kzfix.errors import Unplaceable
from kzfix.model import Edit, Proposal, Source, Span
from kzfix.rewrite.edits import clash
from kzfix.rewrite.layout import tidy
from kzfix.rewrite.leftovers import unused
from kzfix.rewrite.recheck import nested_alike
from kzfix.rewrite.splice import apply
from kzfix.source.parse import Function, unit

IN_ARMS = b"#ifdef ARM\n"  # what a definition with a head in each arm begins in the middle of


class Attempts:
    """Attempts to change the functions of one file; `masked` is its masked text."""

    def __init__(self, source: Source, masked: bytes) -> None:
        self._source = source
        self._masked = masked
        self._laid_out: dict[object, tuple[Edit, ...] | Unplaceable] = {}
        self._read: dict[object, tuple[Edit, ...] | Unplaceable] = {}

    def laid_out(self, function: Function, proposals: Iterable[Proposal]) -> tuple[Edit, ...]:
        """The edits of some proposals together. Raises Unplaceable when there is no good text."""
        sites = [site for proposal in proposals for site in proposal.sites]
        removed = sorted({span for site in sites for span in site.removed})
        replaced = sorted({edit for site in sites for edit in site.replaced}, key=lambda edit: (edit.span, edit.text))
        key = (function.span, *removed, *replaced)
        return _once(self._laid_out, key, lambda: self._tidied(function, removed, replaced))

    def checked(self, function: Function, proposals: Iterable[Proposal]) -> tuple[Edit, ...]:
        """The same edits. The rewritten function must be read as well as it was: layout must never break what was
        right. Raises Unplaceable when it is not."""
        edits = self.laid_out(function, proposals)
        return _once(self._read, (function.span, *edits), lambda: self._read_again(function, edits))

    def _tidied(self, function: Function, removed: list[Span], replaced: list[Edit]) -> tuple[Edit, ...]:
        if any(clash([one], [other]) for one, other in pairwise(replaced)):
            raise Unplaceable("two changes meet in one place")
        left = unused(self._masked, function.readings[0], removed)
        if left is not None:
            raise Unplaceable(f"{left} would be left without a use")
        return tidy(self._source.data, function.readings[0], removed, replaced)

    def _read_again(self, function: Function, edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
        start, end = function.span
        inside = [Edit(Span(edit.span.start - start, edit.span.end - start), edit.text) for edit in edits]
        after = apply(self._source.data[start:end], inside)
        for above in (b"", IN_ARMS):
            found = unit(Source(self._source.path, above + after), lambda _: True).functions
            if len(found) == 1 and not found[0].error and found[0].span.end >= len(above + after.rstrip()):
                break
        else:
            raise Unplaceable("the rewritten function could not be read")
        was, now = function.readings, found[0].readings
        if len(was) == len(now) == 1 and not nested_alike(was[0], start, now[0], inside, len(above)):
            raise Unplaceable("an else would belong to another if")
        return edits


def _once(
    known: dict[object, tuple[Edit, ...] | Unplaceable], key: object, find: Callable[[], tuple[Edit, ...]]
) -> tuple[Edit, ...]:
    """What `find` says, asked only once for a key; what it raised is raised again."""
    if key not in known:
        try:
            known[key] = find()
        except Unplaceable as error:
            known[key] = error
    found = known[key]
    if isinstance(found, Unplaceable):
        raise found
    return found
