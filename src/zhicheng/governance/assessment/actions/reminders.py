"""Reminding people of what a round still waits for."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from zhicheng.base.audit import verbs
from zhicheng.base.audit.actions import record
from zhicheng.base.calendars.queries import calendar
from zhicheng.engine.calendars import Calendar
from zhicheng.governance.assessment.actions.holding import held, tell
from zhicheng.governance.assessment.models import ENDED, Round
from zhicheng.governance.assessment.reminding import due, text_of

NAMES = verbs.register({"assessment.reminded": gettext_lazy("提醒年度考核的期限")})


def remind_all(on: date | None = None) -> int:
    """Remind whom the open rounds wait for; returns of how many matters."""
    day, days = on or timezone.localdate(), calendar()
    return sum(remind(round_=each, on=day, days=days) for each in Round.objects.exclude(state__in=ENDED).order_by("pk"))


@transaction.atomic
def remind(*, round_: Round, on: date, days: Calendar) -> int:
    """Tell those whose time is nearly over, each matter once; returns how many matters."""
    round_ = held(round_)
    found = due(round_, days, on)
    if not found:
        return 0
    told = sum(tell(one.people, one.matter, text_of(one, on), one.url) for one in found)
    round_.reminded = [*round_.reminded, *(one.mark for one in found)]
    round_.save(update_fields=["reminded"])
    record("assessment.reminded", on=round_, by=None, matters=[one.mark for one in found], told=told)
    return len(found)
