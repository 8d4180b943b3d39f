"""What an officer's desk shows: whose turn it is, what the office has on its hands, what it ended this month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from zhicheng.base import counts
from zhicheng.base.accounts.models import OFFICERS, User
from zhicheng.base.definitions.queries import titles
from zhicheng.services.hall.models import Application, Delegation, State
from zhicheng.services.hall.models.applications import AT_OFFICE
from zhicheng.services.hall.queries.cases import LONG_TEXTS, waiting_for

MOST_AT_ONCE = 200
EACH = Value(1)
TABS: dict[str, Any] = {
    "mine": _("我的待办"),
    "office": _("处室待办"),
    "decide": _("待我审定"),
    "returned": _("补正中"),
    "ended": _("本月办结"),
}
"""The lists of the desk: code in the address → name."""


@dataclass(frozen=True, slots=True)
class Urgency:
    """How many cases wait for a person, are over their limit, end today or wait for the decision; `nearest` is the next last day."""

    waiting: int
    over: int
    today: int
    to_decide: int
    nearest: date | None

    @property
    def first(self) -> int:
        """What has to be done today."""
        return self.over + self.today


class Desk:
    """What lies on an officer's desk on a day; delegations are looked up once, and only for what depends on them."""

    def __init__(self, user: User, on: date) -> None:
        self.user, self.on = user, on

    @cached_property
    def waiting(self) -> QuerySet[Application]:
        """What this person must act on."""
        return waiting_for(self.user, self.on)

    @property
    def of_office(self) -> QuerySet[Application]:
        """All cases of the officer's own office; None is the national one."""
        with scopes_disabled():
            return Application.objects.filter(office_id=self.user.region_id)

    def rows(self, tab: str) -> QuerySet[Application]:
        """The cases of one tab, whoever handles them."""
        match tab:
            case "office":
                return self.of_office.filter(state__in=sorted(AT_OFFICE))
            case "decide":
                return self.waiting.filter(state=State.EXAMINED)
            case "returned":
                return self.of_office.filter(state=State.RETURNED)
            case "ended":
                # Only delivered cases have such a day: asked for the day alone, its index answers.
                return self.of_office.filter(delivered_on__gte=self.on.replace(day=1)).order_by("-delivered_on", "-pk")
        return self.waiting

    @cached_property
    def urgency(self) -> Urgency:
        """How much waits, and until when."""
        return counts.large(f"desk-urgency:{self.user.pk}:{self.on}", self._urgency, size=lambda one: one.waiting)

    def _urgency(self) -> Urgency:
        """One query over what waits; rows are counted, not keys, which an index answers in half the time."""
        found = self.waiting.order_by().aggregate(
            waiting=Count(EACH),
            over=Count(EACH, filter=Q(due_on__lt=self.on)),
            today=Count(EACH, filter=Q(due_on=self.on)),
            to_decide=Count(EACH, filter=Q(state=State.EXAMINED)),
            nearest=Min("due_on", filter=Q(due_on__gt=self.on)),
        )
        return Urgency(**found)

    def counts(self) -> dict[str, int]:
        """Tab → number of its cases."""
        known = {"mine": self.urgency.waiting, "decide": self.urgency.to_decide}
        return {tab: known[tab] if tab in known else self._count(tab) for tab in TABS}

    def _count(self, tab: str) -> int:
        """The number of the office's cases in a tab."""
        return counts.large(f"desk:{self.user.region_id}:{tab}:{self.on}", lambda: self.rows(tab).count())

    def most_urgent(self, most: int) -> list[Application]:
        """The first of what waits, by the last day of the limit: so few that their items are joined."""
        shown = listed(self.waiting).prefetch_related(None).select_related("definition", "handler")
        return list(shown.order_by(F("due_on").asc(nulls_last=True), "pk")[:most])

    def chosen(self, keys: Sequence[str]) -> list[Application]:
        """The cases of the office with these keys, by number; what is no key is left out."""
        wanted = [int(key) for key in keys if key.isdecimal()][:MOST_AT_ONCE]
        found = self.of_office.select_related("definition", "handler").filter(pk__in=wanted)
        return list(found.order_by("number"))


def tab_of(text: str) -> str:
    """The tab that an address names; the first one when it names none."""
    return text if text in TABS else next(iter(TABS))


def listed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """The rows of a list with what it shows of them, without the answers; the long text of an item is read once for all its rows."""
    shown = rows.select_related(None).select_related("handler").prefetch_related("definition")
    return shown.defer(*LONG_TEXTS)


def titles_of_items() -> list[tuple[str, str]]:
    """(code, title) of every item in force, by title: the choices of a filter."""
    return sorted(titles("item").items(), key=lambda pair: pair[1])


def earlier_cases(application: Application, most: int = 5) -> list[Application]:
    """What the same organisation applied for before, the newest first; drafts are nobody's business."""
    if application.party_id is None:
        return []
    with scopes_disabled():
        found = Application.objects.filter(party_id=application.party_id).exclude(pk=application.pk)
        few = listed(found.exclude(state=State.DRAFT)).prefetch_related(None).select_related("handler", "definition")
        return list(few.order_by("-pk")[:most])


def colleagues(user: User) -> QuerySet[User]:
    """The other people of an officer's office who can sign in."""
    found = User.objects.filter(role__in=sorted(OFFICERS), region_id=user.region_id, is_active=True)
    return found.exclude(pk=user.pk).order_by("name", "pk")


def delegations_of(user: User) -> QuerySet[Delegation]:
    """What a person gave to others and took from them, the newest first."""
    mine = Q(giver=user) | Q(taker=user)
    return Delegation.objects.filter(mine).select_related("giver", "taker").order_by("-starts_on", "-pk")
