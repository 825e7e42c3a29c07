"""A rule as the other rooms see it: what it says, and its variants, one for each allocator."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

from kzfix.smpl.allocators import Allocator, Zeroed
from kzfix.smpl.disjunction import ways
from kzfix.smpl.document import Body
from kzfix.smpl.header import Family
from kzfix.smpl.lexer import lex_code, render
from kzfix.smpl.needles import Groups, needles
from kzfix.smpl.nodes import Alternative, Metavar, PNode
from kzfix.smpl.pattern import alternatives, expression


@dataclass(frozen=True, slots=True)
class GuardArg:
    """An argument of a guard: the metavariable that the rule names, and the code that it is in this variant."""

    name: str  # `n`
    text: str  # `n * s`
    metavars: tuple[str, ...]  # those of the variant that stand in `text`


@dataclass(frozen=True, slots=True)
class GuardUse:
    """A guard that the rule names, with its arguments."""

    name: str
    args: tuple[GuardArg, ...]


@dataclass(frozen=True)
class Variant:
    """A rule for one allocator, or for one call that zeroes: plain SmPL. The pattern is parsed on first use.

    For an allocator without a zeroing twin the pattern says what is to be found, and nothing to put in.
    """

    entry: str  # "linux/kmalloc_array", "linux/dma_alloc_coherent", or "" when the rule has no family
    allocator: Allocator | None  # None when the rule has no family, or one of calls that zero already
    zeroed: Zeroed | None  # the call of a family of those
    body: Body
    guards: tuple[GuardUse, ...]
    subject: str
    size: str  # `n * s`; "" when there is none, or when `holder` decides
    holder: str  # the metavariable that is the cache or the pool
    path: str
    report: str = ""  # what a finding says in place of the subject, with places to fill in

    @property
    def metavars(self) -> tuple[Metavar, ...]:
        """The declared metavariables."""
        return self.body.metavars

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The ways through the pattern, first choice first. Raises RuleError when it is no pattern."""
        return alternatives(self.body.tokens, _by_name(self.metavars), self.path)

    @cached_property
    def needles(self) -> Groups:
        """Words that a text must hold: all groups, each by any of its words."""
        return needles(ways(self.body.tokens, self.path), _by_name(self.metavars))

    @property
    def anchors(self) -> tuple[str, ...]:
        """The words of the first group: where to begin to look. Empty when no word must occur."""
        return self.needles[0] if self.needles else ()

    @property
    def text(self) -> str:
        """The variant as a semantic patch that spatch reads."""
        head = " ".join(filter(None, (self.body.name, self.body.quantifier)))
        if self.body.disabled:
            head += " disable " + ", ".join(self.body.disabled)
        declared = "".join(f"{declaration(var)};\n" for var in self.metavars)
        return f"@{head.strip()}@\n{declared}@@\n{render(self.body.tokens)}"

    def expression(self, text: str) -> PNode:
        """Code over the variant's metavariables, such as its `size`, as a pattern tree."""
        return _expression(text, self.metavars)

    def __getstate__(self) -> dict[str, object]:
        """Without what can be made again."""
        made = ("alternatives", "needles")
        return {key: value for key, value in self.__dict__.items() if key not in made}


@lru_cache(maxsize=1024)
def _expression(text: str, metavars: tuple[Metavar, ...]) -> PNode:
    return expression(lex_code(text, "<expression>"), _by_name(metavars), "<expression>")


def _by_name(metavars: tuple[Metavar, ...]) -> dict[str, Metavar]:
    return {var.name: var for var in metavars}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule file, read."""

    id: str  # its path under the rules folder, without the suffix
    title: str
    description: str
    confidence: str
    guards: tuple[str, ...]  # names, in order; a variant has them with their arguments
    subject: str  # with {plain} and {zeroing}
    family: Family | None
    group: str  # "" for a rule that is on by default
    variants: tuple[Variant, ...]
    needles: Groups  # for any of the variants
    path: str

    @property
    def metavars(self) -> tuple[Metavar, ...]:
        """The metavariables of the first variant."""
        return self.variants[0].metavars if self.variants else ()


def declaration(var: Metavar) -> str:
    """A metavariable as it is declared."""
    kind = var.kind
    if var.ctype and not (kind == "expression" and var.ctype.strip("* ")):
        kind = f"{kind} {var.ctype}"
    elif var.ctype:
        kind = var.ctype
    for sign, names in (("=", var.equal), ("!=", var.differ)):
        if names:
            return f"{kind} {var.name} {sign} " + (names[0] if len(names) == 1 else "{" + ", ".join(names) + "}")
    for sign, regex in (("=~", var.regex), ("!~", var.not_regex)):
        if regex:
            return f'{kind} {var.name} {sign} "{regex}"'
    return f"{kind} {var.name}"
