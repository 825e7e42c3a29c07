"""`kzfix series --verify`: what a patch claims was compiled or run, was, in this run; and it says with what."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_build import MAKEFILE, OWN, SLAB, TOOLS, needed
from test_cli import git
from test_series import MAINTAINERS, TWO, kzfix, made, patches, text

SPLIT = b"#include <linux/slab.h>\n" + OWN.encode() + TWO.partition(b"\n};\n")[2]
KERNEL = {
    "Makefile": MAKEFILE.encode(),
    **dict.fromkeys(("Kconfig", "Kbuild", "scripts/Makefile.build", "include/generated/autoconf.h"), b""),
    ".config": b"#\n# Automatically generated file; DO NOT EDIT.\n# Linux/x86 6.12.1 Kernel Configuration\n#\n",
    "include/linux/slab.h": SLAB.encode()
    + b"#define NULL ((void *)0)\nvoid *memcpy(void *to, const void *from, size_t size);\n",
    "MAINTAINERS": MAINTAINERS.encode(),
    "drivers/plain.c": SPLIT,
    "drivers/warns.c": SPLIT.replace(b"person", b"other"),
    "fs/gamma/away.c": SPLIT,
}
OLD = KERNEL["include/linux/slab.h"] + b"void *kzalloc(size_t size, gfp_t flags) __attribute__((deprecated));\n"


@pytest.fixture
def tree(memory: Path) -> Path:
    needed(f"not installed: {', '.join(TOOLS)}" if TOOLS else "")
    return made(memory / "tree", KERNEL)


def claims(path: Path) -> list[str]:
    parts = (" ".join(part.split()) for part in text(path).split("\n\n"))
    return [part for part in parts if re.match("Compiled|Not compiled|Run|Not run", part)]


def test_what_was_compiled_is_said_with_what(tree: Path, memory: Path) -> None:
    before = git(tree, "status", "--porcelain", "--ignored").out
    done = kzfix(tree, "series", ".", "-o", memory / "out", "--verify", "build", "--make-arg", "CFLAGS=-Os")
    assert done.status == 0, done.err
    assert "not compiled: fs/gamma/away.c: not reached by this configuration" in done.err
    assert git(tree, "status", "--porcelain", "--ignored").out == before
    told = [claims(path) for path in patches(memory / "out")]
    (copies,) = told[0]
    assert re.fullmatch(
        r"Compiled before and after with \S.*, Linux/x86 6.12.1, CFLAGS=-Os, without a new error or warning: "
        r"drivers/plain.o, drivers/warns.o\.",
        copies,
    )
    assert told == [[copies], [copies], [], []]  # two rules in each file: each patch was compiled


def test_what_was_run_is_said(tree: Path, memory: Path) -> None:
    done = kzfix(tree, "series", "drivers/plain.c", "-o", memory / "out", "--verify", "run")
    assert done.status == 0, done.err
    (new,), (copy,) = (claims(path) for path in reversed(patches(memory / "out")))
    assert re.search(r"without a difference: person_new\(\) \(\d+ runs, \d+ of them through the change\)\.$", new)
    assert "person_copy()" in copy and "ompiled" not in copy


def test_a_patch_that_breaks_the_build_is_not_made(tree: Path, memory: Path) -> None:
    (tree / "include/linux/slab.h").write_bytes(OLD)
    (tree / "drivers/warns.c").write_bytes(b"")
    git(tree, "commit", "-qam", "slab: do not use kzalloc()")
    done = kzfix(tree, "series", "drivers", "-o", memory / "out", "--verify", "build", "--rule", "zeroing/memset")
    assert done.status == 1 and done.out == b"" and not (memory / "out").exists()
    assert re.search(r"zeroing/memset: drivers/plain.c:\d+: new warning in person_new", done.err)
    assert "no series was made: 1 change is at fault" in done.err


def test_nothing_verified_is_no_series(tree: Path, memory: Path) -> None:
    done = kzfix(tree, "series", "fs", "-o", memory / "out", "--verify", "build")
    assert done.status == 2 and not (memory / "out").exists()
    assert "nothing could be verified: not reached by this configuration" in done.err


def test_a_claim_goes_with_its_run(tree: Path, memory: Path) -> None:
    """Also out of a text that the user has made their own."""
    out = memory / "out"
    assert kzfix(tree, "series", "drivers", "-o", out, "--verify", "build", "-s").status == 0
    path = patches(out)[0]
    path.write_text(path.read_text().replace("\n\n", "\n\nI have a word to say.\n\n", 1))
    done = kzfix(tree, "series", "drivers", "-o", out, "-s")
    assert done.status == 0 and "your text is kept\n" in done.err
    assert "I have a word" in text(path) and not any("Compiled" in each.read_text() for each in out.glob("*.patch"))
    assert kzfix(tree, "series", "drivers", "-o", out, "--verify", "build", "-s").status == 0
    assert len(claims(path)) == 1 and "I have a word" in text(path)
    assert re.search(r"warns\.o\.\n\nSigned-off-by: .*\n$", text(path))
    assert "Compiled before" in (out / "0000-cover-letter.patch").read_text()


def test_words_for_verify_alone(tree: Path, memory: Path) -> None:
    for words in (("--kernel", "x"), ("--make-arg", "W=1"), ("--verify", "build", "--make-arg", "W")):
        done = kzfix(tree, "series", "drivers", "-o", memory / "out", *words)
        assert done.status == 2 and not (memory / "out").exists(), done.err
