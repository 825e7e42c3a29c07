"""`kzfix apply` and `kzfix undo` as a user runs them, in git trees and elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from test_cli import PLAIN, ZEROED, command, ended, git, kzfix, lines

from kzfix.deliver import place
from kzfix.tree import git as git_tree

STOPPED = "kzfix: nothing was written: 1 file has local changes"


@pytest.fixture
def tree(memory: Path) -> Path:
    """A git tree with two files to change, both committed."""
    return committed(memory / "tree")


def committed(tree: Path) -> Path:
    (tree / "drivers").mkdir(parents=True)
    for name in ("a.c", "b.c"):
        (tree / "drivers" / name).write_bytes(PLAIN)
    git(tree, "init", "-q")
    commit(tree)
    return tree


def commit(tree: Path) -> None:
    git(tree, "add", "-A")
    assert git(tree, "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "x").status == 0


def contents(tree: Path) -> list[bytes]:
    return [(tree / "drivers" / name).read_bytes() for name in ("a.c", "b.c")]


def clean(tree: Path) -> bool:
    return git(tree, "status", "--porcelain").out == b""


def test_as_it_is_installed(tree: Path) -> None:
    assert ended(command("apply", "drivers"), tree).status == 0 and contents(tree) == [ZEROED, ZEROED]
    assert ended(command("undo"), tree).status == 0 and contents(tree) == [PLAIN, PLAIN]


def test_there_and_back(tree: Path) -> None:
    (tree / "drivers" / "a.c").chmod(0o755)
    commit(tree)
    done = kzfix(tree, "apply", "drivers")
    assert done.status == 0 and contents(tree) == [ZEROED, ZEROED]
    assert lines(done)[0] == "kzfix: kzfix undo takes this back" and lines(done)[-1].endswith("2 files changed")
    assert git(tree, "status", "--porcelain").out == b" M drivers/a.c\n M drivers/b.c\n"
    assert kzfix(tree / "drivers", "undo", "-n").out == b"a.c\nb.c\n"
    listed = kzfix(tree, "undo", "--list").out.decode()
    assert listed.startswith("   1  20") and listed.endswith(", 2 files, kzfix apply drivers\n")
    assert contents(tree) == [ZEROED, ZEROED]
    done = kzfix(tree / "drivers", "undo")
    assert done.status == 0 and done.out == b"" and len(lines(done)) == 1
    assert lines(done)[0].startswith("kzfix: 2 files restored; taken back: 20")
    assert contents(tree) == [PLAIN, PLAIN] and clean(tree)
    done = kzfix(tree, "undo")
    assert done.status == 2 and lines(done) == [f"kzfix: {tree}: no run of kzfix to take back"]
    assert kzfix(tree, "undo", "gone").status == 2


def test_local_changes_stop_everything(tree: Path) -> None:
    mine = PLAIN + b"/* mine */\n"
    (tree / "drivers" / "b.c").write_bytes(mine)
    for staged in (False, True):
        if staged:
            git(tree, "add", "-A")
        done = kzfix(tree, "apply", "drivers")
        assert done.status == 2 and contents(tree) == [PLAIN, mine]
        assert lines(done)[0] == "kzfix: drivers/b.c: has local changes"
        assert lines(done)[1:3] == [STOPPED, "hint: commit them, or --allow-dirty"]
        assert lines(done)[-1].endswith("0 files changed")
    assert kzfix(tree, "apply", "drivers/a.c").status == 0
    assert kzfix(tree, "apply", "--allow-dirty", "drivers").status == 0
    assert contents(tree)[1] == ZEROED + b"/* mine */\n"
    assert kzfix(tree, "undo").status == 0
    assert contents(tree) == [ZEROED, mine]


def test_local_changes_elsewhere_and_untracked_files_do_not_matter(tree: Path) -> None:
    (tree / "drivers" / "other.c").write_bytes(b"int other;\n")
    commit(tree)
    (tree / "drivers" / "other.c").write_bytes(b"int mine;\n")
    (tree / "drivers" / "new\xe4.c").write_bytes(PLAIN)
    assert kzfix(tree, "apply", "drivers").status == 0
    assert (tree / "drivers" / "new\xe4.c").read_bytes() == ZEROED
    assert kzfix(tree, "undo").status == 0
    assert (tree / "drivers" / "new\xe4.c").read_bytes() == PLAIN


def test_names_that_git_could_take_for_patterns(tree: Path) -> None:
    for name in ("x*.c", ":(top).c", "-a.c", "\udce9.c"):
        (tree / "drivers" / name).write_bytes(PLAIN)
    commit(tree)
    (tree / "drivers" / "x*.c").write_bytes(PLAIN + b"\n")
    (tree / "drivers" / "\udce9.c").write_bytes(PLAIN + b"\n")
    told = lines(kzfix(tree, "apply", "drivers"))
    assert told[:2] == [rf"kzfix: drivers/{name}.c: has local changes" for name in ("x*", r"\xe9")]
    assert kzfix(tree, "apply", "--allow-dirty", "drivers").status == 0
    assert kzfix(tree, "undo").status == 0 and (tree / "drivers" / "\udce9.c").read_bytes() == PLAIN + b"\n"


def test_many_files_are_one_question(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_tree, "NAMES", 1)
    (tree / "drivers" / "b.c").write_bytes(b"mine\n")
    found = git_tree.above(str(tree))
    assert found and git_tree.changed(found, ["drivers/a.c", "drivers/b.c"]) == {"drivers/b.c"}


def test_worktrees_and_submodules_keep_their_own_journals(tree: Path) -> None:
    git(tree, "worktree", "add", "-q", "../work")
    git(tree, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "./", "sub")
    commit(tree)
    assert (tree / "sub" / "drivers" / "a.c").read_bytes() == PLAIN
    done = kzfix(tree, "apply", ".")
    assert done.status == 0 and lines(done)[0] == "kzfix: kzfix undo . sub takes this back"
    work = tree.parent / "work"
    assert kzfix(tree, "apply", work).status == 0
    for folder in (tree / ".git", tree / ".git" / "modules" / "sub", tree / ".git" / "worktrees" / "work"):
        asked = git(tree, f"--git-dir={folder}", "rev-parse", "--path-format=absolute", "--git-path", "kzfix")
        assert asked.out.decode().strip() == f"{folder}/kzfix"
        assert len([name for name in os.listdir(f"{folder}/kzfix") if name != "lock"]) == 1
    assert kzfix(work, "undo").status == 0 and contents(work) == [PLAIN, PLAIN]
    back = kzfix(tree, "undo")
    assert contents(tree) == [PLAIN, PLAIN] and contents(tree / "sub") == [ZEROED, ZEROED]
    assert lines(back)[-1] == "kzfix: the same command also wrote in sub: kzfix undo sub"
    assert kzfix(tree, "undo", "sub").status == 0
    assert contents(tree / "sub") == [PLAIN, PLAIN] and clean(tree)


def test_a_tree_that_moves_takes_its_journals_along(tree: Path) -> None:
    assert kzfix(tree, "apply", "drivers").status == 0
    moved = tree.rename(tree.parent / "moved")
    assert kzfix(moved, "undo").status == 0 and contents(moved) == [PLAIN, PLAIN]


def test_without_git_the_folder_that_was_stood_in_counts(memory: Path) -> None:
    tree = memory / "tree"
    (tree / "drivers").mkdir(parents=True)
    for name in ("a.c", "b.c"):
        (tree / "drivers" / name).write_bytes(PLAIN)
    assert lines(kzfix(tree, "apply", "drivers"))[0] == "kzfix: kzfix undo takes this back"
    assert kzfix(tree, "undo").status == 0 and contents(tree) == [PLAIN, PLAIN]
    for given, named in (("tree", "tree"), ("tree/drivers/a.c", "."), (str(tree), "tree")):
        (memory / "stand").mkdir(exist_ok=True)
        here = memory if not given.startswith("/") else memory / "stand"
        way = lines(kzfix(here, "apply", given))[0].removeprefix("kzfix: ").removesuffix(" takes this back").split()
        assert way == (["kzfix", "undo"] if here == memory else ["kzfix", "undo", str(memory / named)])
        assert kzfix(here, *way[1:]).status == 0 and contents(tree) == [PLAIN, PLAIN]
    assert sorted(path.name for path in tree.rglob("*")) == ["a.c", "b.c", "drivers"]


def test_without_git_a_kernel_tree_is_one(memory: Path) -> None:
    tree = memory / "linux"
    for name in ("drivers", "scripts"):
        (tree / name).mkdir(parents=True)
    for name in ("MAINTAINERS", "Kbuild", "drivers/a.c", "drivers/b.c"):
        (tree / name).write_bytes(PLAIN)
    assert lines(kzfix(memory, "apply", "linux/drivers/a.c"))[0] == "kzfix: kzfix undo linux takes this back"
    assert kzfix(tree / "scripts", "undo").status == 0 and contents(tree) == [PLAIN, PLAIN]


def test_undo_points_at_a_folder_above(memory: Path) -> None:
    (memory / "below").mkdir()
    (memory / "below" / "a.c").write_bytes(PLAIN)
    assert kzfix(memory, "apply", "below").status == 0
    assert lines(kzfix(memory / "below", "undo"))[1] == f"hint: kzfix undo {memory}"


def test_a_git_folder_that_may_not_be_written(tree: Path) -> None:
    (tree / ".git" / "kzfix").write_bytes(b"in the way\n")
    assert kzfix(tree, "apply", "drivers").status == 0
    assert len(os.listdir(place.at(str(tree)).folders()[1])) == 2
    assert kzfix(tree, "undo").status == 0 and contents(tree) == [PLAIN, PLAIN]


# git that does not answer


def test_git_is_not_installed(tree: Path) -> None:
    done = kzfix(tree, "apply", "drivers", PATH="")
    assert done.status == 2 and contents(tree) == [PLAIN, PLAIN]
    assert lines(done)[:2] == [
        f"kzfix: {tree}: local changes cannot be told, so nothing was written: git is not installed",
        "hint: --allow-dirty writes all the same",
    ]
    assert kzfix(tree, "apply", "--allow-dirty", "drivers", PATH="").status == 0
    assert contents(tree) == [ZEROED, ZEROED]
    assert kzfix(tree, "undo", PATH="").status == 0 and clean(tree)


def test_git_takes_the_tree_for_somebody_elses(tree: Path) -> None:
    done = kzfix(tree, "apply", "drivers", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert done.status == 2 and contents(tree) == [PLAIN, PLAIN]
    assert "git refuses: detected dubious ownership in repository" in lines(done)[0]
    assert lines(done)[1] == f"hint: git config --global --add safe.directory {tree}"


def test_git_variables_of_another_tree_are_not_looked_at(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = committed(tree.parent / "other")
    (other / "drivers" / "a.c").write_bytes(b"mine\n")
    for name, value in {"DIR": str(other / ".git"), "WORK_TREE": str(other), "INDEX_FILE": "nowhere"}.items():
        monkeypatch.setenv(f"GIT_{name}", value)
    assert kzfix(tree, "apply", "drivers").status == 0
    assert contents(tree) == [ZEROED, ZEROED]
    shutil.rmtree(tree / ".git")
    for name in ("a.c", "b.c"):
        (tree / "drivers" / name).write_bytes(PLAIN)
    done = kzfix(tree, "apply", "drivers")
    assert done.status == 0 and lines(done)[0].startswith("kzfix: GIT_DIR or GIT_WORK_TREE is set and not looked at")


def test_git_files_that_lead_nowhere(tree: Path) -> None:
    shutil.rmtree(tree / ".git")
    (tree / ".git").write_text("gitdir: /nowhere/at/all\n")
    done = kzfix(tree, "apply", "drivers")
    assert done.status == 2 and "git refuses: not a git repository" in lines(done)[0]
    assert kzfix(tree, "apply", "--allow-dirty", "drivers").status == 0
    assert kzfix(tree, "undo").status == 0 and contents(tree) == [PLAIN, PLAIN]
    (tree / ".git").unlink()
    (tree / ".git").mkdir()
    assert kzfix(tree, "apply", "drivers").status == 0


def test_a_file_under_two_names_is_written_once(tree: Path) -> None:
    (tree / "link.c").symlink_to("drivers/a.c")
    done = kzfix(tree, "apply", "link.c", "drivers/a.c")
    assert done.status == 0 and lines(done)[-1].endswith("1 file changed")
    assert kzfix(tree, "undo").status == 0 and contents(tree) == [PLAIN, PLAIN]
    assert (tree / "link.c").is_symlink()


def test_json_is_whole_when_local_changes_stop_a_run(tree: Path) -> None:
    (tree / "drivers" / "b.c").write_bytes(PLAIN + b"\n")
    done = kzfix(tree, "apply", "--format", "json", "drivers")
    assert done.status == 2 and json.loads(done.out)["summary"]["changed"] == 0
