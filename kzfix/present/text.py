"""Findings for people: a line each, or each with its verdict, its reason and the line of source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

from kzfix.model import Finding, Found, Include, Proved, Refused, Review, Source, Span
from kzfix.present.colour import BOLD, GREEN, RED, YELLOW, paint
from kzfix.rewrite import choice

_TAB = 8


def shown(path: str) -> str:
    """A path as it can be printed anywhere, on one line: bytes that are not UTF-8, and what steers a terminal, as
    `\\xNN`."""
    plain = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in plain)


def check(out: TextIO, found: Found, include: Include = Include.PROVED) -> None:
    """A line for each finding that would be changed: `path:line: rule: message`."""
    for line, rule, message in choice.shown(found, include).lines:
        out.write(f"{shown(found.path)}:{line}: {rule}: {message}\n")


def why(out: TextIO, found: Found, findings: Iterable[Finding] | None = None, *, colour: bool = False) -> None:
    """Each finding (all, or those given) with its verdict, what speaks for it or against it, and where."""
    source = Source(found.path, found.before)
    for finding in found.findings if findings is None else findings:
        out.writelines(f"{line}\n" for line in _explained(source, finding, colour))


def _explained(source: Source, finding: Finding, colour: bool) -> Iterator[str]:
    proposal = finding.proposal
    place = paint(f"{shown(source.path)}:{finding.line}:", BOLD, colour)
    yield f"{place} {proposal.rule} in {proposal.function}: {_verdict(finding, colour)}"
    if finding.message:
        yield f"    {finding.message}"
    yield from excerpt(source, proposal.first)
    match finding.verdict:
        case Proved(evidence):
            yield from (f"    - {line}" for line in evidence)
        case Review(_, reason, span) | Refused(_, reason, span):
            yield f"    {shown(source.path)}:{source.line(span.start)}: {reason}"
            if source.line(span.start) != source.line(proposal.first.start):
                yield from excerpt(source, span)
    yield ""


def _verdict(finding: Finding, colour: bool) -> str:
    match finding.verdict:
        case Proved():
            return paint("proved", GREEN, colour)
        case Review(guard):
            return f"{paint('review', YELLOW, colour)} ({guard})"
        case Refused(guard, _, _, bug):
            return f"{paint('refused', RED, colour)} ({guard}){', a suspected bug' if bug else ''}"


def excerpt(source: Source, span: Span) -> Iterator[str]:
    """The line where a span begins, with its number, and a mark under the part that the span covers."""
    number = source.line(span.start)
    first = source.line_starts()[number - 1]
    text = source.data[first:].partition(b"\n")[0].rstrip(b"\r")
    end = min(max(span.end, span.start + 1), first + len(text))
    before, marked = _printable(text[: span.start - first]), _printable(text[: end - first])
    label = str(number)
    yield f"    {label} | {_printable(text)}"
    yield f"    {' ' * len(label)} | {' ' * len(before)}{'^' * max(len(marked) - len(before), 1)}"


def _printable(text: bytes) -> str:
    plain = text.decode("utf-8", "backslashreplace").expandtabs(_TAB)
    return "".join(each if each.isprintable() else "?" for each in plain)
