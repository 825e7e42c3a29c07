"""One run over some paths: what a verb gets to see, and what is told and counted on the way.

A verb walks over a `Survey` and is handed each file with findings, in order. Files that failed are named on stderr at
once; at the end one line says what was seen, and `close` gives the exit status.
"""

from __future__ import annotations

import shlex
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from time import monotonic
from typing import TYPE_CHECKING

from kzfix.cli.options import Common, Format, Workers
from kzfix.cli.progress import Progress
from kzfix.cli.signals import Terminated, held
from kzfix.cli.verb import say
from kzfix.config import Settings
from kzfix.errors import ConfigError, KzfixError
from kzfix.model import (
    Batch,
    Clean,
    Entry,
    Failed,
    FileResult,
    Found,
    Run,
    Shown,
    Skipped,
    Unparsed,
)
from kzfix.present import summary
from kzfix.present.text import shown
from kzfix.rewrite import choice

if TYPE_CHECKING:
    from kzfix.cache import Cache
    from kzfix.engine import Rules
    from kzfix.present.json import Document


class Survey:
    """The files of one run. Walk over it once, then `close` it.

    Making one reads the rules and finds the files, so whatever is wrong with those is raised before any output.
    `shown`: where the output is text, findings may be without all but what is shown of them.
    """

    def __init__(self, common: Common, paths: Sequence[str] | None = None, shown: bool = False) -> None:
        self._begun = monotonic()
        self.common = common
        self._shown = shown and common.format is Format.TEXT  # of findings, that much will do
        self.settings: Settings = common.settings()
        self.paths = common.named() if paths is None else paths
        self._counts: Counter[str] = Counter()
        self.refusals: Counter[str] = Counter()  # how often each guard refused
        self._cache = self._opened()
        self._entries: Iterable[Entry] = self._cache.left if self._cache else self._chosen()
        self._rules = self._loaded() if self._entries or not self._cache or self._cache.fresh else None
        self._examine = self._workers()
        self.document = self._document() if common.format is Format.JSON else None

    @property
    def run(self) -> Run:
        """What was seen and found so far."""
        return Run(**self._counts, seconds=monotonic() - self._begun)

    def __iter__(self) -> Iterator[Found]:
        progress = Progress(0, not self.common.quiet)
        try:
            for batch in self._batches(progress):
                for result in batch.results:
                    progress.clear()
                    yield from self._seen(result)
                self._count(files=batch.files)
                progress.advance(batch.files, batch.bytes)
        except (KeyboardInterrupt, Terminated) as stopped:
            stopped.add_note(self._so_far(progress))
            raise
        finally:
            progress.clear()
        if self._cache:
            self._cache.close()
            if self._cache.note:
                say(shown(self._cache.note))

    def _opened(self) -> Cache | None:
        """What earlier runs have found, unless nobody wants to know."""
        if self.common.no_cache or not self.settings.cache or self.common.since is not None:
            if self.common.resume:
                raise ConfigError("there is nothing to go on from without a cache of results", place="--resume")
            return None
        from kzfix import cache

        known = cache.open(self.settings, self.paths, self._shown)
        if self.common.resume and known.interrupted:
            say(f"going on where a run was interrupted that had done {known.interrupted} of {known.entries} files")
        elif self.common.resume:
            say("no interrupted run of this is known: from the beginning")
        return known

    def _document(self) -> Document:
        from kzfix.present.json import Document

        return Document(sys.stdout)

    def _loaded(self) -> Rules:
        from kzfix import engine

        return engine.load(self.settings)

    def _batches(self, progress: Progress) -> Iterator[Batch]:
        """What is known and what is found out, in order. Where all is known nothing is loaded that judges."""
        judged: Iterator[Batch] = iter(())
        if self._rules and self._examine:
            entries, traced = progress.counted(self._entries), self._cache is not None
            judged = self._examine(entries, self._rules, self.settings, tick=progress.tick, traced=traced)
        if not self._cache:
            return judged
        files, functions = self._cache.silent
        progress.total += self._cache.entries - len(self._cache.left)
        progress.advance(files)
        self._count(files=files, functions=functions)
        return self._cache.merge(judged)

    def _workers(self) -> Callable[..., Iterator[Batch]] | None:
        """What judges the files: processes here, or the workers of a cluster that has been connected to.

        None where there is nothing to judge.
        """
        asked = self.common.executor is Workers.DASK
        if asked and not self.common.scheduler:
            raise ConfigError("no --scheduler is given", place="--executor dask", hint="--scheduler HOST:PORT")
        if not asked and (self.common.scheduler or self.common.ship):
            raise ConfigError(
                "is for a cluster", place="--scheduler" if self.common.scheduler else "--ship", hint="--executor dask"
            )
        if not self._entries:
            return None
        if not asked:
            from kzfix import pool

            return pool.examine
        from kzfix.pool.cluster import Cluster

        return Cluster(self.common.scheduler or "", self.common.ship).examine

    def _so_far(self, progress: Progress) -> str:
        """How far the run is, after the word that says what ended it."""
        more = "at least " if progress.growing else ""
        done = f" after {progress.done} of {more}{progress.total} files"
        verb, *rest = sys.argv[1:]
        words = ["kzfix", verb, "--resume", *(word for word in rest if word != "--resume")]
        return f"{done}; {shown(shlex.join(words))} goes on" if self._cache else done

    def _chosen(self) -> Iterable[Entry]:
        if self.common.since is None:
            from kzfix.source.discover import walk

            return walk(self.paths, self.settings)
        from kzfix.cli.since import choose

        chosen = choose(self.paths, self.settings, self.common.since)
        for note in chosen.notes if not self.common.quiet else ():
            say(note)
        return chosen.entries

    def changed(self) -> None:
        """One more file has changes that were made, or would be."""
        self._count(changed=1)

    def failed(self) -> None:
        """One more file brought trouble, and the user has been told."""
        self._count(failed=1)

    def close(self, findings: int = 0) -> int:
        """End the output. The exit status: `findings` when a file has changes, but trouble outranks that."""
        run = self.run
        if self.document:
            self.document.close(run)
        if not self.common.quiet:
            say(summary.line(run))
        if run.failed:
            return KzfixError.exit_code
        return findings if run.changed else 0

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
                self._judge(choice.shown(result, self.settings.include))
                with held():
                    yield result

    def _read(self, path: str, functions: int, unparsed: Sequence[Unparsed]) -> None:
        self._count(functions=functions, unparsed=len(unparsed))
        if self.common.unparsed:
            for function in unparsed:
                say(f"{shown(path)}:{function.line}: {function.function}() was not read: {function.why}")

    def _judge(self, shown: Shown) -> None:
        self._count(proved=shown.proved, review=shown.review, refused=len(shown.refused))
        self.refusals.update(shown.refused)

    def _count(self, **more: int) -> None:
        for name, number in more.items():
            self._counts[name] += number
