"""Functions around one allocation: a course that a rule could prove, and up to three statements that come near it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from programs.objects import Plan, plan
from programs.statements import near, quiet
from programs.words import Pen, Scene, indented

Lines = list[str]
WILD = 8  # one program in so many has no course at all
PLACES = 4  # where a statement may come in: before the allocation, behind it, behind the check, behind the end
ENDS = ("use({p});", "keep({p});", "{b} = {p};", "{g} = {p};", "look({p});\n{free}({p});", "tell({M});\nuse({p});")


class _Course:
    """The parts of a function in order, with what comes in between."""

    def __init__(self, pen: Pen, here: Plan) -> None:
        self.pen = pen
        self.here = here
        self._between: list[Lines] = [[] for _ in range(PLACES)]
        for _ in range(pen.below(3)):
            self._between[pen.below(PLACES)] += quiet(pen, here.scene)
        for _ in range(pen.of(0, 1, 1, 2, 3)):
            place = pen.of(2, 1, 3, 2, 0)
            lines = near(pen, here.scene) if place else quiet(pen, here.scene)
            self._between[place] += lines

    @property
    def before(self) -> Lines:
        return self._between[0]

    @property
    def after(self) -> Lines:
        return self._between[3]

    def made(self) -> Lines:
        """The allocation and its check."""
        if not self._between[1] and self.pen.one_in(6):
            return self.here.allocation_in_check(self.pen)
        return [*self.here.allocation(self.pen), *self._between[1], *self.here.check(self.pen)]

    def acted(self) -> Lines:
        """What comes in between, and the end."""
        return [*self._between[2], *self.here.act(self.pen)]


def _straight(pen: Pen, course: _Course) -> Lines:
    return [*course.made(), *course.acted()]


def _checked_late(pen: Pen, course: _Course) -> Lines:
    return [*course.here.allocation(pen), *course.acted(), *course.here.check(pen)]


def _in_if(pen: Pen, course: _Course) -> Lines:
    inner = indented([*course.acted(), *near(pen, course.here.scene)])
    lines = [*course.here.allocation(pen), f"if ({course.here.scene.p}) {{", *inner]
    return [*lines, "} else {", "\ttell(2);", "}"] if pen.below(2) else [*lines, "}"]


def _on_a_branch(pen: Pen, course: _Course) -> Lines:
    scene = course.here.scene
    lines = [*course.made(), *pen.fill(scene, "if ({c}) {"), *indented(course.acted())]
    return [*lines, "} else {", *indented(near(pen, scene)), "}"] if pen.below(2) else [*lines, "}"]


def _on_both(pen: Pen, course: _Course) -> Lines:
    first, second = course.acted(), course.here.act(pen)
    lines = [*course.made(), *pen.fill(course.here.scene, "if ({c}) {"), *indented(first)]
    return [*lines, "} else {", *indented(second), "}"]


def _two_sources(pen: Pen, course: _Course) -> Lines:
    here = course.here
    lines = [*pen.fill(here.scene, "if ({c}) {"), *indented(here.allocation(pen)), "} else {"]
    return [*lines, *indented(here.allocation(pen)), "}", *here.check(pen), *course.acted()]


def _loop(pen: Pen, course: _Course) -> Lines:
    last = pen.fill(course.here.scene, pen.of(*ENDS, "if ({c})\n\tbreak;"))
    inner = [*course.made(), *course.acted(), *last]
    return [pen.of("for (turn = 0; turn < 2; turn++) {", "while (turn++ < 2) {"), *indented(inner), "}"]


def _reused(pen: Pen, course: _Course) -> Lines:
    p = course.here.scene.p
    first = [f"{p} = q;"] if p == "p" else []
    return [*first, f"if (!{p}) {{", *indented(course.made()), "}", *course.acted()]


def _act_in_loop(pen: Pen, course: _Course) -> Lines:
    lines = [*course.made(), "for (turn = 0; turn < 2; turn++) {", *indented(course.acted())]
    return [*lines, *indented(near(pen, course.here.scene)), "}"]


def _in_switch(pen: Pen, course: _Course) -> Lines:
    scene = course.here.scene
    cases = ["switch (m & 3) {", "case 0:", *indented(course.acted()), pen.of("\tbreak;", "\ttell(3);")]
    cases += ["case 1:", *indented(course.here.act(pen)), "\tbreak;"]
    return [*course.made(), *cases, "default:", *indented(near(pen, scene)), "}"]


def _skipped(pen: Pen, course: _Course) -> Lines:
    jump = pen.fill(course.here.scene, "if ({c})\n\tgoto ready;")
    return [*course.made(), *jump, *course.acted(), "ready:", *near(pen, course.here.scene)]


def _again(pen: Pen, course: _Course) -> Lines:
    where = pen.below(2)
    lines = ["again:", *course.made()] if where else [*course.made(), "again:"]
    return [*lines, *course.acted(), *pen.fill(course.here.scene, "if ({c} && turn++ < 2)\n\tgoto again;")]


def _twice(pen: Pen, course: _Course) -> Lines:
    last = pen.fill(course.here.scene, pen.of(*ENDS))
    return [*course.made(), *course.acted(), *last, *course.made(), *course.here.act(pen)]


def _wild(pen: Pen, course: _Course) -> Lines:
    here, lines = course.here, course.here.allocation(pen)
    for _ in range(2 + pen.below(6)):
        match pen.below(6):
            case 0:
                lines += here.check(pen)
            case 1:
                lines += here.allocation(pen)
            case 2:
                lines += here.act(pen)
            case 3:
                lines += quiet(pen, here.scene)
            case _:
                lines += near(pen, here.scene)
    return [*lines, *here.act(pen)]


Shape = Callable[[Pen, _Course], Lines]
SHAPES: tuple[Shape, ...] = (
    *(_straight,) * 10, _checked_late, _in_if, _on_a_branch, _on_both, _two_sources, _loop, _reused, _act_in_loop,
    _in_switch, _skipped, _again, _twice,
)  # fmt: skip
NEEDS_VALUE = re.compile(r"\bp\b")


def function(pen: Pen, rule: str, name: str) -> str:
    """One function, and before it the callee that it was given, if any."""
    own = f"{name}_own" if pen.one_in(3) else ""
    here = plan(pen, rule, own)
    scene = here.scene
    course = _Course(pen, here)
    shape = pen.of(*SHAPES) if not pen.one_in(WILD) else _wild
    middle = shape(pen, course)
    body = [*course.before, *middle, *course.after, *pen.fill(scene, pen.of(*ENDS)), scene.done]
    if any("goto out;" in line for line in body):
        body += ["out:", f"{scene.free}({scene.p});", scene.fail]
    callee = _callee(pen, scene) if own and any(own in line for line in body) else []
    result = {"int": "int ", "void": "void ", "pointer": f"{scene.kind.type} *"}[scene.result]
    sure = shape is _straight and not any(map(NEEDS_VALUE.search, course.before))
    params = f"{scene.kind.type} *q, const {scene.kind.type} *src, const void *arg, struct box *box, int n, int m"
    declared = _locals(scene, body, "" if sure else " = NULL")
    if sure and re.match(r"p = .*;$", body[0]) and pen.one_in(5):
        declared[-1] = f"{scene.kind.type} *{body.pop(0)}"
    lines = [*callee, f"{result}{name}({params})", "{", *indented(declared), "", *indented(body), "}", ""]
    return "\n".join([f"/* {name} */", *lines])


def _locals(scene: Scene, body: Lines, start: str) -> Lines:
    """The locals that are spoken of."""
    kind, words = scene.kind, set(re.findall(r"\w+", "\n".join(body)))
    size = "16 + (n & 7)" if kind.name == "bytes" else f"sizeof({kind.type})"
    every = {
        "r": f"{kind.type} *r = q;", "a": "int a = m;", "b": "int b = 0;", "i": "int i = 0;",
        "j": "int j = 0;", "l": "int l = 0;", "turn": "int turn = 0;", "w": "int *w = &n;",
        "len": f"size_t len = {size};",
        "cnt": "size_t cnt = (n & 3) + 1;",
        "p": f"{kind.type} *p{start};",
    }  # fmt: skip
    return [text for word, text in every.items() if word in words]


def _callee(pen: Pen, scene: Scene) -> Lines:
    """A static function of the program's own that gets the object."""
    inside = replace(scene, p="p", result="void", count="", own="", callee=True)
    body: Lines = []
    for _ in range(1 + pen.below(3)):
        body += near(pen, inside) if pen.below(3) else quiet(pen, inside)
    head = f"static void {scene.own}({scene.kind.type} *p, {scene.kind.type} *q, struct box *box, int n, int m)"
    known = [line for line in _locals(inside, body, "") if not line.startswith(f"{scene.kind.type} *p;")]
    return [head, "{", *indented(known), "", *indented(body), "}", ""]
