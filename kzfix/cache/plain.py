"""Results as plain tuples, which `marshal` reads quickly and which can hold no code, and back.

Most of what a finding holds is how the rule matched, and hardly anybody asks: that part is made when somebody does.
"""

from __future__ import annotations

import marshal
from dataclasses import fields
from typing import Any

from kzfix import model

_KINDS: tuple[Any, ...] = (
    *(model.Span, model.Edit, model.Binding, model.Deviation, model.Site, model.Proposal, model.Finding),
    *(model.Proved, model.Review, model.Refused, model.Unparsed, model.Clean, model.Skipped, model.Found),
)
_NUMBERS = {kind: number for number, kind in enumerate(_KINDS)}
_NAMES = {kind: model.Span._fields if kind is model.Span else tuple(f.name for f in fields(kind)) for kind in _KINDS}
_PROPOSAL = _NUMBERS[model.Proposal]


class Later(model.Proposal):
    """A proposal whose sites are read when they are asked for."""

    __slots__ = ("_sites",)
    _sites: bytes | tuple[model.Site, ...]

    def __new__(cls, *args: Any, **named: Any) -> Any:
        """Whoever makes one from its fields, as `replace` does, gets a plain proposal."""
        return model.Proposal(*args, **named)

    @staticmethod
    def of(rule: str, function: str, body: model.Span, sites: bytes) -> Later:
        """A proposal whose sites are still packed."""
        made: Later = object.__new__(Later)
        for name, value in (("rule", rule), ("function", function), ("body", body), ("_sites", sites)):
            object.__setattr__(made, name, value)
        return made

    @property
    def sites(self) -> tuple[model.Site, ...]:
        """The places that the rule matched."""
        found = self._sites
        if isinstance(found, bytes):
            found = unpacked(found)
            object.__setattr__(self, "_sites", found)
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return model.Proposal, (self.rule, self.function, self.body, self.sites)


_NAMES[Later] = _NAMES[model.Proposal]
_NUMBERS[Later] = _PROPOSAL


def packed(value: object) -> bytes:
    """A record, or a tuple of records, as bytes."""
    return marshal.dumps(_plain(value))


def unpacked(data: bytes) -> Any:
    """The record again. The bytes must be those that were packed: check them first."""
    return _record(marshal.loads(data))


def _plain(value: Any) -> Any:
    """Records become tuples that begin with their number, tuples become lists."""
    number = _NUMBERS.get(type(value))
    if number == _PROPOSAL:
        return (number, value.rule, value.function, _plain(value.body), packed(value.sites))
    if number is not None:
        return (number, *(_plain(getattr(value, name)) for name in _NAMES[type(value)]))
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _record(value: Any) -> Any:
    if type(value) is tuple:
        made = Later.of if value[0] == _PROPOSAL else _KINDS[value[0]]
        return made(*map(_record, value[1:]))
    return tuple(map(_record, value)) if type(value) is list else value
