"""What the command line shows of patents: tables, and a bar for a load."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from zhicheng.engine.numbers import InvalidNumber
from zhicheng.engine.numbers.patents import parse
from zhicheng.engine.patents.lake import Made, Snapshot, Version
from zhicheng.engine.patents.lake.snapshot import HANDFUL
from zhicheng.engine.patents.loading import Progress as LoadProgress
from zhicheng.engine.patents.loading.load import Tell
from zhicheng.engine.patents.record import Patent, Reject
from zhicheng.engine.patents.search import Results

_MADE = {Made.LOAD: "加载", Made.RESTORE: "退回", Made.COMPACTION: "合并"}
_TABLES = {
    "patents": "文献", "parties": "当事人", "classes": "分类号", "citations": "引证",
    "events": "法律事件", "families": "同族成员", "rejects": "读不了的记录",
}  # fmt: skip
_COUNTED = {"country": "国别", "kind": "类型", "stage": "阶段", "state": "状态"}


@contextmanager
def progress() -> Iterator[Tell]:
    """A bar that a load moves on; nothing where the output is no terminal."""
    with _bar() as bar:
        task = bar.add_task("读取文件", total=None)

        def tell(now: LoadProgress) -> None:
            words = f"已读 {now.counts.read:,} 条，每秒 {now.per_second:,.0f} 条"
            bar.update(task, description=words, completed=now.share or 0.0, total=1.0 if now.share else None)

        yield tell


def _bar() -> Progress:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    return Progress(*columns, console=console, transient=True, disable=not console.is_terminal)


def read_out(snapshot: Snapshot, publications: Sequence[str]) -> list[Patent]:
    """The patents of these numbers, a bar beside them; nothing but the patents where the output is no terminal."""
    found: list[Patent] = []
    with _bar() as bar:
        task = bar.add_task("读取专利", total=len(publications))
        for start in range(0, len(publications), HANDFUL):
            found += snapshot.patents(publications[start : start + HANDFUL])
            bar.update(task, completed=start + HANDFUL)
    return found


def loaded(version: Version) -> str:
    """What a load came to."""
    counts = version.counts
    aside = f"，{counts.rejected} 条读不了（zhicheng patents rejects 列出）" if counts.rejected else ""
    return (
        f"已加载为版本 {version.number}：新增 {counts.added} 件，更新 {counts.updated} 件，"
        f"没有变化 {counts.unchanged} 件{aside}。专利库共 {version.publications} 件。"
    )


def compact_number(text: str) -> str:
    """A publication number as the lake writes it; a source's own identifier (`patstat:12345`) as it is."""
    if ":" in text:
        return text.strip()
    try:
        return str(parse(text))
    except InvalidNumber:
        # The record of an office whose numbers nobody describes is kept under the number it came with.
        return "".join(text.split())


def hits(results: Results) -> Table:
    rows = [hit.card for hit in results.hits]
    return _table(
        ("公开号", "名称", "申请人", "申请日", "分类号"),
        (
            (row.publication, row.title, "；".join(row.applicants), _text(row.filed_on), "；".join(row.ipc[:3]))
            for row in rows
        ),
    )


def facts(patent: Patent) -> Table:
    """Every fact of a patent that is known, by the names of its fields in Chinese."""
    return _table(("项目", "内容"), ((name, text) for name, text in _facts(patent) if text))


def rejects(found: Iterable[Reject]) -> Table:
    rows = ((one.file, str(one.position or ""), one.reason, one.excerpt) for one in found)
    return _table(("文件", "第几条", "原因", "开头"), rows)


def versions(found: Sequence[Version]) -> Table:
    return _table(
        ("版本", "来由", "时间（UTC）", "文件", "新增", "更新", "读不了", "共"),
        (
            (
                str(one.number),
                _MADE[one.made] + (f"至 {one.restored}" if one.restored else ""),
                f"{one.made_at:%Y-%m-%d %H:%M}",
                "、".join(source.name for source in one.sources),
                str(one.counts.added),
                str(one.counts.updated),
                str(one.counts.rejected),
                str(one.publications),
            )
            for one in found
        ),
    )


def statistics(snapshot: Snapshot) -> dict[str, object]:
    """What there is in a version, and the space it takes."""
    return {
        "version": snapshot.version.number,
        "publications": len(snapshot),
        "size_bytes": snapshot.size_bytes(),
        "rows": snapshot.row_counts(),
        **{column: snapshot.count_by(column) for column in _COUNTED},
    }


def statistics_table(found: dict[str, object]) -> Table:
    rows = [
        ("版本", str(found["version"])),
        ("文献", str(found["publications"])),
        ("占用字节", str(found["size_bytes"])),
    ]
    for key, label in (("rows", "行数"), *_COUNTED.items()):
        counted = found[key]
        if isinstance(counted, dict):
            rows += [(f"{label}：{_TABLES.get(name, name)}", str(number)) for name, number in counted.items()]
    return _table(("项目", "数"), rows)


def _facts(patent: Patent) -> Iterator[tuple[str, str]]:
    yield "公开号", patent.publication
    yield "申请号", patent.application
    yield from ((f"名称（{one.language}）", one.text) for one in patent.titles)
    yield "类型", f"{patent.kind} {patent.stage} {patent.kind_code}"
    yield "状态", patent.state
    yield "申请日", _text(patent.filed_on)
    yield "公开日", _text(patent.published_on)
    yield "授权日", _text(patent.granted_on)
    yield from (
        (f"{one.role}", "，".join(filter(None, (one.name, one.country, one.address)))) for one in patent.parties
    )
    yield "分类号", "；".join(f"{one.code}（{one.scheme}）" for one in patent.classes)
    yield "优先权", "；".join(one.number for one in patent.priorities)
    yield from ((f"摘要（{one.language}）", one.text) for one in patent.abstracts)
    yield "权利要求", "\n".join(patent.claims)
    yield "引证", "；".join(one.cited for one in patent.citations)
    yield from (("法律事件", f"{_text(one.happened_on)} {one.code} {one.words}") for one in patent.events)
    yield from (
        ("费用", f"{one.name} {_text(one.year)} {_text(one.due_on)} {_yuan(one.amount_fen)}") for one in patent.fees
    )
    yield "同族", patent.family
    yield "所在地", patent.region
    yield "来源", f"{patent.source}（版本 {patent.load}）"
    yield "演示数据", "是" if patent.synthetic else ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Table:
    table = Table(*header)
    for row in rows:
        table.add_row(*map(Text, row))  # not as markup: a [bracket] is data here
    return table


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _yuan(amount_fen: int | None) -> str:
    return "" if amount_fen is None else f"{amount_fen / 100:.2f} 元"
