"""Writing in place: wholly or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from kzfix.deliver.inplace import temporary, write
from kzfix.errors import WriteError

OLD, NEW = b"old \xe9\r\n", b"new\n"
RUN = "0001-abcdef"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "f.c"
    path.write_bytes(OLD)
    path.chmod(0o640)
    return path


def left(file: Path) -> list[str]:
    return sorted(each.name for each in file.parent.iterdir())


def test_content_and_mode(file: Path) -> None:
    write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == NEW
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert left(file) == ["f.c"]


def test_attributes_are_kept(file: Path) -> None:
    try:
        os.setxattr(file, "user.origin", b"vendor")
    except (OSError, AttributeError):
        pytest.skip("no attributes on this file system")
    write(str(file), OLD, NEW, RUN)
    assert os.getxattr(file, "user.origin") == b"vendor"


def test_a_name_as_long_as_names_can_be(file: Path) -> None:
    name = "\xe9" * 126 + ".c"
    file.rename(file.parent / name)
    write(str(file.parent / name), OLD, NEW, RUN)
    assert left(file) == [name] and (file.parent / name).read_bytes() == NEW


def test_an_executable_stays_one(file: Path) -> None:
    file.chmod(0o755)
    write(str(file), OLD, NEW, RUN)
    assert stat.S_IMODE(file.stat().st_mode) == 0o755


def test_a_symlink_stays_and_its_target_changes(file: Path, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.c"
    link.symlink_to("../f.c")
    write(str(link), OLD, NEW, RUN)
    assert link.is_symlink()
    assert file.read_bytes() == NEW


def test_another_name_of_the_file_keeps_the_old_content(file: Path, tmp_path: Path) -> None:
    os.link(file, tmp_path / "second.c")
    write(str(file), OLD, NEW, RUN)
    assert (tmp_path / "second.c").read_bytes() == OLD


def test_a_file_that_changed_is_not_written_over(file: Path) -> None:
    file.write_bytes(b"mine\n")
    with pytest.raises(WriteError, match="changed") as caught:
        write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == b"mine\n"
    assert caught.value.hint


def test_a_file_that_changes_meanwhile_is_not_written_over(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda number: file.write_bytes(b"somebody else's\n"))
    with pytest.raises(WriteError, match="changed"):
        write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == b"somebody else's\n"
    assert left(file) == ["f.c"]


def test_read_only(file: Path) -> None:
    file.chmod(0o440)
    with pytest.raises(WriteError, match="read-only") as caught:
        write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == OLD
    assert "chmod" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_folder(file: Path) -> None:
    file.parent.chmod(0o555)
    try:
        with pytest.raises(WriteError, match="folder"):
            write(str(file), OLD, NEW, RUN)
    finally:
        file.parent.chmod(0o755)
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("name", ["fsync", "replace"])
def test_disk_full(file: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, name, full)
    with pytest.raises(WriteError, match="No space left") as caught:
        write(str(file), OLD, NEW, RUN)
    assert caught.value.place == str(file)
    assert file.read_bytes() == OLD
    assert left(file) == ["f.c"]


def test_interrupted(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(number: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == OLD
    assert left(file) == ["f.c"]


def test_a_trap_under_the_temporary_name(file: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"precious\n")
    trap = Path(temporary(str(file), RUN))
    trap.symlink_to("precious")
    with pytest.raises(WriteError, match="File exists"):
        write(str(file), OLD, NEW, RUN)
    assert file.read_bytes() == OLD and (tmp_path / "precious").read_bytes() == b"precious\n"
    assert trap.is_symlink()


def test_gone_and_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="No such file"):
        write(str(tmp_path / "none.c"), OLD, NEW, RUN)
    with pytest.raises(WriteError, match="regular"):
        write(str(tmp_path), OLD, NEW, RUN)


def test_a_symlink_to_itself(tmp_path: Path) -> None:
    (tmp_path / "loop.c").symlink_to("loop.c")
    with pytest.raises(WriteError):
        write(str(tmp_path / "loop.c"), OLD, NEW, RUN)
