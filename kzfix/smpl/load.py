"""Rules folders to rules. A folder holds rule files anywhere under it, and its tables in `allocators/`."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path

from kzfix.errors import RuleError
from kzfix.smpl.allocators import Allocator, Table, Zeroed
from kzfix.smpl.document import Body, Document, read_document
from kzfix.smpl.expand import Expansion, expansions
from kzfix.smpl.header import Call, Header
from kzfix.smpl.home import builtin_rules as builtin_rules
from kzfix.smpl.lexer import lex_code, place
from kzfix.smpl.nodes import Metavar, Token
from kzfix.smpl.rule import GuardArg, GuardUse, Rule, Variant

DEEPEST = 100


def load_rules(dirs: Sequence[Path], tables: Sequence[Table], guards: frozenset[str] | None = None) -> tuple[Rule, ...]:
    """The rules of several folders, sorted by id. `guards` are the known names, None to take any.

    Raises RuleError for the first file that cannot be read, and for an id that two folders use.
    """
    found: dict[str, Rule] = {}
    for folder in dirs:
        for path in sorted(folder.rglob("*.cocci")):
            name = path.relative_to(folder).with_suffix("").as_posix()
            if name in found:
                raise RuleError(
                    f"a second rule with the id {name!r}",
                    place=str(path),
                    hint=f"the other one is {found[name].path}; give the file another name",
                )
            found[name] = load_rule(path, name, tables, guards)
    return tuple(found[name] for name in sorted(found))


def load_rule(path: Path, name: str, tables: Sequence[Table], guards: frozenset[str] | None = None) -> Rule:
    """Read one rule file. Raises RuleError."""
    try:
        text = path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"cannot read the rule: {error}", place=str(path)) from None
    return read_rule(text, name, tables, guards, str(path))


def read_rule(
    text: str, name: str, tables: Sequence[Table], guards: frozenset[str] | None = None, path: str = "<rule>"
) -> Rule:
    """A rule from its text. Raises RuleError with the place of what is wrong."""
    line = _too_deep(text)
    if line:
        raise RuleError(f"nested deeper than {DEEPEST} brackets", place=f"{path}:{line}")
    return _read_rule(text, name, tables, guards, path)


def _too_deep(text: str) -> int:
    """The 1-based line where brackets are nested deeper than the parser goes; 0 when they are not."""
    if sum(text.count(bracket) for bracket in "([{") <= DEEPEST:
        return 0
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        for char in line:
            depth += (char in "([{") - (char in ")]}")
            if depth > DEEPEST:
                return number
    return 0


def _read_rule(text: str, name: str, tables: Sequence[Table], guards: frozenset[str] | None, path: str) -> Rule:
    document = read_document(text.replace("\r\n", "\n"), path)
    header = document.header
    for body in document.bodies:
        check_names(body, path)
        _check_guards(header, body, guards, path)
    for variant in islice(_variants(document, tables), len(document.bodies)):
        _ = variant.alternatives  # the first ones are parsed at once, so that a bad pattern shows at its own line
    return Rule(
        name,
        header.title or name,
        header.description,
        header.confidence,
        tuple(call.name for call in header.guards),
        header.subject,
        header.family,
        header.group,
        partial(_all, document, tables),
        path,
    )


def _all(document: Document, tables: Sequence[Table]) -> tuple[Variant, ...]:
    return tuple(_variants(document, tables))


def _variants(document: Document, tables: Sequence[Table]) -> Iterator[Variant]:
    header, path = document.header, document.path
    for body in document.bodies:
        if header.family is None:
            yield _variant(header, Expansion(None, body, "", "", ""), path)
        else:
            yield from (_variant(header, made, path) for made in expansions(body, header.family, tables, path))


def _variant(header: Header, made: Expansion, path: str) -> Variant:
    entry = made.entry
    guards = tuple(_guard(call, made) for call in header.guards)
    return Variant(
        entry.entry if entry else "",
        entry if isinstance(entry, Allocator) else None,
        entry if isinstance(entry, Zeroed) else None,
        made.body,
        guards,
        _subject(header.subject, entry),
        made.size,
        made.holder,
        path,
        _subject(header.report, entry),
    )


def _subject(subject: str, entry: Allocator | Zeroed | None) -> str:
    match entry:
        case Allocator():
            return subject.replace("{plain}", entry.plain).replace("{zeroing}", entry.zeroing)
        case Zeroed():
            return subject.replace("{zeroing}", entry.call)
    return subject


def _guard(call: Call, made: Expansion) -> GuardUse:
    return GuardUse(call.name, tuple(_argument(name, made) for name in call.args))


def _argument(name: str, made: Expansion) -> GuardArg:
    text = made.size if name == made.sized and made.size else name
    words = _words(text) if text != name else {name}
    return GuardArg(name, text, tuple(var.name for var in made.body.metavars if var.name in words))


@lru_cache(maxsize=1024)
def _words(text: str) -> frozenset[str]:
    return frozenset(token.text for token in lex_code(text, "<argument>"))


def check_names(body: Body, path: str) -> None:
    """Every metavariable is used, every attached position is declared. Raises RuleError."""
    used: dict[str, Token] = {}
    for token in body.tokens:
        if token.kind == "word":
            used[token.text] = token
        for name in token.positions:
            if not any(var.name == name for var in body.metavars):
                raise RuleError(
                    f"found @{name}, which is not declared",
                    place=place(path, token),
                    hint=f"declare `position {name};`",
                )
            used[name] = token
    for var in body.metavars:
        if var.name not in used and var.kind not in ("symbol", "typedef"):
            raise RuleError(
                f"the metavariable {var.name!r} is never used",
                place=f"{path}:{var.line}:{var.column}",
                hint=_unused_hint(var, used),
            )


def _unused_hint(var: Metavar, used: dict[str, Token]) -> str:
    near = difflib.get_close_matches(var.name, used, 1)
    return f"is {near[0]!r} at line {used[near[0]].line} meant?" if near else "leave out its declaration"


def _check_guards(header: Header, body: Body, guards: frozenset[str] | None, path: str) -> None:
    declared = {var.name for var in body.metavars}
    for call in header.guards:
        where = f"{path}:{call.line}:1"
        if guards is not None and call.name not in guards:
            near = difflib.get_close_matches(call.name, guards, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"known guards: {', '.join(sorted(guards))}"
            raise RuleError(f"unknown guard {call.name!r}", place=where, hint=hint)
        for name in call.args:
            if name not in declared:
                raise RuleError(f"guard {call.name!r} speaks of {name!r}, which is not declared", place=where)
