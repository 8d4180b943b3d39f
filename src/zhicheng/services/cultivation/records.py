"""Record sets: titles, counted at the end of each year in which they are held."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.cultivation.models import Designation, State


def titles() -> QuerySet[Any]:
    """All titles ever recorded, with the last day on which each was or will be held."""
    return Designation.objects.annotate(until=Coalesce("ended_on", "ends_on"))


register(
    RecordSet(
        code="designations",
        label=_("称号"),
        rows=titles,
        region="region_id",
        date="starts_on",
        until="until",
        list_url="cultivation:list",
        filters={"programme": "programme", "level": "level", "synthetic": "synthetic", "state": "state"},
        measures={"holder": "party", "region": "region"},
        columns=(
            RecordColumn(_("名称"), "holder_name"),
            RecordColumn(_("称号"), "title"),
            RecordColumn(_("文号"), "document"),
            RecordColumn(_("开始日期"), "starts_on"),
            RecordColumn(_("结束日期"), "ends_on"),
            RecordColumn(_("状态"), "state", dict(State.choices)),
        ),
        page="cultivation:title",
        is_public=True,
        synthetic="synthetic",
    )
)
