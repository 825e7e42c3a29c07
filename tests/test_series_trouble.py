"""`kzfix series` where something is odd: one clear line each, and nothing of the user's is lost or changed."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from forked import COMMAND
from test_build import needed
from test_cli import PLAIN, ZEROED, begun, git
from test_series import (
    FILES,
    MAINTAINERS,
    NAMES,
    copy,
    kzfix,
    made,
    patches,
    put,
    refused,
    state,
    subjects,
    text,
)

from kzfix.deliver.series import folder, install
from kzfix.deliver.series.install import Fresh
from kzfix.deliver.series.record import Letter, Record, Version
from kzfix.deliver.series.tags import claiming, signed, unsigned
from kzfix.errors import WriteError


@pytest.fixture
def tree(memory: Path) -> Path:
    return made(memory / "tree")


@pytest.fixture
def out(memory: Path) -> Path:
    return memory / "out"


# The repository


def test_times_of_files_do_not_change_the_index(tree: Path, out: Path) -> None:
    for path in tree.rglob("*.c"):
        os.utime(path, (1, 1))
    before = (tree / ".git/index").read_bytes()
    assert kzfix(tree, "series", ".", "-o", out).status == 0
    assert (tree / ".git/index").read_bytes() == before


def test_what_is_staged_alone_does_not_matter(tree: Path, out: Path) -> None:
    path = tree / "fs/gamma/g.c"
    held = path.read_bytes()
    path.write_bytes(b"int staged;\n")
    git(tree, "add", "-A")
    path.write_bytes(held)
    before = state(tree)
    assert kzfix(tree, "series", ".", "-o", out).status == 0 and len(patches(out)) == 4
    assert state(tree) == before


@pytest.mark.parametrize("way", ["merge", "rebase", "cherry-pick"])
def test_in_the_middle_of_something(tree: Path, out: Path, way: str) -> None:
    git(tree, "checkout", "-qb", "side")
    for branch in ("side", "main"):
        git(tree, "checkout", "-q", branch)
        (tree / "include/linux/slab.h").write_text(f"/* {branch} */\n")
        git(tree, "commit", "-qam", branch)
    assert git(tree, way, "side").status != 0
    before = state(tree)
    refused(kzfix(tree, "series", ".", "-o", out), "include/linux/slab.h: is not as in HEAD", "--allow-dirty")
    assert kzfix(tree, "series", ".", "-o", out, "--allow-dirty").status == 0 and len(patches(out)) == 4
    assert state(tree) == before


def test_a_worktree_and_a_submodule(tree: Path, out: Path) -> None:
    other = out.parent / "other"
    git(tree, "worktree", "add", "-q", str(other), "-b", "side")
    assert kzfix(other, "series", ".", "-o", out).status == 0 and len(patches(out)) == 4
    above = out.parent / "above"
    git(out.parent, "init", "-q", "above")
    words = ("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(tree), "sub")
    assert git(above, *words).status == 0
    for name, value in NAMES.items():
        git(above / "sub", "config", name, value)
    assert kzfix(above, "series", "sub", "-o", out.parent / "sub").status == 0
    assert len(patches(out.parent / "sub")) == 4
    git(above, "-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "sub")
    for name, value in NAMES.items():
        git(above, "config", name, value)
    done = kzfix(above, "series", ".", "-o", out.parent / "above.out")
    assert done.status == 2 and "sub/fs/gamma/g.c: left out: stands in another tree" in done.err


def test_a_bare_repository_and_git_itself(tree: Path, out: Path) -> None:
    git(out.parent, "clone", "-q", "--bare", str(tree), "bare")
    who = {f"GIT_{role}_{what}": "x@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    for place in (out.parent / "bare", tree / ".git"):
        done = kzfix(place, "series", ".", "-o", out, **who)
        assert done.status == 0 and "nothing to make a patch of" in done.err and not out.exists()


def test_git_is_not_there(tree: Path, out: Path) -> None:
    refused(kzfix(tree, "series", ".", "-o", out, PATH=str(tree)), "git is not installed")


def test_a_branch_in_the_way_of_one_of_several(memory: Path) -> None:
    tree = made(memory / "tree", {f"drivers/{part}/{number}/x.c": PLAIN for part in "ab" for number in range(8)})
    git(tree, "branch", "zero-drivers-b/x")
    done = kzfix(tree, "series", ".", "--branch", "zero", "--split", "file")
    refused(done, "no branch was made")
    assert git(tree, "branch", "--list", "zero*", "--format=%(refname:short)").out == b"zero-drivers-b/x\n"
    git(tree, "branch", "-D", "zero-drivers-b/x")
    done = kzfix(tree, "series", ".", "--branch", "zero", "--split", "file")
    assert done.out == b"zero-drivers-a\nzero-drivers-b\n"


# The folder


@pytest.mark.parametrize("kind", ["file", "link", "below a file"])
def test_no_folder(tree: Path, out: Path, kind: str) -> None:
    if kind == "link":
        out.symlink_to("nowhere")
    else:
        out.write_text("x")
    target = out / "x" if kind == "below a file" else out
    done = kzfix(tree, "series", ".", "-o", target)
    refused(done, "and it is no folder")
    assert "proved" not in done.err  # before the search


def test_a_repository_of_somebody_else(tree: Path, out: Path) -> None:
    for words in (("series", ".", "-o", out), ("series", ".", "--branch", "zero")):
        done = kzfix(tree, *words, GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
        refused(done, "detected dubious ownership", f"hint: git config --global --add safe.directory {tree}")


def test_a_folder_that_may_not_be_written_to(tree: Path, out: Path) -> None:
    out.mkdir()
    program = f"import os\nos.access = lambda path, mode: path != {str(out)!r}\n{COMMAND}"  # root may write anywhere
    done = begun(tree, "series", ".", "-o", out, program=program).wait()
    refused(done, "you may not write to this folder")


def letter(name: str) -> Letter:
    return Letter(f"{name}.patch", name, name, "", "", "", "")


def fresh(number: int, *names: str) -> Fresh:
    return Fresh(1, Version("", tuple(map(letter, names))), {f"{name}.patch": b"%d" % number for name in names}, {})


def test_killed_at_any_step_the_next_run_finds_it_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step that changes the folder is the last one once."""

    class Killed(BaseException):
        """What no handler is for."""

    for last in range(40):
        place = tmp_path / str(last)
        install.install([(folder.standing(str(place)), fresh(1, "a", "b", "c"))])
        left = last

        def counted(real: object, *args: object) -> object:
            nonlocal left
            left -= 1
            if left < 0:
                raise Killed
            return real(*args)  # type: ignore[operator]

        ended = False
        with monkeypatch.context() as patch:
            for name in ("replace", "unlink", "mkdir"):
                real = getattr(os, name)
                patch.setattr(os, name, lambda *args, real=real: counted(real, *args))
            patch.setattr(install, "_abandon", lambda folder: None)  # no process is there to do it
            try:
                install.install([(folder.standing(str(place)), fresh(2, "a", "b", "d"))])
                ended = True
            except Killed:
                pass
        record = folder.standing(str(place))
        found = {path.name: path.read_bytes() for path in place.glob("*.patch")}
        old = {f"{name}.patch": b"1" for name in "abc"}
        new = {f"{name}.patch": b"2" for name in "abd"}
        assert found in (old, new)
        assert {each.file for each in record.versions[1].letters} == set(found)
        if ended:
            assert found == new and last > 8
            return
    pytest.fail("it never ended")


def test_several_folders_are_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "two" / "a.patch").mkdir(parents=True)
    one, two = (Record(str(tmp_path / name)) for name in ("one", "two"))
    with pytest.raises(WriteError, match="in the way"):
        install.install([(one, fresh(1, "a")), (two, fresh(1, "a"))])
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a.patch", "two"]


# Text


def test_what_is_no_utf8(memory: Path, out: Path) -> None:
    files = {
        "MAINTAINERS": MAINTAINERS.replace("Bërt", "B\xebrt").encode("latin-1", "replace"),
        "drivers/beta/\xfc.c": PLAIN,
        "drivers/alpha/two.c": PLAIN,
    }
    tree = made(memory / "tree", files)
    os.rename(tree / "drivers/alpha/two.c", os.fsencode(tree / "drivers/alpha") + b'/\xff"*\\ x.c')
    git(tree, "add", "-A")
    git(tree, "-c", "i18n.commitEncoding=ISO-8859-1", "commit", "-qm", os.fsdecode(b"alpha: rename \xfc"))
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0, done.err
    assert "To: =?utf-8?q?B=C3=ABrt_Beta?= <bert@example.org>\n" in patches(out)[1].read_text()
    assert kzfix(tree, "series", "status", out).out.count(b"applies") == 2
    clone = copy(tree, memory / "clone")
    assert git(clone, "am", "-q", *map(str, patches(out))).status == 0
    git(tree, "pull", "-q", str(clone))
    assert kzfix(tree, "series", "status", out).out.count(b"merged") == 2


def test_lines_that_end_in_cr_lf(memory: Path, out: Path) -> None:
    tree = made(memory / "tree", {"fs/a.c": PLAIN.replace(b"\n", b"\r\n")})
    done = kzfix(tree, "series", ".", "-o", out)
    assert done.status == 0 and "git am takes the patches with --keep-cr alone" in done.err
    clone = copy(tree, memory / "clone")
    assert git(clone, "am", "-q", "--keep-cr", *map(str, patches(out))).status == 0
    assert (clone / "fs/a.c").read_bytes() == ZEROED.replace(b"\n", b"\r\n")


def test_lines_that_git_stores_otherwise(tree: Path, out: Path) -> None:
    put(tree, {".gitattributes": b"*.c text eol=crlf\n"})
    (tree / "fs/gamma/g.c").unlink()
    git(tree, "checkout", "-q", "fs")
    done = kzfix(tree, "series", "fs", "-o", out)
    refused(done, "g.c: is not as in HEAD: git stores it with other line ends", "git -c core.autocrlf=false worktree")


def test_attributes_and_odd_configurations(tree: Path, out: Path) -> None:
    put(tree, {".git/info/attributes": b"*.c -diff\n"})
    settings = {
        **dict.fromkeys(("format.signOff", "format.numbered", "am.threeWay", "mailinfo.scissors"), "true"),
        **dict.fromkeys(("diff.mnemonicPrefix", "diff.noprefix", "format.forceInBodyFrom"), "true"),
        **dict.fromkeys(("diff.orderFile", "format.outputDirectory", "core.hooksPath"), "/nonexistent/x"),
        **dict.fromkeys(("diff.external", "gpg.program", "core.pager"), "false"),
        "apply.whitespace": "error",
        "i18n.commitEncoding": "ISO-8859-1",
        "trailer.separators": "%",
        "core.eol": "crlf",
        "diff.context": "9",
        "commit.gpgSign": "true",
        "format.thread": "deep",
    }
    with (tree / ".git/config").open("a") as file:
        for name, value in settings.items():
            section, key = name.split(".")
            file.write(f'[{section}]\n\t{key} = "{value}"\n')
    done = kzfix(tree, "series", ".", "-o", out, "-s")
    assert done.status == 0, done.err
    clone = copy(tree, out.parent / "clone")
    assert git(clone, "am", "-q", *map(str, patches(out))).status == 0
    assert text(patches(out)[0]).endswith("\n\nSigned-off-by: Zoë T. Ester <zoe@example.org>\n")


# Words of the user's


@pytest.mark.parametrize(
    ("name", "template", "place"),
    [
        ("cover.j2", "a\n\n{{ foo.bar }}\n", "cover.j2:3"),
        ("cover.j2", "", "cover.j2"),
        ("body.j2", "{{ 1 / 0 }}", "body.j2:1"),
        ("body.j2", "{% include 'no.j2' %}", "body.j2:1"),
        ("subject.j2", "\n", "subject.j2"),
    ],
)
def test_a_template_that_is_wrong_is_named_with_its_line(
    tree: Path, out: Path, name: str, template: str, place: str
) -> None:
    put(tree.parent / "mine", {name: template.encode()})
    done = kzfix(tree, "series", ".", "-o", out, "--templates", tree.parent / "mine")
    refused(done, f"{place}: the template")
    assert not out.exists()


@pytest.mark.parametrize("broken", ["x = [", "[[hold]]\n", '[[hold]]\npaths = "x"\nwhy = "y"\n', "[[foo]]\n", "\udcff"])
def test_a_policy_that_is_wrong(tree: Path, out: Path, broken: str) -> None:
    path = tree.parent / "policy.toml"
    path.write_text(broken, errors="surrogateescape")
    refused(kzfix(tree, "series", ".", "-o", out, "--policy", path), f"{path}: ")


def test_tags() -> None:
    me = "M <m@example.org>"
    assert signed("Why.\n", me) == f"Why.\n\nSigned-off-by: {me}\n"
    assert signed(f"Why.\n\nLink: x\nSigned-off-by: {me}\n", me) == f"Why.\n\nLink: x\nSigned-off-by: {me}\n"
    assert signed("Why.\n\nCc: x\n[m: a note]\n", me) == f"Why.\n\nCc: x\n[m: a note]\nSigned-off-by: {me}\n"
    assert claiming("Why.\n\nCc: x\n", "", "Compiled.") == "Why.\n\nCompiled.\n\nCc: x\n"
    assert claiming("Why.\n\nCompiled.\n\nCc: x\n", "Compiled.", "") == "Why.\n\nCc: x\n"
    assert unsigned(f"Why.\n\nSigned-off-by: {me}\n", me) == "Why."
    assert claiming("Why.\n\nCompiled.\n", "Compiled.", "Run.") == "Why.\n\nRun.\n"


# Once more


def test_the_same_bytes_again(tree: Path, out: Path) -> None:
    """Of the same text, also when time has passed; a version whose text is another has another date and other ids."""
    first = {f"GIT_{who}_DATE": "2024-05-06T07:08:09Z" for who in ("AUTHOR", "COMMITTER")}
    later = dict.fromkeys(first, "2024-05-07T07:08:09Z")
    assert kzfix(tree, "series", ".", "-o", out, **first).status == 0
    before = {path.name: path.read_bytes() for path in out.glob("*.patch")}
    assert kzfix(tree, "series", ".", "-o", out, "-j2", **later).status == 0
    assert {path.name: path.read_bytes() for path in out.glob("*.patch")} == before
    assert kzfix(tree, "series", "drivers", "fs", "-o", out, "-s", **later).status == 0
    now = {path.name: path.read_bytes() for path in out.glob("*.patch")}
    assert all(b"\nDate: Tue, 07 May 2024 07:08:09 +0000\n" in data for data in now.values())
    found = [re.findall(rb"^Message-Id: <(.*)>", data, re.M | re.I) for data in (*before.values(), *now.values())]
    assert len({each for some in found for each in some}) == 10


def test_rules_in_another_order_than_their_names(memory: Path, out: Path) -> None:
    """A rule of the user's is read after the built-in ones, and its patch comes before theirs."""
    rule = b"/// Wipe it.\n// Confidence: High\n// Subject: wipe it\n@@\nexpression x;\n@@\n- scrub(x);\n+ wipe(x);\n"
    put(memory / "rules", {"aaa/wipe.cocci": rule})
    tree = made(memory / "tree", {"fs/a.c": PLAIN + b"\nvoid person_end(struct person *p)\n{\n\tscrub(p);\n}\n"})
    done = kzfix(tree, "series", ".", "-o", out, "--rules", memory / "rules")
    assert done.status == 0 and [path.read_text().count("\n+\t") for path in patches(out)] == [1, 1], done.err
    clone = copy(tree, memory / "clone")
    assert git(clone, "am", "-q", *map(str, patches(out))).status == 0
    assert b"wipe(p)" in (clone / "fs/a.c").read_bytes() and b"kzalloc" in (clone / "fs/a.c").read_bytes()


def test_series_of_one_run_have_ids_of_their_own(memory: Path, out: Path) -> None:
    tree = made(memory / "tree", {f"drivers/{part}/{number}/x.c": PLAIN for part in "ab" for number in range(8)})
    assert kzfix(tree, "series", ".", "-o", out, "--split", "file").status == 0
    covers = [path.read_text() for path in out.glob("*/0000-cover-letter.patch")]
    assert len({re.search("^Message-Id: (.*)$", each, re.M | re.I)[1] for each in covers}) == len(covers) == 2  # type: ignore[index]


# status


def test_status_after_a_rebase_and_with_other_surroundings(tree: Path, out: Path) -> None:
    assert kzfix(tree, "series", ".", "-o", out, "--split", "file", "--rule", "zeroing/memset").status == 0
    one, two, beta, gamma = patches(out)
    git(tree, "checkout", "-q", "--orphan", "new")
    git(tree, "commit", "-qm", "all anew")
    for path in (two, gamma):
        assert git(tree, "am", "-q", str(path)).status == 0
    git(tree, "commit", "-q", "--amend", "-m", "gamma: in other words")
    commits = git(tree, "log", "--format=%h", "--abbrev=12").out.decode().split()
    for name, old, new in (
        ("drivers/alpha/two.c", b"if (!p)", b"if (p == NULL)"),
        ("drivers/beta/b.c", b"struct person *p;", b"struct person *p; /* new */"),
    ):
        (tree / name).write_bytes((tree / name).read_bytes().replace(old, new))
    git(tree, "commit", "-qam", "other surroundings")
    before = state(tree)
    done = kzfix(tree, "series", "status", out)
    assert done.status == 0 and state(tree) == before
    assert done.out.decode().splitlines() == [
        f"applies              {one.name}",
        f"merged {commits[1]}  {two.name}",
        f"applies              {beta.name}  with git am -3",
        f"merged {commits[0]}  {gamma.name}",
    ]
    shutil.rmtree(out / ".kzfix")
    assert kzfix(tree, "series", "status", out).out == done.out
    git(tree, "revert", "--no-edit", commits[0])
    assert kzfix(tree, "series", "status", out).out.decode().splitlines()[3] == f"applies              {gamma.name}"


def test_checkpatch_that_does_not_run_is_not_one_without_findings(memory: Path, out: Path) -> None:
    needed("" if shutil.which("perl") else "perl is not installed")
    fine = b'foreach (@ARGV) { print "$_:1: WARNING:LONG: too long\\n" unless /^-/; }\nexit(1);\n'
    picky = b'if (grep { /^--root/ } @ARGV) { print "--root does not point at a valid tree\\n"; exit(2); }\n'
    tree = made(memory / "tree", {**FILES, "scripts/checkpatch.pl": b"die 'no';\n"})
    done = kzfix(tree, "series", "fs", "-o", out)
    assert done.status == 0 and "scripts/checkpatch.pl does not run: no at " in done.err
    for script in (fine, picky + fine):
        (tree / "scripts/checkpatch.pl").write_bytes(script)
        done = kzfix(tree, "series", "fs", "-o", out)
        assert done.status == 0 and "WARNING: too long [LONG]" in done.err and "0 errors, 1 warning" in done.err
    assert len(subjects(out)) == 1
