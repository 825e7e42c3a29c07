"""The work on a cluster: a real scheduler, and workers in processes of their own that may be killed."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from forked import COMMAND
from test_build import needed
from test_cli import PLAIN, ROOT, begun, command, environment, kzfix

from kzfix.model import File
from kzfix.pool import freight
from kzfix.pool.seat import Gone, Seat

# Loaded by each worker and each of its seats: what they do not see, what they see otherwise, what kills them.
ELSEWHERE = """
import os, signal, sys
def hook(event, args):
    if event in ("open", "os.scandir", "os.listdir") and isinstance(args[0], str):
        path = os.path.abspath(args[0])
        if path.startswith(os.environ["HIDDEN"] + os.sep):
            raise FileNotFoundError(2, "No such file or directory", path)
        if path.endswith("worker-killer.c"):
            os.kill(os.getppid(), signal.SIGKILL)
        elif path.endswith("kills.c"):
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
def theirs(real):
    return lambda path, *args, **more: real(path + ".theirs" if str(path).endswith("other.c") else path, *args, **more)
os.open, os.stat = theirs(os.open), theirs(os.stat)
"""
IMPATIENT = "from kzfix.pool import cluster\ncluster.ANSWERS = 1.0\n" + COMMAND
COPY = b"""
struct person *person_copy(const struct person *from)
{
	struct person *p = kzalloc(sizeof(struct person), GFP_KERNEL);

	if (!p)
		return NULL;
	memcpy(p, from, sizeof(*p));
	return p;
}
"""


@pytest.fixture(autouse=True, scope="module")
def _dask() -> None:
    needed("" if importlib.util.find_spec("distributed") else "distributed is not installed")


@dataclass
class Dask:
    """A scheduler and its workers; each is a process, and ends with the test."""

    folder: Path
    address: str = ""
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self) -> None:
        """Start the scheduler."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        port = self.address.split(":")[1]
        self.scheduler = self._run("scheduler", "--host", "127.0.0.1", "--port", port, PYTHONPATH=str(ROOT))
        self._until(lambda: self._answers())

    def add(self, number: int, modules: Path = ROOT, nanny: str = "--no-nanny") -> None:
        """Start some workers of one thread, and wait until they are there."""
        self.folder.joinpath("sitecustomize.py").write_text(ELSEWHERE)
        for _ in range(number):
            place = self.folder / f"worker{len(self.workers)}"
            paths = os.pathsep.join([str(self.folder), str(modules)])
            options = [nanny, "--nthreads", "1", "--local-directory", str(place)]
            self.workers.append(self._run("worker", self.address, *options, PYTHONPATH=paths, HIDDEN=self.hidden))
        living = [each for each in self.workers if each.poll() is None]
        from distributed import Client

        with Client(self.address, timeout=10, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            self._until(lambda: len(client.nthreads()) == len(living))

    @property
    def hidden(self) -> str:
        """A folder that workers do not see."""
        return str(self.folder / "hidden")

    def stop(self) -> None:
        """End every process."""
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            process.terminate()  # a nanny ends its worker
        for process in (*self.workers, *([self.scheduler] if self.scheduler else [])):
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait(10)

    def _run(self, *words: str, **more: str) -> subprocess.Popen[bytes]:
        name = self.folder / f"{words[0]}{len(self.workers)}.log"
        environ = {**environment(), **more}
        with name.open("wb") as log:
            command = [sys.executable, "-m", "dask", *words, "--no-dashboard"]
            return subprocess.Popen(command, cwd=self.folder, env=environ, stdout=log, stderr=log)

    def _answers(self) -> bool:
        host, port = self.address.split(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), 1):
            return True
        return False

    def _until(self, true: Callable[[], bool]) -> None:
        began = time.monotonic()
        while not true():
            assert time.monotonic() - began < 60, [path.read_text() for path in self.folder.glob("*.log")]
            time.sleep(0.05)


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dask]:
    """A scheduler with two workers. They see nothing of its folder `hidden`."""
    cluster = Dask(tmp_path_factory.mktemp("dask"))
    try:
        cluster.start()
        cluster.add(2)
        yield cluster
    finally:
        cluster.stop()


def on(dask: Dask, *more: str) -> list[str]:
    return ["--executor", "dask", "--scheduler", dask.address, *more]


def judged(cwd: Path, *words: str, program: str = COMMAND) -> tuple[int, bytes, str]:
    """Status, findings and stderr of `kzfix why`."""
    done = begun(cwd, "why", "--no-cache", "--format", "json", *words, ".", program=program).wait()
    return done.status, done.out.split(b'"seconds"')[0], done.err


def tree(folder: Path, number: int) -> Path:
    """Generated files, whose types stand in headers that are found above them, and a file that nobody can read."""
    (folder / ".git" / "objects").mkdir(parents=True)
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    (folder / "include" / "own").mkdir(parents=True)
    head, body = PLAIN.split(b"};\n", 1)
    (folder / "include" / "own" / "person.h").write_bytes(head.split(b"\n\n", 1)[1] + b"};\n")
    (folder / "own.inc").write_bytes(b"#define LENGTH 4\n")
    for each in range(number):
        where = folder / f"drivers{each % 7}"
        where.mkdir(exist_ok=True)
        start = b'#include <own/person.h>\n#include "../own.inc"\n'
        text = start + (body + COPY) * (each % 2 + 1) if each % 3 == 1 else b"int a;\n" * each
        (where / f"file{each:03}.c").write_bytes(text.replace(b"person_", b"person%d_" % each))
    (folder / "drivers0" / "zero.c").write_bytes(b"kzalloc \0")
    return folder


def test_a_cluster_gives_the_same_bytes(tmp_path: Path, dask: Dask) -> None:
    tree(tmp_path, 120)
    alone = judged(tmp_path, "-j1")
    assert alone[0] == 0 and alone[1].count(b'"verdict": "proved"') == 120
    assert judged(tmp_path, "-j2") == alone
    assert judged(tmp_path, *on(dask)) == alone


def test_shipped_files_need_no_shared_folder(dask: Dask) -> None:
    there = tree(Path(dask.hidden), 60)
    alone = judged(there, "-j1")
    status, out, err = judged(there, *on(dask))
    assert status == 2 and out.count(b'"path"') == 0
    assert err.startswith("kzfix: worker tcp://127.0.0.1:") and ": cannot read " + dask.hidden in err
    assert err.splitlines()[1] == "hint: the workers need the same files at the same place; --ship sends them"
    assert judged(there, *on(dask, "--ship")) == alone
    (there / "above").mkdir()
    below = ["../drivers1", str(there / "drivers2")]
    here = kzfix(there / "above", "diff", "--no-cache", "-j1", *below)
    assert here.out.count(b"diff --git") > 4
    shipped = kzfix(there / "above", "diff", "--no-cache", *on(dask, "--ship"), *below)
    assert (shipped.out, shipped.err) == (here.out, here.err)
    assert not list(dask.folder.glob("worker*/**/kzfix-*")), "what was shipped is gone"


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(tmp_path: Path, dask: Dask) -> None:
    tree(tmp_path, 140)
    alone = kzfix(tmp_path, "diff", "--no-cache", "-j1", ".")
    words = command("diff", "--no-cache", *on(dask), ".")
    victim = dask.workers[0]
    with subprocess.Popen(words, cwd=tmp_path, env=environment(), stdout=-1, stderr=-1, bufsize=0) as process:
        assert process.stdout and process.stderr
        first = process.stdout.read(1)
        victim.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=60)
    assert victim.wait(5) == -signal.SIGKILL
    assert (process.returncode, err.decode()) == (0, alone.err)
    assert first + out == alone.out
    dask.add(1)


def test_a_file_that_kills_is_the_only_one_lost(tmp_path: Path, dask: Dask) -> None:
    tree(tmp_path, 9)
    (tmp_path / "drivers3" / "kills.c").write_bytes(PLAIN)
    status, out, err = judged(tmp_path, *on(dask))
    assert status == 2
    assert err.splitlines()[0] == "kzfix: drivers3/kills.c: worker: the process that judged this file died"
    (tmp_path / "drivers3" / "kills.c").unlink()
    findings, _ = judged(tmp_path, "-j1")[1].rsplit(b'"summary"', 1)
    assert out.rsplit(b'"summary"', 1)[0] == findings


def test_a_worker_that_sees_another_file_is_named(tmp_path: Path, dask: Dask) -> None:
    (tmp_path / "a.c").write_bytes(PLAIN)
    (tmp_path / "other.c").write_bytes(PLAIN)
    (tmp_path / "other.c.theirs").write_bytes(PLAIN)
    os.utime(tmp_path / "other.c", ns=(0, 0))
    assert judged(tmp_path, *on(dask))[0] == 0, "the bytes are the same"
    (tmp_path / "other.c.theirs").write_bytes(PLAIN + b"\n")
    status, _, err = judged(tmp_path, *on(dask))
    assert status == 2 and f": sees another content of {tmp_path}/other.c\nhint: " in err


def test_what_is_wrong_with_a_cluster_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_bytes(PLAIN)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"127.0.0.1:{free.getsockname()[1]}"
    began = time.monotonic()
    for words, said in (
        (["--scheduler", nobody], f"kzfix: {nobody}: no scheduler answers there: "),
        (["--scheduler", "nonsense"], "kzfix: nonsense: no scheduler answers there: "),
        ([], "kzfix: --executor dask: no --scheduler is given\nhint: "),
    ):
        status, out, err = judged(tmp_path, "--executor", "dask", *words, program=IMPATIENT)
        assert (status, out) == (2, b"")
        assert err.startswith(said) and "Traceback" not in err and err.count("\n") <= 2
    assert time.monotonic() - began < 40
    for words in (["--ship"], ["--scheduler", nobody]):
        status, out, err = judged(tmp_path, *words)
        assert (status, out, err) == (2, b"", f"kzfix: {words[0]}: is for a cluster\nhint: --executor dask\n")


def test_the_extra_may_be_missing(tmp_path: Path) -> None:
    (tmp_path / "distributed.py").write_text("raise ImportError('No module named distributed')\n")
    (tmp_path / "a.c").write_bytes(PLAIN)
    words = [sys.executable, "-m", "kzfix", "check", "--executor", "dask", "--scheduler", "127.0.0.1:1", "a.c"]
    environ = {**environment(), "PYTHONPATH": os.pathsep.join([str(tmp_path), str(ROOT)])}
    done = subprocess.run(words, cwd=tmp_path, env=environ, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "kzfix: --executor dask: dask is not installed: No module named distributed",
        "hint: pip install 'kzfix[cluster]'",
    ]


def test_workers_that_are_none_or_of_another_version_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.c").write_bytes(PLAIN)
    cluster = Dask(tmp_path)
    try:
        cluster.start()
        status, out, err = judged(tmp_path, *on(cluster))
        assert (status, out) == (2, b"")
        assert err == f"kzfix: {cluster.address}: the scheduler has no workers\n"
        shutil.copytree(ROOT / "kzfix", tmp_path / "old" / "kzfix")
        init = tmp_path / "old" / "kzfix" / "__init__.py"
        init.write_text(init.read_text().replace('__version__ = "', '__version__ = "0.0.'))
        cluster.add(1, tmp_path / "old")
        status, out, err = judged(tmp_path, *on(cluster))
        assert (status, out) == (2, b"")
        assert err.startswith("kzfix: worker tcp://127.0.0.1:")
        assert ": has kzfix 0.0." in err and err.splitlines()[0].endswith(": their results must not mix")
    finally:
        cluster.stop()


@pytest.mark.long
def test_a_file_that_kills_whole_workers_is_the_only_one_lost(tmp_path: Path) -> None:
    there = tree(tmp_path / "there", 9)
    findings, _ = judged(there, "-j1")[1].rsplit(b'"summary"', 1)
    (there / "drivers3" / "worker-killer.c").write_bytes(PLAIN)
    cluster = Dask(tmp_path)
    try:
        cluster.start()
        cluster.add(2, nanny="--nanny")
        status, out, err = judged(there, *on(cluster))
    finally:
        cluster.stop()
    assert status == 2
    assert err.splitlines()[0] == "kzfix: drivers3/worker-killer.c: worker: the process that judged this file died"
    assert out.rsplit(b'"summary"', 1)[0] == findings


# the parts


def test_what_is_packed_is_what_was_there(tmp_path: Path) -> None:
    here = tree(tmp_path / "here", 30)
    (here / "link.h").symlink_to("include/own/person.h")
    (here / "notes.txt").write_text("not asked for")
    pieces = list(freight.pieces([str(here / "drivers1" / "file001.c")]))
    for piece in reversed(pieces):
        freight.unpack(piece, str(tmp_path / "there"))
    root = Path(f"{tmp_path / 'there'}{here}")
    wanted = {
        path.relative_to(here) for path in here.rglob("*") if path.is_file() and path.suffix in (".c", ".h", ".inc")
    }
    found = {path.relative_to(root) for path in root.rglob("*") if path.is_file()}
    assert found == wanted
    assert all((root / path).read_bytes() == (here / path).read_bytes() for path in wanted)
    assert (root / ".git").is_dir() and (root / "link.h").is_symlink()


def test_a_file_in_no_tree_goes_with_its_headers(tmp_path: Path) -> None:
    (tmp_path / "a" / "include").mkdir(parents=True)
    (tmp_path / "a" / "x.c").write_text('#include "../y.h"\n#include <z.h>\n')
    (tmp_path / "y.h").write_text("int y;\n")
    (tmp_path / "a" / "include" / "z.h").write_text('#include "w.h"\n')
    (tmp_path / "a" / "include" / "w.h").write_text("int w;\n")
    (tmp_path / "a" / "other.c").write_text("int o;\n")
    for piece in freight.pieces([str(tmp_path / "a" / "x.c")]):
        freight.unpack(piece, str(tmp_path / "there"))
    root = Path(f"{tmp_path / 'there'}{tmp_path}")
    found = {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}
    assert found == {"a/x.c", "y.h", "a/include/z.h", "a/include/w.h"}


def test_a_seat_that_dies_is_gone(tmp_path: Path) -> None:
    import pickle

    seat = Seat(pickle.dumps((os.getcwd, ())), str(tmp_path))
    assert pickle.loads(seat.call(pickle.dumps((os.getcwd, ())))) == os.path.realpath(tmp_path)
    assert pickle.loads(seat.call(pickle.dumps((File, ("a.c", 3))))) == File("a.c", 3)
    with pytest.raises(Gone):
        seat.call(pickle.dumps((os._exit, (3,))))
    with pytest.raises(Gone):
        seat.call(pickle.dumps((os.getcwd, ())))
