"""`--since REV`: the functions that a range of commits touches, and no others."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from forked import Done
from test_cli import ended, kzfix

from kzfix import engine
from kzfix.cli.since import Chosen, choose
from kzfix.config import Settings
from kzfix.errors import GitError, PathError
from kzfix.model import Edit, File, Finding, Found, Lines, Skipped, Source, Span, path_of
from kzfix.rewrite.compose import moved
from kzfix.rewrite.splice import apply
from kzfix.source.parse import unit

ROOT = Path(__file__).resolve().parent.parent
FUNCTION = """struct person *{name}(void)
{{
	struct person *p;

	p = kmalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	memset(p, 0, sizeof(*p));
	return p;
}}

"""
TEXT = "struct person {\n\tint age;\n\tint shoe;\n};\n\n" + "".join(FUNCTION.format(name=name) for name in "abc")
ALLOC = [10, 21, 32]  # the lines on which a, b and c allocate
EDITED = TEXT.replace("struct person *b(void)\n{\n", "struct person *b(void)\n{\n\tint unused;\n")


@dataclass(frozen=True)
class Repo:
    """A git repository in a temporary folder."""

    root: Path

    def git(self, *words: str) -> str:
        done = self.ask(*words)
        assert done.status == 0, done.err
        return done.out.decode("utf-8", "surrogateescape").strip()

    def ask(self, *words: str) -> Done:
        who = ("-c", "user.name=A", "-c", "user.email=a@b.invalid", "-c", "protocol.file.allow=always")
        return ended(["git", *who, *words], self.root)

    def write(self, name: str, text: str | bytes = TEXT) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)

    def commit(self, **files: str) -> str:
        """Write `name.c` for each argument and commit all there is. The commit's hash."""
        for name, text in files.items():
            self.write(f"{name}.c", text)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", "commit")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repo(memory: Path, monkeypatch: pytest.MonkeyPatch) -> Repo:
    """A repository with one commit, on branch main, and the current folder in it."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    made = Repo(memory)
    made.git("init", "-q", "-b", "main")
    made.commit(f=TEXT)
    monkeypatch.chdir(memory)
    return made


def chosen(rev: str = "HEAD", paths: Sequence[str] = (".",), exclude: tuple[str, ...] = ()) -> Chosen:
    return choose(list(paths), Settings(exclude=exclude), rev)


def shown(found: Chosen) -> list[str]:
    return sorted(path_of(entry) for entry in found.entries)


def asked(found: Chosen) -> list[tuple[str, Lines | None]]:
    """What is to be looked at, with the lines that were touched."""
    return [(entry.path, entry.lines) for entry in found.entries if isinstance(entry, File)]


def lines(done: Done) -> list[int]:
    """The lines that `check` names."""
    return [int(line.split(b":")[1]) for line in done.out.splitlines()]


# what counts as touched


def test_only_the_function_that_differs_is_looked_at(repo: Repo) -> None:
    repo.write("f.c", EDITED)
    done = kzfix(repo.root, "check", "--since", "HEAD", ".")
    assert (done.status, lines(done)) == (1, [ALLOC[1] + 1])
    assert done.err.startswith("kzfix: 1 file, 0 skipped, 0 functions not parsed; 1 proved")
    assert kzfix(repo.root, "check", "--since", "HEAD", "-q", "f.c").out == done.out


def test_every_verb_takes_it(repo: Repo) -> None:
    repo.write("f.c", EDITED)
    repo.git("commit", "-qam", "edited")
    patch = kzfix(repo.root, "diff", "--since", "HEAD~1", ".").out
    assert patch.count(b"+\tp = kzalloc") == 1
    assert b"f.c:22" in kzfix(repo.root, "why", "--since", "HEAD~1", "f.c").out
    assert kzfix(repo.root, "apply", "--since", "HEAD~1", ".").status == 0
    assert repo.git("diff", "--stat").count("f.c") == 1
    assert (repo.root / "f.c").read_text().count("kzalloc") == 1


def test_nothing_differs(repo: Repo) -> None:
    assert chosen() == Chosen((), ())
    done = kzfix(repo.root, "check", "--since", "HEAD", ".")
    assert (done.status, done.out) == (0, b"")
    assert done.err.startswith("kzfix: 0 files, ")


@pytest.mark.parametrize(
    ("old", "new", "touched"),
    [
        ("\tstruct person *p;\n\n\tp = k", "\tstruct person *p;\n\tp = k", ALLOC),  # taken away inside
        ("}\n\nstruct person *b", "}\nstruct person *b", []),  # taken away between two
        (FUNCTION.format(name="b"), "", []),  # gone as a whole
        ("struct person {", "/* One. */\nstruct person {", []),
        ("*b(void)\n", "*b(void) /* heads count */\n", [ALLOC[1]]),
        ("return p;\n}\n\nstruct person *c", "return p;\n} /* so do ends */\n\nstruct person *c", [ALLOC[1]]),
    ],
)
def test_lines_taken_away_touch_the_function_around_them(repo: Repo, old: str, new: str, touched: list[int]) -> None:
    text = TEXT.replace(old, new)
    assert text != TEXT
    repo.write("f.c", text)
    done = kzfix(repo.root, "check", "--since", "HEAD", ".")
    allocations = [n for n, line in enumerate(text.splitlines(), 1) if "kmalloc" in line]
    assert lines(done) == [allocations[ALLOC.index(line)] for line in touched]


def test_a_macro_counts_like_a_function(repo: Repo) -> None:
    body = ("do {", "\tp = kmalloc(sizeof(*p), GFP_KERNEL);", "\tmemset(p, 0, sizeof(*p));", "} while (0)\n")
    macro = "#define NEW(p) " + " \\\n".join(body)
    repo.commit(m=f"{macro}\n{macro.replace('NEW', 'OTHER')}")
    repo.write("m.c", f"{macro}\n{macro.replace('NEW', 'OTHER').replace('do {', 'do  {')}")
    done = kzfix(repo.root, "why", "--since", "HEAD", ".")
    assert b"m.c:7" in done.out
    assert b"m.c:2" not in done.out


def test_places_are_half_open() -> None:
    source = Source("f.c", b"one\ntwo\nthree\nfour").narrowed(((2, 3), (4, 4)))
    assert source.touched == (Span(4, 8), Span(14, 14))
    assert [source.touches(Span(*span)) for span in ((0, 4), (3, 5), (8, 14), (14, 18), (8, 15))] == [
        *(False, True, False, False, True)
    ]
    assert Source("f.c", b"short").narrowed(((7, 9),)).touched == (Span(5, 5),)
    assert Source("f.c", b"").touches(Span(0, 0))


def test_places_move_with_edits() -> None:
    edits = (Edit(Span(2, 4), b""), Edit(Span(10, 20), b"abc"), Edit(Span(30, 30), b"++"))
    places = (Span(0, 2), Span(5, 8), Span(12, 15), Span(15, 15), Span(5, 25), Span(28, 32))
    there = (Span(0, 2), Span(3, 6), Span(8, 11), Span(8, 11), Span(3, 16), Span(19, 25))
    assert moved(places, edits) == there
    assert moved(None, edits) is None


def said(finding: Finding) -> tuple[object, ...]:
    places = [site.places for site in finding.proposal.sites]
    return finding.proposal.rule, places, finding.verdict, finding.edits, finding.line, finding.message


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.c")), ids=lambda path: path.name)
def test_a_function_alone_gets_the_verdicts_that_it_gets_among_the_others(path: Path) -> None:
    settings = Settings(group=("idioms", "stores", "leak"))
    rules = engine.load(settings)
    source = Source(str(path), path.read_bytes())
    every = engine.examine(source, rules, settings)
    assert isinstance(every, Found)
    for function in unit(source, lambda _: True).functions:
        start, end = function.span
        alone = engine.examine(source.narrowed(((source.line(start), source.line(end - 1) + 1),)), rules, settings)
        wanted = [finding for finding in every.findings if start <= finding.proposal.first.start < end]
        found = alone.findings if isinstance(alone, Found) else ()
        assert list(map(said, found)) == list(map(said, wanted))
        edits = [edit for edit in every.edits if start <= edit.span.start < end]
        assert apply(source.data, alone.edits if isinstance(alone, Found) else ()) == apply(source.data, edits)


# which files


def test_staged_unstaged_and_untracked_files(repo: Repo) -> None:
    repo.commit(staged=TEXT, plain=TEXT)
    repo.write("staged.c", EDITED)
    repo.git("add", "staged.c")
    repo.write("plain.c", EDITED)
    repo.write("new.c")
    repo.write("meant.c")
    repo.git("add", "-N", "meant.c")
    repo.write("notes.txt")
    repo.write("made.c")
    repo.write(".gitignore", "made.c\n")
    found = chosen()
    assert shown(found) == ["meant.c", "new.c", "plain.c", "staged.c"]
    assert {"meant.c", "new.c"} == {path for path, touched in asked(found) if touched is None}
    assert found.notes == ("1 file is not tracked by git, so looked at as a whole",)
    assert kzfix(repo.root, "check", "--since", "HEAD", "-q", ".").err == ""


def test_a_renamed_file_is_touched_where_it_was_changed(repo: Repo) -> None:
    repo.commit(**{"old/g": TEXT, "old/h": TEXT})
    (repo.root / "new").mkdir()
    repo.git("mv", "old/g.c", "new/g.c")
    repo.git("mv", "old/h.c", "new/h.c")
    repo.write("new/g.c", EDITED)
    repo.git("add", "-A")
    assert asked(chosen(paths=["new"])) == [("new/g.c", ((19, 20),))]
    assert chosen().entries == chosen(paths=["new/g.c"]).entries == chosen(paths=["new"]).entries


def test_what_is_no_text_any_more_or_no_file(repo: Repo) -> None:
    repo.commit(mode=TEXT, gone=TEXT, link=TEXT, binary=TEXT, was=TEXT)
    (repo.root / "mode.c").chmod(0o755)
    (repo.root / "gone.c").unlink()
    (repo.root / "link.c").unlink()
    (repo.root / "link.c").symlink_to("f.c")
    repo.write("binary.c", b"\0\1\2")
    (repo.root / "was.c").unlink()
    (repo.root / "was.c").mkdir()
    repo.write("was.c/in.c")
    found = chosen()
    assert shown(found) == ["binary.c", "link.c", "was.c/in.c"]
    assert [entry.why for entry in found.entries if isinstance(entry, Skipped)] == [
        "symlink to a place in the same tree: " + str(repo.root / "f.c")
    ]
    assert kzfix(repo.root, "check", "--since", "HEAD", ".").status == 1


def test_a_link_that_has_become_a_file_is_new(repo: Repo) -> None:
    (repo.root / "l.c").symlink_to("f.c")
    repo.commit()
    (repo.root / "l.c").unlink()
    repo.write("l.c")
    assert asked(chosen()) == [("l.c", None)]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
@pytest.mark.parametrize("attributes", ["", "*.c text\n", "*.c -text\n", "*.c binary\n", "*.c diff=odd\n"])
def test_ends_of_lines_and_attributes(repo: Repo, ending: str, attributes: str) -> None:
    repo.git("config", "diff.odd.textconv", "false")
    repo.git("config", "diff.odd.binary", "true")
    repo.write(".gitattributes", attributes)
    repo.commit(g=TEXT.replace("\n", ending).strip())
    repo.write("g.c", EDITED.replace("\n", ending).strip() + "\n")
    assert asked(chosen(paths=["g.c"])) == [("g.c", ((19, 20), (38, 39)))]


def test_no_setting_of_the_user_matters(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(**{"sub/g": TEXT})
    repo.write("sub/g.c", EDITED)
    repo.write("f.c", EDITED)
    plain = chosen()
    assert shown(plain) == ["f.c", "sub/g.c"]
    settings = {
        "diff.noprefix": "true",
        "diff.mnemonicPrefix": "true",
        "diff.external": "false",
        "diff.context": "9",
        "diff.interHunkContext": "50",
        "diff.relative": "true",
        "diff.renames": "false",
        "diff.renameLimit": "1",
        "diff.algorithm": "patience",
        "diff.suppressBlankEmpty": "true",
        "color.ui": "always",
        "color.diff": "always",
        "core.quotePath": "false",
        "diff.submodule": "log",
        "diff.wordRegex": ".",
        "diff.ignoreSubmodules": "all",
        "status.showUntrackedFiles": "no",
        "diff.srcPrefix": "x/",
        "diff.dstPrefix": "y/",
        "diff.colorMoved": "zebra",
        "core.pager": "false",
    }
    for key, value in settings.items():
        repo.git("config", key, value)
    repo.write(".git/order", "f.c\n")
    repo.git("config", "diff.orderFile", ".git/order")
    for name, value in {"GIT_DIFF_OPTS": "-u9", "GIT_EXTERNAL_DIFF": "false", "GIT_DIR": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    assert chosen() == plain
    assert shown(chosen(paths=["sub"])) == ["sub/g.c"]


ODD = [
    "sp ace.c",
    'quo"te.c',
    "back\\slash.c",
    "tab\tnew\nline.c",
    "ümlaut.c",
    "trailing \t.c",
    "a b/c d.c",
    ":(top)x.c",
]


def test_odd_names(repo: Repo) -> None:
    names = [*ODD, os.fsdecode(b"\xff\xfe.c"), "-x.c", "b/b/b.c"]
    for name in names:
        repo.write(name)
    repo.commit()
    for name in names:
        repo.write(name, EDITED)
    assert {entry.path: entry.lines for entry in chosen().entries if isinstance(entry, File)} == dict.fromkeys(
        names, ((19, 20),)
    )
    for name in names:
        assert asked(chosen(paths=[f"./{name}"])) == [(f"./{name}", ((19, 20),))]


def test_lines_that_look_like_a_patch(repo: Repo) -> None:
    strange = "++ b/evil.c\n-- a/evil.c\n@@ -1 +1 @@\ndiff --git a/evil.c b/evil.c\n"
    repo.commit(f=TEXT + strange)
    repo.write("f.c", strange + EDITED)
    assert asked(chosen()) == [("f.c", ((1, 5), (23, 24), (44, 44)))]


# which paths


def test_paths_are_shown_as_they_were_given(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit(**{"x/y/g": TEXT, "x/.hidden/h": TEXT, "x/yy/z": TEXT})
    for name in ("x/y/g.c", "x/.hidden/h.c", "x/yy/z.c"):
        repo.write(name, EDITED)
    (repo.root / "link").symlink_to("x")
    assert shown(chosen()) == ["x/y/g.c", "x/yy/z.c"]
    assert shown(chosen(paths=["x/y"])) == ["x/y/g.c"]
    assert shown(chosen(paths=["x/y/", "x/y/g.c", "./x"])) == ["./x/yy/z.c", "x/y/g.c"]
    assert shown(chosen(paths=["link/y"])) == ["link/y/g.c"]
    assert shown(chosen(paths=[str(repo.root / "x" / "y")])) == [str(repo.root / "x" / "y" / "g.c")]
    assert shown(chosen(paths=["x/.hidden/h.c"])) == ["x/.hidden/h.c"]
    monkeypatch.chdir(repo.root / "x" / "y")
    assert shown(chosen()) == ["g.c"]
    assert shown(chosen(paths=[".."])) == ["../y/g.c", "../yy/z.c"]


def test_excluded_paths_stay_out(repo: Repo) -> None:
    for name in ("x/y/g.c", "x/z/h.c", "i.c", "i.txt"):
        repo.write(name)
    assert shown(chosen(exclude=("y", "i.*"))) == ["x/z/h.c"]
    assert shown(chosen(exclude=("x/y",))) == ["i.c", "x/z/h.c"]
    assert shown(chosen(paths=["x"], exclude=("z/*",))) == ["x/y/g.c"]


def test_only_changed_files_are_opened(repo: Repo) -> None:
    repo.commit(closed=TEXT)
    (repo.root / "closed.c").chmod(0)
    repo.write("f.c", EDITED)
    found = chosen()
    assert shown(found) == ["f.c"]


def test_another_tree_inside(repo: Repo, tmp_path: Path) -> None:
    other = Repo(tmp_path / "other")
    other.root.mkdir()
    other.git("init", "-q", "-b", "main")
    other.commit(s=TEXT)
    repo.git("submodule", "--quiet", "add", str(other.root), "sub")
    repo.commit()
    inner = Repo(repo.root / "sub")
    inner.write("s.c", EDITED)
    assert chosen() == Chosen((), ())
    assert shown(chosen(paths=["sub"])) == ["sub/s.c"]
    inner.commit()
    assert chosen() == Chosen((), ("sub: a submodule with another commit, whose own changes are not looked at",))
    assert shown(chosen("HEAD~1", [".", "sub"])) == ["sub/s.c"]


def test_names_on_stdin_and_files_without_changes(repo: Repo) -> None:
    repo.commit(same=TEXT)
    repo.write("f.c", EDITED)
    done = kzfix(repo.root, "check", "--since", "HEAD", "-", stdin=b"same.c\nf.c\n" + b"same.c\n" * 1500)
    assert lines(done) == [ALLOC[1] + 1]


# which commit


def test_ranges(repo: Repo) -> None:
    repo.git("checkout", "-q", "-b", "topic")
    repo.commit(mine="int mine;\n")
    repo.git("checkout", "-q", "main")
    repo.commit(theirs=TEXT, f=EDITED)
    repo.git("checkout", "-q", "topic")
    assert shown(chosen("main")) == ["f.c", "mine.c"]
    assert shown(chosen("main..")) == shown(chosen("main..topic")) == shown(chosen("main..HEAD")) == ["f.c", "mine.c"]
    assert shown(chosen("main...")) == shown(chosen("main...topic")) == ["mine.c"]
    assert shown(chosen("HEAD~1")) == shown(chosen(repo.git("rev-parse", "--short", "HEAD~1"))) == ["mine.c"]
    assert shown(chosen("..")) == shown(chosen("...")) == shown(chosen(":/commit")) == []
    repo.git("tag", "-a", "-m", "tag", "v1", "HEAD~1")
    assert shown(chosen("v1")) == shown(chosen("v1..")) == ["mine.c"]


def refusal(rev: str, paths: Sequence[str] = (".",)) -> str:
    with pytest.raises(GitError) as caught:
        chosen(rev, paths)
    said = f"{caught.value}\n{caught.value.hint}"
    assert said.count("\n") == 1
    return said


def test_the_other_end_must_be_checked_out(repo: Repo) -> None:
    repo.git("branch", "other")
    repo.commit(g=TEXT)
    assert refusal("main..other") == (
        "--since main..other: other is not what is checked out, and kzfix judges the work tree\n"
        "check out other first, or leave it away: main.."
    )
    assert "is not what is checked out" in refusal("main...other")
    done = kzfix(repo.root, "check", "--since", "main..other", ".")
    assert (done.status, done.out, len(done.err.splitlines())) == (2, b"", 2)


@pytest.mark.parametrize("rev", ["no", "HEAD~9", "no..", "..no", "a....b", "", "-x", "^main", "--all", "x y", "\0"])
def test_a_revision_that_is_not_there(repo: Repo, rev: str) -> None:
    assert "no such commit in " in refusal(rev)


def test_what_is_no_commit(repo: Repo) -> None:
    assert refusal("HEAD:f.c").startswith("--since HEAD:f.c: no commit, but another object")
    assert "git refuses: no upstream configured for branch 'main'" in refusal("@{u}")


def test_an_ambiguous_name(repo: Repo) -> None:
    repo.git("branch", "twice")
    repo.git("tag", "twice")
    assert refusal("twice") == refusal("twice...")
    assert refusal("twice").startswith("--since twice: twice is ambiguous\n")
    assert chosen("refs/heads/twice") == Chosen((), ())


def test_no_git_tree(repo: Repo, tmp_path: Path) -> None:
    assert refusal("HEAD", [str(tmp_path)]).startswith(f"{tmp_path}: not in a git tree")
    with pytest.raises(PathError):
        chosen("HEAD", ["gone.c"])


def test_nothing_committed(tmp_path: Path) -> None:
    made = Repo(tmp_path)
    made.git("init", "-q", "-b", "main")
    made.write("f.c")
    for rev in ("HEAD", "main", "main...", ".."):
        assert refusal(rev, [str(tmp_path)]).endswith("\nnothing has been committed on the branch that is checked out")


def test_no_common_ancestor(repo: Repo, tmp_path: Path) -> None:
    repo.git("checkout", "-q", "--orphan", "apart")
    repo.commit(g=TEXT)
    assert refusal("main...") == "--since main...: no common ancestor with what is checked out\n"
    assert shown(chosen("main")) == ["g.c"]
    repo.git("checkout", "-q", "main")
    repo.git("checkout", "-q", "-b", "side")
    repo.commit(h=TEXT)
    repo.git("checkout", "-q", "main")
    repo.commit(i=TEXT)
    shallow = Repo(tmp_path / "clone")
    subprocess.run(
        ["git", "clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo.root}", str(shallow.root)], check=True
    )
    assert refusal("origin/side...", [str(shallow.root)]).splitlines() == [
        "--since origin/side...: no common ancestor in this shallow clone",
        "git fetch --unshallow",
    ]
    assert "this clone is shallow" in refusal("HEAD~1", [str(shallow.root)])


def test_git_is_missing(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert refusal("HEAD") == f"{repo.root}: git is not installed\n"
