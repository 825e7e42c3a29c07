"""The comparison with Coccinelle, over a tree that has a site of every class."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from against.__main__ import main
from against.spots import Spot, spots

needs_spatch = pytest.mark.skipif(shutil.which("spatch") is None, reason="spatch is not installed")

HEAD = """struct item {
	int nr;
	char name[12];
};

"""
FUNCTION = """int %s(struct item **out, int n, gfp_t flags)
{
	struct item *p;

%s	*out = p;
	return 0;
}

"""
ALLOC = "\tp = kmalloc(sizeof(*p), flags);\n\tif (!p)\n\t\treturn -1;\n"
CLEAR = "\tmemset(p, 0, sizeof(*p));\n"
# function -> body, who changes it, why the other does not
CLASSES = {
    "alike": (ALLOC + CLEAR, "both", "the same"),
    "kept": (ALLOC + "\tp->nr = n;\n\tuse(p->nr);\n" + CLEAR, "spatch only", "refused: untouched"),
    "asked": (ALLOC + "\tlook(&p);\n" + CLEAR, "spatch only", "review: same-object"),
    "sized": (ALLOC + CLEAR.replace("*p", "struct item"), "kzfix only", "the size in other words"),
    "cast": (ALLOC.replace("kmalloc", "(void *)kmalloc") + CLEAR, "kzfix only", "a cast of the call"),
    "both": (
        ALLOC.replace("kmalloc", "(void *)kmalloc") + CLEAR.replace("*p", "struct item"),
        "kzfix only",
        "the size in other words + a cast of the call",
    ),
    "guarded": ("\tscoped_guard(mutex, &lock) {\n" + ALLOC + CLEAR + "\t}\n", "kzfix only", "function not read"),
    "uneven": ("\tif (n)\n\t\tuse(n);\n" + ALLOC + CLEAR, "both", "the same"),
}
TWO_WAYS = "\tp = NULL;\n\tif (n) {\n" + ALLOC + "\t}\n" + CLEAR


def tree(folder: Path) -> None:
    """A file with a function of every class, and one that spatch drops as a whole because of one of its functions."""
    every = "".join(FUNCTION % (name, body) for name, (body, _, _) in CLASSES.items())
    (folder / "every.c").write_text(HEAD + every)
    (folder / "two.c").write_text(HEAD + FUNCTION % ("beside", ALLOC + CLEAR) + FUNCTION % ("ways", TWO_WAYS))
    (folder / "none.c").write_text(HEAD)


@needs_spatch
def test_every_site_has_a_class(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tree").mkdir()
    tree(tmp_path / "tree")
    monkeypatch.chdir(tmp_path)
    main(["tree", "--rule", "zeroing/memset", "-j1", "--format", "json", "-o", "sites"])
    found = [line.split("\t") for line in (tmp_path / "sites").read_text().splitlines()]
    said = {name: (who, why) for _, who, why, _, name, *_ in found}
    assert said == {name: (who, why) for name, (_, who, why) in CLASSES.items()} | {"beside": ("both", "the same")}
    table = json.loads(capsys.readouterr().out)
    assert table["files"].startswith("2 files; spatch: inconsistent control-flow paths in 1;")
    assert sum(row["count"] for row in table["classes"]) == len(found)


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [
        ("a();\nb(x,\n  y);\n", "a();\n", {Spot(2, "gone", "b ( x , y )")}),
        ("if (p) {\n\tb(x);\n}\na();\n", "a();\n", {Spot(2, "gone", "b ( x )")}),
        ("if (p)\n\tb(x);\na();\n", "if (p)\n\t{}\na();\n", {Spot(2, "gone", "b ( x )")}),
        ("if (p)\n\tb(x);\nelse\n\ta();\n", "if (!p)\n\ta();\n", {Spot(1, "put", "-> !"), Spot(2, "gone", "b ( x )")}),
        ("b(x);\nb(y);\nb(x);\n", "b(x);\nb(x);\n", {Spot(2, "gone", "b ( y )")}),
        ("for (i = 0; i < 4; i++)\n\tp->a[i] = 0;\n", "", {Spot(2, "gone", "p -> a [ i ] = 0")}),
        ("p = f(n,\n\tm);\nb(p);\n", "p = g(n, m);\n", {Spot(1, "put", "f -> g"), Spot(3, "gone", "b ( p )")}),
        ("p = f(n | Z, m);\n", "p = g(n, m);\n", {Spot(1, "put", "f -> g, | Z ->")}),
        ("a();   /* one */\n\n\nb();\n", "a();\n/* two */\nb();\n", set()),
    ],
)
def test_layout_is_no_difference(before: str, after: str, changed: set[Spot]) -> None:
    assert spots(before.encode(), after.encode()) == changed
