"""How an object is allocated, checked, and what a rule speaks of at the end: the parts of a skeleton."""

from __future__ import annotations

from dataclasses import dataclass

from programs.kinds import BYTES, FLAT, ITEM, KINDS, PACK, Kind
from programs.words import Pen, Scene

STRUCTURE = ("sizeof(*{p})", "sizeof *{p}", "sizeof({t})", "sizeof({f}_t)", "len", "sizeof(*q)")
ARRAY = ("cnt * sizeof(*{p})", "sizeof(*{p}) * cnt", "cnt * sizeof({t})", "sizeof({t}) * (cnt)")
TAIL = (
    "sizeof(*{p}) + cnt * sizeof({p}->data[0])",
    "struct_size({p}, data, cnt)",
    "sizeof({t}) + cnt * sizeof(struct point)",
)
TEXT = ("len", "(len)", "len * 1", "sizeof(u8) * len")
PARTIAL = ("sizeof({p})", "sizeof(*{p}) / 2", "{Z}", "4", "{n}", "sizeof(int)", "{n} / 2")  # never more than there is

Calls = tuple[tuple[str, str], ...]  # calls, and what frees the object
Texts = tuple[str, ...]

PLAIN: Calls = (
    ("kmalloc({s}, GFP_KERNEL)", "kfree"),
    ("kmalloc({s}, GFP_KERNEL)", "kfree"),
    ("kmalloc({s}, GFP_ATOMIC | __GFP_NOWARN)", "kfree"),
    ("({t} *)kmalloc({s}, GFP_KERNEL)", "kfree"),
    ("kvmalloc({s}, GFP_KERNEL)", "kvfree"),
    ("vmalloc({s})", "vfree"),
    ("malloc({s})", "free"),
)
ZEROED: Calls = (
    ("kzalloc({s}, GFP_KERNEL)", "kfree"),
    ("kzalloc({s}, GFP_KERNEL)", "kfree"),
    ("kzalloc({s}, GFP_ATOMIC)", "kfree"),
    ("({t} *)kzalloc({s}, GFP_KERNEL)", "kfree"),
    ("kvzalloc({s}, GFP_KERNEL)", "kvfree"),
    ("vzalloc({s})", "vfree"),
    ("calloc(1, {s})", "free"),
)
FLAGGED: Calls = (
    ("kmalloc({s}, GFP_KERNEL | __GFP_ZERO)", "kfree"),
    ("kmalloc({s}, __GFP_ZERO | GFP_NOFS)", "kfree"),
    ("kvmalloc({s}, GFP_KERNEL | __GFP_ZERO)", "kvfree"),
    ("({t} *)kmalloc({s}, GFP_ATOMIC | __GFP_ZERO | __GFP_NOWARN)", "kfree"),
)
ITEMS = {PLAIN: "kmalloc_array", ZEROED: "kcalloc", FLAGGED: "kmalloc_array"}
CHECKS = (
    "if (!{p})\n\t{fail}",
    "if (!{p})\n\t{fail}",
    "if ({p} == NULL)\n\t{fail}",
    'if (unlikely(!{p})) {\n\tpr_err("no memory\\n");\n\t{fail}\n}',
    "if (!{p})\n\tgoto out;",
    "if (!{p}) {\n\t{v} = -ENOMEM;\n\tgoto out;\n}",
    "{v} = {p} ? 0 : -ENOMEM;\nif ({v})\n\t{fail}",
    "if ({f}_check({p}, {k}))\n\t{fail}",
    "tell(!{p});",
    "if (!{p} || n > 6) {\n\t{free}({p});\n\t{fail}\n}",
)
CLEARS = (
    "memset({p}, 0, {s});",
    "memset({p}, 0, {s});",
    "memset({p}, 0, {s});",
    "memset((void *){p}, 0x00, {s});",
    "r = {p};\nmemset(r, 0, {s});\ntell(!r);",
)
USED = ("r = memset({p}, 0, {s});\n{v} = !r;\ntell({v});", "tell(!memset({p}, 0, {s}));")
STORES = (
    "{M} = 0;",
    "{M} = 0;",
    "{M} = 0;",
    "{L} = NULL;",
    "memset({A}, 0, {Z});",
    "{M} = {v} = 0;",
    "{M} = false;",
)
OF_ITEM = (
    "for ({i} = 0; {i} < 4; {i}++)\n\t{p}->slots[{i}] = 0;",
    "for ({i} = 0; {i} < 4; {i}++)\n\t{p}->slots[{i}] = 0;\ntell({i});",
    "{p}->slots[{v}++ & 3] = 0;\ntell({v});",
    "{p}->priv = box;\nmemset({p}->priv, 0, 4);",
)
COPIES = (
    "memcpy({p}, src, {s});",
    "memcpy({p}, src, {s});",
    "*{p} = *src;",
    "memmove({p}, src, {s});",
    "memset({p}, 0xff, {s});",
    "if (copy_from_user({p}, arg, {s})) {\n\t{free}({p});\n\t{fail}\n}",
    "if (copy_from_user({p}, arg, {s}))\n\tgoto out;",
    "{v} = copy_from_user({p}, arg, {s});\nif ({v}) {\n\t{free}({p});\n\t{fail}\n}",
    "get_random_bytes({p}, {s});",
    "if (n)\n\tmemcpy({p}, src, {s});\nelse\n\tmemset({p}, 1, {s});",
)
USER = "if (copy_from_user({p}, arg, {s})) {\n\t{free}({p});\n\t{fail}\n}"
FORMS = ("structure", "structure", "array", "tail")


@dataclass(frozen=True, slots=True)
class Plan:
    """What one function allocates, and how. `sizes` are ways to write the whole size."""

    scene: Scene
    allocators: tuple[tuple[str, str], ...]
    sizes: tuple[str, ...]
    rule: str

    def allocation(self, pen: Pen) -> list[str]:
        """The allocation as an assignment."""
        return pen.fill(self.scene, "{p} = " + self.call(pen) + ";")

    def call(self, pen: Pen) -> str:
        """A template of the allocation call."""
        scene = self.scene
        if scene.count and scene.kind is not PACK and pen.below(2):
            flags = "GFP_KERNEL | __GFP_ZERO" if self.allocators is FLAGGED else "GFP_KERNEL"
            return f"{ITEMS[self.allocators]}(cnt, sizeof(*{{p}}), {flags})"
        same = tuple(text for text, free in self.allocators if free == scene.free)
        return pen.of(*same).replace("{s}", pen.of(*self.sizes))

    def allocation_in_check(self, pen: Pen) -> list[str]:
        """The allocation inside of its check."""
        return pen.fill(self.scene, "if (!({p} = " + self.call(pen) + "))\n\t{fail}")

    def check(self, pen: Pen) -> list[str]:
        """What looks at whether it failed."""
        return pen.fill(self.scene, pen.of(*CHECKS))

    def act(self, pen: Pen) -> list[str]:
        """What the rule speaks of at the end."""
        size = pen.of(*self.sizes)
        if pen.one_in(8):
            size = pen.of(*PARTIAL)
        clears = USED if pen.one_in(20) else CLEARS
        match self.rule:
            case "zeroing/memset":
                return self._put(pen, pen.of(*clears), size)
            case "zeroing/fields" | "zeroing/stores":
                return self._stores(pen)
            case "zeroing/redundant":
                stores = pen.below(3) == 1
                return self._stores(pen) if stores else self._put(pen, pen.of(*clears), size)
            case "overwrite/memcpy":
                return self._put(pen, pen.of(*COPIES), size)
            case "idioms/memdup" | "idioms/memdup-array":
                return self._put(pen, COPIES[0], size)
            case "idioms/memdup_user":
                return self._put(pen, USER, size)
        return pen.fill(self.scene, "tell({k});")

    def _put(self, pen: Pen, text: str, size: str) -> list[str]:
        part = pen.of(*self.scene.kind.parts)[1].replace("@", self.scene.p)
        return pen.fill(self.scene, text.replace("{s}", size.replace("{Z}", part)))

    def _stores(self, pen: Pen) -> list[str]:
        lines: list[str] = []
        for _ in range(1 + pen.below(4)):
            special = self.scene.kind is ITEM and pen.one_in(6)
            lines += pen.fill(self.scene, pen.of(*(OF_ITEM if special else STORES)))
        return lines


def plan(pen: Pen, rule: str, own: str) -> Plan:
    """Choose what a function for a rule allocates."""
    kinds: tuple[Kind, ...] = (ITEM, FLAT, PACK) if rule in ("zeroing/fields", "zeroing/stores") else KINDS
    allocators = PLAIN
    if rule in ("zeroing/redundant", "overwrite/memcpy", "zeroing/stores"):
        allocators = ZEROED
    if rule == "zeroing/gfp-zero" or (rule == "zeroing/redundant" and pen.one_in(5)):
        allocators = FLAGGED
    kind = pen.of(*kinds)
    if rule == "overwrite/memcpy" and pen.below(2):
        kind = FLAT
    form = pen.of(*FORMS)
    fields = rule in ("zeroing/fields", "zeroing/stores") and not pen.one_in(6)
    if rule in ("idioms/kcalloc", "idioms/memdup-array"):
        form = "array"
    if rule == "idioms/struct_size":
        kind, form = PACK, "tail"
    sizes: Texts = STRUCTURE
    count = ""
    if kind is BYTES:
        sizes = TEXT
    elif kind is PACK and form == "tail" and not fields:
        sizes, count = TAIL, "cnt"
    elif kind is not PACK and form == "array" and not fields:
        sizes, count = ARRAY, "cnt"
    p = pen.of("p", "p", "p", "p", f"box->{kind.name}", f"g_{kind.name}")
    free = pen.of(*allocators)[1]
    result = pen.of("int", "void", "pointer")
    return Plan(Scene(kind, p, result, free, count, own), allocators, sizes, rule)
