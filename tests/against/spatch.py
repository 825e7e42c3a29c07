"""Coccinelle on one file: what it makes of it, and how much of the file it could use at all.

One unsafe place makes spatch drop the whole file. To see what it says of the rest, the function that it names is
blanked out and the file is tried again; what it does not name is looked for allocator by allocator.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kzfix.model import Source, Span
from kzfix.smpl.rule import Variant
from kzfix.source.formula import worded
from kzfix.source.parse import unit
from kzfix.source.prefilter import Needles

FLAGS = ("--very-quiet", "--no-includes", "--include-headers")
MOST_TRIES = 8  # functions of one file that are blanked out
_FUNCTION = re.compile(r" in (\w+) reachable by inconsistent control-flow paths")
_WHAT = re.compile(r"inconsistent control-flow paths|already tagged token|Stack_overflow|Out_of_memory")
_UNCHANGED = "-o can not be applied because there are no modified files"
_ALL = "@@\nidentifier f;\n@@\n* f(...) { ... }\n"


@dataclass(frozen=True, slots=True)
class Patch:
    """A semantic patch for one allocator, and what a file must hold for it."""

    entry: str
    text: str
    needles: Needles
    size: str  # as it stands in the text, or ""

    @classmethod
    def of(cls, variant: Variant) -> Patch:
        """A variant of a rule, as it is expanded."""
        needles = Needles(worded(variant.needles))  # the shapes are those that kzfix takes for the same
        return cls(variant.entry, variant.text, needles, variant.size)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why spatch left out a function, or an allocator of the rule everywhere in the file."""

    what: str
    function: Span | None = None
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What spatch made of a file: texts before and after, with the same lines, to be put together."""

    changes: tuple[tuple[bytes, bytes], ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Spatch:
    """spatch with a folder to work in and a limit in seconds for one run."""

    folder: Path
    limit: float
    flags: Sequence[str] = field(default=FLAGS)

    def change(self, path: str, data: bytes, patches: Sequence[Patch]) -> Theirs:
        """The file as all patches leave it that may match in it."""
        here = [patch for patch in patches if patch.needles.holds(data)]
        return self._tried(path, data, here) if here else Theirs()

    def read(self, path: str, data: bytes) -> frozenset[int]:
        """The lines, counted from 1, of all functions that spatch can read."""
        done = self._run(path, data, _ALL)
        if isinstance(done, Trouble):
            return frozenset()
        lines: set[int] = set()
        at = 0
        for line in done.decode("latin-1").splitlines():
            if head := re.match(r"@@ -(\d+)", line):
                at = int(head[1])
            elif line.startswith("---"):
                continue
            elif line.startswith("-"):
                lines.add(at)
                at += 1
            elif line.startswith(" "):
                at += 1
        return frozenset(lines)

    def _tried(self, path: str, data: bytes, patches: Sequence[Patch]) -> Theirs:
        troubles: list[Trouble] = []
        text = data
        while not isinstance(done := self._after(path, text, patches), bytes):
            if done.function is None or len(troubles) == MOST_TRIES:
                alone = Trouble(done.what, None, patches[0].entry)
                return self._apart(path, data, patches) if len(patches) > 1 else Theirs((), (*troubles, alone))
            troubles.append(done)
            text = _blanked(text, done.function)
        return Theirs(((text, done),), tuple(troubles))

    def _apart(self, path: str, data: bytes, patches: Sequence[Patch]) -> Theirs:
        """Every patch by itself."""
        found = [self._tried(path, data, [patch]) for patch in patches]
        troubles = tuple(trouble for one in found for trouble in one.troubles)
        return Theirs(tuple(change for one in found for change in one.changes), troubles)

    def _after(self, path: str, data: bytes, patches: Sequence[Patch]) -> bytes | Trouble:
        """The file after one run."""
        out = self.folder / f"{os.getpid()}.after.c"
        out.unlink(missing_ok=True)
        done = self._run(path, data, "\n".join(patch.text for patch in patches), "-o", str(out))
        if isinstance(done, Trouble):
            return data if _UNCHANGED in done.what else done
        return out.read_bytes()

    def _run(self, path: str, data: bytes, rule: str, *more: str) -> bytes | Trouble:
        """Stdout of one run."""
        place = self.folder / f"{os.getpid()}.{Path(path).name}"
        patch = self.folder / f"{os.getpid()}.cocci"
        place.write_bytes(data)
        patch.write_text(rule)
        command = ["spatch", *self.flags, "--sp-file", str(patch), str(place), *more]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, cwd=self.folder
        ) as process:
            try:
                out, err = process.communicate(timeout=self.limit)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                return Trouble(f"not done after {self.limit:g} seconds")
        return out if process.returncode == 0 else _trouble(err.decode("latin-1"), path, data)


def _trouble(said: str, path: str, data: bytes) -> Trouble:
    what = _WHAT.search(said)
    name = _FUNCTION.search(said)
    span = None
    if name is not None:
        functions = unit(Source(path, data), lambda _: True).functions
        span = next((one.span for one in functions if one.name == name[1]), None)
    last = said.strip().splitlines()[-1:] or ["no word"]
    return Trouble(what[0] if what else last[0][:80], span)


def _blanked(data: bytes, span: Span) -> bytes:
    """The file without a function, each line where it was."""
    return data[: span.start] + re.sub(rb"[^\n]", b" ", data[span.start : span.end]) + data[span.end :]
