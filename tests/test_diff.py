"""Patches: as git writes them, and as git and patch take them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kzfix.rewrite.diff import unified

needs_git = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
needs_patch = pytest.mark.skipif(not shutil.which("patch"), reason="patch is not installed")

FUNCTION = b"""\
static int probe%d(struct device *dev)
{
\tstruct foo *p;

\tp = kmalloc(sizeof(*p), GFP_KERNEL);
\tif (!p)
\t\treturn -ENOMEM;

\tmemset(p, 0, sizeof(*p));

\tp->dev = dev;
out:
\treturn 0;
}

"""
SOURCE = b"#include <linux/slab.h>\n\n" + b"".join(FUNCTION % number for number in range(6))


def git_diff(folder: Path, before: bytes, after: bytes) -> bytes:
    """The hunks that git shows, with its own defaults."""
    for side, data in (("a", before), ("b", after)):
        (folder / side).mkdir(exist_ok=True)
        (folder / side / "f.c").write_bytes(data)
    command = ["git", "-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null"]
    command += ["-c", "diff.algorithm=myers", "diff", "--no-index", "--no-color", "--no-ext-diff", "a/f.c", "b/f.c"]
    text = subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout
    return hunks(text)


def hunks(patch: bytes) -> bytes:
    return patch[patch.index(b"@@") :] if b"@@" in patch else b""


def taken(folder: Path, command: list[str], name: str, before: bytes, after: bytes) -> bool:
    """Whether a command turns the old file into the new one, given the patch."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(before)
    done = subprocess.run(command, cwd=folder, input=unified(name, before, after), capture_output=True, check=False)
    return done.returncode == 0 and path.read_bytes() == after


KINDS = st.sampled_from(["delete", "double", "change", "blank"])
FEW = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def edited(before: bytes, edits: list[tuple[int, str]], ends: bool) -> bytes:
    lines = before.splitlines(keepends=True)
    for at, what in edits:
        line = lines[at % len(lines)]
        new = {"delete": b"", "double": line * 2, "change": b"\tx" + line, "blank": b"\n" + line}[what]
        lines[at % len(lines)] = new
    after = b"".join(lines)
    return after if ends else after.rstrip(b"\r\n")


@needs_git
@settings(FEW, derandomize=True)  # git breaks some ties in ways of its own
@given(st.lists(st.tuples(st.integers(3, 85), KINDS), max_size=7, unique_by=lambda edit: edit[0] // 6), st.booleans())
def test_hunks_are_those_of_git(tmp_path: Path, edits: list[tuple[int, str]], crlf: bool) -> None:
    before = SOURCE.replace(b"\n", b"\r\n") if crlf else SOURCE
    after = edited(before, edits, ends=True)
    assert hunks(unified("f.c", before, after)) == git_diff(tmp_path, before, after)


@needs_git
@FEW
@given(st.lists(st.tuples(st.integers(0, 90), KINDS), max_size=12), st.booleans())
def test_any_patch_does_what_it_says(tmp_path: Path, edits: list[tuple[int, str]], ends: bool) -> None:
    assert taken(tmp_path, ["git", "apply", "--allow-empty", "-"], "f.c", SOURCE, edited(SOURCE, edits, ends))


@needs_git
@pytest.mark.parametrize("name", ["f.c", "drivers/net/f.c", "a b/f.c", 'odd"\\name/f.c', "tab\t/é.c"])
def test_git_takes_it(tmp_path: Path, name: str) -> None:
    after = SOURCE.replace(b"kmalloc", b"kzalloc").replace(b"\tmemset(p, 0, sizeof(*p));\n\n", b"")
    assert taken(tmp_path, ["git", "apply", "-"], name, SOURCE, after)


@needs_patch
@pytest.mark.parametrize("name", ["f.c", "drivers/net/f.c", "a b/f.c"])
@pytest.mark.parametrize("end", [b"\n", b""])
def test_patch_takes_it(tmp_path: Path, name: str, end: bytes) -> None:
    before = SOURCE.rstrip(b"\n") + end
    after = SOURCE.replace(b"kmalloc", b"kzalloc").rstrip(b"\n") + end
    assert taken(tmp_path, ["patch", "-p1", "-s", "--binary"], name, before, after)


@needs_git
def test_a_file_that_loses_everything_or_gains_it(tmp_path: Path) -> None:
    assert taken(tmp_path, ["git", "apply", "-"], "f.c", b"a\nb", b"a\n")
    assert hunks(unified("f.c", b"a\n", b"")) == git_diff(tmp_path, b"a\n", b"")
    assert hunks(unified("f.c", b"", b"a")) == git_diff(tmp_path, b"", b"a")


def test_headers_and_the_name_of_the_function() -> None:
    after = SOURCE.replace(b"\treturn 0;\n}\n\nstatic int probe3", b"\treturn 1;\n}\n\nstatic int probe3")
    assert unified("drivers/f.c", SOURCE, after).split(b"\n")[:4] == [
        b"diff --git a/drivers/f.c b/drivers/f.c",
        b"--- a/drivers/f.c",
        b"+++ b/drivers/f.c",
        b"@@ -42,7 +42,7 @@ static int probe2(struct device *dev)",
    ]


def test_nothing_changed_is_no_patch() -> None:
    assert unified("f.c", SOURCE, SOURCE) == b""


def test_bytes_that_are_not_text_are_kept() -> None:
    assert b"-\xe9\xff\r\n+\xe8\xff\r\n" in unified("f.c", b"a\r\n\xe9\xff\r\n", b"a\r\n\xe8\xff\r\n")


def test_a_large_file_with_few_changes_is_quick() -> None:
    before = b"".join(b"\tx[%d] = 0;\n\t}\n" % number for number in range(50_000))
    after = before.replace(b"x[3] ", b"y[3] ").replace(b"x[49999]", b"y[49999]")
    assert unified("f.c", before, after).count(b"@@ -") == 2
