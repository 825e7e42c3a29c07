"""Rule text to tokens. Knows the marks in column one, comments, disjunction brackets and `@position`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kzfix.errors import RuleError
from kzfix.smpl.nodes import CONTEXT, MINUS, PLUS, STAR, Token

_TOKEN = re.compile(
    r"""(?P<newline>\n)
      | (?P<space>[^\S\n]+)
      | (?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<nest><\+?\.\.\.|\.\.\.\+?>)
      | (?P<group>\\[(|)&])
      | (?P<word>[A-Za-z_]\w*)
      | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<dots>\.\.\.)
      | (?P<punct><<=|>>=|->|\+\+|--|<<|>>|[-+*/%&|^=!<>]=|&&|\|\||\#\#|[-+*/%&|^=!<>~?:;,.(){}\[\]\#@])
      """,
    re.VERBOSE | re.DOTALL,
)
_MARKS = {"-": MINUS, "+": PLUS, "*": STAR}


def lex(text: str, path: str, line: int = 1) -> tuple[Token, ...]:
    """The tokens of a rule body that begins at column one of `line`.

    Raises RuleError at a character that belongs to no token, and at SmPL that kzfix does not read yet.
    """
    return tuple(_Lexer(text, path, line).tokens())


def lex_code(text: str, path: str, line: int = 0) -> tuple[Token, ...]:
    """The tokens of a piece of code without marks, such as an argument list of an allocator table."""
    return tuple(_Lexer(" " + text, path, line).tokens())


def place(path: str, token: Token) -> str:
    """Where a token stands, for an error."""
    return f"{path}:{token.line}:{token.column}"


def unsupported(what: str, where: str, hint: str = "") -> RuleError:
    """The error for SmPL that spatch reads and kzfix does not."""
    return RuleError(f"not supported yet: {what}", place=where, hint=hint)


class _Lexer:
    def __init__(self, text: str, path: str, line: int) -> None:
        self.text, self.path, self.line = text, path, line
        self.at = self.start = 0  # start: offset of the line's first character
        self.mark, self.space = CONTEXT, ""
        self.out: list[Token] = []

    def tokens(self) -> list[Token]:
        self.begin_line()
        while self.at < len(self.text):
            found = _TOKEN.match(self.text, self.at)
            if found is None:
                raise self.stray()
            kind, text = found.lastgroup or "", found.group()
            if kind == "newline":
                self.at = found.end()
                self.next_line()
            elif kind in ("space", "comment"):
                self.skip(text, found.end())
            elif text == "@":
                self.position()
            else:
                self.add(kind, text)
                self.at = found.end()
        return self.out

    def where(self) -> str:
        return f"{self.path}:{self.line}:{self.at - self.start + 1}"

    def stray(self) -> RuleError:
        here = self.text[self.at]
        if here in "\"'":
            return RuleError(f"{here} opens a string that does not end on its line", place=self.where())
        if here == "\\":
            return RuleError("found \\, expected \\(, \\| or \\)", place=self.where())
        if self.text.startswith("/*", self.at):
            return RuleError("a comment that does not end", place=self.where(), hint="close it with */")
        return RuleError(f"found {here!r}, which is no part of C or SmPL", place=self.where())

    def next_line(self) -> None:
        self.line += 1
        self.start, self.space = self.at, ""
        self.begin_line()

    def begin_line(self) -> None:
        first = self.text[self.at : self.at + 1]
        self.mark = _MARKS.get(first, CONTEXT)
        if self.mark is not CONTEXT:
            if self.text.startswith("++", self.at):
                raise unsupported("`++` at the beginning of a line", self.where())
            self.at += 1
        elif first in ("(", "|", ")", "&") and first:
            if first == "&":
                raise unsupported("a conjunction `&`", self.where())
            self.add("group", first)
            self.at += 1
        elif first == "?":
            raise unsupported("an optional line `?`", self.where())

    def skip(self, text: str, end: int) -> None:
        self.at = end
        lines = text.count("\n")
        if lines:
            self.line += lines
            self.start = self.at - (len(text) - text.rindex("\n") - 1)
            self.mark = CONTEXT
        self.space += text if text.isspace() else " "

    def add(self, kind: str, text: str) -> None:
        if text == "\\&":
            raise unsupported("a conjunction `\\&`", self.where())
        if text == "#":
            raise unsupported("a preprocessor line in a pattern", self.where())
        self.out.append(Token(kind, text, self.mark, self.line, self.at - self.start + 1, self.space))
        self.space = ""

    def position(self) -> None:
        name = re.compile(r"@\s*([A-Za-z_]\w*)").match(self.text, self.at)
        if name is None or not self.out:
            raise RuleError("found @, expected a position metavariable attached to a token", place=self.where())
        last = self.out[-1]
        self.out[-1] = last._replace(positions=(*last.positions, name[1]))
        self.at = name.end()


def render(tokens: Iterable[Token]) -> str:
    """Tokens as rule text that lexes to the same tokens: the mark in column one, one run of equal marks to a line."""
    out: list[str] = []
    line, mark, fresh = -1, "", True
    for token in tokens:
        column_one = token.kind == "group" and not token.text.startswith("\\")
        if token.line != line or token.mark != mark or column_one or fresh:
            out.append("\n" if out else "")
            if not column_one:
                out.append("" if token.mark == CONTEXT else token.mark)
                out.append(token.space or " ")
            fresh = column_one
        else:
            out.append(token.space)
        out.append(token.text + "".join(f"@{name}" for name in token.positions))
        line, mark = token.line, token.mark
    return "".join(out) + "\n"
