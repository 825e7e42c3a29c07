"""Changes that were made one after the other, as if they had been made at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from kzfix.model import Edit, Finding, Found, Refused, Source, Span
from kzfix.rewrite.splice import apply

MET = "its edits meet those of another finding: apply that one first"


def between(before: bytes, after: bytes) -> tuple[Edit, ...]:
    """Edits, line by line, that make one text out of the other: sorted, not overlapping."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    starts = [0]
    for line in old:
        starts.append(starts[-1] + len(line))
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return tuple(
        Edit(Span(starts[first], starts[last]), b"".join(new[begin:end]))
        for kind, first, last, begin, end in found
        if kind != "equal"
    )


def origin(edits: Sequence[Edit], offset: int) -> int:
    """The offset in a text of what stands at `offset` behind the edits; the begin of an edit for what is new."""
    moved = 0
    for edit in edits:
        begin = edit.span.start + moved
        if offset < begin:
            break
        if offset < begin + len(edit.text):
            return edit.span.start
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return offset - moved


def moved(places: Sequence[Span] | None, edits: Sequence[Edit]) -> tuple[Span, ...] | None:
    """Where places of a text are behind the edits; one that an edit cuts grows to hold what the edit wrote."""
    return None if places is None else tuple(_behind(place, edits) for place in places)


def _behind(place: Span, edits: Sequence[Edit]) -> Span:
    start, end = place
    for edit in edits:
        grown = len(edit.text) - (edit.span.end - edit.span.start)
        if edit.span.end <= place.start:
            start += grown
        elif edit.span.start < place.start:
            start += edit.span.start - place.start
        if edit.span.end <= place.end:
            end += grown
        elif edit.span.start < place.end:
            end += edit.span.start + len(edit.text) - place.end
    return Span(start, end)


def done(found: Found) -> frozenset[tuple[str, str]]:
    """Rules that have changed a function, with its name: one that adds code would do so again and again."""
    left = {(finding.proposal.rule, finding.proposal.function) for finding in found.findings if _met(finding)}
    made = {(finding.proposal.rule, finding.proposal.function) for finding in found.findings if finding.edits}
    return frozenset(made - left)


def joined(first: Found, second: Found) -> Found:
    """What two passes found: of the second one only what it changes, at the places of the first one's text."""
    edits = between(first.before, apply(apply(first.before, first.edits), second.edits))
    source = Source(first.path, first.before)
    late = [_moved(finding, first.edits, source, edits) for finding in second.findings if finding.edits]
    made = {(finding.proposal.rule, finding.proposal.function) for finding in late}
    kept = [
        finding
        for finding in first.findings
        if not (_met(finding) and (finding.proposal.rule, finding.proposal.function) in made)
    ]
    findings = sorted((*kept, *late), key=lambda finding: (finding.proposal.first, finding.proposal.rule))
    return replace(first, findings=tuple(findings), edits=edits)


def _met(finding: Finding) -> bool:
    return isinstance(finding.verdict, Refused) and finding.verdict.reason == MET


def _moved(finding: Finding, edits: tuple[Edit, ...], source: Source, every: tuple[Edit, ...]) -> Finding:
    """A finding of the text behind some edits, at the places of the text before them."""

    def at(span: Span) -> Span:
        return Span(origin(edits, span.start), origin(edits, span.end))

    proposal = finding.proposal
    sites = tuple(
        replace(site, places=tuple(map(at, site.places)), removed=(), replaced=(), object=at(site.object))
        for site in proposal.sites
    )
    body = at(proposal.body)
    inside = tuple(edit for edit in every if body.start <= edit.span.start < body.end)
    moved = replace(proposal, body=body, sites=sites)
    return replace(finding, proposal=moved, edits=inside, line=source.line(moved.first.start))
