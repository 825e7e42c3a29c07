"""The commands that are measured, and which of them there are on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
ZALLOC = "scripts/coccinelle/api/alloc/zalloc-simple.cocci"
BASE = "rg -l"
AGAINST = "spatch, zalloc-simple"


@dataclass(frozen=True, slots=True)
class Contender:
    """A row of the table: a command, or why there is none."""

    name: str
    command: tuple[str, ...] = ()
    missing: str = ""
    slow: bool = False
    fine: tuple[int, ...] = (0,)  # exit statuses that mean success


def kzfix(*words: str) -> tuple[str, ...]:
    """A command of kzfix, as it stands here."""
    return (sys.executable, "-m", "kzfix", *words)


def caches() -> bool:
    """Whether this kzfix has a cache that can be left out."""
    done = subprocess.run(kzfix("diff", "--help"), capture_output=True, cwd=ROOT, check=False)
    return b"--no-cache" in done.stdout


def contenders(tree: Path, jobs: int) -> Iterator[Contender]:
    """All that is measured besides kzfix, over a tree with so many processes or threads."""
    rg = shutil.which("rg")
    words = ("-u", "-l", "kmalloc|kzalloc", "-tc", f"-j{jobs}", ".")
    yield _tool(BASE, "rg", rg, words, fine=(0, 1))
    spatch = shutil.which("spatch")
    common = ("--very-quiet", "-j", str(jobs), "--dir", str(tree))
    rule = tree / ZALLOC
    if rule.is_file():
        yield _tool(AGAINST, "spatch", spatch, ("-D", "patch", "--cocci-file", str(rule), *common), slow=True)
    else:
        yield Contender(AGAINST, missing=f"the tree has no {ZALLOC}", slow=True)
    yield _tool(
        "spatch, a rule with ...", "spatch", spatch, ("--cocci-file", str(HERE / "dots.cocci"), *common), slow=True
    )
    wanted = ("scan", "-r", str(HERE / "nearest.yml"), f"-j{jobs}", "--json=stream", "--no-ignore", "vcs", ".")
    yield _tool("ast-grep, the nearest pattern", "ast-grep", _beside("ast-grep"), wanted, slow=True)


def _tool(
    name: str, tool: str, path: str | None, words: tuple[str, ...], *, slow: bool = False, fine: tuple[int, ...] = (0,)
) -> Contender:
    if path is None:
        return Contender(name, missing=f"there is no {tool} here", slow=slow)
    return Contender(name, (path, *words), slow=slow, fine=fine)


def _beside(name: str) -> str | None:
    """A command on the PATH, or else one that was installed beside this Python."""
    return shutil.which(name) or shutil.which(name, path=os.path.dirname(sys.executable))


def versions() -> str:
    """The tools and their versions, in one line."""
    found = [f"kzfix {_version(kzfix('--version'))}", f"Python {sys.version.split()[0]}"]
    for name in ("rg", "spatch", "ast-grep"):
        path = _beside(name)
        found.append(f"{name} {_version((path, '--version'))}" if path else f"no {name}")
    return ", ".join(found)


def _version(command: tuple[str, ...]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, cwd=ROOT, text=True, errors="replace", check=False)
    except OSError as error:
        return f"({error.strerror})"
    number = re.search(r"\d+(?:\.\d+)+", done.stdout)
    return number[0] if number else "(of no version)"
