"""定义：核对文件，列出现行版本。"""

from pathlib import Path
from typing import Annotated

import typer
from django.conf import settings
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from zhicheng.base.definitions import queries
from zhicheng.base.definitions.actions import rehearse

app = typer.Typer(no_args_is_help=True)


@app.command(help="核对一个文件夹中的全部定义；有错逐条列出文件、行、项，退出码为 1。")
def check(
    folder: Annotated[Path | None, typer.Argument(help="缺省为随系统发布的定义", exists=True, file_okay=False)] = None,
) -> None:
    """Check every definition of a folder, without writing anything."""
    count, faults = rehearse(folder=folder or Path(settings.DEFINITIONS_DIR))
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(_("共 %(faults)d 处错误，没有改动任何内容。") % {"faults": len(faults)}, err=True)
        raise typer.Exit(1)
    typer.echo(_("%(count)d 个定义全部合格。") % {"count": count})


@app.command("list", help="列出现行定义。")
def list_current() -> None:
    """Every definition in force."""
    table = Table(_("类别"), _("代码"), _("版本"), _("名称"), box=None)
    for one in queries.catalogue():
        table.add_row(one.kind, one.code, str(one.version), one.title)
    Console().print(table)
