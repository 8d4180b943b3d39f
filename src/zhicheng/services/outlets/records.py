"""What outlets offer for counting."""

from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.outlets import queries
from zhicheng.services.outlets.models import Host, Kind, Service

register(
    RecordSet(
        code="outlets",
        label=_("服务网点"),
        rows=queries.register,
        region="region_id",
        date="opened_on",
        until="closed_on",
        list_url="outlets:list",
        filters={"host": "host", "kind": "kind"},
        measures={"county": "region"},
        columns=(
            RecordColumn(_("网点名称"), "name"),
            RecordColumn(_("所在县（市、区）"), "region__name"),
            RecordColumn(_("种类"), "kind", dict(Kind.choices)),
            RecordColumn(_("依托单位类型"), "host", dict(Host.choices)),
            RecordColumn(_("开始服务日期"), "opened_on"),
            RecordColumn(_("停止服务日期"), "closed_on"),
        ),
        page="outlets:outlet",
        is_public=True,
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="outlet_services",
        label=_("网点服务记录"),
        rows=queries.services,
        region="outlet__region_id",
        date="day",
        list_url="outlets:list",
        filters={"service": "service", "is_free": "is_free", "host": "outlet__host"},
        measures={"people": "people", "outlet": "outlet"},
        columns=(
            RecordColumn(_("网点"), "outlet__name"),
            RecordColumn(_("日期"), "day"),
            RecordColumn(_("服务"), "service", dict(Service.choices)),
            RecordColumn(_("服务人次"), "people"),
            RecordColumn(_("免费"), "is_free", {True: _("是"), False: _("否")}),
        ),
        is_public=True,
        synthetic="synthetic",
    )
)
