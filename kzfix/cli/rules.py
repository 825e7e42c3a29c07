"""`kzfix rules`: what kzfix can do, as the rule files say it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kzfix.cli.options import Format, Knowledge
from kzfix.cli.verb import status, verb
from kzfix.errors import KzfixError, RuleError

if TYPE_CHECKING:
    from kzfix.prove import Guard
    from kzfix.smpl.rule import Rule


def listing(knowledge: Knowledge) -> int:
    """List the rules: id, title, and how to switch on those that are off by default."""
    rules = _rules(knowledge)
    if knowledge.format is Format.JSON:
        print(json.dumps([_record(rule) for rule in rules], indent=2))
        return 0
    width = max((len(rule.id) for rule in rules), default=0)
    for rule in rules:
        print(f"{rule.id:{width}}  {rule.title}" + (f" (--group {rule.group})" if rule.group else ""))
    return 0


def show(
    knowledge: Knowledge,
    rule: Annotated[str, typer.Argument(metavar="ID", help="The rule's id: its path under the rules folder.")],
    expanded: Annotated[
        bool, typer.Option("--expanded", help="As plain SmPL, once for each allocator, ready for spatch.")
    ] = False,
) -> int:
    """Print a rule.

    As it is written, or as it is expanded over the allocator tables.
    """
    found = _one(_rules(knowledge), rule)
    if expanded:
        print("\n".join(f"// {variant.entry or found.id}\n{variant.text}" for variant in found.variants), end="")
    else:
        with open(found.path, encoding="utf-8") as file:
            print(file.read(), end="")
    return 0


def explain(
    knowledge: Knowledge,
    name: Annotated[str, typer.Argument(metavar="ID|GUARD", help="A rule's id, or the name of a guard.")],
) -> int:
    """Say what a rule or a guard is for."""
    from kzfix.prove import GUARDS

    if name in GUARDS:
        print(GUARDS[name].explanation.strip())
        return 0
    rules = _rules(knowledge)
    _explain(_one(rules, name, GUARDS), GUARDS)
    return 0


def _explain(rule: Rule, guards: Mapping[str, Guard]) -> None:
    print(f"{rule.id}: {rule.title}")
    if rule.description:
        print(f"\n{rule.description}")
    if rule.guards:
        print("\nA change is made only when all of these hold:")
    width = max((len(name) for name in rule.guards), default=0)
    for name in rule.guards:
        print(f"  {name:{width}}  {guards[name].explanation.strip().splitlines()[0]}")


def _rules(knowledge: Knowledge) -> tuple[Rule, ...]:
    from kzfix import engine

    return engine.load_all(knowledge.settings()).rules


def _one(rules: Iterable[Rule], wanted: str, others: Iterable[str] = ()) -> Rule:
    """The rule with an id. Raises RuleError with the nearest name."""
    known = {rule.id: rule for rule in rules}
    if wanted in known:
        return known[wanted]
    raise unknown("rule or guard" if others else "rule", wanted, [*known, *others], RuleError)


def unknown(what: str, wanted: str, known: list[str], kind: type[KzfixError]) -> KzfixError:
    """The error for a name that nothing has, with the nearest one that something has."""
    from difflib import get_close_matches

    near = get_close_matches(wanted, known, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(sorted(known))}"
    return kind(f"no {what} {wanted!r}", hint=hint)


def _record(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "description": rule.description,
        "confidence": rule.confidence,
        "guards": list(rule.guards),
        "group": rule.group,
        "path": rule.path,
    }


rules = typer.Typer(help="List, show and explain the rules.", rich_markup_mode=None)
rules.command("list")(verb(listing))
rules.command("show")(verb(show))
rules.command("explain")(verb(explain))


@rules.callback(invoke_without_command=True)
def _bare(context: typer.Context) -> None:
    """List, show and explain the rules; by itself the same as `list`."""
    if context.invoked_subcommand is None:
        raise typer.Exit(status(lambda: listing(Knowledge())))
