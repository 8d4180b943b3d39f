"""What strong counties offer for counting."""

from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.counties import queries
from zhicheng.services.counties.models import Level

CULTIVATION = (
    RecordColumn(_("县（市、区）"), "county__name"),
    RecordColumn(_("所属城市"), "county__parent__name"),
    RecordColumn(_("级别"), "level", dict(Level.choices)),
    RecordColumn(_("开始日期"), "starts_on"),
    RecordColumn(_("结束日期"), "ends_on"),
    RecordColumn(_("文号或办件编号"), "document"),
)

register(
    RecordSet(
        code="county_cultivations",
        label=_("当年列入强县工程的县（市、区）"),
        rows=queries.register,
        region="county_id",
        date="starts_on",
        list_url="counties:list",
        filters={"level": "level"},
        measures={"county": "county"},
        columns=CULTIVATION,
        is_public=True,
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="county_programmes",
        label=_("强县工程培育期内的县（市、区）"),
        rows=queries.register,
        region="county_id",
        date="starts_on",
        until="ends_on",
        list_url="counties:list",
        filters={"level": "level"},
        measures={"county": "county"},
        columns=CULTIVATION,
        is_public=True,
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="county_returns",
        label=_("审核通过的强县工程季报"),
        rows=queries.approved_returns,
        region="county_id",
        date="period_ends_on",
        list_url="counties:list",
        filters={"quarter": "quarter", "was_late": "was_late"},
        measures={
            name: name
            for name in (
                "full_time_staff",
                "part_time_staff",
                "funds_fen",
                "invention_applications",
                "inventions_granted",
                "enforcement_cases",
                "navigation_projects",
                "innovators_served",
                "county",
            )
        },
        columns=(
            RecordColumn(_("县（市、区）"), "county__name"),
            RecordColumn(_("年份"), "year"),
            RecordColumn(_("季度"), "quarter"),
            RecordColumn(_("行政执法办案（件）"), "enforcement_cases"),
            RecordColumn(_("服务创新主体（家次）"), "innovators_served"),
        ),
        page="counties:return",
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="county_visits",
        label=_("对县（市、区）的指导"),
        rows=queries.all_visits,
        region="county_id",
        date="day",
        list_url="counties:list",
        measures={"county": "county"},
        columns=(
            RecordColumn(_("县（市、区）"), "county__name"),
            RecordColumn(_("指导日期"), "day"),
            RecordColumn(_("指导人员"), "visitors"),
            RecordColumn(_("商定的措施"), "agreed"),
            RecordColumn(_("完成日期"), "done_on"),
        ),
        synthetic="synthetic",
    )
)
