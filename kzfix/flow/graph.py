"""The control-flow graph of one function.

A `Point` is one simple statement, one declaration or one leaf of a condition: `if (!a || !b)` is two points, so a
path knows which of them was true. `#ifdef` arms are branches. Built once for each function that has a match.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from kzfix.facts.macros import NAMES, Macros
from kzfix.source import keys
from kzfix.source.tree import Node

TRANSPARENT = frozenset({"likely", "unlikely", "__builtin_expect", "WARN_ON", "WARN_ON_ONCE"})
CPP = frozenset({"preproc_if", "preproc_ifdef", "preproc_elif", "preproc_elifdef", "preproc_else"})
NOTHING = frozenset(
    {"preproc_def", "preproc_function_def", "preproc_call", "preproc_include", "type_definition", "preproc_directive"}
)


@dataclass(slots=True, eq=False)
class Point:
    """One step of a path. `kind`: entry, exit, do, test, each (an iterator macro), foreign (a macro with a
    block that may be anything), switch or join."""

    index: int
    kind: str
    node: Node | None
    to: list[Edge] = field(default_factory=list)
    back: list[Point] = field(default_factory=list)
    events: Any = None  # as `kzfix.flow.uses` finds them, once

    def __repr__(self) -> str:
        return f"<{self.index} {self.kind}>"


@dataclass(slots=True, frozen=True, eq=False)
class Edge:
    """A way to the next point, taken when the test was `when` (None: whatever it was)."""

    to: Point
    when: bool | None


Loose = list[tuple[Point, bool | None]]  # edges whose end is not known yet


@dataclass(slots=True)
class _Jump:
    """Where `break` or `continue` of one loop or switch goes."""

    breaks: Loose = field(default_factory=list)
    continues: Loose | None = None


@dataclass(slots=True, frozen=True)
class Loops:
    """Offsets of the `while` statements that stand for macros: loops (`foreign`: perhaps more than that), and blocks
    that run `once`."""

    iterators: frozenset[int] = frozenset()
    foreign: frozenset[int] = frozenset()
    once: frozenset[int] = frozenset()


class Flow:
    """The graph. `at` maps a node to the point that evaluates it; `problem` says why paths can't be trusted."""

    def __init__(self, function: Node, data: bytes, loops: Loops, macros: Macros, raw: bytes) -> None:
        self.raw = raw  # the file as it is: the mask puts in a `;` where a macro stands without one
        self.function = function
        self.macros = macros
        self.data = data
        self.loops = loops
        self.points: list[Point] = []
        self.problem: str | None = None
        self._labels: dict[str, Point] = {}
        self._defined: set[str] = set()
        self._switches: list[Point] = []
        self._jumps: list[_Jump] = []
        self._point_of: dict[int, Point] = {}
        self._after: dict[int, Point] = {}
        self.entry, self.exit = self._point("entry", None), self._point("exit", None)
        labels = (node for node in function.walk() if node.kind == "statement_identifier")
        self._all_labels = frozenset(keys.text(node, data) for node in labels)
        self._asm_goto = any(node.kind == "gnu_asm_goto_list" for node in function.walk())
        self._jumping = any(macro.unclear or macro.half or macro.labels for macro in macros.known.values())
        self._build()

    def _build(self) -> None:
        body = self.function.child("body")
        loose: Loose = [(self.entry, None)]
        if body is not None:
            loose = self._statement(body, loose)
        self._join(loose, self.exit)
        if set(self._labels) - self._defined:
            self.problem = f"no label {sorted(set(self._labels) - self._defined)[0]} in this function"

    # Points and edges

    def _point(self, kind: str, node: Node | None) -> Point:
        point = Point(len(self.points), kind, node)
        self.points.append(point)
        if node is not None:
            self._point_of[id(node)] = point
        return point

    def _is_whole(self, name: Node) -> bool:
        """Whether a macro that ends in the head of a statement is a statement of its own, with a `;` for its body."""
        above = name.parent
        if above is not None and above.kind == "call_expression":
            above = above.parent
        statement = above is not None and above.kind == "expression_statement"
        return statement and above is not None and self.raw[above.end - 1 : above.end] == b";"

    def _join(self, loose: Iterable[tuple[Point, bool | None]], to: Point) -> None:
        for point, when in loose:
            point.to.append(Edge(to, when))
            to.back.append(point)

    def _step(self, kind: str, node: Node | None, loose: Loose) -> Point:
        point = self._point(kind, node)
        self._join(loose, point)
        if node is not None and kind != "join" and self._jumping:
            self._hidden(node, point)
        return point

    def _hidden(self, node: Node, point: Point) -> None:
        """Jumps that stand in the text of a macro."""
        for part in node.walk():
            macro = self.macros.get(keys.text(part, self.data)) if part.kind in NAMES else None
            if macro is None:
                continue
            if macro.unclear or (macro.half and not self._is_whole(part)):
                self.problem = f"the macro {macro.name} hides where control goes"
            for label in macro.labels:
                if label in self._all_labels:
                    self._join([(point, None)], self._target(label))

    def at(self, node: Node) -> Point | None:
        """The point that evaluates a node: its own, or that of the nearest node around it."""
        here: Node | None = node
        while here is not None:
            point = self._point_of.get(id(here))
            if point is not None:
                return point
            here = here.parent
        return None

    def after(self, statement: Node) -> Point | None:
        """The join that a statement reaches when it ends normally."""
        return self._after.get(id(statement))

    def ahead_of(self, point: Point) -> set[int]:
        """Indexes of all points that can be reached from a point (not itself, unless on a cycle)."""
        seen: set[int] = set()
        work = [edge.to for edge in point.to]
        while work:
            here = work.pop()
            if here.index not in seen:
                seen.add(here.index)
                work.extend(edge.to for edge in here.to)
        return seen

    def behind(self, targets: Iterable[Point], walls: Container[int] = ()) -> set[int]:
        """Indexes of the targets and of all points from which one can be reached, not through one of `walls`."""
        work = list(targets)
        seen = {point.index for point in work}
        while work:
            for before in work.pop().back:
                if before.index not in seen and before.index not in walls:
                    seen.add(before.index)
                    work.append(before)
        return seen

    # Statements

    def _statement(self, node: Node, loose: Loose) -> Loose:
        begin = self._step("join", None, loose)
        self._point_of.setdefault(id(node), begin)
        ends = self._one(node, [(begin, None)])
        end = self._step("join", None, ends)
        self._after[id(node)] = end
        return [(end, None)]

    def _all(self, nodes: Iterable[Node], loose: Loose) -> Loose:
        for node in nodes:
            if node.kind not in NOTHING:
                loose = self._statement(node, loose)
        return loose

    def _one(self, node: Node, loose: Loose) -> Loose:
        match node.kind:
            case "compound_statement":
                return self._all(node.parts(), loose)
            case "if_statement":
                return self._if(node, loose)
            case "while_statement":
                return self._while(node, loose)
            case "do_statement":
                return self._do(node, loose)
            case "for_statement":
                return self._for(node, loose)
            case "switch_statement":
                return self._switch(node, loose)
            case "case_statement":
                return self._case(node, loose)
            case "labeled_statement":
                return self._label(node, loose)
            case "goto_statement" | "return_statement" | "break_statement" | "continue_statement":
                return self._leave(node, loose)
            case "else_clause" | "attributed_statement" | "linkage_specification" | "declaration_list":
                return self._all(node.parts(), loose)
        if node.kind in CPP:
            return self._cpp(node, loose)
        if self._asm_goto and any(part.kind == "gnu_asm_goto_list" for part in node.walk()):
            self.problem = "asm goto"
        if node.kind.startswith("seh_") or node.kind == "function_definition":
            self.problem = f"{node.kind} inside a function"
        return [(self._step("do", node, loose), None)]

    def _if(self, node: Node, loose: Loose) -> Loose:
        condition, then = node.child("condition"), node.child("consequence")
        assert condition is not None and then is not None
        yes, no = self._test(condition, loose)
        ends = self._statement(then, yes)
        other = node.child("alternative")
        return ends + (self._statement(other, no) if other is not None else no)

    def _while(self, node: Node, loose: Loose) -> Loose:
        condition, body = node.child("condition"), node.child("body")
        assert condition is not None and body is not None
        if node.start in self.loops.once:
            return self._once(condition, body, loose)
        head = self._step("join", None, loose)
        if node.start in self.loops.iterators:
            kind = "foreign" if node.start in self.loops.foreign else "each"
            each = self._step(kind, condition, [(head, None)])
            return self._loop(body, [(each, True)], [(each, False)], head, nested=True)
        yes, no = self._test(condition, [(head, None)])
        return self._loop(body, yes, no, head)

    def _once(self, condition: Node, body: Node, loose: Loose) -> Loose:
        """scoped_guard() and its like: a block that `break` and `continue` leave."""
        head = self._step("do", condition, loose)
        self._jumps.append(_Jump(continues=[]))
        ends = self._statement(body, [(head, None)])
        jump = self._jumps.pop()
        first = next((part for part in condition.walk() if part.kind == "identifier"), None)
        fails = first is not None and keys.text(first, self.data).endswith(("_intr", "_kill", "_try", "_killable"))
        never: Loose = [(head, None)] if fails else []  # the lock may not be had, and then the body does not run
        return ends + jump.breaks + (jump.continues or []) + never

    def _loop(self, body: Node, yes: Loose, no: Loose, again: Point, nested: bool = False) -> Loose:
        """`nested`: a macro that may be two loops in one, so that `break` may leave the inner one alone."""
        self._jumps.append(_Jump(continues=[]))
        ends = self._statement(body, yes)
        jump = self._jumps.pop()
        self._join(ends + (jump.continues or []) + (jump.breaks if nested else []), again)
        return no + jump.breaks

    def _do(self, node: Node, loose: Loose) -> Loose:
        condition, body = node.child("condition"), node.child("body")
        assert condition is not None and body is not None
        head = self._step("join", None, loose)
        self._jumps.append(_Jump(continues=[]))
        ends = self._statement(body, [(head, None)])
        jump = self._jumps.pop()
        yes, no = self._test(condition, ends + (jump.continues or []))
        self._join(yes, head)
        return no + jump.breaks

    def _for(self, node: Node, loose: Loose) -> Loose:
        body = node.child("body")
        assert body is not None
        first, condition, update = node.child("initializer"), node.child("condition"), node.child("update")
        if first is not None:
            loose = [(self._step("do", first, loose), None)]
        head = self._step("join", None, loose)
        no: Loose = []
        yes: Loose = [(head, None)]
        if condition is not None:
            yes, no = self._test(condition, yes)
        again = head
        if update is not None:
            again = self._step("do", update, [])
            self._join([(again, None)], head)
        return self._loop(body, yes, no, again)

    def _switch(self, node: Node, loose: Loose) -> Loose:
        condition, body = node.child("condition"), node.child("body")
        assert condition is not None and body is not None
        head = self._step("switch", condition, loose)
        self._switches.append(head)
        self._jumps.append(_Jump())
        ends = self._statement(body, [])
        jump = self._jumps.pop()
        self._switches.pop()
        default = any(child.kind == "default" for case in _cases(body) for child in case.children)
        return ends + jump.breaks + ([] if default else [(head, None)])

    def _case(self, node: Node, loose: Loose) -> Loose:
        if self._switches:
            loose = [*loose, (self._switches[-1], None)]
        else:
            self.problem = "case outside a switch"
        value = node.child("value")
        return self._all([part for part in node.parts() if part is not value], loose)

    def _label(self, node: Node, loose: Loose) -> Loose:
        label = node.child("label")
        assert label is not None
        name = keys.text(label, self.data)
        self._defined.add(name)
        point = self._target(name)
        self._join(loose, point)
        return self._all([part for part in node.parts() if part is not label], [(point, None)])

    def _target(self, name: str) -> Point:
        if name not in self._labels:
            self._labels[name] = self._point("join", None)
        return self._labels[name]

    def _leave(self, node: Node, loose: Loose) -> Loose:
        point = self._step("do", node, loose)
        ends: Loose = [(point, None)]
        match node.kind:
            case "return_statement":
                self._join(ends, self.exit)
            case "goto_statement":
                label = node.child("label")
                if label is None:
                    self.problem = "computed goto"
                else:
                    self._join(ends, self._target(keys.text(label, self.data)))
            case "break_statement":
                if self._jumps:
                    self._jumps[-1].breaks += ends
            case "continue_statement":
                loop = next((jump for jump in reversed(self._jumps) if jump.continues is not None), None)
                if loop is not None and loop.continues is not None:
                    loop.continues += ends
        return []

    def _cpp(self, node: Node, loose: Loose) -> Loose:
        skip = (node.child("name"), node.child("condition"), node.child("alternative"))
        arm = [part for part in node.parts() if part not in skip]
        if node.kind == "preproc_else":
            return self._all(arm, loose)
        other = node.child("alternative")
        ends = self._all(arm, list(loose))
        return ends + (self._statement(other, list(loose)) if other is not None else list(loose))

    # Conditions

    def _test(self, node: Node, loose: Loose) -> tuple[Loose, Loose]:
        """The loose ends when a condition holds, and when it does not."""
        node = keys.strip(node, casts=False)
        operator = node.child("operator")
        sign = operator.kind if operator is not None else ""
        if node.kind == "binary_expression" and sign in ("&&", "||"):
            left, right = node.child("left"), node.child("right")
            assert left is not None and right is not None
            yes, no = self._test(left, loose)
            if sign == "&&":
                yes, more = self._test(right, yes)
                return yes, no + more
            more, no = self._test(right, no)
            return yes + more, no
        if node.kind == "unary_expression" and sign == "!":
            argument = node.child("argument")
            assert argument is not None
            yes, no = self._test(argument, loose)
            return no, yes
        if node.kind == "call_expression" and keys.callee(node, self.data) in TRANSPARENT and keys.arguments(node):
            return self._test(keys.arguments(node)[0], loose)
        return self._leaf(node, loose)

    def _leaf(self, node: Node, loose: Loose) -> tuple[Loose, Loose]:
        point = self._step("test", node, loose)
        value = keys.number(keys.text(node, self.data)) if node.kind == "number_literal" else None
        if node.kind in ("true", "false"):
            value = int(node.kind == "true")
        yes: Loose = [] if value == 0 else [(point, True)]
        no: Loose = [] if value else [(point, False)]
        return yes, no


def _cases(body: Node) -> Iterable[Node]:
    """The case statements that belong to a switch body, not to a switch inside it."""
    stack = list(body.children)
    while stack:
        node = stack.pop()
        if node.kind == "case_statement":
            yield node
        if node.kind != "switch_statement":
            stack.extend(node.children)
