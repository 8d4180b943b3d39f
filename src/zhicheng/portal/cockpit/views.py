"""The cockpit: a city's year on one screen, for the head's desk and for the wall."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from zhicheng.base.accounts.access import PersonRequest, requires
from zhicheng.base.accounts.models import User
from zhicheng.base.audit.queries import head_digest
from zhicheng.base.regions.models import Region
from zhicheng.base.ui import formats
from zhicheng.base.ui.exports import respond
from zhicheng.base.ui.middleware import TEXT_COOKIE
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.plans.queries import latest_plan, regions_under
from zhicheng.portal.cockpit import charts, queries, rules
from zhicheng.portal.cockpit.queries import Cockpit, Goal, Headline
from zhicheng.portal.cockpit.tables import GoalTable
from zhicheng.portal.freshness import KeptPages

REFRESH_SECONDS = 300
PAGES = KeptPages()
SHOWN_GOALS, SHOWN_WATCHED, WATCHED_FROM_AFAR = 9, 6, 4


@require_safe
@requires(rules.can_look)
def home(request: PersonRequest) -> HttpResponse:
    """The own city's screen; those who reach several choose."""
    plan = latest_plan()
    cities = cities_of(request.user) if plan else []
    if plan and len(cities) == 1:
        return redirect("cockpit:city", region=cities[0].code, year=plan.year)
    facts = {
        "cities": cities,
        "year": plan.year if plan else None,
        "crumbs": [(_("工作台"), reverse("workbench")), (_("驾驶舱"), None)],
    }
    return render(request, "cockpit/cities.html", facts)


def cities_of(user: User) -> list[Region]:
    """The demonstration cities that an officer may look at; a city's or county's officer has the own city."""
    own = (user.region_id or "")[:4] + "00"
    if user.region_id and not user.region_id.endswith("0000"):
        return list(Region.objects.filter(code=own))
    return regions_under(user)


@require_safe
@requires(rules.can_look)
def city(request: PersonRequest, region: str, year: int, as_format: str = "html") -> HttpResponse:
    """One city's year. `?wall=1` is for a screen that nobody touches: it asks again every five minutes."""
    place = Region.objects.filter(code=region).first()
    if place is None or not rules.can_see(request.user, place):
        raise Http404(_("没有这个城市，或者不在您的辖区"))
    if as_format == "html":
        return screen(request, place, year)
    return respond(GoalTable(known(place, year).goals, request.GET), as_format, file_name(place, year))


def screen(request: PersonRequest, place: Region, year: int) -> HttpResponse:
    """The page, rendered once for everybody who may look while nothing is done: it names no reader."""
    is_wall = "wall" in request.GET
    size = request.COOKIES.get(TEXT_COOKIE, "")
    key, head = (place.code, str(year), str(is_wall), size, day_of(year).isoformat()), head_digest()
    answer = PAGES.find(key, head)
    if answer is None:
        answer = render(request, "cockpit/city.html", facts_of(known(place, year), is_wall=is_wall))
        PAGES.keep(key, answer, head)
    if is_wall:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


def known(place: Region, year: int) -> Cockpit:
    shown = queries.cockpit(place, year, day_of(year))
    if shown is None:
        raise Http404(_("没有 %(year)d 年的工作计划") % {"year": year})
    return shown


def file_name(place: Region, year: int) -> str:
    return _("驾驶舱-%(city)s-%(year)d") % {"city": place.short_name, "year": year}


def day_of(year: int) -> date:
    """Today; a year that is over is looked at from its last day."""
    return min(timezone.localdate(), date(year, 12, 31))


def facts_of(shown: Cockpit, *, is_wall: bool) -> dict[str, Any]:
    most = WATCHED_FROM_AFAR if is_wall else SHOWN_WATCHED
    return {
        "shown": shown,
        "is_wall": is_wall,
        "heading": _("%(city)s知识产权工作驾驶舱") % {"city": shown.region.name},
        "headlines": [headline(one, shown) for one in shown.headlines],
        "goals_heading": goals_heading(shown.goals),
        "goals": [goal(one) for one in shown.goals[:SHOWN_GOALS]],
        "map": charts.by_county(shown),
        "months": charts.by_month(shown.months, shown.year) if shown.months else None,
        "measures": charts.measures(shown.measures, spent_words(shown)),
        "watched": shown.watched[:most],
        "hidden": max(0, len(shown.watched) - most),
        "minutes": REFRESH_SECONDS // 60,
        "now": timezone.localtime(),
    }


def headline(one: Headline, shown: Cockpit) -> dict[str, Any]:
    """One number of the head row."""
    return {
        "label": one.model.short,
        "value": words.number(one.value, one.model),
        "unit": "" if one.model.is_share else one.model.shown_unit,
        "note": _("上年没有数据")
        if one.last is None
        else _("上年 %(last)s") % {"last": words.with_unit(one.last, one.model)},
        "url": reverse("indicators:figure", args=[one.code, shown.region.code, shown.year]),
    }


def goals_heading(goals: list[Goal]) -> str:
    met = sum(one.judged.is_met is True for one in goals)
    missed = sum(one.judged.is_met is False for one in goals)
    facts = {"count": len(goals), "met": met, "missed": missed}
    return _("年度目标：%(count)d 项中 %(met)d 项达标，%(missed)d 项未达标") % facts


def goal(one: Goal) -> dict[str, Any]:
    """One line of the targets."""
    judged = one.judged
    value, _last, expected = judged.numbers
    return {
        "label": judged.target.label,
        "url": judged.url,
        "value": value,
        "expected": "" if one.expected is None else expected,
        "total": "" if one.planned_total is None else words.with_unit(one.planned_total, judged.model),
        "trend": trend_words(one.trend, judged.model),
        "forecast": judged.outlook,
        "chip": judged.chip,
        "words": judged.words,
        "width": bar_width(one),
        "is_missed": judged.is_met is False,
    }


def trend_words(values: Iterable[float | None], model: IndicatorDefinition | None) -> str:
    """The last years in a row: `— → 104 → 118`. Their unit stands beside the year's number; only money names its own, 元 or 万元."""
    told = words.with_unit if model and model.is_money else words.number
    return " → ".join(told(value, model) for value in values)


def bar_width(one: Goal) -> int:
    """How far the way to what is expected is gone, in percent; full when the target is met."""
    if one.judged.is_met:
        return 100
    if one.judged.value is None or not one.expected:
        return 0
    return min(100, max(0, round(100 * one.judged.value / one.expected)))


def spent_words(shown: Cockpit) -> str:
    """The money under the measures."""
    if not shown.standing.budget_fen:
        return _("各项措施的里程碑完成情况")
    share = formats.percent(shown.standing.spent_share)
    facts = {"budget": words.money(shown.standing.budget_fen), "share": share}
    return _("里程碑完成百分比；预算 %(budget)s，已支出 %(share)s") % facts
