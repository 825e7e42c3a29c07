"""Whether a call that writes as much as an argument says stays within one member.

    memcpy(p->address, from, ETH_ALEN);                     /* u8 address[6]: it does */
    memcpy(p->address, from, sizeof(*p) - 8);               /* it runs into what stands behind */
"""

from __future__ import annotations

from kzfix.flow import callees
from kzfix.flow.body import Body
from kzfix.source import keys
from kzfix.source.tree import Node

LONG = 8


def stays(body: Body, call: Node, target: Node) -> bool | None:
    """Whether a call that writes to the start of a member writes no further; None when the length does not say.

    A call that writes one thing, whatever its length, stays.
    """
    name, args = keys.callee(call, body.data), keys.arguments(call)
    unit, number = callees.table().spanned.get(name, ("", -1))
    if not 0 <= number < len(args):
        return True
    length = args[number]
    same = length.kind == "sizeof_expression" and keys.key(length.parts()[0], body.data) == keys.key(target, body.data)
    if same and unit == "bytes":
        return True
    type_ = body.types.of(target)
    if type_ is None:
        return None
    plain = body.types.plain(type_)
    if unit == "bytes" and not body.sizes.of(length).minus(body.sizes.of_type(plain)):
        return True
    room, wanted = body.layouts.size(plain), _bytes(body, length, unit)
    if room is not None and wanted is not None:
        return wanted <= room
    return True if unit == "bits" and _is_bitmap(plain.dims, keys.text(length, body.data)) else None


def _bytes(body: Body, length: Node, unit: str) -> int | None:
    """How many bytes a length is, where it is a number."""
    if unit == "items":
        return None
    terms = body.sizes.of(length).terms
    number = terms[0][1] if len(terms) == 1 and terms[0][0] == () else body.constants.evaluate(body.text(length))
    if number is None:
        return None
    return number if unit == "bytes" else (number + 8 * LONG - 1) // (8 * LONG) * LONG


def _is_bitmap(dims: tuple[str, ...], length: str) -> bool:
    """DECLARE_BITMAP(m, N), and N bits of it."""
    return len(dims) == 1 and dims[0].replace(" ", "") == f"BITS_TO_LONGS({length})".replace(" ", "")


def is_told(body: Body, call: Node) -> bool:
    """Whether a length speaks of types or numbers alone: then it is what it says, and not what is there at run time."""
    unit, number = callees.table().spanned.get(keys.callee(call, body.data), ("", -1))
    args = keys.arguments(call)
    if not 0 <= number < len(args):
        return False
    kinds = {node.kind for node in args[number].walk()}
    if kinds & {"sizeof_expression", "offsetof_expression"}:
        return True
    return _bytes(body, args[number], unit) is not None
