"""What an officer's desk shows: whose turn it is, what the office has on its hands, what it ended this month."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from zhicheng.base.accounts.models import OFFICERS, User
from zhicheng.base.definitions.queries import all_current
from zhicheng.services.hall import clock
from zhicheng.services.hall.models import Application, Delegation, State
from zhicheng.services.hall.models.applications import AT_OFFICE
from zhicheng.services.hall.queries.cases import waiting_for


@dataclass(frozen=True)
class Tab:
    """One list of the desk: its code in the address, its name, and what it holds for a person on a day."""

    code: str
    label: Any
    rows: Callable[[User, date], QuerySet[Application]]


def cases_of_office(user: User) -> QuerySet[Application]:
    """All cases of an officer's own office; None is the national one."""
    with scopes_disabled():
        return Application.objects.filter(office_id=user.region_id)


def my_turn(user: User, on: date) -> QuerySet[Application]:
    """What this person has to act on, also for those who delegated their work."""
    return waiting_for(user, on)


def at_office(user: User, on: date) -> QuerySet[Application]:
    """What runs at the office, whoever handles it."""
    del on
    return cases_of_office(user).filter(state__in=sorted(AT_OFFICE))


def to_decide(user: User, on: date) -> QuerySet[Application]:
    """What this person has to decide."""
    return waiting_for(user, on).filter(state=State.EXAMINED)


def in_correction(user: User, on: date) -> QuerySet[Application]:
    """What applicants of the office are correcting."""
    del on
    return cases_of_office(user).filter(state=State.RETURNED)


def delivered_this_month(user: User, on: date) -> QuerySet[Application]:
    """What the office ended since the first of the month."""
    return cases_of_office(user).filter(state=State.DELIVERED, delivered_on__gte=on.replace(day=1))


TABS = (
    Tab("mine", _("我的待办"), my_turn),
    Tab("office", _("处室待办"), at_office),
    Tab("decide", _("待我审定"), to_decide),
    Tab("returned", _("补正中"), in_correction),
    Tab("ended", _("本月办结"), delivered_this_month),
)


def tab_of(code: str) -> Tab:
    """The tab that an address names; the first one when it names none."""
    return next((tab for tab in TABS if tab.code == code), TABS[0])


def listed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The rows of a tab with what the list shows of them, without the answers."""
    return rows.select_related("definition", "handler").defer("answers", "corrections", "reason")


def counts(user: User, on: date) -> Mapping[str, int]:
    """Tab → number of its cases."""
    return {tab.code: tab.rows(user, on).count() for tab in TABS}


@dataclass(frozen=True, slots=True)
class Urgency:
    """How many cases that wait for a person are over their limit, end today, or end tomorrow (by the day, not the working day)."""

    waiting: int
    over: int
    today: int
    nearest: date | None

    @property
    def first(self) -> int:
        """What has to be done today."""
        return self.over + self.today


def urgency(user: User, on: date) -> Urgency:
    """One query over the due days of what waits."""
    days = list(waiting_for(user, on).values_list("due_on", flat=True))
    known = [day for day in days if day is not None]
    later = [day for day in known if day > on]
    return Urgency(len(days), sum(day < on for day in known), known.count(on), min(later, default=None))


def most_urgent(user: User, on: date, most: int) -> list[Application]:
    """The first of what waits, by the last day of the limit."""
    return list(listed(waiting_for(user, on)).order_by(F("due_on").asc(nulls_last=True), "pk")[:most])


def titles_of_items() -> list[tuple[str, str]]:
    """(code, title) of every item in force, by title: the choices of a filter."""
    return sorted(((code, one.title) for code, one in all_current("item").items()), key=lambda pair: pair[1])


def earlier_cases(application: Application, most: int = 5) -> list[Application]:
    """What the same organisation applied for before, the newest first; drafts are nobody's business."""
    if application.party_id is None:
        return []
    with scopes_disabled():
        found = Application.objects.filter(party_id=application.party_id).exclude(pk=application.pk)
        return list(listed(found.exclude(state=State.DRAFT)).order_by("-pk")[:most])


def colleagues(user: User) -> QuerySet[User]:
    """The other people of an officer's office who can sign in."""
    found = User.objects.filter(role__in=sorted(OFFICERS), region_id=user.region_id, is_active=True)
    return found.exclude(pk=user.pk).order_by("name", "pk")


def chosen(user: User, keys: Sequence[str]) -> list[Application]:
    """The cases of the office with these keys, in the order of their numbers; what is no key is left out."""
    wanted = [int(key) for key in keys if key.isdecimal()][:MOST_AT_ONCE]
    return list(cases_of_office(user).select_related("definition", "handler").filter(pk__in=wanted).order_by("number"))


MOST_AT_ONCE = 200


def delegations_of(user: User) -> QuerySet[Delegation]:
    """What a person gave to others and took from them, the newest first."""
    mine = Q(giver=user) | Q(taker=user)
    return Delegation.objects.filter(mine).select_related("giver", "taker").order_by("-starts_on", "-pk")


def today() -> date:
    """The day of the hall's clock."""
    return clock.today()
