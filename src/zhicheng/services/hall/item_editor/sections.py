"""The sections of the editor: which values stand where, with their labels and hints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from zhicheng.base.accounts.models import OFFICERS, Role
from zhicheng.services.hall import asking
from zhicheng.services.hall.definition_kinds import AUDIENCES, LEVELS, SERVICE_KINDS
from zhicheng.services.hall.item_editor import cells
from zhicheng.services.hall.item_editor.cells import Manner

Choices = Mapping[str, Any]
FIELD_KINDS: Choices = {
    "text": _("文字"), "long_text": _("长文字"), "number": _("数"), "money": _("金额"), "date": _("日期"), "choice": _("单选"),
    "choices": _("多选"), "flag": _("是否"), "party": _("单位"), "patents": _("专利号"), "table": _("表格"), "file": _("文件"),
}  # fmt: skip
STEP_KINDS: Choices = {
    "accept": _("受理"), "examine": _("审查"), "decide": _("决定"), "publicise": _("公示"), "deliver": _("办结"),
}  # fmt: skip
TESTS: Choices = {
    "is_true": _("为“是”"), "is_false": _("为“否”"), "equals": _("等于"), "one_of": _("是其中之一"), "not_one_of": _("不是其中任何一个"),
    "at_least": _("不小于"), "at_most": _("不大于"), "within": _("在地区内"), "within_months": _("距今不超过（月）"),
    "older_than_months": _("距今超过（月）"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """One input: the key in the text, its manner of writing, label and hint; `choices` of a select."""

    key: str
    label: Any
    manner: Manner = cells.TEXT
    hint: Any = ""
    choices: Choices | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One page of the editor. `rows` sections hold a list under `key`; the others single values, in the table `key` where it is given."""

    code: str
    label: Any
    cells: tuple[Cell, ...]
    key: str = ""
    rows: bool = False
    note: Any = ""


def facts() -> Choices:
    return {fact.code: f"{fact.label}（{fact.code}）" for fact in asking.offered()}


def roles() -> Choices:
    return {role.value: role.label for role in Role if role in OFFICERS}


def sections() -> tuple[Section, ...]:
    """All sections, in order."""
    return (BASIC, conditions(), FIELDS, MATERIALS, steps(), LETTER, QUESTIONS)


BASIC = Section(
    "basic",
    _("基本信息"),
    (
        Cell("title", _("事项名称"), cells.CODE),
        Cell("short", _("简称"), cells.CODE, _("不超过 20 个字")),
        Cell("glyph", _("字标"), cells.CODE, _("一个汉字，例如“券”")),
        Cell("summary", _("一句话说明"), cells.AREA),
        Cell("service_kind", _("服务类别"), cells.SELECT, "", SERVICE_KINDS),
        Cell("audience", _("面向"), cells.MANY, "", AUDIENCES),
        Cell("level", _("办理机关"), cells.SELECT, "", LEVELS),
        Cell("region", _("适用地区"), cells.TEXT, _("6 位区划代码；不填则各地都办。市局发布的事项要填本市")),
        Cell("basis", _("设定依据"), cells.BASES, _("每行一条：文件名和条款 | 网址")),
        Cell("limits_basis", _("时限的依据"), cells.SELECT, "", {"found": _("有公开依据"), "assumed": _("设定值")}),
        Cell("benefit", _("可得"), cells.TEXT, _("例如“补助 5 万元”")),
        Cell("fee_fen", _("收费（元）"), cells.YUAN, _("不填则不收费")),
        Cell("open_from", _("受理开始"), cells.DAY, _("例如 2018-09-03；不填则常年受理")),
        Cell("open_until", _("受理截止"), cells.DAY),
        Cell("call", _("分批受理"), cells.CALL, "", {"score": _("按得分排序"), "first_come": _("先到先得")}),
        Cell("correction_workdays", _("补正期限（工作日）"), cells.WHOLE),
        Cell("draft_days", _("草稿保留（天）"), cells.WHOLE),
        Cell("once_a_year", _("每年只办一次"), cells.NO_FLAG),
        Cell("automatic", _("免申即享"), cells.NO_FLAG),
        Cell("outcome", _("办成后交给"), cells.TEXT, _("例如 vouchers.issue；不填则到办结为止")),
        Cell("outcome_with", _("交办参数"), cells.PARAMETERS, _("每行一个：名称 = 值")),
        Cell("outcome_text", _("办理结果"), cells.AREA, _("写明申请人会得到什么")),
        Cell("contact", _("咨询"), cells.TEXT),
    ),
)


def conditions() -> Section:
    """Conditions, over the facts that services offer now."""
    return Section(
        "conditions",
        _("条件"),
        (
            Cell("code", _("代码"), cells.CODE),
            Cell("text", _("条件"), cells.CODE),
            Cell("fact", _("按平台记录核对"), cells.SELECT, _("与“按填报内容核对”选一个"), facts()),
            Cell("of", _("记录的对象"), cells.TEXT, _("标准号、称号或事项代码")),
            Cell("answer", _("按填报内容核对"), cells.TEXT, _("表单字段的代码")),
            Cell("test", _("判断"), cells.SELECT, "", TESTS),
            Cell("value", _("与它比较"), cells.VALUE, _("多个取值用逗号隔开")),
            Cell("unless", _("可以替代的条件"), cells.TEXT, _("另一项条件的代码；那一项符合时，这一项不再要求")),
            Cell("pass_text", _("符合时的话"), cells.CODE),
            Cell("fail_text", _("不符合时的话"), cells.CODE),
            Cell("mend", _("怎样补正"), cells.MEND, _("链接文字 | 事项代码；写了就显示为“差一步”")),
        ),
        key="conditions",
        rows=True,
        note=_("每项条件写明由哪条记录或哪个字段判断，并写出符合和不符合时给申请人看的话。"),
    )


FIELDS = Section(
    "fields",
    _("表单字段"),
    (
        Cell("code", _("代码"), cells.CODE),
        Cell("label", _("名称"), cells.CODE),
        Cell("kind", _("类型"), cells.SELECT, "", FIELD_KINDS),
        Cell("section", _("所在页"), cells.CODE, _("同名的字段在同一页")),
        Cell("hint", _("提示"), cells.TEXT),
        Cell("required", _("必填"), cells.YES_FLAG),
        Cell("unit", _("单位"), cells.TEXT),
        Cell("digits", _("小数位数"), cells.WHOLE),
        Cell("minimum", _("最小"), cells.DECIMAL),
        Cell("maximum", _("最大"), cells.DECIMAL),
        Cell("earliest", _("最早"), cells.DAY, _("日期，或 today")),
        Cell("latest", _("最晚"), cells.DAY, _("日期，或 today")),
        Cell("longest", _("最多字数"), cells.WHOLE),
        Cell("choices", _("选项"), cells.CHOICES, _("每行一个：代码 标签")),
        Cell("columns", _("表格的列"), cells.COLUMNS, _("每行一列：代码 标签 | 类型 | 选填")),
        Cell("most_rows", _("表格最多行数"), cells.WHOLE),
        Cell("shown_if", _("何时填写"), cells.SHOWN_IF, _("前面的字段 = 取值, 取值；是否类写 true 或 false")),
        Cell("prefill", _("自动带入"), cells.TEXT, _("记录代码，例如 party.name；last 为上次填写的内容")),
    ),
    key="fields",
    rows=True,
    note=_("按填写的次序排列。"),
)
MATERIALS = Section(
    "materials",
    _("材料"),
    (
        Cell("code", _("代码"), cells.CODE),
        Cell("label", _("名称"), cells.CODE),
        Cell("note", _("要求"), cells.TEXT),
        Cell("required", _("必交"), cells.YES_FLAG),
        Cell("waived_by", _("免交的条件"), cells.TEXT, _("条件的代码；平台记录符合时不用交")),
        Cell("shown_if", _("何时提交"), cells.SHOWN_IF, _("字段 = 取值, 取值")),
    ),
    key="materials",
    rows=True,
)


def steps() -> Section:
    """Steps, by the roles of officers."""
    return Section(
        "steps",
        _("步骤"),
        (
            Cell("kind", _("环节"), cells.SELECT, "", STEP_KINDS),
            Cell("title", _("名称"), cells.CODE),
            Cell("role", _("办理人"), cells.SELECT, "", roles()),
            Cell("limit_workdays", _("时限（工作日）"), cells.WHOLE),
            Cell("reviewers", _("评审专家人数"), cells.WHOLE),
            Cell("score_sheet", _("评分表"), cells.CRITERIA, _("每行一项：代码 标签 | 分值 | 说明")),
            Cell("pass_mark", _("合格分"), cells.DECIMAL),
            Cell("note", _("说明"), cells.TEXT),
        ),
        key="steps",
        rows=True,
        note=_("以受理开始、以办结结束，恰好有一次决定。"),
    )


LETTER = Section(
    "letter",
    _("文书"),
    (
        Cell("title", _("标题"), cells.TEXT),
        Cell("approved", _("同意时的正文"), cells.AREA),
        Cell("refused", _("不同意时的正文"), cells.AREA),
    ),
    key="letter",
    note=_(
        "抬头、文号、落款机关和日期自动加上，正文不用再写。可以填入 {applicant}、{item}、{case}（办件编号）、{number}（文号）、"
        "{day}、{office}、{reason} 和 {field.代码}。三项都不填则没有决定书。"
    ),
)
QUESTIONS = Section(
    "questions",
    _("常见问题"),
    (Cell("question", _("问"), cells.CODE), Cell("answer", _("答"), cells.AREA)),
    key="questions",
    rows=True,
)
