"""综合指数：按方案文件评价一张数据表，给出得分、排名和名次区间。"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

app = typer.Typer(no_args_is_help=True)


@app.callback()
def composite() -> None:
    """综合指数：按方案文件评价一张数据表，给出得分、排名和名次区间。"""


@app.command()
def evaluate(
    scheme: Annotated[Path, typer.Argument(metavar="方案", help="方案文件（TOML）。", exists=True, dir_okay=False)],
    data: Annotated[Path, typer.Argument(metavar="数据", help="数据表（CSV 或 XLSX）。", exists=True, dir_okay=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="结果写入的文件夹。", file_okay=False)],
    draws: Annotated[int, typer.Option(help="不确定性分析的抽样次数，0 为不做。", min=0)] = 0,
    sobol: Annotated[int, typer.Option(help="敏感性分析的基础抽样次数，0 为不做。", min=0)] = 0,
    seed: Annotated[int, typer.Option(help="随机数种子；同一种子结果相同。", min=0)] = 1,
    workers: Annotated[int | None, typer.Option(help="线程数，缺省为处理器核数；不影响结果。", min=1)] = None,
    year: Annotated[int | None, typer.Option(help="多年数据中评价哪一年，缺省为最后一年。")] = None,
) -> None:
    """评价数据表中的各单位，把得分、排名、各项贡献和名次区间写成 CSV，把每一步做了什么写成 JSON。"""
    # Imported here: the compiled loop takes a second to load that `zhicheng --help` has no use for.
    from zhicheng.engine.composite.errors import SchemeError
    from zhicheng.engine.composite.evaluation import Asked, evaluate_files
    from zhicheng.engine.tables import TableRefused

    console = Console(stderr=True)
    asked = Asked(draws, sobol, seed, workers, year)
    try:
        with Progress(console=console, transient=True, disable=not console.is_terminal) as bar:
            written = evaluate_files(scheme, data, output, asked, lambda what: announce(what, bar))
    except (SchemeError, TableRefused) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    for line in written.summary:
        typer.echo(line)
    typer.echo(f"已写入 {output}：{'、'.join(written.files)}")


def announce(what: str, bar: Progress) -> Callable[[int, int], None]:
    """A bar for what begins."""
    task = bar.add_task(what, total=None)

    def tell(done: int, draws: int) -> None:
        bar.update(task, completed=done, total=draws)

    return tell
