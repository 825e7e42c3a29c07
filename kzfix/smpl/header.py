"""The comment header of a rule file: what SmPL cannot say.

`///` lines are the title and the description; `// Key: value` lines say the rest. Comments of other kinds, such as
copyright lines, are left alone; a key that looks like a mistyped one of ours is an error.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass

from kzfix.errors import RuleError

OURS = ("Confidence", "Family", "Guards", "Subject", "Report", "Group")
TOLERATED = ("Options", "Comments", "Keywords", "URL", "Copyright", "Requires", "SPDX-License-Identifier", "Author")
CONFIDENCES = ("High", "Moderate", "Medium", "Low")
_KEY = re.compile(r"//\s?([A-Za-z][\w-]*):\s*(.*)$")
_FAMILY = re.compile(r"([A-Za-z_]\w*)(?:\s*->\s*([A-Za-z_]\w*))?$")
REPORTED = ("source", "sink", "why")  # lines of the first and of the last place, and what the last guard says
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Family:
    """`// Family: left -> right`: the rule holds for every allocator of the tables.

    `// Family: kzalloc`, without a `right`: it holds for every call whose memory is zero already.
    """

    left: str
    right: str  # "" when there is none
    line: int


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a guard as it is written: `whole-object x n`."""

    name: str
    args: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Header:
    """What the comments at the top of a rule file say."""

    title: str = ""
    description: str = ""
    confidence: str = "Moderate"
    family: Family | None = None
    guards: tuple[Call, ...] = ()
    subject: str = ""
    report: str = ""  # the message of a finding; "": the subject
    group: str = ""


def read_header(text: str, path: str) -> Header:
    """Read the comment lines above the first rule. Raises RuleError for a key or a value that makes no sense."""
    titles: list[str] = []
    values: dict[str, tuple[str, int]] = {}
    key = ""
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip()
        if line.startswith("///"):
            titles.append(line[3:].strip())
            key = ""
        elif found := _KEY.match(line):
            key = _known(found[1], path, number)
            if key in values:
                raise RuleError(f"a second `// {key}:`", place=f"{path}:{number}:1")
            if key:
                values[key] = (found[2], number)
        elif key and re.match(r"//\s{2,}\S", line):
            values[key] = (values[key][0] + " " + line[2:].strip(), values[key][1])
        else:
            key = ""
    return _build(titles, values, path)


def _known(key: str, path: str, line: int) -> str:
    """The key if it is ours, "" if it is to be left alone."""
    if key in OURS:
        return key
    near = difflib.get_close_matches(key.capitalize(), OURS, 1, 0.75)
    if near and key not in TOLERATED:
        raise RuleError(f"unknown key {key!r}", place=f"{path}:{line}:1", hint=f"did you mean `// {near[0]}:`?")
    return ""


def _build(titles: list[str], values: dict[str, tuple[str, int]], path: str) -> Header:
    def value(key: str) -> tuple[str, int]:
        return values.get(key, ("", 0))

    confidence, line = value("Confidence")
    if confidence and confidence not in CONFIDENCES:
        raise RuleError(f"found confidence {confidence!r}, expected {', '.join(CONFIDENCES)}", place=f"{path}:{line}:1")
    family = _family(*value("Family"), path) if "Family" in values else None
    subject, line = value("Subject")
    _check_subject(subject, family, f"{path}:{line}:1")
    report, line = value("Report")
    _check_subject(report, family, f"{path}:{line}:1", "report", REPORTED)
    return Header(
        titles[0] if titles else "",
        "\n".join(titles[1:]).strip(),
        confidence or "Moderate",
        family,
        _guards(*value("Guards"), path),
        subject,
        report,
        value("Group")[0],
    )


def _check_subject(
    text: str, family: Family | None, where: str, what: str = "subject", more: tuple[str, ...] = ()
) -> None:
    known = (*(("zeroing",) if family is not None and not family.right else ("plain", "zeroing")), *more)
    for name in _PLACEHOLDER.findall(text):
        if name not in known:
            expected = " or ".join(f"{{{word}}}" for word in known)
            raise RuleError(f"found {{{name}}} in the {what}, expected {expected}", place=where)


def _family(text: str, line: int, path: str) -> Family:
    found = _FAMILY.match(text.strip())
    if found is None:
        raise RuleError(
            f"found {text!r}, expected `// Family: kmalloc -> kzalloc` or `// Family: kzalloc`",
            place=f"{path}:{line}:1",
        )
    return Family(found[1], found[2] or "", line)


def _guards(text: str, line: int, path: str) -> tuple[Call, ...]:
    out = []
    for part in filter(None, (part.split() for part in text.split(","))):
        if not re.fullmatch(r"[a-z][a-z0-9-]*", part[0]):
            raise RuleError(f"found {part[0]!r}, expected the name of a guard", place=f"{path}:{line}:1")
        out.append(Call(part[0], tuple(part[1:]), line))
    return tuple(out)
