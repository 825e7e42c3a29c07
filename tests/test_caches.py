"""Where caches and pools come from, and which APIs are there: asked of small trees of files."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kzfix.facts import apis
from kzfix.facts.caches import creations
from kzfix.facts.lookup import Lookup


def tree(tmp_path: Path, **files: str) -> None:
    """Write files; `a__b_c` is a/b.c, `x_h` is x.h."""
    for name, text in files.items():
        stem, _, ending = name.replace("__", "/").rpartition("_")
        path = tmp_path / f"{stem}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def lookup(tmp_path: Path, text: str, name: str = "drv.c") -> Lookup:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return Lookup(str(path), text.encode())


def kernel(tmp_path: Path, **files: str) -> None:
    (tmp_path / "include" / "linux").mkdir(parents=True)
    (tmp_path / "Makefile").write_text("")
    tree(tmp_path, **files)


def where(found: object) -> list[str]:
    assert isinstance(found, tuple)
    return [Path(one.where).name for one in found]


CREATE = '= kmem_cache_create("x", sizeof(struct x), 0, SLAB_PANIC, NULL);'
EXTERN = '#include "x.h"\nvoid *f(void) { return kmem_cache_alloc(x_cache, GFP_KERNEL); }\n'


def test_a_cache_made_in_another_folder(tmp_path: Path) -> None:
    kernel(
        tmp_path,
        include__x_h="extern struct kmem_cache *x_cache;\n",
        core__init_c=f"struct kmem_cache *x_cache __ro_after_init;\nvoid g(void) {{ x_cache {CREATE} }}\n",
        other__local_c=f"void g(void) {{ struct kmem_cache *x_cache; x_cache {CREATE} }}\n",
        other__own_c=f"static struct kmem_cache *x_cache;\nvoid g(void) {{ x_cache {CREATE} }}\n",
    )
    assert where(creations("x_cache", lookup(tmp_path, EXTERN, "fs/a.c"))) == ["init.c:2"]


@pytest.mark.parametrize(
    "core",
    [
        f"static struct kmem_cache *x_cache;\nvoid g(void) {{ x_cache {CREATE} }}\n",
        f"struct kmem_cache *x_cache;\nvoid g(void) {{ x_cache {CREATE} x_cache = kmem_cache_lend(); }}\n",
        f"struct kmem_cache *x_cache;\nvoid g(void) {{ x_cache {CREATE} lend(&x_cache); }}\n",
        f"void g(void) {{ x_cache {CREATE} }}\n",
    ],
    ids=["static", "two values", "handed out", "defined nowhere"],
)
def test_a_cache_that_is_not_found(tmp_path: Path, core: str) -> None:
    kernel(tmp_path, include__x_h="extern struct kmem_cache *x_cache;\n", core__init_c=core)
    assert creations("x_cache", lookup(tmp_path, EXTERN, "fs/a.c")) == ()


def test_a_static_cache_is_its_own_files(tmp_path: Path) -> None:
    made = f"struct kmem_cache *x_cache;\nvoid g(void) {{ x_cache {CREATE} }}\n"
    kernel(tmp_path, fs__b_c=made)
    assert creations("x_cache", lookup(tmp_path, "static struct kmem_cache *x_cache;\n", "fs/a.c")) == ()
    assert where(creations("x_cache", lookup(tmp_path, "extern struct kmem_cache *x_cache;\n", "fs/a.c"))) == ["b.c:2"]


def test_a_file_that_is_included_knows_the_static_cache(tmp_path: Path) -> None:
    made = f'static struct kmem_cache *x_cache;\n#include "part.c"\nvoid g(void) {{ x_cache {CREATE} }}\n'
    kernel(tmp_path, fs__b_c=made)
    text = "void *f(void) { return kmem_cache_alloc(x_cache, 0); }\n"
    assert where(creations("x_cache", lookup(tmp_path, text, "fs/part.c"))) == ["b.c:3"]
    assert creations("x_cache", lookup(tmp_path, text, "net/part.c")) == ()
    assert creations("x_cache", lookup(tmp_path, text, "fs/other.c")) == ()


POOL = '#include "x.h"\nvoid g(struct dev *d) { d->pool = dma_pool_create("x", 0, 64, 8, 0); }\n'
OTHERS = """struct mine { struct dma_pool *pool; };
void g(struct mine *m) { m->pool = dma_pool_create("y", 0, 9, 8, 0); }
"""


def test_a_pool_that_is_a_member(tmp_path: Path) -> None:
    kernel(tmp_path, include__x_h="struct dev { struct dma_pool *pool; };\n", core__init_c=POOL, core__else_c=OTHERS)
    user = lookup(tmp_path, '#include "x.h"\n', "drivers/a.c")
    assert [one.size for one in creations("d->pool", user, "struct dev")] == ["64"]
    assert creations("d->pool", user) == ()
    assert creations("d->pool", user, "struct gone") == ()
    own = lookup(tmp_path, "struct dev { struct dma_pool *pool; };\n", "drivers/b.c")
    assert creations("d->pool", own, "struct dev") == ()


@pytest.mark.parametrize(
    "more",
    [
        '#include "x.h"\nvoid h(struct dev *d) { d->pool = dma_pool_borrow(); }\n',
        "void h(struct dev *d) { d->pool = dma_pool_borrow(); }\n",
        "void h(void) { gone(1)->pool = dma_pool_borrow(); }\n",
        "void h(void) { dma_pool_lend(&gone->pool); }\n",
    ],
    ids=["another value", "a structure not seen", "an unknown structure", "handed out"],
)
def test_a_pool_that_gets_another_value(tmp_path: Path, more: str) -> None:
    kernel(tmp_path, include__x_h="struct dev { struct dma_pool *pool; };\n", core__init_c=POOL, core__more_c=more)
    assert creations("d->pool", lookup(tmp_path, '#include "x.h"\n', "drivers/a.c"), "struct dev") == ()


def test_a_member_of_that_name_in_two_structures_beside(tmp_path: Path) -> None:
    text = '#include "x.h"\nvoid g(struct %s *d) { d->pool = dma_pool_create("x", dev, %d, 8, 0); }\n'
    tree(
        tmp_path,
        x_h="struct one { struct dma_pool *pool; };\n",
        y_h="struct two { struct dma_pool *pool; };\n",
        a_c=text % ("one", 32),
        b_c=(text % ("two", 64)).replace("x.h", "y.h"),
    )
    user = lookup(tmp_path, '#include "x.h"\n')
    assert [one.size for one in creations("d->pool", user, "struct one")] == ["32"]
    assert creations("d->pool", user) == ()


# APIs


def test_apis_are_asked_of_the_tree_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel(tmp_path, include__linux__slab_h="void *kzalloc(size_t, gfp_t);\n", fs__a_c="", net__b_c="")
    walked = 0
    walk = os.walk

    def counted(top: str) -> object:
        nonlocal walked
        walked += 1
        return walk(top)

    monkeypatch.setattr(os, "walk", counted)
    for folder in ("fs", "net", "fs"):
        assert apis.declared("kzalloc", str(tmp_path / folder), ("include",), "") is True
        assert apis.declared("kzalloc_new", str(tmp_path / folder), ("include",), "") is False
    assert walked == 2
    assert apis.declared("kzalloc", "/", ("include",), "") is None


def test_what_a_header_includes_counts(tmp_path: Path) -> None:
    tree(tmp_path, port_h="#include <stdlib.h>\n")
    text = b'#include "port.h"\n'
    assert apis.hosted(str(tmp_path / "a.c"), text, "stdlib.h")
    assert not apis.hosted(str(tmp_path / "a.c"), b"", "stdlib.h")
