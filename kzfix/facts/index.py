"""Which headers may hold a word, or define a macro: looked up instead of searched for.

A header that many files include is indexed once for the process, by hashes of its words: what is found may hold the
word, what is not found does not. The others are searched, which takes less time than to index them. A few megabytes for
all headers of Linux.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Sequence

from kzfix.facts import disk

MOST = 1 << 15  # headers; of more, all are indexed anew
OFTEN = 4  # from so many closures on, a header is indexed
_BUCKETS = 1 << 16
_MASK = _BUCKETS - 1
_WORDS = bytes(byte if chr(byte).isascii() and (chr(byte).isalnum() or byte == 0x5F) else 0x20 for byte in range(256))
_DEFINED = re.compile(rb"#[ \t]*(?:define|undef)[ \t]+(\w+)")


class Index:
    """Numbers of headers by what they hold. `era` counts how often it began anew, with other numbers."""

    def __init__(self) -> None:
        self.era = 0
        self._seen: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._words = _Buckets()
        self._macros = _Buckets()

    def numbers(self, paths: Sequence[str]) -> list[int | None]:
        """The numbers of the headers of one more closure; None for one that is not indexed yet."""
        if len(self._numbers) + len(paths) > MOST:
            self.clear()
        return [self._numbers[path] if path in self._numbers else self._number(path) for path in paths]

    def _number(self, path: str) -> int | None:
        self._seen[path] = self._seen.get(path, 0) + 1
        if self._seen[path] < OFTEN:
            return None
        number = self._numbers[path] = len(self._numbers)
        data = disk.read(path) or b""
        self._words.add(data.translate(_WORDS).split(), number)
        self._macros.add(_DEFINED.findall(data), number)
        return number

    def holding(self, word: bytes) -> Sequence[int]:
        """The headers that may hold a word."""
        return self._words.get(word)

    def defining(self, name: bytes) -> Sequence[int]:
        """The headers that may define a macro of that name, or undefine it."""
        return self._macros.get(name)

    def clear(self) -> None:
        """Begin anew."""
        self.era += 1
        self._seen.clear()
        self._numbers.clear()
        self._words, self._macros = _Buckets(), _Buckets()


class _Buckets:
    def __init__(self) -> None:
        self._all: list[array[int] | None] = [None] * _BUCKETS

    def add(self, words: Iterable[bytes], number: int) -> None:
        for at in {hash(word) & _MASK for word in set(words)}:
            bucket = self._all[at]
            if bucket is None:
                self._all[at] = array("H", (number,))
            else:
                bucket.append(number)

    def get(self, word: bytes) -> Sequence[int]:
        return self._all[hash(word) & _MASK] or ()


INDEX = Index()
disk.when_forgotten(INDEX.clear)
