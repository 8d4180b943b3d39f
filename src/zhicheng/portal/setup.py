"""What an installation needs before it serves: tables, the steps of every part, collected static files.

Everything here may be repeated; what is already there stays.
"""

import contextlib
import functools
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import typer
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

from zhicheng.portal import schema, static
from zhicheng.portal.failures import OperatorError

# Any constant: two machines that set up one database meet at this advisory lock.
LOCK_KEY = 20181016


def prepare() -> None:
    """Bring the database and the static files to this version's state, saying what is done. Raises OperatorError."""
    with _alone():
        _step("数据库结构", schema.migrate)
        for label, place in settings.ZHICHENG_SETUP_STEPS:
            _step(label, functools.partial(call, place))
    _step("静态文件", static.collect)
    # The command lives on while the web processes serve; it needs no connection of its own then.
    connection.close()


def call(place: str) -> object:
    """Call the function at ``module:function``."""
    return import_string(place.replace(":", "."))()


def _step(label: str, work: Callable[[], object]) -> None:
    typer.echo(f"· {label} …", nl=False)
    began = time.monotonic()
    try:
        said = work()
    except Exception as fault:
        typer.echo(" 没有成功")
        raise OperatorError(_describe(label, fault)) from fault
    typer.echo(f" {said or '完成'}（{time.monotonic() - began:.1f} 秒）")


def _describe(label: str, fault: Exception) -> str:
    record = Path(settings.VAR) / "setup-error.log"
    record.write_text("".join(traceback.format_exception(fault)), encoding="utf-8")
    return f"“{label}”没有成功：{_said(fault)}\n完整记录在 {record}。改正后重新执行同一条命令，已完成的步骤不会重做。"


def _said(fault: Exception) -> str:
    """Words meant for people as they stand; others with their kind."""
    return str(fault) if isinstance(fault, OperatorError) else f"{type(fault).__name__}: {fault}"


@contextlib.contextmanager
def _alone() -> Iterator[None]:
    """Wait while another process sets up the same database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
    try:
        yield
    finally:
        # The session's end would free it as well, should the connection be gone by now.
        if connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK_KEY])
