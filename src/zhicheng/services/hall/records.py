"""What the hall offers for counting: cases as they end, applications as they come, and what people say of the service."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_scopes import scopes_disabled

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.hall.definition_kinds import SERVICE_KINDS
from zhicheng.services.hall.models import Application, Channel, Decision, Rating, State

YES_NO = {True: _("是"), False: _("否")}
FILTERS = {
    "item": "item",
    "service_kind": "service_kind",
    "decision": "decision",
    "channel": "channel",
    "was_overdue": "was_overdue",
    "state": "state",
}
MEASURES = {"party": "party", "service_kind": "service_kind", "item": "item", "spent_workdays": "spent_workdays"}
COLUMNS = (
    RecordColumn(_("办件编号"), "number"),
    RecordColumn(_("服务种类"), "service_kind", SERVICE_KINDS),
    RecordColumn(_("申请人"), "applicant_name"),
    RecordColumn(_("所在地"), "region__name"),
    RecordColumn(_("提交时间"), "submitted_at"),
    RecordColumn(_("办结日"), "delivered_on"),
    RecordColumn(_("决定"), "decision", dict(Decision.choices)),
    RecordColumn(_("渠道"), "channel", dict(Channel.choices)),
    RecordColumn(_("曾经超期"), "was_overdue", YES_NO),
    RecordColumn(_("状态"), "state", dict(State.choices)),
)


def applications() -> QuerySet[Any]:
    """All cases that were handed in."""
    with scopes_disabled():
        return Application.objects.filter(submitted_at__isnull=False)


def delivered() -> QuerySet[Any]:
    """Cases that are done."""
    return applications().filter(state=State.DELIVERED)


def ratings() -> QuerySet[Any]:
    with scopes_disabled():
        return Rating.objects.all()


register(
    RecordSet(
        code="hall_cases",
        label=_("办结的办件"),
        rows=delivered,
        region="region_id",
        date="delivered_on",
        list_url="hall:desk",
        filters=FILTERS,
        measures=MEASURES,
        columns=COLUMNS,
        page="hall:case",
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="hall_applications",
        label=_("收到的办件"),
        rows=applications,
        region="region_id",
        date="submitted_at",
        list_url="hall:desk",
        filters=FILTERS,
        measures=MEASURES,
        columns=COLUMNS,
        page="hall:case",
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="hall_ratings",
        label=_("办件评价"),
        rows=ratings,
        region="region_id",
        date="at",
        list_url="hall:ratings",
        filters={"stars": "stars", "service_kind": "application__service_kind"},
        measures={"stars": "stars"},
        columns=(
            RecordColumn(_("办件编号"), "application__number"),
            RecordColumn(_("服务种类"), "application__service_kind", SERVICE_KINDS),
            RecordColumn(_("评价"), "stars"),
            RecordColumn(_("评价时间"), "at"),
        ),
        synthetic="synthetic",
    )
)
