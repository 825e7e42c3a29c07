"""What scripts/checkpatch.pl of the tree says of a series, and what kzfix looks at itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import pairwise

from kzfix.deliver.series.base import Base
from kzfix.deliver.series.mails import PLAIN

_SAID = re.compile(
    r"(?P<path>.*?):(?P<line>\d+): (?P<kind>ERROR|WARNING|CHECK):(?:(?P<type>[A-Z0-9_]+):)? (?P<text>.*)"
)
_HUNK = re.compile(r"@@ -\d+(?:,\d+)? \+(\d+)")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that checkpatch, or kzfix itself, has to say about a patch."""

    patch: str  # the name of its file
    place: str  # "drivers/a.c:12"; "" when it is about the message
    kind: str  # "ERROR", "WARNING", "CHECK"
    type: str
    text: str
    before: bool = False  # the lines that went had it too


def blanks(path: str) -> Iterator[Remark]:
    """Lines that a patch adds with a blank at the end."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    for name, at, index in _walk(lines):
        line = lines[index].rstrip(b"\r")
        if line.startswith(b"+") and line != line.rstrip():
            yield Remark(os.path.basename(path), f"{name}:{at}", "ERROR", "TRAILING_WHITESPACE", "trailing whitespace")


class Unasked(Exception):
    """Why checkpatch says nothing."""


@dataclass(frozen=True, slots=True)
class Checkpatch:
    """The tree's own checkpatch, strict. Whether a Signed-off-by is missing is asked of signed patches only."""

    root: str
    signed: bool

    def remarks(self, base: Base, mails: Sequence[str], commits: Sequence[str]) -> list[Remark]:
        """What it says of some mails, in order; each stands for a commit. Raises Unasked.

        The same is asked of each commit turned round: what it says of a line that went is not new on the line that
        came.
        """
        turned = self._turned(base, mails, commits)
        with ThreadPoolExecutor() as threads:
            before_them = threads.submit(self._asked, turned, ["--no-tree"])  # a third of the time, and for lines alike
            said = self._asked(mails, [f"--root={self.root}"])
            old = Counter(_key(remark) for remark in before_them.result() if remark.place)
        out = []
        for remark in said:
            before = bool(remark.place) and old[_key(remark)] > 0
            old[_key(remark)] -= before
            out.append(replace(remark, before=before))
        return out

    def _turned(self, base: Base, mails: Sequence[str], commits: Sequence[str]) -> list[str]:
        """Files with the changes of some commits turned round, named as their mails."""
        folder = os.path.join(base.folder, "turned")
        shutil.rmtree(folder, ignore_errors=True)
        os.mkdir(folder)
        told = base.git.out("diff-tree", "--stdin", "-r", "-R", *PLAIN, "-p", data="\n".join([*commits, ""]).encode())
        ends = [told.index(f"{commit}\n".encode()) for commit in commits] + [len(told)]
        paths = [os.path.join(folder, os.path.basename(mail)) for mail in mails]
        for path, (start, end) in zip(paths, pairwise(ends), strict=True):
            with open(path, "wb") as file:
                file.write(told[start:end].partition(b"\n")[2])
        return paths

    @property
    def _script(self) -> str:
        return os.path.join(self.root, "scripts", "checkpatch.pl")

    def _asked(self, paths: Sequence[str], tree: Sequence[str]) -> list[Remark]:
        words = ["--strict", "--terse", "--no-summary", *([] if self.signed else ["--no-signoff"])]
        types = ["--show-types", "--color=never"]
        said = self._perl([*words, *tree, *types, *paths])
        if "Unknown option" in said.stderr:  # that of 2.6 does not name its types, and has no colours
            said = self._perl([*words, *tree, *paths])
        if "valid tree" in said.stderr + said.stdout:  # a part of one
            said = self._perl([*words, "--no-tree", *types, *paths])
        if said.returncode not in (0, 1) or (said.returncode and not said.stdout):
            why = next((line.strip() for line in said.stderr.splitlines() if line.strip()), "no reason given")
            raise Unasked(f"scripts/checkpatch.pl does not run: {why}")
        known = dict.fromkeys(paths)
        return list(dict.fromkeys(remark for line in said.stdout.splitlines() for remark in _remark(line, known)))

    def _perl(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        if not os.path.isfile(self._script):
            raise Unasked("there is no scripts/checkpatch.pl")
        if shutil.which("perl") is None:
            raise Unasked("perl is not installed, so scripts/checkpatch.pl cannot be asked")
        command = ["perl", self._script, *words]
        return subprocess.run(
            command, cwd=self.root, capture_output=True, text=True, errors="replace", stdin=subprocess.DEVNULL
        )


def _key(remark: Remark) -> tuple[str, ...]:
    """What makes two remarks the same before and after a change: the names in their text may have changed."""
    return remark.patch, remark.place.rpartition(":")[0], remark.type or remark.text


def _remark(line: str, files: Collection[str]) -> Iterator[Remark]:
    found = _SAID.fullmatch(line)
    if found and found["path"] in files:
        name = os.path.basename(found["path"])
        yield Remark(name, _place(found["path"], int(found["line"])), found["kind"], found["type"] or "", found["text"])


def _place(path: str, number: int) -> str:
    """The place in the source that a line of a patch stands for; "" for a line of its message."""
    with open(path, "rb") as file:
        lines = file.read().split(b"\n")
    for name, at, index in _walk(lines):
        if index == number - 1:
            return f"{name}:{at}"
    return ""


def _walk(lines: Sequence[bytes]) -> Iterator[tuple[str, int, int]]:
    """File, line in the new file and index of every line of every hunk."""
    name, at, inside = "", 0, False
    for index, line in enumerate(lines):
        text = os.fsdecode(line)
        if text.startswith("diff --git ") or line == b"-- ":
            inside = False
        elif not inside and text.startswith("+++ "):
            name = text[6:].rstrip("\t")
        elif name and (found := _HUNK.match(text)):
            at, inside = int(found[1]), True
        elif inside:
            yield name, at, index
            at += not text.startswith("-")
