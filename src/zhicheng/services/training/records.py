"""What the rotation of heads offers for counting."""

from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.training import queries

register(
    RecordSet(
        code="heads",
        label=_("应参加轮训的负责人"),
        rows=queries.heads,
        region="region_id",
        date="since",
        until="until",
        list_url="training:list",
        columns=(
            RecordColumn(_("姓名"), "name"),
            RecordColumn(_("单位（处、科、室）"), "unit"),
            RecordColumn(_("职务"), "post"),
            RecordColumn(_("所在地区"), "region__name"),
            RecordColumn(_("任职日期"), "since"),
            RecordColumn(_("离任日期"), "until"),
        ),
        page="training:head",
        synthetic="synthetic",
    )
)
# A training stands for its head as long as it counts and the head is in post; the days are annotated by the query.
register(
    RecordSet(
        code="head_trainings",
        label=_("计入轮训的负责人培训"),
        rows=queries.trainings,
        region="head__region_id",
        date="zc_from",
        until="zc_until",
        list_url="training:list",
        measures={"head": "head"},
        columns=(
            RecordColumn(_("姓名"), "head__name"),
            RecordColumn(_("单位（处、科、室）"), "head__unit"),
            RecordColumn(_("培训名称"), "course"),
            RecordColumn(_("结束日期"), "ended_on"),
            RecordColumn(_("计入轮训至"), "counts_until"),
        ),
        synthetic="synthetic",
    )
)
