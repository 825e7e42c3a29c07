"""Whether a write can change what another expression reads, judged from the two texts alone.

Follows C's object model with one liberty that the kernel's own rules take too: members of different names are
different memory, whatever the types (a union is the exception, and `kzfix.facts` is asked for it).
"""

from __future__ import annotations

import enum
import functools
import re

from kzfix.facts.scope import Scope

IDENTIFIER = re.compile(r"[A-Za-z_]\w*\Z")
MEMBER = re.compile(r"(?:->|\.)([A-Za-z_]\w*)\Z")


ANY = "*"  # what a macro or function that is not known may read: any memory


class Clash(enum.Enum):
    """What a write means for a watched expression."""

    NO = 0
    MAY = 1
    MUST = 2


def clash(written: str, watched: frozenset[str], scope: Scope) -> Clash:
    """Judge a write to the lvalue `written` against every lvalue that an expression depends on."""
    if written in watched:
        return Clash.MUST
    if ANY in watched and not scope.is_private(written) and not _private_array(written, scope):
        return Clash.MAY
    if IDENTIFIER.match(written):  # a whole structure held in a variable: its members are gone too
        dotted = written + "."
        return Clash.MUST if any(key.startswith(dotted) for key in watched) else Clash.NO
    if _private_array(written, scope):
        return Clash.NO
    return Clash.MAY if any(_may(written, key, scope) for key in watched) else Clash.NO


def _private_array(written: str, scope: Scope) -> bool:
    """An element or member of a local array or structure: no other expression reads it."""
    name = re.match(r"[A-Za-z_]\w*", written)
    if name is None or "->" in written:
        return False
    declared = scope.type_of(name.group())
    return (
        declared is not None
        and scope.is_local(name.group())
        and not declared.is_pointer
        and not written.startswith("*")
    )


def _may(written: str, key: str, scope: Scope) -> bool:
    if IDENTIFIER.match(key):  # a name in capitals is a macro or an enumerator by every convention
        return written.startswith("*") and not scope.is_private(key) and not key.isupper()
    if _private_array(key, scope):
        return False
    last, other = MEMBER.search(written), MEMBER.search(key)
    if last and other:
        return last.group(1) == other.group(1)
    if written.endswith("]"):
        return key.endswith("]") and _same_element(written, key)
    if written.startswith("*"):
        return not key.startswith("*") or key != written
    return False


def _same_element(written: str, key: str) -> bool:
    """`a[1]` and `a[2]` are different, `a[i]` and `a[j]` may be the same."""
    base, index = written[:-1].rsplit("[", 1)
    other, at = key[:-1].rsplit("[", 1)
    return not (base == other and index.isdigit() and at.isdigit() and index != at)


@functools.lru_cache(maxsize=1024)
def parts(name: str) -> frozenset[str]:
    """The lvalues that a plain member chain depends on: `a->b.c` on a, a->b and a->b.c."""
    ends = [match.start() for match in re.finditer(r"->|\.", name)]
    return frozenset([name, *(name[:end] for end in ends), *("*" + name[:end] for end in ends if name[end] == "-")])
