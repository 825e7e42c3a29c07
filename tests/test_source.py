"""The source room: which files, which words, what is masked, which functions, and what cannot be read."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzfix.errors import PathError
from kzfix.model import File, Skipped, Source, Span
from kzfix.source.discover import walk
from kzfix.source.formula import ALWAYS, NEVER, All, Formula, Shape, Some, Words, either, every
from kzfix.source.mask import mask, masked
from kzfix.source.parse import Function, Unit, unit, unreadable
from kzfix.source.prefilter import Needles, any_of, plain
from kzfix.source.tree import Node, parse
from kzfix.tables import table


def read(text: str) -> Unit:
    return unit(Source("a.c", text.encode()), lambda _: True)


def function(text: str) -> Function:
    (one,) = read(text).functions
    return one


def body(statements: str) -> Function:
    return function(f"static int f(struct a *p)\n{{\n{statements}\n}}\n")


def kinds(one: Function, kind: str) -> list[Node]:
    assert one.error is None
    return [node for tree in one.readings for node in tree.walk() if node.kind == kind]


def calls(text: str, one: Function) -> list[str]:
    """Names of the functions that are called, in order, of a body given to `body`."""
    found = []
    for node in kinds(one, "call_expression"):
        name = node.child("function")
        assert name is not None
        found.append(f"static int f(struct a *p)\n{{\n{text}\n}}\n"[name.start : name.end])
    return found


# Masking ------------------------------------------------------------------------------------------------------------

CLEAN = [
    "void __iomem *a = (void __force *)p->b;",
    "char *s __free(kfree) = NULL;",
    'printk(KERN_ERR "x" NAME "y");',
    "printk(KERN_ERR format, 1);",
    "struct b *x = container_of(p, struct b, c)->next;",
    "n = min_t(unsigned int, a, b) + max_t(size_t, a, b);",
    "x = list_first_entry(&p->list, struct b, list);",
    "x = alloc_percpu(struct b);",
    "x = kmalloc_obj(struct b, GFP_KERNEL);",
    "x = va_arg(ap, struct b *);",
    "typeof(p->a.b) c = 1, d = (__typeof__(*p))1;",
    "x = offsetof(struct b, c.d) + offsetof(struct b, e[1]);",
    "x = offsetof(struct b, c.d[\n(n)]) + offsetof(struct b, e[(q.n + 1)].f);",
    "switch (x) { case 1 ... 2: y(); break; }",
    "DECLARE_BITMAP(bits, 64) = {};",
    "x = &&label; label: y();",
    "if unlikely(x) y();",
    'pr_info("a" __stringify(NAME) "b");',
    'asm volatile (ALTERNATIVE("a", "b", X) : "=a" (x) : "r" (y) : "memory");',
    "CHECK(a, ==, b);",
    "CHECK(a, , b);",
    "FLAG(p, 5780_CLASS);",
    "struct { u32 : 2; u32 a; } __packed *q;",
    "for (i = 0; i < 3; i++) for_each_online_cpu() x();",
    "#define LOCAL(a, b...) do { \\\n\tx(a, b); } while (0)\n\tLOCAL(1);",
]


@pytest.mark.parametrize("text", CLEAN)
def test_kernel_c_reads_clean(text: str) -> None:
    assert body(text).error is None


@pytest.mark.parametrize("text", CLEAN)
def test_mask_keeps_length_lines_strings_and_is_idempotent(text: str) -> None:
    data = f"int f(void)\r\n{{\r\n\t{text} /* __init {text.replace('*/', '')} */\r\n}}".encode()
    once = mask(data)
    assert len(once) == len(data)
    assert [at for at, byte in enumerate(data) if byte == 10] == [at for at, byte in enumerate(once) if byte == 10]
    assert mask(once) == once
    kept = [string for string in re.findall(rb'"[^"]*"', data) if b"ALTERNATIVE" not in data]
    assert kept == [string for string in re.findall(rb'"[^"]*"', once) if b"ALTERNATIVE" not in data]


@given(st.text(alphabet="(){};,*#\"'\\/ \n\tab_0=", max_size=80), st.sampled_from(CLEAN))
def test_mask_keeps_length_and_lines_of_anything(noise: str, text: str) -> None:
    data = (noise[:40] + text + noise[40:]).encode()
    once = mask(data)
    assert len(once) == len(data)
    assert re.sub(rb"[^\n]", b"x", data) == re.sub(rb"[^\n]", b"x", once)


@pytest.mark.parametrize(
    "text",
    [
        'x = "__init __user KERN_ERR IN list_for_each(a, b) {";',
        "/* __init list_for_each(a, b) { */ x();",
        "x(__user, IN, __free);",  # operands, whatever they are called
        "__free(p);",  # a call, not an annotation
        "return __used;",
        "x = a * OUT;",
        "int (*call)(struct b *, unsigned int) = x;",
        "extern int g(struct b *, int);",
        "x = (struct b *)y;",
        "int x[] = { FOO(a), FOO(b) };",
        "struct b x = { FOO(a) };",
        "x = y && z; if (a &&b) c();",
        "x = 10UL + 0x1fUL + 1e3 + 0b01 + f(0x10, 10u, 1.5f);",
        "bus_for_each_dev(a, b, c, d);",
    ],
)
def test_mask_leaves_alone(text: str) -> None:
    data = f"static int f(void)\n{{\n\t{text}\n}}\n".encode()
    assert mask(data) == data


def test_dead_arms_are_blank_and_live_arms_stay() -> None:
    text = mask(
        b"int f(void)\n{\n#if 0 /* no */\n\ta(\n#if X\n\tb {\n#endif\n#else\n\tc();\n#endif\n"
        b"#if 1\n\td();\n#else\n\te\n#endif\n}"
    )
    assert text.split() == b"int f(void) { c(); d(); }".split()
    assert mask(b"#if 0\n\ta\n#elif X\n\tb\n#endif").split() == b"#if X b #endif".split()
    assert mask(b"#if 0 || X\n\ta\n#endif") == b"#if 0 || X\n\ta\n#endif"


def test_jumps_in_arguments_stay_jumps() -> None:
    text = '\tASSERT_OR(p->x, "text",\n\t\treturn -1);\n\tIF_DEBUG(a(); b(););\n\ty();'
    one = body(text)
    assert len(kinds(one, "if_statement")) == 2 and len(kinds(one, "return_statement")) == 1
    assert calls(text, one)[-3:] == ["a", "b", "y"]
    assert body("for (;;)\n\tTRY(x, break);").error is not None  # whose loop does it leave?
    assert body('if (a)\n\tASSERT_OR(x, "t", return 1);\nelse\n\tb();').error is not None  # whose else is it?


# Macros that are statements -----------------------------------------------------------------------------------------


def test_iterators_are_loops() -> None:
    one = body("\tlist_for_each_entry(a, &p->list, node)\n\t\tx(a);\n\tfor_each_y(b) {\n\t\tz(b);\n\t}")
    loops = kinds(one, "while_statement")
    assert {node.start for node in loops} == one.iterators and len(loops) == 2
    assert not one.foreign and not one.once


def test_a_block_under_an_unknown_macro_is_a_loop_that_may_do_anything() -> None:
    one = body("\tWITH_LOCK(p) {\n\t\tx();\n\t}")
    assert one.iterators == one.foreign == {node.start for node in kinds(one, "while_statement")}
    assert body("\tfor (;;) {\n\t\tWITH_LOCK(p) {\n\t\t\tbreak;\n\t\t}\n\t}").error is not None
    assert body("\tlist_for_each(a, b) {\n\t\tbreak;\n\t}").error is None


def test_scoped_guard_runs_once() -> None:
    one = body("\tscoped_guard(mutex, &p->lock) {\n\t\tx();\n\t}")
    assert one.once == {node.start for node in kinds(one, "while_statement")} and not one.iterators


def test_a_call_is_no_loop() -> None:
    one = body("\tdevice_for_each_child(p, q, callback);")
    assert not one.iterators and len(kinds(one, "call_expression")) == 1


def test_a_macro_without_semicolon_does_not_swallow_the_next_call() -> None:
    for text in ("\tENTER(p)\n\tx(p);\n\ty();", '\tENTER(("a"))\n\tx(p);\n\ty();'):
        assert calls(text, body(text))[-3:] == ["ENTER", "x", "y"]
    text = "\tTRACE_ENTER\n\tx = 3;\n\ty();"
    assert len(kinds(body(text), "assignment_expression")) == 1


@pytest.mark.parametrize("text", ["\tDEBUG x(p);\n\ty();", "\tMACRO(p) x = y;", "\tint g(int a) { return a; }\n\tx();"])
def test_what_the_parser_misreads_is_an_error(text: str) -> None:
    one = body(text)
    assert one.error is not None and one.readings == ()


def test_asm_stays_asm() -> None:
    assert len(kinds(body('\t__asm__ __volatile__ ("x" : "=r" (a) : "r" (b) : "memory");'), "gnu_asm_expression")) == 1


# #if ----------------------------------------------------------------------------------------------------------------


def test_whole_arms_stay_branches() -> None:
    one = body("\ta();\n#ifdef X\n\tb();\n#else\n\tc();\n#endif\n\td();")
    assert len(one.readings) == 1 and len(kinds(one, "preproc_ifdef")) == 1


@pytest.mark.parametrize(
    "text",
    [
        "#ifdef X\n\tif (a) {\n#else\n\tif (b) {\n#endif\n\t\tc();\n\t}",
        "#ifdef X\n\tif (a)\n#endif\n\t\tc();",
        "\tif (a)\n\t\tb();\n#ifdef X\n\telse\n\t\tc();\n#endif\n\td();",
        "\tif (a\n#ifdef X\n\t    && b\n#endif\n\t    )\n\t\tc();",
        "\tc(a,\n#ifdef X\n\t  b,\n#endif\n\t  d);",
        "#ifdef X\n\tif (a) {\n#endif\n\t\tc();\n#if defined(X)\n\t}\n#endif",
    ],
)
def test_split_statements_are_read_arm_by_arm(text: str) -> None:
    one = body(text)
    assert one.error is None and len(one.readings) == 2
    assert all(tree.kind == "function_definition" and tree.parent is None for tree in one.readings)
    assert not kinds(one, "preproc_ifdef")


def test_other_groups_stay_in_every_reading() -> None:
    one = body("#ifdef X\n\tif (a)\n#endif\n\t\tb();\n#ifdef Y\n\tc();\n#endif")
    assert len(one.readings) == len(kinds(one, "preproc_ifdef")) == 2


def test_too_many_choices_are_an_error() -> None:
    one = body("".join(f"#ifdef X{n}\n\tif (a{n})\n#endif\n\t\tb();\n" for n in range(4)))
    assert one.error is not None and one.readings == ()


# Functions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("static int __init f(void)\n{\n}\n", "f"),
        ("static int f(void) {\n\tx();\n}\n", "f"),
        ("static inline int f(void) { return 1; }\n", "f"),
        ("struct a *\nf(int a,\n  int b)\n{\n}\n", "f"),
        ("int f(a, b)\n\tint a;\n\tchar *b;\n{\n\tx();\n}\n", "f"),
        ("void (*f(int a))(int)\n{\n}\n", "f"),
        ("EXPORT_SYMBOL(g)\nstatic int f(void)\n{\n}\n", "f"),
        ("SYSCALL_DEFINE2(f, int, a, char __user *, b)\n{\n}\n", "f"),
        ("static STORE(f)\n{\n}\n", "f"),
        ('extern "C" {\n  int f(void) {\n    x();\n  }\n}\n', "f"),
        ("#ifdef A\nint f(int a)\n#else\nint f(void)\n#endif\n{\n}\n", "f"),
        ("#ifdef A\nint f(int a) {\n#else\nint f(void) {\n#endif\n\tx();\n}\n", "f"),
        ("int f(void)\n{\n#ifdef A\n\treturn 1;\n}\n#else\n\treturn 2;\n}\n#endif\n", "f"),
        ("int f(void)\n{\n#ifdef A\n{\n\tif (a) {\n\t\tb();\n\t}\n}\n#endif\n\treturn 2;\n}\n", "f"),
        ("int f(void)\r\n{\r\n}", "f"),
        ('int f(void)\n{\n\tx("\xe9");\n}', "f"),
    ],
)
def test_a_definition_is_found(text: str, name: str) -> None:
    one = function(text)
    assert (one.name, one.error) == (name, None)


@pytest.mark.parametrize(
    "text",
    [
        "#define f(x) \\\n{ \\\n\tx(); \\\n}\n",
        "struct a {\n\tint b;\n};\n",
        "static struct a b = {\n\t.c = d(1),\n};\n",
        "#if 0\nint f(void)\n{\n}\n#endif\n",
        "/*\nint f(void)\n{\n}\n*/\n",
        "int f(void);\n",
        "",
    ],
)
def test_what_is_no_definition(text: str) -> None:
    assert read(text).functions == ()


def test_spans_are_those_of_the_file() -> None:
    text = "int a;\n\nint f(void)\n{\n}\n\nint g(void)\n{\n\tx();\n}\n"
    one, two = read(text).functions
    assert text[one.span.start : one.span.end] == "int f(void)\n{\n}"
    assert two.readings[0].span == two.span


def test_only_wanted_functions_are_read() -> None:
    found = unit(Source("a.c", b"int f(void)\n{\n\ta();\n}\nint g(void)\n{\n\tb();\n}\n"), lambda text: b"b()" in text)
    assert [one.name for one in found.functions] == ["g"]
    assert len(found.masked) == len(found.source.data)


BESIDE = b"int g(void)\n{\n\tb();\n}\n"
WANTED = b"int f(void)\n{\n\ta();\n\tb();\n}\n"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(BESIDE + WANTED + BESIDE, id="between-others"),
        pytest.param(b"static struct s x = {\n\t.a = a,\n};\n" + WANTED, id="behind-an-initialiser"),
        pytest.param(b"typedef struct {\n\tint a;\n} s_t;\n" + WANTED, id="behind-a-typedef"),
        pytest.param(b"#ifdef A\n" + WANTED + b"#endif\n" + BESIDE, id="in-an-if"),
        pytest.param(b"int f(void)\n{\n\ta();\n{\n\tc();\n}\n\tb();\n}\n", id="brace-in-column-0"),
        pytest.param(
            b"int f(void)\n{\n\ta();\n#ifdef A\n\tif (x) {\n#else\n\t{\n#endif\n\tb();\n\t}\n}\n" + BESIDE,
            id="two-arms",
        ),
        pytest.param(b"#ifdef A\nint f(int a)\n{\n#else\nint f(void)\n{\n#endif\n\ta();\n\tb();\n}\n", id="two-heads"),
        pytest.param(b"int f(void)\n{\n\ta('{');\n}\n" + BESIDE + WANTED, id="brace-in-quotes"),
        pytest.param(b"/*\n * {\n}\n" + WANTED + b"*/\n" + WANTED, id="in-a-comment"),
        pytest.param(b"#if 0\n" + BESIDE + WANTED + b"#endif\n" + WANTED, id="switched-off"),
        pytest.param(b"#define M(x) ({ \\\n\tc(x); \\\n})\n" + WANTED, id="behind-a-macro"),
        pytest.param(WANTED.replace(b"\n", b"\r\n") + BESIDE, id="crlf"),
        pytest.param(b"int f(void) { a(); b(); }\n" + BESIDE, id="one-line"),
        pytest.param(BESIDE + b"  int f(void)\n  {\n    a(); b();\n  }", id="indented-and-unfinished"),
    ],
)
def test_blocks_show_what_the_whole_file_shows(text: bytes) -> None:
    def wanted(piece: bytes) -> bool:
        return b"a()" in piece and b"b()" in piece

    source = Source("a.c", text)
    whole, blocks = unit(source, wanted), unit(source, wanted, lambda piece: b"a()" in piece)
    assert [one.span for one in blocks.functions] == [one.span for one in whole.functions]
    assert [one.name for one in blocks.functions] == [one.name for one in whole.functions]
    assert blocks.masked == whole.masked


def test_only_blocks_of_interest_are_looked_at() -> None:
    found = unit(Source("a.c", BESIDE + WANTED + BESIDE), lambda text: b"a()" in text, lambda text: b"a()" in text)
    assert found.regions == (Span(len(BESIDE) - 1, len(BESIDE + WANTED) - 1),)


def test_a_broken_function_does_not_hide_the_next() -> None:
    one, two = read("int f(void)\n{\n\tif (x {\n\t}\n}\n\nint g(void)\n{\n}\n").functions
    assert one.error is not None and two.error is None
    assert (one.name, two.name) == ("f", "g")


def test_no_c_source() -> None:
    assert unreadable(b"a\0b") is not None and unreadable(b"int a;\xff") is None


@pytest.mark.parametrize("text", ["(" * 5000 + "a" + ")" * 5000 + ";", "{" * 5000 + "}" * 5000])
def test_deep_nesting(text: str) -> None:
    one = body(text)
    assert one.error is None or one.readings == ()


def test_a_large_file_is_read() -> None:
    text = (
        "int f(void)\n{\n\tx();\n}\n" + "static const int t[] = {\n" + "\t1, 2, 3, 4, 5, 6, 7, 8,\n" * 400_000 + "};\n"
    )
    found = unit(Source("a.c", text.encode()), lambda piece: b"x()" in piece)
    assert len(text) > 10_000_000 and [one.name for one in found.functions] == ["f"]


def test_a_masked_slice_parses_at_its_place() -> None:
    data = b"int f(void)\n{\n\tfor_each_x(a)\n\t\tb();\n}\n"
    seen = masked(data)
    root, error = parse(seen.text, 100)
    assert error is None and root.start == 100 and seen.loops == {data.index(b"for_each")}


# Needles ------------------------------------------------------------------------------------------------------------


def words(*names: bytes) -> Words:
    return Words(names)


def test_needles_are_words() -> None:
    needles = Needles(every((words(b"kmalloc", b"vmalloc"), words(b"memset"))))
    assert needles.holds(b"p = kmalloc(n); memset(p, 0, n);")
    assert not needles.holds(b"p = kmalloc_array(n); memset(p, 0, n);")
    assert not needles.holds(b"p = kmalloc(n);") and not needles.holds(b"p = vmalloc(n); my_memset(p);")
    assert needles.may_hold(b"p = kmalloc_array(n); memset(p, 0, n);") and not needles.may_hold(b"p = kmalloc(n);")
    assert Needles(ALWAYS).holds(b"") and not Needles(NEVER).holds(b"x")


def test_needles_together() -> None:
    one, two = Needles(every((words(b"a"), words(b"b")))), Needles(every((words(b"c"), words(b"b"))))
    assert any_of((one, two)).holds(b"b c") and not any_of((one, two)).holds(b"a c") and not any_of(()).holds(b"a")
    assert str(any_of((one, two)).formula) == "(a | c) & b"


FORMULAS = st.recursive(
    st.sampled_from([words(name) for name in (b"a_one", b"b_two", b"b_three")] + [Shape("=", b"=")]),
    lambda inner: (
        st.builds(All, st.lists(inner, max_size=3).map(tuple)) | st.builds(Some, st.lists(inner, max_size=3).map(tuple))
    ),
)


@given(st.lists(FORMULAS, max_size=4), st.sets(st.sampled_from([b"a_one", b"b_two", b"b_three", b"="])))
def test_a_formula_put_together_says_the_same(parts: list[Formula], there: set[bytes]) -> None:
    text = b" ".join(sorted(there))
    each = [Needles(part).holds(text) for part in parts]
    assert Needles(every(parts)).holds(text) == all(each)
    assert Needles(either(parts)).holds(text) == any(each)
    for formula in (every(parts), either(parts)):
        assert Needles(formula).may_hold(text) or not Needles(formula).holds(text)


def test_a_text_without_comments_strings_and_defines() -> None:
    text = b"""a /* " */ "b /* \\" c" // d ' \\\n e\n#define F '\\\n g\n'\\0' 'h' \\\n#i\n #ifdef J\n"""
    assert plain(text) == b"""a   ""  \n\n'\\0' '1' \\\n#i\n #ifdef J\n"""


def test_annotations_are_known_by_their_whole_names() -> None:
    assert not any("*" in name for name in table("mask")["calls"])


# Files --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Chosen:
    exclude: tuple[str, ...] = ()


def shown(root: Path, *paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    return [entry.path for entry in walk(paths or [str(root)], Chosen(exclude))]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("d/b.c", "d/a.h", "d/c.txt", "d/.git/x.c", "d/e/f.c", "d/e.c", "g.c"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("int a;\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_folder_is_walked_in_order(tree: Path) -> None:
    assert shown(tree, "d/") == ["d/a.h", "d/b.c", "d/e.c", "d/e/f.c"]
    assert shown(tree, "d", "g.c", "d/b.c") == ["d/a.h", "d/b.c", "d/e.c", "d/e/f.c", "g.c"]
    assert shown(tree, ".") == ["d/a.h", "d/b.c", "d/e.c", "d/e/f.c", "g.c"]


def test_sizes_come_with_the_files(tree: Path) -> None:
    (tree / "d/b.c").write_text("int b, c;\n")
    assert [(one.path, one.size) for one in walk(["d/b.c", "g.c"], Chosen()) if isinstance(one, File)] == [
        ("d/b.c", 10),
        ("g.c", 7),
    ]


def test_folders_come_in_the_order_of_paths(tree: Path) -> None:
    for name in ("d-x/a.c", "d.c", "d/e-/a.c"):
        (tree / name).parent.mkdir(exist_ok=True)
        (tree / name).write_text("int a;\n")
    assert shown(tree, ".") == sorted(shown(tree, "."))
    assert shown(tree, "g.c", "d", "d.c", "d-x") == sorted(shown(tree, "."))


def test_globs_leave_out(tree: Path) -> None:
    assert shown(tree, "d", exclude=("e",)) == ["d/a.h", "d/b.c", "d/e.c"]
    assert shown(tree, "d", exclude=("*.h", "d/e/*")) == ["d/b.c", "d/e.c"]


def test_a_named_file_is_taken_whatever_its_name(tree: Path) -> None:
    assert shown(tree, "d/c.txt", "d/.git/x.c") == ["d/.git/x.c", "d/c.txt"]


def test_no_such_path(tree: Path) -> None:
    with pytest.raises(PathError) as raised:
        list(walk(["d", "nowhere.c"], Chosen()))
    assert raised.value.place == "nowhere.c"


def test_links_are_skipped_with_a_reason(tree: Path) -> None:
    (tree / "d/in.c").symlink_to("b.c")
    (tree / "d/out.c").symlink_to("../g.c")
    (tree / "d/up").symlink_to("..")
    (tree / "d/gone.c").symlink_to("nothing")
    skipped = {entry.path: entry.why for entry in walk(["d"], Chosen()) if isinstance(entry, Skipped)}
    assert sorted(skipped) == ["d/gone.c", "d/in.c", "d/out.c", "d/up"]
    assert "leaves the tree" in skipped["d/out.c"] and "leaves the tree" in skipped["d/up"]
    assert "same tree" in skipped["d/in.c"] and "nowhere" in skipped["d/gone.c"]


def test_large_files_and_odd_names(tree: Path) -> None:
    with open(os.fsencode(str(tree)) + b"/d/\xff.c", "wb") as file:
        file.write(b"int a;\n" * 10)
    entries = list(walk(["d"], Chosen(), max_bytes=20))
    (large,) = [entry for entry in entries if isinstance(entry, Skipped)]
    assert os.fsencode(large.path) == b"d/\xff.c" and "limit" in large.why
