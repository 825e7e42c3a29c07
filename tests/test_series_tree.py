"""`kzfix series` on a part of a kernel tree, held against the tree's own get_maintainer.pl, checkpatch.pl and git am.

    KZFIX_TREE=DIR pytest tests/test_series_tree.py
"""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
from email.utils import getaddresses
from pathlib import Path

import pytest
from test_build import needed
from test_cli import git, kzfix
from test_series import NAMES, patches

TREE = os.environ.get("KZFIX_TREE", "")  # a kernel to read, never to copy from
PARTS = ("MAINTAINERS", "scripts", "drivers/scsi", "drivers/media/usb", "include/linux", "sound/soc", "fs/ext4")
# What both scripts look for before they believe that they stand in a kernel
FILES = ("COPYING", "CREDITS", "Kbuild", "Makefile", "README")
FOLDERS = ("Documentation", "arch", "include", "drivers", "fs", "init", "ipc", "kernel", "lib")
ADDRESS = re.compile(r"[^\s<>\"(]+@[^\s<>\")]+")

pytestmark = pytest.mark.skipif(not TREE, reason="KZFIX_TREE names no kernel tree")


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    needed("" if shutil.which("perl") else "perl is not installed")
    root = tmp_path_factory.mktemp("kernel")
    for name in PARTS:
        source = Path(TREE, name)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, root / name, symlinks=True)
        elif source.exists():
            shutil.copy(source, root / name)
    for name in FILES:
        (root / name).touch()
    for name in FOLDERS:
        (root / name).mkdir(exist_ok=True)
    git(root, "init", "-q")
    for name, value in NAMES.items():
        git(root, "config", name, value)
    git(root, "add", "-A", "-f")
    assert git(root, "commit", "-qm", "a part of a kernel").status == 0
    return root


def asked(root: Path, patch: Path) -> set[str]:
    words = ["perl", "scripts/get_maintainer.pl", "--nogit", "--nogit-fallback", "--norolestats", str(patch)]
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=True)
    return {found.lower() for line in done.stdout.splitlines() for found in ADDRESS.findall(line)}


def test_it_is_what_the_tree_s_own_scripts_want(part: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = kzfix(part, "series", "drivers", "sound", "fs", "-o", out)
    assert done.status == 0, done.err
    told = [line for line in done.err.splitlines() if "git am takes all" in line]
    assert told and all("checkpatch: 0 errors, 0 warnings, " in line for line in told), done.err
    folders = [out, *sorted(path for path in out.iterdir() if path.is_dir() and path.name != ".kzfix")]
    every = [patch for folder in folders for patch in patches(folder)]
    assert len(every) >= 10
    to: set[str] = set()
    for patch in every:
        head = email.message_from_bytes(patch.read_bytes())
        fields = [str(field) for name in ("To", "Cc") for field in head.get_all(name, [])]
        assert {address.lower() for _, address in getaddresses(fields)} == asked(part, patch), patch
        to.update(address for _, address in getaddresses([str(head["To"])]))
    assert len(to) >= 5
    assert git(part, "am", "-q", *map(str, every)).status == 0
