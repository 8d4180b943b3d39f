"""The list of an applicant's own cases."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.calendars.queries import calendar
from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.filters import Filter
from zhicheng.base.ui.tables import Table
from zhicheng.services.hall.limits import limit_of
from zhicheng.services.hall.models import Application, Decision, State

CHIPS = {
    State.DRAFT: "",
    State.SUBMITTED: "info",
    State.RETURNED: "warn",
    State.ACCEPTED: "info",
    State.EXAMINED: "info",
    State.DECIDED: "info",
    State.PUBLICISED: "info",
    State.WITHDRAWN: "",
    State.EXPIRED: "",
}


def state_chip(case: Application) -> tuple[str, Any]:
    """The state, and of an ended case what was decided."""
    if case.state != State.DELIVERED:
        return CHIPS[State(case.state)], case.get_state_display()
    return "ok" if case.decision == Decision.APPROVED else "bad", case.get_decision_display()


class OwnTable(Table):
    """Newest first; `on` is the day to which limits are counted."""

    code = "cases"
    caption = _("办件")
    columns: tuple[Column, ...] = (
        Column(
            "number", _("编号"), row_header=True, link=lambda case: case.get_absolute_url(), value=str, sort="number"
        ),
        Column("item", _("事项"), value=lambda case: case.definition.title, sort="item"),
        Column("state", _("状态"), chip=state_chip, value=lambda case: str(state_chip(case)[1]), sort="state"),
        Column("limit", _("期限"), sortable=False),
        Column("submitted_at", _("提交时间"), optional=True),
        Column("saved_at", _("最近变动"), optional=True),
    )
    filters = (Filter("state", _("状态"), choices=State.choices),)
    search_fields = ("number", "definition__title")
    search_label = _("查编号或事项")
    default_sort = "-saved_at"
    cards = True
    empty_text = _("还没有办件。可以到“办事服务”里选一个事项申请。")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        days = calendar()
        limit = Column("limit", _("期限"), sortable=False, value=lambda case: limit_words(case, on, days))
        self.columns = tuple(limit if column.key == "limit" else column for column in type(self).columns)
        super().__init__(*args, **kwargs)


def limit_words(case: Application, on: date, days: Any) -> str:
    """What is left for the office, or until when the applicant has to act."""
    if case.state in {State.DRAFT, State.RETURNED} and case.expires_on:
        return str(_("%(day)s 前提交")) % {"day": case.expires_on.isoformat()}
    return limit_of(case, on, days).words if case.due_on else ""
