"""专利信息：加载各局和各数据库的专利文件，检索、查看、导出，管理专利库的版本。"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True)

_VAR = Path(os.environ.get("ZHICHENG_VAR") or Path(__file__).resolve().parents[4] / "var")
LakeOption = Annotated[
    Path,
    typer.Option("--lake", envvar="ZHICHENG_LAKE", help="专利库所在的文件夹。", file_okay=False, show_default=False),
]
IndexOption = Annotated[
    Path, typer.Option("--index", help="检索索引所在的文件夹。", file_okay=False, show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
QueryArgument = Annotated[str, typer.Argument(metavar="检索式", help="如：TI=锂离子电池 AND AD>=2015。")]
_LAKE, _INDEX = _VAR / "lake", _VAR / "index"


@app.callback()
def patents() -> None:
    """专利信息：加载各局和各数据库的专利文件，检索、查看、导出，管理专利库的版本。"""


@app.command()
def load(
    files: Annotated[list[Path], typer.Argument(metavar="文件…", help="专利文件、压缩包或文件夹，按先后顺序加载。")],
    mapping: Annotated[
        Path | None, typer.Option(help="列的对应文件（TOML），用于不能识别的表格。", dir_okay=False)
    ] = None,
    lake: LakeOption = _LAKE,
    index: IndexOption = _INDEX,
) -> None:
    """加载专利文件，成为专利库的新版本；中断以后用同样的文件再次执行，会接着做完。"""
    # Imported here, as in every command: what reads files and keeps them takes seconds to import that `--help` has no use for.
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.formats.table import format_from_file
    from zhicheng.engine.patents.lake import Lake
    from zhicheng.engine.patents.loading import load as load_inputs
    from zhicheng.engine.patents.loading.files import file_inputs

    with _refusals(), console.progress() as tell:
        inputs = file_inputs(files, format_from_file(mapping) if mapping else None)
        version = load_inputs(Lake(lake), inputs, index=index, tell=tell)
    typer.echo(console.loaded(version))


@app.command()
def abandon(lake: LakeOption = _LAKE) -> None:
    """放弃没有完成的加载；专利库保持原来的版本。"""
    from zhicheng.engine.patents.lake import Lake

    with _refusals():
        if stopped := Lake(lake).interrupted():
            Lake(lake).abandon()
            typer.echo(f"已放弃没有完成的加载：{'、'.join(source.name for source in stopped.sources)}。")
        else:
            typer.echo("没有中断的加载。")


@app.command()
def search(
    query: QueryArgument,
    page: Annotated[int, typer.Option(help="第几页，每页 20 件。", min=1)] = 1,
    as_json: JsonOption = False,
    index: IndexOption = _INDEX,
) -> None:
    """检索，列出一页结果。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.query import explain, parse
    from zhicheng.engine.patents.search import open_index

    with _refusals():
        parsed = parse(query)
        results = open_index(index).search(parsed, page=page)
    if as_json:
        hits = [asdict(hit.card) for hit in results.hits]
        _print_json({"query": explain(parsed), "total": results.total, "page": page, "hits": hits})
        return
    typer.echo(f"{explain(parsed)}：共 {results.total} 件，第 {page} 页")
    _print(console.hits(results))


@app.command()
def show(
    number: Annotated[str, typer.Argument(metavar="公开号", help="任何常见写法，如 CN 101234567 A。")],
    as_json: JsonOption = False,
    lake: LakeOption = _LAKE,
) -> None:
    """显示一件专利的全部内容。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.lake import Lake

    with _refusals():
        patent = Lake(lake).newest().patent(console.compact_number(number))
    if patent is None:
        typer.echo(
            f"专利库里没有 {number}。公开号要带文献种类代码，如 CN101234567A；也可以用 zhicheng patents search 检索。",
            err=True,
        )
        raise typer.Exit(1)
    if as_json:
        _print_json(asdict(patent))
    else:
        _print(console.facts(patent))


@app.command()
def rejects(
    version: Annotated[int | None, typer.Option(help="只看这个版本的加载，缺省为全部。", min=1)] = None,
    as_json: JsonOption = False,
    lake: LakeOption = _LAKE,
) -> None:
    """列出加载时读不了的记录：文件、第几条、原因。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.lake import Lake

    with _refusals():
        found = Lake(lake).newest().rejects(version)
    if as_json:
        _print_json([asdict(reject) for reject in found])
    else:
        typer.echo(f"共 {len(found)} 条读不了的记录")
        _print(console.rejects(found))


@app.command()
def export(
    query: QueryArgument,
    output: Annotated[Path, typer.Option("-o", "--output", help="写入的文件：.csv、.xlsx 或 .json。", dir_okay=False)],
    lake: LakeOption = _LAKE,
    index: IndexOption = _INDEX,
) -> None:
    """把检索结果（最多 50,000 件）写成表格或 JSON；表格可以原样再加载。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.exporting import write_export
    from zhicheng.engine.patents.lake import Lake
    from zhicheng.engine.patents.query import parse
    from zhicheng.engine.patents.search import MOST_IDS, open_index

    with _refusals():
        parsed = parse(query)
        total, numbers = open_index(index).count(parsed), open_index(index).ids(parsed, most=MOST_IDS)
        write_export(output, console.read_out(Lake(lake).newest(), numbers))
    left_out = f"，只写了前 {MOST_IDS:,} 件" if total > MOST_IDS else ""
    typer.echo(f"检索到 {total} 件{left_out}，已写入 {output}。")


@app.command()
def stats(as_json: JsonOption = False, lake: LakeOption = _LAKE) -> None:
    """统计专利库：件数、各表行数、占用空间，按国别、类型、状态分。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.lake import Lake

    with _refusals():
        found = console.statistics(Lake(lake).newest())
    if as_json:
        _print_json(found)
    else:
        _print(console.statistics_table(found))


@app.command()
def versions(as_json: JsonOption = False, lake: LakeOption = _LAKE) -> None:
    """列出专利库的版本，最后一个在用。"""
    from zhicheng.engine.patents import console
    from zhicheng.engine.patents.lake import Lake

    with _refusals():
        found = Lake(lake).versions()
    if as_json:
        _print_json([version.model_dump(mode="json") for version in found])
    else:
        _print(console.versions(found))


@app.command()
def restore(
    version: Annotated[int, typer.Argument(metavar="版本", help="要退回的版本号。", min=1)],
    lake: LakeOption = _LAKE,
    index: IndexOption = _INDEX,
) -> None:
    """退回到以前的版本：作为新版本启用，什么也不删除；检索索引随之重建。"""
    from zhicheng.engine.patents.lake import Lake
    from zhicheng.engine.patents.loading import catch_up

    with _refusals():
        made = Lake(lake).restore(version)
        catch_up(Lake(lake), index)
    typer.echo(f"已退回版本 {version}，现为版本 {made.number}，共 {made.publications} 件。")


@app.command()
def compact(
    keep: Annotated[int | None, typer.Option(help="另外只保留最近几个版本，删除更早版本的文件。", min=1)] = None,
    pin: Annotated[list[int] | None, typer.Option(help="即使更早也要保留的版本，可以多次给出。", min=1)] = None,
    lake: LakeOption = _LAKE,
    index: IndexOption = _INDEX,
) -> None:
    """把专利库的小文件合并成大文件；内容不变。"""
    from zhicheng.engine.patents.lake import Lake
    from zhicheng.engine.patents.loading import catch_up

    with _refusals():
        made = Lake(lake).compact()
        deleted = Lake(lake).vacuum(newest=keep, pinned=pin or ()) if keep else 0
        catch_up(Lake(lake), index)
    typer.echo(f"已合并，现为版本 {made.number}，删除了 {deleted} 个文件。")


@app.command()
def reindex(lake: LakeOption = _LAKE, index: IndexOption = _INDEX) -> None:
    """让检索索引跟上专利库；索引缺失或损坏时重新建立。"""
    from zhicheng.engine.patents.lake import Lake
    from zhicheng.engine.patents.loading import catch_up

    with _refusals():
        changed = catch_up(Lake(lake), index)
    typer.echo("检索索引已更新。" if changed else "检索索引已是最新。")


@app.command()
def formats() -> None:
    """列出能识别的文件格式。"""
    from zhicheng.engine.patents.formats.recognition import all_formats

    for one in all_formats():
        typer.echo(f"{one.code}\t{one.label}")


@contextmanager
def _refusals() -> Iterator[None]:
    """A refusal ends the command with its sentence instead of a trace."""
    from zhicheng.engine.patents.exporting import ExportRefused
    from zhicheng.engine.patents.formats.format import FormatRefused
    from zhicheng.engine.patents.lake import LakeRefused
    from zhicheng.engine.patents.loading import LoadRefused
    from zhicheng.engine.patents.query import QueryRefused
    from zhicheng.engine.patents.search import IndexRefused, SearchRefused

    try:
        yield
    except (
        ExportRefused, FormatRefused, LakeRefused, LoadRefused, QueryRefused, IndexRefused, SearchRefused, OSError,
    ) as refused:  # fmt: skip
        typer.echo(str(refused), err=True)
        raise typer.Exit(1) from refused


def _print(table: Table) -> None:
    Console().print(table)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))
