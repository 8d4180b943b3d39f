"""Fees as an iCalendar file (RFC 5545) that calendar programs read."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from zhicheng.base.ui.formats import yuan
from zhicheng.services.patentinfo import labels
from zhicheng.services.patentinfo.queries.annuities import Fee

CONTENT_TYPE = "text/calendar; charset=utf-8"
ALARM_DAYS = 30


def ical(fees: Sequence[Fee], *, host: str, now: datetime) -> bytes:
    """One entry of a whole day for each fee, with an alarm a month before. `host` makes the entries' names unique."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//zhicheng annuities//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("专利年费"))
    for fee in fees:
        calendar.add_component(event(fee, host, now))
    return bytes(calendar.to_ical())


def event(fee: Fee, host: str, now: datetime) -> Event:
    right = fee.right
    facts = {"number": right.publication, "year": fee.year, "title": right.title}
    entry = Event()
    entry.add("uid", f"annuity-{right.publication}-{fee.year}@{host}")
    entry.add("dtstamp", now)
    entry.add("dtstart", fee.pay_by)
    entry.add("dtend", fee.pay_by + timedelta(days=1))
    entry.add("summary", _("%(number)s 第 %(year)d 年年费：%(title)s") % facts)
    entry.add("description", description(fee))
    entry.add("transp", "TRANSPARENT")
    entry.add_component(alarm())
    return entry


def description(fee: Fee) -> str:
    """Amount with its certainty, and until when a late payment is taken."""
    facts = {
        "amount": yuan(fee.amount_fen),
        "basis": labels.basis(fee.basis) or _("有来源"),
        "grace": fee.grace_end.isoformat(),
    }
    return _("金额 %(amount)s（%(basis)s）；滞纳期至 %(grace)s。是否已缴以国家知识产权局的登记为准。") % facts


def alarm() -> Alarm:
    reminder = Alarm()
    reminder.add("action", "DISPLAY")
    reminder.add("description", _("专利年费将到期"))
    reminder.add("trigger", timedelta(days=-ALARM_DAYS))
    return reminder
