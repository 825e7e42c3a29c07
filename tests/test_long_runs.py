"""Long runs: what a terminal shows, limits for a file, and what a signal leaves behind."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import time
from pathlib import Path

import pytest
from forked import Command, Done
from test_cli import PLAIN, begun, environment, kzfix

STUB = """
import os, sys, time
from kzfix import engine
from kzfix.cache import log
from kzfix.cli import main, progress
real = engine.examine
def examine(source, rules, settings):
    %s
    return real(source, rules, settings)
engine.examine = examine
engine.glance = lambda path, data, rules: None
progress.QUIET, progress.SLOW, log.PAUSE = 0.2, 1, 0.1
sys.argv[0] = "kzfix"
main()
"""
WAIT = "if b'wait' in source.data: time.sleep(float(source.data.split()[1]))"
BEGIN = "if b'wait' in source.data: open('begun', 'w').close(); time.sleep(60)"
GREEDY = """if b'wait' in source.data: time.sleep(60)
    if b'fill' in source.data: bytearray(400 << 20)"""
STUBBORN = """if b'wait' in source.data:
        open('begun', 'w').close()
        while True:
            try: time.sleep(60)
            except BaseException: pass"""
ONCE = """if source.path == '060.c' and not os.path.exists('begun'):
        open('begun', 'w').close(); os.kill(os.getpid(), 9)"""
DIE = "if source.data == b'die': os.kill(os.getpid(), %d)"


def script(first: str) -> str:
    """A kzfix whose engine does something else first."""
    return STUB % first


def tree(folder: Path, number: int, text: bytes = PLAIN) -> None:
    for each in range(number):
        (folder / f"{each:03}.c").write_bytes(text)


def on_terminal(words: list[str], cwd: Path, program: str) -> str:
    """What a command writes to a terminal that is its stderr."""
    own, other = pty.openpty()
    shown = b""
    process = Command(words, cwd, environment(), program=program, stderr=other)
    os.close(other)
    began = time.monotonic()
    while time.monotonic() - began < 60:
        if select.select([own], [], [], 0.1)[0]:
            try:
                shown += os.read(own, 1 << 16)
            except OSError:
                break
    assert process.wait().status == 0
    os.close(own)
    return shown.decode()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_terminal_shows_the_rate_the_time_left_and_the_slow_file(tmp_path: Path, jobs: int) -> None:
    tree(tmp_path, 60)
    (tmp_path / "030.c").write_bytes(b"wait 1.8\n" + b"\n" * 90_000)
    shown = on_terminal(["diff", f"-j{jobs}", "."], tmp_path, script(WAIT))
    bars = shown.split("\r")[1:]
    assert 3 <= len(bars) < 40
    assert any(re.search(r"; [12] s: 030\.c\x1b", bar) for bar in bars)
    assert any(re.match(r"\[[#.]{20}\] \d+/60 files, \d+/s, \d+\.\d MB/s, \d+:\d\d left", bar) for bar in bars)
    assert "60 files, 0 skipped" in shown.rsplit("\x1b[K", 1)[1]


def test_nothing_is_drawn_where_no_terminal_is(tmp_path: Path) -> None:
    tree(tmp_path, 8)
    (tmp_path / "003.c").write_bytes(b"wait 1.2\n")
    done = begun(tmp_path, "diff", "-j2", ".", program=script(WAIT)).wait()
    assert done.err.count("\n") == 1 and "\r" not in done.err and "\x1b" not in done.err


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_file_that_needs_too_much_time_or_memory_is_named(tmp_path: Path, jobs: int) -> None:
    tree(tmp_path, 6)
    (tmp_path / "002.c").write_bytes(b"wait\n")
    (tmp_path / "004.c").write_bytes(b"fill\n")
    limits = ["--timeout", "0.5", "--memory", "64"]
    done = begun(tmp_path, "check", f"-j{jobs}", *limits, ".", program=script(GREEDY)).wait()
    assert done.status == 2
    assert done.err.splitlines()[:2] == [
        "kzfix: 002.c: time-out: not done after 0.5 seconds",
        "kzfix: 004.c: memory: needs more than 64 MB",
    ]
    assert [line.split(b":")[0] for line in done.out.splitlines()] == [b"000.c", b"001.c", b"003.c", b"005.c"]


def stopped(process: Command, cwd: Path, sent: signal.Signals, times: int = 1, after: float = 0) -> Done:
    """What a command that is sent a signal, when it has begun with a slow file, leaves."""
    began = time.monotonic()
    while not (cwd / "begun").exists():
        assert time.monotonic() - began < 30
        time.sleep(0.02)
    time.sleep(after)
    process.send(sent)
    for _ in range(times - 1):
        time.sleep(0.1)
        process.send(sent)
    return process.wait()


@pytest.mark.parametrize("jobs", [1, 2])
def test_what_was_printed_before_a_signal_is_whole(tmp_path: Path, jobs: int) -> None:
    tree(tmp_path, 120)
    whole = kzfix(tmp_path, "diff", "--no-cache", "-j1", ".").out
    (tmp_path / "100.c").write_bytes(b"wait\n" + b"\n" * 40_000)
    process = begun(tmp_path, "diff", "--no-cache", f"-j{jobs}", ".", program=script(BEGIN))
    done = stopped(process, tmp_path, signal.SIGINT)
    assert done.status == 130
    files = done.out.split(b"diff --git ")
    assert whole.startswith(done.out) and len(files) > 2
    assert whole[len(done.out) :].startswith(b"diff --git ")
    assert re.fullmatch(r"kzfix: interrupted after \d+ of 120 files.*\n", done.err), done.err


@pytest.mark.parametrize(("sent", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_before_writing_leaves_the_tree_untouched(tmp_path: Path, sent: signal.Signals, status: int) -> None:
    tree(tmp_path, 40)
    (tmp_path / "030.c").write_bytes(b"wait\n")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    done = stopped(begun(tmp_path, "apply", "-j2", ".", program=script(BEGIN)), tmp_path, sent)
    assert done.status == status
    assert done.err.count("\n") == 1 and "nothing was written" in done.err
    (tmp_path / "begun").unlink()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_second_signal_ends_it_at_once(tmp_path: Path) -> None:
    tree(tmp_path, 3)
    (tmp_path / "001.c").write_bytes(b"wait\n")
    process = begun(tmp_path, "diff", "-j1", "--timeout", "0", ".", program=script(STUBBORN))
    assert stopped(process, tmp_path, signal.SIGINT, 2).status == 130


@pytest.mark.parametrize("jobs", [2, 3])
def test_a_worker_that_is_killed_from_outside_costs_nothing(tmp_path: Path, jobs: int) -> None:
    tree(tmp_path, 80)
    words = ["why", "--no-cache", "--format", "json", "."]
    whole = kzfix(tmp_path, *words, "-j1").out.split(b'"summary"')[0]
    done = begun(tmp_path, *words, f"-j{jobs}", program=script(ONCE)).wait()
    assert (tmp_path / "begun").exists()
    assert done.status == 0
    assert done.out.split(b'"summary"')[0] == whole


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGSEGV])
def test_a_file_that_kills_its_worker_is_the_only_one_lost(tmp_path: Path, sent: signal.Signals) -> None:
    tree(tmp_path, 50)
    (tmp_path / "033.c").write_bytes(b"die")
    done = begun(tmp_path, "check", "-j2", ".", program=script(DIE % sent)).wait()
    assert done.status == 2
    assert done.err.splitlines()[0] == "kzfix: 033.c: worker: the process that judged this file died"
    assert len(done.out.splitlines()) == 49


HELD = """if os.path.exists('hold'):
        if b'wait' in source.data: open('begun', 'w').close(); time.sleep(60)
        if source.path == '100.c': time.sleep(0.3)  # longer than results are kept back from the disk"""


@pytest.mark.parametrize(
    ("jobs", "sent"),
    [pytest.param(1, signal.SIGKILL, marks=pytest.mark.long), (2, signal.SIGINT), (2, signal.SIGKILL)],
)
def test_what_an_interrupted_run_has_done_is_taken_over(tmp_path: Path, jobs: int, sent: signal.Signals) -> None:
    tree(tmp_path, 140)
    (tmp_path / "130.c").write_bytes(PLAIN + b"/* wait */\n" + b"\n" * 40_000)
    (tmp_path / "hold").touch()
    time.sleep(0.3)  # a file that has just changed may change once more
    whole = kzfix(tmp_path, "diff", "--no-cache", "-j1", ".")
    words = ["diff", f"-j{jobs}"]
    cut = stopped(begun(tmp_path, *words, ".", program=script(HELD)), tmp_path, sent, after=0.6)
    if sent == signal.SIGINT:
        goes_on = r"kzfix: interrupted after (\d+) of 140 files; kzfix diff --resume -j\d \. goes on\n"
        told = re.fullmatch(goes_on, cut.err)
        assert told and int(told[1]) > 50
    (tmp_path / "hold").unlink()
    again = begun(tmp_path, *words, "--resume", ".", program=script(HELD)).wait()
    first, *rest = again.err.splitlines(keepends=True)
    taken = re.fullmatch(r"kzfix: going on where a run was interrupted that had done (\d+) of 140 files\n", first)
    assert taken and 50 < int(taken[1]) < 140
    assert (again.status, again.out, "".join(rest)) == (0, whole.out, whole.err)
    assert whole.out.startswith(cut.out)
    finished = begun(tmp_path, *words, "--resume", ".", program=script(HELD)).wait()
    assert finished.err == "kzfix: no interrupted run of this is known: from the beginning\n" + whole.err
    assert finished.out == whole.out


def test_there_is_nothing_to_resume_without_a_cache(tmp_path: Path) -> None:
    tree(tmp_path, 1)
    done = kzfix(tmp_path, "diff", "--resume", "--no-cache", ".")
    assert (done.status, done.out) == (2, b"")
    assert done.err == "kzfix: --resume: there is nothing to go on from without a cache of results\n"
