from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from zhicheng.base.parties.models import Kind, Party
from zhicheng.base.regions.queries import said_by
from zhicheng.base.ui.tables import Column, Filter, Table


def synthetic_chip(party: Party) -> tuple[str, str] | None:
    return ("warn", str(_("演示"))) if party.synthetic else None


def in_region(parties: QuerySet[Party], text: str) -> QuerySet[Party]:
    """By a division's code, or a part of its name or of one above it."""
    return parties.filter(region__in=said_by(text))


class PartyTable(Table):
    """The list of parties; its files come back through `importing`."""

    code = "parties"
    caption = _("主体名录")
    columns = (
        Column("name", _("名称"), row_header=True, link=Party.get_absolute_url),
        Column("kind", _("类型"), value=Party.get_kind_display, sort="kind"),
        Column("uscc", _("统一社会信用代码"), optional=True),
        Column("region_id", _("区划代码"), sort="region", optional=True),
        Column("region__name", _("所在地")),
        Column("address", _("地址"), optional=True, sortable=False),
        Column("size", _("规模"), value=Party.get_size_display, sort="size", optional=True),
        Column("founded_on", _("成立日期"), optional=True),
        Column(
            "credit_grade", _("纳税信用等级"), value=Party.get_credit_grade_display, sort="credit_grade", optional=True
        ),
        Column("synthetic", _("演示数据"), chip=synthetic_chip, sortable=False),
    )
    filters = (
        Filter("kind", _("类型"), Kind.choices),
        Filter("region", _("区划名称或代码"), kind="text", apply=in_region),
    )
    search_fields = ("name", "uscc")
    search_label = _("名称或代码")
    default_sort = "name"
    cards = True
    empty_text = _("辖区内还没有登记主体。可以逐个登记，也可以导入名录。")
