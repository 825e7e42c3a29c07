"""The command over a folder of nonsense under odd names: an exit status, every file counted, no traceback."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from forked import Done
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from soup import mutants, soups
from test_cli import kzfix
from test_fuzz import OWN, short

from kzfix.config import Settings
from kzfix.engine import examine, load
from kzfix.model import Found, Include, Source
from kzfix.rewrite.splice import apply

ASKED = ("--include", "review", "--group", "idioms", "--group", "stores")
NAMES = (
    b"a b.c", b"new\nline.c", b"\xff\xfe.c", b"\xc3\xa9.c", b"'quote\".c", b"-.c", b"--exclude.c", b"back\\slash.c",
    b"tab\t.c", b"x" * 253 + b".c", b"\x1b[31m.c", b"\r.c", b"%s{}.c", b" .c", b"#.c", b":1.c", b".c",
)  # fmt: skip
WANTED = Settings(group=("idioms", "stores"), include=Include.REVIEW)
RULES = load(WANTED)


def written(folder: Path, texts: list[bytes]) -> dict[bytes, bytes]:
    """The texts under plain names, then under odd ones as long as there are any."""
    names = [*(b"%03d.c" % number for number in range(len(texts) - len(NAMES))), *NAMES]
    files = {os.fsencode(folder) + b"/" + name: text for name, text in zip(names, texts, strict=False)}
    for path, text in files.items():
        with open(path, "wb") as file:
            file.write(text)
    return files


def ran(folder: Path, *words: str, stdin: bytes = b"") -> Done:
    """A command of kzfix, which may find changes and trouble, and nothing worse."""
    done = kzfix(folder, *words, stdin=stdin)
    assert done.status in (0, 1, 2), done.err
    assert "internal error" not in done.err, done.err
    return done


def seen(done: Done) -> int:
    """The number of files in the summary."""
    found = re.search(r"^kzfix: (\d+) files?, ", done.err, re.M)
    assert found, done.err
    return int(found.group(1))


def nonsense() -> list[bytes]:
    """Always the same texts."""
    texts: list[bytes] = []

    @settings(short, max_examples=40, phases=[Phase.generate])
    @given(st.one_of(soups(), mutants(OWN), mutants(OWN)))
    def drawn(data: bytes) -> None:
        texts.append(data)

    drawn()
    return texts


def bytes_of(files: Iterable[bytes]) -> dict[bytes, bytes]:
    """What the files hold."""
    out = {}
    for path in files:
        with open(path, "rb") as file:
            out[path] = file.read()
    return out


def after(path: bytes, text: bytes) -> bytes:
    """What the engine makes of one file."""
    found = examine(Source(os.fsdecode(path), text), RULES, WANTED)
    return apply(text, found.edits) if isinstance(found, Found) else text


def test_a_folder_of_nonsense(tmp_path: Path) -> None:
    files = written(tmp_path, nonsense())
    names = b"\0".join(sorted(os.path.relpath(path, os.fsencode(tmp_path)) for path in files))
    wanted = {path: after(path, text) for path, text in files.items()}
    assert wanted != files
    for done in (ran(tmp_path, "check", *ASKED, "-j2", "."), ran(tmp_path, "check", *ASKED, "-j1", "-", stdin=names)):
        assert seen(done) == len(files) and done.status == 1
    assert json.loads(ran(tmp_path, "diff", *ASKED, "--format", "json", ".").out)
    assert ran(tmp_path, "why", *ASKED, ".").out
    patch = ran(tmp_path, "diff", *ASKED, ".").out
    assert bytes_of(files) == files
    assert seen(ran(tmp_path, "apply", *ASKED, ".")) == len(files)
    assert bytes_of(files) == wanted
    if shutil.which("git"):
        written(tmp_path, list(files.values()))
        plain = ["git", "-c", "core.autocrlf=false", "apply", "--whitespace=nowarn", "-"]
        taken = subprocess.run(plain, cwd=tmp_path, input=patch, capture_output=True, check=False)
        assert taken.returncode == 0, taken.stderr
        assert bytes_of(files) == wanted
