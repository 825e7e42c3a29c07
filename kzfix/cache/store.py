"""One run, and what earlier ones have found: which files need not be judged, and where the new results go."""

from __future__ import annotations

import os
import time
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from kzfix.cache import log, place, sign
from kzfix.cache.ground import Ground
from kzfix.cache.log import Done, Finds, Log
from kzfix.cache.records import Record, record
from kzfix.cache.sections import Damaged
from kzfix.cache.snapshot import Snapshot
from kzfix.cache.still import Still, made
from kzfix.cache.walks import PLAIN, UNKNOWN, Scope, Walk
from kzfix.model import Batch, Clean, File, FileResult, Found, Skipped, Trace, path_of

SUFFIX = ".kzfix"


class Cache:
    """What is known of the files of one run. See the package for how it is used."""

    def __init__(self, scope: Scope, stem: str, limit: int, alone: bool = True, shown: bool = False) -> None:
        """Raises PathError. `alone`: in one process; `shown`: where nothing has changed, findings are not wanted, but
        only what is shown of them."""
        self.start = time.time_ns()
        self.limit = limit
        self.interrupted = 0
        self.note = ""
        self._stem = stem
        self._old_logs: list[str] = []
        self._new = False  # whether there is anything to write
        self._mute = not stem  # whether nothing can be written
        self._snapshot = self._read()
        self._still: Still | None = None  # what is told where nothing has changed
        self.walk = self._unchanged(scope, alone, shown) or self._walk(scope)
        self._ground = Ground(self.walk, self.start, self._snapshot.walk)
        if not self._still:
            self._learn()
        left = [at for at, known in enumerate(self.walk.known) if known == UNKNOWN] if not self._still else []
        self._places = {self.walk.files[at]: at for at in left}
        told = sign.told(self.walk.signs) if left else []
        self.left = [File(self.walk.files[at], *told[at]) for at in left]
        self.entries = len(self.walk.known) + len(self.walk.left)
        self._shown = shown
        self._finds = Finds(self.start, scope)
        self._log: Log | None = None

    # What is known

    def _read(self) -> Snapshot:
        path = self._stem + SUFFIX
        try:
            return Snapshot.opened(path)
        except Exception as error:  # whatever stands there, it is not trusted and does not stop the run
            return self._damaged(error)

    def _damaged(self, error: Exception) -> Snapshot:
        path = self._stem + SUFFIX
        reason = f"cannot be read: {error.strerror}" if isinstance(error, OSError) else "damaged, rebuilt"
        self.note = f"{path}: {reason}"
        self._new = True
        return Snapshot(path)

    def _unchanged(self, scope: Scope, alone: bool, shown: bool) -> Walk | None:
        """The walk over a scope in which nothing has changed, with what is told of it in `_still`.

        None when anything has; then the rest of the snapshot is read, too.
        """
        try:
            walk = self._snapshot.walk(scope)
            if walk and walk.again(alone) == walk.signs and not log.left(self._stem):
                still = self._snapshot.still(scope)
                self._still = still if still and still.holds(walk.relisted) else None
            if not self._still or not shown:
                self._snapshot.fill()
        except Exception as error:  # as above
            self._still = None
            self._snapshot = self._damaged(error)
        return walk if self._still else None

    def _walk(self, scope: Scope) -> Walk:
        """The files of the scope, with what is known of those that have not changed."""
        try:
            earlier = self._snapshot.walk(scope)
            signs = earlier.again() if earlier else None
            if earlier and signs is not None:
                for at in sign.unlike(signs, earlier.signs):
                    earlier.known[at] = UNKNOWN
                    self._new = True
                self._new = self._new or bool(earlier.relisted)
                earlier.signs = signs
                return earlier
            others = list(self._snapshot.others())
        except Damaged as error:
            self._snapshot, others = self._damaged(error), []
        self._new = True
        made = Walk.made(scope, self.start)
        self._borrow(made, others)
        return made

    def _borrow(self, walk: Walk, others: Sequence[Walk]) -> None:
        """Take from other walks what they know of files that have not changed."""
        for other in others:
            places = {file: at for at, file in enumerate(other.files)}
            for at, file in enumerate(walk.files):
                there = places.get(file)
                if there is not None and walk.known[at] == UNKNOWN and _same(walk.signs, at, other.signs, there):
                    walk.known[at] = other.known[there]

    def _learn(self) -> None:
        """Take what unfinished runs have found, ask whether the headers are the same, and choose among versions."""
        try:
            self._replay()
            self._snapshot.basis.check(self._ground)
            self._choose()
        except Damaged as error:
            self._snapshot = self._damaged(error)
            self._ground = Ground(self.walk, self.start)
            self.walk.known = array("i", [UNKNOWN]) * len(self.walk.files)
            self.walk.covers = array("i")
        self._new = self._new or self._snapshot.basis.moved or self._ground.made

    def _choose(self) -> None:
        known, basis, records = self.walk.known, self._snapshot.basis, self._snapshot.records
        for at, number in enumerate(known):
            if number == PLAIN or (number > PLAIN and basis.holds(records.bases[number])):
                continue
            if records.paths:
                known[at] = self._version(self.walk.files[at], number)
                self._new = True

    def _version(self, path: str, number: int) -> int:
        """The record of a file, which has changed or whose headers have, that fits what stands on the disk."""
        records, basis = self._snapshot.records, self._snapshot.basis
        candidates = [each for each in records.of(path) if basis.holds(records.bases[each])]
        if not candidates:
            return UNKNOWN
        wanted = records.digest(number) if number > PLAIN else sign.content(path)
        return next((each for each in candidates if records.digest(each) == wanted), UNKNOWN)

    def _replay(self) -> None:
        """Add what runs have found that did not come to their end."""
        for path in log.left(self._stem):
            try:
                finds = log.read(path)
                if finds is None:
                    self.note = self.note or f"{path}: damaged, left out"
                else:
                    self._add(finds)
                    self.interrupted += finds.files if finds.scope == self.walk.scope else 0
            except Damaged:
                raise
            except Exception:  # as for the snapshot
                self.note = self.note or f"{path}: damaged, left out"
            self._old_logs.append(path)
            self._new = True

    def _add(self, finds: Finds) -> None:
        """Add what a run has found to the records, and to the walk where the files are still the same."""
        snapshot = self._snapshot
        places = {file: at for at, file in enumerate(self.walk.files)}
        ground = Ground(self.walk, finds.start, snapshot.walk, self._ground.trees)
        states = snapshot.basis.states(finds.asked, ground)
        for path, found in finds.plain.items():
            at = places.get(path)
            if at is not None and sign.at(self.walk.signs, at) == found != sign.NEVER:
                self.walk.known[at] = PLAIN
        for done in finds.done:
            basis = snapshot.basis.add(states[number] for number in done.asked)
            if basis is None:
                continue
            number = snapshot.records.add(_based(done.record, basis))
            at = places.get(done.record.path)
            if at is not None and sign.at(self.walk.signs, at) == done.sign != sign.NEVER:
                self.walk.known[at] = number

    @property
    def fresh(self) -> bool:
        """Whether no earlier run has ended that had these rules, so that nobody has seen whether they can be read."""
        return self._snapshot.sections is None

    @property
    def silent(self) -> tuple[int, int]:
        """How many files are known of which there is nothing to tell, and the functions that were read in those."""
        if self._still:
            return self._still.silent
        records = self._snapshot.records
        kept = [number for number in self.walk.known if number > PLAIN and not records.results[number]]
        files = self.walk.known.count(PLAIN) + len(kept)
        return files, sum(records.functions[number] for number in kept)

    # What a run gets, and gives

    def merge(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        """What is known and what `batches` say of the paths that are left, in the order of all paths."""
        if self._still and self._shown:
            yield Batch(tuple(self._still.results()), (*self._still.entries(),))
            return
        told = _Row(self._told())
        try:
            if self.left:
                yield from told.batch(self.left[0].path)
            for batch in batches:
                self._keep(batch)
                results: list[FileResult] = []
                more: list[str] = []
                for result in batch.results:
                    known = list(told.before(result.path))
                    more += [each.path for each in known]
                    results += [*known, result]
                yield Batch(tuple(results), (*batch.entries, *more))
            yield from told.batch(None)
        finally:
            self._flush()

    def _told(self) -> Iterator[FileResult]:
        """The known results that are worth telling, in order; those of a plain file are not."""
        records, left = self._snapshot.records, iter(self.walk.left)
        skipped = next(left, None)
        for at, number in enumerate(self.walk.known):
            if number <= PLAIN or not records.results[number]:
                continue
            while skipped is not None and skipped.path < self.walk.files[at]:
                yield Skipped(skipped.path, skipped.why)
                skipped = next(left, None)
            yield records.told(number)
        while skipped is not None:
            yield Skipped(skipped.path, skipped.why)
            skipped = next(left, None)

    def _keep(self, batch: Batch) -> None:
        """Note what a batch says of its files, and write it down."""
        results = {result.path: result for result in batch.results}
        traces = {trace.path: trace for trace in batch.traces}
        plain: dict[str, bytes] = {}
        done: list[Done] = []
        for path in map(path_of, batch.entries):
            found = sign.settled(sign.at(self.walk.signs, self._places[path]), self.start)
            result, trace = results.get(path), traces.get(path)
            if result is None:
                plain[path] = found
            elif isinstance(result, Skipped) or (trace is not None and isinstance(result, Clean | Found)):
                trace = trace or Trace(path, bytes(sign.DIGEST))
                done.append(Done(record(path, result, trace.digest), found, self._finds.number(trace)))
        self._finds.plain.update(plain)
        self._finds.done += done
        self._write(lambda: self._opened().add(plain, done))

    # The disk

    def close(self) -> None:
        """The run has come to its end: write what it has found. What goes wrong stands in `note`."""
        if self._finds.files:
            self._add(self._finds)
        if not (self._new or self._finds.files or self._snapshot.records.troubled or self._ground.made):
            place.used(self._snapshot.path)
            return
        self._write(self._save)

    def _save(self) -> None:
        place.make(self._stem)
        snapshot, walk = self._snapshot, self.walk
        if snapshot.records.troubled:
            self.note = self.note or f"{snapshot.path}: damaged, rebuilt"
        walk.covers = self._ground.cover(snapshot.basis.paths)
        for each in (*self._ground.trees.values(), walk):
            each.signs = sign.settled(each.signs, self.start)
            each.folder_signs = sign.settled(each.folder_signs, self.start)
            snapshot.keep(each, self._made() if each is walk else None)
        snapshot.write(self.limit)
        if self._log:
            self._log.close()
        for path in self._old_logs:
            log.remove(path)

    def _made(self) -> Still | None:
        """What to tell of this walk when nothing has changed; None where something will have to be judged."""
        known, records = self.walk.known, self._snapshot.records
        if UNKNOWN in known:
            return None
        bases = {records.bases[number] for number in known if number > PLAIN}
        return made(self.walk, self._snapshot.basis, bases, self._ground, self.silent, self._told())

    def _opened(self) -> Log:
        if self._log is None:
            place.make(self._stem)
            self._log = Log(self._stem, self._finds)
        return self._log

    def _flush(self) -> None:
        if self._log is not None:
            self._write(self._log.flush)

    def _write(self, work: Callable[[], None]) -> None:
        """Do what writes; when it cannot be done, say so once and do without."""
        if self._mute:
            return
        try:
            work()
        except OSError as error:
            self._mute = True
            self.note = f"{os.path.dirname(self._stem)}: results cannot be kept: {error.strerror}"
        except Damaged:
            self._mute = True
            log.remove(self._snapshot.path)
            self.note = f"{self._snapshot.path}: damaged, removed"


class _Row:
    """Results in the order of their paths, taken up to some path."""

    def __init__(self, results: Iterator[FileResult]) -> None:
        self._results = results
        self._next = next(results, None)

    def before(self, path: str | None) -> Iterator[FileResult]:
        """Those that stand before a path; None: all that are left."""
        while self._next is not None and (path is None or self._next.path < path):
            yield self._next
            self._next = next(self._results, None)

    def batch(self, path: str | None) -> Iterator[Batch]:
        """The same, each in a batch of its own."""
        for result in self.before(path):
            yield Batch((result,), (result.path,))


def _same(one: bytes, at: int, other: bytes, there: int) -> bool:
    return sign.at(one, at) == sign.at(other, there) != sign.NEVER


def _based(each: Record, basis: int) -> Record:
    return replace(each, basis=basis)
