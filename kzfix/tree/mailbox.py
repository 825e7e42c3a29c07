"""A person or a list as mail writes them, and .mailmap, which knows by what name they go today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN = re.compile(r"[\w \-]*", re.ASCII)  # a name that needs no quotes (RFC 5322, atom; stricter, as the script is)
_NAMED = re.compile(r"([^<]+)<(.+@.*)>")
_ANGLED = re.compile(r"\s*<(.+@\S*)>")
_BARE = re.compile(r"(.+@\S*)")

_ATOM = r'[^\s()<>@,;:\\".\[\]\x00-\x1f\x7f]+'
_WORD = rf'(?:{_ATOM}|"(?:[^"\\]|\\.)*")'
_SPEC = rf"{_WORD}(?:\.{_WORD})*@{_ATOM}(?:\.{_ATOM})*"
_MAILBOX = re.compile(rf"\s*(?:{_SPEC}|(?:{_WORD}\s*)*<\s*{_SPEC}\s*>)\s*")
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)")
_BETWEEN = re.compile(r'((?:[^,"\\]|\\.|"(?:[^"\\]|\\.)*")*)(?:,|$)')


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A name, without its quotes and maybe empty, and an address."""

    name: str
    address: str

    def __str__(self) -> str:
        """As it stands in a mail header, but for the encoding of letters that are not ASCII."""
        if not self.name:
            return self.address
        plain = _PLAIN.fullmatch(self.name)
        name = self.name if plain else '"' + self.name.replace('"', '\\"') + '"'
        return f"{name} <{self.address}>"


def read(text: str) -> Mailbox:
    """The one mailbox that a text is about; what stands after the address is a remark. No address: both are empty."""
    if found := _NAMED.match(text):
        return Mailbox(_unquoted(found[1]), found[2].strip())
    found = _ANGLED.match(text) or _BARE.match(text)
    return Mailbox("", found[1].strip() if found else "")


def listed(text: str) -> list[Mailbox]:
    """The mailboxes of a line: several, when all of it is a list as RFC 822 wants it; else the one that it is about."""
    bare = text
    while (shorter := _COMMENT.sub(" ", bare)) != bare:
        bare = shorter
    parts = list(_split(bare))
    if len(parts) > 1 and all(_MAILBOX.fullmatch(part) for part in parts):
        return [read(part) for part in parts]
    return [read(text)]


def _split(text: str) -> Iterator[str]:
    """The parts between commas that stand in no quotes; empty ones do not count."""
    at = 0
    while at < len(text):
        found = _BETWEEN.match(text, at)
        if found is None:  # a quote that does not end
            yield text[at:]
            return
        if found[1].strip():
            yield found[1]
        at = found.end()


def _unquoted(name: str) -> str:
    name = name.strip()
    return name.removeprefix('"').removesuffix('"').replace('\\"', '"')


class Mailmap:
    """What a .mailmap says: `Name <address>`, `<address> <old>`, `Name <address> <old>`, `Name <address> Old <old>`."""

    _LINE = re.compile(r"([^<]*)<([^>]+)>\s*(?:([^<]*)<([^>]+)>)?")

    def __init__(self, text: str = "") -> None:
        self._names: dict[str, str] = {}  # by the old address, or the old `Name <address>`
        self._addresses: dict[str, str] = {}
        for line in text.splitlines():
            if found := self._LINE.fullmatch(line.partition("#")[0].strip()):
                self._add(*(part or "" for part in found.groups()))

    def _add(self, name: str, address: str, old_name: str, old: str) -> None:
        name, old_name = name.strip(), _unquoted(old_name)
        key = str(Mailbox(old_name, old)) if old_name else old or address
        if name:
            self._names[key] = _unquoted(name)
        if old:
            self._addresses[key] = address.strip()

    def today(self, mailbox: Mailbox) -> Mailbox:
        """The mailbox that this one is known by today."""
        whole = str(mailbox)
        key = whole if whole in self._names or whole in self._addresses else mailbox.address
        return Mailbox(self._names.get(key, mailbox.name), self._addresses.get(key, mailbox.address))
