"""`kzfix verify --build`: with real kernel headers, and with a kernel of ten lines that needs make and cc alone."""

from __future__ import annotations

import json
import os
import platform
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from forked import Done
from test_cli import command, kzfix

from kzfix.errors import VerifyError
from kzfix.model import Edit, Found, Span
from kzfix.verify import mirror
from kzfix.verify.build import HEADER, Breaks, BrokenBefore, Builds, Built, How, NotReached, build
from kzfix.verify.diagnostics import Diagnostic, Moved, fresh, read
from kzfix.verify.kernel import Kernel
from kzfix.verify.tree import Kind, Outside, find

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
HEADERS = sorted(each for each in Path("/lib/modules").glob("*/build") if (each / "include/generated").is_dir())
TOOLS = [name for name in ("make", "cc") if not shutil.which(name)]

# A kernel in the shape of the real one: what it compiles, from where, what it prints and what it remembers.
MAKEFILE = """\
VERSION = 0
srctree := $(or $(filter-out $(CURDIR),$(abspath $(dir $(lastword $(MAKEFILE_LIST))))),.)
ifneq ($(srctree),.)
VPATH := $(srctree)
endif
obj-m := drivers/plain.o drivers/warns.o drivers/broken.o drivers/net/part/deep.o
real-obj-m := $(obj-m)
ifneq ($(M),)
include $(M)/Makefile
real-obj-m := $(addprefix $(M)/,$(obj-m))
$(MAKECMDGOALS): %.o: $(M)/%.o ;
endif
cmd = cc -Wall $(CFLAGS) -I$(srctree)/include -Iinclude -I$(srctree)/$(dir $@) -c -o $@ $<
%.o: %.c
\t@echo '  $(quiet_cmd_cc_o_c)'
\t@$(if $(SLOW),sleep $(SLOW))
\t@$(cmd)
\t@echo 'savedcmd_$@ := $(cmd) ; true' > $(dir $@).$(notdir $@).cmd
"""
SLAB = """\
#pragma once
#include <stddef.h>
typedef unsigned int gfp_t;
#define GFP_KERNEL 1u
void *kmalloc(size_t size, gfp_t flags);
void *kzalloc(size_t size, gfp_t flags);
void *kmalloc_old(size_t size, gfp_t flags) __attribute__((deprecated("too old")));
void *memset(void *to, int value, size_t size);
"""
PLAIN = """\
#include <linux/slab.h>
#include "own.h"

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
WARNS = PLAIN + "\nint person_age(void)\n{\n\tint age;\n\n\treturn 0;\n}\n"
OWN = "struct person {\n\tchar name[32];\n\tint age;\n};\n"
CHANGE = "@@\nexpression n, flags;\n@@\n- kmalloc\n+ {}\n  (n, flags)\n"


def needed(missing: str) -> None:
    """Skip where something is not installed; in CI, where `.ci/run` has installed it, that is a failure."""
    if missing and os.environ.get("KZFIX_CI"):
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


def verify(cwd: Path, *args: str | Path) -> Done:
    return kzfix(cwd, "verify", "-j1", *args)


def built(path: Path, to: str = "kzalloc", kernel: str | None = None, arguments: tuple[str, ...] = ()) -> Built:
    """What comes of a file whose first allocation is another function, and whose memset() is gone."""
    text = path.read_bytes()
    call, clear = text.index(b"kmalloc("), text.index(b"\tmemset(")
    gone = Edit(Span(clear, text.index(b"\n", clear) + 1), b"")
    found = Found(str(path), text, (), (Edit(Span(call, call + len("kmalloc")), to.encode()), gone))
    (outcome,) = build([found], How(kernel, arguments=arguments))
    return outcome


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """All that a folder holds, with times: what nobody may touch."""
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_ino, path.read_bytes() if path.is_file() else b"")
        for path in [folder, *folder.rglob("*")]
    }


def configure(build: Path) -> None:
    """What `make prepare` leaves."""
    (build / "include/generated").mkdir(parents=True)
    (build / "include/generated/autoconf.h").touch()
    (build / ".config").touch()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The source of the small kernel, not configured."""
    needed(f"not installed: {', '.join(TOOLS)}" if TOOLS else "")
    source = tmp_path / "linux"
    for folder in ("scripts", "include/linux", "drivers/net/part", "drivers/net/include"):
        (source / folder).mkdir(parents=True)
    for name in ("Kconfig", "Kbuild", "scripts/Makefile.build"):
        (source / name).touch()
    (source / "Makefile").write_text(MAKEFILE)
    (source / "include/linux/slab.h").write_text(SLAB)
    (source / "drivers/own.h").write_text(OWN)
    (source / "drivers/net/part/own.h").write_text('#include "../include/deep.h"\n')
    (source / "drivers/net/include/deep.h").write_text(OWN)
    (source / "drivers/net/part/deep.c").write_text(PLAIN)
    for name, text in (("plain", PLAIN), ("warns", WARNS), ("broken", PLAIN + "int x = y;\n"), ("alone", PLAIN)):
        (source / f"drivers/{name}.c").write_text(text)
    return source


@pytest.fixture
def tree(source: Path) -> Path:
    """The small kernel, configured in its source tree."""
    configure(source)
    return source


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A place for mirrors, which must be empty in the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


def rule(folder: Path, to: str) -> Path:
    """A folder with a rule that makes a bad change."""
    (folder / "bad").mkdir()
    (folder / "bad/change.cocci").write_text(f"/// Bad.\n// Confidence: High\n// Subject: bad\n{CHANGE.format(to)}")
    return folder / "bad"


# The real thing


@pytest.fixture
def headers() -> Path:
    missing = TOOLS if HEADERS else [*TOOLS, "kernel headers (linux-headers-*)"]
    needed(f"not installed: {', '.join(missing)}" if missing else "")
    return HEADERS[-1]


def test_the_examples_are_a_module_that_builds_as_before(headers: Path, temporary: Path) -> None:
    before = state(EXAMPLES)
    made = state(headers)
    args = ("--include", "review", "--group", "idioms", "--group", "stores", "--group", "leak", "--format", "json")
    done = verify(ROOT, "--build", "--kernel", headers, *args, "examples")
    found = json.loads(done.out)
    assert found["summary"]["builds"] == {"builds": 8, "breaks": 0, "broken_before": 0, "not_reached": 0}, done.out
    assert done.status == 0
    assert state(EXAMPLES) == before
    assert state(headers) == made


def test_the_examples_run_as_before(headers: Path, temporary: Path) -> None:
    done = verify(ROOT, "--run", "--kernel", headers, "--format", "json", "examples")
    assert done.status == 0, done.err
    counts = json.loads(done.out)["summary"]["functions"]
    assert counts["differs"] == 0 and counts["same"] >= 25 and counts["not_run"] <= 2, done.out
    assert not list(temporary.iterdir())


def test_a_real_kernel_tells_of_a_change_that_does_not_build(headers: Path, tmp_path: Path, temporary: Path) -> None:
    shutil.copytree(EXAMPLES, tmp_path / "people")
    bad = rule(tmp_path, "kmalloc_nowhere")
    args = ("--rules", bad, "--rule", "change", "--kernel", headers)
    done = verify(tmp_path, "--build", *args, "people/person.c")
    assert done.status == 1
    told = "people/person.c:15: new error in person_new(): implicit declaration of function 'kmalloc_nowhere'"
    assert told.encode() in done.out


# A kernel of ten lines


def test_a_kernel_configured_in_its_source_tree(tree: Path, temporary: Path) -> None:
    before = state(tree)
    done = verify(tree, "--build", ".")
    assert done.out.decode().splitlines() == [
        "drivers/alone.c: not reached by this configuration",
        "drivers/broken.c: did not build before: drivers/broken.c:14: error: 'y' undeclared here (not in a function)",
        "drivers/net/part/deep.c: builds as before",
        "drivers/plain.c: builds as before",
        "drivers/warns.c: builds as before",
    ]
    assert done.err.splitlines()[-1] == (
        "kzfix: 3 of 5 changed files compiled before and after: 3 build as before, 0 with new errors or warnings; "
        "1 did not build before, 1 not reached"
    )
    assert done.status == 0
    assert state(tree) == before


def test_what_kbuild_may_write_in_a_source_tree_is_a_copy(tree: Path) -> None:
    (tree / "drivers/made.h").write_text("old\n")
    (tree / "drivers/.made.h.cmd").write_text(f"savedcmd_drivers/made.h := echo {tree}/drivers\n")
    (tree / "drivers/plain.o").write_text("an object\n")
    (tree / "lib").mkdir()
    (tree / "lib/source.c").touch()
    path = str(tree / "drivers/plain.c")
    with Kernel(find(path), [path]) as kernel:
        root = Path(kernel.place(path)).parent.parent
        assert not (root / "drivers/made.h").is_symlink()
        assert (root / "drivers/.made.h.cmd").read_text() == f"savedcmd_drivers/made.h := echo {root}/drivers\n"
        assert not (root / "drivers/plain.o").exists()
        assert (root / "lib/source.c").is_symlink() and not (root / "lib").is_symlink()
        assert not (root / "drivers/own.h").is_symlink()
    assert not root.exists()


@pytest.mark.parametrize("named", ["by the user", "by KBUILD_OUTPUT"])
def test_a_kernel_in_a_build_folder(
    source: Path, tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    folder = tmp_path / "build"
    configure(folder)
    (folder / "Makefile").write_text(f"include {source}/Makefile\n")
    before = state(source), state(folder)
    if named == "by KBUILD_OUTPUT":
        monkeypatch.setenv("KBUILD_OUTPUT", str(folder))
    path = source / "drivers/net/part/deep.c"
    assert built(path, kernel=str(folder) if named == "by the user" else None) == Builds(str(path))
    assert (state(source), state(folder)) == before


def test_a_module_outside_of_the_kernel(tree: Path, tmp_path: Path, temporary: Path) -> None:
    module = tmp_path / "module"
    (module / "part").mkdir(parents=True)
    (module / "Makefile").write_text("obj-m := part/plain.o\nobj-$(CONFIG_MORE) += part/more.o\n")
    (module / "part/plain.c").write_text(PLAIN)
    (module / "part/own.h").write_text(OWN)
    (module / "part/more.c").write_text(PLAIN)
    (tmp_path / "user.c").write_text(PLAIN)
    before = state(tree), state(module)
    assert built(module / "part/plain.c", kernel=str(tree)) == Builds(str(module / "part/plain.c"))
    more = built(module / "part/more.c", kernel=str(tree))
    assert isinstance(more, NotReached) and more.why.endswith("; try --make-arg CONFIG_MORE=m")
    other = built(tmp_path / "user.c", kernel=str(tree))
    assert isinstance(other, NotReached) and "neither in a kernel tree nor below a Makefile" in other.why
    assert (state(tree), state(module)) == before


def test_a_module_finds_what_stands_beside_it_in_its_repository(tree: Path, tmp_path: Path, temporary: Path) -> None:
    module = tmp_path / "repository/drivers/people"
    module.mkdir(parents=True)
    (tmp_path / "repository/.git").mkdir()
    (tmp_path / "repository/include").mkdir()
    (tmp_path / "repository/include/own.h").write_text(OWN)
    (module / "Makefile").write_text("obj-m := plain.o\nCFLAGS := -I$(M)/../../include\n")
    (module / "plain.c").write_text(PLAIN)
    before = state(tmp_path / "repository")
    assert built(module / "plain.c", kernel=str(tree)) == Builds(str(module / "plain.c"))
    assert state(tmp_path / "repository") == before


@pytest.mark.parametrize(
    ("to", "flag", "text"),
    [
        ("kmalloc_nowhere", "-Wimplicit-function-declaration", "implicit declaration of function 'kmalloc_nowhere'"),
        ("kmalloc_old", "-Wdeprecated-declarations", "'kmalloc_old' is deprecated: too old"),
        ("p->", "", "expected identifier before '(' token"),
    ],
)
def test_a_bad_change_is_found(tree: Path, temporary: Path, to: str, flag: str, text: str) -> None:
    breaks = built(tree / "drivers/warns.c", to)
    assert isinstance(breaks, Breaks)
    said = next(each for each in breaks.new if each.text.startswith(text))
    assert (said.path, said.line, said.flag) == (str(tree / "drivers/warns.c"), 8, flag)
    assert said.function == "person_new"


def test_arguments_reach_make(tree: Path, temporary: Path) -> None:
    broken = built(tree / "drivers/warns.c", arguments=("CFLAGS=-Werror",))
    assert isinstance(broken, BrokenBefore)
    assert (broken.first.line, broken.first.flag) == (17, "-Wunused-variable")


def test_a_header_is_named(tree: Path) -> None:
    (tree / "drivers/inline.h").write_text(PLAIN)
    assert built(tree / "drivers/inline.h") == NotReached(str(tree / "drivers/inline.h"), HEADER)


def test_nothing_shown_is_trouble(tree: Path) -> None:
    (tree / "drivers/inline.h").write_text(PLAIN)
    done = verify(tree, "--build", "drivers/inline.h")
    assert done.out.decode() == f"drivers/inline.h: {HEADER}\n"
    assert done.status == 2


@pytest.mark.parametrize("args", [[], ["--build", "--make-arg", "-B"]])
def test_what_makes_no_sense_is_said(tmp_path: Path, args: list[str]) -> None:
    done = verify(tmp_path, *args, ".")
    assert done.status == 2 and "hint: " in done.err


def test_what_is_missing_is_said_with_a_way_out(source: Path, tmp_path: Path) -> None:
    path = str(source / "drivers/plain.c")
    with pytest.raises(VerifyError, match="this kernel is not configured") as error:
        find(path)
    assert error.value.place == str(source) and "make olddefconfig prepare" in error.value.hint
    (source / ".config").touch()
    with pytest.raises(VerifyError, match="configured, but not prepared"):
        find(path)
    with pytest.raises(VerifyError, match="no such folder"):
        find(path, str(tmp_path / "nowhere"))
    configure(tmp_path / "other")
    (tmp_path / "other/Makefile").write_text("VERSION = 1\n")
    with pytest.raises(Outside, match="belongs to the kernel in"):
        find(path, str(tmp_path / "other"))


def test_a_module_needs_the_headers_of_the_running_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Makefile").write_text("obj-m := plain.o\n")
    monkeypatch.setattr(platform, "release", lambda: "0.0-nowhere")
    with pytest.raises(VerifyError, match=r"the headers of the running kernel, 0.0-nowhere, are not installed"):
        find(str(tmp_path / "plain.c"))


def test_make_that_fails_is_told_from_a_file_that_fails(tree: Path, temporary: Path) -> None:
    (tree / "Makefile").write_text("VERSION = 0\n$(error a compiler of another version)\n")
    with pytest.raises(VerifyError, match=r"make failed before it came to the first file: .*another version"):
        built(tree / "drivers/plain.c")


def test_a_full_disk_is_an_error_with_a_hint(tree: Path, temporary: Path) -> None:
    (tree / "Makefile").write_text("VERSION = 0\n%.o:\n\techo 'x.s: No space left on device'; false\n")
    with pytest.raises(VerifyError, match="the disk is full") as error:
        built(tree / "drivers/plain.c")
    assert "TMPDIR" in error.value.hint


def test_an_interrupt_leaves_no_process_and_no_mirror(tree: Path, temporary: Path) -> None:
    seconds = str(10**6 + os.getpid())  # nobody else sleeps as long
    words = command("verify", "-j1", "--build", "--make-arg", f"SLOW={seconds}", "drivers/plain.c")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    process = subprocess.Popen(
        words, cwd=tree, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=interruptible
    )
    try:
        until = time.monotonic() + 60
        while not running(f"sleep\0{seconds}") and time.monotonic() < until:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    finally:
        process.terminate()
        process.wait(60)
    assert process.returncode == 130, err
    assert not running(f"sleep\0{seconds}")


def interruptible() -> None:
    """A shell lets what it starts in the background ignore interrupts, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def running(words: str) -> bool:
    """Whether a process with these words runs."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if path.read_bytes().startswith(words.encode()):
                return True
        except OSError:
            continue
    return False


def test_the_command_is_the_one_that_kbuild_used(tree: Path) -> None:
    path = str(tree / "drivers/plain.c")
    with Kernel(find(path), [path]) as kernel:
        assert kernel.tree.kind is Kind.IN_TREE
        with pytest.raises(VerifyError):
            kernel.command(path)
        kernel.put(path, PLAIN.encode())
        assert kernel.compile([path])[path].done
        made = kernel.command(path)
        assert made.argv[0] == "cc" and made.argv[-1] == "drivers/plain.c" and ";" not in made.argv
        place = Path(kernel.place(path)).with_suffix(".o")
        place.unlink()
        subprocess.run(made.argv, cwd=made.folder, check=True)
        assert place.exists()


def test_no_space_for_the_mirror(tree: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(mirror, "make", full)
    path = str(tree / "drivers/plain.c")
    with pytest.raises(VerifyError, match="the disk is full"), Kernel(find(path), [path]):
        pass


# What a compiler says

SAID = """\
In file included from drivers/x.c:2:
include/linux/y.h:7:1: warning: too old [-Wold]
drivers/x.c: In function 'f':
drivers/x.c:12:6: error: unused variable 'n' [-Werror=unused-variable]
   12 |  int n;
drivers/x.c:20: fatal error: nothing.h: No such file
cc1: all warnings being treated as errors
drivers/x.o: warning: objtool: f()+0x1f: unreachable
"""


def test_diagnostics_are_read() -> None:
    assert list(read(SAID.splitlines(), "/k")) == [
        Diagnostic("/k/include/linux/y.h", 7, "warning", "too old", "-Wold"),
        Diagnostic("/k/drivers/x.c", 12, "error", "unused variable 'n'", "-Wunused-variable", "f"),
        Diagnostic("/k/drivers/x.c", 20, "error", "nothing.h: No such file", "", "f"),
        Diagnostic("/k/drivers/x.o", 0, "warning", "objtool: f(): unreachable"),
    ]


def test_lines_are_followed_through_edits() -> None:
    text = b"1\n2\n3\n4\n5\n6\n"
    moved = Moved(text, [Edit(Span(2, 4), b""), Edit(Span(6, 7), b"four\nand more")])
    assert [moved.line(number) for number in (1, 3, 4, 5, 6)] == [1, 2, 3, 5, 6]


def test_a_warning_that_moved_is_not_new() -> None:
    text = b"1\n2\n3\n4\n5\n"
    edits = [Edit(Span(2, 4), b"")]

    def at(line: int, text: str = "old", path: str = "x.c", kind: str = "warning") -> Diagnostic:
        return Diagnostic(path, line, kind, text)

    assert fresh("x.c", text, edits, [at(4), at(1)], [at(3), at(1)]) == ()
    assert fresh("x.c", text, edits, [at(4)], [at(4)]) == (at(4),)
    assert fresh("x.c", text, edits, [at(4)], [at(3), at(3)]) == (at(3),)
    assert fresh("x.c", text, edits, [at(4, path="y.h")], [at(4, path="y.h")]) == ()
    assert fresh("x.c", text, edits, [at(4)], [at(3, kind="error")]) == (at(3, kind="error"),)
