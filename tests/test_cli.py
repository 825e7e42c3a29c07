"""The command as a user runs it: what stands on stdout, what on stderr, and the exit status."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from forked import COMMAND, Command, Done

from kzfix.cli import progress
from kzfix.cli.names import Names
from kzfix.cli.verb import PIPE_CLOSED

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
PLAIN = b"""#include <linux/slab.h>

struct person {
	char name[32];
	int age;
};

struct person *person_new(void)
{
	struct person *p;

	p = kmalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return NULL;
	memset(p, 0, sizeof(*p));
	return p;
}
"""
ZEROED = PLAIN.replace(b"kmalloc", b"kzalloc").replace(b"\tmemset(p, 0, sizeof(*p));\n", b"")
PARTIAL = PLAIN.replace(b"0, sizeof(*p)", b"0, sizeof(p->name)")
SLOW = """
import sys, time
from kzfix import engine
def examine(source, rules, settings):
    %s
engine.examine = examine
from kzfix.cli import main
sys.argv[0] = "kzfix"
main()
"""


def command(*args: str | Path) -> list[str]:
    return [sys.executable, "-m", "kzfix", *map(str, args)]


def environment() -> dict[str, str]:
    unwanted = ("NO_COLOR", "KZFIX_DEBUG", "KBUILD_OUTPUT")
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONPATH": str(ROOT), "GIT_CONFIG_GLOBAL": os.devnull}


def ended(words: Sequence[str], cwd: Path, stdin: bytes = b"") -> Done:
    done = subprocess.run(words, cwd=cwd, input=stdin, capture_output=True, env=environment(), timeout=120)
    return Done(done.returncode, done.stdout, done.stderr.decode())


def begun(cwd: Path, *args: str | Path, program: str) -> Command:
    """A command, or a program that is one, which has to be waited for."""
    return Command([str(arg) for arg in args], cwd, environment(), program=program)


def kzfix(cwd: Path, *args: str | Path, stdin: bytes = b"", **variables: str) -> Done:
    """A command that has ended, with more variables in its environment."""
    done = Command([str(arg) for arg in args], cwd, {**environment(), **variables}, stdin=stdin).wait()
    assert "Traceback" not in done.err
    return done


def git(cwd: Path, *args: str, stdin: bytes = b"") -> Done:
    return ended(["git", *args], cwd, stdin)


def lines(done: Done) -> list[str]:
    return done.err.splitlines()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a file to change, one to leave, and one with nothing to say."""
    (tmp_path / "drivers").mkdir()
    (tmp_path / "drivers" / "plain.c").write_bytes(PLAIN)
    (tmp_path / "drivers" / "partial.c").write_bytes(PARTIAL)
    (tmp_path / "drivers" / "clean.c").write_bytes(ZEROED)
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        *(["diff", "drivers"], ["check", "-v", "drivers"], ["why", "--format", "json", "drivers"]),
        *(["verify", "drivers"], ["allocators", "kmaloc"], ["nonsense"], []),
    ],
)
def test_a_fork_is_the_command_as_it_is_installed(tree: Path, words: list[str]) -> None:
    def told(done: Done) -> tuple[int, bytes, str]:
        return done.status, re.sub(rb'"seconds": [\d.]+', b"", done.out), done.err

    words = [*words, "--no-cache"] if "drivers" in words else words
    installed = ended([sys.executable, "-c", "import sys; sys.argv[0] = 'kzfix'\n" + COMMAND, *words], tree)
    assert told(kzfix(tree, *words)) == told(installed)


# diff


def test_diff_prints_a_patch_and_writes_nothing(tree: Path) -> None:
    done = kzfix(tree, "diff", "drivers")
    assert done.status == 0
    assert done.out.startswith(b"diff --git a/drivers/plain.c b/drivers/plain.c\n--- a/drivers/plain.c\n")
    assert b"@@ struct person *person_new(void)\n" in done.out
    assert (tree / "drivers" / "plain.c").read_bytes() == PLAIN
    assert lines(done)[-1].startswith("kzfix: 3 files, 0 skipped, 0 functions not parsed; 1 proved")
    assert len(lines(done)) == 1


def test_the_patch_does_what_apply_does(tree: Path) -> None:
    patch = kzfix(tree, "diff", "drivers").out
    assert git(tree, "apply", stdin=patch).status == 0
    assert (tree / "drivers" / "plain.c").read_bytes() == ZEROED
    assert kzfix(tree, "diff", "drivers").out == b""


def test_diff_exits_like_git_diff(tree: Path) -> None:
    assert kzfix(tree, "diff", "--exit-code", "drivers/plain.c").status == 1
    assert kzfix(tree, "diff", "--exit-code", "drivers/partial.c").status == 0


def test_the_number_of_workers_does_not_show() -> None:
    one, two, again = (kzfix(ROOT, "diff", f"-j{jobs}", "examples") for jobs in (1, 2, 2))
    assert one.out == two.out == again.out
    assert one.err == two.err == again.err


def test_quiet_says_nothing(tree: Path) -> None:
    assert kzfix(tree, "diff", "-q", "drivers").err == ""


def test_colour_is_for_terminals(tree: Path) -> None:
    assert b"\x1b[" not in kzfix(tree, "diff", "drivers").out
    assert b"\x1b[32m+" in kzfix(tree, "diff", "--color", "always", "drivers").out


def test_a_patch_made_in_a_folder_of_a_git_tree_applies_from_its_root(tree: Path) -> None:
    git(tree, "init", "-q")
    patch = kzfix(tree / "drivers", "diff", "plain.c").out
    assert patch.startswith(b"diff --git a/drivers/plain.c b/drivers/plain.c\n")
    assert git(tree, "apply", "--check", stdin=patch).status == 0
    assert git(tree / "drivers", "apply", stdin=patch).status == 0
    assert (tree / "drivers" / "plain.c").read_bytes() == ZEROED


def test_names_in_a_patch(
    tree: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    file = str(tree / "drivers" / "plain.c")
    monkeypatch.chdir(tree)
    assert Names(["."]).name("./drivers/plain.c") == "drivers/plain.c"
    assert Names([file]).name(file) == "drivers/plain.c"
    monkeypatch.chdir(elsewhere)
    assert Names([file]).name(file) == "plain.c"
    assert Names([str(tree)]).name(file) == "drivers/plain.c"
    assert Names([f"{tree}/drivers/"]).name(file) == "plain.c"
    (tree / ".git").mkdir()
    assert Names([file]).name(file) == "drivers/plain.c"
    monkeypatch.chdir(tree / "drivers")
    assert Names(["plain.c"]).name("plain.c") == "drivers/plain.c"
    assert Names(["../drivers"]).name("../drivers/plain.c") == "drivers/plain.c"


# apply


def test_apply_writes_what_was_proved_and_nothing_else(tree: Path) -> None:
    done = kzfix(tree, "apply", "drivers")
    assert done.status == 0 and done.out == b""
    assert (tree / "drivers" / "plain.c").read_bytes() == ZEROED
    assert (tree / "drivers" / "partial.c").read_bytes() == PARTIAL
    assert lines(done)[-1].endswith("1 file changed")
    assert lines(kzfix(tree, "apply", "drivers"))[-1].endswith("0 files changed")


def test_one_file_that_cannot_be_written_does_not_keep_back_the_others(tree: Path) -> None:
    locked = tree / "drivers" / "a.c"
    locked.write_bytes(PLAIN)
    locked.chmod(0o444)
    done = kzfix(tree, "apply", "drivers")
    assert done.status == 2
    assert locked.read_bytes() == PLAIN
    assert (tree / "drivers" / "plain.c").read_bytes() == ZEROED
    assert lines(done)[0] == "kzfix: drivers/a.c: the file is read-only"
    assert lines(done)[1].startswith("hint: chmod")
    assert "1 failed" in lines(done)[-1] and lines(done)[-1].endswith("1 file changed")


def test_bytes_that_are_not_utf8_and_line_ends_are_kept(tmp_path: Path) -> None:
    cases = {
        "latin.c": PLAIN.replace(b"#include", b"/* caf\xe9 */\n#include"),
        "crlf.c": PLAIN.replace(b"\n", b"\r\n"),
        "open.c": PLAIN.rstrip(b"\n"),
    }
    for name, data in cases.items():
        (tmp_path / name).write_bytes(data)
    patch = kzfix(tmp_path, "diff", ".").out
    assert kzfix(tmp_path, "apply", ".").status == 0
    for name, data in cases.items():
        end = b"\r\n" if name == "crlf.c" else b"\n"
        wanted = data.replace(b"kmalloc", b"kzalloc").replace(b"\tmemset(p, 0, sizeof(*p));" + end, b"")
        assert (tmp_path / name).read_bytes() == wanted, name
        (tmp_path / name).write_bytes(data)
    assert git(tmp_path, "apply", "--check", stdin=patch).status == 0


# check


def test_check_names_each_change_and_exits_1(tree: Path) -> None:
    done = kzfix(tree, "check", "drivers")
    assert done.status == 1
    assert done.out == b"drivers/plain.c:12: zeroing/memset: use kzalloc() instead of kmalloc() and memset()\n"
    assert kzfix(tree, "check", "drivers/partial.c").status == 0


def test_check_counts_refusals_by_guard(tree: Path) -> None:
    done = kzfix(tree, "check", "--stats", "drivers")
    assert "kzfix:      1 refused by whole-object" in lines(done)


def test_json_is_one_document(tree: Path) -> None:
    done = kzfix(tree, "check", "--format", "json", "drivers")
    document = json.loads(done.out)
    assert done.status == 1
    assert [(found["path"], found["line"], found["verdict"]) for found in document["findings"]] == [
        ("drivers/partial.c", 12, "refused"),
        ("drivers/plain.c", 12, "proved"),
    ]
    assert document["summary"]["files"] == 3 and document["summary"]["changed"] == 1


# why


def test_why_tells_what_was_proved_and_what_was_refused(tree: Path) -> None:
    done = kzfix(tree, "why", "drivers")
    assert done.status == 0
    out = done.out.decode()
    assert "drivers/plain.c:12: zeroing/memset in person_new: proved" in out
    assert "drivers/partial.c:12: zeroing/memset in person_new: refused (whole-object)" in out


def test_why_of_a_line(tmp_path: Path) -> None:
    (tmp_path / "two.c").write_bytes(PLAIN + PARTIAL.replace(b"person_new", b"person_old").partition(b"};\n\n")[2])
    allocation, clearing, elsewhere = (kzfix(tmp_path, "why", f"two.c:{line}") for line in (12, "15:3", 22))
    assert allocation.out == clearing.out
    assert b"person_new: proved" in allocation.out and b"person_old" not in allocation.out
    assert b"person_old: refused" in elsewhere.out and b"person_new" not in elsewhere.out
    nothing = kzfix(tmp_path, "why", "two.c:1")
    assert nothing.out == b"" and "no rule has anything to say of two.c:1" in nothing.err


def test_a_name_that_ends_like_a_line_is_a_name(tmp_path: Path) -> None:
    (tmp_path / "odd.c:12").write_bytes(PLAIN)
    assert b"odd.c:12:12: zeroing/memset" in kzfix(tmp_path, "why", "odd.c:12").out


# rules and allocators


def test_rules_are_listed_shown_and_explained() -> None:
    assert re.search(rb"^zeroing/memset  +\S", kzfix(ROOT, "rules").out, re.M)
    assert kzfix(ROOT, "rules", "show", "zeroing/memset").out == (ROOT / "rules/zeroing/memset.cocci").read_bytes()
    assert b"// linux/kmalloc_array\n@@" in kzfix(ROOT, "rules", "show", "--expanded", "zeroing/memset").out
    explained = kzfix(ROOT, "rules", "explain", "zeroing/memset").out
    assert b"untouched" in explained
    assert kzfix(ROOT, "rules", "explain", "untouched").out.strip()
    listed = json.loads(kzfix(ROOT, "rules", "list", "--format", "json").out)
    assert "zeroing/memset" in [rule["id"] for rule in listed]


def test_an_unknown_rule_is_trouble_with_a_hint(tree: Path) -> None:
    done = kzfix(tree, "rules", "show", "zeroing/memst")
    assert done.status == 2
    assert lines(done) == ["kzfix: no rule 'zeroing/memst'", "hint: did you mean 'zeroing/memset'?"]
    assert kzfix(tree, "diff", "--rule", "zeroing/memst", "drivers").status == 2


def test_allocators_are_listed_and_described() -> None:
    assert re.search(rb"^  kmalloc_array +kcalloc$", kzfix(ROOT, "allocators").out, re.M)
    assert b"call:         kmalloc_array(" in kzfix(ROOT, "allocators", "kcalloc").out
    done = kzfix(ROOT, "allocators", "kmaloc")
    assert done.status == 2 and "hint: did you mean 'kmalloc'?" in done.err


OWN_RULE = """/// Clear with a call of our own.
// Confidence: High
// Guards: outside-macro
// Subject: use pzalloc()
@@
expression x, n;
@@
- x = palloc(n);
- pclear(x);
+ x = pzalloc(n);
"""


def test_rules_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "mine" / "own").mkdir(parents=True)
    (tmp_path / "mine" / "own" / "pool.cocci").write_text(OWN_RULE)
    (tmp_path / "a.c").write_bytes(b"void f(void)\n{\n\tp = palloc(4);\n\tpclear(p);\n}\n")
    assert b"own/pool" in kzfix(tmp_path, "rules", "list", "--rules", "mine").out
    by_flag = kzfix(tmp_path, "check", "--rules", "mine", "a.c")
    assert by_flag.out == b"a.c:3: own/pool: use pzalloc()\n"
    (tmp_path / "kzfix.toml").write_text('rules = ["mine"]\n')
    assert kzfix(tmp_path, "check", "a.c").out == by_flag.out


OWN_IDIOM = """/// Free with a call of our own.
// Group: idioms
// Subject: use pfree()
@@
expression x;
@@
- pdrop
+ pfree
  (x);
"""


def test_rules_of_a_group_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pool.cocci").write_text(OWN_RULE)
    (tmp_path / "mine" / "idiom.cocci").write_text(OWN_IDIOM)
    (tmp_path / "a.c").write_bytes(b"void f(void)\n{\n\tp = palloc(4);\n\tpclear(p);\n\tpdrop(p);\n}\n")
    mine = ["--rules", "mine", "a.c"]
    pool, idiom = b"a.c:3: pool: use pzalloc()\n", b"a.c:5: idiom: use pfree()\n"
    assert kzfix(tmp_path, "check", *mine).out == pool
    assert kzfix(tmp_path, "check", "--group", "idioms", *mine).out == pool + idiom
    assert kzfix(tmp_path, "check", "--rule", "idiom", *mine).out == idiom
    assert kzfix(tmp_path, "check", "--group", "idioms", "--rule", "pool", *mine).out == pool
    (tmp_path / "kzfix.toml").write_text('rules = ["mine"]\ngroup = ["idioms"]\n')
    assert kzfix(tmp_path, "check", "a.c").out == pool + idiom


def test_rules_of_a_group_are_listed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "idiom.cocci").write_text(OWN_IDIOM)
    listed = kzfix(tmp_path, "rules", "list", "--rules", "mine").out.decode()
    assert re.search(r"^idiom  +Free with a call of our own. \(--group idioms\)$", listed, re.M)
    wrong = kzfix(tmp_path, "check", "--group", "idiom", "--rules", "mine", ".")
    assert wrong.status == 2
    assert lines(wrong)[0] == "kzfix: no rule is in the group 'idiom'"
    assert "idioms" in lines(wrong)[1]


OWN_TABLE = """
[[allocator]]
plain = "pool_get"
zeroing = "pool_get_zeroed"
args = "n"
size = "n"
"""


def test_allocators_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "pools.toml").write_text(OWN_TABLE)
    (tmp_path / "a.c").write_bytes(PLAIN.replace(b"kmalloc(sizeof(*p), GFP_KERNEL)", b"pool_get(sizeof(*p))"))
    assert kzfix(tmp_path, "check", "a.c").status == 0
    (tmp_path / "kzfix.toml").write_text('allocators = ["pools.toml"]\n')
    assert b"use pool_get_zeroed() instead of pool_get()" in kzfix(tmp_path, "check", "a.c").out


# what is looked at


def test_names_on_stdin(tree: Path) -> None:
    for stdin in (b"drivers/plain.c\ndrivers/clean.c\n", b"drivers/plain.c\0drivers/clean.c\0"):
        done = kzfix(tree, "check", "-", stdin=stdin)
        assert done.out.startswith(b"drivers/plain.c:12:") and done.status == 1
        assert lines(done)[-1].startswith("kzfix: 2 files")


def test_excluded_files_are_left_alone(tree: Path) -> None:
    assert kzfix(tree, "check", "--exclude", "plain.c", "drivers").status == 0
    (tree / "kzfix.toml").write_text('exclude = ["plain.c"]\n')
    assert kzfix(tree, "check", "drivers").status == 0


def test_a_file_given_twice_is_changed_once(tree: Path) -> None:
    done = kzfix(tree, "diff", "drivers/plain.c", "drivers/plain.c", "drivers")
    assert done.out.count(b"diff --git") == 1


# trouble


def test_a_path_that_does_not_exist(tree: Path) -> None:
    done = kzfix(tree, "check", "gone.c")
    assert done.status == 2
    assert lines(done)[0].startswith("kzfix: gone.c: ")


def test_trouble_outranks_findings_and_hides_none(tree: Path) -> None:
    (tree / "drivers" / "bad.c").symlink_to("gone.c")
    done = kzfix(tree, "check", "drivers/plain.c", "drivers/bad.c")
    assert done.status == 2
    assert "bad.c" in done.err


def test_binary_and_empty_files(tree: Path) -> None:
    (tree / "drivers" / "binary.c").write_bytes(PLAIN + b"\0")
    (tree / "drivers" / "empty.c").write_bytes(b"")
    done = kzfix(tree, "check", "-v", "drivers")
    assert done.status == 1
    assert any(line.startswith("kzfix: drivers/binary.c: skipped: ") for line in lines(done))
    assert "5 files, 1 skipped" in lines(done)[-1]


def test_functions_that_could_not_be_read_are_counted_and_named(tree: Path) -> None:
    (tree / "drivers" / "broken.c").write_bytes(PLAIN.replace(b"if (!p)", b"if (!p"))
    done = kzfix(tree, "check", "--unparsed", "drivers/broken.c")
    assert done.status == 0
    assert "1 function not parsed" in lines(done)[-1]
    assert lines(done)[0].startswith("kzfix: drivers/broken.c:8: person_new() was not read: ")


def test_deep_nesting_is_no_crash(tmp_path: Path) -> None:
    inner = b"\tp = kmalloc(n, 0);\n\tmemset(p, 0, n);\n"
    deep = b"\tif (a) {\n" * 5000 + inner + b"\t}\n" * 5000
    (tmp_path / "deep.c").write_bytes(PLAIN + b"void f(void)\n{\n" + deep + b"}\n")
    done = kzfix(tmp_path, "check", "deep.c")
    assert done.status == 1
    assert b"deep.c:" in done.out
    assert lines(done)[-1].startswith("kzfix: 1 file, 0 skipped, 1 function not parsed; 1 proved")


def test_a_large_file(tmp_path: Path) -> None:
    filler = b"static const int table[] = {\n" + b"\t0x01, 0x02, 0x03, 0x04,\n" * 400_000 + b"};\n"
    (tmp_path / "large.c").write_bytes(filler + PLAIN)
    done = kzfix(tmp_path, "check", "-v", "large.c")
    assert done.status == 1
    assert "1 file, 0 skipped, 0 functions not parsed; 1 proved" in lines(done)[-1]


def test_a_rule_that_cannot_be_read_is_named_with_its_place(tree: Path) -> None:
    mine = tree / "mine"
    mine.mkdir()
    (mine / "bad.cocci").write_text(OWN_RULE.replace("- pclear(x);", "- pclear(x;"))
    done = kzfix(tree, "diff", "--rules", "mine", "drivers")
    assert done.status == 2 and done.out == b""
    assert re.match(r"kzfix: mine/bad\.cocci:\d+:\d+: ", lines(done)[0])
    (mine / "bad.cocci").write_text(OWN_RULE.replace("outside-macro", "outside-marco"))
    done = kzfix(tree, "diff", "--rules", "mine", "drivers")
    assert done.status == 2
    assert lines(done)[0] == "kzfix: mine/bad.cocci:3:1: unknown guard 'outside-marco'"
    assert lines(done)[1] == "hint: did you mean 'outside-macro'?"


def test_an_unknown_key_in_kzfix_toml(tree: Path) -> None:
    (tree / "kzfix.toml").write_text("jobs = 1\nexlude = []\n")
    done = kzfix(tree, "diff", "drivers")
    assert done.status == 2 and done.out == b""
    assert lines(done)[0].endswith("kzfix.toml:2: unknown key 'exlude'")
    assert lines(done)[1] == "hint: did you mean 'exclude'?"


def test_a_wrong_flag_is_trouble() -> None:
    assert kzfix(ROOT, "diff", "--nonsense", "examples").status == 2
    assert kzfix(ROOT, "diff").status == 2


def test_an_internal_error_is_one_line(tree: Path) -> None:
    done = begun(tree, "diff", "-j1", "drivers", program=SLOW % "raise AssertionError('boom')").wait()
    assert done.status == 2
    assert lines(done) == ["kzfix: internal error: AssertionError: boom, please report (KZFIX_DEBUG=1 shows where)"]


def test_a_reader_that_goes_away_is_no_error(tree: Path) -> None:
    for number in range(8):
        (tree / "drivers" / f"n{number:02}.c").write_bytes(PLAIN * 40)
    with subprocess.Popen(
        command("diff", "drivers"), cwd=tree, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout and process.stderr
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == PIPE_CLOSED


@pytest.mark.parametrize(
    ("sent", "status", "word"), [(signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated")]
)
@pytest.mark.parametrize("jobs", [1, 2])
def test_a_signal_ends_the_run_with_one_line(
    tree: Path, sent: signal.Signals, status: int, word: str, jobs: int
) -> None:
    began = time.monotonic()
    process = begun(tree, "diff", f"-j{jobs}", "drivers", program=SLOW % "open('begun', 'w').close(); time.sleep(60)")
    while not (tree / "begun").exists():
        assert time.monotonic() - began < 30
        time.sleep(0.01)
    process.send(sent)
    done = process.wait()
    assert done.status == status
    goes_on = r"after 0 of \d+ files; kzfix diff --resume -j\d drivers goes on"
    assert re.fullmatch(rf"kzfix: {word} {goes_on}\n", done.err)
    assert time.monotonic() - began < 40


# the rest


def test_version_and_help() -> None:
    assert re.fullmatch(rb"kzfix \d+\.\d+\.\d+\n", kzfix(ROOT, "--version").out)
    shown = kzfix(ROOT, "--help").out
    for verb in (b"diff", b"apply", b"check", b"why", b"rules", b"allocators"):
        assert re.search(rb"^  " + verb + rb" +\S", shown, re.M)


def test_starting_up_loads_no_room() -> None:
    script = "import sys, kzfix.cli; print(*[name for name in sys.modules if name.startswith(('kzfix', 'tree_'))])"
    loaded = ended([sys.executable, "-c", script], ROOT).out.decode().split()
    own = {name for name in loaded if not name.startswith("kzfix.cli")}
    assert own == {"kzfix", "kzfix.config", "kzfix.errors", "kzfix.model"}


class Terminal:
    """A stderr that claims to be one."""

    def __init__(self) -> None:
        self.text = ""

    def isatty(self) -> bool:
        return True

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None: ...


def test_progress_shows_on_a_long_run_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    short = progress.Progress(10, True)
    short.advance(5)
    short.clear()
    assert terminal.text == ""
    monkeypatch.setattr(progress, "QUIET", 0)
    bar = progress.Progress(10, True)
    bar.advance(5)
    assert "] 5/10 files" in terminal.text
    bar.clear()
    assert terminal.text.endswith("\r\x1b[K")


# examples/


def test_the_examples_are_changed_where_they_should_be(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    for path in EXAMPLES.iterdir():
        if path.suffix in (".c", ".h"):
            (tmp_path / "examples" / path.name).write_bytes(path.read_bytes())
    assert kzfix(tmp_path, "apply", "--include", "review", "examples").status == 0
    left = {path.name for path in (tmp_path / "examples").iterdir() if b"memset(" in path.read_bytes()}
    assert left == {"cache.c", "legacy.c"}
    assert (tmp_path / "examples" / "legacy.c").read_bytes() == (EXAMPLES / "legacy.c").read_bytes()
    assert b"address = kmem_cache_alloc(address_cache" in (tmp_path / "examples" / "cache.c").read_bytes()
    club = (tmp_path / "examples" / "club.c").read_bytes()
    for made in (b"club = kzalloc(", b"club = kmalloc(", b"kmalloc_array(", b"(length + 1,", b"return kzalloc(nr"):
        assert made in club


# reports

LEAK = b"""#include <linux/slab.h>

struct reply {
	int id;
	int spare;
};

long reply_get(void *to)
{
	struct reply *reply = kmalloc(sizeof(*reply), GFP_KERNEL);
	long left;

	if (!reply)
		return -1;
	reply->id = 7;
	left = copy_to_user(to, reply, sizeof(*reply));
	kfree(reply);
	return left;
}
"""


def test_a_leak_is_reported_with_both_lines(tmp_path: Path) -> None:
    (tmp_path / "reply.c").write_bytes(LEAK)
    done = kzfix(tmp_path, "check", "--group", "leak", "reply.c")
    assert done.out.decode() == (
        "reply.c:10: leak/uninitialised: memory of kmalloc() at line 10 leaves the kernel at line 16, not all written: "
        "copy_to_user() sends spare to user space, and nobody writes it before\n"
    )
    assert done.status == 1
    patch = kzfix(tmp_path, "diff", "--group", "leak", "reply.c").out
    changed = [line for line in patch.decode().splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line.split("= ")[1] for line in changed] == [
        "kmalloc(sizeof(*reply), GFP_KERNEL);",
        "kzalloc(sizeof(*reply), GFP_KERNEL);",
    ]


def test_leaks_are_looked_for_when_asked(tmp_path: Path) -> None:
    (tmp_path / "reply.c").write_bytes(LEAK)
    done = kzfix(tmp_path, "check", "reply.c")
    assert (done.status, done.out) == (0, b"")
