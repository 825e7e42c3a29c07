"""A user's own semantic patches, without guards: what they match, and what they make of it."""

from __future__ import annotations

import pytest

from kzfix.config import Settings
from kzfix.engine import Rules, examine
from kzfix.model import Found, Proved, Source
from kzfix.prove import GUARDS
from kzfix.rewrite.splice import apply
from kzfix.smpl.load import read_rule


def rewritten(rule: str, body: str) -> str:
    """The body of a function as a rule leaves it; every finding is proved, since the rule asks for no guard."""
    rules = Rules((read_rule(rule, "own", (), frozenset(GUARDS)),))
    text = f"int f(struct s *p, int n)\n{{\n{body}}}\n"
    result = examine(Source("f.c", text.encode()), rules, Settings())
    if not isinstance(result, Found):
        return body
    assert all(isinstance(finding.verdict, Proved) for finding in result.findings)
    after = apply(result.before, result.edits).decode()
    return after.removeprefix("int f(struct s *p, int n)\n{\n").removesuffix("}\n")


def lines(*rows: str) -> str:
    return "".join(f"\t{row}\n" for row in rows)


RENAME = "@@\nexpression x;\n@@\n- foo(x);\n+ bar(x);\n"
CALL = "@@\nexpression x;\n@@\n- foo(x)\n+ bar(x, 0)\n"
LISTS = "@@\nexpression x;\nexpression list es;\n@@\n- old(x, es)\n+ new(es, x)\n"
CAST = "@@\ntype T;\nexpression e;\n@@\n- (T *)kmalloc(e, GFP_KERNEL)\n+ kmalloc(e, GFP_KERNEL)\n"
CHECK = "@@\nexpression x;\nstatement S;\n@@\n  x = get(...);\n- if (x == NULL) S\n"
NEITHER = "@@\nexpression E;\n@@\n- if (E != NULL)\n  kfree(E);\n"
EITHER = "@@\nidentifier i;\nexpression e;\n@@\n(\n- a(e->i);\n+ b(&e->i);\n|\n- a(e);\n+ c(e);\n)\n"
INLINE = "@@\nexpression e;\n@@\n- \\(one\\|two\\)(e)\n+ three(e)\n"
BRACES = "@@\nexpression a;\n@@\n  if (a)\n- {\n  foo(a);\n- }\n"
INSERT = "@@\nexpression x;\n@@\n  init(x);\n+ check(x);\n"
PAIR = "@@\nexpression x;\n@@\n- lock(x);\n  ...\n- unlock(x);\n"
WHEN = "@@\nexpression x;\n@@\n  lock(x);\n  ... when != unlock(x)\n- wait(x);\n"
FLAG = "@@\nexpression e;\n@@\n- open\n+ create\n  (e\n- | O_CREAT\n  )\n"
FLAGS = "@@\nexpression e;\n@@\n- open(e | O_CREAT)\n+ create(e)\n"
OBJECT = "@@\nexpression x, y;\n@@\n  x = get(y)\n  ...\n- put(x);\n+ put_all(x, y);\n"
LITERAL = "@@\nconstant c;\n@@\n- size(c)\n+ fixed(c)\n"


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [
        pytest.param(RENAME, lines("foo(a->b);", "foo(1 + 2);"), lines("bar(a->b);", "bar(1 + 2);"), id="statement"),
        pytest.param(CALL, lines("n = foo(a) + foo(b);"), lines("n = bar(a, 0) + bar(b, 0);"), id="expression"),
        pytest.param(LISTS, lines("old(a, b, c);"), lines("new(b, c, a);"), id="expression list"),
        pytest.param(LISTS, lines("old(a);"), lines("new(a);"), id="empty list"),
        pytest.param(
            CAST,
            lines("p = (struct s *)kmalloc(3, GFP_KERNEL);"),
            lines("p = kmalloc(3, GFP_KERNEL);"),
            id="type",
        ),
        pytest.param(
            CHECK,
            lines("p = get(1, 2);", "if (!p) {", "\treturn 1;", "}", "use(p);"),
            lines("p = get(1, 2);", "use(p);"),
            id="statement metavariable",
        ),
        pytest.param(
            NEITHER,
            lines("if (p)", "\tkfree(p);", "if (NULL != p->q)", "\tkfree(p->q);"),
            lines("kfree(p);", "kfree(p->q);"),
            id="test for NULL",
        ),
        pytest.param(EITHER, lines("a(p->q);", "a(p);"), lines("b(&p->q);", "c(p);"), id="disjunction: first one wins"),
        pytest.param(INLINE, lines("one(1);", "two(2);"), lines("three(1);", "three(2);"), id="inline disjunction"),
        pytest.param(BRACES, lines("if (p) {", "\tfoo(p);", "}"), lines("if (p)", "\tfoo(p);"), id="single tokens"),
        pytest.param(INSERT, lines("init(p);", "go();"), lines("init(p);", "check(p);", "go();"), id="insertion"),
        pytest.param(
            PAIR,
            lines("lock(a);", "if (n)", "\treturn 1;", "go();", "unlock(a);"),
            lines("if (n)", "\treturn 1;", "go();"),
            id="dots pass an error exit",
        ),
        pytest.param(WHEN, lines("lock(p);", "go();", "wait(p);"), lines("lock(p);", "go();"), id="when"),
        pytest.param(
            OBJECT,
            lines("struct s *q = get(7);", "struct s *r = q;", "", "put(r);"),
            lines("struct s *q = get(7);", "struct s *r = q;", "", "put_all(r, 7);"),
            id="an object by its copy",
        ),
        pytest.param(FLAG, lines("open(A | O_CREAT | B);"), lines("create(A | B);"), id="one of several flags"),
        pytest.param(FLAG, lines("open(O_CREAT | (A & B));"), lines("create(A & B);"), id="the first flag"),
        pytest.param(FLAGS, lines("open(A | O_CREAT);"), lines("create(A);"), id="what is left, put in again"),
        pytest.param(LITERAL, lines("size(4);", "size(MAX);"), lines("fixed(4);", "fixed(MAX);"), id="constant"),
    ],
)
def test_a_rule_of_ones_own(rule: str, before: str, after: str) -> None:
    assert rewritten(rule, before) == after
    assert rule == INSERT or rewritten(rule, after) == after


@pytest.mark.parametrize(
    ("rule", "body"),
    [
        pytest.param(RENAME, lines("n = foo(a);"), id="a value is no statement"),
        pytest.param(RENAME, lines("foo(a, b);"), id="another number of arguments"),
        pytest.param(CHECK, lines("p = get(1);", "go();", "if (!p)", "\treturn 1;"), id="not adjacent"),
        pytest.param(CHECK, lines("p = get(1);", "if (!q)", "\treturn 1;"), id="another variable"),
        pytest.param(NEITHER, lines("if (p)", "\tkfree(q);"), id="another expression"),
        pytest.param(NEITHER, lines("if (p)", "\tkfree(p);", "else", "\tgo();"), id="an else"),
        pytest.param(WHEN, lines("lock(p);", "unlock(p);", "wait(p);"), id="when forbids"),
        pytest.param(WHEN, lines("lock(p);", "if (n)", "\tgo();", "else", "\twait(p);"), id="not on every path"),
        pytest.param(PAIR, lines("lock(a);", "go();", "unlock(b);"), id="another lock"),
        pytest.param(PAIR, lines("unlock(a);", "go();", "lock(a);"), id="the other way round"),
        pytest.param(LITERAL, lines("size(n);"), id="no constant"),
        pytest.param(FLAG, lines("open(A & O_CREAT & B);"), id="another operator"),
        pytest.param(FLAGS, lines("open(A | O_CREAT | B);"), id="what is left is no expression of its own"),
        pytest.param(OBJECT, lines("struct s *q = get(7);", "", "q = p;", "put(q);"), id="another object"),
    ],
)
def test_what_a_rule_of_ones_own_leaves_alone(rule: str, body: str) -> None:
    assert rewritten(rule, body) == body
