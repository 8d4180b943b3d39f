"""The command line ``zhicheng``.

Its own commands stand in ``commands.py``. An app adds a group of commands by a module ``cli.py`` with
``app: typer.Typer``, a docstring whose first line is the group's help, and, when the group is not called
like the app, ``name = "…"``. Such a module is imported only when its group is called: help stays quick.
"""

import os
import sys

import typer

from zhicheng.portal.cli import commands
from zhicheng.portal.cli.groups import Group, find_groups


def main() -> None:
    """Run the command named by the arguments; a fault that people can mend ends in a message, not a trace."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhicheng.portal.settings")
    with commands.faults_in_words():
        groups = find_groups()
        called = next((group for group in groups if group.name == _first_word()), None)
        if called is None:
            command_line(groups)()
        elif not called.needs_platform:
            command_line(groups, called)()
        else:
            commands.run_group(command_line, groups, called)


def command_line(groups: list[Group], called: Group | None = None) -> typer.Typer:
    """All commands: `called` complete, the other groups by name and help only."""
    app = typer.Typer(
        no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="知城：知识产权示范城市工作平台。"
    )
    app.command("run", help="准备并启动平台，按 Ctrl-C 停止。")(commands.run)
    app.command("setup", help="只做准备：数据库结构、区划、定义、统计数据、静态文件。")(commands.setup)
    app.command("backup", help="把数据库备份到一个文件。")(commands.backup)
    app.command("restore", help="用备份文件恢复数据库。")(commands.restore)
    app.command(
        "manage",
        help="执行 Django 管理命令，如 zhicheng manage shell。",
        context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    )(commands.manage)
    for group in groups:
        if group == called:
            app.add_typer(group.load(), name=group.name, help=group.help)
        else:
            app.command(group.name, help=group.help)(_never_run)
    return app


def _never_run() -> None:
    """Stands for a group in the help; calling the group loads it instead."""


def _first_word() -> str:
    return sys.argv[1] if len(sys.argv) > 1 else ""
