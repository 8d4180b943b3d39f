"""The charts of the cockpit."""

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.ui.charts import Chart
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.words import Amount
from zhicheng.governance.plans.queries import MeasureStanding
from zhicheng.portal.cockpit.queries import Cockpit, Months

MAP_STEPS = 5


def by_county(shown: Cockpit) -> Chart | None:
    """Where in the city the leading indicator was counted."""
    known = [(name, value) for _code, name, value in shown.counties if value is not None]
    if shown.months is None or not known:
        return None
    top = [name for name, value in sorted(known, key=lambda one: -one[1]) if value][:3]
    model = shown.months.model
    facts = {"title": model.short, "places": "、".join(top)}
    return Chart(
        kind="map",
        finding=_("%(title)s集中在%(places)s") % facts if top else _("%(title)s：各县（市、区）都还没有") % facts,
        note=_("%(unit)s，%(year)d 年") % {"unit": model.shown_unit, "year": shown.year},
        columns=[("code", _("代码")), ("name", _("县（市、区）")), ("value", model.shown_unit)],
        rows=[[code, name, cell(value, model)] for code, name, value in shown.counties],
        options={
            "map": shown.region.code,
            "url": reverse("regions:map", args=[shown.region.code]),
            "classes": classes([value * model.scale for _name, value in known]),
            "unit": model.shown_unit,
            "labels": True,
        },
        size="wall",
    )


def cell(value: float | None, model: IndicatorDefinition) -> tuple[Amount | None, str]:
    """A figure as the chart draws it, and in words."""
    amount = Amount.of(value, model)
    return amount, words.written(amount)


def classes(values: list[float]) -> list[int]:
    """Five round limits that begin at one: what was not counted is a class of its own."""
    most = max(1, round(max(values)))
    return sorted({1, *(max(1, round(most * step / MAP_STEPS)) for step in range(1, MAP_STEPS))})


def by_month(months: Months, year: int) -> Chart:
    """Running totals of this year and the year before, with the target."""
    facts = {"title": months.model.short, "now": words.with_unit(months.now[-1] if months.now else None, months.model)}
    reached = months.target is not None and bool(months.now) and months.now[-1] >= months.target
    finding = _("%(title)s已达到年度目标") if reached else _("%(title)s累计 %(now)s")
    options: dict[str, object] = {
        "min": 0,
        "right": 46,
        "series": [
            {"key": "a", "name": str(year), "me": True},
            {"key": "b", "name": str(year - 1), "soft": True, "dash": True},
        ],
    }
    if months.target is not None:
        target, target_words = cell(months.target, months.model)
        options |= {"target": target, "targetLabel": _("目标 %s") % target_words}
    return Chart(
        kind="trend",
        finding=finding % facts,
        note=_("逐月累计，%(unit)s") % {"unit": months.model.shown_unit},
        columns=[("x", _("月份")), ("a", _("%d 年") % year), ("b", _("%d 年") % (year - 1))],
        rows=[
            [
                _("%d 月") % (place + 1),
                cell(value_at(months.now, place), months.model),
                cell(value_at(months.before, place), months.model),
            ]
            for place in range(12)
        ],
        options=options,
        size="sm",
    )


def value_at(totals: list[float], place: int) -> float | None:
    return totals[place] if place < len(totals) else None


def measures(standings: list[MeasureStanding], on_title: str) -> Chart | None:
    """How far each measure is: done milestones of all."""
    if not standings:
        return None
    late = sum(one.light.kind == "bad" for one in standings)
    facts = {"count": len(standings), "done": sum(one.is_done for one in standings), "late": late}
    return Chart(
        kind="bars",
        finding=_("%(count)d 项措施完成 %(done)d 项，%(late)d 项须办理") % facts,
        note=on_title,
        columns=[("name", _("措施")), ("value", _("里程碑完成 %")), (None, _("里程碑")), (None, _("状态"))],
        rows=[
            [
                (one.measure.title, one.measure.title, one.measure.get_absolute_url()),
                round(100 * one.done / one.total) if one.total else 0,
                one.steps,
                one.light.why,
            ]
            for one in standings
        ],
        options={"unit": "%", "max": 100},
        size="sm",
    )
