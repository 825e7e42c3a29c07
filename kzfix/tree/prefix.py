"""How a commit's subject begins: `scsi: lpfc: Fix the reset` begins with `scsi: lpfc: `.

A prefix is made of parts. `[SCSI] ` and `[NETFILTER]: ` are parts as the 2.6 time wrote them, `(lm90) ` is one after
`hwmon: `. `[PATCH 2/5] ` is none, as it belongs to the mail; nor is a number that a patch system gave (`ARM: 5432/1: `,
`V4L/DVB (12360): `), nor a driver's version (`lpfc 8.3.2 : `).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kzfix.tables import table

_LONGEST = 40  # letters of a part
_MOST_WORDS = 3  # of a part
_MAIL = re.compile(r"(?:re|fwd?)\s*:\s*|\[[^\]]*\b(?:patch|rfc|resend)\b[^\]]*\]\s*:?\s*", re.IGNORECASE)
_TAG = re.compile(r"(\[[\w ./+&-]+\]:?)\s*")
_PART = re.compile(r"([^\s:\[\"'][^:\"']*?)\s*:\s+")
_DASH = re.compile(r"([\w./+-]+)\s+-\s+")
_ROUND = re.compile(r"(\([\w./+-]+\))\s+")
_WORD = re.compile(r"[\w.,/*+@&(){}\[\]<>#\0-]+")
_VERSION = re.compile(r"\s+(?:v|ver|version)?[-. ]?\d+(?:\.\d+)+\S*(?:\s+v?\d+)?$")
_TICKET = re.compile(r"#?\d+(?:/\d+)?\w?")
_NUMBER = re.compile(r"\s*\(\d+\w?\)$")
_FILE = re.compile(r"(?<=\w)\.[chS]$")


@dataclass(frozen=True, slots=True)
class Parted:
    """A subject, taken apart."""

    parts: tuple[str, ...]  # "[SCSI] ", "lpfc: ": each with what stands between it and the next
    summary: str

    @property
    def text(self) -> str:
        return "".join(self.parts)


def read(subject: str) -> Parted:
    """The parts of a subject and its summary; no parts for one without a prefix, and for a revert."""
    while found := _MAIL.match(subject):
        subject = subject[found.end() :]
    parts = tuple(_parts(subject))
    taken = sum(length for _, length in parts)
    if not parts or not subject[taken:]:
        return Parted((), subject)
    return Parted(tuple(part for part, _ in parts if part), subject[taken:])


def bare(part: str) -> str:
    """A part without brackets, colon and case: what it names."""
    return part.strip(" :-[]()").casefold()


def _parts(subject: str) -> Iterator[tuple[str, int]]:
    """Each part and how much of the subject it takes; a part that counts for nothing is empty."""
    at = 0
    while found := _TAG.match(subject, at):
        yield found[1] + " ", found.end() - at
        at = found.end()
    while (found := _PART.match(subject, at)) and _names(found[1]):
        name = _FILE.sub("", _VERSION.sub("", _NUMBER.sub("", found[1])))
        yield "" if _TICKET.fullmatch(name) else f"{name}: ", found.end() - at
        at = found.end()
    if at and (found := _ROUND.match(subject, at)):
        yield f"{found[1]} ", found.end() - at
    elif at and (found := _DASH.match(subject, at)) and _names(found[1]):
        yield f"{found[1]} - ", found.end() - at


def _names(text: str) -> bool:
    """Whether a text before a colon names a place in the code rather than saying something."""
    words = text.split()
    if len(text) > _LONGEST or len(words) > _MOST_WORDS or not all(_WORD.fullmatch(word) for word in words):
        return False
    sentence = table("subjects")["sentence"]
    return not any(word.casefold() in sentence for word in words)
