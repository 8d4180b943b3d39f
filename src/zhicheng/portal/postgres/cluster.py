"""One private server: made when missing, shared by everybody who uses it, stopped with the last of them.

Three locks beside the data folder carry the whole protocol; the kernel keeps them, so a killed
process leaves nothing to clean up:

- ``use``     shared by every user; who can take it alone knows that nobody uses the server any more.
- ``start``   held alone while a server is made or started, so that two starters do not meet.
- ``server``  inherited by the server's processes: held as long as one of them lives.
"""

import contextlib
import functools
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from zhicheng.portal.postgres import locks, places
from zhicheng.portal.postgres.address import DATABASE, PORT, ROLE, socket_dir
from zhicheng.portal.postgres.errors import PostgresError

START_LIMIT_SECONDS = 120  # recovery after a power cut may take long
STOP_LIMIT_SECONDS = 8
LOG_LIMIT_BYTES = 20_000_000
GIBIBYTE = 2**30

DURABLE: Mapping[str, str] = {
    "max_connections": "200",
    "shared_buffers": "256MB",
    "effective_cache_size": "2GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    # Compiling a plan costs more than the short queries of pages gain from it.
    "jit": "off",
    # Pages ask for one row and what hangs on it, in the order in which it hangs: to weigh other orders of ten tables takes 9 ms, to keep to it 1 ms.
    "join_collapse_limit": "5",
    # Counts of what waits read an index alone, as long as the pages it points to are swept: after 2 % of a table, not 20 %.
    "autovacuum_vacuum_scale_factor": "0.02",
    "autovacuum_vacuum_insert_scale_factor": "0.02",
}
THROW_AWAY: Mapping[str, str] = {
    **DURABLE,
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "io_method": "sync",
    "max_logical_replication_workers": "0",
}


class Cluster:
    """A PostgreSQL server on `data_dir`, reached through a socket that only its owner can open.

    `options` are the server's settings, in force when this object is the one that starts it.
    `discard` is a folder to remove once the server has stopped (a test run's).
    """

    def __init__(self, data_dir: Path, *, options: Mapping[str, str] = DURABLE, discard: Path | None = None) -> None:
        self.wanted_dir = data_dir.resolve()
        self.socket_dir = socket_dir(data_dir)
        self.options = options
        self.discard = discard
        self._use: int | None = None

    @property
    def url(self) -> str:
        """The address as a ``DATABASE_URL``."""
        return f"postgresql://{ROLE}@/{DATABASE}?host={self.socket_dir}&port={PORT}"

    @functools.cached_property
    def data_dir(self) -> Path:
        """Where the data really live (elsewhere than wanted when root's server cannot enter that folder)."""
        return places.place_of_data(self.wanted_dir, places.server_account())

    @property
    def log_path(self) -> Path:
        """What the server wrote; its last lines say why it does not start."""
        return self.data_dir.with_name("postgres.log")

    def start(self) -> str:
        """Use the server, starting it when nobody has; returns its URL. A second call changes nothing.

        Raises PostgresError naming the fault.
        """
        if self._use is not None:
            return self.url
        try:
            self._use = locks.take_shared(self._lock("use"))
            with locks.exclusive(self._lock("start")):
                self._ensure_running()
        except OSError as error:
            self._let_go()
            raise PostgresError(_explain(error, self.wanted_dir)) from error
        except BaseException:
            self._let_go()
            raise
        return self.url

    def stop(self) -> None:
        """Stop using the server, and stop the server itself when nobody else uses it."""
        if self._use is None:
            return
        if locks.take_if_free(self._use):
            self.shut_down()
        # Whoever else is just stopping it holds the lock alone: wait for the end of that.
        locks.share(self._use)
        self._let_go()

    @contextlib.contextmanager
    def running(self) -> Iterator[str]:
        """The server's URL for the length of the block."""
        try:
            yield self.start()
        finally:
            self.stop()

    def is_alive(self) -> bool:
        """Whether a process of a server on this data lives, ready or not."""
        return locks.is_held(self._lock("server"))

    def shut_down(self) -> None:
        """Stop the server whoever uses it: open transactions are rolled back, nothing committed is lost."""
        for stop_signal in (signal.SIGINT, signal.SIGQUIT):
            process_id = self._process_id()
            if process_id is None or not self.is_alive():
                return
            with contextlib.suppress(ProcessLookupError):
                os.kill(process_id, stop_signal)
            if self._dies_within(STOP_LIMIT_SECONDS):
                with contextlib.suppress(OSError):
                    self.socket_dir.rmdir()
                return
        raise PostgresError(f"{self.data_dir} 上的 PostgreSQL 没有停下，请查看 {self.log_path}。")

    def _let_go(self) -> None:
        if self._use is not None:
            os.close(self._use)
            self._use = None

    def _lock(self, name: str) -> Path:
        return self.data_dir.with_name("postgres.locks") / name

    def _ensure_running(self) -> None:
        if not self.is_alive():
            account = places.server_account()
            binaries = places.usable_binaries(account)
            self._make_data(account, binaries)
            _refuse_other_version(self.data_dir, binaries)
            self._clear_the_way(account)
            self._spawn_guard(binaries)
        self._wait_until_ready()

    def _make_data(self, account: places.Account, binaries: Path) -> None:
        """Make the data folder beside its place and move it in when complete: a half-made one never counts."""
        data_dir = self.data_dir
        if (data_dir / "PG_VERSION").exists():
            return
        if data_dir.exists() and any(data_dir.iterdir()):
            raise PostgresError(f"{data_dir} 中有文件，但不是 PostgreSQL 的数据。请移走该目录后再启动。")
        half_made = data_dir.with_name("postgres.new")
        shutil.rmtree(half_made, ignore_errors=True)
        half_made.mkdir()
        account.own(half_made)
        self._initialise(half_made, account, binaries)
        half_made.replace(data_dir)

    def _initialise(self, folder: Path, account: places.Account, binaries: Path) -> None:
        initdb: list[str | Path] = [
            binaries / "initdb", "-D", folder, "-U", "postgres", "--auth-local=trust", "--auth-host=reject",
            "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        ]  # fmt: skip
        if self.options.get("fsync") == "off":
            initdb.append("--no-sync")
        _run(initdb, account)
        # The platform's own role may make databases (the tests do) and is no superuser.
        statements = f"CREATE ROLE {ROLE} LOGIN CREATEDB\nCREATE DATABASE {DATABASE} OWNER {ROLE}\n"
        _run([binaries / "postgres", "--single", "-D", folder, "postgres"], account, statements)

    def _clear_the_way(self, account: places.Account) -> None:
        """No server lives (its lock is free), so whatever pid and socket files say is left from a dead one."""
        (self.data_dir / "postmaster.pid").unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            self.socket_dir.mkdir(mode=0o700)
            account.own(self.socket_dir)
        status = self.socket_dir.lstat()
        if self.socket_dir.is_symlink() or status.st_uid != account.uid or status.st_mode & 0o077:
            raise PostgresError(
                f"{self.socket_dir} 应归账户 {account.uid} 所有且不对他人开放，现在不是。请删除该目录后再启动。"
            )
        for left in self.socket_dir.iterdir():
            left.unlink()

    def _spawn_guard(self, binaries: Path) -> None:
        """Start the guard, which starts the server and stops it after the last user, even a killed one."""
        if self.log_path.exists() and self.log_path.stat().st_size > LOG_LIMIT_BYTES:
            self.log_path.replace(self.log_path.with_suffix(".log.old"))
        server = locks.take_alone(self._lock("server"))
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.socket_dir),
            "unix_socket_permissions": "0700",
            **_shared_memory(),
            **self.options,
        }
        command: list[str | Path] = [
            sys.executable,
            "-I",
            "-m",
            "zhicheng.portal.postgres.guard",
            str(server),
            self._lock("use"),
            self.wanted_dir,
        ]
        command += [
            self.discard or "",
            binaries / "postgres",
            *(f"--{name}={value}" for name, value in settings.items()),
        ]
        try:
            with self.log_path.open("ab") as log:
                subprocess.run(
                    command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", pass_fds=[server], check=True
                )
        except subprocess.CalledProcessError as error:
            raise PostgresError(f"PostgreSQL 的看护进程没有启动：\n{self._log_tail()}") from error
        finally:
            os.close(server)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while time.monotonic() < deadline:
            if self._answers():
                return
            if not self.is_alive():
                raise PostgresError(f"PostgreSQL 没有在 {self.data_dir} 上启动，最后的记录是：\n{self._log_tail()}")
            self._refuse_unreachable()
            time.sleep(0.02)
        raise PostgresError(f"PostgreSQL 经过 {START_LIMIT_SECONDS} 秒仍未就绪，最后的记录是：\n{self._log_tail()}")

    def _refuse_unreachable(self) -> None:
        """A server that says it is ready, and is not ready for us, will not become so by waiting."""
        state = self._state()
        if len(state) < 8 or state[7].strip() != "ready":
            return
        if state[4] != str(self.socket_dir):
            raise PostgresError(
                f"{self.data_dir} 上已有一个由别的账户或别的容器启动的 PostgreSQL。"
                "请先在那里停止它，或者用 ZHICHENG_VAR 指定另一个目录。"
            )
        if not self._socket.exists():
            raise PostgresError(
                f"{self.socket_dir} 中的连接文件被删除了，数据库仍在运行而连不上。"
                f"请停止使用它的命令，或者执行 kill -INT {state[0]}，然后重新启动。"
            )

    def _answers(self) -> bool:
        state = self._state()
        if len(state) < 8 or state[7].strip() != "ready" or state[4] != str(self.socket_dir):
            return False
        with socket.socket(socket.AF_UNIX) as client:
            return client.connect_ex(str(self._socket)) == 0

    @property
    def _socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    def _state(self) -> list[str]:
        """Lines of ``postmaster.pid``: 0 process, 1 data folder, 4 socket folder, 7 readiness."""
        try:
            return (self.data_dir / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return []

    def _process_id(self) -> int | None:
        state = self._state()
        return int(state[0]) if state else None

    def _dies_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.is_alive():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def _log_tail(self) -> str:
        if not self.log_path.exists():
            return "（没有记录）"
        return "\n".join(self.log_path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:])


def _run(command: Sequence[str | Path], account: places.Account, text: str = "") -> None:
    result = subprocess.run(
        command, input=text, capture_output=True, text=True, errors="replace", cwd="/", check=False,
        env={**os.environ, "LC_ALL": "C"}, **account.as_arguments(),
    )  # fmt: skip
    # A single-user server answers a failed statement on stderr and still ends with 0.
    if result.returncode != 0 or "ERROR:" in result.stderr:
        said = "\n".join((result.stdout + result.stderr).splitlines()[-8:])
        raise PostgresError(f"{Path(command[0]).name} 没有成功（代码 {result.returncode}），最后的输出是：\n{said}")


def _refuse_other_version(data_dir: Path, binaries: Path) -> None:
    """Data of another major version cannot be opened; say how they come over."""
    said = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    ours = said.split()[-1].partition(".")[0]
    theirs = (data_dir / "PG_VERSION").read_text(encoding="ascii").strip()
    if ours != theirs:
        raise PostgresError(
            f"{data_dir} 是 PostgreSQL {theirs} 的数据，本版本使用 PostgreSQL {ours}。请用原来的版本备份，"
            "移走该目录，重新启动后恢复备份（见 docs/operator/running.md）。"
        )


def _shared_memory() -> dict[str, str]:
    """Containers often give /dev/shm 64 MB, too little for parallel queries: use files there instead."""
    shared = Path(os.sep, "dev", "shm")
    if shared.is_dir() and shutil.disk_usage(shared).free < GIBIBYTE:
        return {"dynamic_shared_memory_type": "mmap"}
    return {}


def _explain(error: OSError, folder: Path) -> str:
    if isinstance(error, PermissionError):
        return (
            f"没有访问 {error.filename or folder} 的权限，它可能属于以前运行平台的另一个账户。"
            "请改用那个账户，或者用 ZHICHENG_VAR 指定自己的目录。"
        )
    return f"{folder} 上的 PostgreSQL 不能启动：{error}。"
