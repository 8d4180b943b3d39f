"""专利实力评价：重算已发布的结果。"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zhicheng.engine.packages import sha256
from zhicheng.governance.rounds import release
from zhicheng.governance.rounds.release import Compared, ReleaseRefused

name = "strength"
needs_database = False
app = typer.Typer(help="专利实力评价：重算已发布的结果。", no_args_is_help=True)


@app.callback()
def strength() -> None:
    """专利实力评价：重算已发布的结果。"""


@app.command()
def recompute(
    file: Annotated[Path, typer.Argument(metavar="发布包", help="下载的发布包（ZIP）。", exists=True, dir_okay=False)],
) -> None:
    """用发布包里的方案和数据重算，逐个文件比对；全部相同以 0 结束，否则以 1 结束。不需要数据库。"""
    content = file.read_bytes()
    try:
        rows = release.compare(content)
        manifest = release.manifest_in(release.unpack(content))
    except ReleaseRefused as refusal:
        typer.echo(f"{file.name}：{refusal}", err=True)
        raise typer.Exit(1) from refusal
    Console().print(printed(rows))
    typer.echo(f"发布包的摘要（SHA-256）：{sha256(content)}")
    if manifest.get("code", {}).get("sha256") != release.code_sha256():
        typer.echo("提示：本机的程序与发布时的版本不同。")
    wrong = [row.name for row in rows if not row.is_equal]
    if wrong:
        typer.echo(f"不一致：{'、'.join(wrong)}", err=True)
        raise typer.Exit(1)
    typer.echo("重算的结果与发布包逐字节相同。")


def printed(rows: list[Compared]) -> Table:
    """One line a file."""
    found = Table("文件", "与清单", "重算")
    again = {True: "相同", False: "不同", None: "—"}
    for row in rows:
        found.add_row(row.name, "相符" if row.as_listed else "不符", again[row.as_recomputed])
    return found
