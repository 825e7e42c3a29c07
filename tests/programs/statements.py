"""Statements that the programs are made of: those that leave the object alone, and those that come near it.

Each is a template (see `words`). Where one frees the object its path ends, so that nothing is used after it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from programs.words import Pen, Scene

FOREIGN = re.compile(r"free|drop|DROP|goto|\{n\}|\{done\}")
QUIET = (
    "tell({e});",
    "{v} = {e};",
    "{v} = ask();",
    "g_count++;",
    'pr_info("%d\\n", {e});',
    "if ({c})\n\ttell({k});",
    "for ({i} = 0; {i} < {k}; {i}++)\n\ttell({i});",
    "{Q} = {e};",
    "{v} = {Q};",
    "box->n = {e};",
    "if ({c}) {\n\t{free}({p});\n\t{fail}\n}",
    "w = &{v};",
    "memset(q, 0, sizeof(*q));",
    "{f}_set(q, {e});",
    "count_up(&{v});",
    "TELL({v});",
    "box->node.key = {e};",
    "{v} += {k};",
)
WRITES = (
    "{M} = {e};",
    "{M} |= {k};",
    "{M} = 0;",
    "MARK({M});",
    "r = {p};\n{R} = {e};",
    "{R} = {e};",
    "w = (int *){p};\n*w = {e};",
    "*w = {e};",
    "memset({A}, {k}, {Z});",
    "memset({A}, 0, {Z});",
    "memcpy({A}, q, {Z});",
    "{f}_set({p}, {e});",
    "{f}_maybe({p}, {e});",
    "{f}_both({p}, {e});",
    "{f}_wipe({p});",
    "{L} = NULL;",
    "{L} = (void *)q;",
    "*{p} = *q;",
    "if ({c})\n\t{M} = {e};",
    "for ({i} = 0; {i} < 2; {i}++)\n\t{M} = {i};",
    "use({p});",
    "use({A});",
)
READS = (
    "{v} = {M};",
    "tell({M});",
    "{v} = {f}_get({p});",
    "if ({M} > {k})\n\t{S}",
    "{v} += {M} & 3;",
    "*q = *{p};",
    "memcpy(q, {p}, sizeof(*q));",
    "look({p});",
    "box->n = {M};",
    "r = {p};\n{v} = {R};",
)
PUBLISHES = (
    "{g} = {p};",
    "{b} = {p};",
    "{f}_publish({p});",
    "keep({p});",
    "{b} = {p};\n{v} = ask();",
    "{g} = {p};\nmsleep(1);",
    "mutex_lock(&g_lock);",
    "{g} = {p};\nmutex_unlock(&g_lock);",
)
POINTERS = (
    "r = {p};",
    "r = {p};\nr = q;",
    "{p} = q;",
    "if ({c})\n\t{p} = q;",
    "{f}_swap(&{p}, q);",
    "{p} = {f}_same({p});",
    "r = {f}_same({p});",
    "if (!{p})\n\t{p} = q;",
    "if (q)\n\tr = {p};",
)
SIZES = (
    "{n} = 1;",
    "if ({c})\n\t{n} = 1;",
    "lessen(&{n});",
    "{n} = {n} / 2 + 1;",
    "{n} += 0;",
)
LEAVES = (
    "if ({c})\n\tgoto out;",
    "if ({c})\n\t{fail}",
    "if ({c}) {\n\t{S}\n\t{fail}\n}",
    "if ({c}) {\n\t{f}_drop({p});\n\t{fail}\n}",
    "if ({c}) {\n\tDROP({p});\n\t{fail}\n}",
    "if ({f}_check({p}, {e}))\n\t{fail}",
    "if ({c})\n\t{done}",
)
BLOCKS = (
    "if ({c}) {\n\t{S}\n}",
    "if ({c}) {\n\t{S}\n} else {\n\t{S}\n}",
    "for ({i} = 0; {i} < 2; {i}++) {\n\t{S}\n}",
    "switch ({e}) {\ncase 0:\n\t{S}\n\tbreak;\ncase 1:\n\t{S}\ndefault:\n\t{S}\n}",
    "do {\n\t{S}\n} while (0);",
    "#ifdef CONFIG_A\n{S}\n#endif",
    "#ifdef CONFIG_B\n{S}\n#else\n{S}\n#endif",
    "{\n\tint a = n;\n\n\ta += {e};\n\t{S}\n\ttell(a);\n}",
)
OWN = ("{own}({p}, q, box, {e}, {k});", "{own}(r, q, box, n, m);")
NEAR = (WRITES, WRITES, READS, PUBLISHES, POINTERS, SIZES, LEAVES, BLOCKS)
DEEPEST = 2


def quiet(pen: Pen, scene: Scene) -> list[str]:
    """A statement that leaves the object as it is."""
    return pen.fill(scene, pen.of(*_allowed(scene, QUIET)))


def near(pen: Pen, scene: Scene) -> list[str]:
    """A statement that may stand against a change."""
    groups = NEAR if scene.depth < DEEPEST else NEAR[:-1]
    groups = (*groups, OWN) if scene.own else groups
    return pen.fill(scene, pen.of(*_allowed(scene, pen.of(*groups))), lambda here: _inner(pen, here))


def _allowed(scene: Scene, templates: tuple[str, ...]) -> tuple[str, ...]:
    """A callee must not free what its caller goes on to use, nor speak of what it does not know."""
    if not scene.callee:
        return templates
    found = tuple(text for text in templates if not FOREIGN.search(text))
    return found or QUIET[:3]


def _inner(pen: Pen, scene: Scene) -> list[str]:
    if scene.depth == DEEPEST:
        return quiet(pen, scene)
    here = replace(scene, depth=scene.depth + 1)
    return near(pen, here) if pen.below(2) else quiet(pen, here)
