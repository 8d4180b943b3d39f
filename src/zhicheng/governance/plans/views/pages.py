"""What the pages of a region's plan share."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from zhicheng.base.accounts.access import PersonRequest
from zhicheng.base.accounts.models import User
from zhicheng.base.regions.models import Region
from zhicheng.governance.plans import queries, rules
from zhicheng.governance.plans.models import Adoption

Crumbs = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a region's year in the tabs above it."""

    code: str
    label: Any


def known_adoption(request: PersonRequest, year: int, region: str) -> Adoption:
    """The plan, when the person may read it; else it does not exist for him."""
    found = queries.adoption_for(request.user, year, region)
    if found is None:
        raise Http404(_("没有这份年度计划，或者不在您的辖区"))
    return found


def is_own(user: User, adoption: Adoption) -> bool:
    return adoption.region_id == user.region_id


def writable_adoption(request: PersonRequest, year: int, region: str) -> Adoption:
    """The officer's own plan, when it may be changed now; else refused."""
    found = known_adoption(request, year, region)
    if not is_own(request.user, found):
        raise Http404(_("这份年度计划由所属地区编制"))
    rules.can_write(request.user, found).or_refuse()
    return found


def known_region(user: User, code: str) -> Region:
    """A region of the officer's reach."""
    found = Region.objects.filter(code=code).first()
    if found is None or not found.code.startswith(queries.reach_of(user)):
        raise Http404(_("没有这个地区，或者不在您的辖区"))
    return found


def day_asked(request: HttpRequest, year: int) -> date:
    """`?on=2018-06-30`, else today; a year that is over is looked at from its last day."""
    last = date(year, 12, 31)
    try:
        asked = parse_date(request.GET.get("on", ""))
    except ValueError:
        asked = None
    return asked if asked and asked.year == year else min(timezone.localdate(), last)


def path_to(year: int, adoption: Adoption | None = None, *further: str) -> Crumbs:
    """Home, plans, the year, the region's plan, and what follows."""
    crumbs: Crumbs = [
        (_("首页"), reverse("home")),
        (_("工作计划"), reverse("plans:list")),
        (str(year), reverse("plans:detail", args=[year])),
    ]
    if adoption is not None:
        crumbs.append((adoption.region.short_name, adoption.get_absolute_url() if further else None))
    return [*crumbs, *((one, None) for one in further)]


def kicker(adoption: Adoption) -> str:
    facts = {"title": queries.plan_for(adoption).title, "region": adoption.region.name, "number": adoption.version}
    if adoption.version:
        return _("%(title)s · %(region)s · 第 %(number)d 版") % facts
    return _("%(title)s · %(region)s") % facts


def tabs_of(adoption: Adoption, current: str) -> list[tuple[Any, str, bool]]:
    """The pages of a region's year."""
    pages = (
        Tab("adoption", _("概况")),
        Tab("targets", _("目标")),
        Tab("gantt", _("进度图")),
        Tab("calendar", _("日历")),
        Tab("evidence", _("证明材料")),
        Tab("peers", _("比较")),
    )
    place = [adoption.plan_year, adoption.region_id]
    return [(page.label, reverse(f"plans:{page.code}", args=place), page.code == current) for page in pages]


def shared(adoption: Adoption, current: str = "", *further: str) -> dict[str, Any]:
    """The facts that every page of a region's year shows."""
    return {
        "adoption": adoption,
        "kicker": kicker(adoption),
        "tabs": tabs_of(adoption, current),
        "crumbs": path_to(adoption.plan_year, adoption, *further),
        "demonstration": _("这份年度计划是演示用的虚构数据。") if adoption.synthetic else "",
    }
