"""The mask table as questions about a word: is it an annotation, a loop, a macro that takes types?"""

from __future__ import annotations

import enum
import functools
import re
from collections.abc import Iterable

from kzfix.tables import table


class Role(enum.Enum):
    """What the mask does to a word."""

    PLAIN = enum.auto()
    WORD = enum.auto()
    CALL = enum.auto()
    LEADING = enum.auto()
    LEVEL = enum.auto()
    BETWEEN = enum.auto()


# These end or steer a statement; none of them is a value, a type or a macro's name.
CONTROL = frozenset(
    (b"if", b"else", b"for", b"while", b"do", b"switch", b"case", b"default", b"return", b"goto", b"break", b"continue")
)
# A parenthesis after one of these holds no macro arguments.
OPERATORS = CONTROL | frozenset(
    b"sizeof typeof __typeof__ __typeof alignof _Alignof __alignof__ __alignof _Generic offsetof defined "
    b"asm __asm__ __asm volatile __volatile__ inline".split()
)

_ROLES = (
    (Role.WORD, "words"),
    (Role.CALL, "calls"),
    (Role.LEADING, "leading"),
    (Role.LEVEL, "levels"),
    (Role.BETWEEN, "between"),
)


def _names(entries: Iterable[str]) -> re.Pattern[bytes]:
    return re.compile("|".join(re.escape(entry).replace(r"\*", r"\w*") for entry in entries).encode())


@functools.cache
def _named(key: str) -> re.Pattern[bytes]:
    return _names(table("mask")[key])


@functools.lru_cache(maxsize=1 << 16)
def role(word: bytes) -> Role:
    """What the mask does to `word` wherever it stands in the right place."""
    return next((kind for kind, key in _ROLES if _named(key).fullmatch(word)), Role.PLAIN)


@functools.lru_cache(maxsize=1 << 14)
def is_loop(word: bytes) -> bool:
    """Whether the name alone says that a loop follows."""
    return _named("loops").fullmatch(word) is not None


@functools.lru_cache(maxsize=1 << 14)
def is_always(word: bytes) -> bool:
    """Whether this is a loop even with nothing but `;` for a body."""
    return _named("always").fullmatch(word) is not None


def is_once(word: bytes) -> bool:
    """Whether the block that follows runs exactly once."""
    return _named("once").fullmatch(word) is not None


@functools.lru_cache(maxsize=1 << 14)
def is_typed(word: bytes) -> bool:
    """Whether this macro is known to take a type as an argument."""
    return _named("typed").fullmatch(word) is not None
