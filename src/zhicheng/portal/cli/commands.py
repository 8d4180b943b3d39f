"""The platform's own commands: run, setup, manage."""

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import django
import typer
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import OperationalError

from zhicheng.portal import database
from zhicheng.portal.backup import dump
from zhicheng.portal.backup import restore as restore_dump
from zhicheng.portal.cli.groups import Group
from zhicheng.portal.failures import OperatorError
from zhicheng.portal.postgres import Cluster, PostgresError
from zhicheng.portal.serve import Address, programs, serve
from zhicheng.portal.stopping import signals_stop


def run(
    *,
    with_parent: Annotated[bool, typer.Option("--with-parent", help="启动它的进程（如 make）结束时一并停止。")] = False,
) -> None:
    """Prepare everything, serve until asked to stop."""
    parent = os.getppid()
    address = Address.from_environment()
    commands = programs(address)
    address.refuse_if_taken()
    with _stoppable(), _prepared():
        serve(
            address,
            commands,
            ready=lambda: _say_ready(address),
            wanted=lambda: not with_parent or os.getppid() == parent,
        )


def setup() -> None:
    """Prepare everything that serving needs, and end."""
    with _stoppable(), _prepared():
        pass


def manage(context: typer.Context) -> None:
    """Hand the words on to Django."""
    with database.in_use(Path(settings.VAR)):
        execute_from_command_line(["zhicheng manage", *context.args])


def backup(target: Annotated[Path, typer.Argument(metavar="文件", help="新的备份文件，如 zhicheng.dump。")]) -> None:
    """Dump the database."""
    with database.in_use(Path(settings.VAR)):
        dump(target)
    typer.echo(f"已备份到 {target}。上传的文件不在其中，请另外保存 {settings.DOCUMENTS_DIR}。")


def restore(
    source: Annotated[Path, typer.Argument(metavar="文件", help="zhicheng backup 写出的文件。")],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="确认用备份替换现有的全部数据。")] = False,
) -> None:
    """Replace the database by a dump."""
    if not yes:
        raise OperatorError("恢复会用备份替换现有的全部数据。确认后请加上 --yes 再执行。")
    with database.in_use(Path(settings.VAR)):
        restore_dump(source)
    typer.echo(f"已恢复 {source} 中的数据。")


def run_group(command_line: Callable[[list[Group], Group], typer.Typer], groups: list[Group], called: Group) -> None:
    """Run a command of an app, with Django ready and, where the group needs it, the database server running."""
    with database.in_use(Path(settings.VAR)) if called.needs_database else contextlib.nullcontext():
        django.setup()
        command_line(groups, called)()


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """A block that a signal may end: that is no failure."""
    try:
        with signals_stop():
            yield
    except KeyboardInterrupt:
        typer.echo("\n已停止。")


@contextlib.contextmanager
def _prepared() -> Iterator[None]:
    """The database server running, everything set up."""
    typer.echo("· 数据库 …", nl=False)
    with database.in_use(Path(settings.VAR)) as cluster:
        typer.echo(f" {_where(cluster)}")
        django.setup()
        # Imported here: it takes a third of a second that `zhicheng --help` has no use for.
        from zhicheng.portal.setup import prepare

        prepare()
        yield


def _where(cluster: Cluster | None) -> str:
    if cluster is None:
        return "使用 DATABASE_URL 指定的服务"
    if cluster.data_dir != cluster.wanted_dir:
        return (
            f"数据放在 {cluster.data_dir}（PostgreSQL 不以 root 身份运行，它的账户进不了 {cluster.wanted_dir.parent}）"
        )
    return f"PostgreSQL 已启动，数据在 {cluster.data_dir}"


def _say_ready(address: Address) -> None:
    """The address, and in a demonstration one account for each role."""
    typer.echo(f"\n知城已启动：{address.url}")
    if settings.DEMONSTRATION:
        _print_logins()
    typer.echo("按 Ctrl-C 停止。")


def _print_logins() -> None:
    # Both are needed only here: rich takes a tenth of a second to load, the accounts need Django set up.
    from rich.console import Console
    from rich.table import Table

    from zhicheng.base.accounts.demonstration import demonstration_logins

    table = Table("角色", "账户", "密码", title="演示账户")
    for row in demonstration_logins():
        table.add_row(*row)
    Console().print(table)


@contextlib.contextmanager
def faults_in_words() -> Iterator[None]:
    """Ends the program with a plain message for every fault that its reader can mend."""
    try:
        yield
    except (OperatorError, PostgresError, ImproperlyConfigured) as fault:
        sys.exit(f"\n{fault}")
    except OperationalError as fault:
        sys.exit(
            f"\n没有连上数据库：{fault}\n请检查 DATABASE_URL 中的地址、用户和密码，以及数据库服务是否在运行。"
            if os.environ.get("DATABASE_URL")
            else f"\n没有连上数据库：{fault}"
        )
