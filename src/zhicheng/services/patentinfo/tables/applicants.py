"""Lists of applicants' names: which may be one, what was decided, what organisations claim."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.ui.columns import Column
from zhicheng.base.ui.tables import Filter, Table
from zhicheng.engine.patents.applicants import Reason
from zhicheng.services.patentinfo.models import Judgement, MergeProposal, NameClaim, NameJudgement

REASONS = {
    Reason.SAME_USCC: gettext_lazy("统一社会信用代码相同"),
    Reason.SAME_NAME: gettext_lazy("规范后名称相同"),
    Reason.FORMER_NAME: gettext_lazy("曾用名"),
    Reason.LEGAL_FORM: gettext_lazy("只有公司形式不同"),
    Reason.WORD_ORDER: gettext_lazy("只有词序不同"),
    Reason.BRANCH: gettext_lazy("总部和分支机构"),
    Reason.SIMILAR: gettext_lazy("写法相近"),
    Reason.SHARED_ADDRESS: gettext_lazy("地址相同"),
    Reason.SHARED_INVENTORS: gettext_lazy("有共同的发明人"),
}
CHIPS = {Judgement.SAME: "ok", Judgement.DIFFERENT: "line"}


def reasons_of(proposal: MergeProposal) -> str:
    """Why two names may be one, in words."""
    return "、".join(str(REASONS[Reason(code)]) for code in proposal.reasons)


def chip_of(row: NameJudgement) -> tuple[str, str]:
    return CHIPS[Judgement(row.judgement)], row.get_judgement_display()


def claimant(claim: NameClaim) -> str:
    return claim.party.name


class ProposalTable(Table):
    """Pairs of names that wait for a decision."""

    caption = gettext_lazy("可能是同一主体的申请人名称")
    columns = (
        Column(
            "first_name",
            gettext_lazy("名称一"),
            row_header=True,
            link=lambda row: reverse("patentinfo:applicant_pair", args=[row.pk]),
        ),
        Column("first_patents", gettext_lazy("件数"), numeric=True, optional=True),
        Column("second_name", gettext_lazy("名称二")),
        Column("second_patents", gettext_lazy("件数"), numeric=True, optional=True),
        Column("score", gettext_lazy("相似度"), numeric=True, digits=2),
        Column("reasons", gettext_lazy("依据"), sortable=False, value=reasons_of),
    )
    search_fields = ("first_name", "second_name")
    empty_text = gettext_lazy("没有等待判断的名称。")


class JudgementTable(Table):
    """What people decided."""

    caption = gettext_lazy("已判断的申请人名称")
    columns: tuple[Column, ...] = (
        Column("first", gettext_lazy("名称一"), row_header=True),
        Column("second", gettext_lazy("名称二")),
        Column("judgement", gettext_lazy("判断"), chip=chip_of),
        Column("why", gettext_lazy("理由"), sortable=False),
        Column("by__name", gettext_lazy("判断人"), optional=True, value=lambda row: row.by.name, sort="by__name"),
        Column("at", gettext_lazy("时间"), optional=True),
    )
    filters = (Filter("judgement", gettext_lazy("判断"), tuple(Judgement.choices)),)
    search_fields = ("first", "second")
    empty_text = gettext_lazy("还没有判断过申请人名称。")


class JudgementPage(JudgementTable):
    """The same on its page, where a judgement can be taken back."""

    columns = (
        *JudgementTable.columns,
        Column(
            "withdraw",
            gettext_lazy("办理"),
            sortable=False,
            value=lambda row: _("撤销") if row.pk else "",
            link=lambda row: reverse("patentinfo:applicant_withdraw", args=[row.pk]),
        ),
    )


class ClaimTable(Table):
    """What organisations say is their own name."""

    caption = gettext_lazy("单位认领的名称")
    prefix = "claims-"
    exportable = False
    columns = (
        Column(
            "name_key",
            gettext_lazy("申请人名称"),
            row_header=True,
            link=lambda row: reverse("patentinfo:applicant_claim", args=[row.pk]),
        ),
        Column("party__name", gettext_lazy("单位"), value=claimant, sort="party__name"),
        Column("at", gettext_lazy("提出时间"), optional=True),
    )
