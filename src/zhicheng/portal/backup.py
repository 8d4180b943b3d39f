"""Dump the database to one file and bring it back, with the tools of the bundled PostgreSQL.

The tools also serve a server of the operator's, as long as it is not newer than they are.
"""

import os
import subprocess
from pathlib import Path

from django.conf import settings
from psycopg.conninfo import make_conninfo

from zhicheng.portal.failures import OperatorError
from zhicheng.portal.postgres.places import installed_binaries

LINES_SHOWN = 8


def dump(target: Path) -> None:
    """Write all data to `target`, which must not exist; it appears complete or not at all. Raises OperatorError."""
    if target.exists():
        raise OperatorError(f"{target} 已存在。请换一个文件名，备份不会覆盖已有的文件。")
    if not target.parent.is_dir():
        raise OperatorError(f"没有文件夹 {target.parent}。请先建立它，或者写另一个位置。")
    half_written = target.with_name(f"{target.name}.part")
    os.close(os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    try:
        _run("pg_dump", "--format=custom", "--no-owner", f"--file={half_written}")
        half_written.rename(target)
    finally:
        half_written.unlink(missing_ok=True)


def restore(source: Path) -> None:
    """Replace all data by those of `source`, in one transaction: a fault leaves what was there. Raises OperatorError."""
    if not source.is_file():
        raise OperatorError(f"没有找到 {source}。请写备份文件的路径。")
    _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error", str(source))


def _run(tool: str, *words: str) -> None:
    database = settings.DATABASES["default"]
    address = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "dbname": database["NAME"],
        **database["OPTIONS"],
    }
    # The password goes by the environment: other accounts can read the arguments of a process.
    password = {"PGPASSWORD": database["PASSWORD"]} if database["PASSWORD"] else {}
    known = {key: value for key, value in address.items() if value and key != "pool"}
    done = subprocess.run(
        [installed_binaries() / tool, f"--dbname={make_conninfo(**known)}", *words],
        env={**os.environ, **password}, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    if done.returncode != 0:
        said = "\n".join(done.stderr.splitlines()[-LINES_SHOWN:])
        raise OperatorError(f"{tool} 没有成功（代码 {done.returncode}），数据没有改变。最后的输出是：\n{said}")
