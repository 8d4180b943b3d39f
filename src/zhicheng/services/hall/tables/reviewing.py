"""Lists of reviews, of interests, of publicised decisions and the objections to them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Filter, Table
from zhicheng.services.hall.models import Application, Interest, Objection, Review, ReviewState, State

REVIEW_CHIPS = {ReviewState.ASSIGNED: "warn", ReviewState.SUBMITTED: "ok", ReviewState.DECLINED: "line"}


def review_chip(review: Review) -> tuple[str, str]:
    """A review's state; one whose round ended without it is not waited for any more."""
    if review.state == ReviewState.ASSIGNED and not is_due(review):
        return "line", _text("不再需要")
    return REVIEW_CHIPS[ReviewState(review.state)], review.get_state_display()


def is_due(review: Review) -> bool:
    """Whether the sheet can still be handed in."""
    case = review.application
    return case.state == State.ACCEPTED and case.step == review.step


def page_of_review(review: Review) -> str:
    return reverse("hall:review", args=[review.pk])


class ReviewTable(Table):
    """A reviewer's own reviews."""

    code = "reviews"
    caption = _("我的评审")
    columns = (
        Column("application__number", _("办件编号"), row_header=True, link=page_of_review),
        Column("application__definition__title", _("事项")),
        Column("application__applicant_name", _("申请人")),
        Column("state", _("状态"), chip=review_chip),
        Column("total", _("我的总分"), numeric=True, digits=1),
        Column("application__due_on", _("环节到期日"), optional=True),
        Column("assigned_at", _("指派时间"), shows=formats.date_iso, sorts_down=True, optional=True),
        Column("submitted_at", _("提交时间"), shows=formats.date_iso, sorts_down=True, optional=True),
    )
    filters = (Filter("state", _("状态"), ReviewState.choices),)
    search_fields = ("application__number", "application__applicant_name")
    search_label = _("编号或申请人")
    cards = True
    empty_text = _("没有指派给您的评审。有新的评审时会发站内消息。")


def words_of_interest(row: Interest) -> str:
    if row.ended_at is None:
        return _text("有效")
    return _text("%(day)s 解除") % {"day": formats.date_iso(row.ended_at)}


def standing_of_interest(row: Interest) -> tuple[str, str]:
    return ("info" if row.ended_at is None else "line"), words_of_interest(row)


class InterestTable(Table):
    """Whom reviewers must not judge."""

    code = "interests"
    caption = _("利益关系")
    columns: tuple[Column, ...] = (
        Column("reviewer__name", _("评审专家"), row_header=True),
        Column("party__name", _("单位")),
        Column("why", _("关系"), sortable=False),
        Column("declared_by__name", _("登记人"), optional=True),
        Column("declared_at", _("登记时间"), shows=formats.date_iso, sorts_down=True),
        Column("ended_at", _("状态"), chip=standing_of_interest, value=words_of_interest, sort="ended_at"),
        Column("ended_why", _("解除原因"), sortable=False, optional=True),
    )
    search_fields = ("party__name", "reviewer__name")
    search_label = _("单位或专家")
    cards = True
    empty_text = _("没有登记利益关系。与申请单位有任职、持股、合作等关系的，请先登记，评审时会自动回避。")


def end_address(row: Interest) -> str | None:
    return reverse("hall:end_interest", args=[row.pk]) if row.ended_at is None else None


class OfficeInterestTable(InterestTable):
    """The same for officers, with the way to end what holds no more."""

    columns = (
        *InterestTable.columns,
        Column(
            "end",
            _("办理"),
            sortable=False,
            value=lambda row: _text("解除") if row.ended_at is None else "",
            link=end_address,
            shows=str,
        ),
    )


def decision_chip(case: Application) -> tuple[str, str]:
    return "ok" if case.decision == "approved" else "line", case.get_decision_display()


class PublicisedTable(Table):
    """Decisions to which the public may object."""

    code = "publicised"
    caption = _("正在公示的决定")
    note = _("任何人都可以在公示截止日以前（含当日）提出异议。")
    columns: tuple[Column, ...] = (
        Column("applicant_name", _("申请人"), row_header=True),
        Column("definition__title", _("事项")),
        Column("region__name", _("所在地"), optional=True),
        Column("number", _("办件编号"), optional=True),
        Column(
            "decision", _("拟作决定"), chip=decision_chip, value=lambda one: one.get_decision_display(), sort="decision"
        ),
        Column("publicised_until", _("公示截止日")),
    )
    search_fields = ("applicant_name", "number", "definition__title")
    search_label = _("申请人、事项或编号")
    default_sort = "publicised_until"
    cards = True
    empty_text = _("现在没有正在公示的决定。")


class PublicisedPage(PublicisedTable):
    """The same on the page: each with the way to object."""

    columns = (
        *PublicisedTable.columns,
        Column(
            "object",
            _("异议"),
            value=lambda _one: _text("提出异议"),
            sortable=False,
            link=lambda one: reverse("hall:object", args=[one.pk]),
        ),
    )


def objection_chip(objection: Objection) -> tuple[str, str]:
    """Whether an objection waits, and how it was answered."""
    if objection.upheld is None:
        return "warn", _text("待答复")
    return ("bad", _text("成立")) if objection.upheld else ("ok", _text("不成立"))


def page_of_objection(objection: Objection) -> str:
    return reverse("hall:answer_objection", args=[objection.pk])


class ObjectionTable(Table):
    """Objections to the office's decisions. Who objects, and how to reach them, stands on the objection's own page only."""

    code = "objections"
    caption = _("公示异议")
    columns = (
        Column("pk", _("序号"), row_header=True, shows=str, link=page_of_objection),
        Column("application__number", _("办件编号")),
        Column("application__definition__title", _("事项")),
        Column("application__applicant_name", _("申请人")),
        Column("upheld", _("结果"), chip=objection_chip, value=lambda one: objection_chip(one)[1], sort="upheld"),
        Column("at", _("提出时间"), shows=formats.date_iso, sorts_down=True),
        Column("answered_at", _("答复时间"), shows=formats.date_iso, sorts_down=True, optional=True),
    )
    search_fields = ("application__number", "application__applicant_name")
    search_label = _("编号或申请人")
    cards = True
    empty_text = _("没有公示异议。")


class OfficeReviewTable(Table):
    """All reviews of a case, as the office follows them; the points appear when all are in."""

    code = "case-reviews"
    caption = _("评审专家")
    exportable = False
    columns = (
        Column("reviewer", _("专家"), row_header=True, value=lambda one: one.review.reviewer.name),
        Column("round", _("环节"), value=lambda one: round_of(one.review)),
        Column(
            "state", _("状态"), chip=lambda one: review_chip(one.review), value=lambda one: review_chip(one.review)[1]
        ),
        Column("total", _("总分"), numeric=True, digits=1),
        Column("submitted", _("提交时间"), value=lambda one: one.review.submitted_at, shows=formats.date_iso),
        Column("comment", _("意见"), sortable=False),
    )
    cards = True
    per_page = 0
    empty_text = _("还没有指派专家。")

    def __init__(self, rows: Any, query: Any, *, case: Application) -> None:
        for row in rows:
            # The case is at hand: its steps need no query for each row.
            row.review.application = case
        super().__init__(rows, query)


def round_of(review: Review) -> str:
    return review.application.model.steps[review.step].title
