"""The charts of the site's own pages."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.regions.models import Level, Region
from zhicheng.base.ui.charts import Chart, Row


def divisions_of(shown: Region, children: Sequence[Region]) -> Chart:
    """The map of a division's parts; those designated themselves are outlined."""
    designated = sum(child.batch is not None for child in children)
    facts = {"name": shown.name, "count": len(children), "designated": designated}
    finding = _("%(name)s下辖 %(count)d 个区划") % facts
    if designated:
        finding += _("，其中 %(designated)d 个是示范单位") % facts
    return Chart(
        kind="map",
        finding=finding,
        note=_("示范单位加框"),
        columns=[("code", _("代码")), ("name", _("名称")), ("value", _("示范批次"))],
        rows=[
            Row(
                [child.code, (child.short_name, child.name, reverse("region", args=[child.code])), child.batch],
                mine=child.batch is not None,
            )
            for child in children
        ],
        options={
            "map": shown.code,
            "url": reverse("regions:map", args=[shown.code]),
            "classes": [],
            "none": _("下级区划"),
            "labels": shown.level != Level.PROVINCE,
        },
    )
