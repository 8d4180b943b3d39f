"""Lists of annual fees."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.filters import Filter
from zhicheng.base.ui.tables import Table
from zhicheng.services.patentinfo import labels
from zhicheng.services.patentinfo.queries.annuities import Fee, FeeState

FEN_A_YUAN = 100
MONTHS = 12
STATES: Mapping[FeeState, tuple[str, Any]] = {
    FeeState.COMING: ("info", _("待缴")),
    FeeState.GRACE: ("warn", _("滞纳期内")),
    FeeState.OVERDUE: ("bad", _("已过滞纳期，未登记")),
    FeeState.PAID: ("ok", _("已登记缴费")),
    FeeState.DROPPED: ("line", _("不再缴纳")),
}


def yuan_of(amount_fen: int | None) -> Decimal | None:
    return None if amount_fen is None else Decimal(amount_fen) / FEN_A_YUAN


def address_of(fee: Fee) -> str:
    return reverse("patentinfo:annuity", args=[fee.right.publication, fee.year])


class FeeTable(Table):
    """Fees in the order of their last days."""

    caption = _("年费")
    default_sort = "pay_by"
    cards = True
    columns = (
        Column("pay_by", _("缴费期限")),
        Column("publication", _("公开（公告）号"), row_header=True, value=lambda fee: fee.right.publication, link=address_of),
        Column("title", _("名称"), value=lambda fee: fee.right.title, sortable=False),
        Column("year", _("年度"), numeric=True),
        Column("amount", _("金额"), numeric=True, unit=_("元"), value=lambda fee: yuan_of(fee.amount_fen)),
        Column("basis", _("金额依据"), sortable=False, value=lambda fee: labels.basis(fee.basis)),
        Column("grace_end", _("滞纳期至"), optional=True),
        Column(
            "surcharge", _("今天缴的滞纳金"), numeric=True, unit=_("元"), optional=True,
            value=lambda fee: yuan_of(fee.surcharge_fen),
        ),
        Column("state", _("状态"), value=lambda fee: STATES[fee.state][1], chip=lambda fee: STATES[fee.state], sortable=False),
        Column("paid_on", _("缴费日"), optional=True),
    )  # fmt: skip
    filters = (Filter("state", _("状态"), [(state.value, words) for state, (_kind, words) in STATES.items()]),)
    empty_text = _("这段时间没有要缴的年费。")


@dataclass(frozen=True, slots=True)
class Month:
    """The fees of a month in sum; amounts in fen. `unknown`: fees without an amount in the table of fees."""

    year: int
    month: int
    fees: int
    amount_fen: int
    paid_fen: int
    unknown: int


def months_of(year: int, fees: Sequence[Fee]) -> list[Month]:
    """Twelve months; what will not be paid is not counted."""
    counted = [fee for fee in fees if fee.state is not FeeState.DROPPED]
    return [
        month_of(year, month, [fee for fee in counted if fee.pay_by.month == month]) for month in range(1, MONTHS + 1)
    ]


def month_of(year: int, month: int, fees: Sequence[Fee]) -> Month:
    return Month(
        year,
        month,
        len(fees),
        sum(fee.amount_fen or 0 for fee in fees),
        sum(fee.amount_fen or 0 for fee in fees if fee.state is FeeState.PAID),
        sum(fee.amount_fen is None for fee in fees),
    )


class MonthTable(Table):
    """A year by months, with its totals."""

    caption = _("按月合计")
    exportable = False
    per_page = 0
    prefix = "m-"
    columns = (
        Column(
            "month", _("月份"), row_header=True, sortable=False, shows=lambda month: _("%d 月") % month,
            link=lambda row: f"?year={row.year}&month={row.month}" if row.fees else None,
        ),
        Column("fees", _("笔数"), numeric=True, sortable=False),
        Column("amount", _("应缴"), numeric=True, unit=_("元"), sortable=False, value=lambda row: yuan_of(row.amount_fen)),
        Column("paid", _("已登记缴费"), numeric=True, unit=_("元"), sortable=False, value=lambda row: yuan_of(row.paid_fen)),
    )  # fmt: skip

    def sums(self) -> Mapping[str, Any]:
        rows: list[Month] = list(self.everything)
        return {
            "fees": sum(row.fees for row in rows),
            "amount": yuan_of(sum(row.amount_fen for row in rows)),
            "paid": yuan_of(sum(row.paid_fen for row in rows)),
        }
