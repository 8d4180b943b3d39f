"""What the year's plans offer for counting: what was approved, not what is being written."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.governance.plans.models import Adoption, Level, Measure, Milestone


def adoptions() -> QuerySet[Adoption]:
    return Adoption.objects.select_related("region").filter(version__gt=0)


def measures() -> QuerySet[Measure]:
    return Measure.objects.select_related("adoption__region").filter(adoption__version__gt=0)


def milestones() -> QuerySet[Milestone]:
    return Milestone.objects.select_related("measure__adoption__region").filter(measure__adoption__version__gt=0)


register(
    RecordSet(
        code="plan_adoptions",
        label=_("批准的年度计划"),
        rows=adoptions,
        region="region_id",
        date="approved_at",
        list_url="plans:list",
        filters={"level": "level", "state": "state"},
        columns=(
            RecordColumn(_("地区"), "region__name"),
            RecordColumn(_("年度"), "plan_year"),
            RecordColumn(_("级别"), "level", dict(Level.choices)),
            RecordColumn(_("批准时间"), "approved_at"),
        ),
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="plan_measures",
        label=_("年度计划的措施"),
        rows=measures,
        region="adoption__region_id",
        date="ends_on",
        list_url="plans:list",
        filters={"task": "task_ref", "level": "adoption__level", "is_open": "done_on__isnull"},
        measures={"budget_fen": "budget_fen", "spent_fen": "spent_fen"},
        columns=(
            RecordColumn(_("地区"), "adoption__region__name"),
            RecordColumn(_("措施"), "title"),
            RecordColumn(_("任务"), "task_ref"),
            RecordColumn(_("完成期限"), "ends_on"),
            RecordColumn(_("完成日期"), "done_on"),
        ),
        page="plans:measure",
        synthetic="adoption__synthetic",
    )
)
register(
    RecordSet(
        code="plan_milestones",
        label=_("年度计划的里程碑"),
        rows=milestones,
        region="measure__adoption__region_id",
        date="due_on",
        list_url="plans:list",
        filters={"task": "measure__task_ref", "level": "measure__adoption__level", "is_open": "done_on__isnull"},
        columns=(
            RecordColumn(_("地区"), "measure__adoption__region__name"),
            RecordColumn(_("措施"), "measure__title"),
            RecordColumn(_("里程碑"), "title"),
            RecordColumn(_("应完成日期"), "due_on"),
            RecordColumn(_("完成日期"), "done_on"),
        ),
        synthetic="measure__adoption__synthetic",
    )
)
