"""Findings as one JSON document, written as it grows: `{"findings": […], "summary": {…}}`.

Keys stand in a fixed order. Offsets count bytes from 0, lines and columns from 1. Bytes that are not UTF-8 are
written as `\\xNN`.
"""

from __future__ import annotations

import json
from typing import Any, TextIO

from kzfix.model import Edit, Finding, Found, Proved, Refused, Review, Run, Source, Span


class Document:
    """One document on a stream: `add` every file, then `close`."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._first = True
        out.write('{"findings": [')

    def add(self, found: Found) -> None:
        """The findings of one file, of any verdict."""
        source = Source(found.path, found.before)
        for finding in found.findings:
            self._out.write("\n" if self._first else ",\n")
            self._first = False
            self._out.write(_text(_finding(source, finding)))

    def close(self, run: Run) -> None:
        """What the run saw, and the end of the document."""
        self._out.write(f'\n], "summary": {_text(_summary(run))}}}\n')


def _finding(source: Source, finding: Finding) -> dict[str, Any]:
    first = finding.proposal.first
    return {
        "path": source.path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        "line": finding.line,
        "column": source.column(first.start),
        "rule": finding.proposal.rule,
        "function": finding.proposal.function,
        "message": finding.message,
        **_verdict(source, finding),
        "edits": [_edit(edit) for edit in finding.edits],
    }


def _verdict(source: Source, finding: Finding) -> dict[str, Any]:
    match finding.verdict:
        case Proved(evidence):
            return _judged("proved", evidence=list(evidence))
        case Review(guard, reason, span):
            return _judged("review", guard, reason, _place(source, span))
        case Refused(guard, reason, span, bug):
            return _judged("refused", guard, reason, _place(source, span), bug=bug)


def _judged(
    verdict: str,
    guard: str | None = None,
    reason: str | None = None,
    at: dict[str, int] | None = None,
    *,
    bug: bool = False,
    evidence: list[str] | None = None,
) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "guard": guard,
        "reason": reason,
        "at": at,
        "bug": bug,
        "evidence": evidence or [],
    }


def _place(source: Source, span: Span) -> dict[str, int]:
    return {"line": source.line(span.start), "column": source.column(span.start)}


def _edit(edit: Edit) -> dict[str, Any]:
    text = edit.text.decode("utf-8", "backslashreplace")
    return {"start": edit.span.start, "end": edit.span.end, "text": text}


def _summary(run: Run) -> dict[str, Any]:
    return {
        "files": run.files,
        "skipped": run.skipped,
        "failed": run.failed,
        "functions": run.functions,
        "unparsed": run.unparsed,
        "proved": run.proved,
        "review": run.review,
        "refused": run.refused,
        "changed": run.changed,
        "seconds": round(run.seconds, 3),
    }


def _text(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=True)
