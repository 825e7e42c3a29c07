"""`// Family:` expanded over the allocator tables: one rule body becomes one body for each allocator, in plain SmPL.

The left name followed by its argument list becomes the allocator's call, the right name its twin, the size
metavariable the allocator's size, and `memset(x, 0, n)` the calls that clear such an object. A rule that says
something of `flags`, as in `kmalloc(n, flags | __GFP_ZERO, ...)`, says it of the argument that the tables name so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kzfix.errors import RuleError
from kzfix.smpl.allocators import Allocator, Table, Zeroed
from kzfix.smpl.document import Body
from kzfix.smpl.family import FLAGS, Call, calls, named, quoted, split
from kzfix.smpl.header import Family
from kzfix.smpl.lexer import place
from kzfix.smpl.nodes import CONTEXT, MINUS, PLUS, Metavar, Token, spell

_ALONE = frozenset(("(", ")", ",", ";", "=", "return"))


@dataclass(frozen=True, slots=True)
class Expansion:
    """A rule body for one allocator, or for one call that zeroes."""

    entry: Allocator | Zeroed | None  # None: the rule has no family
    body: Body
    size: str  # the size, over the body's metavariables; "" when the allocator's cache or pool decides
    holder: str  # the metavariable that is the cache or the pool, or ""
    sized: str  # the rule's size metavariable, which became `size`


@dataclass(frozen=True, slots=True)
class _Shape:
    """What of a rule body takes part in the expansion."""

    left: str
    right: str
    size: str  # the size metavariable, or ""
    flags: tuple[Token, ...]  # the argument that speaks of FLAGS, with its marks; none: the rule does not
    target: str  # the object, or ""


@dataclass(frozen=True, slots=True)
class _Step:
    """A stretch of a rule's tokens, and what becomes of it."""

    what: str  # "copy", "call", "twin", "clear" or "size"
    tokens: tuple[Token, ...]
    at: int = 0  # of the first one
    opened: int = 0  # of the bracket behind a "call"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One rule body, cut up once for all allocators."""

    body: Body
    shape: _Shape
    used: frozenset[str]  # names
    tokens: tuple[Token, ...]
    steps: tuple[_Step, ...]


def expansions(body: Body, family: Family, tables: Sequence[Table], path: str) -> Iterator[Expansion]:
    """The body for every allocator. Raises RuleError when the family or its call is not to be found."""
    found = calls(family, tables, path)
    shape = _shape(body, family, path)
    twins, alone = _plan(body, shape, body.tokens), _plan(body, shape, tuple(_without_plus(body.tokens)))
    seen: set[tuple[str, str]] = set()
    for call in found:
        known = (call.name, call.args) in seen  # what takes its place is that of the first entry
        if not known and (not shape.flags or FLAGS in split(call.args)):
            yield _Expander(twins if call.twin else alone, call).expansion()
        seen.add((call.name, call.args))


def _plan(body: Body, shape: _Shape, tokens: tuple[Token, ...]) -> _Plan:
    used = {token.text for token in body.tokens if token.kind == "word"} | {var.name for var in body.metavars}
    return _Plan(body, shape, frozenset(used), tokens, tuple(_steps(tokens, shape)))


def _steps(tokens: tuple[Token, ...], shape: _Shape) -> Iterator[_Step]:
    at = begin = 0
    while at < len(tokens):
        step, end = _step(tokens, at, shape)
        if step is not None:
            if begin < at:
                yield _Step("copy", tokens[begin:at], begin)
            yield step
            begin = end
        at = end
    if begin < at:
        yield _Step("copy", tokens[begin:at], begin)


def _step(tokens: tuple[Token, ...], at: int, shape: _Shape) -> tuple[_Step | None, int]:
    """What begins at a token, None where it stays as it is, and the index past that."""
    token = tokens[at]
    if token.text == shape.left and token.mark != PLUS and (opened := _opened(tokens, at)):
        end = _closed(tokens, opened) + 1
        return _Step("call", tokens[at:end], at, opened), end
    if token.text == shape.right and token.mark == PLUS:
        return _Step("twin", (token,), at), at + 1
    if _cleared(tokens, at, shape.size):
        return _Step("clear", tokens[at : at + 8], at), at + 8
    if token.kind == "word" and token.text == shape.size:
        return _Step("size", (token,), at), at + 1
    return None, at + 1


def _opened(tokens: Sequence[Token], at: int) -> int:
    """The index of the bracket after a name, past plus tokens; 0 when there is none."""
    at += 1
    while at < len(tokens) and tokens[at].mark == PLUS:
        at += 1
    return at if at < len(tokens) and tokens[at].text == "(" else 0


def _shape(body: Body, family: Family, path: str) -> _Shape:
    code = [token for token in body.tokens if token.mark != PLUS]
    kinds = {var.name: var.kind for var in body.metavars}
    for at, token in enumerate(code[:-1]):
        if token.text == family.left and code[at + 1].text == "(":
            size, flags = _arguments(body.tokens, _after(body.tokens, token), kinds, path)
            return _Shape(family.left, family.right, size, flags, _target(code, at, size, kinds))
    raise RuleError(f"the rule does not call {family.left}(), which its family names", place=f"{path}:{body.line}:1")


def _after(tokens: Sequence[Token], name: Token) -> int:
    """The index of the bracket after a name that is called, past plus tokens."""
    at = next(number for number, token in enumerate(tokens) if token is name) + 1
    while tokens[at].mark == PLUS:
        at += 1
    return at


def _arguments(tokens: Sequence[Token], opened: int, kinds: dict[str, str], path: str) -> tuple[str, tuple[Token, ...]]:
    """The size metavariable and the argument that speaks of the flags, of a call in the rule."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opened + 1 : _closed(tokens, opened)]:
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0 and token.mark != PLUS:
            parts.append([])
        else:
            parts[-1].append(token)
    first, *rest = [[token.text for token in part] for part in parts]
    if first == ["..."] and not rest:
        return "", ()
    known = len(first) == 1 and kinds.get(first[0]) == "expression"
    flags = tuple(parts[1]) if len(rest) == 2 and FLAGS in rest[0] and kinds.get(FLAGS) == "expression" else ()
    if not known or (rest[1:] if flags else rest) not in ([], [["..."]]):
        raise RuleError(
            f"found the arguments ({' '.join(token.text for part in parts for token in part)}), expected (n, ...) with "
            f"an expression n, (n, {FLAGS} | …, ...), or (...)",
            place=place(path, tokens[opened]),
            hint="the allocator tables say what the other arguments are",
        )
    return first[0], flags


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


class _Expander:
    """Makes the body of one rule for one call."""

    def __init__(self, plan: _Plan, call: Call) -> None:
        self.body, self.shape, self.call, self.entry = plan.body, plan.shape, call, call.entry
        self.plan, self.tokens = plan, plan.tokens
        self.names = self.renamed()
        self.size = self.text(self.entry.size) if self.entry.size else ""

    def renamed(self) -> dict[str, str]:
        """Names of the table -> names of the rule; new ones keep clear of what the rule uses."""
        used = self.plan.used
        names = {"n": self.shape.size or "n", "x": self.shape.target or "x"}
        if self.shape.flags:
            names[FLAGS] = FLAGS
        for word in named(self.call.args):
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
            for token in quoted(code)
        )

    def expansion(self) -> Expansion:
        tokens = tuple(self.walk())
        words = {token.text for token in tokens if token.kind == "word"}
        kept = tuple(var for var in self.body.metavars if var.name in words or var.name != self.shape.size)
        known = {var.name for var in kept}
        added = []
        for word in named(self.call.args):
            name = self.names[word]
            if name in words and name not in known:
                known.add(name)
                added.append(Metavar(name, "type" if word == "T" else "expression"))
        own = self.body
        body = Body(own.name, own.quantifier, self.disabled(), kept + tuple(added), tokens, own.line)
        holder = self.names.get(self.entry.object, "") if self.entry.object else ""
        return Expansion(self.entry, body, self.size, holder, self.shape.size)

    def disabled(self) -> tuple[str, ...]:
        """spatch tries both orders of a product, with and without parentheses; factors that are written out again must
        be bound in one way."""
        product = self.call.args != self.call.twin_args and "*" in self.call.args
        return (*self.body.disabled, "mult_comm", "paren") if product else self.body.disabled

    def walk(self) -> Iterator[Token]:
        for step in self.plan.steps:
            match step.what:
                case "call":
                    yield from self.called(step.at, step.opened)
                case "twin":
                    yield step.tokens[0]._replace(text=self.call.twin)
                case "clear":
                    yield from self.clear(step.tokens)
                case "size" if self.size:
                    yield from self.sized(step.at)
                case _:
                    yield from step.tokens

    def called(self, at: int, opened: int) -> Iterator[Token]:
        """The call, its plus tokens, and its arguments; all of it on - and + lines when the arguments change."""
        name, call = self.tokens[at], self.call
        plus = [
            token._replace(text=self.call.twin) if token.text == self.shape.right else token
            for token in self.tokens[at + 1 : opened]
        ]
        bracket, closing = self.tokens[opened], self.tokens[_closed(self.tokens, opened)]
        yield name._replace(text=call.name)
        if call.args == call.twin_args or not plus:
            yield from plus
            yield bracket
            yield from self.arguments(call.args, opened, bracket.mark)
            yield closing
            return
        yield bracket._replace(mark=MINUS, line=name.line, space="")
        yield from self.arguments(call.args, opened, MINUS, name.line)
        yield closing._replace(mark=MINUS, line=name.line, space="")
        yield from plus
        line = plus[-1].line
        yield bracket._replace(mark=PLUS, line=line, space="")
        yield from self.arguments(call.twin_args, opened, PLUS, line)
        yield closing._replace(mark=PLUS, line=line, space="")

    def arguments(self, args: str, opened: int, mark: str, line: int = 0) -> Iterator[Token]:
        """The table's arguments in the place of the rule's; a `line` says that all of them are on - or + lines."""
        inside = self.tokens[opened + 1 : _closed(self.tokens, opened)]
        if [token.text for token in inside] == ["..."]:
            yield from inside
            return
        site = inside[0]._replace(mark=mark, line=line or inside[0].line)
        for token in self.at_site(self.translated(args), site):
            if not self.shape.flags or token.text != FLAGS:
                yield token
                continue
            for number, part in enumerate(self.shape.flags):
                if not line:
                    yield part
                elif part.mark in (CONTEXT, mark):
                    yield part._replace(mark=mark, line=line, space=part.space if number else token.space)

    def at_site(self, code: Sequence[Token], site: Token) -> Iterator[Token]:
        """Quoted code, in the place and with the mark of a token of the rule."""
        for number, token in enumerate(code):
            space = token.space if number else site.space
            yield Token(token.kind, token.text, site.mark, site.line, site.column, space, token.positions)

    def clear(self, call: Sequence[Token]) -> Iterator[Token]:
        """The calls that clear the object, as a disjunction when there are several."""
        names = {**self.names, "n": self.size or self.shape.size, "x": call[2].text}
        ways: list[Token] = []
        clears = self.entry.clears
        for number, clear in enumerate(clears):
            if len(clears) > 1:
                ways.append(Token("group", "\\|" if number else "\\(", MINUS, 0, 0))
            text = "".join(token.space + names.get(token.text, token.text) for token in quoted(clear))
            first, *rest = quoted(text.strip())
            ways.extend((first._replace(space=""), *rest))
        if len(clears) > 1:
            ways.append(Token("group", "\\)", MINUS, 0, 0))
        yield from self.at_site(ways, call[0])

    def sized(self, at: int) -> Iterator[Token]:
        """The size in place of the size metavariable."""
        code = quoted(self.size)
        before = self.tokens[at - 1].text if at else ""
        after = self.tokens[at + 1].text if at + 1 < len(self.tokens) else ""
        if len(code) > 1 and not (before in _ALONE and after in _ALONE):
            code = quoted(f"({self.size})")
        yield from self.at_site(code, self.tokens[at])


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
