"""Results of earlier runs: never a byte other than without them, and nothing read that has not changed."""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from forked import COMMAND, Done
from test_cli import begun, command, ended, environment

from kzfix import cache
from kzfix.cache import half, log, place, plain, sections, sign
from kzfix.cache.records import Remembered, record
from kzfix.cache.snapshot import Snapshot
from kzfix.cache.walks import Scope, Walk
from kzfix.config import Settings
from kzfix.model import (
    Batch,
    Binding,
    Clean,
    Edit,
    Failed,
    Finding,
    Found,
    Include,
    Proposal,
    Proved,
    Refused,
    Site,
    Skipped,
    Span,
    Trace,
    Unparsed,
    path_of,
)
from kzfix.rewrite import choice

TICK = 0.25  # seconds after which a file counts as settled
VERBS = (
    *(["diff"], ["check"], ["check", "--stats"], ["why"]),
    *(["diff", "--format", "json"], ["why", "--format", "json"], ["check", "--format", "json", "-v"]),
)
HEADER = """struct club {
	int members;
	int fee;
};
"""
NEW = """#include <linux/slab.h>
#include "club.h"

struct club *club_%d(gfp_t flags)
{
	struct club *club = kmalloc(sizeof(*club), flags);

	if (!club)
		return 0;
	memset(club, 0, sizeof(struct club));
	club->fee = %d;
	return club;
}
"""
DULL = "int nothing_%d(void)\n{\n\treturn %d;\n}\n"
BROKEN = "void *odd(void)\n{\n\tvoid *p = kmalloc(4, 1);\n\tmemset(p, 0, 4;;\n}}\n"
# A run that names the files it opens to write, and ends when it would read a source.
WATCHED = """
import sys
def watch(event, args):
    if event == "open" and str(args[0]).endswith((".c", ".h")):
        raise SystemExit(f"opened {args[0]}")
    if event == "import" and args[0] in ("kzfix.engine", "kzfix.pool", "tree_sitter"):
        raise SystemExit(f"imported {args[0]}")
sys.addaudithook(watch)
sys.argv[0] = "kzfix"
from kzfix.cli import main
main()
"""


@pytest.fixture
def place_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for the cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("KZFIX_CACHE", str(folder))
    return folder


@pytest.fixture
def tree(tmp_path: Path, place_: Path) -> Path:
    """A small tree that has not changed for a while."""
    top = tmp_path / "tree"
    (top / "sub").mkdir(parents=True)
    (top / "club.h").write_text(HEADER)
    (top / "sub" / "club.h").write_text(HEADER)
    for number in range(4):
        (top / f"new{number}.c").write_text(NEW % (number, number))
        (top / "sub" / f"dull{number}.c").write_text(DULL % (number, number))
    (top / "sub" / "more.c").write_text(NEW % (9, 9))
    (top / "sub" / "broken.c").write_text(BROKEN)
    (top / "sub" / "binary.c").write_bytes(b"kmalloc\0memset")
    (top / "sub" / "link.c").symlink_to("more.c")
    time.sleep(TICK)
    return top


def kzfix(cwd: Path, *args: str, program: str = COMMAND) -> Done:
    """Run a command, or a program that is one."""
    return timeless(begun(cwd, *args, program=program).wait())


def watched(cwd: Path, *args: str) -> Done:
    """Run a command that says what it opens and loads."""
    return timeless(ended([sys.executable, "-c", WATCHED, *args], cwd))


def timeless(done: Done) -> Done:
    """What a run leaves, but for how long it took."""
    return replace(done, out=re.sub(rb'"seconds": [\d.]+', b"", done.out))


def snapshot(folder: Path) -> Path:
    """The one snapshot there is."""
    (found,) = folder.glob("*.kzfix")
    return found


def same(tree: Path, *args: str) -> Done:
    """A run with the cache, which must not differ from one without."""
    with_, without = kzfix(tree, *args), kzfix(tree, *args, "--no-cache")
    assert with_ == without
    return with_


def test_every_verb_prints_the_same_cold_warm_and_without(tree: Path, place_: Path) -> None:
    for verb in VERBS:
        shutil.rmtree(place_, ignore_errors=True)
        cold, warm, without = (kzfix(tree, *verb, "."), kzfix(tree, *verb, "."), kzfix(tree, *verb, ".", "--no-cache"))
        assert cold == warm == without
        assert cold.out
    assert "1 function not parsed" in cold.err and "2 skipped" in cold.err


def test_a_second_run_opens_no_source_and_loads_no_rule(tree: Path) -> None:
    first = kzfix(tree, "why", ".")
    for verb in VERBS:
        assert watched(tree, *verb, ".") == kzfix(tree, *verb, ".", "--no-cache")
    assert first.err
    os.utime(tree / "new1.c")
    assert "opened" in watched(tree, "check", ".").err


def test_what_a_run_has_judged_is_not_judged_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kzfix(tree, "check", ".")
    monkeypatch.chdir(tree)
    assert cache.open(Settings(), ["."]).left == []
    (tree / "new2.c").write_text(NEW % (5, 6))
    assert [file.path for file in cache.open(Settings(), ["."]).left] == ["new2.c"]
    os.utime(tree / "new3.c")  # the same bytes
    os.utime(tree / "sub" / "dull0.c")  # nobody knows what they were
    assert [file.path for file in cache.open(Settings(), ["."]).left] == ["new2.c", "sub/dull0.c"]
    assert len(cache.open(Settings(stores=3), ["."]).left) == 13
    assert len(cache.open(Settings(rule=("zeroing/memset",)), ["."]).left) == 13


def test_apply_then_check(tree: Path) -> None:
    assert kzfix(tree, "check", ".").status == 1
    assert kzfix(tree, "apply", ".").status == 0
    assert "memset(club" not in (tree / "new0.c").read_text()
    assert same(tree, "check", ".").status == 0
    assert kzfix(tree, "undo").status == 0
    assert same(tree, "check", ".").status == 1


def test_apply_from_what_is_known_compares_with_the_file(tree: Path) -> None:
    kzfix(tree, "check", ".")
    program = WATCHED.replace("main()\n", "").replace('raise SystemExit(f"opened', 'None and (f"opened') + (
        "import os\nfrom kzfix.deliver import run\nold = run.deliver\n"
        "def deliver(*args):\n    open('new0.c', 'a').write('\\n')\n    return old(*args)\n"
        "run.deliver = deliver\nmain()\n"
    )
    done = kzfix(tree, "apply", ".", program=program)
    assert done.status == 2 and "new0.c" in done.err
    assert "memset" in (tree / "new0.c").read_text() and "memset" not in (tree / "new1.c").read_text()


def test_a_header_that_changes_counts_for_those_that_include_it(tree: Path) -> None:
    before = same(tree, "why", ".").out
    (tree / "club.h").write_text(HEADER.replace("int fee", "char fee[0]"))
    after = same(tree, "why", ".").out
    time.sleep(TICK)
    assert same(tree, "why", ".").out == after
    (tree / "club.h").write_text(HEADER)
    assert same(tree, "why", ".").out == before
    os.unlink(tree / "club.h")
    same(tree, "why", ".")
    (tree / "linux").mkdir()
    (tree / "linux" / "slab.h").write_text("#define kmalloc(n, f) other(n, f)\n")
    same(tree, "why", ".")
    (tree / "include").mkdir()
    (tree / "include" / "club.h").write_text(HEADER)
    same(tree, "why", ".")


def test_going_back_and_forth_judges_nothing_anew(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = {"club.h": HEADER.replace("int fee;", "int fee;\n\tint dues;"), "new0.c": NEW % (7, 7)}
    ours = {name: (tree / name).read_text() for name in other}
    for texts in (ours, other):
        for name, text in texts.items():
            (tree / name).write_text(text)
        time.sleep(TICK)
        kzfix(tree, "check", ".")
    monkeypatch.chdir(tree)
    for texts in (ours, other):
        for name, text in texts.items():
            (tree / name).write_text(text)
        assert [file.path for file in cache.open(Settings(), ["."]).left] == ["club.h"]  # where nobody judges anything
        same(tree, "why", ".")


def test_files_come_and_go(tree: Path) -> None:
    same(tree, "check", ".")
    (tree / "sub" / "new.c").write_text(NEW % (8, 8))
    assert "sub/new.c" in same(tree, "check", ".").out.decode()
    os.rename(tree / "sub" / "new.c", tree / "sub" / "newer.c")
    assert "sub/newer.c" in same(tree, "check", ".").out.decode()
    os.unlink(tree / "sub" / "newer.c")
    shutil.rmtree(tree / "sub")
    same(tree, "check", ".")
    os.unlink(tree / "new1.c")
    os.mkfifo(tree / "new1.c")
    assert same(tree, "check", ".", "-v").status == 1


def test_a_file_that_is_named_may_become_something_else(tree: Path) -> None:
    same(tree, "check", "new0.c", "new1.c")
    os.unlink(tree / "new1.c")
    assert same(tree, "check", "new0.c", "new1.c").status == 2
    os.mkfifo(tree / "new1.c")
    assert "2 files, 1 skipped" in same(tree, "check", "new0.c", "new1.c").err


def test_parts_of_a_tree_share_what_is_known(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / ".git").mkdir()
    kzfix(tree, "check", ".")
    monkeypatch.chdir(tree)
    assert cache.open(Settings(), ["sub"]).left == []
    assert cache.open(Settings(exclude=("new*",)), [".", "sub/more.c"]).left == []
    same(tree, "why", "sub")
    same(tree, "why", str(tree))
    same(tree / "sub", "why", ".")
    assert cache.open(Settings(), ["."]).left == []


def test_what_changed_just_now_is_read_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    start = time.time_ns()
    (tree / "new0.c").write_text(NEW % (3, 3))
    (tree / "sub" / "dull1.c").write_text(DULL % (3, 3))
    opened = cache.open(Settings(), ["."])
    for _ in opened.merge([Batch((), tuple(opened.left))]):
        pass
    opened.close()
    left = [file.path for file in cache.open(Settings(), ["."]).left]
    assert left == ["new0.c", "sub/dull1.c"] and time.time_ns() > start


def test_a_file_that_failed_is_tried_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    opened = cache.open(Settings(), ["new0.c"])
    told = list(opened.merge([Batch((Failed("new0.c", "time-out", "too long"),), tuple(opened.left))]))
    opened.close()
    assert [each.results for each in told] == [(Failed("new0.c", "time-out", "too long"),)]
    assert [file.path for file in cache.open(Settings(), ["new0.c"]).left] == ["new0.c"]


# A run over what has not changed at all


def test_what_is_shown_of_a_tree_without_change_stands_in_one_section(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kzfix(tree, "check", ".")
    monkeypatch.chdir(tree)
    whole = {
        result.path: result for batch in cache.open(Settings(), ["."]).merge(iter(())) for result in batch.results
    }
    monkeypatch.setattr(Snapshot, "fill", lambda self: pytest.fail("read"))
    opened = cache.open(Settings(), ["."], shown=True)
    (batch,) = opened.merge(iter(()))
    assert [*map(path_of, batch.entries)] == [result.path for result in batch.results] == [*whole]
    for result in batch.results:
        if isinstance(result, Found):
            other = whole[result.path]
            assert isinstance(other, Found) and result.shown == other.shown == choice.shown(other, Include.PROVED)
    assert opened.entries == len(batch.results) + opened.silent[0]


def _link(path: Path) -> Path:
    path.symlink_to("nowhere")
    return path


SURROUNDINGS: dict[str, Callable[[Path], object]] = {
    "a header beside": lambda top: (top / "club.h").write_text(HEADER.replace("int fee", "char fee[0]")),
    "a header that is gone": lambda top: (top / "club.h").unlink(),
    "a header that comes in front": lambda top: (top / "linux" / "slab.h").write_text("#define kmalloc(n, f) 0\n"),
    "a folder of headers": lambda top: shutil.copytree(top / "linux", top / "include" / "linux"),
    "a tree around it": lambda top: (top / ".git").mkdir(),
    "where a link leads": lambda top: os.replace(_link(top / "x"), top / "sub" / "link.c"),
    "what a link leads to": lambda top: (top / "sub" / "more.c").write_text(NEW % (8, 8)),
    "the same bytes": lambda top: os.utime(top / "sub" / "club.h"),
}


@pytest.mark.slow
def test_what_stands_around_counts_where_nothing_else_has_changed(tree: Path) -> None:
    (tree / "linux").mkdir()
    (tree / "linux" / "page.h").write_text("#define PAGE 1\n")
    time.sleep(TICK)
    for name, change in SURROUNDINGS.items():
        for paths in (["new0.c"], ["sub"]):
            kzfix(tree, "diff", *paths)
        change(tree)
        for paths in (["new0.c"], ["sub"]):
            assert same(tree, "diff", *paths).status == 0, name
        time.sleep(TICK)


def test_a_folder_whose_names_stay_is_not_walked_again(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kzfix(tree, "check", ".")
    monkeypatch.chdir(tree)
    with monkeypatch.context() as patch:
        patch.setattr(Walk, "made", lambda *args: pytest.fail("walked"))
        (tree / "new1.o").write_text("")
        opened = cache.open(Settings(), ["."], shown=True)
        assert not opened.left and not opened._new
        shutil.copy(tree / "new2.c", tree / "new2.c.new")
        os.rename(tree / "new2.c.new", tree / "new2.c")  # as an editor saves
        (tree / "sub" / "dull0.c~").write_text("")
        assert [file.path for file in cache.open(Settings(), ["."], shown=True).left] == []  # the same bytes
        assert "new2.c" in same(tree, "check", ".").out.decode()
    for change in (
        lambda: (tree / "sub" / "dull0.c").rename(tree / "sub" / "duller.c"),
        lambda: (tree / "sub" / "deeper").mkdir(),
        lambda: (tree / "sub" / "deeper" / "new.c").write_text(NEW % (7, 7)),
        lambda: (tree / "sub" / "deeper" / "new.c").rename(tree / "new3.c"),
        lambda: os.replace(_link(tree / "x"), tree / "new0.c"),
    ):
        change()
        same(tree, "check", ".")


def test_two_processes_see_what_one_sees(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [os.fsencode(path) for path in sorted(tree.rglob("*"))] * 9
    monkeypatch.setattr(half, "MANY", 1)
    assert half.Half(paths, False).signs() == half.Half(paths, True).signs() == sign.signs(paths)
    for answer in (
        lambda paths, answers: os.kill(os.getpid(), signal.SIGKILL),
        lambda paths, answers: os.write(answers, b"x" * sign.SIZE),
        lambda paths, answers: None,
    ):
        monkeypatch.setattr(half, "_answer", answer)
        assert half.Half(paths, False).signs() == sign.signs(paths)


# A run that ends before its time


def test_a_run_that_is_killed_keeps_what_it_had(tree: Path, place_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    whole = kzfix(tree, "why", ".", "--no-cache")
    opened = cache.open(Settings(), ["."])
    first, rest = opened.left[:5], opened.left[5:]
    batches = opened.merge(iter([Batch((), tuple(first)), Batch((), tuple(rest))]))
    program = (
        "import os, sys\nfrom kzfix import cache\nopen_ = cache.open\n"
        "def opening(*args):\n    made = open_(*args)\n    keep = made._keep\n"
        "    def kept(batch):\n        keep(batch)\n        made._flush()\n"
        "        if batch.files: print(batch.files, file=sys.stderr); os.kill(os.getpid(), 9)\n"
        "    made._keep = kept\n    return made\n"
        "cache.open = opening\nsys.argv[0] = 'kzfix'\nfrom kzfix.cli import main\nmain()\n"
    )
    killed = kzfix(tree, "why", "-j1", ".", program=program)
    assert killed.status == -signal.SIGKILL
    assert len(list(place_.glob("*.log"))) == 1 and not list(place_.glob("*.kzfix"))
    again = cache.open(Settings(), ["."])
    assert again.interrupted == int(killed.err) > 0
    assert len(again.left) == 13 - again.interrupted
    assert kzfix(tree, "why", ".") == whole == kzfix(tree, "why", ".")
    assert not list(place_.glob("*.log"))
    del batches


def test_a_torn_log_is_good_up_to_the_tear(tree: Path, place_: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    opened = cache.open(Settings(), ["."])
    parts = [opened.left[at : at + 3] for at in range(0, len(opened.left), 3)]
    for _ in opened.merge(Batch((), tuple(part)) for part in parts):
        pass
    (path,) = place_.glob("*.log")
    data = path.read_bytes()
    counts = set()
    for cut in range(len(data), 0, -7):
        path.write_bytes(data[:cut])
        found = log.read(str(path))
        counts.add(found.files if found else None)
    assert counts == {None, 0, 3, 6, 9, 12, 13}
    path.write_bytes(data[:-1])
    del opened
    assert cache.open(Settings(), ["."]).interrupted == 12


# Damage


@pytest.mark.slow
def test_whatever_is_damaged_is_never_trusted(tree: Path, place_: Path, capfd: pytest.CaptureFixture[str]) -> None:
    good = kzfix(tree, "why", ".", "--no-cache")
    kzfix(tree, "why", ".")
    path = snapshot(place_)
    data = path.read_bytes()
    chance = random.Random(5)
    rebuilt = 0
    for at in [*sorted(chance.sample(range(len(data)), 8)), 0, 13, 38, len(data) - 1]:
        path.write_bytes(data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :])
        done = kzfix(tree, "why", ".")
        assert (done.status, done.out) == (good.status, good.out), at
        more = [line for line in done.err.splitlines() if line not in good.err.splitlines()]
        assert len(more) <= 1 and all(line.endswith(": damaged, rebuilt") for line in more), (at, more)
        rebuilt += len(more)
    for at in (0, len(data) // 2):
        path.write_bytes(data[:at])
        done = kzfix(tree, "why", ".")
        assert (done.status, done.out) == (good.status, good.out) and "damaged, rebuilt" in done.err
    assert rebuilt > 5
    assert kzfix(tree, "why", ".") == good


def test_every_byte_of_a_snapshot_is_guarded(tree: Path, place_: Path) -> None:
    kzfix(tree, "why", ".")
    path = snapshot(place_)
    data = path.read_bytes()
    whole = sections.Sections(str(path))
    names = [name for name in whole.names if name != sections.LOOSE]
    loose = len(data) - len(whole.get(sections.LOOSE))
    for at in range(0, loose, max(1, loose // 300)):
        path.write_bytes(data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :])
        with pytest.raises(sections.Damaged):
            made = sections.Sections(str(path))
            for name in names:
                made.get(name)


def test_what_is_told_of_a_tree_without_change_is_guarded(tree: Path, place_: Path) -> None:
    good = kzfix(tree, "diff", ".")
    path = snapshot(place_)
    data = path.read_bytes()
    whole = sections.Sections(str(path))
    (name,) = (name for name in whole.names if name.startswith("still "))
    at = data.index(whole.get(name))
    for more in (0, 40, len(whole.get(name)) - 1):
        path.write_bytes(data[: at + more] + bytes([data[at + more] ^ 1]) + data[at + more + 1 :])
        done = kzfix(tree, "diff", ".")
        assert done.out == good.out and f"{path}: damaged, rebuilt" in done.err
        assert kzfix(tree, "diff", ".") == good


def test_a_snapshot_of_somebody_else_is_rebuilt(tree: Path, place_: Path) -> None:
    good = kzfix(tree, "diff", ".")
    path = snapshot(place_)
    for text in (b"", b"hello", b"kzfix cache 2\n" + bytes(100), b"kzfix cache 1\n" + bytes(100)):
        path.write_bytes(text)
        done = kzfix(tree, "diff", ".")
        assert done.out == good.out and f"{path}: damaged, rebuilt" in done.err
    path.unlink()
    path.mkdir()
    done = kzfix(tree, "diff", ".")
    assert done.out == good.out and done.status == good.status and "Traceback" not in done.err


# Where it is kept


def test_no_place_to_write_is_said_once_and_stops_nothing(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = kzfix(tree, "diff", ".", "--no-cache")
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("KZFIX_CACHE", str(blocked / "below"))
    done = kzfix(tree, "diff", ".")
    assert done.out == good.out and done.status == 0
    (more,) = [line for line in done.err.splitlines() if line not in good.err]
    assert "results cannot be kept: " in more


def test_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KZFIX_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", "/var/own")
    assert place.folder() == "/var/own/kzfix"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/nowhere")
    assert place.folder() == "/nowhere/.cache/kzfix"
    monkeypatch.setenv("KZFIX_CACHE", "/there")
    assert place.folder() == "/there"


def test_the_folder_is_kept_within_its_limit(tmp_path: Path) -> None:
    names = [f"{number:032x}.kzfix" for number in range(5)]
    for number, name in enumerate([*names, "mine.txt"]):
        (tmp_path / name).write_bytes(bytes(100))
        os.utime(tmp_path / name, (number, number))
    place.prune(str(tmp_path), 250, str(tmp_path / names[0]))
    assert sorted(path.name for path in tmp_path.iterdir()) == [names[0], names[4], "mine.txt"]


def test_nothing_is_kept_when_nobody_wants_it(tree: Path, place_: Path) -> None:
    kzfix(tree, "check", ".", "--no-cache")
    (tree / "kzfix.toml").write_text("cache = 0\n")
    kzfix(tree, "check", ".")
    assert not place_.exists()


def test_two_at_once_leave_a_whole_snapshot(tree: Path, place_: Path) -> None:
    words = command("why", "-j1", ".")
    runs = [subprocess.Popen(words, cwd=tree, env=environment(), stdout=subprocess.PIPE) for _ in range(3)]
    outs = {run.communicate(timeout=100)[0] for run in runs}
    assert len(outs) == 1
    assert watched(tree, "why", ".").out in outs
    assert [path.suffix for path in place_.iterdir()] == [".kzfix"]


# The parts


@pytest.fixture
def found() -> Iterator[Found]:
    span = Span(1, 2)
    site = Site((span,), (Binding("x", span, "p"),), (span,), (Edit(span, b"k\xff"),), "linux/kmalloc")
    proposal = Proposal("zeroing/memset", "f", Span(0, 9), (site,))
    findings = (
        Finding(proposal, Proved(("all of it", "\udcff")), (Edit(span, b""),), 1, "use it"),
        Finding(proposal, Refused("unread", "read before", span, True), (), 1, ""),
    )
    yield Found("a.c", b"abc\ndef\n" * 9, findings, (Edit(span, b""),), 3, (Unparsed("g", 2, "odd"),))


def test_a_result_comes_back_as_it_was(found: Found) -> None:
    kept = record("a.c", found, bytes(16))
    made = Remembered.of("a.c", kept.result, lambda: found.before, found.shown)
    assert isinstance(made, Found)
    assert Found(made.path, made.before, made.findings, made.edits, made.functions, made.unparsed).edits == found.edits
    (first, second), wanted = made.findings, found.findings
    assert (first.verdict, second.verdict) == (wanted[0].verdict, wanted[1].verdict)
    assert first.proposal.first == wanted[0].proposal.first and first.proposal.sites == wanted[0].proposal.sites
    assert plain.packed(made.findings) == plain.packed(found.findings)
    assert (made.functions, made.unparsed) == (3, found.unparsed)
    for each in (Clean("b.c", 2, (Unparsed("g", 2, "odd"),)), Skipped("c.c", "binary")):
        assert plain.unpacked(plain.packed(each)) == each


def test_signatures_say_when_they_are_worth_nothing() -> None:
    now = 1_700_000_000_123_456_789
    old, late, whole = (sign.of(os.stat_result((0,) * 10, _times(now - ago))) for ago in (10**10, 10**7, 10**9))
    assert sign.settled(old, now) == old and sign.settled(late, now) == sign.NEVER
    assert sign.settled(old + late + old, now) == old + sign.NEVER + old
    assert sign.settled(whole, now) == whole
    coarse = sign.of(os.stat_result((0,) * 10, _times(now // 10**9 * 10**9 - 10**9)))
    assert sign.settled(coarse, now) == sign.NEVER
    assert sign.unlike(old + late, old + old) == [1] and sign.unlike(old + sign.NEVER, old + sign.NEVER) == [1]


def _times(when: int) -> dict[str, int]:
    return {"st_mtime_ns": when, "st_ctime_ns": when, "st_ino": 7, "st_size": 9}


def test_a_trace_says_what_was_seen() -> None:
    finds = log.Finds(0, Scope(("a.c",)))
    numbers = finds.number(Trace("a.c", bytes(16), frozenset({"/a"}), {"/a": 0}, frozenset({"/"})))
    asked = [finds.asked[number] for number in numbers]
    assert asked == [(log.FILE, "/a", 0), (log.PLACE, "/a", 0), (log.TREE, "/", 0)]
