"""The list of items, and the steps of one."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.addresses import address
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.hall.definition_kinds import AUDIENCES, LEVELS, SERVICE_KINDS, ItemDefinition
from zhicheng.services.hall.queries.items import is_open_on


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item in the list; open or not on the day of the list, and whether a batch of it takes applications then."""

    code: str
    model: ItemDefinition
    is_open: bool
    has_window: bool = False

    @property
    def title(self) -> str:
        return self.model.title

    @property
    def summary(self) -> str:
        return self.model.summary

    @property
    def service_kind(self) -> str:
        return self.model.service_kind

    @property
    def level(self) -> str:
        return self.model.level

    @property
    def audience(self) -> str:
        return "、".join(str(AUDIENCES[each]) for each in self.model.audience)

    @property
    def limit_workdays(self) -> int:
        return self.model.limit_workdays

    @property
    def fee_yuan(self) -> float:
        return self.model.fee_fen / 100

    @property
    def channel(self) -> str:
        return _("免申即享") if self.model.automatic else _("网上申请")

    @property
    def taking(self) -> str:
        """Whether one can apply now."""
        if not self.is_open:
            return _("未开放")
        return _("等待批次") if self.model.call and not self.has_window else _("受理中")


def rows_of(models: dict[str, ItemDefinition], on: date, batches: Collection[str]) -> list[ItemRow]:
    """The items; `batches` are the codes of those of which a batch takes applications."""
    return [ItemRow(code, model, is_open_on(model, on), code in batches) for code, model in models.items()]


def taking_chip(row: ItemRow) -> tuple[str, Any]:
    waits = row.model.call is not None and not row.has_window
    return "line" if row.is_open and waits else "ok" if row.is_open else "", row.taking


def in_one_line(words: Any) -> SafeString:
    return format_html('<span class="zc-nowrap">{}</span>', words)


def for_audience(rows: list[ItemRow], audience: str) -> list[ItemRow]:
    return [row for row in rows if audience in row.model.audience]


def offered(words: Any) -> Any:
    return lambda: tuple(words.items())


class ItemTable(Table):
    """Every item in force."""

    code = "items"
    caption = gettext_lazy("服务事项")
    columns = (
        Column("title", gettext_lazy("事项"), row_header=True, link=lambda row: address("hall:item", row.code)),
        Column(
            "service_kind", gettext_lazy("类别"), shows=lambda code: in_one_line(SERVICE_KINDS[code]), optional=True
        ),
        Column("audience", gettext_lazy("面向"), sortable=False),
        Column("level", gettext_lazy("办理机关"), shows=lambda code: LEVELS[code], optional=True),
        Column("limit_workdays", gettext_lazy("时限"), numeric=True, unit=gettext_lazy("工作日"), optional=True),
        Column("fee_yuan", gettext_lazy("收费"), numeric=True, unit=gettext_lazy("元"), optional=True),
        Column("channel", gettext_lazy("办理方式"), shows=in_one_line, optional=True),
        Column("taking", gettext_lazy("受理"), chip=taking_chip),
    )
    filters = (
        Filter("kind", gettext_lazy("服务类别"), offered(SERVICE_KINDS), lookup="service_kind"),
        Filter("for", gettext_lazy("我是"), offered(AUDIENCES), apply=for_audience),
        Filter("level", gettext_lazy("办理机关"), offered(LEVELS)),
    )
    search_fields = ("title", "summary", "audience")
    search_label = gettext_lazy("事项名称或内容")
    default_sort = "title"
    empty_text = gettext_lazy("没有符合条件的事项。可以去掉筛选条件再查，或者提交咨询。")


class StepTable(Table):
    """The steps of an item with their limits."""

    code = "steps"
    caption = gettext_lazy("从提交到办结的各个环节")
    columns = (
        Column("at", gettext_lazy("步骤"), numeric=True, sortable=False),
        Column("title", gettext_lazy("环节"), row_header=True, sortable=False),
        Column("who", gettext_lazy("办理人"), sortable=False),
        Column("limit_workdays", gettext_lazy("时限"), numeric=True, unit=gettext_lazy("工作日"), sortable=False),
    )
    exportable = False
    per_page = 0

    def sums(self) -> dict[str, Any]:
        return {"title": _("合计"), "limit_workdays": sum(row["limit_workdays"] for row in self.everything)}


def step_rows(model: ItemDefinition) -> Iterable[dict[str, Any]]:
    """What each step is called, who does it and in how many working days."""
    for at, step in enumerate(model.steps, 1):
        who = _("%(count)d 位评审专家") % {"count": step.reviewers} if step.reviewers else str(step.role.label)
        yield {"at": at, "title": step.title, "who": who, "limit_workdays": step.limit_workdays}
