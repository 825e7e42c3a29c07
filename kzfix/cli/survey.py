"""One run over some paths: what a verb gets to see, and what is told and counted on the way.

A verb walks over a `Survey` and is handed each file with findings, in order. Files that failed are named on stderr at
once; at the end one line says what was seen, and `close` gives the exit status.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from time import monotonic

from kzfix import engine, pool
from kzfix.cli.options import Common, Format
from kzfix.cli.progress import Progress
from kzfix.cli.verb import say
from kzfix.config import Settings
from kzfix.errors import KzfixError
from kzfix.model import Clean, Failed, FileResult, Found, Proved, Refused, Review, Run, Skipped, Unparsed
from kzfix.present import summary
from kzfix.present.json import Document
from kzfix.present.text import shown
from kzfix.source.discover import walk


class Survey:
    """The files of one run. Walk over it once, then `close` it.

    Making one reads the rules and finds the files, so whatever is wrong with those is raised before any output.
    """

    def __init__(self, common: Common, paths: Sequence[str] | None = None) -> None:
        self._begun = monotonic()
        self.common = common
        self.settings: Settings = common.settings()
        self.paths = common.named() if paths is None else paths
        self.run = Run()
        self.refusals: Counter[str] = Counter()  # how often each guard refused
        self._rules = engine.load(self.settings)
        self._entries = sorted(dict.fromkeys(walk(self.paths, self.settings)), key=_path)
        self.document = Document(sys.stdout) if common.format is Format.JSON else None

    def __iter__(self) -> Iterator[Found]:
        progress = Progress(len(self._entries), not self.common.quiet)
        try:
            for batch in pool.examine(self._entries, self._rules, self.settings):
                progress.advance(batch.files)
                self._count(files=batch.files, functions=batch.functions)
                for result in batch.results:
                    progress.clear()
                    yield from self._seen(result)
        finally:
            progress.clear()

    def changed(self) -> None:
        """One more file has changes that were made, or would be."""
        self._count(changed=1)

    def failed(self) -> None:
        """One more file brought trouble, and the user has been told."""
        self._count(failed=1)

    def close(self, findings: int = 0) -> int:
        """End the output. The exit status: `findings` when a file has changes, but trouble outranks that."""
        self.run = replace(self.run, seconds=monotonic() - self._begun)
        if self.document:
            self.document.close(self.run)
        if not self.common.quiet:
            say(summary.line(self.run))
        if self.run.failed:
            return KzfixError.exit_code
        return findings if self.run.changed else 0

    def _seen(self, result: FileResult) -> Iterator[Found]:
        """Count one result, and say what is to be said of it; a verb gets it when it has findings."""
        match result:
            case Skipped(path, why):
                self._count(skipped=1)
                if self.common.verbose:
                    say(f"{shown(path)}: skipped: {why}")
            case Failed(path, stage, error):
                say(f"{shown(path)}: {stage}: {error}")
                self.failed()
            case Clean():
                self._read(result.path, result.functions, result.unparsed)
            case Found():
                self._read(result.path, result.functions, result.unparsed)
                self._judge(result)
                yield result

    def _read(self, path: str, functions: int, unparsed: Sequence[Unparsed]) -> None:
        self._count(functions=functions, unparsed=len(unparsed))
        if self.common.unparsed:
            for function in unparsed:
                say(f"{shown(path)}:{function.line}: {function.function}() was not read: {function.why}")

    def _judge(self, found: Found) -> None:
        for finding in found.findings:
            match finding.verdict:
                case Proved():
                    self._count(proved=1)
                case Review():
                    self._count(review=1)
                case Refused(guard):
                    self._count(refused=1)
                    self.refusals[guard] += 1

    def _count(self, **more: int) -> None:
        self.run = replace(self.run, **{name: getattr(self.run, name) + number for name, number in more.items()})


def _path(entry: str | Skipped) -> str:
    return entry if isinstance(entry, str) else entry.path
