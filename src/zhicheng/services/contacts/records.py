"""What contacts and custody offer for counting."""

from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.contacts import queries
from zhicheng.services.contacts.models import CustodyState, Kind, Topic

CONTACT = (
    RecordColumn(_("服务对象"), "party__name"),
    RecordColumn(_("日期"), "day"),
    RecordColumn(_("方式"), "kind", dict(Kind.choices)),
    RecordColumn(_("内容"), "topic", dict(Topic.choices)),
    RecordColumn(_("服务机构"), "agency__name"),
)

register(
    RecordSet(
        code="sme_contacts",
        label=_("中小微企业服务记录"),
        rows=queries.with_smes,
        region="party__region_id",
        date="day",
        list_url="contacts:list",
        filters={"kind": "kind", "topic": "topic"},
        measures={"party": "party"},
        columns=CONTACT,
        page="contacts:contact",
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="base_guidances",
        label=_("对双创基地、众创空间的指导"),
        rows=queries.base_guidances,
        region="party__region_id",
        date="day",
        list_url="contacts:list",
        filters={"kind": "kind", "topic": "topic"},
        measures={"base": "party"},
        columns=CONTACT,
        page="contacts:contact",
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="custodies",
        label=_("知识产权托管"),
        rows=queries.begun,
        region="party__region_id",
        date="starts_on",
        until="ends_on",
        list_url="contacts:custodies",
        measures={"party": "party"},
        columns=(
            RecordColumn(_("单位"), "party__name"),
            RecordColumn(_("服务机构"), "agency__name"),
            RecordColumn(_("状态"), "state", dict(CustodyState.choices)),
            RecordColumn(_("开始日期"), "starts_on"),
            RecordColumn(_("结束日期"), "ends_on"),
        ),
        page="contacts:custody",
        synthetic="synthetic",
    )
)
