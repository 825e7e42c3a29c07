"""What the comparison came to: a table of classes with counts, and a line for each site."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from .compare import BOTH, KZFIX, SPATCH, Compared, Site

SHOWN = 3  # examples of a class


@dataclass(frozen=True, slots=True)
class Row:
    """One class of sites under one rule."""

    rule: str
    who: str
    why: str
    count: int
    share: float  # of all sites of the rule
    examples: tuple[str, ...]


def rows(rules: Sequence[str], compared: Iterable[Compared], seed: int) -> list[Row]:
    """The classes, those of one rule together: what both changed, then by number."""
    sites = [site for one in compared for site in one.sites]
    found: list[Row] = []
    for rule in rules:
        here = [site for site in sites if site.rule == rule]
        counts = Counter((site.who, site.why) for site in here)
        order = sorted(counts, key=lambda key: ((BOTH, SPATCH, KZFIX).index(key[0]), -counts[key], key[1]))
        for who, why in order:
            those = [site for site in here if (site.who, site.why) == (who, why)]
            shown = random.Random(seed).sample(those, min(SHOWN, len(those)))
            places = tuple(f"{site.path}:{site.line}" for site in sorted(shown))
            found.append(Row(rule, who, why, len(those), len(those) / len(here), places))
    return found


def text(found: Sequence[Row]) -> str:
    """The table for people."""
    width = max((len(row.why) for row in found), default=0)
    lines: list[str] = []
    for rule in dict.fromkeys(row.rule for row in found):
        lines += ["", f"{rule}: {sum(row.count for row in found if row.rule == rule)} sites"]
        for row in found:
            if row.rule == rule:
                lines.append(f"  {row.who:11}  {row.why:{width}}  {row.count:5}  {row.share:6.1%}  {row.examples[0]}")
    return "\n".join(lines[1:]) + "\n"


def markdown(found: Sequence[Row]) -> str:
    """The table for a note."""
    lines = ["| rule | changed by | class | sites | share |", "|---|---|---|---:|---:|"]
    lines += [f"| {row.rule} | {row.who} | {row.why} | {row.count} | {row.share:.1%} |" for row in found]
    return "\n".join(lines) + "\n"


def document(found: Sequence[Row], files: str) -> str:
    """The table for programs."""
    return json.dumps({"files": files, "classes": [asdict(row) for row in found]}, indent=2) + "\n"


def every(compared: Iterable[Compared]) -> str:
    """A line for each site, tab-separated: rule, who, class, place, function, statement, what was said."""
    sites = sorted(site for one in compared for site in one.sites)
    return "".join("\t".join(_columns(site)) + "\n" for site in sites)


def _columns(site: Site) -> tuple[str, ...]:
    return site.rule, site.who, site.why, f"{site.path}:{site.line}", site.function, site.text, site.detail


def seen(compared: Sequence[Compared]) -> str:
    """One line: files, and those in which a tool had trouble."""
    troubles = Counter(trouble for one in compared for trouble in dict.fromkeys(one.troubles))
    said = ", ".join(f"{what} in {count}" for what, count in troubles.most_common())
    unread = sum(bool(one.unread) for one in compared)
    return f"{len(compared)} files; spatch: {said or 'no trouble'}; kzfix: {unread} not judged"
