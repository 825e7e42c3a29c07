"""A mail of `git format-patch`, cut into its parts and put together again."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from email.header import Header
from email.utils import quote

from kzfix.tree.maintainers import Recipient

_SHORTLOG = re.compile(rb"^\S.* \(\d+\):\n(?=  \S)", re.MULTILINE)
_TAGS = re.compile(rb"^Subject: (\[[^\]]*PATCH[^\]]*\]) ", re.MULTILINE)
_SPECIAL = re.compile(r'[()<>\[\]:;@\\,."]')
_ESCAPES = {
    b"n": b"\n",
    b"t": b"\t",
    b"r": b"\r",
    b"a": b"\a",
    b"b": b"\b",
    b"f": b"\f",
    b"v": b"\v",
    b'"': b'"',
    b"\\": b"\\",
}
_EIGHT_BIT = b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail. For a patch `words` is the message without the subject; for a cover letter, the blurb.

    `below` begins with the line `---` of a patch, and with the list of patches in a cover letter; `diff` is the rest.
    """

    head: bytes
    words: bytes
    below: bytes
    diff: bytes

    @property
    def data(self) -> bytes:
        """The whole mail."""
        return self.head + self.words + self.below + self.diff

    @property
    def marks(self) -> str:
        """What stands before the subject: "[PATCH v2 0/3]"."""
        found = _TAGS.search(self.head)
        return found[1].decode() if found else ""


def patch(data: bytes) -> Mail:
    """The parts of a patch."""
    head, rest = _headed(data)
    at = rest.find(b"\n---\n") + 1
    at = at or len(rest)
    diff = rest.find(b"\ndiff --git ", at) + 1 or len(rest)
    return Mail(head, rest[:at], rest[at:diff], rest[diff:])


def cover(data: bytes) -> Mail:
    """The parts of a cover letter."""
    head, rest = _headed(data)
    found = _SHORTLOG.search(rest)
    at = found.start() if found else len(rest)
    return Mail(head, rest[:at], rest[at:], b"")


def _headed(data: bytes) -> tuple[bytes, bytes]:
    at = data.find(b"\n\n") + 2
    return data[:at], data[at:]


def fields(head: bytes) -> list[bytes]:
    """The header, a field each, with the lines that continue it."""
    return re.findall(rb"^[^\s].*\n(?:[ \t].*\n)*", head, re.MULTILINE)


def named(head: bytes, name: str) -> list[bytes]:
    """The fields of one name."""
    return [each for each in fields(head) if each.lower().startswith(name.lower().encode() + b":")]


def addressed(mail: Mail, to: Sequence[Recipient], cc: Sequence[Recipient]) -> Mail:
    """The mail with the fields To: and Cc: at the end of its header."""
    extra = b"".join(_addresses(name, who) for name, who in (("To", to), ("Cc", cc)) if who)
    return replace(mail, head=mail.head[:-1] + extra + b"\n")


def _addresses(name: str, who: Sequence[Recipient]) -> bytes:
    """One field, an address a line, as git writes it."""
    return f"{name}: ".encode() + b",\n    ".join(address(each).encode() for each in who) + b"\n"


def address(who: Recipient) -> str:
    """`Name <address>` for a header, in ASCII as far as the name goes."""
    return _addressed(readable(who.name), readable(who.address))


def _addressed(name: str, address: str) -> str:
    if not name:
        return address
    if not name.isascii():
        return f"{Header(name, 'utf-8', maxlinelen=998).encode()} <{address}>"
    return f'"{quote(name)}" <{address}>' if _SPECIAL.search(name) else f"{name} <{address}>"


def readable(text: str) -> str:
    """A text that may hold bytes which are no UTF-8: those are taken for Latin-1, as old files have them."""
    return re.sub(r"[\udc80-\udcff]", lambda byte: os.fsencode(byte[0]).decode("latin-1"), text)


def titled(mail: Mail, subject: str, blurb: str) -> Mail:
    """A cover letter with its subject and its text, in the place of what git leaves to be filled in."""
    marks = mail.marks
    line = f"{marks} {subject}" if subject.isascii() else Header(f"{marks} {subject}", "utf-8").encode(linesep="\n")
    old = named(mail.head, "Subject")[0]
    words = blurb.encode("utf-8", "surrogateescape").rstrip(b"\n") + b"\n\n"
    head = _from(mail.head).replace(old, f"Subject: {line}\n".encode())
    if not words.isascii() and not named(head, "Content-Type"):
        head = head[:-1] + _EIGHT_BIT + b"\n"
    return replace(mail, head=head, words=words)


def _from(head: bytes) -> bytes:
    """A header whose sender is written in ASCII, which git leaves undone in a cover letter."""
    for field in named(head, "From"):
        text = field.partition(b":")[2].strip()
        if not text.isascii():
            name, _, rest = text.decode("utf-8", "surrogateescape").rpartition(" <")
            bare = name.strip('"').replace('\\"', '"').replace("\\\\", "\\")
            head = head.replace(field, f"From: {_addressed(readable(bare), rest.rstrip('>'))}\n".encode())
    return head


def noted(mail: Mail, notes: bytes) -> Mail:
    """A patch with some lines right below its `---`; a cover letter with them above its list of patches."""
    if not notes:
        return mail
    mark = b"---\n" if mail.below.startswith(b"---\n") else b""
    return replace(mail, below=mark + notes + mail.below[len(mark) :])


def added(before: bytes, after: bytes) -> list[bytes]:
    """The lines that somebody has put into a text."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [line for kind, _, _, start, end in blocks if kind != "equal" for line in new[start:end]]


def files(diff: bytes) -> list[str]:
    """The files of a diff, by their names in it, which git writes in quotes when they are odd."""
    names = (line[4:].removesuffix(b"\t") for line in diff.splitlines() if line.startswith((b"--- a/", b'--- "a/')))
    return [os.fsdecode(_unquoted(name[1:-1])[2:] if name.startswith(b'"') else name[2:]) for name in names]


def _unquoted(name: bytes) -> bytes:
    return re.sub(rb"\\([0-7]{3}|.)", lambda found: _ESCAPES.get(found[1]) or bytes([int(found[1], 8)]), name)
