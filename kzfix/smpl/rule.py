"""A rule as the other rooms see it: what it says, and its variants, one for each allocator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from kzfix.smpl.allocators import Allocator, Zeroed
from kzfix.smpl.disjunction import ways
from kzfix.smpl.document import Body
from kzfix.smpl.header import Family
from kzfix.smpl.lexer import lex_code, render
from kzfix.smpl.needles import anchors, bare, needles
from kzfix.smpl.nodes import Alternative, Metavar, PNode, Token
from kzfix.smpl.pattern import alternatives, expression
from kzfix.source.formula import Formula, either, renamed


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

    def __hash__(self) -> int:
        return hash((self.path, self.entry))

    @property
    def metavars(self) -> tuple[Metavar, ...]:
        """The declared metavariables."""
        return self.body.metavars

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The ways through the pattern, first choice first. Raises RuleError when it is no pattern."""
        return alternatives(self.body.tokens, _by_name(self.metavars), self.path)

    @cached_property
    def needles(self) -> Formula:
        """What a text must hold."""
        return self._wanted[0]

    @cached_property
    def _wanted(self) -> tuple[Formula, tuple[str, ...]]:
        size = self.size.replace(" ", "")
        tokens = bare(self.body.tokens, _by_name(self.metavars), size)
        name = self._called(tokens)
        if not name or any(var.name == name for var in self.metavars):
            return self._found(tokens, size)
        alike = tuple([token if token.text != name else token._replace(text=_CALL) for token in tokens])
        found, first = self._found(alike, size)
        mine = tuple(name if word == _CALL else word for word in first)
        return renamed(found, _CALL.encode(), name.encode("latin-1")), mine

    def _found(self, tokens: tuple[Token, ...], size: str) -> tuple[Formula, tuple[str, ...]]:
        """As `_wanted`, which is asked for what counts alone, so that it is asked for much less."""
        texts = {token.text for token in tokens}
        metavars = tuple(var for var in self.metavars if var.name in texts)
        return _wanted(tokens, metavars, size if "=" in texts else "", self.path)

    def _called(self, tokens: Sequence[Token]) -> str:
        """The name of the entry's call in the pattern; "" where it stands beside a `|`, as a flag may."""
        names = [self.allocator.plain, self.allocator.zeroing] if self.allocator is not None else []
        names += [self.zeroed.call] if self.zeroed is not None else []
        found = [at for at, token in enumerate(tokens) if token.text in names and token.kind == "word"]
        if not found or any("|" in (tokens[at - 1].text, tokens[min(at + 1, len(tokens) - 1)].text) for at in found):
            return ""
        return tokens[found[0]].text

    @cached_property
    def anchors(self) -> tuple[str, ...]:
        """Words where to begin to look, of which one must occur. Empty when none must."""
        return self._wanted[1]

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
        made = ("alternatives", "needles", "anchors", "_wanted")
        return {key: value for key, value in self.__dict__.items() if key not in made}


_CALL = "\0call"  # stands for the name of the entry's call: but for it, the needles of most entries are the same


@lru_cache(maxsize=1024)
def _wanted(
    tokens: tuple[Token, ...], metavars: tuple[Metavar, ...], size: str, path: str
) -> tuple[Formula, tuple[str, ...]]:
    """The needles of a pattern and its anchors."""
    every, known = ways(tokens, path), _by_name(metavars)
    return needles(every, known, size), anchors(every, known)


@lru_cache(maxsize=1024)
def _expression(text: str, metavars: tuple[Metavar, ...]) -> PNode:
    return expression(lex_code(text, "<expression>"), _by_name(metavars), "<expression>")


def _by_name(metavars: tuple[Metavar, ...]) -> dict[str, Metavar]:
    return {var.name: var for var in metavars}


@dataclass(frozen=True)
class Rule:
    """A rule file, read. Its variants are made on first use: of a rule that is not asked for nobody needs them."""

    id: str  # its path under the rules folder, without the suffix
    title: str
    description: str
    confidence: str
    guards: tuple[str, ...]  # names, in order; a variant has them with their arguments
    subject: str  # with {plain} and {zeroing}
    family: Family | None
    group: str  # "" for a rule that is on by default
    make: Callable[[], tuple[Variant, ...]] = field(repr=False, compare=False)
    path: str

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """The rule for each allocator."""
        return self.make()

    @cached_property
    def needles(self) -> Formula:
        """For any of the variants. Raises RuleError when one of them has too many ways."""
        return either(variant.needles for variant in self.variants)

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
