"""Serve the platform: the web processes and the job worker, both stopped together."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from zhicheng.portal import environment
from zhicheng.portal.failures import OperatorError
from zhicheng.portal.keeper import Keeper
from zhicheng.portal.stopping import ignoring_signals

STOP_SECONDS = 6
READY_SECONDS = 60
THREADS_PER_PROCESS = 2


@dataclass(frozen=True)
class Address:
    """Where the web processes listen."""

    host: str
    port: int

    @classmethod
    def from_environment(cls) -> "Address":
        """``ZHICHENG_HOST`` and ``ZHICHENG_PORT``; by default this machine alone, port 8000."""
        word = os.environ.get("ZHICHENG_PORT", "8000")
        if not word.isdigit() or not 0 < int(word) < 65536:
            raise OperatorError(f"ZHICHENG_PORT={word!r}：请写 1 到 65535 的整数。")
        return cls(os.environ.get("ZHICHENG_HOST", "127.0.0.1"), int(word))

    @property
    def url(self) -> str:
        """The address as one writes it in a browser."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    @property
    def family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    def refuse_if_taken(self) -> None:
        """Raises OperatorError when another program listens here, or this machine has no such address."""
        with socket.socket(self.family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as fault:
                raise OperatorError(
                    f"不能在 {self.host} 的端口 {self.port} 上提供服务（{fault.strerror}）：可能已有程序占用这个端口，平台也许已在运行。"
                    f"请先停止那个程序，或者换一个端口：ZHICHENG_PORT={self.port + 1} make run"
                ) from fault

    def answers(self) -> bool:
        """Whether a page is answered here, with whatever status: a listening socket alone says little."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=READY_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except ConnectionError:
            return False
        finally:
            connection.close()
        return True


@dataclass(frozen=True)
class Child:
    """One program that belongs to the platform, in a process group of its own."""

    label: str
    process: subprocess.Popen[bytes]

    @classmethod
    def start(cls, label: str, command: list[str], keeper: Keeper) -> "Child":
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
        keeper.watch(process.pid)
        return cls(label, process)

    def ask_to_stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()

    def kill_what_is_left(self) -> None:
        """After the grace: the program and whatever it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def web_command(address: Address) -> list[str]:
    """Gunicorn, whose processes share what was loaded before; ``ZHICHENG_WEB_PROCESSES`` says how many.

    Twice as many as cores: visitors keep their connection to one process, and with few processes one core waits for the other.
    """
    processes = environment.number("ZHICHENG_WEB_PROCESSES", default=2 * min(os.cpu_count() or 1, 8))
    host = f"[{address.host}]" if ":" in address.host else address.host
    options = {
        "bind": f"{host}:{address.port}",
        "workers": str(processes),
        "worker-class": "gthread",
        "threads": str(THREADS_PER_PROCESS),
        "timeout": "120",
        "graceful-timeout": str(STOP_SECONDS - 2),
        "log-level": "warning",
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "gunicorn", "zhicheng.portal.wsgi", "--no-control-socket", "--preload", *words]


def worker_command() -> list[str]:
    """The procrastinate worker that runs queued jobs."""
    limit = f"--shutdown-graceful-timeout={STOP_SECONDS - 2}"
    return [sys.executable, "-m", "django", "procrastinate", "worker", limit]


def programs(address: Address) -> dict[str, list[str]]:
    """What runs side by side: the web processes and the job worker, by the names that messages give them."""
    return {"网页服务": web_command(address), "后台任务": worker_command()}


def serve(
    address: Address, commands: Mapping[str, list[str]], *, ready: Callable[[], None], wanted: Callable[[], bool]
) -> None:
    """Run the programs while they are `wanted` and no signal asks to stop; `ready` is called once pages are answered.

    Raises OperatorError when one of them ends by itself; the others are stopped then.
    """
    with Keeper() as keeper, stopping_together() as children:
        for label, command in commands.items():
            children.append(Child.start(label, command, keeper))
        _wait_until_answered(address, children)
        ready()
        while wanted():
            _refuse_ended(children)
            time.sleep(0.2)


@contextlib.contextmanager
def stopping_together() -> Iterator[list[Child]]:
    """Children that are all stopped at the end of the block, however it ends."""
    children: list[Child] = []
    try:
        yield children
    finally:
        with ignoring_signals():
            for child in children:
                child.ask_to_stop()
            deadline = time.monotonic() + STOP_SECONDS
            while time.monotonic() < deadline and any(child.process.poll() is None for child in children):
                time.sleep(0.05)
            for child in children:
                child.kill_what_is_left()


def _wait_until_answered(address: Address, children: list[Child]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not address.answers():
        _refuse_ended(children)
        if time.monotonic() > deadline:
            raise OperatorError(f"网页服务启动 {READY_SECONDS} 秒后仍不应答。请查看上面的输出。")
        time.sleep(0.05)


def _refuse_ended(children: list[Child]) -> None:
    for child in children:
        if child.process.poll() is not None:
            raise OperatorError(
                f"“{child.label}”意外结束（代码 {child.process.returncode}），平台已停止。请查看上面的输出。"
            )
