"""The results of files that were looked at closely: several of one path, for several contents or headers.

A record is a number. What a result holds is read when somebody asks for it, the old text of a file last of all.
"""

from __future__ import annotations

import marshal
import os
import zlib
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Any

from kzfix.cache import plain, sign
from kzfix.cache.sections import Damaged
from kzfix.cache.walks import split
from kzfix.errors import PathError
from kzfix.model import Clean, Edit, FileResult, Finding, Found, Shown, Skipped, Unparsed

_NO_TEXT = (0, 0)
Plain = tuple[Any, ...] | None  # the fields of a `Shown`, for a file with findings


@dataclass(frozen=True, slots=True)
class Record:
    """What became of one file, as it is kept. `text`: what was judged, compressed, where somebody may want it."""

    path: str
    digest: bytes
    functions: int
    result: bytes  # packed; b"" for a file without anything to tell
    text: bytes
    shown: Shown | None  # of findings
    basis: int = -1

    @property
    def parts(self) -> tuple[str, bytes, int, bytes, bytes, tuple[object, ...] | None]:
        """All but the basis, in order."""
        shown = tuple(self.shown) if self.shown else None
        return self.path, self.digest, self.functions, self.result, self.text, shown

    @classmethod
    def of(cls, path: str, digest: bytes, functions: int, result: bytes, text: bytes, shown: Plain) -> Record:
        """The record again."""
        return cls(path, digest, functions, result, text, Shown(*shown) if shown else None)


def record(path: str, result: Clean | Skipped | Found, digest: bytes) -> Record:
    """A result as it is kept."""
    text, shown = b"", None
    functions = 0 if isinstance(result, Skipped) else result.functions
    if isinstance(result, Found):
        text = zlib.compress(result.before, 1)
        shown = result.shown
        result = replace(result, path="", before=b"", shown=None)
    else:
        result = replace(result, path="")
    told = not isinstance(result, Clean) or result.unparsed
    return Record(path, digest, functions, plain.packed(result) if told else b"", text, shown)


class Remembered(Found):
    """Findings from an earlier run, read when they are asked for."""

    __slots__ = ("_result", "_text")
    _result: bytes | Found
    _text: bytes | Callable[[], bytes]

    def __new__(cls, *args: Any, **named: Any) -> Any:
        """Whoever makes one from its fields, as `replace` does, gets plain findings."""
        return Found(*args, **named)

    @staticmethod
    def of(path: str, result: bytes, text: Callable[[], bytes], shown: Shown | None) -> Remembered:
        """The findings of one file, from where they are kept."""
        made: Remembered = object.__new__(Remembered)
        object.__setattr__(made, "shown", shown)
        object.__setattr__(made, "path", path)
        object.__setattr__(made, "_result", result)
        object.__setattr__(made, "_text", text)
        return made

    def _whole(self) -> Found:
        found = self._result
        if isinstance(found, bytes):
            found = plain.unpacked(found)
            object.__setattr__(self, "_result", found)
        return found

    @property
    def before(self) -> bytes:
        """What was judged."""
        found = self._text
        if not isinstance(found, bytes):
            found = found()
            object.__setattr__(self, "_text", found)
        return found

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings."""
        return self._whole().findings

    @property
    def edits(self) -> tuple[Edit, ...]:
        """Those of all findings that are to be changed."""
        return self._whole().edits

    @property
    def functions(self) -> int:
        """How many functions were read."""
        return self._whole().functions

    @property
    def unparsed(self) -> tuple[Unparsed, ...]:
        """Those that were not."""
        return self._whole().unparsed

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.path, self.before, self.findings, self.edits, self.functions, self.unparsed)
        return Found, (*parts, self.shown)


@dataclass(slots=True)
class Records:
    """All records, in the order in which they were made."""

    paths: list[str] = field(default_factory=list)
    digests: bytearray = field(default_factory=bytearray)
    functions: array[int] = field(default_factory=lambda: array("I"))
    bases: array[int] = field(default_factory=lambda: array("i"))
    results: list[bytes] = field(default_factory=list)
    shown: list[Plain] = field(default_factory=list)
    texts: list[bytes | tuple[int, int]] = field(default_factory=list)  # compressed, or where that is kept
    read: Callable[[int, int], bytes] | None = None  # a part of the texts on the disk
    troubled: list[str] = field(default_factory=list)  # files whose text had to be read again
    _by_path: dict[str, list[int]] = field(default_factory=dict)

    def add(self, new: Record) -> int:
        """Keep one more. Its number."""
        number = len(self.paths)
        self.paths.append(new.path)
        self.digests += new.digest
        self.functions.append(new.functions)
        self.bases.append(new.basis)
        self.results.append(new.result)
        self.shown.append(tuple(new.shown) if new.shown else None)
        self.texts.append(new.text or _NO_TEXT)
        if self._by_path:
            self._by_path.setdefault(new.path, []).append(number)
        return number

    def digest(self, number: int) -> bytes:
        """What stands for the bytes that were judged."""
        return bytes(self.digests[number * sign.DIGEST : (number + 1) * sign.DIGEST])

    def of(self, path: str) -> list[int]:
        """The records of one path, newest first."""
        if not self._by_path:
            for number, each in enumerate(self.paths):
                self._by_path.setdefault(each, []).append(number)
        return self._by_path.get(path, [])[::-1]

    def told(self, number: int) -> FileResult:
        """What is to be told of a file; only for a record with a result."""
        kept, path = self.results[number], self.paths[number]
        if self.texts[number] != _NO_TEXT:
            return Remembered.of(path, kept, lambda: self._text(number), self.view(number))
        whole: Clean | Skipped = plain.unpacked(kept)
        return replace(whole, path=path)

    def view(self, number: int) -> Shown | None:
        """What is shown of a file with findings."""
        kept = self.shown[number]
        return Shown(*kept) if kept else None

    def text(self, number: int) -> bytes:
        """The text of a record as it is kept. Raises Damaged."""
        found = self.texts[number]
        if isinstance(found, tuple):
            found = self.read(*found) if self.read and found != _NO_TEXT else b""
        return found

    def _text(self, number: int) -> bytes:
        """What was judged. Where it was kept badly the file itself is read, if it is still the same."""
        try:
            return zlib.decompress(self.text(number))
        except (Damaged, OSError, zlib.error):
            self.troubled.append(self.paths[number])
            with open(self.paths[number], "rb") as file:
                text = file.read()
            if sign.digest(text) != self.digest(number):
                raise PathError("changed while it was looked at", place=self.paths[number], hint="run again") from None
            self.texts[number] = zlib.compress(text, 1)
            return text

    # To the disk and back

    def packed(self) -> tuple[bytes, list[bytes]]:
        """The records as bytes, and their texts one by one. A text that is damaged is left out."""
        texts = [self.text(number) for number in range(len(self.paths))]
        parts = (os.fsencode("\0".join(self.paths)), bytes(self.digests), self.functions.tobytes())
        rest = (self.bases.tobytes(), self.results, self.shown, array("Q", map(len, texts)).tobytes())
        return marshal.dumps((*parts, *rest)), texts

    def only(self, numbers: Sequence[int], bases: Mapping[int, int]) -> Records:
        """Some of the records, whose bases have got other numbers."""
        made = Records(read=self.read)
        for at in numbers:
            basis = bases.get(self.bases[at], -1)
            parts = (self.paths[at], self.digest(at), self.functions[at], self.results[at])
            made.add(Record(*parts, b"", self.view(at), basis))
            made.texts[-1] = self.texts[at]
        return made

    @classmethod
    def unpacked(cls, data: bytes, read: Callable[[int, int], bytes]) -> Records:
        """The records from their bytes; `read` gives a part of the texts."""
        paths, digests, functions, bases, results, shown, lengths = marshal.loads(data)
        ends = [0, *accumulate(many := array("Q", lengths))]
        texts: list[bytes | tuple[int, int]] = list(zip(ends, many, strict=False))
        made = cls(split(paths), bytearray(digests), array("I", functions), array("i", bases), results, shown)
        made.texts = [_NO_TEXT if each[1] == 0 else each for each in texts]
        made.read = read
        return made
