"""Lists of certificates; their files come back through `importing`."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.standards import queries
from zhicheng.services.standards.models import Certificate, State, Surveillance

CHIPS = {State.SUSPENDED: "warn", State.WITHDRAWN: "bad"}
EXPIRED = "expired"


def state_of(certificate: Certificate, today: date) -> tuple[str, str]:
    """(chip, words): a term that is over is said before all else."""
    if certificate.state == State.VALID and certificate.expires_on < today:
        return ("", str(_("已到期")))
    return (CHIPS.get(State(certificate.state), "ok"), str(certificate.get_state_display()))


def in_region(rows: QuerySet[Certificate], text: str) -> QuerySet[Certificate]:
    """By a division's code, or a part of its name or of one above it."""
    return rows.filter(holder__region__in=said_by(text))


def in_state(rows: QuerySet[Certificate], value: str) -> QuerySet[Certificate]:
    today = timezone.localdate()
    if value == EXPIRED:
        return rows.filter(state=State.VALID, expires_on__lt=today)
    return rows.filter(queries.in_force(today)) if value == State.VALID else rows.filter(state=value)


def in_year(rows: QuerySet[Certificate], value: str) -> QuerySet[Certificate]:
    return rows.filter(issued_on__year=int(value)) if value.isdecimal() and len(value) == 4 else rows.none()


def is_first(rows: QuerySet[Certificate], value: str) -> QuerySet[Certificate]:
    return rows.filter(is_new=value == "yes")


class CertificateTable(Table):
    """The register of certificates."""

    code = "certificates"
    caption: Any = gettext_lazy("认证证书")
    columns: tuple[Column, ...] = (
        Column("number", gettext_lazy("证书编号"), row_header=True, link=Certificate.get_absolute_url),
        Column("holder__name", gettext_lazy("单位名称")),
        Column("holder__uscc", gettext_lazy("统一社会信用代码"), optional=True, sortable=False),
        Column("holder__region__name", gettext_lazy("所在地"), optional=True),
        Column("edition", gettext_lazy("标准版本")),
        Column("body", gettext_lazy("认证机构"), optional=True),
        Column("issued_on", gettext_lazy("颁发日期"), sorts_down=True),
        Column("first_issued_on", gettext_lazy("首次颁发日期"), optional=True),
        Column("expires_on", gettext_lazy("有效期至"), sorts_down=True),
        Column("state", gettext_lazy("状态"), chip=lambda row: state_of(row, timezone.localdate()), sortable=False),
    )
    filters = (
        Filter("standard", gettext_lazy("标准"), lambda: [(number, number) for number in queries.standards()]),
        Filter("region", gettext_lazy("区划名称或代码"), kind="text", apply=in_region),
        Filter("year", gettext_lazy("颁发年份"), kind="text", apply=in_year),
        Filter(
            "first",
            gettext_lazy("首次认证"),
            (("yes", gettext_lazy("首次")), ("no", gettext_lazy("换证、扩项"))),
            apply=is_first,
        ),
        Filter("state", gettext_lazy("状态"), (*State.choices, (EXPIRED, gettext_lazy("已到期"))), apply=in_state),
    )
    search_fields = ("number", "holder__name", "holder__uscc", "body")
    search_label: Any = gettext_lazy("证书编号、单位或认证机构")
    default_sort = "-issued_on"
    cards = True
    empty_text: Any = gettext_lazy("没有符合条件的证书。")


class CertificateFile(CertificateTable):
    """The register as a file, with all that an import reads."""

    columns = (
        *(column for column in CertificateTable.columns if column.key != "state"),
        Column("scope", gettext_lazy("认证范围")),
        Column("state", gettext_lazy("状态"), value=lambda row: state_of(row, timezone.localdate())[1], sortable=False),
        Column("code", gettext_lazy("核验码"), sortable=False),
        Column(
            "synthetic", gettext_lazy("演示数据"), shows=lambda value: _("是") if value else _("否"), sortable=False
        ),
    )


class DueTable(Table):
    """Surveillance audits that are due."""

    code = "surveillance-due"
    caption: Any = gettext_lazy("到期未登记的监督审核")
    columns = (
        Column(
            "certificate__number",
            gettext_lazy("证书编号"),
            row_header=True,
            link=lambda row: row.certificate.get_absolute_url(),
        ),
        Column("certificate__holder__name", gettext_lazy("单位名称")),
        Column("due_on", gettext_lazy("应审日期")),
        Column(
            "overdue",
            gettext_lazy("期限"),
            value=lambda row: row,
            chip=lambda row: overdue(row, timezone.localdate()),
            sortable=False,
        ),
        Column(
            "act",
            gettext_lazy("办理"),
            value=lambda _row: _("登记结果"),
            link=lambda row: reverse("standards:watch", args=[row.pk]),
            sortable=False,
        ),
    )
    default_sort = "due_on"
    cards = True
    exportable = False
    empty_text: Any = gettext_lazy("没有到期的监督审核。")

    def __init__(self, rows: QuerySet[Surveillance], query: QueryDict) -> None:
        super().__init__(rows, query)


def overdue(row: Surveillance, today: date) -> tuple[str, str]:
    """How long ago an audit was due."""
    days = (today - row.due_on).days
    return ("bad", _("超期 %d 天") % days) if days > 0 else ("warn", _("还剩 %d 天") % -days)
