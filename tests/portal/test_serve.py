"""The whole of it as its operator meets it: started, stopped, killed, started again."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest

from zhicheng.portal.keeper import end
from zhicheng.portal.postgres import THROW_AWAY, Cluster
from zhicheng.portal.serve import Address

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
"""What takes longer will not come; a machine with much else to do is slow, not wrong."""


@dataclass
class Installation:
    """A data folder of its own, a free port, and the processes that belong to it."""

    var_dir: Path
    port: int

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        own = {
            "ZHICHENG_VAR": str(self.var_dir),
            "ZHICHENG_PORT": str(self.port),
            "ZHICHENG_WEB_PROCESSES": "1",
            "DJANGO_SETTINGS_MODULE": "tests.portal.bare_settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
            "PYTHONUNBUFFERED": "1",
        }
        return kept | own | more

    def command(self, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "zhicheng", *words],
            env=self.environment(**more), capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    def start(self, **more: str) -> "subprocess.Popen[str]":
        """Start the platform and wait until it says that it serves."""
        process = subprocess.Popen(
            [sys.executable, "-m", "zhicheng", "run"],
            env=self.environment(**more), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert process.stdout
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("按 Ctrl-C"):
                return process
        raise AssertionError("".join(said))

    def page(self) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=PATIENCE_SECONDS) as answer:
            return str(answer.read(), "utf-8")

    def processes(self) -> list[str]:
        """Command lines of all living processes that were started for this installation."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("ZHICHENG_VAR") == str(self.var_dir) and process.status() != "zombie":
                    found.append(" ".join(process.cmdline()[:6]))
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        return sorted(found)

    def processes_after(self, seconds: float) -> list[str]:
        """What still lives when nothing changes any more, at the latest after so many seconds."""
        deadline = time.monotonic() + seconds
        while (left := self.processes()) and time.monotonic() < deadline:
            time.sleep(0.1)
        return left


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="zhicheng 知城 ") as name:
        Path(name).chmod(0o755)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        whole = Installation(Path(name) / "var", port)
        assert whole.command("setup", TEST_FLOORS="all").returncode == 0
        yield whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_all_of_it_within_ten_seconds(installation: Installation, number: signal.Signals) -> None:
    platform = installation.start()
    assert installation.page() == "answered"
    began = time.monotonic()
    platform.send_signal(number)
    said, _ = platform.communicate(timeout=PATIENCE_SECONDS)
    assert (platform.returncode, said.splitlines()[-1]) == (0, "已停止。")
    assert time.monotonic() - began < 10
    assert installation.processes_after(10) == []


def test_a_killed_command_leaves_nothing(installation: Installation) -> None:
    platform = installation.start()
    assert len(installation.processes()) > 4
    platform.kill()
    platform.communicate(timeout=PATIENCE_SECONDS)
    assert installation.processes_after(PATIENCE_SECONDS) == []


def test_it_stops_with_a_killed_make(installation: Installation, tmp_path: Path) -> None:
    said = tmp_path / "said"
    script = '"$0" -m zhicheng run --with-parent > "$1" 2>&1; echo ended'
    make = subprocess.Popen(["/bin/sh", "-c", script, sys.executable, said], env=installation.environment())
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not said.exists() or "按 Ctrl-C" not in said.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    make.kill()
    make.wait()
    assert installation.processes_after(PATIENCE_SECONDS) == []


def test_when_one_part_dies_all_of_it_stops_and_says_so(installation: Installation) -> None:
    platform = installation.start(TEST_FLOORS="all")
    worker = next(child for child in psutil.Process(platform.pid).children() if "procrastinate" in child.cmdline())
    worker.kill()
    said, _ = platform.communicate(timeout=PATIENCE_SECONDS)
    assert platform.returncode == 1
    assert said.splitlines()[-1] == "“后台任务”意外结束（代码 -9），平台已停止。请查看上面的输出。"
    assert installation.processes_after(10) == []


def test_a_second_run_keeps_the_data_and_finds_nothing_to_do(installation: Installation) -> None:
    cluster = Cluster(installation.var_dir / "postgres")
    with cluster.running() as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    again = installation.command("setup", TEST_FLOORS="all")
    assert [line.partition("（")[0] for line in again.stdout.splitlines()] == [
        f"· 数据库 … PostgreSQL 已启动，数据在 {installation.var_dir / 'postgres'}",
        "· 数据库结构 … 没有变化",
        "· 静态文件 … 没有变化",
    ]
    with cluster.running() as url, psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_manage_hands_its_words_on_to_django(installation: Installation) -> None:
    done = installation.command("manage", "shell", "--no-imports", "-c", "print('said by Django')")
    assert (done.returncode, done.stdout, done.stderr) == (0, "said by Django\n", "")


def test_a_taken_port_is_explained_before_anything_starts(installation: Installation) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", installation.port))
        other.listen()
        done = installation.command("run")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"\n不能在 127.0.0.1 的端口 {installation.port} 上提供服务（Address already in use）："
        "可能已有程序占用这个端口，平台也许已在运行。"
        f"请先停止那个程序，或者换一个端口：ZHICHENG_PORT={installation.port + 1} make run\n"
    )


def test_steps_run_in_order_and_a_failed_one_stops_with_its_name(installation: Installation) -> None:
    steps = [["甲", "tests.portal.bare_steps:succeed"], ["乙", "tests.portal.bare_steps:fail"], ["丙", "nowhere:never"]]
    done = installation.command("setup", TEST_SETUP_STEPS=json.dumps(steps))
    assert done.returncode == 1
    assert [line.partition("（")[0] for line in done.stdout.splitlines()][2:] == ["· 甲 … 做了 3 件", "· 乙 … 没有成功"]
    assert done.stderr == (
        "\n“乙”没有成功：ValueError: 第 7 行缺少名称\n"
        f"完整记录在 {installation.var_dir / 'setup-error.log'}。改正后重新执行同一条命令，已完成的步骤不会重做。\n"
    )
    assert installation.processes_after(10) == []


def test_a_step_that_does_not_exist_is_named(installation: Installation) -> None:
    done = installation.command("setup", TEST_SETUP_STEPS=json.dumps([["丙", "nowhere.at_all:never"]]))
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == "“丙”没有成功：ModuleNotFoundError: No module named 'nowhere'"


def test_a_database_that_does_not_answer_is_explained(installation: Installation) -> None:
    done = installation.command("setup", DATABASE_URL="postgresql://u:secret@127.0.0.1:9/city")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "请检查 DATABASE_URL 中的地址、用户和密码，以及数据库服务是否在运行。"
    assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("variable", "word", "said"),
    [
        ("ZHICHENG_DEBUG", "yes", "ZHICHENG_DEBUG='yes'：请写 on 或 off"),
        ("ZHICHENG_WEB_PROCESSES", "many", "ZHICHENG_WEB_PROCESSES='many'：请写整数"),
        ("ZHICHENG_PORT", "http", "ZHICHENG_PORT='http'：请写 1 到 65535 的整数。"),
        (
            "DATABASE_URL",
            "mysql://host/city",
            "DATABASE_URL 的开头是“mysql”，应为 postgresql://。平台只使用 PostgreSQL 数据库。",
        ),
    ],
)
def test_a_wrong_setting_is_named(installation: Installation, variable: str, word: str, said: str) -> None:
    done = installation.command("run", **{variable: word})
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"\n{said}\n")


def test_the_platform_uses_the_server_of_a_database_url(installation: Installation) -> None:
    with Cluster(installation.var_dir.parent / "other" / "postgres", options=THROW_AWAY).running() as url:
        done = installation.command("setup", DATABASE_URL=url)
    assert done.stdout.splitlines()[0] == "· 数据库 … 使用 DATABASE_URL 指定的服务"
    assert (done.returncode, done.stderr) == (0, "")


def test_ending_groups_kills_what_does_not_listen() -> None:
    stubborn = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout
    process.stdout.readline()
    end([process.pid])
    assert process.wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    process.stdout.close()


@pytest.mark.parametrize(("host", "url"), [("127.0.0.1", "http://127.0.0.1:8000/"), ("::1", "http://[::1]:8000/")])
def test_addresses_are_written_as_a_browser_takes_them(host: str, url: str) -> None:
    assert Address(host, 8000).url == url
