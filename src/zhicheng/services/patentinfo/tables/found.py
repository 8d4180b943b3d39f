"""Lists of patents, on pages and in files."""

import json
from collections.abc import Sequence
from dataclasses import asdict

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.tables import Table
from zhicheng.engine.patents import exporting
from zhicheng.engine.patents.record import Kind, LegalState, Patent
from zhicheng.engine.patents.search import Card
from zhicheng.services.patentinfo import labels

SEPARATOR = "; "
"""Between several names or symbols in one cell, on the way out and on the way in again."""


OUTCOMES = {"found": ("ok", _("找到")), "malformed": ("bad", _("号码有误")), "unknown": ("warn", _("没有收录"))}


def listed(names: Sequence[str]) -> str:
    return SEPARATOR.join(names)


def address_of(card: Card) -> str:
    return reverse("patentinfo:patent", args=[card.publication])


class HitTable(Table):
    """The page's hits as a table; it neither sorts nor filters, the search does."""

    caption = _("检索结果")
    exportable = False
    per_page = 0
    columns = (
        Column("publication", _("公开（公告）号"), row_header=True, sortable=False, link=address_of),
        Column("title", _("名称"), sortable=False),
        Column("applicants", _("申请人"), sortable=False, value=lambda card: "、".join(card.applicants)),
        Column("kind", _("类型"), sortable=False, value=lambda card: labels.kind(card.kind)),
        Column("state", _("法律状态"), sortable=False, value=lambda card: labels.state(card.state)),
        Column("filed_on", _("申请日"), sortable=False),
        Column("published_on", _("公开（公告）日"), sortable=False, optional=True),
        Column(
            "ipc",
            _("IPC 主分类"),
            sortable=False,
            optional=True,
            value=lambda card: labels.symbol(card.ipc[0]) if card.ipc else "",
        ),
        Column("cited_by_count", _("被引次数"), numeric=True, sortable=False, optional=True),
    )


class HitFile(Table):
    """What a search found, as a file that a load recognises again: headers and words are those of `engine.patents.exporting`."""

    caption = _("检索结果")
    per_page = 0
    columns = (
        Column("publication", "公开（公告）号"),
        Column("application", "申请号"),
        Column("kind", "专利类型", value=lambda card: exporting.KIND_WORDS[Kind(card.kind)]),
        Column("filed_on", "申请日"),
        Column("published_on", "公开（公告）日"),
        Column("title", "名称"),
        Column("abstract", "摘要"),
        Column("applicants", "申请（专利权）人", value=lambda card: listed(card.applicants)),
        Column("inventors", "发明（设计）人", value=lambda card: listed(card.inventors)),
        Column("ipc", "分类号", value=lambda card: listed(card.ipc)),
        Column("state", "法律状态", value=lambda card: exporting.STATE_WORDS[LegalState(card.state)]),
        Column("country", _("受理局")),
        Column("region", _("地区代码")),
        Column("family", _("同族")),
        Column("cited_by_count", _("被引次数"), numeric=True),
        Column("claim_count", _("权利要求数量"), numeric=True),
        Column("synthetic", _("演示数据")),
    )


class LookupTable(Table):
    """What became of each number of a list."""

    caption = _("号码查询结果")
    exportable = False
    per_page = 0
    columns = (
        Column("written", _("号码"), row_header=True, sortable=False),
        Column("outcome", _("结果"), sortable=False, chip=lambda row: OUTCOMES[row.outcome]),
        Column(
            "publication",
            _("公开（公告）号"),
            sortable=False,
            link=lambda row: address_of(row.cards[0]) if row.cards else None,
        ),
        Column("title", _("名称"), sortable=False),
        Column("others", _("同号的其他公布"), sortable=False, optional=True),
        Column("why", _("原因"), sortable=False),
        Column("suggestion", _("可能是"), sortable=False),
    )


class FactTable(Table):
    """One patent as a file: a row a fact."""

    caption = _("著录项目")
    per_page = 0
    columns = (Column("label", _("项目"), row_header=True), Column("value", _("内容")))


def fact_rows(patent: Patent) -> list[dict[str, object]]:
    """Every field of the record that says something, in the record's order; lists joined."""
    return [
        {"label": name, "value": words_of(value)}
        for name, value in record_of(patent).items()
        if value not in ("", None, [])
    ]


def record_of(patent: Patent) -> dict[str, object]:
    """The record as plain values, for JSON: dates as text, lists of mappings."""
    content: dict[str, object] = json.loads(json.dumps(asdict(patent), default=str, ensure_ascii=False))
    return content


def words_of(value: object) -> object:
    """A value in one cell."""
    if isinstance(value, list):
        return listed([str(words_of(one)) for one in value])
    if isinstance(value, dict):
        return " ".join(str(one) for one in value.values() if one not in ("", None))
    return value
