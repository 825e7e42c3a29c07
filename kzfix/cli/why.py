"""`kzfix why`: what was looked at, and what speaks for the change or against it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace

from kzfix.cli.options import Color, ColorOption, Common
from kzfix.cli.verb import say
from kzfix.model import Finding, Found, Source


@dataclass(frozen=True, slots=True)
class Target:
    """A file or folder to explain, and the line that was asked for."""

    path: str
    line: int | None = None  # 1-based


def why(common: Common, color: ColorOption = Color.AUTO) -> int:
    """Explain every candidate.

    What was proved stands with its evidence, what was refused with the guard, the line and the reason. PATH may be
    FILE:LINE, for what stands there.
    """
    from kzfix.cli.survey import Survey
    from kzfix.present import text

    targets = [target(name) for name in common.named()]
    survey = Survey(replace(common, unparsed=True), [each.path for each in targets])
    told = 0
    for found in survey:
        findings = tuple(asked(found, targets))
        told += len(findings)
        if survey.document:
            survey.document.add(replace(found, findings=findings))
        else:
            text.why(sys.stdout, found, findings, colour=color.on())
    if not told and not common.quiet:
        say("no rule has anything to say of " + ", ".join(common.paths))
    return survey.close()


def target(name: str) -> Target:
    """What FILE, FILE:LINE or FILE:LINE:COLUMN asks for; a file whose own name ends so is that file."""
    ended = re.fullmatch(r"(.+?):(\d+)(?::\d+)?", name, re.DOTALL)
    if ended and not os.path.exists(name):
        return Target(ended[1], int(ended[2]))
    return Target(name)


def asked(found: Found, targets: list[Target]) -> Iterator[Finding]:
    """The findings of a file that somebody asked about: all, or those at the lines that were given."""
    lines = {each.line for each in targets if os.path.normpath(each.path) == os.path.normpath(found.path)}
    if not lines or None in lines:
        return iter(found.findings)
    source = Source(found.path, found.before)
    wanted = {id(finding) for line in lines if line for finding in _at(source, found, line)}
    return (finding for finding in found.findings if id(finding) in wanted)


def _at(source: Source, found: Found, line: int) -> list[Finding]:
    """The findings whose code stands around a line; when there are none, those of the function around it."""

    def holds(start: int, end: int) -> bool:
        return source.line(start) <= line <= source.line(max(end - 1, start))

    def covered(finding: Finding) -> bool:
        spans = [place for site in finding.proposal.sites for place in site.places]
        return holds(min(span.start for span in spans), max(span.end for span in spans))

    near = [finding for finding in found.findings if covered(finding)]
    return near or [finding for finding in found.findings if holds(*finding.proposal.body)]
