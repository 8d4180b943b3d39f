"""Whose time in a round runs out: who is to be reminded, of what, and until when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import User
from zhicheng.base.ui.formats import date_zh
from zhicheng.engine.calendars import Calendar, add_workdays, workdays_between
from zhicheng.governance.assessment import queries
from zhicheng.governance.assessment.models import (
    Entry,
    EntryState,
    Objection,
    ObjectionState,
    Panelist,
    Round,
    SeatState,
    State,
)


@dataclass(frozen=True, slots=True)
class Reminder:
    """What is still to be done until a day, and who does it; `key` names the matter, whoever does it."""

    key: str
    until: date
    people: tuple[User, ...]
    matter: str
    url: str

    @property
    def mark(self) -> str:
        """A matter is reminded of once, and once more where its day was moved."""
        return f"{self.key} {self.until.isoformat()}"


def pending(round_: Round, calendar: Calendar) -> Iterator[Reminder]:
    """All that a round waits for, with its day."""
    limits = queries.scheme_of(round_).limits
    if round_.state == State.OPENED:
        yield from self_assessments(round_)
        yield from opinions(round_, limits.opinion_workdays, calendar)
    if round_.state == State.SCORING:
        yield from sheets(round_, limits.scoring_workdays, calendar)
    if round_.state == State.RESULTS:
        yield from objections(round_, limits.answer_workdays, calendar)


def due(round_: Round, calendar: Calendar, today: date) -> list[Reminder]:
    """What is to be reminded of today: its day is near or over, and nobody was told yet."""
    near = queries.scheme_of(round_).limits.remind_workdays
    return [
        one
        for one in pending(round_, calendar)
        if one.people and one.mark not in round_.reminded and workdays_between(today, one.until, calendar) <= near
    ]


def self_assessments(round_: Round) -> Iterator[Reminder]:
    """The cities that have not signed."""
    for entry in entries_in(round_, EntryState.DRAFT, EntryState.RETURNED):
        yield Reminder(
            f"self {entry.region_id}", round_.self_assessment_until, tuple(queries.officers_of([entry.region_id])),
            _("%(city)s %(year)d 年度工作自评还没有签报") % {"city": entry.region.name, "year": round_.year}, entry.get_absolute_url(),
        )  # fmt: skip


def opinions(round_: Round, workdays: int, calendar: Calendar) -> Iterator[Reminder]:
    """What the provinces have to check and give their opinion on; where a province has no officer, the national office checks."""
    for entry in entries_in(round_, EntryState.SIGNED, EntryState.COMPLETE):
        signed = entry.state == EntryState.SIGNED
        began_at = entry.signed_at if signed else entry.completed_at
        if began_at is None or (not signed and hasattr(entry, "opinion")):
            continue
        facts = {"city": entry.region.name, "year": round_.year}
        matter = (
            _("%(city)s %(year)d 年度考核材料还没有审核") if signed else _("%(city)s %(year)d 年度考核还没有省局意见")
        )
        people = tuple(queries.provincial_officers(entry.region_id))
        if signed and not people:
            people = tuple(queries.national_officers())
        until = add_workdays(timezone.localdate(began_at), workdays, calendar)
        yield Reminder(f"{entry.state} {entry.region_id}", until, people, matter % facts, entry.get_absolute_url())


def entries_in(round_: Round, *states: EntryState) -> Iterable[Entry]:
    rows = Entry.objects.filter(round=round_, state__in=states)
    return rows.select_related("region", "opinion").order_by("region")


def sheets(round_: Round, workdays: int, calendar: Calendar) -> Iterator[Reminder]:
    """The experts' score sheets, one matter for all of an expert's."""
    rows = Panelist.objects.filter(round=round_, state=SeatState.ASSIGNED).select_related("expert").order_by("pk")
    waiting: dict[User, list[Panelist]] = {}
    for seat in rows:
        waiting.setdefault(seat.expert, []).append(seat)
    for expert, seats in waiting.items():
        until = add_workdays(timezone.localdate(max(one.assigned_at for one in seats)), workdays, calendar)
        matter = _("%(year)d 年度考核还有 %(count)d 份评分表没有提交") % {"year": round_.year, "count": len(seats)}
        yield Reminder(f"sheets {expert.pk}", until, (expert,), matter, reverse("assessment:sheets"))


def objections(round_: Round, workdays: int, calendar: Calendar) -> Iterator[Reminder]:
    """What the national office has to answer, and the cities' last days to object."""
    nation = tuple(queries.national_officers())
    rows = Objection.objects.filter(entry__round=round_, state=ObjectionState.FILED).select_related("entry__region")
    for one in rows.order_by("pk"):
        until = add_workdays(timezone.localdate(one.filed_at), workdays, calendar)
        matter = _("%(city)s对 %(year)d 年度考核结果的异议还没有答复") % {
            "city": one.entry.region.name,
            "year": round_.year,
        }
        yield Reminder(f"objection {one.pk}", until, nation, matter, reverse("assessment:objections", args=[round_.pk]))
    if round_.closes_on is not None:
        people = tuple(queries.officers_of(queries.regions_in(round_)))
        matter = _("%(year)d 年度考核结果征求意见的期限将满") % {"year": round_.year}
        yield Reminder("closing", round_.closes_on, people, matter, round_.get_absolute_url())


def text_of(reminder: Reminder, today: date) -> str:
    """`期限是 2019 年 1 月 25 日。`, or that it is over."""
    facts = {"day": date_zh(reminder.until)}
    return (
        _("期限 %(day)s，已经过了，请尽快办理。") % facts
        if today > reminder.until
        else _("期限是 %(day)s（含当日）。") % facts
    )
