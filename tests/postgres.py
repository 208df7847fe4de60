"""A PostgreSQL server of the tests' own: started on a free local port, stopped by its process id."""

import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg

PR_SET_PDEATHSIG = 1
DEBIAN_BINARIES = Path("/usr/lib/postgresql")
SUPERUSER = "feedback"
START_TRIES, START_SECONDS, STOP_SECONDS = 3, 30.0, 30.0
# What a crash would lose does not matter here; speed does.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=32MB")


class PostgresMissingError(RuntimeError):
    """No server binaries on this machine."""


def find_binaries() -> Path:
    """The directory of `initdb` and `postgres`: of the search path, else Debian's newest."""
    found = shutil.which("initdb")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(DEBIAN_BINARIES.glob("*/bin"), key=lambda path: float(path.parent.name), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "postgres").exists():
            return candidate
    raise PostgresMissingError(f"no initdb and postgres on PATH or in {DEBIAN_BINARIES}/*/bin")


class PostgresServer:
    """A running server; `url(name)` names a database on it."""

    def __init__(self) -> None:
        self._binaries = find_binaries()
        # Not pytest's own directory: that one is closed to other users, and the server refuses to run as root.
        self._directory = Path(tempfile.mkdtemp(prefix="feedback-ai-pg-"))
        self._account = _unprivileged_account()
        try:
            self._initialize()
            self.port, self._process = self._start()
        except BaseException:
            shutil.rmtree(self._directory, ignore_errors=True)
            raise

    def url(self, database: str) -> str:
        """The address of a database, in the form that users write."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    def end_sessions(self, database: str) -> None:
        """Cut off whoever is still connected to a database, such as a process that was killed."""
        self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database}'")

    def execute(self, *statements: str, database: str = "postgres") -> None:
        """Run statements, each on its own."""
        with psycopg.connect(self.url(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop(self) -> None:
        """End the server and remove its files."""
        self._process.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth a checkpoint
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._directory, ignore_errors=True)

    def _initialize(self) -> None:
        if self._account:
            shutil.chown(self._directory, self._account)
        arguments = ["-A", "trust", "-U", SUPERUSER, "-E", "UTF8", "--locale=C", "--no-sync", "-D", self._data]
        subprocess.run(
            [self._binaries / "initdb", *arguments],
            user=self._account,
            cwd=self._directory,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def _start(self) -> tuple[int, "subprocess.Popen[bytes]"]:
        for _ in range(START_TRIES):  # another process may take the free port first
            port = _free_port()
            place = (f"port={port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self._directory}")
            process = subprocess.Popen(
                [
                    self._binaries / "postgres",
                    "-D",
                    self._data,
                    *(part for one in (*FAST, *place) for part in ("-c", one)),
                ],
                user=self._account,
                cwd=self._directory,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - calls into the kernel only, takes no lock
                stdout=subprocess.DEVNULL,
                stderr=(self._directory / "log").open("wb"),
            )
            if _answers(process, f"postgresql://{SUPERUSER}@127.0.0.1:{port}/postgres"):
                return port, process
            process.kill()
            process.wait()
        raise RuntimeError(f"PostgreSQL did not start: {(self._directory / 'log').read_text()[-2000:]}")

    @property
    def _data(self) -> Path:
        return self._directory / "data"


def _end_with_parent() -> None:
    """Have Linux stop the server also where the test process is killed and cannot do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def _unprivileged_account() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(process: "subprocess.Popen[bytes]", url: str) -> bool:
    waited, step = 0.0, 0.05
    while waited < START_SECONDS:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return True
        except psycopg.OperationalError:
            pass
        try:
            process.wait(step)
            return False
        except subprocess.TimeoutExpired:
            waited += step
    return False
