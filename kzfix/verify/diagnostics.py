"""What a compiler says of a file, and what of it is new after a change."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from kzfix.model import Edit, Source

ERROR = "error"
WARNING = "warning"
_LINE = re.compile(r"(.+?):(\d+):(?:(\d+):)? (warning|error|fatal error): (.+?)(?: \[(-W[^\]]+)\])?$")
_OBJTOOL = re.compile(r"(.+\.o): (warning|error): (objtool: .+)$")
_FUNCTION = re.compile(r".+: In function '([^']+)':$")
_TOP_LEVEL = re.compile(r".+: At top level:$")
_OFFSET = re.compile(r"\+0x[0-9a-f]+")  # objtool names places by their offset, which a change moves


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """An error or a warning. GCC and Clang write them alike."""

    path: str  # as the user would name it
    line: int  # 1-based; 0 where it speaks of no line
    kind: str  # ERROR or WARNING
    text: str
    flag: str = ""  # what switches it on, as -Wunused-variable
    function: str = ""  # where the compiler names it

    @property
    def place(self) -> str:
        """`path:line`, or the path alone."""
        return f"{self.path}:{self.line}" if self.line else self.path


def read(lines: Iterable[str], folder: str) -> Iterator[Diagnostic]:
    """The diagnostics in what a compiler said; it ran in `folder`, and so the paths given are made absolute."""
    function = ""
    for line in lines:
        if named := _FUNCTION.match(line):
            function = named[1]
        elif _TOP_LEVEL.match(line):
            function = ""
        elif found := _LINE.match(line):
            path, number, _, kind, text, flag = found.groups()
            kind = ERROR if kind.endswith(ERROR) else WARNING
            flag = (flag or "").replace("-Werror=", "-W")
            yield Diagnostic(os.path.normpath(os.path.join(folder, path)), int(number), kind, text, flag, function)
        elif found := _OBJTOOL.match(line):
            path, kind, text = found.groups()
            yield Diagnostic(os.path.normpath(os.path.join(folder, path)), 0, kind, _OFFSET.sub("", text))


def fresh(
    path: str, text: bytes, edits: Sequence[Edit], before: Iterable[Diagnostic], after: Iterable[Diagnostic]
) -> tuple[Diagnostic, ...]:
    """What is said after the edits of a file and was not said before; what has only moved with its line is not new."""
    moved = Moved(text, edits)
    known = Counter(_key(each, moved.line(each.line) if each.path == path else each.line) for each in before)
    new: list[Diagnostic] = []
    for each in after:
        key = _key(each, each.line)
        if known[key]:
            known[key] -= 1
        else:
            new.append(each)
    return tuple(new)


def _key(diagnostic: Diagnostic, line: int) -> Diagnostic:
    """What must be alike in two that are the same: a warning that has become an error is new."""
    return replace(diagnostic, line=line, function="")


class Moved:
    """Where the lines of a text are after its edits."""

    def __init__(self, text: bytes, edits: Sequence[Edit]) -> None:
        source = Source("", text)
        self._starts: list[int] = []  # the first line that each step moves
        self._by: list[int] = []  # and by how many lines, with those before
        by = 0
        for edit in sorted(edits, key=lambda each: each.span):
            by += edit.text.count(b"\n") - source.text(edit.span).count(b"\n")
            whole = edit.span.end > 0 and text[edit.span.end - 1 : edit.span.end] == b"\n"
            self._starts.append(source.line(edit.span.end) + (0 if whole else 1))
            self._by.append(by)

    def line(self, number: int) -> int:
        """The line, after the edits, of what was at a line before."""
        step = bisect_right(self._starts, number)
        return number + (self._by[step - 1] if step else 0)
