"""Which findings of a file are changed, and what the file is then."""

from __future__ import annotations

from kzfix.model import Finding, Found, Include, Proved, Review
from kzfix.rewrite.splice import apply


def chosen(found: Found, include: Include) -> tuple[Finding, ...]:
    """The findings of a file that are changed: the proved ones, and with `Include.REVIEW` those to review too."""
    return tuple(finding for finding in found.findings if finding.edits and _wanted(finding, include))


def after(found: Found) -> bytes:
    """The file with the chosen findings changed."""
    return apply(found.before, found.edits)


def _wanted(finding: Finding, include: Include) -> bool:
    match finding.verdict:
        case Proved():
            return True
        case Review():
            return include is Include.REVIEW
    return False
