"""The strong counties' part of the workbench: the returns that a county owes, and those that a city waits for."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.portal.site.todos import Todo
from zhicheng.services.counties.queries import Owed, owed

SHOWN = 5


def todos(user: User) -> Iterable[Todo]:
    """For a county each quarter that it owes, for its city those overdue as one entry. One query, for these two only."""
    today = timezone.localdate()
    if user.role == Role.COUNTY:
        yield from (own(one) for one in owed(today, user.reach))
    if user.role in CITY_OFFICERS:
        over = [one for one in owed(today, user.reach) if one.is_over]
        if over:
            yield awaited(over)


def own(one: Owed) -> Todo:
    """A quarter that the county has to report."""
    text = _("%(year)d 年第 %(quarter)d 季度强县工程季报待提交") % {"year": one.year, "quarter": one.quarter}
    day = date_zh(one.due_on)
    note = _("已超过期限（%(day)s）") % {"day": day} if one.is_over else _("请在 %(day)s前提交") % {"day": day}
    url = reverse("counties:fill", args=[one.county.code, one.year, one.quarter])
    return Todo(text, note, url, _("填报"), "no" if one.is_over else "near")


def awaited(over: list[Owed]) -> Todo:
    """The counties that are late, the longest first."""
    late = [
        _("%(county)s %(year)d 年第 %(quarter)d 季度")
        % {"county": one.county.short_name, "year": one.year, "quarter": one.quarter}
        for one in over
    ]
    rest = _("等") if len(late) > SHOWN else ""
    first, *others = sorted({one.county.code for one in over})
    url = reverse("counties:list") if others else reverse("counties:county", args=[first])
    text = _("%(count)d 份强县工程季报逾期未交") % {"count": len(over)}
    return Todo(text, "、".join(late[:SHOWN]) + rest, url, _("查看"), "no")
