"""The journal: whatever happens to a run, its tree can be brought back, and nothing is ever half written."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import shutil
import signal
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kzfix.cli.undo import Wish, undo
from kzfix.cli.verb import status
from kzfix.deliver import journal, place, store
from kzfix.deliver.changes import Change, once
from kzfix.deliver.place import Trees
from kzfix.deliver.run import Written, deliver
from kzfix.errors import JournalError, KzfixError, WriteError
from kzfix.model import Edit, Span

pytestmark = pytest.mark.skipif(
    "fork" not in multiprocessing.get_all_start_methods(), reason="the processes that are killed are forks"
)
OLD = {"a.c": b"old a \xe9\r\n", "below/b.c": b"old b\n" * 2000, "below/c.h": b"old c"}
NEW = {name: data.replace(b"old", b"brand new", 1) for name, data in OLD.items()}
MODES = {"a.c": 0o640, "below/b.c": 0o755, "below/c.h": 0o600}
KILLED = -signal.SIGKILL
STEPS = ("open", "write", "fsync", "fchmod", "replace", "rename", "unlink", "mkdir", "rmdir")
FILLS = frozenset(("open", "write", "fsync", "replace", "rename", "mkdir"))  # what needs space

Step = Callable[[str, Callable[..., Any], tuple[Any, ...]], None]


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A verb that is called here watches them from then on, which is no business of other tests."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, action in kept.items():
        signal.signal(number, action)


@pytest.fixture
def tree(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree without git, whose journals are kept beside it."""
    monkeypatch.setenv("XDG_STATE_HOME", str(memory / "state"))
    return fresh(memory)


def fresh(folder: Path) -> Path:
    for name in ("tree", "state"):
        shutil.rmtree(folder / name, ignore_errors=True)
    tree = folder / "tree"
    (tree / "below").mkdir(parents=True)
    for name, data in OLD.items():
        (tree / name).write_bytes(data)
        (tree / name).chmod(MODES[name])
    return tree


def seen(tree: Path) -> dict[str, tuple[bytes, int]]:
    """Every file of a tree, with content and mode."""
    files = (path for path in tree.rglob("*") if not path.is_dir())
    return {str(path.relative_to(tree)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) for path in files}


def all_are(contents: dict[str, bytes]) -> dict[str, tuple[bytes, int]]:
    return {name: (data, MODES[name]) for name, data in contents.items()}


BEFORE, AFTER = all_are(OLD), all_are(NEW)


def changes(tree: Path) -> list[Change]:
    """What makes `NEW` of whatever is still `OLD`."""
    trees = Trees([str(tree)])
    left = (tree / name for name in OLD if (tree / name).read_bytes() == OLD[name])
    edit = (Edit(Span(0, 3), b"brand new"),)
    return once(
        Change(str(path), str(path), trees.of(str(path)), journal.digest(path.read_bytes()), edit) for path in left
    )


def apply(tree: Path) -> int:
    """Write all changes; the number of files that could not be written."""
    return sum(not isinstance(outcome, Written) for outcome in deliver(changes(tree), "kzfix apply"))


def back(tree: Path, **wish: bool) -> int:
    """What `kzfix undo` does, and its exit status."""
    return status(lambda: undo(Wish(paths=[str(tree)], **wish)))


def forked(work: Callable[[], int], step: Step | None = None) -> int:
    """Do something in a process of its own: its exit status, or minus the signal that ended it.

    `step` is called before each call of a function in `STEPS`.
    """
    child = os.fork()
    if not child:
        ended = 99
        try:
            if step:
                for name in STEPS:
                    setattr(os, name, hooked(name, getattr(os, name), step))
            ended = work()
        finally:
            os._exit(ended)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def hooked(name: str, real: Callable[..., Any], step: Step) -> Callable[..., Any]:
    def call(*args: Any, **named: Any) -> Any:
        step(name, real, args)
        return real(*args, **named)

    return call


def kill_at(number: int) -> Step:
    """End the process before the step with this number; a write is then half done."""
    left = count(1)

    def step(name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if next(left) == number:
            if name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def full_at(number: int, forever: bool) -> Step:
    """No space is left on the disk at the step with this number, and from then on."""
    left = count(1)

    def step(name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        at = next(left)
        if name in FILLS and (at >= number if forever else at == number):
            if name == "write":
                real(args[0], args[1][: len(args[1]) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    return step


def whole(tree: Path) -> bool:
    """Whether every file is as before or as after, but for temporary files."""
    now = seen(tree)
    return all(now[name] in (BEFORE[name], AFTER[name]) for name in OLD)


def journals(tree: Path) -> list[str]:
    folder = Path(place.at(str(tree)).folders()[0])
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


# killed


def killed_applies(tree: Path) -> Iterator[int]:
    """The steps of a run; with each, the tree is made again, and a run in it was killed at that step."""
    for number in count(1):
        fresh(tree.parent)
        if forked(lambda: apply(tree), kill_at(number)) != KILLED:
            assert number > 30
            return
        yield number


def test_a_run_that_was_killed_is_taken_back(tree: Path) -> None:
    for number in killed_applies(tree):
        assert whole(tree), number
        begun = bool(store.kept(place.at(str(tree))))
        assert begun or seen(tree) == BEFORE, number
        assert forked(lambda: back(tree)) == (0 if begun else 2), number
        assert seen(tree) == BEFORE, number


def test_a_run_after_one_that_was_killed(tree: Path) -> None:
    for number in killed_applies(tree):
        assert forked(lambda: apply(tree)) == 0, number
        assert whole(tree) and {name: seen(tree)[name] for name in OLD} == AFTER, number
        while store.kept(place.at(str(tree))):
            assert forked(lambda: back(tree)) == 0, number
        assert seen(tree) == BEFORE, number
        assert set(journals(tree)) <= {"lock"}, number


def test_an_undo_that_was_killed_is_done_again(tree: Path) -> None:
    for number in count(1):
        fresh(tree.parent)
        assert forked(lambda: apply(tree)) == 0
        if forked(lambda: back(tree), kill_at(number)) != KILLED:
            assert number > 20
            break
        assert whole(tree), number
        left = bool(store.kept(place.at(str(tree))))
        assert left or seen(tree) == BEFORE, number
        assert forked(lambda: back(tree)) == (0 if left else 2), number
        assert seen(tree) == BEFORE, number


def test_a_run_that_was_killed_in_a_git_tree_leaves_no_trace_after_undo(tree: Path) -> None:
    def status_of() -> bytes:
        return subprocess.run(["git", "-C", tree, "status", "--porcelain"], capture_output=True, check=True).stdout

    for number in (12, 18, 24, 30, 36):
        fresh(tree.parent)
        subprocess.run(["git", "-C", tree, "init", "-q"], check=True)
        subprocess.run(["git", "-C", tree, "add", "."], check=True)
        old = status_of()
        assert forked(lambda: apply(tree), kill_at(number)) == KILLED
        forked(lambda: back(tree))
        assert status_of() == old
        assert not (tree.parent / "state").exists()


def test_the_journal_is_on_the_disk_before_a_file_is_changed(tree: Path) -> None:
    """A killed process does not show this, a power failure would."""
    if not os.path.exists("/proc/self/fd"):
        pytest.skip("no way to tell what is synced")
    synced: set[str] = set()

    def step(name: str, real: Callable[..., Any], args: tuple[Any, ...]) -> None:
        if name == "fsync":
            synced.add(os.path.basename(os.readlink(f"/proc/self/fd/{args[0]}")))
        if name == "replace":
            run = os.path.basename(args[0]).split(".")[-2]
            needed = {"0001", "0002", "0003", "journal", f"{run}.new", os.path.basename(args[0])}
            folder = os.path.basename(place.at(str(tree)).folders()[0])
            assert synced >= {*needed, folder}, needed

    assert forked(lambda: apply(tree), step) == 0
    assert seen(tree) == AFTER


# a full disk


@pytest.mark.parametrize("forever", [False, True])
def test_a_full_disk_loses_nothing(tree: Path, forever: bool) -> None:
    def caught() -> int:
        try:
            return apply(tree)
        except KzfixError:
            return 77 if seen(tree) == BEFORE else 99

    for number in range(1, 60):
        fresh(tree.parent)
        ended = forked(caught, full_at(number, forever))
        assert ended in (0, 1, 2, 3, 77), number
        assert set(seen(tree)) == set(OLD) and whole(tree), number
        assert sum(seen(tree)[name] == AFTER[name] for name in OLD) == (0 if ended == 77 else 3 - ended), number
        while store.kept(place.at(str(tree))):
            assert forked(lambda: back(tree)) == 0
        assert seen(tree) == BEFORE, number


@pytest.mark.parametrize("forever", [False, True])
def test_a_disk_that_is_full_when_a_run_is_taken_back(tree: Path, forever: bool) -> None:
    for number in range(1, 40):
        fresh(tree.parent)
        assert forked(lambda: apply(tree)) == 0
        ended = forked(lambda: back(tree), full_at(number, forever))
        assert ended in (0, 2) and whole(tree), number
        assert ended == 2 or seen(tree) == BEFORE, number
        assert forked(lambda: back(tree)) in ((0,) if ended else (0, 2)), number
        assert seen(tree) == BEFORE, number


def test_a_limit_of_the_size_of_files(tree: Path) -> None:
    def limited(size: int) -> int:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
        try:
            return apply(tree)
        except JournalError as error:
            return 77 if "File too large" in str(error) and error.hint else 99

    assert forked(lambda: limited(1000)) == 77  # the old content of b.c does not fit
    assert seen(tree) == BEFORE and journals(tree) == ["lock"]
    assert forked(lambda: limited(len(OLD["below/b.c"]))) == 1  # and now its new content does not
    assert seen(tree) == {**AFTER, "below/b.c": BEFORE["below/b.c"]}
    assert back(tree) == 0 and seen(tree) == BEFORE


def test_a_file_system_that_is_full(tree: Path) -> None:
    small = tree.parent / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", small], capture_output=True).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        shutil.copytree(tree, small / "tree")
        full = small / "tree"
        rest = os.statvfs(small)
        (small / "filler").write_bytes(bytes(rest.f_bavail * rest.f_bsize - 4096))
        assert apply(full) == 1 and seen(full) == {**AFTER, "below/b.c": BEFORE["below/b.c"]}
        assert back(full) == 0 and seen(full) == BEFORE
    finally:
        subprocess.run(["umount", small], check=True)


# read-only, and edited meanwhile


def test_one_file_in_trouble_does_not_keep_back_the_others(tree: Path) -> None:
    (tree / "a.c").chmod(0o440)
    given = changes(tree)
    (tree / "below" / "c.h").write_bytes(b"mine")
    told = [outcome for outcome in deliver(given, "kzfix apply") if isinstance(outcome, WriteError)]
    assert [Path(each.place).name for each in told] == ["a.c", "c.h"]
    assert ["read-only" in told[0].title, "changed" in told[1].title] == [True, True]
    assert seen(tree) == {"a.c": (OLD["a.c"], 0o440), "below/b.c": AFTER["below/b.c"], "below/c.h": (b"mine", 0o600)}
    assert back(tree) == 0
    assert (tree / "below" / "b.c").read_bytes() == OLD["below/b.c"]


def test_no_journal_stays_where_nothing_was_written(tree: Path) -> None:
    for name in OLD:
        (tree / name).chmod(0o400)
    assert apply(tree) == 3
    assert journals(tree) == ["lock"]


def test_no_place_for_a_journal(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree.parent / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_STATE_HOME", str(tree.parent / "file"))
    with pytest.raises(JournalError, match="no place") as caught:
        apply(tree)
    assert "XDG_STATE_HOME" in caught.value.hint and seen(tree) == BEFORE


def test_two_runs_at_once(tree: Path) -> None:
    with store.lock(place.at(str(tree))):
        with pytest.raises(JournalError, match="another kzfix"):
            apply(tree)
        assert back(tree) == 2
    assert seen(tree) == BEFORE
    assert apply(tree) == 0


# what undo does


def test_what_has_been_edited_is_refused(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree) == 0
    (tree / "a.c").write_bytes(b"mine\n")
    (tree / "below" / "c.h").unlink()
    edited = seen(tree)
    assert back(tree) == 2 and seen(tree) == edited
    said = capsys.readouterr().err
    assert "a.c: it has been changed since\n" in said and "c.h: it has been deleted since\nhint: --deleted" in said
    assert "nothing was restored\nhint: --keep-going" in said
    assert back(tree, dry_run=True) == 2 and seen(tree) == edited
    assert back(tree, keep_going=True) == 2
    assert seen(tree) == {**edited, "below/b.c": BEFORE["below/b.c"]}


def test_what_could_not_be_restored_stays_in_the_journal(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree) == 0
    new = (tree / "a.c").read_bytes()
    (tree / "a.c").write_bytes(b"mine\n")
    assert back(tree, keep_going=True) == 2
    assert back(tree) == 2 and "no run of kzfix to take back" in capsys.readouterr().err
    assert back(tree, listing=True) == 0 and "(taken back in part)" in capsys.readouterr().out
    (tree / "a.c").write_bytes(new)
    assert status(lambda: undo(Wish(paths=[str(tree)], run=1))) == 0
    assert seen(tree) == BEFORE


def test_deleted_files_come_back_when_asked(tree: Path) -> None:
    assert apply(tree) == 0
    (tree / "a.c").unlink()
    assert back(tree, deleted=True) == 0
    assert seen(tree) == BEFORE


def test_mode_and_symlinks(tree: Path) -> None:
    assert apply(tree) == 0
    (tree / "a.c").chmod(0o666)
    assert back(tree) == 0 and seen(tree) == BEFORE
    assert apply(tree) == 0
    (tree / "below").rename(tree.parent / "elsewhere")
    (tree / "below").symlink_to(tree.parent / "elsewhere")
    assert back(tree) == 2
    assert (tree.parent / "elsewhere" / "b.c").read_bytes() == NEW["below/b.c"]


def test_runs_are_taken_back_from_the_last(tree: Path) -> None:
    assert apply(tree) == 0
    first = seen(tree)
    again = [replace(each, before=journal.digest(NEW[each.name])) for each in first_changes(tree)]
    assert all(isinstance(outcome, Written) for outcome in deliver(again, "kzfix apply again"))
    assert seen(tree) != first
    assert back(tree) == 0 and seen(tree) == first
    assert back(tree) == 0 and seen(tree) == BEFORE
    assert back(tree) == 2


def first_changes(tree: Path) -> list[Change]:
    trees = Trees([str(tree)])
    edit = (Edit(Span(0, 0), b"/* again */ "),)
    return once(Change(str(tree / name), str(tree / name), trees.of(str(tree / name)), "", edit) for name in OLD)


def test_old_journals_go_away(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEEP", 3)
    for _ in range(5):
        for name, data in OLD.items():
            (tree / name).write_bytes(data)
        assert apply(tree) == 0
    assert [each.number for each in store.kept(place.at(str(tree)))] == [3, 4, 5]
    monkeypatch.setattr(store, "KEEP_BYTES", 1)
    for name, data in OLD.items():
        (tree / name).write_bytes(data)
    assert apply(tree) == 0
    assert [each.number for each in store.kept(place.at(str(tree)))] == [6]
    assert back(tree) == 0 and seen(tree) == BEFORE


# damage


def test_a_damaged_journal_restores_nothing(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree) == 0
    (kept,) = store.kept(place.at(str(tree)))
    path = Path(kept.folder) / "journal"
    data = path.read_bytes()
    cuts = [data[:at] for at in (*range(0, len(data), 97), len(data) - 1)]
    flips = [data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :] for at in (*range(0, len(data), 89), len(data) - 1)]
    for damaged in (*cuts, *flips, data + b"\n", data + data):
        path.write_bytes(damaged)
        assert back(tree) == 2 and seen(tree) == AFTER
        said = capsys.readouterr().err
        assert said.startswith("kzfix: ") and "/journal: the journal cannot be used: it is " in said
        assert said.count("\n") == 1
    path.write_bytes(data)
    assert back(tree) == 0 and seen(tree) == BEFORE


def test_a_damaged_copy_is_not_restored(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree) == 0
    (kept,) = store.kept(place.at(str(tree)))
    copy = Path(kept.folder) / "0002"
    copy.write_bytes(copy.read_bytes()[:-1])
    assert back(tree) == 2 and seen(tree) == AFTER
    assert "b.c: the old content is damaged\n" in capsys.readouterr().err
    assert back(tree, keep_going=True) == 2
    assert seen(tree) == {**BEFORE, "below/b.c": AFTER["below/b.c"]}


def test_a_journal_of_a_later_version(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert apply(tree) == 0
    (kept,) = store.kept(place.at(str(tree)))
    path = Path(kept.folder) / "journal"
    path.write_bytes(path.read_bytes().replace(b"journal 1", b"journal 2", 1))
    assert back(tree) == 2
    assert "it is of version 2, and this kzfix reads version 1" in capsys.readouterr().err


def test_a_journal_never_reaches_out_of_its_tree(tree: Path) -> None:
    assert apply(tree) == 0
    (kept,) = store.kept(place.at(str(tree)))
    run = journal.read(kept.folder)
    (tree.parent / "a.c").write_bytes(NEW["a.c"])
    for path in ("../a.c", str(tree.parent / "a.c")):
        (Path(kept.folder) / "journal").unlink()
        journal.write(kept.folder, replace(run, entries=(replace(run.entries[0], path=path),)))
        assert back(tree) == 2
        assert (tree.parent / "a.c").read_bytes() == NEW["a.c"]
