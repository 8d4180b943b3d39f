"""The map of titles by city."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.ui.charts import Chart

CLASSES = (1, 2, 5, 10, 20)


def titles_by_city(counts: Mapping[str, int], names: Mapping[str, str], query: str) -> Chart:
    """How many titles are held in each city; the four municipalities count as cities. `query` is the filter of the page."""
    found = {code: number for code, number in by_area(counts).items() if code in names}
    ordered = sorted(found, key=lambda code: (-found[code], code))
    return Chart(
        kind="map",
        finding=finding(found, names),
        note=_("现在持有的称号数（有效和暂停），按持有者所在城市"),
        columns=[("code", _("代码")), ("name", _("城市")), ("value", _("称号数"))],
        rows=[[code, (names[code], names[code], f"{query}&region={code[:4]}"), found[code]] for code in ordered],
        options={
            "map": "cn-city",
            "url": reverse("regions:map", args=["cn-city"]),
            "country": True,
            "classes": CLASSES,
            "unit": _("个"),
            "digits": 0,
            "none": _("没有称号"),
        },
        source=_("数据：称号名录"),
        size="lg",
    )


def finding(found: Mapping[str, int], names: Mapping[str, str]) -> str:
    """In how many cities there are titles, and which has most when one has."""
    most = max(found.values(), default=0)
    first = [names[code] for code, number in found.items() if number == most]
    if len(first) != 1:
        return _("%(count)d 个城市有称号") % {"count": len(found)}
    return _("%(count)d 个城市有称号，%(first)s最多") % {"count": len(found), "first": first[0]}


def by_area(counts: Mapping[str, int]) -> dict[str, int]:
    """Four digits → the code on the map: a city, or the whole of a municipality."""
    summed: dict[str, int] = {}
    for digits, number in counts.items():
        code = f"{digits[:2]}0000" if digits[:2] in {"11", "12", "31", "50"} else f"{digits}00"
        summed[code] = summed.get(code, 0) + number
    return summed
