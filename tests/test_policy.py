"""What a series leaves alone or holds back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kzfix.errors import ConfigError
from kzfix.tables import table
from kzfix.tree import policy
from kzfix.tree.policy import Alone, Held

TREE = os.environ.get("KZFIX_TREE", "")  # a kernel to read, never to copy from


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("net/core/dev.c", Held),
        ("drivers/net/ethernet/intel/e100.c", Held),
        ("drivers/net/wireless/ath/ath9k/init.c", Held),
        ("drivers/gpu/drm/amd/display/dc/core/dc.c", Held),
        ("drivers/acpi/acpica/utalloc.c", Alone),
        ("tools/perf/util/evsel.c", Alone),
        ("include/uapi/linux/fs.h", Alone),
        ("arch/x86/include/uapi/asm/kvm.h", Alone),
        ("lib/zstd/compress/zstd_compress.c", Alone),
        ("scripts/dtc/dtc.c", Alone),
        ("mm/kasan/kasan_test_c.c", Alone),
        ("lib/test_meminit.c", Alone),
        ("net/sunrpc/tests/a_kunit.c", Alone),  # a test first, though it is in net/
        ("drivers/acpi/bus.c", None),
        ("fs/netfs/main.c", None),
        ("drivers/gpu/drm/amd/display/amdgpu_dm/amdgpu_dm.c", None),
        ("drivers/gpu/drm/amd/display/modules/power/power_helpers.c", Held),
        ("lib/lz4/lz4_compress.c", Alone),
        ("lib/xz/xz_dec_lzma2.c", Alone),
        ("lib/zlib_inflate/inflate.c", None),
    ],
)
def test_paths(path: str, kind: type | None) -> None:
    word = policy.of(path)
    assert word is None if kind is None else isinstance(word, kind)
    assert word is None or (word.why and word.document)


def test_a_line_may_be_about_what_a_file_holds() -> None:
    text = b"// SPDX\n/* Do not edit directly, auto-generated from: */\n/*\tx.yaml */\n"
    assert policy.of("drivers/dpll/dpll_nl.c") is None
    assert isinstance(policy.of("drivers/dpll/dpll_nl.c", text), Alone)


def own(tmp_path: Path, text: str) -> str:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    return str(path)


def test_a_user_adds_and_overrides(tmp_path: Path) -> None:
    text = """
        [[take]]
        paths = ["drivers/net/wireless/*"]
        why = "agreed with the maintainer"
        [[hold]]
        paths = ["sound/*"]
        why = "later"
        document = "mail of May"
        [[alone]]
        paths = ["drivers/staging/*"]
        why = "goes away"
    """
    path = own(tmp_path, text)
    mine = policy.read(path)
    assert mine.of("drivers/net/wireless/a.c") is None
    assert isinstance(mine.of("drivers/net/ethernet/a.c"), Held)
    assert mine.of("sound/core/init.c") == Held("later", "mail of May")
    assert mine.of("drivers/staging/a/b.c") == Alone("goes away", path)
    assert policy.of("sound/core/init.c") is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("[[hold]\n", "Expected"),
        ("[[wait]]\npaths = ['a']\nwhy = 'b'\n", "unknown table 'wait'"),
        ("hold = 3\n", "unknown table 'hold'"),
        ("hold = [3]\n", r"\[\[hold\]\] number 1 is not a table"),
        ("[[hold]]\npaths = ['a']\nwhy = 'b'\n[[hold]]\npath = 'a'\n", r"\[\[hold\]\] number 2: unknown key 'path'"),
        ("[[hold]]\npaths = 'a'\nwhy = 'b'\n", "'paths' must be a list"),
        ("[[hold]]\npaths = [1]\nwhy = 'b'\n", "'paths' must be a list of patterns"),
        ("[[hold]]\npaths = []\nwhy = 'b'\n", "'paths' must be a list of patterns"),
        ("[[hold]]\npaths = ['a']\nwhy = 1\n", "'why' must be a string"),
        ("[[hold]]\npaths = ['a']\n", "'why' is missing"),
        ("[[hold]]\npaths = ['a']\nwhy = '\xff", "."),
    ],
)
def test_a_file_that_makes_no_sense_is_one_line(tmp_path: Path, text: str, title: str) -> None:
    path = tmp_path / "policy.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError, match=title) as caught:
        policy.read(str(path))
    assert caught.value.place == str(path)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(ConfigError, match="cannot read it: No such file"):
        policy.read("/nonexistent/policy.toml")


def test_every_built_in_line_has_its_document() -> None:
    lines = [entry for kind in ("keep", "alone", "hold") for entry in table("policy")[kind]]
    assert lines and all(entry["paths"] and entry["why"] and entry["source"] for entry in lines)


@pytest.mark.skipif(not TREE, reason="KZFIX_TREE names no kernel tree")
def test_the_documents_are_in_the_tree() -> None:
    styles = [entry["document"] for entry in table("subjects")["style"]]
    held = [entry["source"].split(",")[0].split(":")[0] for entry in table("policy")["hold"]]
    for document in [*styles, *held]:
        assert os.path.exists(os.path.join(TREE, document)), document


@pytest.mark.skipif(not TREE, reason="KZFIX_TREE names no kernel tree")
def test_the_folders_are_in_the_tree() -> None:
    for entry in [*table("policy")["alone"], *table("policy")["hold"]]:
        for pattern in entry["paths"]:
            folder = os.path.dirname(pattern.partition("*")[0]) if "*" in pattern else pattern
            assert os.path.exists(os.path.join(TREE, folder)), pattern
