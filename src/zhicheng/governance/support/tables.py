"""Lists of reviews, of support and guidance, and of cities to recommend."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.engine.marks import Place
from zhicheng.governance.support.models import (
    Decision,
    Guidance,
    PolicySupport,
    ReviewState,
    SupportKind,
    TermReview,
    Topic,
)
from zhicheng.governance.support.proposing import OPEN
from zhicheng.governance.support.queries import rule_of

STATE_CHIPS = {
    ReviewState.PROPOSED: "info",
    ReviewState.RECTIFYING: "warn",
    ReviewState.DECIDED: "ok",
    ReviewState.CANCELLED: "mute",
}
PLACE_CHIPS = {
    Place.BELOW: ("bad", _("建议取消")),
    Place.BETWEEN: ("warn", _("未达标准")),
    Place.ABOVE: ("ok", _("达到标准")),
}


def state_chip(row: TermReview) -> tuple[str, Any]:
    if row.state == ReviewState.DECIDED and row.decision == Decision.WITHDRAW:
        return "bad", row.get_decision_display()
    return STATE_CHIPS[ReviewState(row.state)], row.get_decision_display() or row.get_state_display()


def proposal_words(row: TermReview) -> str:
    """What the rule proposes, in words."""
    if row.proposal == OPEN:
        return _text("事实不全，没有建议")
    rule = rule_of(row.definition)
    return next(one.label for one in (rule.worst, rule.middle, rule.best) if one.code == row.proposal)


def place_chip(reason: dict[str, Any]) -> tuple[str, Any]:
    if reason["place"] is None:
        return ("warn", _("待补充")) if reason["counts"] else ("mute", _("不计入"))
    return PLACE_CHIPS[Place(reason["place"])]


def synthetic_chip(row: Any) -> tuple[str, Any] | None:
    return ("warn", _("演示")) if row.synthetic else None


def file_of(row: Any) -> str:
    return reverse("support:city", args=[row.region_id])


class ReviewTable(Table):
    code = "reviews"
    caption = _("三年复核")
    columns = (
        Column("region__name", _("城市"), row_header=True, link=TermReview.get_absolute_url),
        Column("starts_on", _("任期开始"), optional=True),
        Column("ends_on", _("任期届满")),
        Column("proposal", _("建议"), value=proposal_words, sortable=False),
        Column("state", _("状态"), value=TermReview.get_state_display, chip=state_chip, sort="state"),
        Column("document", _("文号"), optional=True),
        Column("synthetic", _("演示数据"), chip=synthetic_chip, sortable=False),
    )
    default_sort = "-ends_on"
    filters = (Filter("state", _("状态"), ReviewState.choices), Filter("decision", _("决定"), Decision.choices))
    search_fields = ("region__name", "document")
    cards = True
    empty_text = _("还没有三年复核。")


class ReasonTable(Table):
    """The criteria of one review with what they found."""

    code = "reasons"
    caption = _("逐项对照")
    note = _("任一项达到取消的界线，建议取消；有未达通过标准的，建议限期整改；全部达到标准，建议通过。")
    columns = (
        Column("label", _("项目"), row_header=True, sortable=False),
        Column("shown", _("数值"), numeric=True, link=lambda one: one["url"] or None, sortable=False),
        Column("standard", _("标准"), sortable=False),
        Column("place", _("结论"), value=lambda one: one["sentence"], chip=place_chip, sortable=False),
        Column("words", _("依据"), sortable=False, optional=True),
        Column(
            "basis",
            _("标准来源"),
            chip=lambda one: ("line", _("设定值")) if one["basis"] == "assumed" else None,
            sortable=False,
            optional=True,
        ),
    )


class SupportTable(Table):
    code = "supports"
    caption = _("已决定的政策支持")
    columns = (
        Column("region__name", _("城市"), row_header=True, link=file_of),
        Column("kind", _("支持内容"), value=PolicySupport.get_kind_display, sort="kind"),
        Column("given_on", _("决定日期"), sorts_down=True),
        Column("document", _("文号"), optional=True),
        Column("preferred", _("优先的依据")),
        Column("synthetic", _("演示数据"), chip=synthetic_chip, sortable=False),
    )
    default_sort = "-given_on"
    filters = (Filter("kind", _("支持内容"), SupportKind.choices),)
    search_fields = ("region__name", "document")
    cards = True
    empty_text = _("还没有决定。城市可以在办事服务中申请。")


class GuidanceTable(Table):
    code = "guidance"
    caption = _("专家指导")
    columns = (
        Column("region__name", _("城市"), row_header=True, link=Guidance.get_absolute_url),
        Column("topic", _("题目"), value=Guidance.get_topic_display, sort="topic"),
        Column("arranged_on", _("安排日期"), sorts_down=True),
        Column("held_on", _("指导日期"), shows=lambda day: formats.date_iso(day) if day else _text("待登记")),
        Column("experts", _("专家"), optional=True),
        Column("synthetic", _("演示数据"), chip=synthetic_chip, sortable=False),
    )
    default_sort = "-arranged_on"
    filters = (Filter("topic", _("题目"), Topic.choices),)
    search_fields = ("region__name", "experts", "opinion")
    cards = True
    empty_text = _("还没有安排专家指导。城市可以在办事服务中申请。")


class RecommendedTable(Table):
    """Cities that may be recommended for 强市创建."""

    code = "recommended"
    caption = _("可推荐参加强市创建的城市")
    note = _("依据：国知办函管字〔2016〕864号（转引），通过示范城市复核，或年度考核连续两年位于前一半。")
    columns = (
        Column("name", _("城市"), row_header=True, link=file_of),
        Column("ground", _("依据"), sortable=False),
        Column("region_id", _("区划代码"), optional=True),
    )
    default_sort = "region_id"
    cards = True
    empty_text = _("还没有符合条件的城市：需要通过复核，或者连续两年考核位于前一半。")
