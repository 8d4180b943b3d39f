"""Lists of divisions and demonstration units."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.regions.models import DemonstrationUnit, Level, Region
from zhicheng.base.regions.queries import provinces
from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.portal.site.queries import Part


def region_page(region: Region | Part) -> str:
    return reverse("region", args=[region.code])


def province_choices() -> Iterable[tuple[str, str]]:
    return ((region.prefix, region.name) for region in provinces())


def term(unit: DemonstrationUnit) -> str:
    """`2012-04 至 2014-12`: the notices give months."""
    return str(_("%(start)s 至 %(end)s")) % {
        "start": unit.term_from.strftime("%Y-%m"),
        "end": unit.term_to.strftime("%Y-%m"),
    }


class RegionTable(Table):
    """All divisions; `batch` comes with the query."""

    code = "regions"
    caption = _("行政区划")
    columns = (
        Column("code", _("代码"), sorts_down=False),
        Column("name", _("名称"), row_header=True, link=region_page),
        Column("level", _("级别"), value=lambda region: region.get_level_display(), sort="level"),
        Column("parent", _("上级"), value=lambda region: region.parent.name if region.parent else None, optional=True),
        Column("batch", _("示范批次"), numeric=True, sorts_down=False),
    )
    filters = (
        Filter("level", _("级别"), tuple(Level.choices)),
        Filter("province", _("省份"), province_choices, lookup="code__startswith"),
    )
    search_fields = ("name", "code")
    search_label = _("名称或代码")
    default_sort = "code"
    exportable = False
    empty_text = _("没有找到。请换一个名称，或用六位行政区划代码查。")


class ChildTable(Table):
    """The divisions directly below one."""

    code = "children"
    caption = _("下级区划")
    columns = (
        Column("code", _("代码"), sorts_down=False, optional=True),
        Column("name", _("名称"), row_header=True, link=region_page),
        Column("level", _("级别"), optional=True),
        Column("batch", _("示范批次"), numeric=True, sorts_down=False),
    )
    default_sort = "code"
    per_page = 0


class UnitTable(Table):
    """The designations as demonstration cities."""

    code = "units"
    caption = _("示范单位")
    columns = (
        Column("name", _("示范单位"), row_header=True, link=lambda unit: reverse("region", args=[unit.region_id])),
        Column("region__parent__name", _("所属"), optional=True),
        Column("tier", _("评定时层级"), value=lambda unit: unit.get_tier_display(), sort="tier", optional=True),
        Column("batch", _("批次"), numeric=True, sorts_down=False),
        Column("term_from", _("任期"), value=term, sort="term_from"),
        Column("document", _("依据文件"), optional=True),
    )
    default_sort = "batch"
    exportable = False
    per_page = 0


class LeaderTable(Table):
    """The first places of the newest ranking."""

    code = "leaders"
    caption: Any = _("居前的城市")
    columns = (
        Column("rank", _("名次"), numeric=True, sortable=False),
        Column(
            "short_name",
            _("城市"),
            row_header=True,
            link=lambda row: reverse("region", args=[row.code]),
            sortable=False,
        ),
        Column("score", _("得分"), numeric=True, digits=1, sortable=False),
        Column("change", _("比上年"), shows=formats.rank_change, sortable=False),
    )
    exportable = False
    per_page = 0
