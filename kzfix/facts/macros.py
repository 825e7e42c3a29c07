"""What the macros of a file, and of the headers that it includes by a quoted name, do to the function that uses them.

The text of a macro is only scanned, never expanded: which local variables it speaks of, which of its parameters it
assigns to, whether it jumps, whether it does anything at all. Macros of the system's headers are not looked at: what
those do is in `kzfix/tables/callees.toml`, or unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import Scope
from kzfix.source.tree import Node

_WORD = re.compile(r"[A-Za-z_]\w*")
_LITERAL = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'|/\*.*?\*/|//.*')
_ASSIGNS = r"(?:\+\+|--|(?:<<|>>|[-+*/%&|^])?=(?!=))"
_EFFECT = re.compile(r"\+\+|--|(?<![=!<>])=(?!=)")
_CALL = re.compile(r"([A-Za-z_]\w*)\s*\(")
_HEAD = re.compile(r"\b(?:if|while|for|switch)\s*\(")
_LOOPS = re.compile(r"\b(?:for|while|do|switch)\b")
NAMES = ("identifier", "type_identifier")
_KEYWORDS = frozenset(["if", "while", "for", "switch", "return", "sizeof", "typeof", "__typeof__", "do", "defined"])


@dataclass(frozen=True, slots=True)
class Macro:
    """One macro, as one function sees it."""

    name: str
    params: tuple[str, ...] | None  # None: object-like
    captured: frozenset[str]  # local variables of the function that its text speaks of
    assigned: frozenset[int]  # 0-based parameters that it assigns to or takes the address of
    effect: bool  # it assigns or increments something
    calls: frozenset[str]  # names that it calls
    labels: frozenset[str]  # labels that it jumps to
    unclear: bool  # it leaves a loop, or holds half a block: where control goes is not known
    half: bool = False  # it ends in the head of a statement


class Macros:
    """The macros that one function uses, by name."""

    def __init__(self, function: Node, data: bytes, scope: Scope, lookup: Lookup) -> None:
        self.known: dict[str, Macro] = {}
        self._lookup = lookup
        self._scope = scope
        self._redefined: dict[str, bool] = {}
        defined = lookup.own_macros()
        for name in _used(function, data):
            if name in defined and name not in scope.variables:
                self.known[name] = _closed(name, defined, scope, ())

    def get(self, name: str) -> Macro | None:
        """The macro of that name, all its definitions together."""
        return self.known.get(name)

    def resolve(self, name: str) -> str:
        """What an object-like macro that is one other name stands for, as in `#define dbg printk`."""
        defined = self._lookup.own_macros()
        for _ in range(5):
            bodies = {body.strip() for params, body in defined.get(name, []) if params is None}
            if len(bodies) != 1 or len(defined[name]) != len([1 for params, _ in defined[name] if params is None]):
                return name
            word = bodies.pop()
            if not _WORD.fullmatch(word):
                return name
            name = word
        return name

    def redefines(self, name: str) -> bool:
        """Whether a well-known name is not what it says here: a variable, or a function or macro of this file."""
        if name not in self._redefined:
            self._redefined[name] = name in self._scope.variables or self._lookup.defines(name)
        return self._redefined[name]

    def aliases(self, variable: str) -> frozenset[str]:
        """Object-like macros that stand for something that a variable leads to."""
        return frozenset(
            macro.name for macro in self.known.values() if macro.params is None and variable in macro.captured
        )


def _closed(
    name: str,
    defined: Mapping[str, list[tuple[tuple[str, ...] | None, str]]],
    scope: Scope,
    inside: tuple[str, ...],
) -> Macro:
    """A macro together with the macros that its text names."""
    own = [_read(name, params, body, scope) for params, body in defined[name]]
    found = _merged(own)
    words = {word for params, body in defined[name] for word in _WORD.findall(_LITERAL.sub(" ", body))}
    for word in sorted(words & defined.keys()):
        if word != name and word not in inside and len(inside) < 6:
            inner = _closed(word, defined, scope, (*inside, name))
            found = replace(
                found,
                captured=found.captured | inner.captured,
                effect=found.effect or inner.effect or bool(inner.assigned),
                calls=(found.calls - {word}) | inner.calls,
                labels=found.labels | inner.labels,
                unclear=found.unclear or inner.unclear,
            )
    return found


def _used(function: Node, data: bytes) -> Iterator[str]:
    yield from sorted({data[node.start : node.end].decode("latin-1") for node in function.walk() if node.kind in NAMES})


def _read(name: str, params: tuple[str, ...] | None, body: str, scope: Scope) -> Macro:
    text = _LITERAL.sub(" ", body)
    words = set(_WORD.findall(text))
    captured = frozenset(word for word in words if word in scope.variables and word not in (params or ()))
    assigned = frozenset(number for number, param in enumerate(params or ()) if _assigns(text, param))
    calls = frozenset(_CALL.findall(text)) - _KEYWORDS
    labels = frozenset(re.findall(r"\bgoto\s+(\w+)", text))
    leaves = bool({"break", "continue"} & words) and not _LOOPS.search(text)
    unclear = leaves or text.count("{") != text.count("}")
    half = _is_half(text.strip())
    return Macro(name, params, captured, assigned, bool(_EFFECT.search(text)), calls, labels, unclear, half)


def _is_half(text: str) -> bool:
    """Whether the text ends in the head of a statement, so that what follows the macro is part of it."""
    if re.search(r"\b(?:else|do)\Z", text):
        return True
    for head in _HEAD.finditer(text):
        depth = 1
        for at in range(head.end(), len(text)):
            depth += {"(": 1, ")": -1}.get(text[at], 0)
            if depth == 0:
                if not text[at + 1 :].strip() and not re.search(r"\bdo\b", text[: head.start()]):
                    return True
                break
    return False


def _assigns(text: str, param: str) -> bool:
    word = re.escape(param)
    return bool(re.search(rf"\b{word}\b\s*\)*\s*{_ASSIGNS}|(?:\+\+|--|(?<![&\w)])&)\s*\(*\s*{word}\b", text))


def _merged(macros: list[Macro]) -> Macro:
    first = macros[0]
    for other in macros[1:]:
        first = Macro(
            first.name,
            first.params,
            first.captured | other.captured,
            first.assigned | other.assigned,
            first.effect or other.effect,
            first.calls | other.calls,
            first.labels | other.labels,
            first.unclear or other.unclear,
            first.half or other.half,
        )
    return first
