"""The allocator tables, and rules widened over them: every expansion is plain SmPL that spatch carries out."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from kzfix.errors import RuleError, TableError
from kzfix.smpl.allocators import Allocator, Table, load_table, load_tables, zeroed_calls
from kzfix.smpl.load import builtin_rules, load_rules, read_rule
from kzfix.smpl.rule import Rule, Variant

RULE = """/// Title.
// Family: kmalloc -> kzalloc
// Guards: whole-object x n
// Subject: use {zeroing}() instead of {plain}()
@@
expression x, n;
@@
  x =
- kmalloc
+ kzalloc
  (n, ...)
  ...
- memset(x, 0, n);
"""
needs_spatch = pytest.mark.skipif(shutil.which("spatch") is None, reason="spatch is not installed")


@pytest.fixture(scope="module")
def tables() -> tuple[Table, ...]:
    return load_tables([builtin_rules()])


@pytest.fixture(scope="module")
def rules(tables: tuple[Table, ...]) -> tuple[Rule, ...]:
    return load_rules([builtin_rules()], tables)


@pytest.fixture(scope="module")
def memset(rules: tuple[Rule, ...]) -> dict[str, Variant]:
    (rule,) = (rule for rule in rules if rule.id == "zeroing/memset")
    return {variant.entry: variant for variant in rule.variants}


def body(variant: Variant) -> list[str]:
    """The lines of a variant's pattern, blanks aside."""
    lines = variant.text.split("@@\n", 2)[-1].splitlines()
    return [" ".join(line.split()) for line in lines]


def table(tmp_path: Path, text: str, name: str = "own") -> Path:
    path = tmp_path / "allocators" / f"{name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


# the tables


def test_the_families_are_there(tables: tuple[Table, ...]) -> None:
    entries = {entry.entry: entry for table in tables for entry in table.allocators}
    twins = {entry.plain: entry.zeroing for entry in entries.values()}
    for plain, zeroing in {
        "kmalloc": "kzalloc", "kmalloc_array": "kcalloc", "kmalloc_node": "kzalloc_node", "kvmalloc": "kvzalloc",
        "vmalloc": "vzalloc", "devm_kmalloc": "devm_kzalloc", "kmem_cache_alloc": "kmem_cache_zalloc",
        "dma_pool_alloc": "dma_pool_zalloc", "kmalloc_obj": "kzalloc_obj", "__get_free_page": "get_zeroed_page",
        "bitmap_alloc": "bitmap_zalloc", "ACPI_ALLOCATE": "ACPI_ALLOCATE_ZEROED", "f2fs_kmalloc": "f2fs_kzalloc",
        "memblock_alloc_raw": "memblock_alloc", "rtw_malloc": "rtw_zmalloc", "malloc": "calloc", "palloc": "palloc0",
        "g_malloc": "g_malloc0", "g_new": "g_new0", "mempool_alloc": "", "krealloc": "", "sock_kmalloc": "",
    }.items():  # fmt: skip
        assert twins[plain] == zeroing


def test_every_entry_says_where_it_is_from(tables: tuple[Table, ...]) -> None:
    for entry in (entry for table in tables for entry in table.allocators):
        assert entry.source, entry.entry
        assert bool(entry.zeroing) != bool(entry.why), entry.entry
        assert entry.frees or entry.plain in ("alloca", "devm_bitmap_alloc", "apr_palloc"), entry.entry


def test_no_allocator_is_both_plain_and_zeroed(tables: tuple[Table, ...]) -> None:
    plain = {entry.plain for table in tables for entry in table.allocators}
    zero = {entry.zeroing for table in tables for entry in table.allocators}
    zero |= {entry.call for table in tables for entry in table.zeroed}
    assert not plain & zero


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("titel = 'x'", "unknown key 'titel' in the table", "'title'"),
        ("[[allocator]]\nplain = 'a'\nzeroing = 'b'\nargs = 'n'\nsiez = 'n'", "unknown key 'siez'", "'size'"),
        ("[[allocator]]\nplain = 'a'\nzeroing = 'b'\nsize = 'n'", "has no 'args'", ""),
        ("[[allocator]]\nplain = 'a'\nargs = 'n'\nsize = 'n'", "needs 'zeroing', or 'why'", "one of the two"),
        ("[[allocator]]\nplain = 'a'\nargs = 'n'\nzeroing = 'b'", "needs 'size', or 'object'", ""),
        ("[[allocator]]\nplain = 'a'\nargs = 'n'\nzeroing = 'b'\nsize = 3", "must be a string", ""),
        ("[[allocator]]\nplain = 'a'\nargs = 'n, ('\nzeroing = 'b'\nsize = 'n'", "is no C", ""),
        ("[[allocator]]\nplain = 'a'\nargs = 'n'\nzeroing = 'b'\nsize = 'n'\nunit = 'pages'", "must be", ""),
        ("clears = [1]", "list of strings", ""),
        ("[[zeroed]]\nargs = 'n'", "has no 'call'", ""),
        ("[[zeroed]]\ncall = 'a'\nargs = ')'", "is no C", ""),
        ("[[zeroed]]\ncall = 'T, ...'", "not the name of a function", ""),
        ("[[allocator]]\nplain = 'a'\nargs = 'n'\nzeroing = '(b)'\nsize = 'n'", "not the name of a function", ""),
        ("[[allocator]", "cannot read the table", ""),
        ("x = " + "[" * 20000, "nested too deep", ""),
        ("x = " + "9" * 5000, "cannot read the table", ""),
        ("[[allocator]]\nplain='a'\nargs='n'\nzeroing='b'\nsize='n'\n" * 2, "stands twice", "'name'"),
    ],
)
def test_a_table_that_is_wrong(tmp_path: Path, text: str, said: str, hint: str) -> None:
    path = table(tmp_path, text)
    with pytest.raises(TableError) as caught:
        load_table(path)
    assert caught.value.place == str(path)
    assert said in caught.value.title
    assert hint in caught.value.hint


def test_own_entries_take_the_place_of_built_in_ones(tmp_path: Path) -> None:
    own = "[[allocator]]\nplain='kmalloc'\nzeroing='kzalloc'\nargs='n, flags'\nsize='n'\nclears=['wipe(x, n)']"
    table(tmp_path, own)
    found: list[Allocator] = [
        entry
        for table in load_tables([builtin_rules(), tmp_path])
        for entry in table.allocators
        if entry.plain == "kmalloc"
    ]
    assert [(entry.entry, entry.clears) for entry in found] == [("own/kmalloc", ("wipe(x, n)",))]


def test_an_own_table_widens_the_built_in_rules(tmp_path: Path) -> None:
    table(tmp_path, "[[allocator]]\nplain='my_alloc'\nzeroing='my_zalloc'\nargs='ctx, n'\nsize='n'")
    found = read_rule(RULE, "r", load_tables([builtin_rules(), tmp_path]))
    (variant,) = (variant for variant in found.variants if variant.entry == "own/my_alloc")
    assert body(variant) == ["x =", "- my_alloc", "+ my_zalloc", "(ctx, n)", "...", "- memset(x, 0, n);"]


# expansion


def test_a_product_takes_the_place_of_the_size(memset: dict[str, Variant]) -> None:
    variant = memset["linux/kmalloc_array"]
    assert body(variant) == ["x =", "- kmalloc_array", "+ kcalloc", "(n, s, flags)", "...", "- memset(x, 0, n * s);"]
    assert variant.size == "n * s"
    size = variant.expression(variant.size)
    assert (size.kind, [node.metavar.name for node in size.walk() if node.metavar]) == ("binary_expression", ["n", "s"])
    (whole,) = (use for use in variant.guards if use.name == "whole-object")
    assert [(arg.name, arg.text, arg.metavars) for arg in whole.args] == [
        ("x", "x", ("x",)),
        ("n", "n * s", ("n", "s")),
    ]


def test_other_arguments_become_both_lines(memset: dict[str, Variant]) -> None:
    variant = memset["libc/malloc"]
    assert body(variant)[1:3] == ["- malloc(n)", "+ calloc(1, n)"]
    (change,) = variant.alternatives[0].elements()[0].changes
    assert change.text == "calloc(1, n)"


def test_a_product_is_written_out_in_order(memset: dict[str, Variant]) -> None:
    variant = memset["libc/malloc-array"]
    assert body(variant)[1:3] == ["- malloc(n * s)", "+ calloc(n, s)"]
    assert variant.text.startswith("@disable mult_comm, paren@")
    assert body(memset["libc/malloc-of-type"])[1:3] == ["- malloc(sizeof(T) * n)", "+ calloc(n, sizeof(T))"]


def test_several_clearing_calls_are_alternatives(memset: dict[str, Variant]) -> None:
    variant = memset["realtek/rtw_malloc"]
    assert body(variant)[-1] == "- \\(_rtw_memset(x, 0, n)\\|memset(x, 0, n)\\);"
    assert [way.elements()[-1].tokens[0].text for way in variant.alternatives] == ["_rtw_memset", "memset"]
    assert all(way.elements()[-1].changes[0].whole for way in variant.alternatives)


def test_a_cache_decides_the_size(memset: dict[str, Variant]) -> None:
    variant = memset["linux/kmem_cache_alloc"]
    assert body(variant)[3:] == ["(cache, flags)", "...", "- memset(x, 0, n);"]
    assert (variant.size, variant.holder) == ("", "cache")
    assert {var.name for var in variant.metavars} == {"x", "n", "cache", "flags"}


def test_a_size_that_is_no_argument(memset: dict[str, Variant]) -> None:
    variant = memset["linux/__get_free_page"]
    assert body(variant)[-1] == "- \\(memset(x, 0, PAGE_SIZE)\\|clear_page(x)\\);"
    assert {var.name for var in variant.metavars} == {"x", "flags"}


def test_an_allocator_without_a_twin_is_only_reported(memset: dict[str, Variant]) -> None:
    variant = memset["linux/krealloc"]
    assert body(variant) == ["x =", "krealloc", "(old, n, flags)", "...", "- memset(x, 0, n);"]
    assert variant.allocator is not None
    assert "old contents" in variant.allocator.why


def test_new_metavariables_keep_clear_of_the_rules_own(tables: tuple[Table, ...]) -> None:
    text = (
        RULE.replace("x, n;", "s, n, E;")
        .replace("x =", "s =")
        .replace("memset(x", "memset(s")
        .replace("t x n", "t s n")
    )
    found = read_rule(text.replace("  ...\n", "  ... when != s = E\n"), "r", tables)
    (variant,) = (variant for variant in found.variants if variant.entry == "linux/kmalloc_array")
    assert body(variant)[3:] == ["(n, s2, flags)", "... when != s = E", "- memset(s, 0, n * s2);"]


def test_the_size_in_an_expression_is_bracketed(tables: tuple[Table, ...]) -> None:
    text = RULE.replace("- memset(x, 0, n);", "- memset(x, 0, n / 2);")
    found = read_rule(text, "r", tables)
    (variant,) = (variant for variant in found.variants if variant.entry == "linux/kmalloc_array")
    assert body(variant)[-1] == "- memset(x, 0, (n * s) / 2);"


def test_the_reverse_way(tables: tuple[Table, ...]) -> None:
    text = (
        "// Family: kzalloc -> kmalloc\n@@\nexpression x, n, E;\n@@\n  x =\n- kzalloc\n+ kmalloc\n  (n, ...)\n  ...\n"
        "  memcpy(x, E, n);\n"
    )
    found = {variant.entry: variant for variant in read_rule(text, "r", tables).variants}
    assert body(found["linux/kmalloc_array"])[1:] == [
        "- kcalloc",
        "+ kmalloc_array",
        "(n, s, flags)",
        "...",
        "memcpy(x, E, n * s);",
    ]
    assert body(found["libc/malloc"])[1:3] == ["- calloc(1, n)", "+ malloc(n)"]
    assert "linux/krealloc" not in found


def test_no_way_back_to_a_product(tables: tuple[Table, ...]) -> None:
    """calloc(n, s) fails where the product overflows, malloc(n * s) does not."""
    text = "// Family: kzalloc -> kmalloc\n@@\nexpression n;\n@@\n- kzalloc\n+ kmalloc\n  (n, ...)\n"
    found = {variant.entry: body(variant) for variant in read_rule(text, "r", tables).variants}
    assert found["libc/malloc"] == ["- calloc(1, n)", "+ malloc(n)"]
    assert [entry for entry in found if entry.startswith("libc/malloc")] == ["libc/malloc"]
    assert found["linux/kmalloc_array"] == ["- kcalloc", "+ kmalloc_array", "(n, s, flags)"]


OWN = """
[[allocator]]
plain = "own_get"
zeroing = "own_zget"
args = "n"
size = "n"

[[allocator]]
plain = "own_take"
zeroing = "own_zget"
args = "n"
size = "n"

[[allocator]]
plain = "own_get_some"
zeroing = "own_zget"
args = "pool, n"
size = "n"

[[zeroed]]
call = "own_zeros"
args = "pool"
size = "sizeof(*pool)"
traps = "Zero from version 2 on."
"""


def own(tmp_path: Path, rule: str) -> dict[str, Variant]:
    """The variants of a rule that the table above gives."""
    (tmp_path / "own.toml").write_text(OWN)
    found = read_rule(rule, "r", load_tables([builtin_rules()], [tmp_path / "own.toml"]))
    return {variant.entry: variant for variant in found.variants if variant.entry.startswith("own/")}


def test_the_first_plain_name_is_the_way_back(tmp_path: Path) -> None:
    text = "// Family: kzalloc -> kmalloc\n@@\nexpression n;\n@@\n- kzalloc\n+ kmalloc\n  (n, ...)\n"
    assert {entry: body(variant) for entry, variant in own(tmp_path, text).items()} == {
        "own/own_get": ["- own_zget", "+ own_get", "(n)"],
        "own/own_get_some": ["- own_zget", "+ own_get_some", "(pool, n)"],
    }


# families of one name

ZEROED = (
    "// Family: kzalloc\n// Guards: whole-object x n\n// Subject: {zeroing}() clears it already\n"
    "@@\nexpression x, n;\n@@\n  x = kzalloc(n, ...)\n  ...\n- memset(x, 0, n);\n"
)


def test_a_family_of_calls_that_zero(tables: tuple[Table, ...]) -> None:
    rule = read_rule(ZEROED, "r", tables)
    found = {variant.entry: variant for variant in rule.variants}
    assert len(found) == len(rule.variants)
    assert body(found["linux/kzalloc"])[0] == "x = kzalloc(n, flags)"
    assert body(found["linux/kcalloc"]) == ["x = kcalloc(n, s, flags)", "...", "- memset(x, 0, n * s);"]
    assert body(found["linux/dma_alloc_coherent"])[0] == "x = dma_alloc_coherent(dev, n, handle, flags)"
    assert body(found["linux/bitmap_zalloc"])[-1] == "- bitmap_zero(x, n);"
    assert body(found["libc/calloc"]) == ["x = calloc(1, n)", "...", "- \\(memset(x, 0, n)\\|bzero(x, n)\\);"]
    assert body(found["libc/calloc-array"])[0] == "x = calloc(n, s)"
    flagged = {entry: variant for entry, variant in found.items() if entry.endswith("(__GFP_ZERO)")}
    assert body(flagged["linux/kmalloc(__GFP_ZERO)"])[0] == "x = kmalloc(n, flags | __GFP_ZERO)"
    assert not any("mempool" in entry for entry in flagged), "it gives used elements again, whatever the flags say"
    others = [variant for entry, variant in found.items() if entry not in flagged]
    assert not any("kmalloc" in variant.entry for variant in others)
    assert {name for variant in others for name in variant.anchors} == {one.call for one in zeroed_calls(tables)}


def test_what_a_variant_of_calls_that_zero_knows(tables: tuple[Table, ...]) -> None:
    found = {variant.entry: variant for variant in read_rule(ZEROED, "r", tables).variants}
    attrs, cache = found["linux/dma_alloc_attrs"], found["linux/kmem_cache_zalloc"]
    assert attrs.allocator is None
    assert attrs.zeroed is not None
    assert "DMA_ATTR_NO_KERNEL_MAPPING" in attrs.zeroed.traps
    assert attrs.subject == "dma_alloc_attrs() clears it already"
    assert [arg.text for arg in found["linux/kcalloc"].guards[0].args] == ["x", "n * s"]
    assert (cache.size, cache.holder) == ("", "cache")
    assert cache.zeroed is not None
    assert "kmem_cache_free" in cache.zeroed.frees


def test_calls_that_zero_are_told_apart(tmp_path: Path) -> None:
    assert {entry: body(variant)[0] for entry, variant in own(tmp_path, ZEROED).items()} == {
        "own/own_zget": "x = own_zget(n)",
        "own/own_zget(pool, n)": "x = own_zget(pool, n)",
        "own/own_zeros": "x = own_zeros(pool)",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Family: kzalloc", "Family: kmalloc", "no allocator table knows kmalloc as a call that zeroes"),
        ("{zeroing}", "{plain}", "found {plain} in the subject, expected {zeroing}"),
        ("= kzalloc(n", "= kmalloc(n", "the rule does not call kzalloc()"),
    ],
)
def test_a_family_of_one_name_that_is_wrong(old: str, new: str, said: str, tables: tuple[Table, ...]) -> None:
    with pytest.raises(RuleError) as caught:
        read_rule(ZEROED.replace(old, new), "r", tables)
    assert said in caught.value.title


# arguments


GFP = (
    "// Family: kmalloc -> kzalloc\n@@\nexpression n, flags;\n@@\n- kmalloc\n+ kzalloc\n  (n, flags\n"
    "- | __GFP_ZERO\n  , ...)\n"
)


def test_a_rule_that_speaks_of_the_flags(tables: tuple[Table, ...], tmp_path: Path) -> None:
    found = {variant.entry: body(variant) for variant in read_rule(GFP, "r", tables).variants}
    assert found["linux/kmalloc_array"] == ["- kmalloc_array", "+ kcalloc", "(n, s, flags", "- | __GFP_ZERO", ")"]
    assert found["linux/kmem_cache_alloc"][2:] == ["(cache, flags", "- | __GFP_ZERO", ")"]
    assert "linux/vmalloc" not in found, "it takes no flags"
    assert "libc/malloc" not in found
    (tmp_path / "own.toml").write_text(OWN.replace('"pool, n"', '"pool, n, flags"\nzeroing_args = "flags, n, pool"'))
    own = read_rule(GFP, "r", load_tables([builtin_rules()], [tmp_path / "own.toml"])).variants
    assert [body(variant) for variant in own if variant.entry.startswith("own/")] == [
        ["- own_get_some(pool, n, flags | __GFP_ZERO)", "+ own_zget(flags, n, pool)"],
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("n, flags;", "n;\nidentifier flags;", "expected (n, ...)"),
        ("(n, flags", "(n, E", "expected (n, ...)"),
        ("  , ...)", "  )", "expected (n, ...)"),
        ("  , ...)", "  , n, ...)", "expected (n, ...)"),
    ],
)
def test_flags_that_the_tables_do_not_know(old: str, new: str, said: str, tables: tuple[Table, ...]) -> None:
    with pytest.raises(RuleError) as caught:
        read_rule(GFP.replace(old, new).replace("n, flags;", "n, flags, E;"), "r", tables)
    assert said in caught.value.title or "never used" in caught.value.title


def test_a_call_that_is_no_prototype(tables: tuple[Table, ...]) -> None:
    text = RULE.replace("(n, ...)", "(n, flags)")
    with pytest.raises(RuleError, match=r"expected \(n, ...\)") as caught:
        read_rule(text, "r", tables, path="r.cocci")
    assert caught.value.place == "r.cocci:11:3"


def test_a_family_that_the_rule_does_not_call(tables: tuple[Table, ...]) -> None:
    with pytest.raises(RuleError, match="does not call"):
        read_rule(RULE.replace("- kmalloc\n", "- malloc\n"), "r", tables)


def test_subjects_name_the_allocator(memset: dict[str, Variant]) -> None:
    assert memset["linux/vmalloc"].subject == "use vzalloc() instead of vmalloc() and memset()"


def test_every_variant_has_needles_and_a_pattern(rules: tuple[Rule, ...]) -> None:
    for rule in rules:
        assert rule.needles
        for variant in rule.variants:
            assert variant.anchors, variant.entry
            assert variant.alternatives, variant.entry


# spatch reads and does the same


def spatch(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["spatch", *map(str, arguments)], capture_output=True, text=True, timeout=300, check=False)


# Those that rules disable. spatch spends ten times as long on all the others as on the hundred expansions of a rule.
ISOMORPHISMS = """
Expression
@ mult_comm @
expression X, Y;
@@
 X * Y => Y * X

Expression
@ paren @
expression E;
@@
 (E) => E
"""


@needs_spatch
def test_spatch_reads_every_rule_and_expansion(rules: tuple[Rule, ...], tmp_path: Path) -> None:
    path, few = tmp_path / "all.cocci", tmp_path / "few.iso"
    few.write_text(ISOMORPHISMS)
    for rule in rules:
        assert spatch("--parse-cocci", rule.path).returncode == 0
        path.write_text("\n".join(variant.text for variant in rule.variants))
        done = spatch("--iso-file", few, "--parse-cocci", path)
        assert done.returncode == 0, done.stderr


def example(variant: Variant, number: int, zeroing: bool) -> str:
    """A function that allocates and clears with an allocator, or with its twin."""
    entry = variant.allocator
    assert entry is not None
    values = {"n": "len", "s": "width", "x": "p", "P": "*p", "T": "struct item", "FAM": "tail"}

    def filled(code: str) -> str:
        return re.sub(
            r"\w+|\.\.\.", lambda word: values.get(word[0], "GFP_KERNEL" if word[0] == "..." else word[0]), code
        )

    args = filled((entry.zeroing_args or entry.args) if zeroing else entry.args)
    # an allocator's own size, spelled as the clearing call has it
    sized = re.sub(r"\bn\b", entry.size or "sizeof(*p)", entry.clears[-1])
    clear = "" if zeroing else f"\t{filled(sized)};\n"
    name = entry.zeroing if zeroing else entry.plain
    return f"int f{number}(int len)\n{{\n\tp = {name}({args});\n\tif (!p)\n\t\treturn -1;\n{clear}\treturn 0;\n}}\n"


@needs_spatch
def test_spatch_converts_an_example_of_every_allocator(memset: dict[str, Variant], tmp_path: Path) -> None:
    twins = [variant for variant in memset.values() if variant.allocator is not None and variant.allocator.zeroing]
    before = "".join(example(variant, number, False) for number, variant in enumerate(twins))
    after = "".join(example(variant, number, True) for number, variant in enumerate(twins))
    (tmp_path / "a.c").write_text(before)
    (tmp_path / "all.cocci").write_text("\n".join(variant.text for variant in twins))
    done = spatch("--very-quiet", "--sp-file", tmp_path / "all.cocci", tmp_path / "a.c", "-o", tmp_path / "b.c")
    assert done.returncode == 0, done.stderr
    assert "".join((tmp_path / "b.c").read_text().split()) == "".join(after.split())


@needs_spatch
@pytest.mark.parametrize(
    "code",
    [
        "\tp = kmalloc(len, GFP_KERNEL);\n\tif (p)\n\t\treturn 0;\n\tmemset(p, 1, len);\n",
        "\tp = kmalloc(len, GFP_KERNEL);\n\tmemset(p, 0, other);\n",
        "\tp = kmalloc_array(len, 4, GFP_KERNEL);\n\tmemset(p, 0, len);\n",
        "\tp = kmalloc(len, GFP_KERNEL);\n\tmemset(q, 0, len);\n",
    ],
)
def test_spatch_leaves_the_rest(memset: dict[str, Variant], tmp_path: Path, code: str) -> None:
    (tmp_path / "a.c").write_text(f"int f(int len)\n{{\n{code}\treturn 0;\n}}\n")
    linux = [
        variant
        for variant in memset.values()
        if variant.entry.startswith("linux/kmalloc") and variant.allocator is not None and variant.allocator.zeroing
    ]
    (tmp_path / "all.cocci").write_text("\n".join(variant.text for variant in linux))
    done = spatch("--very-quiet", "--sp-file", tmp_path / "all.cocci", tmp_path / "a.c")
    assert (done.returncode, done.stdout) == (0, "")
