"""What certificates offer for counting."""

from django.utils.translation import gettext_lazy as _

from zhicheng.base.records.registry import RecordColumn, RecordSet, register
from zhicheng.services.standards.models import State
from zhicheng.services.standards.queries import register as certificates

COLUMNS = (
    RecordColumn(_("证书编号"), "number"),
    RecordColumn(_("持证单位"), "holder__name"),
    RecordColumn(_("所在地"), "holder__region__name"),
    RecordColumn(_("标准"), "standard"),
    RecordColumn(_("认证机构"), "body"),
    RecordColumn(_("颁发日期"), "issued_on"),
    RecordColumn(_("有效期至"), "expires_on"),
    RecordColumn(_("首次认证"), "is_new", {True: _("是"), False: _("否")}),
    RecordColumn(_("状态"), "state", dict(State.choices)),
)
FILTERS = {
    "standard": "standard",
    "edition": "edition",
    "is_new": "is_new",
    "state": "state",
    "body": "body",
    "holder_kind": "holder__kind",
}

register(
    RecordSet(
        code="certificates",
        label=_("颁发的认证证书"),
        rows=certificates,
        region="holder__region_id",
        date="issued_on",
        list_url="standards:list",
        filters=FILTERS,
        measures={"holder": "holder"},
        columns=COLUMNS,
        page="standards:certificate",
        is_public=True,
        synthetic="synthetic",
    )
)
register(
    RecordSet(
        code="certificates_in_force",
        label=_("有效期内的认证证书"),
        rows=certificates,
        region="holder__region_id",
        date="issued_on",
        until="expires_on",
        list_url="standards:list",
        filters=FILTERS,
        measures={"holder": "holder"},
        columns=COLUMNS,
        page="standards:certificate",
        is_public=True,
        synthetic="synthetic",
    )
)
