"""What holds for every test."""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: many tests wait for a process, a disk or a clock."""
    return len(os.sched_getaffinity(0)) + 1


def pytest_collection_finish() -> None:
    """What has been collected stays, and need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def _journals_of_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Journals of trees without git, and what runs have found, stay out of the user's own folders."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.setitem(os.environ, "KZFIX_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where there is such a place: fsync() costs nothing there."""
    there = "/dev/shm" if os.access("/dev/shm", os.W_OK | os.X_OK) else None
    with tempfile.TemporaryDirectory(dir=there) as name:
        yield Path(os.path.realpath(name))
