"""The rule language: rule text to patterns, changes, errors that say where."""

from __future__ import annotations

import contextlib
import pickle
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kzfix.errors import RuleError
from kzfix.smpl.allocators import load_tables
from kzfix.smpl.document import read_document
from kzfix.smpl.lexer import lex, render
from kzfix.smpl.load import builtin_rules, load_rules, read_rule
from kzfix.smpl.nodes import Alternative, Dots, Element, Metavar, Nest
from kzfix.smpl.pattern import alternatives

TABLES = load_tables([builtin_rules()])
HEAD = "@@\nexpression x, n, E;\nidentifier f;\ntype T;\nstatement S;\nexpression list es;\n@@\n"


def ways(body: str, head: str = HEAD) -> tuple[Alternative, ...]:
    """The alternatives of a rule body; metavariables that it does not use are no error here."""
    document = read_document(head + body, "r.cocci")
    return alternatives(document.bodies[0].tokens, metavars(document.bodies[0].metavars), "r.cocci")


def metavars(declared: Sequence[Metavar]) -> dict[str, Metavar]:
    return {var.name: var for var in declared}


def elements(body: str) -> tuple[Element, ...]:
    (way,) = ways(body)
    return way.elements()


def refused(text: str) -> RuleError:
    with pytest.raises(RuleError) as caught:
        read_rule(text, "r", (), frozenset(("untouched", "whole-object")), "r.cocci")
    return caught.value


# elements


@pytest.mark.parametrize(
    ("body", "forms", "kinds"),
    [
        ("  f(x);\n", ["statement"], ["expression_statement"]),
        ("  f(x)\n", ["expression"], ["call_expression"]),
        ("  x * n\n", ["expression"], ["binary_expression"]),
        ("  x = f(n)\n", ["expression"], ["assignment_expression"]),
        ("  f(x);\n  g(n);\n", ["statement"] * 2, ["expression_statement"] * 2),
        ("  f(x);\n  g(n)\n", ["statement", "expression"], ["expression_statement", "call_expression"]),
        ("  T x = f(n);\n", ["statement"], ["declaration"]),
        ("  if (x == NULL) S\n", ["statement"], ["if_statement"]),
        ("  if (x) S else S\n", ["statement"], ["if_statement"]),
        ("  S\n", ["statement"], ["expression_statement"]),
        ("  f(...) { ... }\n", ["function"], ["function_definition"]),
        ("  return ...;\n", ["statement"], ["return_statement"]),
    ],
)
def test_form_and_kind_of_elements(body: str, forms: list[str], kinds: list[str]) -> None:
    found = elements(body)
    assert [element.form for element in found] == forms
    assert [element.tree.kind for element in found] == kinds


def test_nodes_cover_their_tokens() -> None:
    (element,) = elements("  x = f(sizeof(*n), ...);\n")
    for node in element.tree.walk():
        begin, end = node.tokens
        assert 0 <= begin < end <= len(element.tokens)
        if not node.children:
            assert node.text == element.tokens[begin].text
            assert end == begin + 1


def test_later_elements_count_their_own_tokens() -> None:
    first, second = elements("  f(x);\n- g(n);\n")
    assert first.tree.tokens == (0, 5)
    assert second.tree.tokens == (0, 5)
    assert second.changes[0].minus == (0, 5)


def test_metavariables_are_leaves() -> None:
    (element,) = elements("  x = (T)f(es, (T *)n);\n")
    found = [(node.kind, node.text, node.metavar.kind) for node in element.tree.walk() if node.metavar]
    assert found == [
        ("identifier", "x", "expression"),
        ("type_descriptor", "T", "type"),
        ("identifier", "f", "identifier"),
        ("identifier", "es", "expression list"),
        ("primitive_type", "T", "type"),
        ("identifier", "n", "expression"),
    ]


def test_statement_metavariable_and_dots_in_a_block() -> None:
    (element,) = elements("  if (x) {\n    ... when != n\n    f(...);\n  } else S\n")
    dots = [node for node in element.tree.walk() if node.dots]
    assert len(dots) == 2
    assert [when.kind for when in dots[0].whens] == ["!="]
    assert dots[1].whens == ()
    last = element.tree.parts()[-1].parts()[-1]
    assert last.metavar is not None
    assert last.metavar.name == "S"


def test_strings_and_numbers_are_whole() -> None:
    (element,) = elements("  f(\"a b\", '\\0', 0x00, 1UL);\n")
    leaves = [node.text for node in element.tree.walk() if not node.children and node.named]
    assert leaves == ["f", '"a b"', "'\\0'", "0x00", "1UL"]


def test_dots_between_elements_and_for_an_operand() -> None:
    (way,) = ways("  x = f(n)\n  ... when != x = E\n      when any\n  if (... || x || ...) S\n  ...\n  return ...;\n")
    shape = [step.form if isinstance(step, Element) else "dots" for step in way.steps]
    assert shape == ["expression", "dots", "statement", "dots", "statement"]
    dots = way.steps[1]
    assert isinstance(dots, Dots)
    assert [when.kind for when in dots.whens] == ["!=", "any"]
    tree = dots.whens[0].tree
    assert tree is not None
    assert tree.kind == "assignment_expression"


def test_disjunction_in_a_when_is_several_conditions() -> None:
    (way,) = ways("  f(x);\n  ... when != \\( g(x) \\| h(x) \\)\n      when strict\n  f(n);\n")
    dots = way.steps[1]
    assert isinstance(dots, Dots)
    assert [when.kind for when in dots.whens] == ["!=", "!=", "strict"]


def test_positions_stay_with_their_token() -> None:
    (way,) = ways("  f@p(x);@q\n", "@@\nexpression x;\nidentifier f;\nposition p, q;\n@@\n")
    assert [token.positions for token in way.elements()[0].tokens] == [("p",), (), (), (), ("q",)]


# disjunctions


def test_disjunctions_come_in_order() -> None:
    found = ways("(\n  f(x);\n|\n- g(x);\n)\n  ...\n  h(\\(x\\|n\\));\n")
    texts = [[element.text for element in way.elements()] for way in found]
    assert texts == [["f(x);", "h(x);"], ["f(x);", "h(n);"], ["g(x);", "h(x);"], ["g(x);", "h(n);"]]
    assert [bool(way.elements()[0].changes) for way in found] == [False, False, True, True]


def test_dots_inside_an_arm() -> None:
    first, second = ways("(\n  f(x);\n  ...\n  g(x);\n|\n  h(x);\n)\n")
    assert len(first.steps) == 3
    assert len(second.steps) == 1


def test_nested_disjunctions() -> None:
    found = ways("(\n  f(x);\n|\n  g(\\(x\\|n\\));\n)\n")
    assert len(found) == 3


def test_too_many_combinations() -> None:
    with pytest.raises(RuleError, match="more than 512 combinations"):
        ways("  f(x);\n" + "  g(\\(x\\|n\\));\n" * 10)


# nests

NEST = """  x = f(n)
  <+... when != h(x)
(
- g(x);
|
  k(
- x
+ n
  , \\(0\\|1\\))
)
  ...+>
  last(x);
"""


def test_a_nest_holds_all_its_arms() -> None:
    (way,) = ways(NEST)
    first, nest, last = way.steps
    assert isinstance(nest, Nest)
    assert (nest.least, nest.line) == (1, 9)
    assert [when.kind for when in nest.whens] == ["!="]
    assert [arm.text for arm in nest.arms] == ["g(x);", "k( x ,0)", "k( x ,1)"]
    assert [arm.form for arm in nest.arms] == ["statement", "expression", "expression"]
    assert way.elements() == (first, *nest.arms, last)


def test_changes_in_a_nest() -> None:
    (way,) = ways(NEST)
    _, removed, other, same, _ = way.elements()
    assert [(change.whole, change.text) for change in removed.changes] == [(True, "")]
    assert [(change.minus, change.text) for change in other.changes] == [((2, 3), "n")]
    assert same.changes == other.changes


def test_a_nest_may_match_nothing() -> None:
    (way,) = ways("  f(x);\n  <... g(x); ...>\n")
    assert [step.least for step in way.steps if isinstance(step, Nest)] == [0]


def test_disjunctions_outside_of_a_nest_are_ways() -> None:
    found = ways("(\n  f(x);\n|\n  h(x);\n)\n  <+...\n(\n- g(x);\n|\n- k(x);\n)\n  ...+>\n")
    assert [[element.text for element in way.elements()] for way in found] == [
        ["f(x);", "g(x);", "k(x);"],
        ["h(x);", "g(x);", "k(x);"],
    ]


def test_too_many_arms() -> None:
    arms = ", ".join(["\\(x\\|n\\)"] * 10)
    with pytest.raises(RuleError, match="more than 512 combinations"):
        ways(f"  f(x);\n  <...\n  g({arms});\n  ...>\n")


@pytest.mark.parametrize(
    ("nest", "needles"),
    [
        ("  <+...\n(\n- g(x);\n|\n- h(x);\n)\n  ...+>\n", "f -> (g | h) & f -> last"),
        ("  <+...\n(\n- g(x);\n|\n- x->m = 0;\n)\n  ...+>\n", "f -> last & f -> (g | `x -> m = 0;`)"),
        ("  <+...\n(\n- g(x);\n|\n- if (x->m) x->m = 0;\n)\n  ...+>\n", "f -> last"),
        ("  <...\n- g(x);\n  ...>\n", "f -> last"),
    ],
)
def test_needles_of_a_nest(nest: str, needles: str) -> None:
    text = "@@\nexpression x;\nidentifier m;\n@@\n  x = f(...)\n" + nest + "  last(x);\n"
    if "->m" not in nest:
        text = text.replace("identifier m;\n", "")
    assert str(read_rule(text, "r", ()).needles) == needles


def test_a_family_in_a_nest() -> None:
    text = (
        "// Family: kmalloc -> kzalloc\n@@\nexpression x, n;\nidentifier m;\n@@\n  x =\n- kmalloc\n+ kzalloc\n"
        "  (n, ...)\n  <+...\n(\n- x->m = 0;\n|\n- memset(x, 0, n);\n)\n  ...+>\n"
    )
    variants = {variant.entry: variant for variant in read_rule(text, "r", TABLES).variants}
    array = variants["linux/kmalloc_array"]
    assert [element.text for element in array.alternatives[0].elements()[1:]] == ["x->m = 0;", "memset(x, 0, n * s);"]
    assert str(array.needles) == "kmalloc_array -> (`x -> m = 0;` | memset)"
    page = variants["linux/__get_free_page"]
    assert [element.text for element in page.alternatives[0].elements()[1:]] == [
        "x->m = 0;", "memset(x, 0, PAGE_SIZE);", "clear_page(x);",
    ]  # fmt: skip
    again = read_document(page.text, "r")
    assert [token.text for token in again.bodies[0].tokens] == [token.text for token in page.body.tokens]


# changes


def test_one_token_replaced() -> None:
    (element,) = elements("  x =\n- kmalloc\n+ kzalloc\n  (n, ...)\n")
    (change,) = element.changes
    assert element.tokens[slice(*change.minus or ())][0].text == "kmalloc"
    assert (change.text, change.after, change.whole) == ("kzalloc", 1, False)


def test_a_whole_statement_removed() -> None:
    (element,) = elements("- memset(x, 0, n);\n")
    (change,) = element.changes
    assert change.whole
    assert change.minus == (0, len(element.tokens))
    assert change.plus == ()


def test_part_of_a_statement_is_not_whole() -> None:
    (element,) = elements("- memset(x, 0, n)\n+ clear(x)\n  ;\n")
    (change,) = element.changes
    assert not change.whole


def test_plus_text_marks_metavariables() -> None:
    (element,) = elements('- f(n, x)\n+ g(x->x, "n", n)\n')
    (change,) = element.changes
    assert [(piece.text, piece.metavar is not None) for piece in change.plus] == [
        ("g(", False), ("x", True), ("->", False), ("x", True), (', "n", ', False), ("n", True), (")", False),
    ]  # fmt: skip


def test_a_statement_replaced_by_another() -> None:
    (element,) = elements("- f(x);\n+ if (x)\n+\tg(x);\n")
    (change,) = element.changes
    assert change.whole
    assert change.text == "if (x)\n\tg(x);"


def test_insertions_before_between_and_after() -> None:
    first, second = elements("+ a();\n  f(x);\n+ b();\n  g(x);\n+ c();\n")
    assert [(change.text, change.after, change.minus) for change in first.changes] == [
        ("a();", -1, None),
        ("b();", 4, None),
    ]
    assert [(change.text, change.after) for change in second.changes] == [("c();", 4)]


def test_adjacent_statements_each_have_their_change() -> None:
    first, second = elements("- f(x);\n+ a(x);\n- g(x);\n+ b(x);\n")
    assert [change.text for change in first.changes] == ["a(x);"]
    assert [change.text for change in second.changes] == ["b(x);"]


def test_plus_code_for_two_removed_statements_comes_once() -> None:
    first, second = elements("- f(x);\n- g(x);\n+ b(x);\n")
    assert [change.text for change in first.changes + second.changes] == ["", "b(x);"]


def test_star_lines_are_matched_and_kept() -> None:
    (element,) = elements("* f(x);\n")
    assert element.changes == ()
    assert {token.mark for token in element.tokens} == {"*"}


# metavariables


def test_constraints_and_typed_expressions() -> None:
    text = (
        '@@\nidentifier f = {a, b}, g != {c};\nidentifier h =~ "^x";\nexpression e != NULL;\nexpression *E;\n'
        "struct s *x, y;\nunsigned long l;\nlocal idexpression i;\ntypedef u9;\nu9 w;\n@@\n"
        "  f(g, h, e, E, x, y, l, i, w);\n"
    )
    found = metavars(read_document(text, "r").bodies[0].metavars)
    assert found["f"].equal == ("a", "b")
    assert found["g"].differ == ("c",)
    assert found["h"].regex == "^x"
    assert found["e"].differ == ("NULL",)
    assert found["E"].ctype == "*"
    assert [found[name].ctype for name in "xylw"] == ["struct s *", "struct s", "unsigned long", "u9"]
    assert found["i"].kind == "local idexpression"


# errors


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("@@\nexpresion x;\n@@\n  f(x);\n", "r.cocci:2:1", "unknown metavariable kind 'expresion'"),
        ("@@\nexpression x\n@@\n  f(x);\n", "r.cocci:2:12", "expected `;`"),
        ("@@\nexpression x, x;\n@@\n  f(x);\n", "r.cocci:2:15", "declared twice"),
        ("@@\nexpression x, y;\n@@\n  f(x);\n", "r.cocci:2:15", "'y' is never used"),
        ("@@\nexpression x;\n@@\n(\n  f(x);\n|\n  g(x);\n", "r.cocci:4:1", "is not closed"),
        ("@@\nexpression x;\n@@\n  f(\\(x);\n", "r.cocci:4:5", "is not closed"),
        ("@@\nexpression x;\n@@\n  f(x);\n|\n  g(x);\n", "r.cocci:5:1", "outside of a disjunction"),
        ("@@\nexpression x;\n@@\n  ...\n  f(x);\n", "r.cocci:4:3", "at the beginning"),
        ("@@\nexpression x;\n@@\n  f(x);\n  ...\n+ g(x);\n  ...\n  h();\n", "r.cocci:6:3", "nothing to attach to"),
        ("@@\n@@\n  <...\n  f();\n  ...>\n  g();\n", "r.cocci:3:3", "found `<...` at the beginning"),
        ("@@\n@@\n  f();\n  ...\n  <...\n  g();\n  ...>\n", "r.cocci:5:3", "found `<...` after `...`"),
        ("@@\n@@\n  f();\n  <...\n  g();\n  ...>\n  ...\n", "r.cocci:7:3", "found `...` after a nest"),
        ("@@\n@@\n  f();\n  <+...\n  g();\n", "r.cocci:4:3", "the nest opened with <+... is not closed"),
        (
            "@@\n@@\n  f();\n  <+...\n  g();\n  ...>\n",
            "r.cocci:6:3",
            "found ...>, expected ...+> of the nest at line 4",
        ),
        ("@@\n@@\n  f();\n  <+...\n(\n  g();\n  ...+>\n", "r.cocci:7:3", "expected | or ) of the disjunction"),
        ("@@\n@@\n  f();\n  ...+>\n", "r.cocci:4:3", "found ...+> outside of a nest"),
        ("@@\n@@\n  f();\n  <+...\n  ...+>\n", "r.cocci:4:3", "without code"),
        ("@@\n@@\n  f();\n  <+...\n(\n  g();\n|\n)\n  ...+>\n", "r.cocci:4:3", "without code"),
        ("@@\n@@\n  f();\n  <+...\n+ g();\n  ...+>\n", "r.cocci:5:3", "nothing to attach to"),
        ("@@\nexpression x;\n@@\n  f(x;\n", "r.cocci:4:6", "cannot read the pattern as C"),
        ('@@\nexpression x;\n@@\n  f(x, "a);\n', "r.cocci:4:8", "does not end on its line"),
        ("@@\nexpression x;\n@@\n  f($x);\n", "r.cocci:4:5", "found '$'"),
        ("@@\nexpression x;\n@@\n  f@p(x);\n", "r.cocci:4:3", "@p, which is not declared"),
        ("@@\nexpression x;\n@@\n  f(x);\n  ... when g(x)\n  h();\n", "r.cocci:5:12", "expected `!=`"),
        ("@@\nexpression x;\n@@\n  f(x);\n  ... when\n  h();\n", "r.cocci:5:7", "without a condition"),
        ("@@\nexpression x;\n@@\n", "r.cocci:1:1", "without a body"),
        ("@@\nexpression x;\n", "r.cocci:1:1", "expected `@@`"),
        ("/// Title.\n", "r.cocci:2:1", "found no rule"),
        ("// Guards: untuched x\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "unknown guard 'untuched'"),
        ("// Guards: untouched y\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "'y', which is not declared"),
        ("// Gaurds: untouched x\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "unknown key 'Gaurds'"),
        ("// Confidence: Sure\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "found confidence 'Sure'"),
        ("// Subject: {plane}\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "{plane}"),
        ("// Family: a b\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "expected `// Family"),
        ("// Family: a -> b\n@@\nexpression x;\n@@\n  f(x);\n", "r.cocci:1:1", "no allocator table knows"),
    ],
)
def test_errors_say_where_and_what(text: str, place: str, said: str) -> None:
    error = refused(text)
    assert error.place == place
    assert said in error.title


@pytest.mark.parametrize(
    "body", ["  f(" + "\\(" * 5000, "  f(" + "(" * 5000 + "x" + ")" * 5000 + ");", "\\(x\\)" * 5000]
)
def test_a_rule_nested_too_deeply(body: str) -> None:
    assert "r.cocci" in refused(f"@@\nexpression x;\n@@\n{body}\n").place


@given(
    st.integers(0, 400),
    st.integers(0, 12),
    st.sampled_from(["", "(", "\\(", "|", "...", "@", "\n+", "\n-", '"', "when"]),
)
def test_a_damaged_rule_is_an_error_and_no_more(at: int, length: int, put: str) -> None:
    text = (builtin_rules() / "zeroing" / "memset.cocci").read_text()
    at += text.index("@@")
    with contextlib.suppress(RuleError):
        read_rule(text[:at] + put + text[at + length :], "r", TABLES)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("@@\nexpresion x;\n@@\n  f(x);\n", "`expression`"),
        ("// Guards: untuched x\n@@\nexpression x;\n@@\n  f(x);\n", "'untouched'"),
        ("// Gaurds: untouched x\n@@\nexpression x;\n@@\n  f(x);\n", "`// Guards:`"),
        ("@@\nexpression siz;\n@@\n  f(size);\n", "'size'"),
    ],
)
def test_errors_offer_the_nearest_word(text: str, hint: str) -> None:
    assert hint in refused(text).hint


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("virtual patch\n@@\n@@\n  f();\n", "`virtual`"),
        ("@r depends on patch@\n@@\n  f();\n", "`depends on`"),
        ("@@\n@@\n  f();\n@script:python@\np << r.p;\n@@\nprint(p)\n", "`script` blocks"),
        ("@@\n@@\n  f(<+...x...+>);\n", "a nest `<+...` inside"),
        ("@@\n@@\n  f();\n  y = <+...x...+>;\n", "a nest `<+...` inside"),
        ("@@\n@@\n  if (a()) {\n  <...\n  g();\n  ...>\n  }\n", "a nest `<...` inside"),
        ("@@\n@@\n  f();\n  <...\n  g();\n  h();\n  ...>\n", "several statements"),
        ("@@\n@@\n  f();\n  <...\n  g();\n  ...\n  h();\n  ...>\n", "`...` between statements of a nest"),
        ("@@\n@@\n  f();\n  <...\n  <+...\n  h();\n  ...+>\n  ...>\n", "`<+...` between statements of a nest"),
        ("@@\n@@\n  f();\n- <...\n  g();\n  ...>\n", "`<...` on a - or + line"),
        ("@@\n@@\n  f();\n  <...\n  g();\n- ...>\n", "`...>` on a - or + line"),
        ("@@\n@@\n  f();\n  ... when != <+...x...+>\n  g();\n", "a nest `<+...` in a condition"),
        ("@@\nposition p != r.p;\n@@\n  f@p();\n", "a constraint on a position"),
        ("@@\nexpression r.x;\n@@\n  f(x);\n", "inherited from another rule"),
        ("@@\nfresh identifier x;\n@@\n  f(x);\n", "`fresh identifier`"),
        ("@@\n@@\n  f();\n++ g();\n", "`++`"),
        ("@@\n@@\n  f();\n?g();\n", "an optional line"),
        ("@@\n@@\n#include <a.h>\n", "a preprocessor line"),
        ("@@\n@@\n  f();\n- ...\n  g();\n", "`...` on a - or + line"),
    ],
)
def test_what_is_not_supported_says_so(text: str, what: str) -> None:
    error = refused(text)
    assert error.title.startswith("not supported yet: ")
    assert what in error.title
    assert error.place.startswith("r.cocci:")


# rules


def test_a_rule_without_a_family() -> None:
    text = (
        "/// Say it once.\n///\n/// And why.\n// Confidence: Low\n// Group: style\n// Copyright: (C) somebody\n"
        "// Guards: untouched x,\n//   whole-object x n\n@twice exists@\nexpression x, n;\n@@\n"
        "- f(x);\n  f(x);\n  ...\n  g(n);\n"
    )
    rule = read_rule(text, "style/twice", ())
    assert (rule.title, rule.description, rule.confidence, rule.group) == ("Say it once.", "And why.", "Low", "style")
    assert rule.guards == ("untouched", "whole-object")
    (variant,) = rule.variants
    assert [[arg.name for arg in use.args] for use in variant.guards] == [["x"], ["x", "n"]]
    assert variant.entry == ""
    assert variant.body.quantifier == "exists"
    assert str(variant.needles) == str(rule.needles) == "f & g"


def test_several_rules_in_one_file_are_several_variants() -> None:
    rule = read_rule("@@\nexpression x;\n@@\n- f(x);\n\n@other@\nexpression y;\n@@\n- g(y);\n", "two", ())
    assert [variant.anchors for variant in rule.variants] == [("f",), ("g",)]
    assert str(rule.needles) == "(f | g)"


def test_needles_are_called_names_that_no_value_can_replace() -> None:
    text = (
        "@@\nexpression x;\nidentifier h;\n@@\n  x = f(g(x), SIZE)\n  ...\n  if (likely(a(x)) && x->m == NULL) h(x);\n"
    )
    assert str(read_rule(text, "r", ()).needles) == "f & a"


def test_flags_are_needles() -> None:
    text = "@@\nexpression e, O_E;\n@@\n  f(e | O_A, A(B | n), C + D, O_E | F)\n"
    assert str(read_rule(text, "r", ()).needles) == "f & O_A & B & F"


def test_needles_of_a_disjunction_are_any_of() -> None:
    text = "@@\nexpression x;\n@@\n  x = f(...)\n  ...\n(\n- g(x);\n|\n- h(x);\n)\n"
    assert str(read_rule(text, "r", ()).needles) == "f -> (g | h)"


def test_a_rule_can_be_pickled() -> None:
    rule = read_rule("@@\nexpression x;\n@@\n- f(x);\n", "r", ())
    again = pickle.loads(pickle.dumps(rule))
    assert again == rule
    assert again.variants[0].alternatives == rule.variants[0].alternatives


def test_rules_are_found_below_a_folder_and_sorted(tmp_path: Path) -> None:
    for name in ("b/two.cocci", "a.cocci", "b/deep/one.cocci"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("@@\nexpression x;\n@@\n- f(x);\n")
    assert [rule.id for rule in load_rules([tmp_path], ())] == ["a", "b/deep/one", "b/two"]


def test_one_id_in_two_folders(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.cocci").write_text("@@\nexpression x;\n@@\n- f(x);\n")
    with pytest.raises(RuleError, match="a second rule with the id 'a'"):
        load_rules([tmp_path / "one", tmp_path / "two"], ())


def test_a_rule_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.cocci").write_bytes(b"@@\n@@\n\xff\n")
    with pytest.raises(RuleError, match="cannot read the rule"):
        load_rules([tmp_path], ())


@pytest.mark.parametrize(
    "body",
    [
        "  x =\n- kmalloc\n+ kzalloc\n  (n, ...)\n  ...\n- memset(x, 0, n);\n",
        "(\n- f(x);\n|\n  g(\\(x\\|n\\));\n)\n",
        "x = f(n)\n... when != x = E\n    when any\n  g(x)@p;\n+ h();\n",
        NEST,
    ],
)
def test_rendered_rule_text_reads_the_same(body: str) -> None:
    def essence(text: str) -> list[tuple[str, str, str, tuple[str, ...]]]:
        return [(token.kind, token.text, token.mark, token.positions) for token in lex(text, "r")]

    assert essence(render(lex(body, "r"))) == essence(body)


def test_windows_line_ends_are_read() -> None:
    assert str(read_rule("@@\r\nexpression x;\r\n@@\r\n- f(x);\r\n", "r", ()).needles) == "f"
