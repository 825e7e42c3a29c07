"""A rule file cut into its rules: header, metavariables, body tokens.

Several rules in one file are several independent patterns. A rule that depends on another one, or on a script, is not
supported yet, and says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.errors import RuleError
from kzfix.smpl.header import Header, read_header
from kzfix.smpl.lexer import lex, unsupported
from kzfix.smpl.metavars import read_metavars
from kzfix.smpl.nodes import Metavar, Token

_OPEN = re.compile(r"^@(@|[^@\n;{]*(?:\n[^@\n;{]*){0,8}@)", re.MULTILINE)
_CLOSE = re.compile(r"@@")
_SCRIPT = re.compile(r"(script|initialize|finalize)\s*:\s*\w+")
_NAME = re.compile(r"[A-Za-z_]\w*")
_TOP = re.compile(r"^(virtual|using|#\s*\w+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Body:
    """One rule as it is written."""

    name: str
    quantifier: str  # "", "exists" or "forall"
    disabled: tuple[str, ...]  # isomorphisms that the rule turns off
    metavars: tuple[Metavar, ...]
    tokens: tuple[Token, ...]
    line: int  # of the rule's `@`


@dataclass(frozen=True, slots=True)
class Document:
    """A whole rule file."""

    path: str
    header: Header
    bodies: tuple[Body, ...]


def read_document(text: str, path: str) -> Document:
    """Read a rule file. Raises RuleError with the place of what is wrong, or of what is not supported yet."""
    first = _OPEN.search(text)
    head = text[: first.start()] if first else text
    header = read_header(head, path)
    if found := _TOP.search(head):
        raise unsupported(f"`{found[1]}`", _where(text, found.start(), path))
    if first is None:
        end = text.count("\n") + 1
        raise RuleError("found no rule, expected `@@` in column one", place=f"{path}:{end}:1")
    return Document(path, header, tuple(_bodies(text, path, first)))


def _where(text: str, offset: int, path: str) -> str:
    return f"{path}:{text.count(chr(10), 0, offset) + 1}:{offset - text.rfind(chr(10), 0, offset)}"


def _bodies(text: str, path: str, first: re.Match[str]) -> Iterator[Body]:
    found: re.Match[str] | None = first
    while found is not None:
        close = _CLOSE.search(text, found.end())
        if close is None:
            raise RuleError(
                "found the end of the file, expected `@@` after the metavariables",
                place=_where(text, found.start(), path),
            )
        following = _OPEN.search(text, close.end())
        yield _body(text, path, found, close, following.start() if following else len(text))
        found = following


def _body(text: str, path: str, found: re.Match[str], close: re.Match[str], end: int) -> Body:
    name, quantifier, disabled = _rule_head(found[1].rstrip("@"), _where(text, found.start(), path))
    line = text.count("\n", 0, found.end()) + 1
    metavars = read_metavars(text[found.end() : close.start()], path, line)
    tokens = lex(_rest(text, close.end(), end, path), path, text.count("\n", 0, close.end()) + 1)
    where = _where(text, found.start(), path)
    if not tokens:
        raise RuleError("found a rule without a body", place=where)
    return Body(name, quantifier, disabled, metavars, tokens, text.count("\n", 0, found.start()) + 1)


def _rest(text: str, begin: int, end: int, path: str) -> str:
    """The body; what stands on the line of the closing `@@` must be blank."""
    line = text[begin:end].split("\n", 1)[0].strip()
    if line and not line.startswith("//"):
        raise RuleError(f"found {line.split()[0]!r}, expected the end of the line", place=_where(text, begin, path))
    return text[begin + len(text[begin:end].split("\n", 1)[0]) : end]


def _rule_head(text: str, where: str) -> tuple[str, str, tuple[str, ...]]:
    text = " ".join(text.split())
    if _SCRIPT.match(text):
        raise unsupported(f"`{text.split(':')[0]}` blocks", where)
    for word, what in (("depends", "`depends on`"), ("extends", "`extends`"), ("using", "`using`")):
        if re.search(rf"\b{word}\b", text):
            raise unsupported(what, where)
    flags = re.findall(r"\b(?:exists|forall)\b", text)
    text = re.sub(r"\b(?:exists|forall|expression)\b", "", text)
    text, _, isos = (" " + text).partition(" disable ")
    names = text.split()
    if len(names) > 1 or (names and not _NAME.fullmatch(names[0])) or len(flags) > 1:
        raise RuleError(f"found {text.strip()!r}, expected the name of a rule", place=where)
    disabled = tuple(iso.strip() for iso in isos.split(",") if iso.strip())
    return names[0] if names else "", flags[0] if flags else "", disabled
