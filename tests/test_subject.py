"""How a patch's subject begins, learned from real git histories made here."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from kzfix.tree import habits, log, prefix, subject
from kzfix.tree.subject import Origin, Prefix

INIT = "drivers/scsi/lpfc/lpfc_init.c"
DATE = "2026-01-01T00:00:00+00:00"
ALONE = {  # no settings but these
    "PATH": os.environ["PATH"],
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in
       (("NAME", "A"), ("EMAIL", "a@x.example"), ("DATE", DATE))},
}  # fmt: skip


def git(root: Path, *words: str, text: bytes = b"") -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True, capture_output=True, env=ALONE, input=text)


def history(root: Path, commits: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A tree whose history, oldest first, has these subjects, each with the files that it touches."""
    root.mkdir(exist_ok=True)
    git(root, "init", "-q", "-b", "main")
    stream: list[str] = []
    for number, (line, files) in enumerate(commits):
        stream.append(f"commit refs/heads/main\ncommitter A <a@x.example> {1700000000 + number} +0000\n")
        stream.append(f"data {len(line.encode())}\n{line}\n")
        stream += [f"M 100644 inline {name}\ndata {len(str(number))}\n{number}\n" for name in files]
    git(root, "fast-import", "--quiet", text="".join(stream).encode())
    git(root, "reset", "-q", "--hard")
    return str(root)


def one(root: str, *paths: str) -> Prefix:
    return subject.of(root, [paths])[0]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("scsi: lpfc: Fix the reset", ["scsi: ", "lpfc: "]),
        ("[SCSI] lpfc 8.3.2 : Addition of SLI4", ["[SCSI] ", "lpfc: "]),
        ("[NETFILTER]: nf_conntrack: kill it", ["[NETFILTER]: ", "nf_conntrack: "]),
        ("[PATCH] x86_64: Fix it", ["x86_64: "]),
        ("[PATCH v2 3/7 net-next] net/mlx5: Fix it", ["net/mlx5: "]),
        ("Re: [RFC] foo: bar", ["foo: "]),
        ("ALSA: hda - Fix the pin", ["ALSA: ", "hda - "]),
        ("ALSA - hda: Fix", ["ALSA - hda: "]),
        ("hwmon: (lm90) Add it", ["hwmon: ", "(lm90) "]),
        ("ARM: 5432/1: omap: fix it", ["ARM: ", "omap: "]),
        ("V4L/DVB (12360): ivtv: fix it", ["V4L/DVB: ", "ivtv: "]),
        ("drm/amd/display: Fix it", ["drm/amd/display: "]),
        ("rtc: ds1307.c: fix it", ["rtc: ", "ds1307: "]),
        ("net sched: act: fix", ["net sched: ", "act: "]),
        ("Fix the reset: do it twice", []),
        ("mm: fix the following: a and b", ["mm: "]),
        ("this is a long text before a colon: more", []),
        ('Revert "scsi: lpfc: Fix the reset"', []),
        ("scsi:no space", []),
        ("scsi: ", []),
        ("", []),
        ("Linux 6.12", []),
        ("http://x.example/ is a place", []),
    ],
)
def test_parts_of_a_subject(line: str, parts: list[str]) -> None:
    assert list(prefix.read(line).parts) == parts


def test_the_prefix_most_used_wins_and_the_case_mostly_written(tmp_path: Path) -> None:
    root = history(
        tmp_path / "t",
        [
            ("SCSI: LPFC: Add it", [INIT]),
            ("scsi: lpfc: Fix it", [INIT]),
            ("scsi: Lpfc: fix it", [INIT]),
            ("scsi: lpfc: Fix it again", [INIT]),
            ("treewide: rename things", [INIT]),
            ("no prefix", [INIT]),
        ],
    )
    got = one(root, INIT)
    assert (got.text, got.origin, got.why) == ("scsi: lpfc: ", Origin.PATH, f"4 of the last 6 commits of {INIT}")
    assert got.capital and got.line("use kzalloc()") == "scsi: lpfc: Use kzalloc()"


def test_of_two_that_are_used_as_often_the_later_one(tmp_path: Path) -> None:
    root = history(tmp_path / "t", [("a: x", ["f.c"]), ("a: x", ["f.c"]), ("b: x", ["f.c"]), ("b: x", ["f.c"])])
    assert one(root, "f.c").text == "b: "


def test_a_commit_that_touches_a_thousand_files_does_not_decide(tmp_path: Path) -> None:
    many = [INIT, *(f"lib/f{n}.c" for n in range(1000))]
    root = history(tmp_path / "t", [("lpfc: Add it", [INIT]), *[("treewide: x", many)] * 3, ("lpfc: Fix it", [INIT])])
    assert one(root, INIT).text == "lpfc: "


def test_a_commit_that_touches_a_thousand_files_and_names_the_path(tmp_path: Path) -> None:
    """As the one that moved all headers of a machine: it is what the history of each of them begins with."""
    many = [f"arch/sh/include/asm/f{n}.h" for n in range(200)]
    root = history(tmp_path / "t", [("sh: Move the headers", many), ("mm: x", many[:1]), ("sh: Make more", many)])
    assert one(root, many[0]).text == "sh: "


def test_a_path_with_one_commit_that_names_it(tmp_path: Path) -> None:
    others = [("lib: x", [f"lib/f{n}.c"]) for n in range(9)]
    own = [("lib/genalloc.c: Add it", ["lib/genalloc.c"]), ("slab allocators: x", ["lib/genalloc.c"])]
    got = one(history(tmp_path / "t", [*others, *own]), "lib/genalloc.c")
    assert (got.text, got.why) == ("lib/genalloc: ", "1 of the last 2 commits of lib/genalloc.c")


def test_only_the_last_fifty_commits_count(tmp_path: Path) -> None:
    root = history(
        tmp_path / "t", [*[("old: x", ["f.c"])] * 60, *[("fresh: x", ["f.c"])] * 26, *[("plain", ["f.c"])] * 24]
    )
    got = one(root, "f.c")
    assert (got.text, got.why) == ("fresh: ", "26 of the last 50 commits of f.c")


def test_a_path_with_little_history_is_called_as_its_neighbours_are(tmp_path: Path) -> None:
    """In a folder of drivers the part that is the driver's name becomes this one's."""
    commits = [(f"scsi: {name}: Fix it", [f"drivers/scsi/{name}.c"]) for name in ("aha152x", "fdomain", "imm", "ppa")]
    root = history(tmp_path / "t", [("Add the driver", ["drivers/scsi/wd719x.c"]), *commits])
    got = one(root, "drivers/scsi/wd719x.c")
    assert (got.text, got.origin) == ("scsi: wd719x: ", Origin.FOLDER)
    assert got.why == "4 of the last 5 commits of drivers/scsi/"


def test_the_folder_of_one_driver(tmp_path: Path) -> None:
    commits = [("scsi: lpfc: Fix it", [f"drivers/scsi/lpfc/lpfc_{name}.c"]) for name in ("els", "ct", "hw")]
    root = history(tmp_path / "t", [*commits, ("Add the file", [INIT])])
    assert one(root, INIT).text == "scsi: lpfc: "


def test_a_folder_whose_commits_agree_on_nothing_is_not_asked(tmp_path: Path) -> None:
    commits = [(f"thing{n}: x", [f"fs/file{n}x.c"]) for n in range(9)]
    root = history(tmp_path / "t", [*commits, ("thing0: y", ["fs/file0x.c"]), ("Add it", ["fs/posix_acl.c"])])
    assert one(root, "fs/posix_acl.c").origin is Origin.TABLE


def test_several_paths_have_what_is_common(tmp_path: Path) -> None:
    root = history(
        tmp_path / "t",
        [
            *[("scsi: lpfc: x", [INIT])] * 2,
            *[("scsi: qla2xxx: x", ["drivers/scsi/qla2xxx/qla_os.c"])] * 2,
            *[("ext4: x", ["fs/ext4/super.c"])] * 2,
            *[("jbd2: x", ["fs/jbd2/journal.c"])] * 2,
        ],
    )
    scsi, fs = (INIT, "drivers/scsi/qla2xxx/qla_os.c"), ("fs/ext4/super.c", "fs/jbd2/journal.c")
    got = subject.of(root, [scsi, fs, [INIT, INIT], [*scsi, *fs]])
    assert [prefix.text for prefix in got] == ["scsi: ", "fs: ", "scsi: lpfc: ", "treewide: "]
    assert got[1].why == "no prefix in common: named after fs/"


def test_several_paths_of_names_with_a_common_beginning(tmp_path: Path) -> None:
    md, ib = [f"drivers/md/dm-{name}.c" for name in ("log", "delay")], [f"drivers/infiniband/{n}/a.c" for n in "ab"]
    mm = ["arch/x86/mm/a.c", "arch/x86/lib/b.c"]
    commits = [(f"dm {path[14:-2]}: x", [path]) for path in md] * 2 + [(f"IB/{path[19]}: x", [path]) for path in ib] * 2
    root = history(tmp_path / "t", [*commits, *[(f"x86/{path[9]}: x", [path]) for path in mm] * 2])
    assert [prefix.text for prefix in subject.of(root, [md, ib, mm])] == ["dm: ", "IB: ", "x86: "]


def test_several_paths_as_their_folders_commits_are_called(tmp_path: Path) -> None:
    """Not as another driver that stands there too, however much it is worked on."""
    drivers = [f"drivers/ata/{name}.c" for name in ("ahci", "sata_nv")]
    other = [("sata_mv: x", ["drivers/ata/sata_mv.c"])] * 5 + [("libata: x", ["drivers/ata/libata-core.c"])] * 4
    root = history(tmp_path / "t", [*other, *[(f"{path[12:-2]}: x", [path]) for path in drivers] * 3])
    got = one(root, *drivers)
    assert (got.text, got.why) == ("libata: ", "4 of the last 15 commits of drivers/ata/")


def test_files_all_over_the_tree(tmp_path: Path) -> None:
    assert one(str(tmp_path), "fs/ext4/super.c", "mm/slub.c").text == "treewide: "


@pytest.mark.parametrize(
    ("prefixes", "text"),
    [
        (["scsi: lpfc: ", "scsi: fnic: "], "scsi: "),
        (["ALSA: hda - ", "ALSA: "], "ALSA: "),
        (["x86/mm: ", "x86/kvm: "], "x86: "),
        (["drm/amd/display: ", "drm/amd/pm: "], "drm/amd: "),
        (["[SCSI] lpfc: ", "[SCSI] "], "[SCSI] "),
        (["drm/i915: ", "drm: ", "drm/qxl: ", "dma-buf: "], "drm: "),
        (["x86: ", "fs: "], ""),
        (["a: ", ""], ""),
        ([], ""),
    ],
)
def test_what_prefixes_begin_with(prefixes: list[str], text: str) -> None:
    assert subject.beginning(prefixes) == text


def test_what_several_paths_use_together(tmp_path: Path) -> None:
    """Each alone is called otherwise, but all of them have the commits of the driver."""
    a, b = "net/phy/a.c", "net/phy/b.c"
    commits = [*[("phylib: x", [a, b])] * 4, *[("a: x", [a])] * 5, *[("b: x", [b])] * 2]
    got = one(history(tmp_path / "t", commits), a, b)
    assert (got.text, got.why) == ("phylib: ", "4 of the last 11 commits of the 2 files")


def test_one_pass_answers_as_many_passes_do(tmp_path: Path) -> None:
    """For more than thirty folders git is asked for the whole history instead of theirs."""
    commits = [(f"d{n}: x{k}", [f"drivers/d{n}/f.c"]) for k in range(3) for n in range(40)]
    root = history(tmp_path / "t", commits)
    paths = [[f"drivers/d{n}/f.c"] for n in range(40)]
    assert subject.of(root, paths) == [one(root, *path) for path in paths]


def test_names_may_be_odd(tmp_path: Path) -> None:
    odd = "drivers/ö x/f.c"
    root = history(tmp_path / "t", [("a: x", ["f.c"]), ("b: é", [odd])])
    known = log.read(root, [odd])
    assert [commit.subject for commit in known.paths[odd]] == ["b: é"]


def test_no_history_is_no_error(tmp_path: Path) -> None:
    path = "drivers/scsi/lpfc/lpfc_init.c"
    got = one(str(tmp_path), path)
    assert (got.text, got.origin) == ("scsi: lpfc: ", Origin.TABLE)
    assert got.why == "this is no git tree: what patches there are usually called"
    git(tmp_path, "init", "-q")
    assert "does not have any commits" in one(str(tmp_path), path).why


def test_a_shallow_clone_says_so(tmp_path: Path) -> None:
    full = history(tmp_path / "full", [*[("mine: x", [INIT])] * 5, ("Linux 6.12", [INIT])])
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{full}", "shallow")
    got = one(str(tmp_path / "shallow"), INIT)
    assert got.origin is Origin.TABLE and got.why.startswith("the history is shallow")


def test_a_folder_inside_a_tree_is_not_its_top(tmp_path: Path) -> None:
    """Paths are from the root that is given: a kernel may stand in a folder of a repository."""
    root = history(tmp_path / "t", [("scsi: lpfc: x", [f"linux/{INIT}"])] * 3)
    assert one(f"{root}/linux", INIT).text == "scsi: lpfc: "


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("drivers/scsi/lpfc/lpfc_init.c", "scsi: lpfc: "),
        ("drivers/scsi/aha1740.c", "scsi: aha1740: "),
        ("drivers/scsi/scsi_lib.c", "scsi: "),
        ("drivers/gpu/drm/i915/display/intel_dp.c", "drm/i915: "),
        ("drivers/gpu/drm/drm_gem.c", "drm: "),
        ("drivers/net/wireless/ath/ath9k/init.c", "wifi: ath9k: "),
        ("drivers/media/usb/em28xx/em28xx-video.c", "media: em28xx: "),
        ("drivers/input/mouse/bcm5974.c", "Input: bcm5974 - "),
        ("arch/x86/mm/init.c", "x86/mm: "),
        ("arch/arc/kernel/irq.c", "ARC: "),
        ("arch/s390/kvm/kvm-s390.c", "KVM: s390: "),
        ("drivers/hwmon/lm90.c", "hwmon: (lm90) "),
        ("drivers/md/dm-log.c", "dm: "),
        ("drivers/md/raid5.c", "md: "),
        ("drivers/md/dm-vdo/dedupe.c", "dm vdo: "),
        ("drivers/media/platform/st/sti/bdisp/bdisp-hw.c", "media: bdisp: "),
        ("drivers/pci/proc.c", "PCI: "),
        ("drivers/pci/controller/dwc/pcie-qcom.c", "PCI: dwc: "),
        ("drivers/regulator/axp20x-regulator.c", "regulator: axp20x: "),
        ("drivers/platform/x86/amd/pmf/tee-if.c", "platform/x86/amd/pmf: "),
        ("sound/soc/intel/avs/skl.c", "ASoC: Intel: avs: "),
        ("io_uring/register.c", "io_uring/register: "),
        ("arch/x86/kernel/cpu/common.c", "x86/cpu: "),
        ("arch/arm/mach-omap2/io.c", "ARM: omap2: "),
        ("drivers/misc/eeprom/", "misc: eeprom: "),
        ("drivers/rtc/rtc-nct3018y.c", "rtc: nct3018y: "),
        ("drivers/irqchip/irq-gic.c", "irqchip/gic: "),
        ("drivers/iio/adc/ad7173.c", "iio: adc: ad7173: "),
        ("drivers/media/platform/mediatek/vcodec/common/x.c", "media: mediatek: vcodec: "),
        ("sound/soc/codecs/cs35l45-i2c.c", "ASoC: cs35l45: "),
        ("fs/ext4/super.c", "ext4: "),
        ("mm/slub.c", "mm/slub: "),
        ("sound/soc/codecs/wm8994.c", "ASoC: wm8994: "),
        ("lib/", "lib: "),
        ("fs/", "fs: "),
        ("nowhere/deep/a.c", "deep: a: "),
        ("main.c", "main: "),
        ("", ""),
    ],
)
def test_what_patches_are_called(path: str, text: str) -> None:
    assert habits.called(path)[0] == text


def handbook(root: Path, *names: str) -> str:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("")
    return str(root)


TIP = "Documentation/process/maintainer-tip.rst"
NETDEV = "Documentation/process/maintainer-netdev.rst"


def test_what_handbooks_ask_for(tmp_path: Path) -> None:
    root = handbook(tmp_path, TIP, NETDEV)
    tip, net, wifi = subject.of(root, [["arch/x86/mm/init.c"], ["net/core/dev.c"], ["drivers/net/wireless/a/b.c"]])
    assert tip.line("use kzalloc()") == "x86/mm: Use kzalloc()" and tip.document.startswith(TIP)
    assert (net.tag, net.document) == ("net-next", f"{NETDEV}, Indicating target tree")
    assert net.line("Use kzalloc()") == "net: use kzalloc()"
    assert wifi.tag == ""
    assert one(root, "net/core/dev.c", "fs/inode.c").tag == ""


def test_a_handbook_that_the_tree_does_not_have_asks_for_nothing(tmp_path: Path) -> None:
    got = one(str(tmp_path), "net/core/dev.c")
    assert (got.tag, got.document) == ("", "")


@pytest.mark.parametrize(
    ("summary", "capital", "lower"),
    [
        ("use kzalloc()", "Use kzalloc()", "use kzalloc()"),
        ("Use kzalloc()", "Use kzalloc()", "use kzalloc()"),
        ("kzalloc() does it", "kzalloc() does it", "kzalloc() does it"),
        ("lpfc_init is slow", "lpfc_init is slow", "lpfc_init is slow"),
        ("NULL is no error", "NULL is no error", "NULL is no error"),
        ("A zero is enough", "A zero is enough", "a zero is enough"),
        ("", "", ""),
    ],
)
def test_the_first_letter_of_the_summary(summary: str, capital: str, lower: str) -> None:
    def line(is_capital: bool) -> str:
        return Prefix("x: ", Origin.NAME, "", is_capital, "", "").line(summary)

    assert (line(True), line(False)) == (f"x: {capital}", f"x: {lower}")
