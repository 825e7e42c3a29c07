"""Which findings of a file are changed, what the file is then, and what is shown of that."""

from __future__ import annotations

from kzfix.model import Finding, Found, Include, Proved, Refused, Review, Shown
from kzfix.rewrite.splice import apply


def chosen(found: Found, include: Include) -> tuple[Finding, ...]:
    """The findings of a file that are changed: the proved ones, and with `Include.REVIEW` those to review too."""
    return tuple(finding for finding in found.findings if finding.edits and _wanted(finding, include))


def after(found: Found) -> bytes:
    """The file with the chosen findings changed."""
    return apply(found.before, found.edits)


def shown(found: Found, include: Include) -> Shown:
    """What is shown of a file, made where nobody has made it."""
    if found.shown is not None:
        return found.shown
    from kzfix.rewrite.diff import hunks

    verdicts = [finding.verdict for finding in found.findings]
    return Shown(
        hunks(found.before, after(found)) if found.edits else b"",
        tuple((each.line, each.proposal.rule, each.message) for each in chosen(found, include)),
        sum(isinstance(verdict, Proved) for verdict in verdicts),
        sum(isinstance(verdict, Review) for verdict in verdicts),
        tuple(verdict.guard for verdict in verdicts if isinstance(verdict, Refused)),
    )


def _wanted(finding: Finding, include: Include) -> bool:
    match finding.verdict:
        case Proved():
            return True
        case Review():
            return include is Include.REVIEW
    return False
