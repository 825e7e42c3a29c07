"""The allocator gives memory that is zero, in this tree and with these arguments.

dma_alloc_coherent() and its kin clear what they give since Linux 5.0 (518a2f1925c3); the tree is older where its
headers still declare the function that was for that, dma_zalloc_coherent(). From before that came, in 3.2, are trees
that declare daemonize() (include/linux/sched.h). A driver that looks at LINUX_VERSION_CODE is built for older kernels
too. Where they must not block, 32-bit ARM takes from a pool that nothing clears (__alloc_from_pool(),
arch/arm/mm/dma-mapping.c). DMA_ATTR_NO_KERNEL_MAPPING asks for a cookie, not for memory.

    p = dma_alloc_attrs(dev, n, &bus, GFP_KERNEL, DMA_ATTR_NO_KERNEL_MAPPING);
"""

from __future__ import annotations

import os
import re

from kzfix.facts.apis import declared
from kzfix.prove.case import Answer, Case, Holds
from kzfix.smpl.allocators import Zeroed
from kzfix.source import keys

NAME = "zero-already"
WHOLE = True
BEFORE = "daemonize"  # in trees from before dma_zalloc_coherent(), which is of 3.2
COOKIE = "DMA_ATTR_NO_KERNEL_MAPPING"
BLOCKING = frozenset(
    ("GFP_KERNEL", "GFP_KERNEL_ACCOUNT", "GFP_USER", "GFP_HIGHUSER", "GFP_NOIO", "GFP_NOFS", "__GFP_DIRECT_RECLAIM")
)  # include/linux/gfp_types.h: each holds __GFP_DIRECT_RECLAIM
VERSIONS = re.compile(rb"\b(?:LINUX_VERSION_CODE|KERNEL_VERSION)\b")


def ask(case: Case) -> Answer:
    """See the module's docstring."""
    entry = case.variant.zeroed
    name = keys.callee(case.source, case.body.data)
    if entry is None:
        return Holds("the rule names no allocator that zeroes")
    for called in (name, keys.callee(case.clear, case.body.data)):
        if case.body.macros.redefines(called):
            why = f"{called}() is not the well-known one here: this file defines its own"
            return case.refused(NAME, why, case.source)
    if COOKIE in keys.text(case.source, case.body.data):
        return case.refused(NAME, f"{COOKIE}: {name}() returns a cookie, not memory", case.source)
    older = _older(case, entry, name)
    if older is not None and not isinstance(older, Holds):
        return older
    if entry.blocking and not _blocks(case, entry):
        why = f"{name}() takes from a pool that 32-bit ARM does not clear, where its flags forbid to block"
        return case.review(NAME, why, case.source)
    return older or Holds(f"{name}() gives zeroed memory")


def _older(case: Case, entry: Zeroed, name: str) -> Answer | None:
    """Whether this tree is one in which the call zeroes; None where it did in all."""
    if not entry.unless:
        return None
    folder = os.path.dirname(case.body.source.path) or "."
    older = declared(entry.unless, folder, ("include",), entry.source)
    if older:
        return case.refused(NAME, f"{name}() does not zero yet where there is {entry.unless}()", case.source)
    if older is False and declared(BEFORE, folder, ("include",), "include/linux/sched.h"):
        return case.refused(NAME, f"{name}() does not zero yet where there is {BEFORE}()", case.source)
    if older is None and any(VERSIONS.search(text) for text in case.body.lookup.own_texts()):
        why = f"{name}() zeroes since Linux 5.0, and this file is for more than one version"
        return case.review(NAME, why, case.source)
    how = f"no {entry.unless}() in this tree" if older is False else "no kernel tree to ask, the table says so"
    return Holds(f"{name}() gives zeroed memory ({how})")


def _blocks(case: Case, entry: Zeroed) -> bool:
    """Whether the call's flags say in so many words that it may block: `GFP_KERNEL | __GFP_NOWARN`."""
    names = [name.strip() for name in entry.args.split(",")]
    given = keys.arguments(case.source)
    if "flags" not in names or names.index("flags") >= len(given):
        return False
    said = keys.text(given[names.index("flags")], case.body.data)
    flags = {flag.strip("() \t\n") for flag in said.split("|")}
    return bool(flags & BLOCKING)
