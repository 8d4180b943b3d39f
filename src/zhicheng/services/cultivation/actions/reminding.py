"""Reminders of what a city's stage makes due: once some weeks before its last day, and once when that is over."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.calendars.queries import calendar
from zhicheng.base.notices.actions import notify
from zhicheng.base.notices.models import Notice
from zhicheng.services.cultivation.lifecycle import DUTIES, Duty, duties
from zhicheng.services.cultivation.models import CityStage
from zhicheng.services.cultivation.queries import cities

AHEAD = timedelta(days=30)
"""How long before the last day the office is reminded."""
OFFICERS: Mapping[str, Callable[[str], QuerySet[User]]] = {
    "nation": lambda _region: User.objects.filter(role=Role.NATIONAL),
    "province": lambda region: User.objects.filter(role=Role.PROVINCIAL, region_id=f"{region[:2]}0000"),
    "city": lambda region: User.objects.filter(role__in=sorted(CITY_OFFICERS), region_id=region),
}
"""Office of a duty → its people for a city."""


def remind_all(*, today: date) -> int:
    """Remind everybody of what is due soon or overdue; returns how many messages were written. Nobody is told the same twice."""
    cycle, days = cities.life_cycle(), calendar()
    if cycle is None:
        return 0
    due = (
        (stage, duty) for stage in cities.stages_now() for duty in duties(stage, cycle, days) if is_near(duty, today)
    )
    return sum(remind(stage, duty, today=today) for stage, duty in due)


def is_near(duty: Duty, today: date) -> bool:
    """Not done, and its last day is near or over."""
    return duty.done_on is None and duty.due_on - AHEAD <= today


@transaction.atomic
def remind(stage: CityStage, duty: Duty, *, today: date) -> int:
    """Tell the people of the office whose duty it is, those whom this was not told yet."""
    subject, url = words_of(stage, duty, today), reverse("cultivation:city", args=[stage.region_id])
    told = Notice.objects.filter(subject=subject, url=url).values("to")
    people = OFFICERS[duty.office](stage.region_id).filter(is_active=True).exclude(pk__in=told).order_by("pk")
    return len([notify(to=one, subject=subject, url=url) for one in people])


def words_of(stage: CityStage, duty: Duty, today: date) -> str:
    """`苏州市的考核验收应在 2016-12-30 前办理`, or that this day is over."""
    facts = {"city": stage.region.name, "duty": DUTIES[duty.code], "day": duty.due_on.isoformat()}
    if duty.is_overdue(today):
        return _("%(city)s的%(duty)s已超过期限（%(day)s）") % facts
    return _("%(city)s的%(duty)s应在 %(day)s 前办理") % facts
