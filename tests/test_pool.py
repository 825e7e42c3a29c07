"""The pool: order, counts, and trouble that stays with its file."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kzfix import engine, pool
from kzfix.config import Settings
from kzfix.engine import Rules
from kzfix.model import Clean, Entry, Failed, File, FileResult, Found, Skipped, Source, Unparsed
from kzfix.pool.chunks import Chunks

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="the stub engine reaches the workers by fork"
)
TWO = Settings(jobs=2)


def glance(path: str, data: bytes, rules: Rules) -> Clean | Skipped | None:
    """Nothing to see where the file says so."""
    if b"\0" in data:
        return Skipped(path, "binary")
    return Clean(path) if data.startswith(b"dull") else None


def stub(source: Source, rules: Rules, settings: Settings) -> FileResult:
    """An engine that does what the file says."""
    match source.data.split():
        case [b"found", *_]:
            return Found(source.path, source.data, ())
        case [b"unparsed", *_]:
            return Clean(source.path, 2, (Unparsed("f", 1, "error"),))
        case [b"die", *_]:
            os.kill(os.getpid(), signal.SIGKILL)
        case [b"sleep", *_]:
            try:
                time.sleep(60)
            except Exception:  # as the engine would
                return Failed(source.path, "engine", "swallowed the time-out")
    return Clean(source.path, 3)


@pytest.fixture(autouse=True)
def engine_stub(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "examine", stub)
    monkeypatch.setattr(engine, "glance", glance)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return engine.load(Settings())


def files(folder: Path, *texts: str) -> list[str]:
    paths = []
    for number, text in enumerate(texts):
        path = folder / f"{number:03}.c"
        path.write_text(text)
        paths.append(str(path))
    return paths


def results(entries: Iterable[Entry], rules: Rules, settings: Settings) -> list[FileResult]:
    return [result for batch in pool.examine(entries, rules, settings) for result in batch.results]


def test_nothing_to_do(rules: Rules) -> None:
    assert list(pool.examine([], rules, TWO)) == []
    assert list(pool.examine([], rules, Settings(jobs=1))) == []


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_results_come_in_the_order_of_the_paths(tmp_path: Path, rules: Rules, jobs: int) -> None:
    texts = ["found" if number % 3 else "dull" for number in range(90)]
    paths = files(tmp_path, *texts)
    told = [result.path for result in results(list(paths), rules, Settings(jobs=jobs))]
    assert told == [path for path, text in zip(paths, texts, strict=True) if text == "found"]


def test_dull_files_are_counted_not_sent(tmp_path: Path, rules: Rules) -> None:
    paths = files(tmp_path, *["dull"] * 50, "unparsed", "clean")
    batches = list(pool.examine(paths, rules, TWO))
    assert [entry for batch in batches for entry in batch.entries] == paths
    told = [result for batch in batches for result in batch.results]
    assert told == [Clean(paths[50], 2, (Unparsed("f", 1, "error"),)), Clean(paths[51], 3)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_trouble_in_reading_stays_with_its_file(tmp_path: Path, rules: Rules, jobs: int) -> None:
    first, binary, last = files(tmp_path, "found", "found\0", "found")
    gone = str(tmp_path / "001.h")
    entries: list[Entry] = [first, Skipped("001.a", "excluded"), binary, gone, last]
    told = results(entries, rules, Settings(jobs=jobs))
    assert told == [
        Found(first, b"found", ()),
        Skipped("001.a", "excluded"),
        Skipped(binary, "binary"),
        Failed(gone, "read", "No such file or directory"),
        Found(last, b"found", ()),
    ]


def test_a_file_that_kills_its_worker_costs_no_other(tmp_path: Path, rules: Rules) -> None:
    texts = ["found"] * 40
    texts[7] = texts[30] = "die"
    paths = files(tmp_path, *texts)
    told = results(list(paths), rules, TWO)
    assert [result.path for result in told] == paths
    lost = [result for result in told if isinstance(result, Failed)]
    assert [(result.path, result.stage) for result in lost] == [(paths[7], "worker"), (paths[30], "worker")]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, rules: Rules, jobs: int) -> None:
    paths = files(tmp_path, "found", "sleep", "found")
    began = time.monotonic()
    told = results(list(paths), rules, Settings(jobs=jobs, timeout=0.2))
    assert time.monotonic() - began < 10
    assert [type(result) for result in told] == [Found, Failed, Found]
    assert told[1] == Failed(paths[1], "time-out", "not done after 0.2 seconds")
    time.sleep(0.3)  # no alarm is left behind


def test_nobody_works_on_when_nobody_listens(tmp_path: Path, rules: Rules) -> None:
    batches = pool.examine(files(tmp_path, "found" + " " * 40_000, *["sleep"] * 20), rules, TWO)
    began = time.monotonic()
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    for worker in multiprocessing.active_children():
        worker.join(5)
        assert not worker.is_alive()
    assert time.monotonic() - began < 10


def test_a_worker_may_go_in_the_middle_of_an_answer(
    tmp_path: Path, rules: Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its last message is cut short then, and nobody may wait for the rest of it."""

    def half(source: Source, rules: Rules, settings: Settings) -> FileResult:
        if source.data.startswith(b"half"):
            monkeypatch.setattr(Connection, "_send", cut)
        return stub(source, rules, settings)

    def cut(self: Connection, data: bytes) -> None:
        os.write(self.fileno(), data[: len(data) // 2])
        (tmp_path / "cut").touch()
        time.sleep(60)

    monkeypatch.setattr(engine, "examine", half)
    batches = pool.examine(files(tmp_path, "found" + " " * 40_000, "half" + " " * 40_000), rules, TWO)
    next(batches)
    began = time.monotonic()
    while not (tmp_path / "cut").exists():
        assert time.monotonic() - began < 10
        time.sleep(0.01)
    batches.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 10


def test_another_executor_may_do_the_work(tmp_path: Path, rules: Rules) -> None:
    hired: list[int] = []

    def hire(workers: int, enter: Callable[[], None]) -> Executor:
        hired.append(workers)
        return ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=enter)

    (path,) = files(tmp_path, "found")
    assert [batch.results for batch in pool.examine([path], rules, Settings(jobs=1), hire)] == [
        (Found(path, b"found", ()),)
    ]
    assert hired == [1]


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_begins_while_the_walk_goes_on(tmp_path: Path, rules: Rules, jobs: int) -> None:
    asked: list[int] = []

    def walk() -> Iterator[File]:
        for number in range(20_000):
            asked.append(number)
            if number > 1000:
                time.sleep(0.0001)
            yield File(path, 9)

    (path,) = files(tmp_path, "found " * 20_000)
    batches = pool.examine(walk(), rules, Settings(jobs=jobs))
    assert not asked
    assert next(batches).results
    assert len(asked) < 20_000
    batches.close()  # type: ignore[attr-defined]


def test_messages_are_long_first_and_short_in_the_end() -> None:
    entries = [File(f"{number}.c", 20_000) for number in range(20_000)]
    chunks = Chunks(iter(entries), 2)
    while not chunks.full:
        chunks.take()
    cut = []
    while chunk := chunks.next():
        cut.append(chunk)
    assert [entry for chunk in cut for entry in chunk] == entries
    sizes = [sum(entry.size for entry in chunk if isinstance(entry, File)) for chunk in cut]
    assert max(sizes) <= 4 << 20 and sizes[0] > 3 << 20
    assert all(size <= 32 << 10 for size in sizes[-10:])
    assert len(cut) < 300


def test_a_large_file_travels_alone() -> None:
    paths = [File(f"{number}.c", 5_000_000 if number == 1 else 10) for number in range(9)]
    chunks = Chunks(iter(paths), 2)
    assert [len(chunks.next()) for _ in range(4)] == [1, 1, 7, 0]
