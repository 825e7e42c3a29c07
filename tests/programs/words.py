"""Fill templates of C with what a function has at hand.

A template is C with words in braces. `{S}` on a line of its own is more statements; `{p}` the object's pointer, `{M}`
one of its scalar members, `{R}` and `{Q}` those of the alias `r` and of the other object `q`, `{L}` one of its
pointers, `{A}` an address inside it, `{Z}` the size of what stands there, `{e}` an `int`, `{c}` a condition, `{k}` a
small number, `{v}` a variable, `{n}` what a size is made of, `{i}` a loop's counter, `{f}` the kind's name, `{t}` its
type, `{g}` and `{b}` where others find an object, `{own}` a callee of the program's own, `{free}` the call that frees
the object, `{fail}` and `{done}` how the function returns.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

from programs.kinds import Kind

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

INTS = ("n", "m", "a", "b", "1", "3", "n + 1", "(n & 7) + m", "g_count", "ask()", "-1", "0")
CONDITIONS = ("n", "n > 1", "m == 3", "!a", "a < b", "n && m", "ask()", "q", "q && n", "n < 2 || m > 4", "box->n", "a")
WORD = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Scene:
    """What a function has at hand. `result` is "int", "void" or "pointer"."""

    kind: Kind
    p: str
    result: str
    free: str
    count: str  # of elements, for an array: a variable; "" for one object
    own: str = ""  # a function of the program's own, made for this one
    callee: bool = False  # this is such a function
    depth: int = 0

    @property
    def number(self) -> str:
        """The variable that the size depends on."""
        return self.count or "len"

    @property
    def fail(self) -> str:
        """The statement that reports a failure."""
        return {"int": "return -ENOMEM;", "void": "return;", "pointer": "return NULL;"}[self.result]

    @property
    def done(self) -> str:
        """The statement that ends the function well."""
        return {"int": "return 0;", "void": "return;", "pointer": f"return {self.p};"}[self.result]


@functools.cache
def _among(choices: tuple[T, ...]) -> st.SearchStrategy[T]:
    return st.sampled_from(choices)


class Pen:
    """Hypothesis's `draw`, and what is made of it."""

    def __init__(self, draw: Draw[object]) -> None:
        self._draw = draw

    def of(self, *choices: T) -> T:
        """One of the choices; shrinks to the first."""
        found: T = self._draw(_among(choices))  # type: ignore[assignment]
        return found

    def one_in(self, number: int) -> bool:
        """True once in so many times; shrinks to False."""
        return self.below(number) == number - 1

    def below(self, number: int) -> int:
        """A number from 0 on."""
        return self.of(*tuple(range(number)))

    def fill(self, scene: Scene, text: str, more: Callable[[Scene], list[str]] | None = None) -> list[str]:
        """The lines of a template. `more` writes what stands for `{S}`."""
        out: list[str] = []
        part = self.of(*scene.kind.parts) if "{A}" in text else ("", "")
        for line in text.split("\n"):
            if line.strip() == "{S}":
                inner = more(scene) if more is not None else ["tell(1);"]
                out += indented(inner, line.count("\t"))
            else:
                out.append(WORD.sub(lambda match: self._word(scene, match[1], part), line))
        return out

    def _word(self, scene: Scene, word: str, part: tuple[str, str]) -> str:
        kind, p = scene.kind, scene.p
        match word:
            case "M" | "R" | "Q":
                return self.of(*kind.members).replace("@", {"M": p, "R": "r", "Q": "q"}[word])
            case "A" | "Z":
                return part["AZ".index(word)].replace("@", p)
            case "L":
                return self.of(*(kind.pointers or ("box->node.next",))).replace("@", p)
            case "e":
                return self.of(*INTS)
            case "c":
                return self.of(*CONDITIONS)
            case "k":
                return str(self.below(4))
            case "v":
                return self.of("a", "b")
        fixed = {
            "p": p, "n": scene.number, "f": kind.name, "t": kind.type, "g": f"g_{kind.name}", "b": f"box->{kind.name}",
            "free": scene.free, "fail": scene.fail, "done": scene.done, "own": scene.own, "i": "ijl"[scene.depth],
        }  # fmt: skip
        return fixed[word]


def indented(lines: Sequence[str], levels: int = 1) -> list[str]:
    """Lines further to the right; what begins with # or is a label stays where it is."""
    return [line if line.startswith("#") or re.fullmatch(r"\w+:", line) else "\t" * levels + line for line in lines]
