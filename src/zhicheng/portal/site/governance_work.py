"""What waits for a person in the year's governance: plans, assessments, reviews."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.governance.assessment.queries import waiting_entries, waiting_sheets
from zhicheng.governance.plans.queries import standing
from zhicheng.governance.plans.queries import waiting_for as waiting_plans
from zhicheng.governance.support.queries import waiting_for as waiting_support
from zhicheng.portal.site.todos import Todo

WRITERS = frozenset({Role.NATIONAL, Role.PROVINCIAL, Role.CITY_HANDLER, Role.CITY_HEAD})
SHOWN = 5


def todos(user: User) -> Iterable[Todo]:
    """Plans to write or receive, self-assessments, sheets to score, reviews and guidance. At most eight queries."""
    if user.role == Role.EXPERT:
        yield from sheets(user)
    if user.role not in WRITERS:
        return
    yield from plans(user)
    yield from trouble(user, timezone.localdate())
    yield from assessments(user)
    yield from (Todo(words, "", url, _("办理")) for words, url in waiting_support(user, timezone.localdate())[:SHOWN])


def plans(user: User) -> Iterable[Todo]:
    """Years whose next step the person takes."""
    for one in waiting_plans(user)[:SHOWN]:
        yield Todo(str(one), one.get_state_display(), one.get_absolute_url(), _("办理"))


def trouble(user: User, today: date) -> Iterable[Todo]:
    """Measures of the own region's year that are late, in danger or silent, as one entry."""
    year, region = today.year, user.region_id
    found = standing(year, region, today) if region else None
    if found is not None and found.light in {"bad", "warn"}:
        words = _("%(year)d 年度计划：%(why)s") % {"year": year, "why": found.why}
        kind = "no" if found.light == "bad" else "near"
        yield Todo(words, "", reverse("plans:adoption", args=[year, region]), _("查看"), kind)


def assessments(user: User) -> Iterable[Todo]:
    """Parts of assessments whose next step the person takes."""
    for one in waiting_entries(user).select_related("region", "round")[:SHOWN]:
        yield Todo(str(one), one.get_state_display(), one.get_absolute_url(), _("办理"))


def sheets(user: User) -> Iterable[Todo]:
    """How many sheets an expert still owes, as one entry."""
    count = waiting_sheets(user).count()
    if count:
        words = _("%(count)d 份年度考核评分表待评") % {"count": count}
        yield Todo(words, _("提交以后不能修改"), reverse("assessment:sheets"), _("评分"))
