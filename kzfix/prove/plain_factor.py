"""What is multiplied with a size is one number that is known at run time alone.

A constant needs no look for overflow (scripts/checkpatch.pl, ALLOC_WITH_MULTIPLY, leaves those alone too). A product of
more than two factors may overflow in the part that would stay a product, and a cast says how wide the author wants it.

    p = kzalloc(4 * sizeof(*p), GFP_KERNEL);
    q = kzalloc(rows * columns * sizeof(*q), GFP_KERNEL);
"""

from __future__ import annotations

from kzfix.flow.uses import evaluated
from kzfix.prove.case import Answer, Case, Holds
from kzfix.source import keys
from kzfix.source.tree import Node

NAME = "plain-factor"
PRODUCTS = frozenset({"*", "<<"})


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    node = keys.strip(case.bound("n"), casts=False)
    text = case.body.text(node)
    if not _varies(case, node):
        return case.refused(NAME, f"{text} is a constant: nothing overflows", node)
    operator = node.child("operator")
    if node.kind == "binary_expression" and operator is not None and operator.kind in PRODUCTS:
        return case.refused(NAME, f"{text} is a product itself", node)
    if node.kind == "cast_expression":
        return case.refused(NAME, f"the cast in {text} says how wide the product is", node)
    return Holds(f"{text} is one factor")


def _varies(case: Case, node: Node) -> bool:
    """Whether anything but numbers and names in capitals (macros and enumerators, by convention) is evaluated."""
    data = case.body.data
    for part in evaluated(node, data):
        name = keys.callee(part, data) if part.kind == "call_expression" else ""
        if name == "ARRAY_SIZE":
            return False
        if part.kind == "field_expression" or (part.kind == "identifier" and not keys.text(part, data).isupper()):
            return True
    return False
