"""核对操作日志。"""

from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from zhicheng.base.audit import verifying

app = typer.Typer(help="核对操作日志。", no_args_is_help=True)
DIGEST_LENGTH = 64


@app.callback()
def audit() -> None:
    """核对操作日志。"""


@app.command()
def verify(
    noted: Annotated[str, typer.Option(help="另处记下的 序号:摘要，核对它仍在链中")] = "",
) -> None:
    """逐条核对日志的摘要链；有一个字节被改动、少一条、多一条或次序不对，都会指出第一处，并以 1 退出。"""
    console = Console()
    expected = parse_noted(noted) if noted else None
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("核对日志", total=None)
        outcome = verifying.verify(
            noted=verifying.Noted(*expected) if expected else None,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if outcome.fault:
        explain(console, outcome.fault.number, outcome.fault.wrong, outcome.fault.differences)
        raise typer.Exit(1)
    console.print(f"日志完整：共 {outcome.entries:,} 条，未发现改动。")
    console.print("请把下面一行记在本系统之外，下次用 --noted 核对：")
    typer.echo(f"{outcome.entries}:{outcome.digest}")


def parse_noted(text: str) -> tuple[int, str]:
    """`120:3fa9…` as number and digest."""
    number, _colon, digest = text.partition(":")
    if not number.isdigit() or len(digest) != DIGEST_LENGTH:
        raise typer.BadParameter("请写成 序号:摘要，摘要是 64 位十六进制，例如上次核对时打印的那一行")
    return int(number), digest.lower()


def explain(console: Console, number: int, wrong: str, differences: tuple[str, ...]) -> None:
    console.print(f"[bold red]日志被改动：第 {number:,} 条{wrong}[/]")
    for line in differences:
        console.print(f"  {line}", markup=False, highlight=False)
    console.print("请停止对数据库的写入，保留现场和备份，报告审计管理员。")
