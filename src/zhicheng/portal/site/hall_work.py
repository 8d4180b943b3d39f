"""The hall's part of the workbench: the cases that wait for an officer, what applicants and experts have to do."""

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.base.accounts.models import OF_PARTIES, Role, User
from zhicheng.base.ui.formats import date_zh
from zhicheng.engine.calendars import Calendar
from zhicheng.portal.site.todos import Todo
from zhicheng.services.hall.clock import today
from zhicheng.services.hall.models import State
from zhicheng.services.hall.queries.cases import waiting_for
from zhicheng.services.hall.queries.desk import Desk, Urgency
from zhicheng.services.hall.queries.matching import standing_of
from zhicheng.services.hall.queries.own import listed
from zhicheng.services.hall.queries.reviewing import waiting_reviews
from zhicheng.services.hall.tables.desk import BriefCaseTable
from zhicheng.services.hall.views import desk

SHOWN = 7
MOST_TODOS = 5


@dataclass(frozen=True, slots=True)
class Waiting:
    """The cases that wait for an officer: how urgent they are, and the first of them."""

    urgency: Urgency
    table: BriefCaseTable

    @property
    def rest(self) -> int:
        """How many more there are than the list shows."""
        return max(0, self.urgency.waiting - SHOWN)


def waiting(user: User, days: Calendar) -> Waiting | None:
    """What waits in the hall for an officer; None for others and when nothing does."""
    if not user.is_officer:
        return None
    on = today()
    mine = Desk(user, on)
    if not mine.urgency.waiting:
        return None
    table = BriefCaseTable(mine.most_urgent(SHOWN), QueryDict(), on=on)
    table.calendar = days
    return Waiting(mine.urgency, table)


def heading(found: Waiting | None) -> str:
    """今天先办 N 件, when something is over its limit or ends today."""
    return desk.heading(found.urgency) if found and found.urgency.first else ""


def lead(found: Waiting | None) -> str:
    return desk.lead(found.urgency) if found else ""


def demonstration(found: Waiting | None) -> str:
    """The strip over a list in which cases are made up."""
    return desk.demonstration_of(found.table.rows) if found else ""


def todos(user: User) -> list[Todo]:
    """What waits in the hall for those who are no officers."""
    if user.role == Role.EXPERT:
        return [*reviews(user), *corrections(user)]
    if user.is_officer or user.is_administrator:
        return []
    return [*corrections(user), *matches(user)]


def corrections(user: User) -> list[Todo]:
    """Applications that came back, each with the last day."""
    found = listed(waiting_for(user).filter(state=State.RETURNED))[:MOST_TODOS]
    return [
        Todo(
            _("补正：%(item)s") % {"item": one.definition.title},
            _("%(case)s，请在 %(day)s以前改好再提交") % {"case": one, "day": date_zh(one.expires_on)},
            one.get_absolute_url(),
            _("去补正"),
            "no",
        )
        for one in found
    ]


def reviews(user: User) -> list[Todo]:
    """Score sheets that an expert owes."""
    count = waiting_reviews(user).count()
    if not count:
        return []
    return [Todo(_("%(count)d 份评审待提交") % {"count": count}, "", reverse("hall:reviews"), _("去评审"))]


def matches(user: User) -> list[Todo]:
    """How many items an organisation can have or nearly has."""
    if user.role not in OF_PARTIES or user.party_id is None:
        return []
    standing = standing_of(user.party_id)
    if standing is None or not (standing.eligible or standing.near):
        return []
    facts = {"eligible": len(standing.eligible), "near": len(standing.near)}
    text = _("%(eligible)d 个事项符合条件，%(near)d 个只差一步") % facts
    return [Todo(text, _("按平台已有的记录核对"), reverse("hall:matches"), _("查看"))]


def places(user: User) -> list[tuple[str, str]]:
    """Pages of the hall for those who are no officers: (route, label)."""
    if user.is_officer or user.is_administrator:
        return []
    found = [("hall:home", _("办事服务")), ("hall:mine", _("我的办件"))]
    if user.role in OF_PARTIES:
        found.append(("hall:matches", _("我能办什么")))
    if user.role == Role.EXPERT:
        found.append(("hall:reviews", _("评审")))
    return found
