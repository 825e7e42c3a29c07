"""Code in which the zeroing of memory must not be taken away: somewhere a byte of it is read that nobody has written.

Each case was taken for right once, or is what somebody who wanted to break the rule came up with.
"""

from __future__ import annotations

import pytest

from kzfix.config import Settings
from kzfix.engine import examine, load
from kzfix.model import Found, Proved, Source

RULES = load(Settings(rule=("overwrite/memcpy",)))
HEAD = """struct foo {
	int a;
	int len;
	char name[16];
	char *buf;
	struct foo *next;
	struct list_head list;
	union { int u; long v; };
	struct device dev;
};

struct small { int a; };

"""
WHOLE = "kzalloc(sizeof(*p), GFP_KERNEL)"
COPY = "memcpy(p, t, sizeof(*p));"
FUNCTION = """{macros}
int f(struct foo *d, struct foo *t, void __user *arg, char *s, int n, int m)
{{
	struct foo *p, *q, *r, copy;
	int x = 0, ret = 0;

	p = {alloc};
	if (!p)
		return -ENOMEM;
	{code}
	return done(p, q, r, x);
}}
"""


def proved(text: str) -> bool:
    result = examine(Source("f.c", (HEAD + text).encode()), RULES, Settings())
    assert not hasattr(result, "error"), result
    assert not getattr(result, "unparsed", ()), result
    return isinstance(result, Found) and any(isinstance(finding.verdict, Proved) for finding in result.findings)


def test_the_frame_itself_is_right() -> None:
    assert proved(FUNCTION.format(macros="", alloc=WHOLE, code=COPY))


@pytest.mark.parametrize(
    ("macros", "between"),
    [
        pytest.param("", "x = p->a;", id="read member"),
        pytest.param("#define P_LEN (p->len)\n", "x = P_LEN;", id="macro obj read"),
        pytest.param("#define LEN() (p->len)\n", "x = LEN();", id="macro fn captured read"),
        pytest.param("#define GET(o) ((o)->len)\n", "x = GET(p);", id="macro fn arg read"),
        pytest.param("#define HDR ((struct foo *)p)\n", "x = HDR->len;", id="macro alias obj"),
        pytest.param("", "x = FOO_LEN(p);", id="macro unknown"),
        pytest.param("", "x = foo_len(p);", id="callee"),
        pytest.param("", "foo_show(&p->name);", id="callee member addr"),
        pytest.param("", "q = p; x = q->a;", id="alias"),
        pytest.param("", "q = (void *)p; x = *(int *)q;", id="alias2"),
        pytest.param("", "s = p->name; x = s[0];", id="inner alias"),
        pytest.param("", "s = p->name; x = *s;", id="inner alias deref"),
        pytest.param("", "x = strlen(p->name);", id="strlen"),
        pytest.param("", 'printk("%s", p->name);', id="printk %s"),
        pytest.param("", 'printk("%pM", p);', id="printk %pM"),
        pytest.param("", 'printk("%*s %p", 10, p->name, d);', id="printk *s shift"),
        pytest.param('#define FMT "%d "\n', 'printk(FMT "%p %s", x, p->name);', id="printk fmt macro"),
        pytest.param("", "x = p->u;", id="union"),
        pytest.param("", "copy = *p;", id="struct copy"),
        pytest.param("", "struct foo c2 = *p; use(&c2);", id="struct copy init"),
        pytest.param("", "copy.list = p->list;", id="struct copy part"),
        pytest.param("", 'asm volatile("ld %0" :: "r"(p));', id="asm"),
        pytest.param("", 'asm volatile("ld %0" : "=r"(x) : "m"(*p));', id="asm deref"),
        pytest.param("", "p->a |= 4;", id="or-assign"),
        pytest.param("", "p->a++;", id="inc"),
        pytest.param("", "if (p->a) x = 1;", id="cond"),
        pytest.param("", "x = m ? p->a : 0;", id="cond2"),
        pytest.param("", "list_for_each_entry(q, &p->list, list) x++;", id="iter"),
        pytest.param("", "x = cpu_to_le32p(&p->a);", id="cpu_to_le32p"),
        pytest.param("", 'pr_info("%s", dev_name(&p->dev));', id="dev_name"),
        pytest.param("", "x = min(p->a, 3);", id="min"),
        pytest.param("", "x = memcmp(p, t, 8);", id="memcmp"),
        pytest.param("", "if (copy_to_user(arg, p, sizeof(*p))) x = 1;", id="copyout"),
        pytest.param("", "memcpy(&copy, p, sizeof(*p));", id="memcpy from"),
        pytest.param("", "r = kmemdup(p, sizeof(*p), GFP_KERNEL);", id="kmemdup"),
        pytest.param("", "d->next = p; poke();", id="published+callee"),
        pytest.param("", "d->next = p; msleep(5);", id="published+sleep"),
        pytest.param("", "d->next = p; mutex_unlock(&m_lock);", id="published+unlock"),
        pytest.param("", "d->next = p; x = t->next->a;", id="published+far read"),
        pytest.param("", "d->next = p; q = t->next; x = q->a;", id="published+far read 2"),
        pytest.param("", "list_add(&d->list, &p->list);", id="list_add to member"),
    ],
)
def test_read_before_it_is_written(macros: str, between: str) -> None:
    assert not proved(FUNCTION.format(macros=macros, alloc=WHOLE, code=f"{between}\n\t{COPY}"))


FREE = "{ kfree(p); return 1; }"


@pytest.mark.parametrize(
    ("macros", "code"),
    [
        pytest.param("", "memcpy(p, t, sizeof(*p)); x = ksize(p); copy_to_user(arg, p, x);", id="ksize"),
        pytest.param(
            "", "memcpy(p, t, sizeof(*p)); p = krealloc(p, 200, GFP_KERNEL | __GFP_ZERO);", id="krealloc zero"
        ),
        pytest.param("", "memmove(p, p->name, sizeof(*p));", id="source is object"),
        pytest.param("", "q = p; memcpy(p, q, sizeof(*p));", id="source is alias"),
        pytest.param("", "memcpy(p, s + p->len, sizeof(*p));", id="source offset read"),
        pytest.param("", "*p = *p;", id="assign self"),
        pytest.param("", "q = p; *p = *q;", id="assign alias"),
        pytest.param("", "*p = make(p);", id="assign call"),
        pytest.param("", "*p = (struct foo){ .a = p->a };", id="assign compound"),
        pytest.param("", "*(struct small *)p = *sm;", id="small assign"),
        pytest.param("extern struct small *sm, t2;\n", "sm = (struct small *)p; *sm = t2;", id="small assign cast2"),
        pytest.param("", "m && memcpy(p, t, sizeof(*p));", id="and memcpy"),
        pytest.param("", "m ? memcpy(p, t, sizeof(*p)) : 0;", id="tern memcpy"),
        pytest.param("", "m && (*p = *t, 1);", id="and assign"),
        pytest.param("", "if (m) memcpy(p, t, sizeof(*p));", id="if memcpy"),
        pytest.param("", "DBG(memcpy(p, t, sizeof(*p)));", id="dbg macro"),
        pytest.param("", 'pr_debug("%p", memcpy(p, t, sizeof(*p)));', id="pr_debug arg"),
        pytest.param("", "x = sizeof(memcpy(p, t, sizeof(*p)));", id="sizeof arg"),
        pytest.param("#define IFD(x)\n", "IFD(memcpy(p, t, sizeof(*p)));", id="own macro arg"),
        pytest.param("", "memcpy(p + 1, t, sizeof(*p));", id="p+1"),
        pytest.param("", "memcpy(&p->len, t, sizeof(*p));", id="member"),
        pytest.param("", "memcpy(p, t, sizeof(struct small));", id="sizeof other"),
        pytest.param("", "memcpy(p, t, sizeof(p));", id="sizeof p"),
        pytest.param("", "memcpy(p, t, offsetof(struct foo, list));", id="offsetof"),
        pytest.param("", "memcpy(p, t, sizeof(*p) - 1);", id="minus"),
        pytest.param("", "copy_from_user(p, arg, sizeof(*p));", id="cfu unchecked"),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p))) goto out;\n\tx = 1;\nout:", id="cfu checked goto"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)); ret = x; if (ret) " + FREE, id="cfu ret lost"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)); if (!ret) " + FREE, id="cfu ret inverted"),
        pytest.param("", "if (!copy_from_user(p, arg, sizeof(*p))) " + FREE, id="cfu inverted"),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p)) == sizeof(*p)) " + FREE, id="cfu == size"),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p)) > 4) " + FREE, id="cfu > 4"),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p)) < 0) " + FREE, id="cfu < 0"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)); if (ret < 0) " + FREE, id="cfu ret < 0"),
        pytest.param("", "if (m && copy_from_user(p, arg, sizeof(*p))) " + FREE, id="cfu && "),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p)) && m) " + FREE, id="cfu && rhs"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)) ? 0 : -1; if (ret) " + FREE, id="cfu ptr cond"),
        pytest.param(
            "", "ret = copy_from_user(p, arg, sizeof(*p)); helper(&ret); if (ret) " + FREE, id="cfu shared ret"
        ),
        pytest.param(
            "", "if (copy_from_user(p, arg, sizeof(*p))) { x = p->a; kfree(p); return x; }", id="cfu fail read"
        ),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p))) { foo_put(p); return 1; }", id="cfu fail callee"),
        pytest.param(
            "", "if (copy_from_user(p, arg, sizeof(*p))) { foo_free(p); return 1; }", id="cfu fail free callee"
        ),
        pytest.param("", "bool b8 = copy_from_user(p, arg, sizeof(*p)); if (!b8) " + FREE, id="cfu ret bool"),
        pytest.param("", "u8 b8 = copy_from_user(p, arg, sizeof(*p)); if (b8) " + FREE, id="cfu u8 ret"),
        pytest.param("", "if (copy_from_iter_full(p, sizeof(*p), it)) " + FREE, id="iter inverted"),
        pytest.param("", "if (copy_from_iter(p, sizeof(*p), it) == sizeof(*p)) " + FREE, id="iter == "),
        pytest.param("", "if (copy_from_iter(p, sizeof(*p), it) != 4) " + FREE, id="iter != other"),
        pytest.param("", "if (copy_from_iter(p, sizeof(*p), it) < 0) " + FREE, id="iter < 0"),
        pytest.param("", "if (!copy_from_iter(p, sizeof(*p), it)) " + FREE, id="iter zero"),
        pytest.param("", "if (copy_from_iter(p, sizeof(*p), it) > sizeof(*p)) " + FREE, id="iter >"),
        pytest.param("", "if (!sg_copy_to_buffer(sg, 4, p, sizeof(*p))) " + FREE, id="sg zero"),
        pytest.param("", "sg_copy_to_buffer(sg, 4, p, sizeof(*p));", id="sg unchecked"),
        pytest.param("", "skb_copy_bits(skb, 0, p, sizeof(*p));", id="skb unchecked"),
        pytest.param("", "copy_from_sockptr(p, o, sizeof(*p));", id="sockptr"),
        pytest.param("", "*p |= 1;", id="or-assign whole"),
        pytest.param("", "*p += m;", id="plus"),
        pytest.param("", "while (m--) { if (x) continue; memcpy(p, t, sizeof(*p)); }", id="loop continue"),
        pytest.param("", "for (x = 0; x < m; x++) memcpy(p, t, sizeof(*p));", id="for zero"),
        pytest.param(
            "",
            "switch (m) { case 1: memcpy(p, t, sizeof(*p)); break; case 2: break; default: kfree(p); return 1; }",
            id="switch",
        ),
        pytest.param("", "memset(p, 0, sizeof(*p));", id="memset0"),
        pytest.param("", "if (m) return (long)p; memcpy(p, t, sizeof(*p));", id="return before"),
        pytest.param("", "if (m) goto out; memcpy(p, t, sizeof(*p));\nout:", id="out before"),
        pytest.param("", "d->next = p; if (m) return -1; memcpy(p, t, sizeof(*p));", id="stored fail leave"),
        pytest.param(
            "",
            "if (m) { kref_put(&p->a, foo_release); return 1; } memcpy(p, t, sizeof(*p));",
            id="gets freed later by put",
        ),
        pytest.param("", "q = p; p = d; memcpy(p, t, sizeof(*p));", id="swap"),
        pytest.param("", "if (m) p = d; memcpy(p, t, sizeof(*p));", id="maybe other"),
        pytest.param("", "*p = *t; q = p; if (copy_to_user(arg, p, sizeof(*p))) x = 1;", id="padding sink p"),
        pytest.param(
            "", "*p = *t; q = p; if (copy_to_user(arg, (char *)p, sizeof(*p))) x = 1;", id="padding sink (char *)p"
        ),
        pytest.param(
            "", "*p = *t; q = p; if (copy_to_user(arg, &p->name, sizeof(*p))) x = 1;", id="padding sink &p->name"
        ),
        pytest.param("", "*p = *t; q = p; if (copy_to_user(arg, q, sizeof(*p))) x = 1;", id="padding sink q"),
        pytest.param(
            "", "*p = *t; q = p; if (copy_to_user(arg, (void *)q, sizeof(*p))) x = 1;", id="padding sink (void *)q"
        ),
        pytest.param("", "*p = *t; if (copy_to_user(arg, &p->dev, sizeof(p->dev))) x = 1;", id="padding sink member"),
        pytest.param("", "*p = (struct foo){ .u = 1 }; x = p->v;", id="union literal"),
        pytest.param("", "if ((u8)copy_from_user(p, arg, sizeof(*p))) " + FREE, id="cfu u8 cast"),
        pytest.param("", "ret = (u8)copy_from_user(p, arg, sizeof(*p)); if (ret) " + FREE, id="cfu u8 cast ret"),
        pytest.param(
            "",
            "struct { int e : 1; } b = { 0 }; b.e = copy_from_user(p, arg, sizeof(*p)); if (b.e) " + FREE,
            id="cfu bitfield",
        ),
        pytest.param(
            "", "{ int ret = copy_from_user(p, arg, sizeof(*p)); x = ret; } if (ret) " + FREE, id="shadowed ret"
        ),
        pytest.param(
            "", "ret = copy_from_user(p, arg, sizeof(*p)); { int ret = x; if (ret) " + FREE + " }", id="shadowed ret2"
        ),
        pytest.param("", "ret = m && copy_from_user(p, arg, sizeof(*p)); if (ret) " + FREE, id="ret maybe"),
        pytest.param("", "ret = m ? copy_from_user(p, arg, sizeof(*p)) : 0; if (ret) " + FREE, id="ret tern"),
        pytest.param("", "ret |= copy_from_user(p, arg, sizeof(*p)); if (ret) " + FREE, id="ret or"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)) & 1; if (ret) " + FREE, id="ret and"),
        pytest.param("", "ret = copy_from_user(p, arg, sizeof(*p)) ? m : 0; if (ret) " + FREE, id="ret tern wrong"),
        pytest.param(
            "", "ret = copy_from_user(p, arg, sizeof(*p)) ? 0 : -EFAULT; if (ret) " + FREE, id="ret tern swapped"
        ),
        pytest.param(
            "", "switch (copy_from_user(p, arg, sizeof(*p))) { case 1: kfree(p); return 1; }", id="switch cfu"
        ),
        pytest.param("", "if (copy_from_user(p, arg, sizeof(*p)), m) " + FREE, id="comma test"),
        pytest.param("", "while (copy_from_user(p, arg, sizeof(*p))) if (m) break;", id="cfu while"),
        pytest.param("", "if (CHECK(copy_from_user(p, arg, sizeof(*p)))) " + FREE, id="not cond macro"),
        pytest.param("#define unlikely(x) 0\n", "unlikely(memcpy(p, t, sizeof(*p)));", id="own unlikely skip"),
        pytest.param(
            "#define CHECK(c) if (c) return -EIO\n",
            "d->next = p; CHECK(m); memcpy(p, t, sizeof(*p));",
            id="macro return",
        ),
        pytest.param("", "fill(&p); memcpy(p, t, sizeof(*p));", id="p by address"),
        pytest.param("", "memcpy(p, t, 8); memcpy((char *)p + 8, t, sizeof(*p) - 8);", id="two writes by half"),
        pytest.param("", "memcpy(p, t, sizeof(p->name));", id="sizeof array arg"),
        pytest.param("", "q = p; p++; memcpy(p, t, sizeof(*p)); p = q;", id="ptr alias moved"),
        pytest.param("", "q = p + 1; memcpy(q, t, sizeof(*p));", id="alias of q moved"),
        pytest.param("", "x = *(volatile int *)&p->a; memcpy(p, t, sizeof(*p));", id="volatile read"),
        pytest.param("", "x = READ_ONCE(p->a); memcpy(p, t, sizeof(*p));", id="READ_ONCE"),
        pytest.param("", "x = rcu_dereference(p->next)->a; memcpy(p, t, sizeof(*p));", id="rcu_deref"),
        pytest.param("", "typeof(*p) c2 = *p; memcpy(p, t, sizeof(*p)); use(&c2);", id="typeof"),
        pytest.param("", "x = ({ int y = p->a; y; }); memcpy(p, t, sizeof(*p));", id="generic stmt expr"),
        pytest.param("", "x = *(int *)((char *)p + 4); memcpy(p, t, sizeof(*p));", id="offset read"),
        pytest.param("", "x = ((int *)p)[1]; memcpy(p, t, sizeof(*p));", id="index read"),
        pytest.param("", "x = 1[(int *)p]; memcpy(p, t, sizeof(*p));", id="rev index"),
        pytest.param(
            "", "struct foo c2 = { .next = p }; x = c2.next->a; memcpy(p, t, sizeof(*p));", id="struct init w/ ptr"
        ),
        pytest.param("", "struct foo *v[2] = { t, p }; x = v[1]->a; memcpy(p, t, sizeof(*p));", id="array of ptr"),
        pytest.param("", "unsigned long u = (unsigned long)p; x = *(int *)u; memcpy(p, t, sizeof(*p));", id="int cast"),
        pytest.param("", "d->fn(p); memcpy(p, t, sizeof(*p));", id="func ptr"),
        pytest.param("", "if (check(p)) x = 1; memcpy(p, t, sizeof(*p));", id="cond callee"),
        pytest.param("", "poke(*p); memcpy(p, t, sizeof(*p));", id="arg deref"),
        pytest.param("", "swap(p->a, x); memcpy(p, t, sizeof(*p));", id="swap macro"),
        pytest.param("", "swap(p, t); memcpy(p, t, sizeof(*p));", id="swap ptr"),
        pytest.param("", "x = p->a == t->a; memcpy(p, t, sizeof(*p));", id="compare struct"),
        pytest.param("", "if (m) goto in; x = 1; if (0) { in: memcpy(p, t, sizeof(*p)); }", id="goto into"),
        pytest.param(
            "static int rd(struct foo *z)\n{\n\treturn z->a;\n}\n",
            "x = rd(p); memcpy(p, t, sizeof(*p));",
            id="static callee reads",
        ),
        pytest.param(
            "static int rd(struct foo *z)\n{\n\tstruct foo *y = z;\n\treturn y->in[0].a;\n}\n",
            "x = rd(p); memcpy(p, t, sizeof(*p));",
            id="static callee reads member",
        ),
        pytest.param(
            "static int rd(struct foo *z)\n{\n\treturn other(z);\n}\n",
            "x = rd(p); memcpy(p, t, sizeof(*p));",
            id="static callee passes on",
        ),
        pytest.param(
            "static struct foo *rd(struct foo *z)\n{\n\treturn z;\n}\n",
            "q = rd(p); x = q->a; memcpy(p, t, sizeof(*p));",
            id="static callee returns",
        ),
        pytest.param(
            "#define A(z) ((z)->a)\nstatic int rd(struct foo *z)\n{\n\treturn A(z);\n}\n",
            "x = rd(p); memcpy(p, t, sizeof(*p));",
            id="static callee macro",
        ),
        pytest.param(
            "static int rd(struct foo *z)\n{\n\treturn strlen(z->name);\n}\n",
            "x = rd(p); memcpy(p, t, sizeof(*p));",
            id="static callee strlen",
        ),
        pytest.param(
            "static struct foo *g;\nstatic void st(struct foo *z)\n{\n\tg = z;\n}\n",
            "st(p); poke(); memcpy(p, t, sizeof(*p));",
            id="static callee stores",
        ),
        pytest.param(
            "static void fr(struct foo *z)\n{\n\tkfree(z->buf);\n\tkfree(z);\n}\n",
            "if (m) { fr(p); return 1; } memcpy(p, t, sizeof(*p));",
            id="static callee frees by cleanup",
        ),
        pytest.param(
            "static void cp(struct foo *z)\n{\n\tstruct foo c;\n\tmemcpy(&c, z, sizeof(c));\n\tuse(&c);\n}\n",
            "cp(p); memcpy(p, t, sizeof(*p));",
            id="static callee memcpy from",
        ),
        pytest.param(
            "static void cp(struct foo *z)\n{\n\tz->a |= 1;\n}\n",
            "cp(p); memcpy(p, t, sizeof(*p));",
            id="static callee or",
        ),
        pytest.param(
            "static void cp(struct foo *z)\n{\n\tif (test_bit(1, (void *)&z->v)) go();\n}\n",
            "cp(p); memcpy(p, t, sizeof(*p));",
            id="static callee set_bit",
        ),
        pytest.param(
            "static void fr(struct foo *z)\n{\n\tkfree(z->buf);\n\tkfree(z);\n}\n",
            "if (copy_from_user(p, arg, sizeof(*p))) { fr(p); return 1; }",
            id="static callee frees only",
        ),
    ],
)
def test_not_written_as_a_whole_on_every_path(macros: str, code: str) -> None:
    assert not proved(FUNCTION.format(macros=macros, alloc=WHOLE, code=code))


@pytest.mark.parametrize(
    ("alloc", "code"),
    [
        pytest.param("kzalloc(n, GFP_KERNEL)", "memcpy(p, s, m);", id="alloc char cmd"),
        pytest.param("kzalloc(n + 1, GFP_KERNEL)", "memcpy(p, s, n);", id="len+1"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "n = m; memcpy(p, s, n);", id="size changed"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "n--; memcpy(p, s, n);", id="size grows"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "shrink(&n); memcpy(p, s, n);", id="size by callee"),
        pytest.param("kzalloc(t->len, GFP_KERNEL)", "shrink(t); memcpy(p, s, t->len);", id="size member by callee"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "memcpy(p, s, (u8)n);", id="cast size"),
        pytest.param("kcalloc(n, sizeof(*p), GFP_KERNEL)", "memcpy(p, s, n);", id="kcalloc other"),
        pytest.param("kcalloc(n, sizeof(*p), GFP_KERNEL)", "*p = *t;", id="kcalloc one"),
        pytest.param("kcalloc(n, sizeof(*p), GFP_KERNEL)", "p[0] = *t;", id="kcalloc p[0]"),
        pytest.param("kzalloc(sizeof(*p) + n, GFP_KERNEL)", "*p = *t;", id="kzalloc bigger"),
        pytest.param("kzalloc(struct_size(p, name, n), GFP_KERNEL)", "*p = *t;", id="struct_size"),
        pytest.param("kmem_cache_zalloc(cache, GFP_KERNEL)", "*p = *t;", id="cache unknown"),
        pytest.param("kmem_cache_zalloc(cache, GFP_KERNEL)", "memcpy(p, t, sizeof(*p));", id="cache unknown memcpy"),
        pytest.param(
            "kmem_cache_zalloc(cache, GFP_KERNEL)",
            "if (!copy_from_iter_full(p, sizeof(*p), it)) " + FREE,
            id="cache unknown iter",
        ),
        pytest.param("bitmap_zalloc(n, GFP_KERNEL)", "memcpy(p, s, n);", id="bitmap"),
        pytest.param("(void *)get_zeroed_page(GFP_KERNEL)", "memcpy(p, s, 100);", id="page"),
        pytest.param("(void *)get_zeroed_page(GFP_KERNEL)", "memcpy(p, s, n);", id="page kmalloc"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "*(u8 *)p = 1;", id="bytes"),
        pytest.param("kzalloc(next_len(), GFP_KERNEL)", "memcpy(p, s, next_len());", id="size call twice"),
        pytest.param("kzalloc(get_len(d), GFP_KERNEL)", "memcpy(p, s, get_len(d));", id="size call twice arg"),
        pytest.param("kzalloc(readl(d->buf), GFP_KERNEL)", "memcpy(p, s, readl(d->buf));", id="size readl"),
        pytest.param("kzalloc(n++, GFP_KERNEL)", "memcpy(p, s, n++);", id="size n++"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "memcpy(p, s, --n);", id="size --n"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "{ int n = 4; memcpy(p, s, n); }", id="size shadow"),
        pytest.param("kzalloc(g_len, GFP_KERNEL)", "helper(); memcpy(p, s, g_len);", id="size global"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "u8 k = n; memcpy(p, s, k);", id="size u8 local"),
        pytest.param("kzalloc(n, GFP_KERNEL)", "memcpy(p, s, min(n, m));", id="size signed min"),
        pytest.param("kzalloc(max(n, m), GFP_KERNEL)", "memcpy(p, s, m);", id="size max"),
        pytest.param(
            "kzalloc(t->len, GFP_KERNEL)", "memcpy(t, s, sizeof(*t)); memcpy(p, s, t->len);", id="size read by copy"
        ),
        pytest.param(
            "kzalloc(t->len, GFP_KERNEL)",
            "if (copy_from_user(t, arg, sizeof(*t))) " + FREE + " memcpy(p, s, t->len);",
            id="size by writer",
        ),
        pytest.param("kcalloc(2, sizeof(*p), GFP_KERNEL)", "*p = *t;", id="array pointer"),
    ],
)
def test_sizes_that_differ(alloc: str, code: str) -> None:
    assert not proved(FUNCTION.format(macros="", alloc=alloc, code=code))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            """int f(struct foo *d, void __user *arg)
{
	struct foo *p;
again:
	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	if (copy_from_user(p, arg, sizeof(*p))) {
		d->a = p->a;
		goto again;
	}
	return done(p);
}
""",
            id="retry read",
        ),
        pytest.param(
            """int f(struct foo *d, void __user *arg)
{
	struct foo *p;
	for (;;) {
		p = kzalloc(sizeof(*p), GFP_KERNEL);
		if (!p)
			return -ENOMEM;
		d->next = p;
		if (copy_from_user(p, arg, sizeof(*p)))
			continue;
		return done(p);
	}
}
""",
            id="retry list",
        ),
        pytest.param(
            """int f(struct foo *d, void __user *arg)
{
	d->next = kzalloc(sizeof(*d->next), GFP_KERNEL);
	if (!d->next)
		return -ENOMEM;
	if (copy_from_user(d->next, arg, sizeof(*d->next)))
		return -EFAULT;
	return 0;
}
""",
            id="member fail leave",
        ),
        pytest.param(
            """int f(struct foo **out, void __user *arg)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	if (copy_from_user(*out, arg, sizeof(**out)))
		return -EFAULT;
	return 0;
}
""",
            id="out param fail leave",
        ),
        pytest.param(
            """int f(struct foo **out, int m, struct foo *t)
{
	*out = kzalloc(sizeof(**out), GFP_KERNEL);
	if (!*out)
		return -ENOMEM;
	if (m)
		return 0;
	**out = *t;
	return 0;
}
""",
            id="out param other leave",
        ),
        pytest.param(
            """static struct foo *g;
int f(int m, struct foo *t)
{
	g = kzalloc(sizeof(*g), GFP_KERNEL);
	if (!g)
		return -ENOMEM;
	if (m)
		return 0;
	*g = *t;
	return 0;
}
""",
            id="static holder",
        ),
        pytest.param(
            """int f(void __user *arg)
{
	struct foo *p __free(foo_put) = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	if (copy_from_user(p, arg, sizeof(*p)))
		return -EFAULT;
	return done(p);
}
""",
            id="cleanup reads",
        ),
        pytest.param(
            """int f(void __user *arg, int m)
{
	struct foo *p __free(foo_put) = NULL;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	if (m)
		return -EFAULT;
	*p = (struct foo){ .a = m };
	return done(p);
}
""",
            id="cleanup reads later decl",
        ),
        pytest.param(
            """int f(void __user *arg, int m)
{
	struct foo *p;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	guard(foo)(p);
	*p = (struct foo){ .a = m };
	return done(p);
}
""",
            id="guard reads",
        ),
        pytest.param(
            """int f(struct foo *t, int m)
{
	static struct foo *p;

	if (!p)
		p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return -ENOMEM;
	if (m)
		return p->a;
	memcpy(p, t, sizeof(*p));
	return 0;
}
""",
            id="static local",
        ),
        pytest.param(
            """static struct foo *g;
int f(struct foo *t, int m)
{
	if (!g) {
		g = kzalloc(sizeof(*g), GFP_KERNEL);
		if (!g)
			return -ENOMEM;
	}
	if (m)
		*g = *t;
	return g->a;
}
""",
            id="global cached",
        ),
        pytest.param(
            """int f(struct foo **tbl, struct foo *t, int n)
{
	int i;

	for (i = 0; i < n; i++) {
		tbl[i] = kzalloc(sizeof(*tbl[i]), GFP_KERNEL);
		if (!tbl[i])
			return -ENOMEM;
	}
	for (i = 0; i < n; i++)
		*tbl[i] = *t;
	return 0;
}
""",
            id="loop table",
        ),
        pytest.param(
            """int f(struct foo *d, struct foo *t, int n)
{
	struct foo *p, *prev = NULL;
	int i;

	for (i = 0; i < n; i++) {
		p = kzalloc(sizeof(*p), GFP_KERNEL);
		if (!p)
			return -ENOMEM;
		if (prev)
			d->a += prev->a;
		prev = p;
		if (i == 3)
			continue;
		*p = *t;
		done(p);
	}
	return 0;
}
""",
            id="next iteration reads",
        ),
    ],
)
def test_left_unwritten_where_others_find_it(text: str) -> None:
    assert not proved(text)


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("d->buf = s; d->next = p; if (copy_from_user(&x, arg, 4)) x = 0; " + COPY, id="another copy"),
        pytest.param("dev_set_drvdata(&d->dev, p); if (copy_from_user(p, arg, sizeof(*p))) " + FREE, id="driver data"),
        pytest.param("copy.next = p; share(&copy); if (copy_from_user(p, arg, sizeof(*p))) " + FREE, id="on the stack"),
        pytest.param("r = &copy; poke(r); copy.next = p; if (copy_from_user(p, arg, 64)) " + FREE, id="known before"),
    ],
)
def test_others_find_it_while_a_copy_waits(code: str) -> None:
    assert not proved(FUNCTION.format(macros="", alloc=WHOLE, code=code))


STACK = """int f(struct foo *d, const void __user *arg, int n)
{{
	struct foo on = {{}};
	int ret;

{before}
	on.buf = kzalloc(n, GFP_KERNEL);
	if (!on.buf)
		return -ENOMEM;
	if (copy_from_user(on.buf, arg, n)) {{
		kfree(on.buf);
		return -EFAULT;
	}}
	{after}
	kfree(on.buf);
	return ret;
}}
"""


@pytest.mark.parametrize(
    ("before", "after", "right"),
    [
        pytest.param("", "ret = submit(d, &on);", True, id="given away behind"),
        pytest.param("list_add(&on.list, &d->list);", "ret = 0;", False, id="listed before"),
        pytest.param("again:", "ret = submit(d, &on); if (ret) goto again;", False, id="given away on the last round"),
    ],
)
def test_a_structure_on_the_stack_is_found_once_its_address_is_given_away(before: str, after: str, right: bool) -> None:
    assert proved(STACK.format(before=before, after=after)) is right


LITERAL = """struct inner {{ {member} }};
struct outer {{ struct inner in; void *data; }};

int f(struct outer *t)
{{
	struct outer *p = kzalloc(sizeof(*p), GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	*p = (struct outer){{ .data = t }};
	return item_add(p);
}}
"""


@pytest.mark.parametrize(
    ("member", "right"),
    [
        pytest.param("size_t n;", True, id="size_t"),
        pytest.param("unsigned long n;", True, id="two words"),
        pytest.param("unsigned int n[4];", True, id="array"),
        pytest.param("const char * const *names;", True, id="pointer"),
        pytest.param("enum kind kind;", True, id="enum"),
        pytest.param("union { u8 a; u64 b; };", False, id="union"),
        pytest.param("some_t what;", False, id="not found"),
    ],
)
def test_a_literal_need_not_write_a_union(member: str, right: bool) -> None:
    assert proved(LITERAL.format(member=member)) is right
