"""公开发布：核对发布包。"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from zhicheng.governance.releases import package
from zhicheng.governance.releases.checking import Outcome, Verification
from zhicheng.governance.releases.checking import verify as checked

name = "release"
needs_database = False
app = typer.Typer(help="公开发布：核对发布包。", no_args_is_help=True)
WORDS = {Outcome.EQUAL: "[green]一致[/green]", Outcome.WRONG: "[red]不一致[/red]", Outcome.LEFT: "—"}


@app.callback()
def release() -> None:
    """公开发布：核对发布包。"""


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="发布包", help="下载的发布包（ZIP）。", exists=True, dir_okay=False)],
    previous: Annotated[
        list[Path] | None,
        typer.Option(help="上一个发布或被更正的发布的文件，可以写几次。", exists=True, dir_okay=False),
    ] = None,
    key: Annotated[Path | None, typer.Option(help="发布机构公布的公钥（PEM）。", exists=True, dir_okay=False)] = None,
) -> None:
    """核对摘要、签名和发布次序，用包里的数据重算，逐个文件比对；全部一致以 0 结束，否则指出第一处不同，以 1 结束。不需要数据库。"""
    verification = checked(
        file.read_bytes(),
        earlier=[one.read_bytes() for one in previous or ()],
        key=key.read_bytes() if key else None,
    )
    show(verification)
    if wrong := verification.first_wrong:
        typer.echo(f"第一处不一致：{wrong.subject}：{wrong.words}", err=True)
        raise typer.Exit(1)
    typer.echo("发布包完好，重算的结果与发布的相同。")


def show(verification: Verification) -> None:
    """What the release is, and one line a check."""
    console = Console()
    found = verification.package
    if found is not None:
        typer.echo(f"{found.manifest['title']}，{found.manifest['publisher']}，{found.manifest['made_at']}")
        typer.echo(f"发布包的摘要（SHA-256）：{found.sha256}")
        if caution := found.manifest["caution"]:
            typer.echo(caution)
        if found.manifest["code"]["sha256"] != package.code_sha256():
            typer.echo("提示：本机的程序与发布时的版本不同。")
    shown = Table("核对", "结果", "说明")
    for one in verification.checks:
        shown.add_row(one.subject, WORDS[one.outcome], one.words)
    console.print(shown)
