"""The workers of a dask cluster: an `Executor` whose calls are made in seats on other machines.

It is not left to the scheduler who does what: a call is sent to one worker, and when that worker is lost the call is
broken, as when a process dies, and `Crew` tries it again elsewhere. What decides results is compared first, so that
those of two versions never mix. Whatever goes wrong with the cluster itself is a ClusterError.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, InvalidStateError
from dataclasses import dataclass, replace
from typing import Any, ParamSpec, TypeVar

from kzfix.config import Settings
from kzfix.engine import Rules
from kzfix.errors import ClusterError
from kzfix.model import Batch, Entry, File, Skipped, path_of
from kzfix.pool import freight, host
from kzfix.pool.crew import Crew, asleep
from kzfix.pool.judge import Desk, Tick, digest

ANSWERS = 5.0  # seconds in which a scheduler has to answer
LOOKS = 0.5  # seconds between two looks at who is there
COMES = 20.0  # seconds to wait for a worker when the last one is lost: it may be started again

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Call:
    """A call that is under way."""

    worker: str
    theirs: Any  # the future of dask
    ours: Future[Any]


class Cluster:
    """The cluster of a scheduler. Making one connects to it and compares versions. Raises ClusterError."""

    def __init__(self, address: str, ships: bool = False) -> None:
        self.address = address
        self.ships = ships
        self._key = uuid.uuid4().hex
        self._enter = b""  # with what a seat begins, pickled; empty before the run has begun
        self._paths: Sequence[str] = ()  # to ship
        self._changed = threading.Condition()  # guards what follows
        self._error: ClusterError | None = None  # after that nothing is done
        self._threads: dict[str, int] = {}  # of the workers that know of the run
        self._calls: set[_Call] = set()
        self._homes: dict[str, str] = {}  # below which they have what was shipped
        self._closed = threading.Event()
        self._client = _client(address)
        try:
            there = self._there()
            if not there:
                raise ClusterError("the scheduler has no workers", place=address)
            self._compare(list(there))
        except BaseException:
            self.close()
            raise

    def examine(
        self, entries: Iterable[Entry], rules: Rules, settings: Settings, tick: Tick = asleep, traced: bool = True
    ) -> Iterator[Batch]:
        """Judge every entry, in the order given, as `pool.examine` does. Raises ClusterError; may be called once."""
        names: dict[str, str] = {}
        if self.ships:
            entries = list(entries)
            names = {os.path.relpath(path): path for path in map(path_of, entries)}
            self._paths = tuple(names)
        desk = Desk(rules, settings, doubts=not self.ships, traced=traced)
        crew = Crew(desk, sum(self._there().values()), self._hire, tick)
        try:
            for batch in crew.work(_sent(entry, self.ships) for entry in entries):
                yield _named(batch, names) if self.ships else batch
        finally:
            self.close()

    def close(self) -> None:
        """Leave the cluster as it was found."""
        self._closed.set()
        self._give_up(BrokenExecutor("the run is over"), set(self._threads))
        with contextlib.suppress(Exception):
            if self._threads:
                self._client.run(host.end, self._key, workers=list(self._threads), on_error="ignore")
        with contextlib.suppress(Exception):
            self._client.close(timeout=2)

    # who is there

    def _there(self) -> dict[str, int]:
        """The workers that the scheduler has, and how many threads each has."""
        try:
            return dict(self._client.nthreads())
        except Exception as error:
            raise ClusterError(
                f"the scheduler does not answer any more: {_words(error)}", place=self.address
            ) from error

    def _all(
        self, workers: Sequence[str], function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> list[tuple[str, T]]:
        """What a function gives on some workers; those that are lost meanwhile are left out."""
        answers = self._client.run(function, *args, workers=list(workers), on_error="return", **kwargs)
        for worker, answer in answers.items():
            if isinstance(answer, OSError):
                continue
            if isinstance(answer, BaseException):
                raise ClusterError(f"cannot be used: {_words(answer)}", place=f"worker {worker}")
        return [(worker, answer) for worker, answer in answers.items() if not isinstance(answer, OSError)]

    def _compare(self, workers: Sequence[str]) -> None:
        """Refuse a worker whose results might be others."""
        here = host.identity()
        for worker, there in self._all(workers, host.identity):
            for (name, ours), (_, theirs) in zip(here, there, strict=False):
                if ours != theirs:
                    what = f"{name} {theirs}, and this is {ours}" if ours[:1].isdigit() else f"other {name}"
                    raise ClusterError(
                        f"has {what}: their results must not mix",
                        place=f"worker {worker}",
                        hint="install the same kzfix, with the same parser, on every worker",
                    )

    def _tell(self, workers: Sequence[str]) -> None:
        """Tell some workers of the run, and give them what they need for it."""
        told = self._all(workers, host.begin, self._key, self._enter, os.getcwd(), self.ships)
        self._stop_for([(worker, why) for worker, (why, _) in told], "--ship sends the files to the workers")
        self._homes.update((worker, home) for worker, (_, home) in told)
        for piece in freight.pieces(self._paths) if self.ships else ():
            self._all(workers, host.receive, self._key, piece)
        self._stop_for(self._all(workers, host.sit, self._key), "")
        there = self._there()
        with self._changed:
            self._threads.update((worker, there[worker]) for worker in workers if worker in there)
            self._changed.notify_all()

    def _stop_for(self, answers: Sequence[tuple[str, str]], hint: str) -> None:
        for worker, why in answers:
            if why:
                raise ClusterError(why, place=f"worker {worker}", hint=hint)

    def _watch(self) -> None:
        """See who is lost and who has come, until the run is over."""
        while not self._closed.wait(LOOKS):
            try:
                there = self._there()
                lost = set(self._threads) - set(there)
                with self._changed:
                    for worker in lost:
                        del self._threads[worker]
                self._give_up(BrokenExecutor("the worker is lost"), lost)
                new = [worker for worker in there if worker not in self._threads]
                if new:
                    self._compare(new)
                    self._tell(new)
            except ClusterError as error:
                if not self._closed.is_set():
                    self._fail(error)
                return

    # calls

    def _hire(self, number: int, enter: Callable[[], None]) -> Executor:
        """The workers of the cluster, however many were asked for."""
        if not self._enter:
            self._enter = pickle.dumps((enter, ()))
            self._tell(list(self._there()))
            threading.Thread(target=self._watch, name="kzfix-cluster", daemon=True).start()
        return _Hands(self)

    def call(self, message: bytes) -> _Call:
        """Send a pickled call to the worker that has the least to do. Raises ClusterError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._threads or self._error, COMES):
                self._error = ClusterError("no worker is left", place=self.address)
            if self._error:
                raise self._error
            given = [call.worker for call in self._calls]
            worker = min(self._threads, key=lambda each: given.count(each) / self._threads[each])
            theirs = self._client.submit(
                host.call, self._key, message, workers=[worker], allow_other_workers=False, pure=False, retries=0
            )
            call = _Call(worker, theirs, Future())
            self._calls.add(call)
        theirs.add_done_callback(lambda _: self._done(call))
        return call

    def _done(self, call: _Call) -> None:
        """Hand on what came of a call."""
        with self._changed:
            self._calls.discard(call)
        try:
            if call.theirs.status == "error":
                raise call.theirs.exception()
            result = pickle.loads(call.theirs.result(timeout=ANSWERS))
            if isinstance(result, Batch):
                self._believe(call.worker, result)
                result = _at_home(result, self._homes[call.worker])
        except ClusterError as error:
            self._fail(error)
            _settle(call.ours, error)
        except BaseException as error:
            _settle(call.ours, BrokenExecutor(_words(error)))  # the seat died, or the worker
        else:
            with contextlib.suppress(InvalidStateError):
                call.ours.set_result(result)

    def _believe(self, worker: str, batch: Batch) -> None:
        """Raise ClusterError when a worker saw another file than the one that is here."""
        for path, seen in batch.doubts:
            try:
                with open(path, "rb", buffering=0) as file:
                    here = digest(file.readall())
            except OSError:
                here = b""
            if here != seen:
                why = "sees another content of" if seen else "cannot read"
                hint = "the workers need the same files at the same place; --ship sends them"
                raise ClusterError(f"{why} {os.path.abspath(path)}", place=f"worker {worker}", hint=hint)

    def _fail(self, error: ClusterError) -> None:
        """Nothing can be done any more."""
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()
        self._give_up(error, {call.worker for call in list(self._calls)})

    def _give_up(self, why: BaseException, workers: set[str]) -> None:
        """Wait no longer for what some workers were asked."""
        with self._changed:
            calls = [call for call in self._calls if call.worker in workers]
            self._calls.difference_update(calls)
        for call in calls:
            _settle(call.ours, why)
            with contextlib.suppress(Exception):
                call.theirs.cancel()


class _Hands(Executor):
    """The workers of a cluster, for somebody who may stop waiting for what he asked."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._asked: set[_Call] = set()

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Call a function, with arguments that can be pickled, on some worker."""
        assert not kwargs
        call = self._cluster.call(pickle.dumps((fn, args)))
        self._asked.add(call)
        call.ours.add_done_callback(lambda _: self._asked.discard(call))
        return call.ours

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """The workers stay, they are not ours."""
        for call in list(self._asked) if cancel_futures else ():
            with contextlib.suppress(Exception):
                call.theirs.cancel()


def _settle(future: Future[Any], error: BaseException) -> None:
    with contextlib.suppress(InvalidStateError):
        future.set_exception(error)


def _sent(entry: Entry, ships: bool) -> Entry:
    """An entry as it is sent: with what tells whether the worker sees the same file."""
    if isinstance(entry, Skipped):
        return entry
    file = entry if isinstance(entry, File) else File(entry, 0)
    if ships:
        return file._replace(path=os.path.relpath(file.path), changed=0)
    if file.changed:
        return file
    try:
        there = os.stat(file.path)
    except OSError:
        return file
    return file._replace(size=there.st_size, changed=there.st_mtime_ns)


def _named(batch: Batch, names: dict[str, str]) -> Batch:
    """A batch with the paths that the user knows, for those from where the worker stands."""
    results = tuple(replace(result, path=names.get(result.path, result.path)) for result in batch.results)
    entries = tuple(
        entry if isinstance(entry, Skipped) else File(names[path_of(entry)], *entry[1:]) for entry in batch.entries
    )
    traces = tuple(replace(trace, path=names.get(trace.path, trace.path)) for trace in batch.traces)
    return replace(batch, results=results, entries=entries, traces=traces)


def _at_home(batch: Batch, home: str) -> Batch:
    """A batch whose traces speak of what stands here, not of the place to which it was shipped.

    What a worker found above that place is nothing that is here.
    """
    if not home:
        return batch

    def here(paths: Iterable[str]) -> frozenset[str]:
        return frozenset(path.removeprefix(home) for path in paths if path.startswith(f"{home}/"))

    return replace(
        batch,
        traces=tuple(
            replace(
                trace,
                paths=here(trace.paths),
                trees=here(trace.trees),
                places={path.removeprefix(home): kind for path, kind in trace.places.items() if path in below},
            )
            for trace in batch.traces
            for below in [{path for path in trace.places if path.startswith(f"{home}/")}]
        ),
    )


def _client(address: str) -> Any:
    """A connection to a scheduler. Raises ClusterError."""
    try:
        import dask
        from distributed import Client
        from distributed.comm.addressing import parse_host_port
    except ImportError as error:
        hint = "pip install 'kzfix[cluster]'"
        raise ClusterError(f"dask is not installed: {error}", place="--executor dask", hint=hint) from None
    _hush()
    dask.config.set({"distributed.comm.timeouts.connect": ANSWERS})
    try:
        parse_host_port(address.split("://")[-1])
        connect: Callable[..., Any] = Client
        return connect(address, timeout=ANSWERS, set_as_default=False)
    except Exception as error:
        raise ClusterError(f"no scheduler answers there: {_words(error)}", place=address) from error


def _hush() -> None:
    """What goes wrong is told as an error, in one line."""
    import logging
    import warnings

    for name in ("tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="distributed")


def _words(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
