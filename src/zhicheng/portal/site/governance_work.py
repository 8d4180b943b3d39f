"""What waits for a person in the year's governance: plans, assessments, reviews."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import Role, User
from zhicheng.engine.calendars import Calendar
from zhicheng.governance.assessment import steps
from zhicheng.governance.assessment.models import Entry, EntryState
from zhicheng.governance.assessment.queries import waiting_entries, waiting_rounds, waiting_sheets
from zhicheng.governance.plans.queries import on_the_desk
from zhicheng.governance.support.queries import waiting_for as waiting_support
from zhicheng.portal.site.todos import Todo

WRITERS = frozenset({Role.NATIONAL, Role.PROVINCIAL, Role.CITY_HANDLER, Role.CITY_HEAD})
SHOWN = 5


def todos(user: User, days: Calendar) -> Iterable[Todo]:
    """Plans to write or receive, self-assessments, sheets to score, reviews and guidance. Three queries for an office, one for an expert."""
    if user.role == Role.EXPERT:
        yield from sheets(user)
    if user.role not in WRITERS:
        return
    yield from plans(user, timezone.localdate())
    yield from assessments(user, days)
    yield from (Todo(words, "", url, _("办理")) for words, url in waiting_support(user, timezone.localdate())[:SHOWN])


def plans(user: User, today: date) -> Iterable[Todo]:
    """Years whose next step the person takes, and what is wrong in the own region's year."""
    waiting, own, late = on_the_desk(user, today)
    for one in waiting[:SHOWN]:
        yield Todo(str(one), one.get_state_display(), one.get_absolute_url(), _("办理"))
    if own is not None and late:
        words = _("%(plan)s：%(count)d 项措施超期") % {"plan": own, "count": late}
        yield Todo(words, "", own.get_absolute_url(), _("查看"), "no")


def assessments(user: User, days: Calendar) -> Iterable[Todo]:
    """Parts of assessments whose next step the person takes, and rounds that wait for it."""
    if user.role == Role.NATIONAL:
        for round_ in waiting_rounds(user)[:SHOWN]:
            yield Todo(str(round_), steps.in_brief(round_, days), round_.get_absolute_url(), _("办理"))
        return
    for one in waiting_entries(user)[:SHOWN]:
        if not one.round.is_before_cities:
            yield Todo(_("%s 年度自评") % one, next_words(one, days), one.get_absolute_url(), _("办理"))
        elif words := steps.asks_city(one.round, days):
            yield Todo(str(one.round), words, one.round.get_absolute_url(), _("办理"))


def next_words(one: Entry, days: Calendar) -> str:
    """What a self-assessment waits for."""
    if one.state == EntryState.SIGNED:
        return _("已签报，请审核材料")
    if one.state == EntryState.COMPLETE:
        return _("材料齐备，请填写省局意见")
    return _("%(state)s，%(left)s") % {"state": one.get_state_display(), "left": steps.days_left(one.round, days)}


def sheets(user: User) -> Iterable[Todo]:
    """How many sheets an expert still owes, as one entry."""
    count = waiting_sheets(user).count()
    if count:
        words = _("%(count)d 份年度考核评分表待评") % {"count": count}
        yield Todo(words, _("提交以后不能修改"), reverse("assessment:sheets"), _("评分"))
