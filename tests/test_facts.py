"""Values of constants and layouts of structures, asked of small trees of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from kzfix.facts import disk
from kzfix.facts.apis import declared
from kzfix.facts.constants import Constants, zero
from kzfix.facts.headers import tree_root
from kzfix.facts.layout import Layouts
from kzfix.facts.lookup import Lookup
from kzfix.facts.scope import CType, Scope
from kzfix.source.tree import parse


def tree(tmp_path: Path, **files: str) -> None:
    """Write files; `a__b_c` is a/b.c, `x_h` is x.h."""
    for name, text in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        path = tmp_path / f"{stem}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def lookup(tmp_path: Path, text: str, name: str = "drv.c") -> Lookup:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Lookup(str(path), text.encode())


# Constants

VALUES = """
#include "regs.h"
enum { A, B = 4, C };
enum state { S_IDLE, S_RUN = MISSING, S_STOP, S_LAST = 9, S_END };
enum arms {
	FIRST,
#ifdef CONFIG_MORE
	MORE,
#endif
	BEHIND,
	AGAIN = 3,
	TAIL,
};
enum torn { T_A =
#ifdef CONFIG_X
	1
#else
	2
#endif
};
enum listed { MANY_NAMES, AFTER_MANY };
enum twice_one { TWICE = 1 };
enum twice_two { TWICE = 2 };
enum low { MINUS = -5, NEXT };
#define PLAIN 7
#define NOTHING (0)
#define CAST ((u8)0)
#define HEXED 0x00UL /* why
			not */
#define OTHER PLAIN
#define SHIFT 1 << 3
#define BITS BIT(2)
#define FALLS 256 - 256
#define TIMES (FALLS * 2)
#define HELD (BITS * 2)
#define SELF SELF
#define CALLS(x) 0
#define FLOAT 0.0
#define OVER (0x7fffffff + 1)
#define WRAP (0xffffffffU + 1)
#define LOOP_A LOOP_B
#define LOOP_B LOOP_A
#ifdef CONFIG_Y
#define EITHER 0
#else
#define EITHER 1
#endif
#define GONE 0
#undef GONE
"""
HEADER = "#define FROM_HEADER 0\nenum { H_ZERO, H_ONE };\n#define MANY_NAMES N_A, N_B\n"


@pytest.mark.parametrize(
    ("name", "value"),
    {
        "FALLS": 0, "TIMES": None, "HELD": 8,
        "A": 0, "B": 4, "C": 5, "S_IDLE": 0, "S_RUN": None, "S_STOP": None, "S_LAST": 9, "S_END": 10, "FIRST": 0,
        "MORE": None, "BEHIND": None, "AGAIN": 3, "TAIL": 4, "T_A": None, "AFTER_MANY": None, "TWICE": None,
        "MINUS": -5, "NEXT": -4, "PLAIN": 7, "NOTHING": 0, "CAST": 0, "HEXED": 0, "OTHER": 7, "SHIFT": 8, "BITS": 4,
        "SELF": None, "CALLS": None, "FLOAT": None, "OVER": None, "WRAP": 0, "LOOP_A": None, "EITHER": None,
        "GONE": None, "FROM_HEADER": 0, "H_ZERO": 0, "H_ONE": 1, "NOWHERE": None,
    }.items(),
)  # fmt: skip
def test_values_of_names(tmp_path: Path, name: str, value: int | None) -> None:
    tree(tmp_path, regs_h=HEADER)
    assert Constants(lookup(tmp_path, VALUES)).value(name) == value


ZERO = [
    "0", "0L", "0x0", "00", "NULL", "false", "FALSE", "'\\0'", "'\\x0'", "0.0", ".0f", "0.", "0e3", "(T)0", "((T *)0)",
    "-0", "(u8)(0)", "A", "NOTHING", "(u8)A", "FROM_HEADER", "(struct s){}", "(struct s){0}",
    "(T){ .a = 0, .b = { 0 } }", "(T){ [0 ... 3] = 0 }", "(0)",
]  # fmt: skip
NOT_ZERO = [
    "1", "-0.0", "-0.f", "-(0.0)", "-(float)0", "FLOAT", "B", "NOWHERE", "f(0)", "x", "TWICE", "'0'", "(f)(0)",
    "(struct s){1}", "(T){ .a = x }", '(T){ "" }', "&(struct s){}", "A + x", "(u8)FALLS", "local", "param",
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), [(one, True) for one in ZERO] + [(one, False) for one in NOT_ZERO])
def test_zero_in_every_byte(tmp_path: Path, text: str, wanted: bool) -> None:
    tree(tmp_path, regs_h=HEADER)
    found = lookup(tmp_path, VALUES + "enum { local, param };\n")
    data = f"void g(int param) {{ int local = 1, y; y = {text}; }}".encode()
    root, error = parse(data)
    assert error is None
    node = next(node for node in root.walk() if node.kind == "assignment_expression").child("right")
    assert node is not None
    assert zero(node, data, Constants(found), Scope(root, data)) is wanted


def test_a_file_may_say_what_false_is(tmp_path: Path) -> None:
    found = Constants(lookup(tmp_path, "#define FALSE 1\n#define NULL ((void *)0)\n"))
    for text, wanted in (("FALSE", False), ("NULL", True)):
        data = f"void g(void) {{ y = {text}; }}".encode()
        node = next(node for node in parse(data)[0].walk() if node.kind == "assignment_expression").child("right")
        assert node is not None and zero(node, data, found, Scope.empty()) is wanted


# Layouts

SIZES = """
typedef u64 __attribute__((aligned(4))) u64_low;
typedef u8 mac_t[6];
typedef int (*cb_t)(void *);
#define N 3
#define WIDE (N * 2)
enum e { E_A, E_B = 7, E_C };
enum big { BIG_A, BIG_B = 0xffffffffffULL };
typedef enum { T_A, T_B } kind_t;
struct list { struct list *next, *prev; };
struct s01 { int a; };
struct s02 { char a; int b; };
struct s03 { int a; char b; };
struct s04 { char a; long b; char c; };
struct s05 { u16 a; u8 b[2]; u32 c; };
struct s06 { void *p; int n; };
struct s07 { char a; u64 b; } __attribute__((packed));
struct s08 { u32 a:4, b:28; u32 c; };
struct s09 { u32 a:4, b:12; u32 c; };
struct s10 { u8 a:1, b:7; u8 c; };
struct s11 { u8 a:5, b:5; };
struct s12 { struct list l; int n; int m; };
struct s13 { struct s02 in; int n; };
struct s14 { union { u8 a; u32 b; }; u32 c; };
struct s15 { union { struct { u8 a; u32 b; }; u64 c; }; };
union s16 { u8 a[5]; u32 b; };
struct s17 { u32 n; u8 data[]; };
struct s18 { u32 n; u8 x; u8 data[]; };
struct s19 { mac_t mac; u16 proto; };
struct s20 { cb_t cb; enum e kind; kind_t other; };
struct s21 { struct { u8 a; u16 b; } in[N]; u8 tail[WIDE]; };
struct s22 { u8 a; u32 b __attribute__((aligned(16))); };
struct s23 { u8 a; u8 b; } __aligned(8);
struct s24 { u8 a; struct s07 b; };
struct s25 { struct { u8 a; u32 b; } __packed in; u8 c; };
struct s26 { long a[2][3]; u8 b; };
struct s27 { unsigned long flags; _Bool on; short k; };
struct s28 { u64 a:40; u64 b:24; };
struct s29 { u32 a:20; u16 b:10; };
struct s30 { double d; float f; };
struct s31 { u8 a; int *p[2]; int (*fn)(int); };
struct s32 { mac_t *p; };
struct s33 { u8 a; u16 b; u32 c; u64 d; } __attribute__((packed, aligned(4)));
typedef struct { u8 a; u16 b; } s38_t;
typedef struct s39 { u64 a; u8 b; } __attribute__((packed)) s39_t;
struct s40 { s38_t a; s39_t b; };
struct s41 { DECLARE_BITMAP(map, 65); struct_group(pair, u16 a; u16 b;); u32 c; };
"""
# What gcc 12 on x86-64 says: sizeof, and whether __builtin_clear_padding() clears anything.
MEASURED = {
    "struct s01": (4, False), "struct s02": (8, True), "struct s03": (8, True), "struct s04": (24, True),
    "struct s05": (8, False), "struct s06": (16, True), "struct s07": (9, False), "struct s08": (8, False),
    "struct s09": (8, True), "struct s10": (2, False), "struct s11": (2, True), "struct s12": (24, False),
    "struct s13": (12, True), "struct s14": (8, False), "struct s15": (8, False), "union s16": (8, True),
    "struct s17": (4, False), "struct s18": (8, True), "struct s19": (8, False), "struct s20": (16, False),
    "struct s21": (18, True), "struct s22": (32, True), "struct s23": (8, True), "struct s24": (10, False),
    "struct s25": (6, False), "struct s26": (56, True), "struct s27": (16, True), "struct s28": (8, False),
    "struct s29": (4, True), "struct s30": (16, True), "struct s31": (32, True), "struct s32": (8, False),
    "struct s33": (16, True), "s38_t": (4, True), "s39_t": (9, False), "struct s40": (14, True),
    "struct s41": (24, False),
}  # fmt: skip


@pytest.mark.parametrize(("base", "wanted"), MEASURED.items(), ids=MEASURED)
def test_sizes_are_the_compilers(tmp_path: Path, base: str, wanted: tuple[int, bool]) -> None:
    found = Layouts(lookup(tmp_path, SIZES))
    assert (found.size(CType(base)), found.padding(CType(base))) == wanted


UNTOLD = {
    "an arm of #if": "struct s { int a;\n#ifdef X\nint b;\n#endif\n};",
    "a cache line": "struct s { int a; int b ____cacheline_aligned; };",
    "a shuffled one": "struct s { int a; int b; } __randomize_layout;",
    "a word behind it": "struct s { char a; int b; } PACKED;",
    "a pragma": "#pragma pack(1)\nstruct s { char a; int b; };",
    "an aligned typedef": "typedef u64 __attribute__((aligned(4))) low_t; struct s { u8 a; low_t b; };",
    "a macro": "struct s { int a; COMMON_FIELDS int b; };",
    "a type that is not there": "struct s { gone_t a; };",
    "another's size": "struct s { u8 a[GONE]; };",
    "a wide enumeration": "enum e { E = 0xffffffffffULL }; struct s { enum e e; };",
    "an unnamed bit-field of another type": "struct s { u8 a; u32 :3; };",
    "two definitions": "struct s { int a; };\n#if 1\n#endif\nstruct s { long a; };",
    "an attribute of the member": "struct s { struct { u8 a; u32 b; } in __packed; };",
}


@pytest.mark.parametrize("text", UNTOLD.values(), ids=UNTOLD)
def test_sizes_that_are_not_told(tmp_path: Path, text: str) -> None:
    found = Layouts(lookup(tmp_path, text))
    assert found.size(CType("struct s")) is None and found.padding(CType("struct s")) is None


PLACES = """
struct hdr { u16 len; u8 data[]; };
struct in { int x, y; };
struct s {
	int a;
	u32 lo:4, hi:28;
	struct { int x; struct { int z; } deep; } u;
	struct in arr[4];
	union { struct { int p; int q; }; long r; struct { int t; } named; };
	int *ptr;
	int (*ops[4])(void);
	struct hdr h;
	u8 room[64];
	int dev;
	struct_group(pair, int one; int two;);
#ifdef CONFIG_A
	int both;
#else
	long both;
#endif
	u8 last[1];
};
struct strange { int a; FIELDS(int b;) int c; };
struct two { int a; int b; };
typedef struct { int a; struct in b; } plain_t;
#define s_dev u.x
#define dev u.x
"""


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        ("a", "lo", True), ("lo", "hi", True), ("a", "a", False), ("u", "u.x", False), ("u.x", "u.deep", True),
        ("u.x", "u.deep.z", True), ("", "a", False), ("a", "arr.[1].x", True), ("arr.[1]", "arr.[2]", True),
        ("arr.[1].x", "arr.[1].y", True), ("arr.[]", "arr.[2]", False), ("arr.[].x", "arr.[2].y", True),
        ("arr.[].x", "arr.[].x", False), ("arr", "arr.[0]", False), ("p", "q", True), ("p", "r", False),
        ("p", "named.t", False), ("p", "a", True), ("one", "two", True), ("one", "pair.two", False),
        ("one", "pair", False), ("a", "s_dev", None), ("a", "dev", None), ("a", "nowhere", None), ("a", "both", True),
        ("h.len", "room", True), ("h.data.[0]", "room.[3]", False), ("h.data.[0]", "a", True), ("h", "room", True),
        ("arr.[9].x", "room", False), ("ptr", "ptr.[0]", False), ("ptr.[0]", "a", None), ("ops.[1]", "ops.[2]", None),
        ("last.[7]", "a", True), ("[1].a", "a", True), ("[1].a", "[].a", False), ("[1].a", "[].lo", True),
    ],
)  # fmt: skip
def test_places_apart(tmp_path: Path, one: str, other: str, wanted: bool | None) -> None:
    found = Layouts(lookup(tmp_path, PLACES))
    first, second = (tuple(path.split(".")) if path else () for path in (one, other))
    assert found.apart(CType("struct s"), first, second) is wanted
    assert found.apart(CType("struct s"), second, first) is wanted


def test_places_of_what_is_not_understood(tmp_path: Path) -> None:
    found = Layouts(lookup(tmp_path, PLACES + "struct two { long b; long a; };"))
    assert found.apart(CType("struct strange"), ("a",), ("c",)) is None
    assert found.members(CType("struct strange")) is None
    assert found.apart(CType("struct two"), ("a",), ("b",)) is None
    assert found.apart(CType("struct gone"), ("a",), ("b",)) is None
    assert found.apart(CType("plain_t"), ("a",), ("b", "x")) is True
    assert found.apart(CType("struct in", 0, ("4",)), ("[1]", "x"), ("[2]", "x")) is True


def test_types_at_places(tmp_path: Path) -> None:
    found, base = Layouts(lookup(tmp_path, PLACES)), CType("struct s")
    assert found.type_at(base, ()) == base
    assert found.type_at(base, ("arr", "[]", "x")) == CType("int")
    assert found.type_at(base, ("u", "deep", "z")) == CType("int")
    assert found.type_at(base, ("ptr",)) == CType("int", 1)
    assert found.type_at(base, ("arr",)) == CType("struct in", 0, ("4",))
    for path in (("both",), ("ptr", "[0]"), ("s_dev",), ("u", "gone")):
        assert found.type_at(base, path) is None


def test_members(tmp_path: Path) -> None:
    text = "struct s { u8 a; union { int b; long c; }; u32 d:3; u16 e[2]; spin_t f; int g; u8 h[]; };"
    found = Layouts(lookup(tmp_path, text)).members(CType("struct s"))
    assert found is not None
    assert [one.name for one in found] == list("abcdefgh")
    assert [one.offset for one in found] == [0, 8, 8, None, 18, None, None, None]
    assert "".join(one.name for one in found if one.union) == "bc"
    assert "".join(one.name for one in found if one.bits) == "d"
    assert "".join(one.name for one in found if one.array) == "eh"
    assert "".join(one.name for one in found if one.flexible) == "h"


def test_a_driver_with_headers_of_its_own(tmp_path: Path) -> None:
    """An include/linux of a driver's makes no tree, and what its headers declare counts too."""
    own = tmp_path / "drivers" / "thing"
    for folder in (tmp_path, own):
        (folder / "include" / "linux").mkdir(parents=True)
        (folder / "Makefile").write_text("")
    (tmp_path / "Kbuild").write_text("")
    (tmp_path / "include" / "linux" / "slab.h").write_text("void *kmalloc(size_t n, gfp_t flags);\n")
    (own / "include" / "thing.h").write_text("#define thing_alloc(n) kmalloc(n, GFP_KERNEL)\n")
    assert tree_root(str(own)) == str(tmp_path)
    assert declared("kmalloc", str(own), ("include/linux",), "include/linux/slab.h")
    assert declared("thing_alloc", str(own), ("include",), "")


def test_an_architecture_is_no_tree(tmp_path: Path) -> None:
    """arch/um has a Makefile, a Kbuild and an include/linux; a copied driver may stand in the tree of another."""
    um = tmp_path / "arch" / "um"
    for folder in (tmp_path, um):
        (folder / "include" / "linux").mkdir(parents=True)
        (folder / "Makefile").write_text("")
        (folder / "Kbuild").write_text("")
    (um / "drivers").mkdir()
    assert tree_root(str(um / "drivers")) == str(tmp_path)
    (um / "MAINTAINERS").write_text("")
    disk.forget()
    assert tree_root(str(um / "drivers")) == str(um)
