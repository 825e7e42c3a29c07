"""`kzfix series` on real git repositories, and on trees without git."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from forked import COMMAND, Done
from test_build import needed
from test_cli import PLAIN, ZEROED, begun, ended, git
from test_cli import kzfix as command

from kzfix.deliver.series import mail, split
from kzfix.deliver.series.model import Place, Step
from kzfix.deliver.series.wrap import wrap
from kzfix.model import Split

NAMES = {"user.name": "Zoë T. Ester", "user.email": "zoe@example.org"}
WHEN = {f"GIT_{who}_DATE": "2024-05-06T07:08:09Z" for who in ("AUTHOR", "COMMITTER")}
MAINTAINERS = """List of maintainers
===================

Maintainers List
----------------

ALPHA DRIVER
M:	Ann Alpha <ann@example.org>
R:	"Rob R. Reviewer" <rob@example.org>
L:	alpha@lists.example.org
S:	Maintained
F:	drivers/alpha/

BETA DRIVER
M:	Bërt Beta <bert@example.org>
S:	Maintained
F:	drivers/beta/

GAMMA FILES
M:	Ann Alpha <ann@example.org>
L:	gamma@lists.example.org
S:	Maintained
F:	fs/gamma/
"""
TWO = PLAIN.replace(
    b"\treturn p;\n",
    b"\treturn p;\n}\n\nstruct person *person_copy(const struct person *from)\n{\n\tstruct person *q;\n\n"
    b"\tq = kzalloc(sizeof(*q), GFP_KERNEL);\n\tif (!q)\n\t\treturn NULL;\n"
    b"\tmemcpy(q, from, sizeof(*q));\n\treturn q;\n",
)
FILES = {
    "MAINTAINERS": MAINTAINERS.encode(),
    "drivers/alpha/one.c": PLAIN,
    "drivers/alpha/two.c": TWO,
    "drivers/beta/b.c": PLAIN,
    "fs/gamma/g.c": PLAIN,
    "include/linux/slab.h": b"void *kmalloc(int n, int f);\nvoid *kzalloc(int n, int f);\n",
}


def kzfix(cwd: Path, *args: str | Path, **variables: str) -> Done:
    """One process is quicker than two for a handful of files."""
    jobs = () if any(str(arg).startswith("-j") for arg in args) else ("-j1",)
    return command(cwd, *args, *jobs, stdin=b"", **{**WHEN, **variables})


def made(root: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """A git tree with a few commits, so that subjects can be learned; a copy of one that was made before."""
    root.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_model(tuple(files.items())).name, root, symlinks=True)
    git(root, "update-index", "-q", "--refresh")
    return root


@cache
def _model(files: tuple[tuple[str, bytes], ...]) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory()
    _made(Path(folder.name), dict(files))
    return folder


def _made(root: Path, files: Mapping[str, bytes]) -> Path:
    put(root, files)
    git(root, "init", "-q", "-b", "main")
    for name, value in NAMES.items():
        git(root, "config", name, value)
    git(root, "add", "-A")
    assert git(root, "commit", "-qm", "first").status == 0
    for number in range(3):
        for name, prefix in (
            ("drivers/alpha/one.c", "alpha"),
            ("drivers/alpha/two.c", "alpha"),
            ("fs/gamma/g.c", "gamma"),
        ):
            if name in files:
                (root / name).write_bytes((root / name).read_bytes() + b"/* %d */\n" % number)
                git(root, "commit", "-qam", f"{prefix}: say {number}")
    return root


def put(root: Path, files: Mapping[str, bytes]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text)


@pytest.fixture
def tree(memory: Path) -> Path:
    return made(memory / "tree")


@pytest.fixture
def out(memory: Path) -> Path:
    return memory / "out"


def state(root: Path) -> object:
    """All that a user's repository is, but for objects that nothing refers to."""
    folder = root / ".git"
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != "objects"
    }
    work = {str(path): path.read_bytes() for path in sorted(root.rglob("*.[ch]"))}
    objects = sorted(str(path) for path in (folder / "objects").rglob("*"))
    return files, work, objects, git(root, "status", "--porcelain").out


def patches(folder: Path, mark: str = "") -> list[Path]:
    return [path for path in sorted(folder.glob(f"{mark}[0-9]*.patch")) if "cover-letter" not in path.name]


def subjects(folder: Path, mark: str = "") -> list[str]:
    return [subject(path) for path in patches(folder, mark)]


def subject(path: Path) -> str:
    found = re.search(r"^Subject: (.*(?:\n .*)*)", path.read_text(), re.M)
    assert found
    return re.sub(r"^\[[^\]]*\] ", "", found[1].replace("\n ", " "))


def text(path: Path) -> str:
    """The message of a patch without its subject."""
    return mail.patch(path.read_bytes()).words.decode()


def copy(tree: Path, to: Path) -> Path:
    assert git(tree, "clone", "-q", "--no-local", str(tree), str(to)).status == 0
    for name, value in NAMES.items():
        git(to, "config", name, value)
    return to


# What is made


def test_a_series_applies_and_changes_nothing_of_the_users(tree: Path, out: Path) -> None:
    before = state(tree)
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0, done.err
    assert state(tree) == before
    written = sorted(path.name for path in out.iterdir() if path.name != ".kzfix")
    assert done.out.decode().split() == [str(out / name) for name in written]
    assert written[0] == "0000-cover-letter.patch" and len(written) == 5
    clone = copy(tree, out.parent / "clone")
    assert git(clone, "am", "-q", *map(str, patches(out))).status == 0
    for name, wanted in (("drivers/beta/b.c", ZEROED), ("fs/gamma/g.c", ZEROED)):
        assert (clone / name).read_bytes().startswith(wanted)
    assert kzfix(clone, "diff", ".").out == b""


def test_one_rule_and_one_maintainer_a_patch(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    touched = [re.findall(r"^diff --git a/(\S+)", path.read_text(), re.M) for path in patches(out)]
    assert touched == [
        ["drivers/alpha/two.c"],
        ["drivers/alpha/one.c", "drivers/alpha/two.c"],
        ["drivers/beta/b.c"],
        ["fs/gamma/g.c"],
    ]
    first, second, third, fourth = (path.read_text() for path in patches(out))
    assert "rule overwrite/memcpy" in first and "rule zeroing/memset" in second
    assert "To: Ann Alpha <ann@example.org>\n" in first
    assert 'Cc: "Rob R. Reviewer" <rob@example.org>,\n    alpha@lists.example.org\n' in first
    assert "To: =?utf-8?q?B=C3=ABrt_Beta?= <bert@example.org>\n" in third
    assert "Cc: gamma@lists.example.org\n" in fourth


def test_each_patch_is_whole_by_itself(tree: Path, out: Path) -> None:
    """Two rules in one file: each text on the way is one that kzfix judged and git holds."""
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    clone = copy(tree, out.parent / "clone")
    for path in patches(out):
        assert git(clone, "am", "-q", str(path)).status == 0
        assert kzfix(clone, "diff", ".").status == 0


def test_words(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    found = subjects(out)
    assert len(set(found)) == len(found) == 4
    assert all(len(each) <= 72 for each in found)
    assert found[1] == "alpha: use kzalloc() instead of kmalloc() and memset()"
    assert found[3] == "gamma: use kzalloc() instead of kmalloc() and memset()"
    for path in patches(out):
        lines = text(path).splitlines()
        assert all(len(line) <= 75 for line in lines), path
        assert "memset(x, 0, n);" in text(path) or "kzfix rules show" in text(path)
        assert not re.search(r"test|compile|build|Signed-off-by|[Tt]his patch|\bwe\b", text(path))
    assert "person_new()" in text(patches(out)[1]) and "on any path" in text(patches(out)[1])


def test_one_call_that_does_both_is_named(tree: Path, out: Path) -> None:
    told = "1 place could be one call (kmemdup()); --group idioms makes that of them, where it is proved"
    assert told in kzfix(tree, "series", "drivers/alpha", "-o", out).err
    done = kzfix(tree, "series", "--group", "idioms", "drivers/alpha", "-o", out.with_name("idioms"))
    assert "could be one call" not in done.err
    assert any("kmemdup()" in path.read_text() for path in patches(out.with_name("idioms")))


def test_the_cover_letter(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    data = (out / "0000-cover-letter.patch").read_text()
    base = git(tree, "rev-parse", "HEAD").out.decode().strip()
    assert f"\nbase-commit: {base}\n" in data
    assert "*** " not in data and "Subject: [PATCH 0/4] " in data
    assert "clearing it with memset() (patches 2, 3 and 4)" in " ".join(data.split())
    assert "4 files changed" in data  # git's own count
    assert "ann@example.org" in data and "bert@example.org" in data
    assert len(re.findall("ann@example.org", data)) == 1
    root = re.search(r"^Message-Id: (<.*>)$", data, re.M | re.I)
    assert root and all(f"In-Reply-To: {root[1]}\n" in path.read_text() for path in patches(out))
    assert "Content-Transfer-Encoding: 8bit" in data


def test_a_single_patch_has_no_cover_letter(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", "fs", "-o", out).status == 0
    (path,) = [path for path in out.iterdir() if path.is_file()]
    assert "Subject: [PATCH] " in path.read_text() and "base-commit: " in path.read_text()


def test_git_send_email_takes_the_folder(tree: Path, out: Path) -> None:
    words = ("-c", "sendemail.suppresscc=self", "send-email", "--dry-run", "--confirm=never", "--quiet")
    without = git(tree, *words, "--to=x@example.org", "-1")
    needed(f"git send-email is not installed, or lacks a part: {without.err[:80]}" if without.status else "")
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    done = git(tree, *words, "--to=x@example.org", str(out))
    assert done.status == 0, done.err
    assert len(done.out.splitlines()) == 5  # each mail, and no other file


@pytest.mark.parametrize("way", [*Split])
def test_splits(tree: Path, out: Path, way: Split) -> None:
    assert kzfix(tree, "series", ".", "-o", out, "--split", way.value).status == 0
    touched = [re.findall(r"^diff --git a/(\S+)", path.read_text(), re.M) for path in patches(out)]
    one, two, beta, gamma = "drivers/alpha/one.c", "drivers/alpha/two.c", "drivers/beta/b.c", "fs/gamma/g.c"
    assert touched == {
        Split.FILE: [[one], [two], [two], [beta], [gamma]],
        Split.RULE: [[two], [one, two, beta, gamma]],
    }.get(way, [[two], [one, two], [beta], [gamma]])
    assert len(set(subjects(out))) == len(touched)


def test_the_same_again_and_with_more_workers(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out, "-j1").status == 0
    assert kzfix(tree, "series", "fs", "drivers", "-o", out.parent / "other", "-j2").status == 0
    stable = re.compile(rb"^(Message-Id|In-Reply-To|References): .*\n", re.M | re.I)  # git puts the time there
    one, other = (
        {path.name: stable.sub(b"", path.read_bytes()) for path in folder.glob("*.patch")}
        for folder in (out, out.parent / "other")
    )
    assert one == other


def test_many_patches_are_several_series(memory: Path, out: Path) -> None:
    names = [f"drivers/{area}/{letter}/x.c" for area in ("alpha", "beta", "net2") for letter in "abcdef"]
    tree = made(memory / "tree", dict.fromkeys(names, PLAIN))
    assert kzfix(tree, "series", ".", "-o", out, "--split", "file").status == 0
    assert sorted(path.name for path in out.iterdir()) == ["drivers-alpha", "drivers-beta", "drivers-net2"]
    assert [len(patches(folder)) for folder in sorted(out.iterdir())] == [6, 6, 6]
    assert kzfix(tree, "series", ".", "-o", out, "--split", "file", "-v2").status == 0
    assert [len(patches(folder, "v2-")) for folder in sorted(out.iterdir())] == [6, 6, 6]
    assert "Range-diff against v1" in (out / "drivers-beta" / "v2-0000-cover-letter.patch").read_text()


def test_sign_off_only_when_asked(tree: Path, out: Path) -> None:
    git(tree, "config", "format.signOff", "true")
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    assert not any("Signed-off-by" in path.read_text() for path in out.glob("*.patch"))
    assert kzfix(tree, "series", ".", "-o", out, "-s").status == 0
    for path in patches(out):
        assert text(path).endswith("\n\nSigned-off-by: Zoë T. Ester <zoe@example.org>\n")
        assert path.read_text().count("Signed-off-by") == 1


def test_what_a_configuration_asks_for_does_not_spoil_patches(tree: Path, out: Path) -> None:
    hooks = tree.parent / "hooks"
    put(
        hooks,
        dict.fromkeys(("applypatch-msg", "commit-msg", "pre-applypatch", "pre-commit"), b"#!/bin/sh\nexit 1\n"),
    )
    for hook in hooks.iterdir():
        hook.chmod(0o755)
    settings = {
        "core.hooksPath": str(hooks),
        "diff.noprefix": "true",
        "diff.context": "0",
        "color.ui": "always",
        "format.attach": "true",
        "format.suffix": ".txt",
        "format.pretty": "oneline",
        "format.coverLetter": "true",
        "commit.gpgSign": "true",
        "core.commentChar": ";",
    }
    for name, value in settings.items():
        git(tree, "config", name, value)
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0, done.err
    clone = copy(tree, out.parent / "clone")
    assert git(clone, "am", "-q", *map(str, patches(out))).status == 0


# A branch


def test_a_branch(tree: Path) -> None:
    before, head = state(tree), git(tree, "rev-parse", "HEAD").out
    done = kzfix(tree, "series", ".", "--branch", "zero", "-s")
    assert done.status == 0 and done.out == b"zero\n", done.err
    log = git(tree, "log", "--format=%s", "main..zero").out.decode().splitlines()
    assert len(log) == 4 and "gamma: use kzalloc() instead of kmalloc() and memset()" in log
    assert git(tree, "log", "-1", "--format=%(trailers:key=Signed-off-by)", "zero").out.startswith(b"Signed-off-by: Zo")
    assert git(tree, "fsck", "--no-dangling").status == 0
    assert git(tree, "show", "zero:drivers/beta/b.c").out == ZEROED
    assert git(tree, "rev-parse", "HEAD").out == head and git(tree, "branch", "--show-current").out == b"main\n"
    git(tree, "branch", "-D", "zero")
    assert state(tree)[0].keys() >= before[0].keys() and state(tree)[1] == before[1]  # type: ignore[index]
    assert git(tree, "status", "--porcelain").out == b""
    again = kzfix(tree, "series", ".", "--branch", "main")
    assert again.status == 2 and "there is a branch main" in again.err


def test_a_branch_for_b4(tree: Path) -> None:
    today = dict.fromkeys(WHEN, f"@{int(time.time())} +0000")  # b4 does not look further back than a year
    assert kzfix(tree, "series", ".", "--branch", "b4/zero", "--b4", **today).status == 0
    first = git(tree, "log", "--reverse", "--format=%H", "main..b4/zero").out.decode().split()[0]
    message = git(tree, "show", "-s", "--format=%B", first).out.decode()
    assert git(tree, "diff", "--quiet", "main", first).status == 0
    cover, _, told = message.partition("--- b4-submit-tracking ---\n# This section is used internally by b4 prep")
    assert "To: Ann Alpha <ann@example.org>\n" in cover and cover.startswith("Zero memory once")
    tracking = json.loads(told[told.index("{") :])
    assert tracking["series"]["revision"] == 1 and re.fullmatch(
        r"\d{8}-zero-[0-9a-f]{12}", tracking["series"]["change-id"]
    )
    needed("" if shutil.which("b4") else "b4 is not installed")
    git(tree, "checkout", "-q", "b4/zero")
    done = ended(["b4", "prep", "--show-revision"], tree)
    assert "v1" in done.out.decode() + done.err  # b4 says it in its log


# Once more


def test_an_edited_text_lives_on(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    cover, path = out / "0000-cover-letter.patch", patches(out)[2]
    mine = cover.read_text().replace("The places were found by", "I have a word to say.\n\nThe places were found by")
    cover.write_text(re.sub(r"0/4\] .*", "0/4] My own title", mine))
    words = path.read_text().replace(": use kzalloc()", ": prefer kzalloc()", 1)
    words = words.replace("\n---\n", "\nReviewed-by: A Friend <friend@example.org>\n---\nThis is a note.\n", 1)
    path.write_text(words.replace("\nTo: ", "\nX-Mine: yes\nTo: ", 1).replace("bert@example.org>", "bert@other.org>"))
    for _ in range(2):  # the second time finds what the first one kept
        done = kzfix(tree, "series", ".", "-o", out)
        assert done.status == 0, done.err
        assert done.err.count("your text is kept") == 2
        (kept,) = (each for each in patches(out) if "beta" in each.name)
        assert ": prefer kzalloc()" in subject(kept) and "Reviewed-by: A Friend" in kept.read_text()
        assert "\n---\nThis is a note.\n" in kept.read_text() and "X-Mine: yes\n" in kept.read_text()
        assert "bert@other.org" in kept.read_text() and "bert@example.org" not in kept.read_text()
        assert "I have a word to say." in cover.read_text() and "0/4] My own title\n" in cover.read_text()
        assert len(patches(out)) == 4
    kept.unlink()
    assert kzfix(tree, "series", ".", "-o", out).err.count("your text is kept") == 1
    assert not any("prefer" in each for each in subjects(out))


def test_nothing_is_edited_where_nobody_did(tree: Path, out: Path) -> None:
    for options in (("-s",), (), ("-v2",), ("-v", "2", "-s")):
        done = kzfix(tree, "series", "drivers/alpha", "-o", out, *options)
        assert done.status == 0 and "your text" not in done.err, done.err


def test_an_edited_text_and_another_one_of_ours(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", "fs", "-o", out).status == 0
    (path,) = patches(out)
    path.write_text(path.read_text().replace("Found and", "I found it and"))
    put(tree.parent / "mine", {"body.j2": b"Another text.\n"})
    done = kzfix(tree, "series", "fs", "-o", out, "--templates", tree.parent / "mine")
    assert done.status == 0 and "what kzfix has to say is another text too" in done.err
    assert "I found it and" in text(path)
    assert "Another text.\n" in (out / ".kzfix" / "texts" / f"{path.name}.txt").read_text()


def test_the_next_version(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    path = patches(out)[3]
    path.write_text(path.read_text().replace("gamma: use", "gamma: rather use", 1))
    first = {each.name: each.read_bytes() for each in out.glob("0*.patch")}
    done = kzfix(tree, "series", ".", "-o", out, "-v2")
    assert done.status == 0, done.err
    assert {each.name: each.read_bytes() for each in out.glob("0*.patch")} == first
    cover = (out / "v2-0000-cover-letter.patch").read_text()
    assert "holds another version too; this one is v2-*.patch" in done.err
    assert "[PATCH v2 0/4]" in cover and "Range-diff against v1:" in cover
    assert len(re.findall(r"^\d:  \w+ = \d: ", cover, re.M)) == 4
    assert subjects(out, "v2-")[3].startswith("gamma: rather use")
    (tree / "fs/gamma/g.c").unlink()
    git(tree, "commit", "-qam", "gamma: drop it")
    assert kzfix(tree, "series", ".", "-o", out, "-v3").status == 0
    assert re.search(r"^4:  \w+ < -:  -+ gamma: rather", (out / "v3-0000-cover-letter.patch").read_text(), re.M)


def test_a_diff_that_was_edited_is_not_written_over(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    path = patches(out)[0]
    path.write_text(path.read_text().replace("+\tq = kmalloc", "+\tq =  kmalloc"))
    before = {each: each.read_bytes() for each in out.rglob("*.*") if each.is_file()}
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 2 and "its diff was changed by hand" in done.err
    assert {each: each.read_bytes() for each in out.rglob("*.*") if each.is_file()} == before


def test_a_patch_that_is_no_more(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    path = patches(out)[3]
    path.write_text(path.read_text().replace("Found and", "I found it and"))
    assert kzfix(tree, "series", "drivers", "-o", out).status == 0
    assert len(patches(out)) == 3 and not path.exists()
    assert "I found it and" in (out / ".kzfix" / "kept" / path.name).read_text()


def test_what_only_a_human_can_grant_is_named(memory: Path, out: Path) -> None:
    asked = PLAIN.replace(b"\tmemset", b"\tlook(&p);\n\tmemset")
    tree = made(memory / "tree", {"fs/a.c": asked})
    assert kzfix(tree, "series", ".", "-o", out).err.count("nothing to make a patch of") == 1
    assert kzfix(tree, "series", ".", "-o", out, "--include", "review").status == 0
    words = " ".join(text(patches(out)[0]).split())
    assert "have to be checked by a human: - person_new(): " in words


# Templates


def test_templates_of_the_users(tree: Path, out: Path) -> None:
    put(
        tree.parent / "mine",
        {
            "subject.j2": b"{{ 'x' * 100 }}\nzero it\n",
            "why/zeroing/memset.j2": b"{% for p in places %}\n- {{ p.function }} in {{ p.file }}\n{% endfor %}\n",
        },
    )
    assert kzfix(tree, "series", "drivers/beta", "fs", "-o", out, "--templates", tree.parent / "mine").status == 0
    assert sorted(each.split(": ")[-1] for each in subjects(out)) == ["zero it", "zero it"]
    assert text(patches(out)[0]).startswith("- person_new in drivers/beta/b.c\n\nFound and changed by kzfix")


@pytest.mark.parametrize("broken", [b"{% if %}", b"{{ nothing }}", b"{{ 1 / 0 }}", b"\xff"])
def test_a_template_that_is_wrong(tree: Path, out: Path, broken: bytes) -> None:
    put(tree.parent / "mine", {"body.j2": broken})
    done = kzfix(tree, "series", "fs", "-o", out, "--templates", tree.parent / "mine")
    assert done.status == 2 and "template" in done.err and not out.exists()


# What is held back


def test_what_policy_holds_back(memory: Path, out: Path) -> None:
    tree = made(memory / "tree", {"net/core/a.c": PLAIN, "fs/b.c": PLAIN, "tools/lib/c.c": PLAIN})
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0 and len(patches(out)) == 1
    assert "net: 1 file held back: " in done.err and "; --also net takes what is there" in done.err
    assert "tools: 1 file left alone: " in done.err
    done = kzfix(tree, "series", ".", "-o", out, "--also", "net", "--split", "file")
    assert done.status == 0 and "held back" not in done.err and "left alone" in done.err


def test_netdev_patches_are_a_series_of_their_own(memory: Path, out: Path) -> None:
    handbook = {"Documentation/process/maintainer-netdev.rst": b"[PATCH net-next]\n"}
    tree = made(memory / "tree", {**handbook, "net/core/a.c": PLAIN, "fs/b.c": PLAIN})
    assert kzfix(tree, "series", ".", "-o", out, "--also", "net").status == 0
    assert "[PATCH net-next]" in patches(out / "net-core")[0].read_text()
    assert "[PATCH] " in patches(out / "fs")[0].read_text()


# Without git


def test_a_tree_without_git(memory: Path, out: Path) -> None:
    put(memory / "tree", {**FILES, "Kbuild": b"", "scripts/x": b""})
    config = memory / "config"
    config.write_text("[user]\n\tname = N\n\temail = n@example.org\n")
    done = kzfix(memory / "tree", "series", ".", "-o", out, GIT_CONFIG_GLOBAL=str(config))
    assert done.status == 0, done.err
    listed = (out / "series").read_text().split()
    assert listed == [path.name for path in patches(out)] and len(listed) == 4
    assert not any("base-commit" in path.read_text() for path in out.glob("*.patch"))
    for name in listed:
        words = ["patch", "-p1", "-s", "-i", str(out / name)]
        assert subprocess.run(words, cwd=memory / "tree", check=False).returncode == 0
    assert (memory / "tree/fs/gamma/g.c").read_bytes() == ZEROED


def test_quilt_takes_it(memory: Path, out: Path) -> None:
    needed("" if shutil.which("quilt") else "quilt is not installed")
    put(memory / "tree", FILES)
    config = memory / "config"
    config.write_text("[user]\n\tname = N\n\temail = n@example.org\n")
    assert kzfix(memory / "tree", "series", ".", "-o", out, GIT_CONFIG_GLOBAL=str(config)).status == 0
    done = subprocess.run(
        ["quilt", "push", "-a"], cwd=memory / "tree", env={**os.environ, "QUILT_PATCHES": str(out)}, capture_output=True
    )
    assert done.returncode == 0, done.stdout
    assert (memory / "tree/fs/gamma/g.c").read_bytes() == ZEROED
    assert kzfix(memory / "tree", "series", ".", "-o", out, GIT_CONFIG_GLOBAL=str(config)).status == 0


# status


def test_status(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    before = state(tree)
    done = kzfix(tree, "series", "status", out)
    assert done.status == 0 and done.err == "kzfix: 4 patches: 4 apply, 0 merged, 0 in conflict\n"
    assert done.out.decode() == "".join(f"applies              {path.name}\n" for path in patches(out))
    assert state(tree) == before
    merged, other = patches(out)[2], patches(out)[3]
    assert git(tree, "am", "-q", str(merged)).status == 0
    commit = git(tree, "rev-parse", "HEAD").out.decode()[:12]
    (tree / "fs/gamma/g.c").write_bytes(ZEROED.replace(b"struct person *p;\n", b"struct person *p; /* new */\n"))
    git(tree, "commit", "-qam", "gamma: by hand")
    (tree / "drivers/alpha/two.c").write_bytes(b"int gone;\n")
    git(tree, "commit", "-qam", "alpha: gone")
    done = kzfix(tree, "series", "status", out)
    lines = done.out.decode().splitlines()
    assert done.status == 1
    assert re.fullmatch(r"conflicts            0001-\S+  drivers/alpha/two.c:\d+", lines[0])
    assert lines[2] == f"merged {commit}  {merged.name}"
    assert lines[3] == f"merged -             {other.name}"


def test_status_of_nothing(tree: Path, out: Path) -> None:
    out.mkdir()
    assert kzfix(tree, "series", "status", out).status == 2
    assert kzfix(tree, "series", "status", out / "no").status == 2
    assert kzfix(tree, "series", "status").status == 2


# Bad input


def refused(done: Done, *words: str) -> None:
    """One line of trouble, and perhaps a hint."""
    assert done.status == 2 and done.out == b""
    for word in words:
        assert word in done.err, done.err


def test_no_identity(tree: Path, out: Path) -> None:
    for name in NAMES:
        git(tree, "config", "--unset", name)
    done = kzfix(tree, "series", ".", "-o", out, HOME=str(tree), GIT_CONFIG_NOSYSTEM="1", EMAIL="")
    refused(done, "git does not know who you are", "hint: git config")
    assert not out.exists()


def test_local_changes(tree: Path, out: Path) -> None:
    (tree / "fs/gamma/g.c").write_bytes(PLAIN + b"/* mine */\n")
    done = kzfix(tree, "series", ".", "-o", out)
    refused(done, "fs/gamma/g.c: is not as in HEAD", "no series was made: 1 file differs from HEAD", "--allow-dirty")
    assert not out.exists()
    done = kzfix(tree, "series", ".", "-o", out, "--allow-dirty")
    assert done.status == 0 and len(patches(out)) == 3
    git(tree, "checkout", "-q", "fs")
    (tree / "include/linux/slab.h").write_bytes(b"\n")
    refused(kzfix(tree, "series", ".", "-o", out), "include/linux/slab.h: is not as in HEAD")


def test_files_that_git_does_not_have(tree: Path, out: Path) -> None:
    put(tree, {"fs/gamma/new.c": PLAIN})
    refused(kzfix(tree, "series", ".", "-o", out), "fs/gamma/new.c: is not as in HEAD")


def test_no_commit_yet(memory: Path, out: Path) -> None:
    put(memory / "tree", {"a.c": PLAIN})
    git(memory / "tree", "init", "-q")
    for name, value in NAMES.items():
        git(memory / "tree", "config", name, value)
    refused(kzfix(memory / "tree", "series", ".", "-o", out), "no commit yet")


def test_a_shallow_clone(tree: Path, out: Path) -> None:
    clone = out.parent / "clone"
    assert git(tree, "clone", "-q", "--depth=1", f"file://{tree}", str(clone)).status == 0
    for name, value in NAMES.items():
        git(clone, "config", name, value)
    done = kzfix(clone, "series", ".", "-o", out)
    assert done.status == 0 and "this clone is shallow" in done.err and len(patches(out)) == 4


def test_a_detached_head_and_a_sparse_checkout(tree: Path, out: Path) -> None:
    git(tree, "checkout", "-q", "--detach")
    assert git(tree, "sparse-checkout", "set", "fs", "include").status == 0
    before = state(tree)
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0 and len(patches(out)) == 1
    assert "HEAD is detached" in done.err and "sparse checkout" in done.err
    assert state(tree) == before


def test_no_maintainers(memory: Path, out: Path) -> None:
    tree = made(memory / "tree", {name: text for name, text in FILES.items() if name != "MAINTAINERS"})
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0 and "no MAINTAINERS here" in done.err and len(patches(out)) == 4
    assert not any(re.search("^(To|Cc): ", path.read_text(), re.M) for path in out.glob("*.patch"))


def test_a_folder_that_holds_something_else(tree: Path, out: Path) -> None:
    put(out, {"mine.txt": b"mine"})
    refused(kzfix(tree, "series", ".", "-o", out), "exists, and holds what is not of a series of kzfix: mine.txt")
    assert [path.name for path in out.iterdir()] == ["mine.txt"]
    (out / "mine.txt").unlink()
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    put(out, {"mine.txt": b"mine"})
    assert kzfix(tree, "series", ".", "-o", out).status == 0 and (out / "mine.txt").read_bytes() == b"mine"
    (out / ".kzfix/series.json").write_text("{")
    refused(kzfix(tree, "series", ".", "-o", out), "damaged")


def test_nothing_to_change(tree: Path, out: Path) -> None:
    done = kzfix(tree, "series", "include", "-o", out)
    assert done.status == 0 and "nothing to make a patch of" in done.err and not out.exists()


def test_bad_words(tree: Path, out: Path) -> None:
    refused(kzfix(tree, "series", "."), "one of -o DIR and --branch NAME")
    refused(kzfix(tree, "series", ".", "-o", out, "--branch", "x"), "one of -o DIR and --branch NAME")
    refused(kzfix(tree, "series", ".", "-o", out, "--b4"), "b4 works on a branch")
    refused(kzfix(tree, "series", ".", "-o", out, "--format", "json"), "--format: ")
    refused(kzfix(tree, "series", ".", "--branch", "a..b"), "no name for a branch")
    refused(kzfix(tree, "series", ".", "-o", out, "--base", "nope"), "no such commit: nope")
    refused(kzfix(tree, "series", ".", "-o", out, "--templates", "nope"), "no such folder of templates")
    refused(kzfix(tree, "series", "nope", "-o", out), "no such file or folder")


def test_two_trees(tree: Path, out: Path) -> None:
    other = made(tree.parent / "other")
    refused(kzfix(tree, "series", ".", other, "-o", out), "a series is of one tree")


def test_another_base(tree: Path, out: Path) -> None:
    git(tree, "commit", "-q", "--allow-empty", "-m", "empty")
    assert kzfix(tree, "series", ".", "-o", out, "--base", "HEAD^").status == 0
    base = git(tree, "rev-parse", "HEAD^").out.decode().strip()
    assert f"base-commit: {base}" in (out / "0000-cover-letter.patch").read_text()
    refused(kzfix(tree, "series", ".", "-o", out, "--base", "HEAD~4"), "from HEAD~4", "git worktree add")


@pytest.mark.parametrize("limit", [700, 2500])  # bytes: git cannot write, kzfix cannot write
def test_a_full_disk(tree: Path, out: Path, limit: int) -> None:
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    before = {path: path.read_bytes() for path in out.rglob("*.*") if path.is_file()}
    program = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n{COMMAND}"
    words = ("series", ".", "-q", "-j1", "-o")
    done, fresh = (begun(tree, *words, each, program=program).wait() for each in (out, out / "new/er"))
    assert done.status == fresh.status == 2, done.err
    assert {path: path.read_bytes() for path in out.rglob("*.*") if path.is_file()} == before
    assert not (out / "new/er").exists()


# The parts


def place(**more: str) -> Place:
    given = {"file": "a.c", "function": "f", "message": "m", "object": "p", "size": "n", "plain": "", "zeroing": ""}
    return Place(line=1, gone=(), smpl="", evidence=(), doubt="", **{**given, **more})


def step(name: str, rule: str = "r") -> Step:
    return Step(name, rule, 0, b"", b"", (place(file=name),))


def test_patches_of_one_key_stay_together_and_series_are_short() -> None:
    names = [f"drivers/{area}/{number:02}.c" for area in "ab" for number in range(9)]
    every = split.patches([step(name, rule) for name in names for rule in ("r", "s")], lambda name: name)
    parts = split.pack(every, {patch.name: "" for patch in every}, split.area(None))
    assert [len(part.patches) for part in parts] == [14, 4, 14, 4]
    assert [patch for part in parts for patch in part.patches] == every
    assert [part.label for part in parts] == ["drivers-a", "drivers-a-2", "drivers-b", "drivers-b-2"]


def test_tags_part_series() -> None:
    every = split.patches([step("net/a.c"), step("fs/b.c")], lambda name: name)
    parts = split.pack(every, {every[0].name: "", every[1].name: "net-next"}, split.area(None))
    assert [(part.tag, part.label) for part in parts] == [("", "fs"), ("net-next", "net")]


def test_wrap() -> None:
    long = "word " * 40
    out = wrap(f"{long}\n\n- {long}\n- short\n\n  {long}\n\n\nSigned-off-by: {long}")
    first, items, kept, tag = out.split("\n\n")
    assert all(len(line) <= 75 for line in (first + "\n" + items).split("\n"))
    assert items.splitlines()[1].startswith("  word") and items.endswith("\n- short")
    assert kept == f"  {long}".rstrip() and tag == f"Signed-off-by: {long}".rstrip()


def test_mails_are_put_together_as_they_were() -> None:
    head = b"From x\nSubject: [PATCH v2 1/2] a: b\n c\nTo: x\n\n"
    data = head + b"Body\n\nS: x\n---\n a.c | 2\n\ndiff --git a/a.c b/a.c\n--- a/a.c\n"
    cut = mail.patch(data)
    assert cut.data == data and cut.head == head and cut.words == b"Body\n\nS: x\n"
    assert cut.below == b"---\n a.c | 2\n\n" and cut.marks == "[PATCH v2 1/2]"
