"""What a compiler says of the functions of a unit: `-aux-info`, one line for each declaration and definition."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_LINE = re.compile(
    r"^/\* (?P<file>.*):(?P<line>\d+):(?P<how>[A-Z]+) \*/ (?:static |extern |inline )*"
    r"(?P<type>[^()\n]*?)\b(?P<name>\w+) \((?P<args>.*?)\);(?: /\* \([^()]*\) (?P<params>.*?) ?\*/)?$",
    re.M,
)


@dataclass(frozen=True, slots=True)
class Prototype:
    """One function. `args` are the types of its parameters, without the final `...` that `variadic` stands for.

    `params` declare the parameters of a definition, each with its `;`, and `names` are their names, in order.
    """

    name: str
    result: str
    args: tuple[str, ...]
    variadic: bool
    defined: bool
    line: int  # 1-based, of the declaration
    implicit: bool = False  # never declared: what it takes is seen at its calls alone
    params: str = ""
    names: tuple[str, ...] = ()


def prototypes(text: str) -> Mapping[str, Prototype]:
    """The functions that a unit knows, by name; those whose declaration is out of the ordinary are left out."""
    found: dict[str, Prototype] = {}
    for match in _LINE.finditer(text):
        one = _prototype(match)
        if one.defined or one.name not in found:
            found[one.name] = one
    return found


def _prototype(match: re.Match[str]) -> Prototype:
    args = [_VA_LIST.sub("__builtin_va_list", arg) for arg in split(match["args"])]
    variadic = args[-1:] == ["..."]
    args = [arg for arg in args if arg not in ("...", "void", "")]
    defined = match["how"].endswith("F")
    names = tuple(_NAMES.findall(match[0])[-1].replace(" ", "").split(",")) if defined and args else ()
    result = match["type"].strip()
    if args == ["/* ??? */"]:
        return Prototype(match["name"], result, (), False, defined, int(match["line"]), implicit=True)
    return Prototype(
        match["name"], result, tuple(args), variadic, defined, int(match["line"]), False, match["params"] or "", names
    )


_VA_LIST = re.compile(r"(?:struct )?__va_list_tag \*")
_NAMES = re.compile(r"/\* \(([\w, ]*)\)")


def split(args: str) -> list[str]:
    """The arguments of a list, at the commas that stand in no brackets."""
    out, depth, begun = [], 0, 0
    for at, letter in enumerate(args):
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and not depth:
            out.append(args[begun:at].strip())
            begun = at + 1
    return [*out, args[begun:].strip()]
