"""kzfix.toml: found, read, checked, and overruled by flags."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from kzfix import config
from kzfix.config import Settings
from kzfix.errors import ConfigError
from kzfix.model import Include


def write(folder: Path, text: str) -> str:
    path = folder / "kzfix.toml"
    path.write_text(text)
    return str(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'rules = ["mine"]\nrule = ["zeroing/memset"]\ngroup = ["idioms"]\ninclude = "review"\n'
        'exclude = ["*/old/*"]\njobs = 3\nallocators = ["tables/own.toml"]\nstores = 4\n'
        "timeout = 2.5\nmemory = 100\n",
    )
    assert config.read(path) == Settings(
        rules=(str(tmp_path / "mine"),),
        rule=("zeroing/memset",),
        group=("idioms",),
        include=Include.REVIEW,
        exclude=("*/old/*",),
        jobs=3,
        stores=4,
        timeout=2.5,
        memory=100,
        allocators=(str(tmp_path / "tables/own.toml"),),
    )


def test_an_empty_file_asks_for_nothing(tmp_path: Path) -> None:
    assert config.read(write(tmp_path, "")) == Settings()


def test_the_nearest_file_above_the_first_path_is_used(tmp_path: Path) -> None:
    deep = tmp_path / "drivers" / "net"
    deep.mkdir(parents=True)
    source = deep / "a.c"
    source.write_bytes(b"")
    outer = write(tmp_path, "jobs = 1\n")
    assert config.find(str(source)) == outer
    inner = write(tmp_path / "drivers", "jobs = 2\n")
    assert config.find(str(source)) == inner
    assert config.settings([str(source), str(tmp_path)], Settings()).jobs == 2
    assert config.settings([str(tmp_path), str(source)], Settings()).jobs == 1


def test_a_named_file_is_used_instead_of_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, "jobs = 1\n")
    other = tmp_path / "other.toml"
    other.write_text("jobs = 5\n")
    assert config.settings([str(tmp_path)], Settings(), str(other)).jobs == 5


def test_flags_win_and_folders_add_up() -> None:
    base = Settings(rules=("a",), rule=("x",), group=("g",), exclude=("one",), jobs=2, include=Include.REVIEW)
    flags = Settings(rules=("b",), rule=("y",), group=("h",), exclude=("two",), jobs=4)
    merged = config.merge(base, flags)
    assert merged == Settings(
        rules=("a", "b"), rule=("y",), group=("g", "h"), exclude=("one", "two"), jobs=4, include=Include.REVIEW
    )
    assert config.merge(base, Settings()) == base


@pytest.mark.parametrize(
    ("text", "line", "title", "hint"),
    [
        ('jobs = 1\nexlude = ["x"]\n', ":2", "unknown key 'exlude'", "did you mean 'exclude'?"),
        ("# note\n\nzzz = 1\n", ":3", "unknown key 'zzz'", "known keys: rules, rule, group, include"),
        ("jobs = 1\n[tool]\nx = 1\n", ":2", "unknown key 'tool'", "known keys"),
        ('jobs = "two"\n', ":1", "'jobs' must be a number of processes", ""),
        ("jobs = true\n", ":1", "'jobs' must be a number", ""),
        ("jobs = -1\n", ":1", "'jobs' must be a number", ""),
        ('jobs = 1\nrules = "mine"\n', ":2", "'rules' must be a list of strings", ""),
        ("exclude = [1]\n", ":1", "'exclude' must be a list of strings", ""),
        ("timeout = -1\n", ":1", "'timeout' must be a number of seconds", ""),
        ("timeout = inf\n", ":1", "'timeout' must be a number of seconds", ""),
        ("memory = 1.5\n", ":1", "'memory' must be a number of MB", ""),
        ('include = "all"\n', ":1", "'include' must be \"proved\" or \"review\"", ""),
        ("include = []\n", ":1", "'include' must be", ""),
        ("jobs = 1\nrules = [\n", "", "", "TOML"),
        ("jobs = 1\njobs 2\n", ":2:6", "", "TOML"),
    ],
)
def test_nonsense_is_named_with_its_line(tmp_path: Path, text: str, line: str, title: str, hint: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        config.read(path)
    assert caught.value.place.startswith(path + line)
    assert title in caught.value.title
    assert hint in caught.value.hint
    assert caught.value.exit_code == 2


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    gone = str(tmp_path / "gone.toml")
    with pytest.raises(ConfigError) as caught:
        config.read(gone)
    assert caught.value.place == gone
    latin = tmp_path / "latin.toml"
    latin.write_bytes(b'rule = ["\xe9"]\n')
    with pytest.raises(ConfigError, match="UTF-8"):
        config.read(str(latin))


def test_settings_reach_a_worker_unchanged() -> None:
    settings = Settings(rules=("a",), include=Include.REVIEW, jobs=2)
    assert pickle.loads(pickle.dumps(settings)) == settings


def test_no_number_of_jobs_means_one_for_each_core() -> None:
    assert Settings(jobs=7).workers == 7
    assert Settings().workers >= 1
