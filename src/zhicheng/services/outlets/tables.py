"""Lists of outlets; their files come back through `importing`."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.outlets import queries
from zhicheng.services.outlets.models import Host, Kind, Outlet, OutletService, Service


def state_of(outlet: Outlet) -> tuple[str, str]:
    """(chip, words)."""
    if outlet.serves():
        return ("ok", _("服务中"))
    return ("", _("已停止")) if outlet.closed_on else ("info", _("尚未开始"))


def in_region(rows: QuerySet[Outlet], text: str) -> QuerySet[Outlet]:
    """By a division's code, or a part of its name or of one above it."""
    return rows.filter(region__in=said_by(text))


def in_state(rows: QuerySet[Outlet], value: str) -> QuerySet[Outlet]:
    now = queries.serving(timezone.localdate())
    return rows.filter(now) if value == "serving" else rows.exclude(now)


def service_words(codes: list[str]) -> str:
    return "、".join(str(Service(code).label) for code in codes)


class OutletTable(Table):
    """The register of outlets."""

    code = "outlets"
    caption: Any = gettext_lazy("服务网点")
    columns: tuple[Column, ...] = (
        Column("name", gettext_lazy("网点名称"), row_header=True, link=Outlet.get_absolute_url),
        Column("kind", gettext_lazy("种类"), value=Outlet.get_kind_display, sort="kind"),
        Column("host", gettext_lazy("依托单位类型"), value=Outlet.get_host_display, sort="host", optional=True),
        Column("region__name", gettext_lazy("县（市、区）")),
        Column(
            "services",
            gettext_lazy("提供的服务"),
            value=lambda row: service_words(row.services),
            optional=True,
            sortable=False,
        ),
        Column("opened_on", gettext_lazy("开始服务日期"), optional=True),
        Column("state", gettext_lazy("状态"), chip=state_of, sortable=False),
    )
    filters = (
        Filter("region", gettext_lazy("区划名称或代码"), kind="text", apply=in_region),
        Filter("kind", gettext_lazy("种类"), Kind.choices),
        Filter("host", gettext_lazy("依托单位类型"), Host.choices),
        Filter(
            "state",
            gettext_lazy("状态"),
            (("serving", gettext_lazy("服务中")), ("ended", gettext_lazy("不在服务"))),
            apply=in_state,
        ),
    )
    search_fields = ("name", "party__name", "address")
    search_label: Any = gettext_lazy("网点名称、依托单位或地址")
    default_sort = "name"
    cards = True
    empty_text: Any = gettext_lazy("没有符合条件的服务网点。")


class OutletFile(OutletTable):
    """The register as a file, with all that an import reads."""

    columns = (
        Column("name", gettext_lazy("网点名称")),
        Column("kind", gettext_lazy("种类"), value=Outlet.get_kind_display),
        Column("host", gettext_lazy("依托单位类型"), value=Outlet.get_host_display),
        Column("party__name", gettext_lazy("单位名称")),
        Column("party__uscc", gettext_lazy("统一社会信用代码")),
        Column("region_id", gettext_lazy("区划代码")),
        Column("region__name", gettext_lazy("县（市、区）")),
        Column("address", gettext_lazy("服务地址")),
        Column("phone", gettext_lazy("服务电话")),
        Column("services", gettext_lazy("提供的服务"), value=lambda row: service_words(row.services)),
        Column("opened_on", gettext_lazy("开始服务日期")),
        Column("closed_on", gettext_lazy("停止服务日期")),
        Column("synthetic", gettext_lazy("演示数据"), value=lambda row: _("是") if row.synthetic else _("否")),
    )


class CityTable(Table):
    """Coverage by city."""

    code = "coverage"
    caption: Any = gettext_lazy("各市的网点覆盖")
    columns = (
        Column(
            "name", gettext_lazy("城市"), row_header=True, link=lambda row: reverse("outlets:coverage", args=[row.code])
        ),
        Column("outlets", gettext_lazy("网点数"), numeric=True),
        Column("covered", gettext_lazy("有网点的县（市、区）"), numeric=True),
        Column("counties", gettext_lazy("全部县（市、区）"), numeric=True),
        Column("share", gettext_lazy("覆盖率"), unit="%", numeric=True, digits=1, value=lambda row: row.share * 100),
    )
    per_page = 0
    empty_text: Any = gettext_lazy("还没有登记服务网点。")


class CountyTable(Table):
    """A city's counties with their outlets, those without one first."""

    code = "counties"
    caption: Any = gettext_lazy("各县（市、区）的网点")
    columns = (
        Column("name", gettext_lazy("县（市、区）"), row_header=True, link=lambda row: f"{reverse('outlets:list')}?region={row.code}&state=serving"),
        Column("outlets", gettext_lazy("网点数"), numeric=True),
        Column("state", gettext_lazy("覆盖"), value=lambda row: _("有") if row.is_covered else _("无"),
               chip=lambda row: ("ok", _("有网点")) if row.is_covered else ("warn", _("没有网点"))),
    )  # fmt: skip
    per_page = 0


class ServiceTable(Table):
    """What an outlet did."""

    code = "services"
    caption: Any = gettext_lazy("服务记录")
    columns = (
        Column("day", gettext_lazy("日期"), row_header=True, sorts_down=True),
        Column("service", gettext_lazy("服务"), value=OutletService.get_service_display, sort="service"),
        Column("people", gettext_lazy("服务人次"), numeric=True),
        Column(
            "is_free", gettext_lazy("收费"), value=lambda row: _("免费") if row.is_free else _("低价"), sort="is_free"
        ),
        Column("note", gettext_lazy("说明"), optional=True, sortable=False),
    )
    default_sort = "-day"
    per_page = 20
    exportable = False
    empty_text: Any = gettext_lazy("还没有服务记录。")
