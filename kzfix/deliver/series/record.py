"""What kzfix wrote into an output folder, and what its user has made of that since.

The record is kept in a folder `.kzfix` inside, not beside the patches: `git send-email outgoing/` sends every file that
it finds there, whatever its name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from email.header import decode_header, make_header
from typing import Any

from kzfix.deliver.series import mail
from kzfix.deliver.series.mail import Mail
from kzfix.errors import WriteError

FOLDER = ".kzfix"
_NAME = "series.json"
_FORMAT = 1
COVER = ""  # in the place of a patch's name
_MARKS = re.compile(r"\[[^\]]*PATCH[^\]]*\]\s*")
# Git makes these anew; the subject is a part of the message.
_MADE = ("from", "date", "subject", "message-id", "in-reply-to", "references", "mime-version", "content-")
_ADDRESSES = ("To", "Cc")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as kzfix would have written it, had nobody changed a word."""

    file: str
    name: str  # Patch.name; COVER for the cover letter
    subject: str
    words: str
    head: str
    below: str
    diff: str  # SHA-256
    claim: str = ""  # the paragraphs of `words` that say what had been verified


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a series."""

    base: str  # the commit that it is built on; "" outside of git
    letters: tuple[Letter, ...]
    listed: str = ""  # what stands in quilt's file `series`
    date: str = ""  # of its commits, as git stores it
    tip: str = ""  # the last of them

    def of(self, name: str) -> Letter | None:
        """The mail of a name."""
        return next((letter for letter in self.letters if letter.name == name), None)


@dataclass(frozen=True, slots=True)
class Own:
    """What the user has changed in one mail."""

    subject: str = ""  # with `words`: the whole text, when a word of it is theirs
    words: str = ""
    fields: tuple[tuple[str, bytes], ...] = ()  # of the header: the user's To: or Cc: whole, and what they have added
    notes: bytes = b""  # lines below `---`

    @property
    def text(self) -> bool:
        """Whether the message is theirs."""
        return bool(self.subject)


@dataclass(frozen=True, slots=True)
class Record:
    """The versions in one folder, by number."""

    folder: str
    versions: dict[int, Version] = field(default_factory=dict)

    def newest(self, below: int = 1 << 30) -> int:
        """The number of the newest version before `below`; 0 when there is none."""
        return max((number for number in self.versions if number < below), default=0)

    def own(self, number: int, name: str) -> Own:
        """What the user has changed in a mail of a version; nothing where its file is gone."""
        version = self.versions.get(number)
        letter = version.of(name) if version else None
        found = self.mail(letter) if letter else None
        return _own(letter, found) if letter and found else Own()

    def mail(self, letter: Letter) -> Mail | None:
        """A mail as it stands in the folder; None when it is gone. Raises WriteError when it cannot be read."""
        path = os.path.join(self.folder, letter.file)
        try:
            with open(path, "rb") as file:
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise WriteError(f"cannot be read: {error.strerror}", place=path) from error
        return mail.patch(data) if letter.name != COVER else mail.cover(data)

    def data(self) -> bytes:
        """As it is stored."""
        told = {"format": _FORMAT, "versions": {str(number): asdict(each) for number, each in self.versions.items()}}
        return json.dumps(told, indent=1).encode() + b"\n"

    def having(self, number: int, version: Version) -> Record:
        """With one more version, or another one of that number."""
        return replace(self, versions={**self.versions, number: version})


def letter(file: str, name: str, subject: str, words: str, written: Mail, claim: str = "") -> Letter:
    """What is to be remembered of a mail, given the text that kzfix has for it."""
    return Letter(file, name, subject, words, _text(written.head), _text(written.below), digest(written.diff), claim)


def read(folder: str) -> Record | None:
    """The record of a folder; None when it has none. Raises WriteError when it cannot be read."""
    path = os.path.join(folder, FOLDER, _NAME)
    try:
        with open(path, "rb") as file:
            told = json.load(file)
        if told["format"] != _FORMAT:
            raise WriteError("written by another version of kzfix", place=path, hint="give another folder with -o")
        return Record(folder, {int(number): _version(each) for number, each in told["versions"].items()})
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WriteError(f"cannot be read: {error.strerror}", place=path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WriteError(
            "damaged: what was written here cannot be told", place=path, hint="give another folder"
        ) from error


def place(folder: str) -> str:
    """Where the record of a folder is kept."""
    return os.path.join(folder, FOLDER, _NAME)


def digest(data: bytes) -> str:
    """What tells two diffs apart; git's own version at the end is no part of it."""
    return hashlib.sha256(data.rpartition(b"\n-- \n")[0] or data).hexdigest()


def subject(head: bytes) -> str:
    """The subject of a mail without "[PATCH …]"."""
    found = mail.named(head, "Subject")
    if not found:
        return ""
    text = " ".join(found[0].decode("utf-8", "surrogateescape").partition(":")[2].split())
    return _MARKS.sub("", str(make_header(decode_header(text))), count=1)


def _version(told: dict[str, Any]) -> Version:
    letters = tuple(Letter(**each) for each in told["letters"])
    return Version(told["base"], letters, told["listed"], told.get("date", ""), told.get("tip", ""))


def _own(letter: Letter, found: Mail) -> Own:
    now, words = subject(found.head), _text(found.words)
    theirs = (now, words.strip()) != (letter.subject, letter.words.strip())
    fields = tuple(_fields(letter.head.encode("utf-8", "surrogateescape"), found.head))
    lines = mail.added(letter.below.encode("utf-8", "surrogateescape"), found.below)
    return Own(now if theirs else "", words.strip() + "\n" if theirs else "", fields, b"".join(lines))


def _fields(before: bytes, now: bytes) -> list[tuple[str, bytes]]:
    """Fields of a header that are the user's. A To: or Cc: that was taken away is theirs too, and empty."""
    out = []
    for name in _ADDRESSES:
        old, new = mail.named(before, name), mail.named(now, name)
        if old != new:
            out.append((name, b"".join(new)))
    old = mail.fields(before)
    for each in mail.fields(now):
        name = each.partition(b":")[0].decode("ascii", "replace")
        if each not in old and name not in _ADDRESSES and not name.lower().startswith(_MADE):
            out.append((name, each))
    return out


def dressed(letter: Mail, own: Own) -> Mail:
    """A new mail with the header fields and the notes of the user."""
    head = letter.head
    for name, theirs in own.fields:
        for ours in mail.named(head, name) if name in _ADDRESSES else ():
            head = head.replace(ours, b"")
        head = head[:-1] + theirs + b"\n"
    return mail.noted(replace(letter, head=head), own.notes)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def edited(record: Record, number: int) -> Sequence[str]:
    """Files of a version whose diff somebody has changed."""
    out = []
    for letter in record.versions[number].letters if number in record.versions else ():
        found = record.mail(letter)
        if found and digest(found.diff) != letter.diff:
            out.append(letter.file)
    return out
