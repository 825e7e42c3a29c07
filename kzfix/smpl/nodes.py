"""The records of the rule language: tokens, pattern trees, steps, changes.

A pattern is C, so its tree has the kinds and fields of tree-sitter-c: the matcher compares it with a function's tree
kind by kind. What is not C (metavariables, `...`) stands in the tree as a leaf that says so. Everything is frozen and
picklable; nothing here refers to a syntax tree of the parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

CONTEXT, MINUS, PLUS, STAR = " ", "-", "+", "*"


class Token(NamedTuple):
    """One token of a rule body, at a 1-based line and column of the rule file."""

    kind: str  # "word", "number", "string", "punct", "dots", "nest" (either end of one), "group" (of a disjunction)
    text: str
    mark: str  # CONTEXT, MINUS, PLUS or STAR
    line: int
    column: int
    space: str = ""  # the blanks in front of it, on its line
    positions: tuple[str, ...] = ()  # position metavariables attached with `@p`


@dataclass(frozen=True, slots=True)
class Metavar:
    """A declared metavariable. Constraints are kept as text."""

    name: str
    kind: str  # "expression", "identifier", "type", "statement", "expression list", "constant", ...
    ctype: str = ""  # the C type of a typed expression: `struct s *`, `*` for `expression *E`
    equal: tuple[str, ...] = ()  # `= name`, `= {a, b}`
    differ: tuple[str, ...] = ()  # `!= NULL`, `!= {a, b}`
    regex: str = ""  # `=~ "..."`
    not_regex: str = ""  # `!~ "..."`
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """A condition on `...`: kind "!=" with a pattern, or "any", "strict", "exists", "forall"."""

    kind: str
    tree: PNode | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class PNode:
    """A node of a pattern. `tokens` is the half-open range of its element's tokens that it covers."""

    kind: str  # tree-sitter-c's kind; "dots" for `...`
    field: str | None
    children: tuple[PNode, ...]
    text: str  # of a leaf, else ""
    tokens: tuple[int, int]
    named: bool = True
    metavar: Metavar | None = None  # a leaf that stands for anything that the metavariable may be bound to
    dots: bool = False  # `...` in an argument list, an expression or a block
    whens: tuple[When, ...] = ()  # of dots in a block

    def child(self, field: str) -> PNode | None:
        """The first child in a field."""
        for node in self.children:
            if node.field == field:
                return node
        return None

    def parts(self) -> tuple[PNode, ...]:
        """The named children."""
        return tuple(node for node in self.children if node.named)

    def walk(self) -> Iterator[PNode]:
        """This node and all below it, in order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of plus text. With a metavariable, `text` is its name: the text that is bound to it goes here."""

    text: str
    metavar: Metavar | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What to do with one stretch of an element's tokens.

    `minus` is the half-open range of tokens to delete, None for a pure insertion. The plus text takes its place, or
    goes in after token `after` (-1: before the first token of the element).
    """

    minus: tuple[int, int] | None
    plus: tuple[Piece, ...]
    after: int
    whole: bool = False  # `minus` covers exactly one whole statement

    @property
    def text(self) -> str:
        """The plus text as it stands in the rule."""
        return "".join(piece.text for piece in self.plus)


@dataclass(frozen=True, slots=True)
class Element:
    """One expression, statement, declaration or function of the pattern. Its tokens are context, minus and star."""

    form: str  # "expression", "statement", "declaration" or "function"
    tree: PNode
    tokens: tuple[Token, ...]
    changes: tuple[Change, ...] = ()

    @property
    def text(self) -> str:
        """The code that is matched, on one line."""
        return spell(self.tokens)


@dataclass(frozen=True, slots=True)
class Dots:
    """`...` along control flow, between elements."""

    whens: tuple[When, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True)
class Nest:
    """`<+... code ...+>`: code that may come any number of times along control flow, with anything in between.

    A disjunction inside is no choice between patterns: every occurrence may be of another arm.
    """

    arms: tuple[Element, ...]  # what an occurrence may be, in the order in which SmPL tries them
    least: int  # occurrences that there must be: 1, or 0 for `<... code ...>`
    whens: tuple[When, ...] = ()
    line: int = 0


Step = Element | Dots | Nest


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way through the disjunctions of a pattern. Elements with nothing between them are adjacent statements."""

    steps: tuple[Step, ...]

    def elements(self) -> tuple[Element, ...]:
        """The code of all steps, also that in nests, in order."""
        out: list[Element] = []
        for step in self.steps:
            if isinstance(step, Element):
                out.append(step)
            elif isinstance(step, Nest):
                out.extend(step.arms)
        return tuple(out)


def spell(tokens: tuple[Token, ...] | list[Token]) -> str:
    """Tokens as text on one line, spaced as in the rule; a new line counts as one blank."""
    out: list[str] = []
    line = 0
    for token in tokens:
        if out:
            out.append(token.space if token.line == line else " ")
        out.append(token.text)
        line = token.line
    return "".join(out)
