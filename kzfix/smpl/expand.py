"""`// Family:` expanded over the allocator tables: one rule body becomes one body for each allocator, in plain SmPL.

The left name followed by its argument list becomes the allocator's call, the right name its twin, the size
metavariable the allocator's size, and `memset(x, 0, n)` the calls that clear such an object.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from kzfix.errors import RuleError
from kzfix.smpl.allocators import Allocator
from kzfix.smpl.document import Body
from kzfix.smpl.header import Family
from kzfix.smpl.lexer import lex_code, place
from kzfix.smpl.nodes import CONTEXT, MINUS, PLUS, Metavar, Token, spell

_ALONE = frozenset(("(", ")", ",", ";", "=", "return"))


@dataclass(frozen=True, slots=True)
class Expansion:
    """A rule body for one allocator."""

    allocator: Allocator | None  # None: the rule has no family
    body: Body
    size: str  # the size, over the body's metavariables; "" when the allocator's cache or pool decides
    holder: str  # the metavariable that is the cache or the pool, or ""
    sized: str  # the rule's size metavariable, which became `size`


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a rule body takes part in the expansion."""

    left: str
    right: str
    reverse: bool  # the rule goes from the zeroing name to the plain one
    size: str  # the size metavariable, or ""
    target: str  # the object, or ""


def expansions(body: Body, family: Family, allocators: Sequence[Allocator], path: str) -> Iterator[Expansion]:
    """The body for every allocator. Raises RuleError when the family or its call is not to be found."""
    shape = _shape(body, family, allocators, path)
    for allocator in allocators:
        if allocator.zeroing or not shape.reverse:
            yield _Expander(body, shape, allocator).expansion()


def _shape(body: Body, family: Family, allocators: Sequence[Allocator], path: str) -> _Shape:
    left, right = family.left, family.right
    forward = any((entry.plain, entry.zeroing) == (left, right) for entry in allocators)
    reverse = any((entry.zeroing, entry.plain) == (left, right) for entry in allocators)
    if not forward and not reverse:
        raise RuleError(
            f"no allocator table knows the family {left} -> {right}",
            place=f"{path}:{family.line}:1",
            hint="name an allocator and its zeroing twin, such as kmalloc -> kzalloc",
        )
    code = [token for token in body.tokens if token.mark != PLUS]
    kinds = {var.name: var.kind for var in body.metavars}
    for at, token in enumerate(code[:-1]):
        if token.text == left and code[at + 1].text == "(":
            size = _size_metavar(code, at + 1, kinds, path)
            return _Shape(left, right, not forward, size, _target(code, at, size, kinds))
    raise RuleError(f"the rule does not call {left}(), which its family names", place=f"{path}:{body.line}:1")


def _size_metavar(code: Sequence[Token], opened: int, kinds: dict[str, str], path: str) -> str:
    words = [token.text for token in code[opened + 1 : _closed(code, opened)]]
    if words == ["..."]:
        return ""
    if kinds.get(words[0] if words else "") != "expression" or words[1:] not in ([], [",", "..."]):
        raise RuleError(
            f"found the arguments ({' '.join(words)}), expected (n, ...) with an expression n, or (...)",
            place=place(path, code[opened]),
            hint="the allocator tables say what the other arguments are",
        )
    return words[0]


def _closed(tokens: Sequence[Token], opened: int) -> int:
    """The index of the bracket that closes the one at `opened`; the last token when none does."""
    depth = 0
    for at in range(opened, len(tokens)):
        depth += (tokens[at].text == "(") - (tokens[at].text == ")")
        if depth == 0:
            return at
    return len(tokens) - 1


def _target(code: Sequence[Token], called: int, size: str, kinds: dict[str, str]) -> str:
    """The object: what the rule clears, or what the call is assigned to."""
    for at in range(len(code)):
        if words := _cleared(code, at, size):
            return words
    before = [token.text for token in code[:called]]
    while before and before[-1] != "=":
        before.pop()
    return before[-2] if len(before) > 1 and before[-2] in kinds else ""


def _cleared(tokens: Sequence[Token], at: int, size: str) -> str:
    """The object's name when `memset(x, 0, n)` begins here, else ""."""
    words = [token.text for token in tokens[at : at + 8]]
    alike = len(words) == 8 and len({token.mark for token in tokens[at : at + 8]}) == 1
    if alike and size and words == ["memset", "(", words[2], ",", "0", ",", size, ")"]:
        return words[2]
    return ""


@lru_cache(maxsize=4096)
def _code(text: str) -> tuple[Token, ...]:
    return lex_code(text, "<table>")


def _words(args: str) -> tuple[str, ...]:
    """The names in an argument list; each is a metavariable."""
    return tuple(token.text for token in _code(args) if token.kind == "word" and token.text != "sizeof")


class _Expander:
    """Makes the body of one rule for one allocator."""

    def __init__(self, body: Body, shape: _Shape, allocator: Allocator) -> None:
        self.body, self.shape, self.allocator = body, shape, allocator
        entry = allocator
        args, zeroing_args = entry.args, entry.zeroing_args or entry.args
        self.old, self.new = (zeroing_args, args) if shape.reverse else (args, zeroing_args)
        self.names = self.renamed()
        self.size = self.text(entry.size) if entry.size else ""
        self.tokens = list(body.tokens) if entry.zeroing else _without_plus(body.tokens)

    def renamed(self) -> dict[str, str]:
        """Names of the table -> names of the rule; new ones keep clear of what the rule uses."""
        used = {token.text for token in self.body.tokens if token.kind == "word"}
        used |= {var.name for var in self.body.metavars}
        names = {"n": self.shape.size or "n", "x": self.shape.target or "x"}
        for word in _words(self.allocator.args):
            name, number = word, 1
            while word not in names and name in used:
                number += 1
                name = f"{word}{number}"
            names.setdefault(word, name)
        return names

    def text(self, code: str) -> str:
        return spell(self.translated(code))

    def translated(self, code: str) -> tuple[Token, ...]:
        return tuple(
            token._replace(text=self.names.get(token.text, token.text)) if token.kind == "word" else token
            for token in _code(code)
        )

    def expansion(self) -> Expansion:
        tokens = tuple(self.walk())
        words = {token.text for token in tokens if token.kind == "word"}
        kept = tuple(var for var in self.body.metavars if var.name in words or var.name != self.shape.size)
        known = {var.name for var in kept}
        added = []
        for word in _words(self.allocator.args):
            name = self.names[word]
            if name in words and name not in known:
                known.add(name)
                added.append(Metavar(name, "type" if word == "T" else "expression"))
        body = replace(self.body, metavars=kept + tuple(added), tokens=tokens, disabled=self.disabled())
        holder = self.names.get(self.allocator.object, "") if self.allocator.object else ""
        return Expansion(self.allocator, body, self.size, holder, self.shape.size)

    def disabled(self) -> tuple[str, ...]:
        """spatch tries both orders of a product, with and without parentheses; factors that are written out again must
        be bound in one way."""
        product = self.old != self.new and "*" in self.old
        return (*self.body.disabled, "mult_comm", "paren") if product else self.body.disabled

    def walk(self) -> Iterator[Token]:
        at, shape = 0, self.shape
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.text == shape.left and token.mark != PLUS and (opened := self.opened(at)):
                yield from self.call(at, opened)
                at = _closed(self.tokens, opened) + 1
            elif token.text == shape.right and token.mark == PLUS:
                yield token._replace(text=self.twin())
                at += 1
            elif _cleared(self.tokens, at, shape.size):
                yield from self.clear(self.tokens[at : at + 8])
                at += 8
            else:
                yield from self.other(at)
                at += 1

    def opened(self, at: int) -> int:
        """The index of the bracket after a name, past plus tokens; 0 when there is none."""
        at += 1
        while at < len(self.tokens) and self.tokens[at].mark == PLUS:
            at += 1
        return at if at < len(self.tokens) and self.tokens[at].text == "(" else 0

    def called(self) -> str:
        return self.allocator.zeroing if self.shape.reverse else self.allocator.plain

    def twin(self) -> str:
        return self.allocator.plain if self.shape.reverse else self.allocator.zeroing

    def call(self, at: int, opened: int) -> Iterator[Token]:
        """The call, its plus tokens, and its arguments; all of it on - and + lines when the arguments change."""
        name = self.tokens[at]
        plus = [
            token._replace(text=self.twin()) if token.text == self.shape.right else token
            for token in self.tokens[at + 1 : opened]
        ]
        bracket, closing = self.tokens[opened], self.tokens[_closed(self.tokens, opened)]
        yield name._replace(text=self.called())
        if self.old == self.new or not plus:
            yield from plus
            yield bracket
            yield from self.arguments(self.old, opened, bracket.mark)
            yield closing
            return
        yield bracket._replace(mark=MINUS, line=name.line, space="")
        yield from self.arguments(self.old, opened, MINUS, name.line)
        yield closing._replace(mark=MINUS, line=name.line, space="")
        yield from plus
        line = plus[-1].line
        yield bracket._replace(mark=PLUS, line=line, space="")
        yield from self.arguments(self.new, opened, PLUS, line)
        yield closing._replace(mark=PLUS, line=line, space="")

    def arguments(self, args: str, opened: int, mark: str, line: int = 0) -> Iterator[Token]:
        inside = self.tokens[opened + 1 : _closed(self.tokens, opened)]
        if [token.text for token in inside] == ["..."]:
            yield from inside
            return
        yield from self.at_site(self.translated(args), inside[0]._replace(mark=mark, line=line or inside[0].line))

    def at_site(self, code: Sequence[Token], site: Token) -> Iterator[Token]:
        """Quoted code, in the place and with the mark of a token of the rule."""
        for number, token in enumerate(code):
            yield token._replace(
                mark=site.mark, line=site.line, column=site.column, space=token.space if number else site.space
            )

    def clear(self, call: Sequence[Token]) -> Iterator[Token]:
        """The calls that clear the object, as a disjunction when there are several."""
        names = {**self.names, "n": self.size or self.shape.size, "x": call[2].text}
        ways: list[Token] = []
        for number, clear in enumerate(self.allocator.clears):
            if len(self.allocator.clears) > 1:
                ways.append(Token("group", "\\|" if number else "\\(", MINUS, 0, 0))
            text = "".join(token.space + names.get(token.text, token.text) for token in _code(clear))
            first, *rest = _code(text.strip())
            ways.extend((first._replace(space=""), *rest))
        if len(self.allocator.clears) > 1:
            ways.append(Token("group", "\\)", MINUS, 0, 0))
        yield from self.at_site(ways, call[0])

    def other(self, at: int) -> Iterator[Token]:
        """A token as it is, or the size in place of the size metavariable."""
        token = self.tokens[at]
        if token.kind != "word" or token.text != self.shape.size or not self.size:
            yield token
            return
        code = _code(self.size)
        before = self.tokens[at - 1].text if at else ""
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else ""
        if len(code) > 1 and not (before in _ALONE and after in _ALONE):
            code = _code(f"({self.size})")
        yield from self.at_site(code, token)


def _without_plus(tokens: Sequence[Token]) -> list[Token]:
    """The pattern without its plus code; minus code that plus code would have replaced becomes context."""
    out: list[Token] = []
    region: list[Token] = []
    for token in (*tokens, None):
        if token is not None and token.mark in (MINUS, PLUS):
            region.append(token)
            continue
        replaced = any(other.mark == PLUS for other in region)
        for other in region:
            if other.mark != PLUS:
                out.append(other._replace(mark=CONTEXT) if replaced else other)
        region = []
        if token is not None:
            out.append(token)
    return out
