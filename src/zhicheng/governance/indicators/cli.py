"""统计数据的导入、重算与核对。"""

from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.db import transaction
from rich.console import Console
from rich.table import Table as Printed

from zhicheng.base.accounts.models import User
from zhicheng.base.definitions.models import Definition
from zhicheng.base.verdicts import Refused
from zhicheng.engine.tables import TableRefused
from zhicheng.governance.indicators import actions, queries
from zhicheng.governance.indicators.checks import check_of
from zhicheng.governance.indicators.models import Computation, Import
from zhicheng.governance.indicators.reading import Fault, ImportRefused

app = typer.Typer(help="统计数据的导入、重算与核对。", no_args_is_help=True)
name = "figures"
SHOWN_FAULTS = 50


@app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(help="CSV 或 XLSX 文件")],
    layout: Annotated[str, typer.Option(help="数据表代码，例如 city_patents")],
    source: Annotated[str, typer.Option(help="来源；不写则用数据表自己的来源")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    by: Annotated[str, typer.Option(help="以哪个用户的名义导入；不写则记为系统")] = "",
    keep_absent: Annotated[bool, typer.Option("--keep-absent", help="现行版有、文件中没有的数值沿用下去")] = False,
) -> None:
    """把一个文件导入为数据表的新版本；有一处错误就整份不导入，并以 1 退出。"""
    person = known_user(by) if by else None
    incoming = actions.IncomingFile(file.name, content_of(file))
    try:
        made, changed = bring_in(layout, incoming, source, person, keep_absent=keep_absent, dry_run=dry_run)
    except Definition.DoesNotExist:
        stop(f"没有数据表“{layout}”。可以用：{'、'.join(queries.layout_models())}")
    except ImportRefused as refusal:
        print_faults(refusal.faults)
        stop(f"{file.name} 有 {len(refusal.faults)} 处错误，没有导入任何数据。")
    except TableRefused as refusal:
        stop(f"{file.name}：{refusal.message}")
    except Refused as refusal:
        stop(refusal.because)
    if changed is None:
        Console().print(
            f"{file.name} 没有错误，可以导入：{made.row_count:,} 行，{made.value_count:,} 个数值。没有写入。"
        )
    else:
        tell(made, changed.written, changed.removed)


@transaction.atomic
def bring_in(
    layout: str, file: actions.IncomingFile, source: str, by: User | None, *, keep_absent: bool, dry_run: bool
) -> tuple[Import, Computation | None]:
    """Import and compute; a rehearsal imports and rolls back."""
    made = actions.import_file(layout=layout, file=file, source=source, by=by, keep_absent=keep_absent)
    if dry_run:
        transaction.set_rollback(True)
        return made, None
    return made, actions.recompute(by=by)


def content_of(file: Path) -> bytes:
    """The file's bytes, or a clear end."""
    try:
        return file.read_bytes()
    except OSError as error:
        stop(f"读不了 {file}：{error.strerror}")


def known_user(username: str) -> User:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        stop(f"没有用户“{username}”")
    return person


def print_faults(faults: tuple[Fault, ...]) -> None:
    printed = Printed("行", "列", "原文", "原因和改法")
    for fault in faults[:SHOWN_FAULTS]:
        printed.add_row(str(fault.line), fault.column, fault.value, fault.message)
    Console().print(printed, markup=False)
    if len(faults) > SHOWN_FAULTS:
        Console().print(f"……另有 {len(faults) - SHOWN_FAULTS} 处")


def tell(made: Import, written: int, removed: int) -> None:
    Console().print(
        f"已导入为“{made.layout}”第 {made.version} 版：{made.row_count:,} 行，{made.value_count:,} 个数值。"
    )
    Console().print(f"指标已重算：写入 {written:,} 个数值，删除 {removed:,} 个。")


def stop(words: str) -> NoReturn:
    Console().print(words, style="red", markup=False)
    raise typer.Exit(1)


@app.command()
def recompute() -> None:
    """重算全部指标，只写有变化的数值。"""
    made = actions.recompute(by=None)
    Console().print(f"{len(made.indicators)} 个指标有变化：写入 {made.written:,} 个数值，删除 {made.removed:,} 个。")


@app.command()
def check() -> None:
    """核对现行数据：每一项有多少处，应当怎么办。"""
    run = actions.run_checks(by=None)
    printed = Printed("核对项", "处数", "怎么办")
    for result in run.results.all():
        known = check_of(result.check_code)
        if known:
            printed.add_row(str(known.label), f"{result.count:,}", str(known.advice))
    Console().print(printed)
    Console().print("逐处内容见网页“数据核对”。")
