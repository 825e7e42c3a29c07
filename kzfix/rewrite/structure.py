"""What else goes when statements go: blocks, branches and `#if` arms that would hold nothing.

Works bottom up over the tree, striking text from the page; never decides about lines or blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kzfix.errors import Unplaceable
from kzfix.model import Span
from kzfix.rewrite import arms, condition
from kzfix.rewrite.page import Page
from kzfix.source.tree import Node

_ELSE = re.compile(rb"else\b")
LOOPS = frozenset({"while_statement", "for_statement", "do_statement", "switch_statement"})
_SIMPLE = frozenset({"expression_statement", "return_statement", "goto_statement", "break_statement"})


def is_statement(node: Node) -> bool:
    """Whether a node stands in a block by itself."""
    return node.kind.endswith("_statement") or node.kind == "declaration"


def holder(node: Node) -> Node | None:
    """The node around a statement; `#if` arms do not count."""
    return next((above for above in node.above() if not above.kind.startswith("preproc_")), None)


def reduce(page: Page, removed: list[Node]) -> list[Node]:
    """Strike the removed statements and all that becomes empty by it.

    Returns the blocks that lost statements and still hold some. Raises `Unplaceable` when what is left would be
    wrong or dead code.
    """
    work = _Reduction(page, removed)
    work.visit(page.reading)
    _check_directives(page)
    _check_neighbours(page, removed)
    return work.thinned


class _Reduction:
    """One pass over the tree; `visit` says whether the node is gone."""

    def __init__(self, page: Page, removed: list[Node]) -> None:
        self.page = page
        self.spans = {node.span for node in removed}
        self.starts = sorted(node.start for node in removed)
        self.thinned: list[Node] = []

    def visit(self, node: Node) -> bool:
        if node.span in self.spans and is_statement(node):
            self.page.strike(node.start, node.end)
            return True
        touched = [child for child in node.children if self._touches(child)]
        dead = [child for child in touched if self.visit(child)]
        return bool(touched) and self._settle(node, dead)

    def _touches(self, node: Node) -> bool:
        return any(node.start <= start < node.end for start in self.starts)

    def _settle(self, node: Node, dead: list[Node]) -> bool:
        match node.kind:
            case "compound_statement":
                return self._block(node)
            case "if_statement":
                return self._if(node, dead)
            case "else_clause" if dead:
                self.page.strike(node.start, node.end)
                return True
            case "labeled_statement" | "case_statement" if dead:
                self._label(node, dead)
            case kind if kind in LOOPS and dead:
                raise Unplaceable("the loop would have an empty body")
        return False

    def _block(self, block: Node) -> bool:
        page, inside = self.page, Span(block.start + 1, block.end - 1)
        arms.collapse(page, inside)
        if not page.bare(*inside) or page.between(*inside):
            self.thinned.append(block)
            return False
        if block.parent is None or block.parent.kind == "function_definition":
            return False
        if "expression" in block.parent.kind:
            raise Unplaceable("a statement expression would be empty")
        page.strike(block.start, block.end)
        return True

    def _if(self, node: Node, dead: list[Node]) -> bool:
        then, other = node.child("consequence"), node.child("alternative")
        test = node.child("condition")
        if then not in dead or then is None or test is None:
            return False
        if other is not None and other not in dead:
            self._turn_round(test, other)
            return False
        if condition.pure(self.page.data, test):
            self.page.strike(node.start, node.end)
            return True
        kept = condition.assignment(self.page.data, test)
        if kept is None:
            raise Unplaceable("the condition does something, and its branch would be empty")
        self._keep_only(node, kept)
        return False

    def _keep_only(self, node: Node, kept: Node) -> None:
        """`if ((p = f())) gone` becomes `p = f();`."""
        page = self.page
        if page.between(node.start, node.end):
            raise Unplaceable("an #if stands inside the statement")
        beside = [each for each in page.comments if each.start >= node.end and page.bare(node.end, each.end)]
        beside = [each for each in beside if each.start < page.line_end(node.end)]
        page.replace(node.start, kept.start, b"")
        page.replace(kept.end, max([node.end, *(each.end for each in beside)]), b";")

    def _turn_round(self, test: Node, other: Node) -> None:
        """`if (p) { gone } else { kept }` becomes `if (!p) { kept }`."""
        word, body = other.children[0], other.parts()[-1]
        if body.kind == "if_statement":
            raise Unplaceable("the first branch of an else-if chain would be empty")
        if self.page.between(test.end, body.start):
            raise Unplaceable("an #if stands inside the statement")
        self.page.edits += condition.inverted(self.page.data, test)
        owner = other.parent
        chained = owner is not None and owner.parent is not None and owner.parent.kind == "else_clause"
        if not chained and _one_liner(self.page, body) and _beside(self.page, word.end, body):
            self.page.replace(test.end, body.start + 1, b"")
            self.page.strike(body.end - 1, body.end)
        else:
            self.page.replace(test.end, word.end, b"")

    def _label(self, label: Node, dead: list[Node]) -> None:
        """A label that nothing is left behind moves on to the next statement, if there is one."""
        last = dead[-1]
        if any(is_statement(child) and child.end <= last.start and child not in dead for child in label.children):
            return
        after = [child for child in label.children if child.start >= last.end and is_statement(child)]
        after = after or list(_following(label))
        if not after:
            raise Unplaceable("a label would stand directly before the closing brace")
        if after[0].kind == "declaration":
            raise Unplaceable("a label would stand directly before a declaration")


def _following(node: Node) -> Iterator[Node]:
    """The statements after a node, in the same block."""
    around = holder(node)
    for sibling in around.walk() if around and around.kind == "compound_statement" else ():
        if sibling.start >= node.end and is_statement(sibling) and holder(sibling) is around:
            yield sibling


def _check_directives(page: Page) -> None:
    """Whole `#if` groups can go, but not a half of one."""
    for group in arms.groups(page.directives):
        gone = [bool(page.gone[line.span.end - 1]) for line in group]
        inside = [bool(page.gone[line.span.start - 1]) for line in group]  # not just the line of an empty arm
        if gone[0] != gone[-1] or (any(inside) and not all(gone)):
            raise Unplaceable("an #if stands half inside what would go")


def _check_neighbours(page: Page, removed: list[Node]) -> None:
    """The text may hold what this reading of the `#if` arms does not."""
    for node in removed:
        after, before = page.next_code(node.end), page.last_code(node.start)
        if _ELSE.match(page.code, after) and _apart(page, node.end, after):
            raise Unplaceable("an else stands in an #if behind the removed statement")
        if page.code[before] not in b";{}:" and _apart(page, before, node.start):
            raise Unplaceable("an #if stands between the removed statement and what it belongs to")
        if page.code[before] == ord(":") and page.code[after : after + 1] == b"}":
            raise Unplaceable("a label would stand directly before the closing brace")


def _apart(page: Page, start: int, end: int) -> bool:
    return bool(page.between(start, end))


def can_lose_braces(page: Page, block: Node) -> bool:
    """Whether kernel style no longer wants the braces: a plain `if` or loop around one statement of one line."""
    owner = block.parent
    if owner is None or owner.kind not in ("if_statement", "for_statement", "while_statement"):
        return False
    if owner.child("alternative") or (owner.parent and owner.parent.kind == "else_clause"):
        return False
    return (
        _one_liner(page, block)
        and _beside(page, page.last_code(block.start) + 1, block)
        and page.one_line(owner.start, block.start)
    )


def _one_liner(page: Page, block: Node) -> bool:
    """Whether a block holds one plain statement on a line of its own, and no comment."""
    left = [node for node in block.parts() if not page.gone[node.start]]
    if block.kind != "compound_statement" or len(left) != 1 or left[0].kind not in _SIMPLE:
        return False
    if not (page.one_line(*left[0].span) and page.alone(*left[0].span) and page.alone(block.end - 1, block.end)):
        return False
    return page.blank(block.start + 1, left[0].start) and page.blank(left[0].end, block.end - 1)


def _beside(page: Page, head: int, block: Node) -> bool:
    """Whether a block opens on the line of what it belongs to, with no comment in between."""
    return page.blank(head, block.start) and page.one_line(head, block.start)


def drop_braces(page: Page, block: Node) -> None:
    """Take a block's braces away."""
    before = page.last_code(block.start) + 1
    page.replace(before, block.start + 1, b"")
    page.strike(block.end - 1, block.end)
