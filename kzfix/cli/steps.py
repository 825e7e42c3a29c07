"""From the findings of a file to steps: one rule at a time, each judged on the text that the one before it left."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from kzfix import engine
from kzfix.config import Settings
from kzfix.deliver.series.model import Place, Step
from kzfix.deliver.series.words import About
from kzfix.engine import Rules
from kzfix.errors import WriteError
from kzfix.model import Finding, Found, Review, Source
from kzfix.rewrite import choice
from kzfix.rewrite.lines import changes
from kzfix.smpl.allocators import Allocator, Zeroed
from kzfix.smpl.rule import Rule, Variant
from kzfix.source.parse import unit

MOST_TURNS = 3  # for a rule, in one file


def singly(rules: Rules) -> list[Rules]:
    """Each rule for itself."""
    return [Rules((rule,), rules.tables) for rule in rules.rules]


def steps(found: Found, name: str, every: Sequence[Rules], settings: Settings) -> list[tuple[Step, Found]]:
    """What each rule changes in a file, in order, and what it found there; `name`: from the top of its tree.

    Raises WriteError when that leaves something that cannot be read as well as before.
    """
    chosen = choice.chosen(found, settings.include)
    made = _alone(found, name, every, settings, chosen) or list(_turns(found, name, every, settings))
    for step, _ in made:
        _read_again(step, found.path)
    return made


def about(rule: Rule) -> About:
    """What a rule says of itself. Its comments are no part of the semantic patch."""
    with open(rule.path, encoding="utf-8") as file:
        text = file.read()
    begin = re.search(r"^@", text, re.MULTILINE)
    return About(rule.title, text[begin.start() if begin else 0 :].strip("\n"))


def _alone(
    found: Found, name: str, every: Sequence[Rules], settings: Settings, chosen: tuple[Finding, ...]
) -> list[tuple[Step, Found]]:
    """The one step of a file in which one rule alone has something to change; none otherwise."""
    named = {finding.proposal.rule for finding in chosen}
    if len(named) != 1:
        return []
    after = choice.after(found)
    if after == found.before:
        return []
    (rules,) = (each for each in every if named == {each.rules[0].id})
    return [(_step(found, name, rules, settings, 0, after), found)]


def _turns(found: Found, name: str, every: Sequence[Rules], settings: Settings) -> Iterator[tuple[Step, Found]]:
    """Every rule in turn, again and again, until none has anything to change."""
    text = found.before
    for turn in range(MOST_TURNS):
        still = text
        for rules in every:
            judged = engine.examine(Source(found.path, text), rules, settings)
            if isinstance(judged, Found) and (after := choice.after(judged)) != text:
                step = _step(judged, name, rules, settings, turn, after)
                yield step, judged
                text = step.after
        if text == still:
            return


def _step(found: Found, name: str, rules: Rules, settings: Settings, turn: int, after: bytes) -> Step:
    chosen = choice.chosen(found, settings.include)
    after = _trimmed(found.before, after)
    places = tuple(_place(finding, name, found.before, rules.variants) for finding in chosen)
    return Step(name, chosen[0].proposal.rule, turn, found.before, after, places)


def _trimmed(before: bytes, after: bytes) -> bytes:
    """The text without blanks at the ends of the lines that differ: a patch must not add such."""
    lines = after.split(b"\n")
    for change in changes(before.split(b"\n"), lines):
        for at in range(change.new, change.new_end):
            end = b"\r" if lines[at].endswith(b"\r") else b""
            lines[at] = lines[at].rstrip() + end
    return b"\n".join(lines)


def _place(finding: Finding, name: str, text: bytes, variants: Mapping[str, Mapping[str, Variant]]) -> Place:
    proposal = finding.proposal
    site = proposal.sites[0]
    variant = variants[proposal.rule][site.entry]
    bound = {binding.name: " ".join(binding.text.split()) for binding in site.bindings}
    doubt = finding.verdict.reason if isinstance(finding.verdict, Review) else ""
    evidence = () if isinstance(finding.verdict, Review) else finding.verdict.evidence  # type: ignore[union-attr]
    plain, zeroing = _names(variant)
    return Place(
        name,
        proposal.function,
        finding.line,
        finding.message,
        bound.get("x", ""),
        _size(variant.size, bound),
        plain,
        zeroing,
        _calls(text[span.start : span.end] for site in proposal.sites for span in site.removed),
        variant.text,
        evidence,
        doubt,
    )


def _names(variant: Variant) -> tuple[str, str]:
    match variant.allocator or variant.zeroed:
        case Allocator(plain=plain, zeroing=zeroing):
            return plain, zeroing
        case Zeroed(call=call):
            return "", call
    return "", ""


def _calls(removed: Iterable[bytes]) -> tuple[str, ...]:
    """The functions that deleted statements call, each once."""
    found = (re.match(rb"\s*([A-Za-z_]\w*)\s*\(", text) for text in removed)
    return tuple(sorted({call[1].decode() for call in found if call}))


def _size(text: str, bound: Mapping[str, str]) -> str:
    """The size that an allocator is asked for, as it is written there; "" when a part of it has no name."""
    words = re.findall(r"[A-Za-z_]\w*", text)
    if not words or any(word not in bound for word in words):
        return ""
    return re.sub(r"[A-Za-z_]\w*", lambda word: _factor(bound[word[0]], alone=len(words) == 1), text)


def _factor(text: str, alone: bool) -> str:
    return text if alone or re.fullmatch(r"[\w.>\[\]-]+|sizeof ?\([^()]*\)", text) else f"({text})"


def _read_again(step: Step, path: str) -> None:
    """Every function that was changed must be read without an error."""
    changed = {place.function.encode() for place in step.places}
    source = Source(path, step.after)
    defined = re.compile(rb"\b(?:%s)\s*\([^;{}]*\)[^;{}()=]*\{" % b"|".join(map(re.escape, sorted(changed))))
    found = unit(source, lambda text: defined.search(text) is not None)
    if not changed <= {function.name.encode() for function in found.functions}:  # as of old: f(a) int a; {}
        found = unit(source, lambda text: any(name in text for name in changed))
    for function in found.functions:
        if function.error is not None and function.name.encode() in changed:
            raise WriteError(f"{step.rule}: {function.name}() could not be read after the change", place=path)
