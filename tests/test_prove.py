"""What guards answer where the answer lies outside the function: headers, files beside it, a kernel tree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kzfix.config import Settings
from kzfix.engine import examine, load
from kzfix.model import Finding, Found, Proved, Refused, Review, Source, Verdict
from kzfix.prove import GUARDS

RULES = load(Settings(rule=("zeroing/memset",)))
KMALLOC = """#include <linux/slab.h>
#include "item.h"

int get(struct item **out)
{
	struct item *item;

	item = kmalloc(sizeof(*item), GFP_KERNEL);
	if (!item)
		return -ENOMEM;
	memset(item, 0, sizeof(*item));
	*out = item;
	return 0;
}
"""
CACHE = KMALLOC.replace("kmalloc(sizeof(*item),", "kmem_cache_alloc(item_cache,")


def tree(root: Path, files: dict[str, str]) -> Path:
    """A kernel tree, as far as kzfix looks for one."""
    for path, text in {"Makefile": "", "include/linux/slab.h": "", **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def finding(path: Path, text: str) -> Finding:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    result = examine(Source(str(path), text.encode()), RULES, Settings())
    assert isinstance(result, Found), result
    (only,) = result.findings
    return only


def verdict(path: Path, text: str) -> Verdict:
    return finding(path, text).verdict


def refused(answer: Verdict, guard: str) -> str:
    """The reason of a refusal by that guard."""
    assert isinstance(answer, Refused), answer
    assert answer.guard == guard
    return answer.reason


# evidence


def test_every_guard_says_what_it_is_for() -> None:
    for guard in GUARDS.values():
        assert guard.explanation.count("\n\n") >= 1, guard.name
        assert re.search(r"[;{] |;$|\\$", guard.explanation, re.M), f"{guard.name}: a counterexample in C"


def test_proved_says_why(tmp_path: Path) -> None:
    answer = verdict(tmp_path / "a.c", KMALLOC)
    assert isinstance(answer, Proved)
    assert "nothing writes the object between line 8 and line 11" in answer.evidence
    assert "item is this allocation on every path to where it is cleared" in answer.evidence
    assert "no other path leads to the clearing" in answer.evidence
    assert any("no kernel tree to ask" in line for line in answer.evidence)


def test_a_refusal_shows_the_line_that_it_is_about(tmp_path: Path) -> None:
    text = KMALLOC.replace("\tmemset(", "\titem->nr = 1;\n\tmemset(")
    answer = verdict(tmp_path / "a.c", text)
    assert refused(answer, "untouched") == "writes item->nr before the clearing"
    assert isinstance(answer, Refused)
    assert text.encode()[answer.span.start : answer.span.end] == b"item->nr"


def test_the_message_is_the_subject(tmp_path: Path) -> None:
    found = finding(tmp_path / "a.c", KMALLOC)
    assert (found.line, found.message) == (8, "use kzalloc() instead of kmalloc() and memset()")


# the tree's own headers


def test_the_tree_declares_the_twin(tmp_path: Path) -> None:
    root = tree(tmp_path, {"include/linux/slab.h": "static inline void *kzalloc(size_t size, gfp_t flags);\n"})
    answer = verdict(root / "drivers/a.c", KMALLOC)
    assert isinstance(answer, Proved)
    assert any("the tree's headers declare it" in line for line in answer.evidence)


def test_the_tree_declares_it_in_another_header(tmp_path: Path) -> None:
    root = tree(tmp_path, {"include/linux/mm.h": "#define kzalloc(...) alloc_hooks(kzalloc_noprof(__VA_ARGS__))\n"})
    assert isinstance(verdict(root / "drivers/a.c", KMALLOC), Proved)


@pytest.mark.parametrize("header", ["", "void *kzalloc_node(size_t size);\n", "/* no vkzalloc here */\n"])
def test_a_tree_without_the_twin(tmp_path: Path, header: str) -> None:
    root = tree(tmp_path, {"include/linux/slab.h": header})
    reason = refused(verdict(root / "drivers/a.c", KMALLOC), "has-twin")
    assert reason == "this tree's headers do not declare kzalloc()"


def test_a_kernel_has_no_calloc(tmp_path: Path) -> None:
    root = tree(tmp_path, {})
    text = KMALLOC.replace("kmalloc(sizeof(*item), GFP_KERNEL)", "malloc(sizeof(*item))")
    assert "stdlib.h is not included" in refused(verdict(root / "boot/a.c", text), "has-twin")
    hosted = verdict(root / "tools/a.c", "#include <stdlib.h>\n" + text)
    assert isinstance(hosted, Proved)


# types and constants of headers


HELD = """#include "item.h"

int hold(struct holder *holder)
{
	holder->item = kmalloc(%s, GFP_KERNEL);
	if (!holder->item)
		return -ENOMEM;
	memset(holder->item, 0, %s);
	return 0;
}
"""


@pytest.mark.parametrize(
    ("header", "allocated", "cleared"),
    [
        ("struct holder { struct item *item; };\n", "sizeof(struct item)", "sizeof(*holder->item)"),
        (
            "typedef struct item {\n\tint nr;\n} item_t;\nstruct holder {\n\titem_t *item;\n};\n",
            "sizeof(struct item)",
            "sizeof(*holder->item)",
        ),
        ("#define ITEM_SIZE 64\n", "ITEM_SIZE", "64"),
        ("#define ITEM_SIZE OTHER_SIZE\n#define OTHER_SIZE (0x40)\n", "64", "ITEM_SIZE"),
        ("struct holder { u16 *item; };\n", "8 * sizeof(*holder->item)", "16"),
    ],
)
def test_a_header_says_what_a_name_is(tmp_path: Path, header: str, allocated: str, cleared: str) -> None:
    text = HELD % (allocated, cleared)
    assert not isinstance(verdict(tmp_path / "without/a.c", text), Proved)
    (tmp_path / "item.h").write_text(header)
    assert isinstance(verdict(tmp_path / "a.c", text), Proved)


@pytest.mark.parametrize(
    "header",
    ["#define ITEM_SIZE 32\n", "#ifdef A\n#define ITEM_SIZE 64\n#else\n#define ITEM_SIZE 32\n#endif\n"],
)
def test_a_header_says_that_it_is_another_size(tmp_path: Path, header: str) -> None:
    (tmp_path / "item.h").write_text(header)
    refused(verdict(tmp_path / "a.c", HELD % ("64", "ITEM_SIZE")), "whole-object")


def test_a_type_that_is_not_found_is_for_a_human(tmp_path: Path) -> None:
    text = KMALLOC.replace("memset(item, 0, sizeof(*item))", "memset(item, 0, sizeof(*other->item))")
    answer = verdict(tmp_path / "a.c", text)
    assert isinstance(answer, Review)
    assert answer.guard == "whole-object"
    assert "a type is not found" in answer.reason


# caches that are created elsewhere


def created(constructor: str = "NULL", flags: str = "0", size: str = "sizeof(struct item)") -> str:
    return f'void init(void)\n{{\n\titem_cache = kmem_cache_create("item", {size}, 0, {flags}, {constructor});\n}}\n'


def test_a_cache_of_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "super.c").write_text(created())
    answer = verdict(tmp_path / "a.c", CACHE)
    assert isinstance(answer, Proved)
    assert any("super.c:3" in line for line in answer.evidence)


@pytest.mark.parametrize(
    ("text", "guard", "reason"),
    [
        (created(constructor="init_once"), "plain-cache", "constructor init_once"),
        (created(flags="SLAB_PANIC | SLAB_TYPESAFE_BY_RCU"), "plain-cache", "SLAB_TYPESAFE_BY_RCU"),
        (created(size="sizeof(struct item) + 8"), "whole-object", "only a part is cleared: 8 bytes"),
        (created() + created(constructor="init_once"), "plain-cache", "constructor init_once"),
    ],
)
def test_what_the_file_beside_it_says(tmp_path: Path, text: str, guard: str, reason: str) -> None:
    (tmp_path / "super.c").write_text(text)
    assert reason in refused(verdict(tmp_path / "a.c", CACHE), guard)


def test_a_cache_that_is_not_found_is_for_a_human(tmp_path: Path) -> None:
    assert isinstance(verdict(tmp_path / "a.c", CACHE), Review)


# readings


ARMS = """int get(struct item **out)
{
	struct item *item;

#ifdef CONFIG_A
	if (out) {
#else
	if (!out) {
#endif
		item = kmalloc(sizeof(*item), GFP_KERNEL);
		if (!item)
			return -ENOMEM;
#ifdef CONFIG_A
		fill(item);
#endif
		memset(item, 0, sizeof(*item));
		*out = item;
	}
	return 0;
}
"""


def test_one_reading_is_enough_to_refuse(tmp_path: Path) -> None:
    assert "fill() gets item" in refused(verdict(tmp_path / "a.c", ARMS), "untouched")


# what stands between the two calls

BETWEEN = """struct item {
	int a;
	struct item *next;
	char buf[8];
};

struct box {
	struct item *item;
};

static struct item *global;

int get(struct item *q, struct box *box, struct box w, int n)
{
	struct item *p = kmalloc(sizeof(*p), GFP_KERNEL), *r;

	if (!p)
		return -ENOMEM;
	%s
	memset(p, 0, sizeof(*p));
	return use(p);
}
"""


@pytest.mark.parametrize(
    "code",
    [
        "p->a = 1;", "p[0].a = 1;", "(*p).a = 1;", "*(int *)p = 1;", "((char *)p)[3] = 1;",
        "*(p->buf + 2) = 1;", "p->buf[1]++;", "--p->a;", "p->a |= 2;", "(&p->a)[0] = 1;", "*&p->a = 1;",
        "(*&p)->a = 1;", "n = 1, p->a = 1;", "n ? (p->a = 1) : 0;", "n && (p->a = 1);",
        "n = ({ p->a = 2; 3; });", "(p + 1)->a = 1;", "*p = *q;", "for (p->a = 1; n < 3; n++)\n\t\tx();",
        "while (fill(p))\n\t\tx();", "if (fill(p))\n\t\tn = 1;", "r = p;\n\tr->a = 1;",
        "r = &p[0];\n\tr->a = 1;", "r = n ? p : q;\n\tr->a = 1;", "r = q ?: p;\n\tr->a = 2;",
        "r = (n++, p);\n\tr->a = 1;", "r = (void *)((unsigned long)p + 4);\n\tr->a = 1;",
        "p->next = p;\n\tp->next->a = 1;", "r = container_of(&p->a, struct item, a);\n\tr->a = 1;",
        "r = max(p, q);\n\tr->a = 1;", "r = ERR_CAST(p);\n\tr->a = 1;",
        "for (r = p; r; r = r->next)\n\t\tr->a = 1;", "w.item = p;\n\tw.item->a = 1;",
        "box->item = p;\n\tbox->item->a = 1;", "global = p;\n\tglobal->a = 1;",
        "memcpy(&q, &p, sizeof(p));\n\tq->a = 1;", "fill(p);", "ops->fill(p);", "(void)fill(p);",
        "fill(&p->a);", "fill(p->buf + 2);", "fill((unsigned long)p);", "SET(p->a, 1);", "INIT(p)->a = 1;",
        "strcpy(p->buf, \"x\");", "memcpy(&p->a, q, 4);", "get_user(p->a, &q->a);", "do_div(p->a, 3);",
        "set_bit(3, &p->a);", "pr_info(\"%d\", fill(p));", "WARN_ON(fill(p));", "BUG_ON(p->a++);",
        "asm(\"\" : \"=m\" (p->a));", "switch (n) {\n\tcase 1:\n\t\tp->a = 1;\n\t}", "kref_init(&p->a);",
        "list_add(&p->next, q);", "print_init(p, \"x\");", "load_info(p, \"x\");", "set_debug_name(p, \"x\");",
    ],
)  # fmt: skip
def test_a_write_in_between_is_refused(tmp_path: Path, code: str) -> None:
    refused(verdict(tmp_path / "a.c", BETWEEN % code), "untouched")


@pytest.mark.parametrize(
    "code",
    [
        "box->item = p;\n\treset(box);", "global = p;\n\treset();", "w.item = p;\n\treset(&w);",
        "w = (struct box){ p };\n\treset(&w);", "box->item = p;\n\tmutex_unlock(&lock);",
        "box->item = p;\n\tglobal->next->a = 1;", "reset(&p);",
        "platform_set_drvdata(pdev, p);\n\treset(pdev);", "rcu_assign_pointer(box->item, p);\n\treset();",
    ],
)  # fmt: skip
def test_what_others_may_do_is_not_proved(tmp_path: Path, code: str) -> None:
    assert not isinstance(verdict(tmp_path / "a.c", BETWEEN % code), Proved)


@pytest.mark.parametrize(
    "code",
    [
        "n++;", "q->a = 1;", "w.item = q;", "memcpy(q, &w, 4);", "reset(q);", "pr_info(\"%p\", p);",
        "mutex_lock(&lock);", "if (n)\n\t\treturn -EINVAL;",
        "if (!q) {\n\t\tkfree(p);\n\t\treturn -ENOMEM;\n\t}", "n = sizeof(fill(p));", "r = p;",
        "box->item = p;", "n = p == q;", "if (p != q)\n\t\tn = 1;", "BUG_ON(!p);", "while (n--)\n\t\treset(q);",
        ";", "{ int p_ = n; use(p_); }",
    ],
)  # fmt: skip
def test_what_cannot_touch_it_is_proved(tmp_path: Path, code: str) -> None:
    assert isinstance(verdict(tmp_path / "a.c", BETWEEN % code), Proved)


# has-api


@pytest.mark.parametrize(
    ("header", "proved"),
    [
        pytest.param("void *kmemdup(const void *src, size_t len, gfp_t gfp);\n", True, id="declared"),
        pytest.param("void *kmemdup_nul(const char *s, size_t len, gfp_t gfp);\n", False, id="an older tree"),
        pytest.param("#define kmemdup(...) alloc_hooks(kmemdup_noprof(__VA_ARGS__))\n", True, id="a macro"),
    ],
)
def test_the_new_call_must_exist_in_the_tree(header: str, proved: bool, tmp_path: Path) -> None:
    root = tree(tmp_path, {"include/linux/string.h": header})
    text = KMALLOC.replace("memset(item, 0,", "memcpy(item, &defaults,").encode()
    rules = load(Settings(rule=("idioms/memdup",)))
    result = examine(Source(str(root / "drivers/item.c"), text), rules, Settings())
    assert isinstance(result, Found)
    (found,) = result.findings
    if proved:
        assert isinstance(found.verdict, Proved), found.verdict
    else:
        assert isinstance(found.verdict, Refused)
        assert (found.verdict.guard, found.verdict.reason) == (
            "has-api", "this tree's headers do not declare kmemdup()",
        )  # fmt: skip
