"""The results of a round, what a city's result is made of, and how the experts agree, as lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.tables import Column, Table
from zhicheng.governance.assessment import findings
from zhicheng.governance.assessment.agreement import OutlierLine
from zhicheng.governance.assessment.charts import rater_words
from zhicheng.governance.assessment.computing import Spread
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear

CityLink = Callable[[Any], str]


def grade_chip(row: Standing) -> tuple[str, str]:
    """The grade; only the best carries a colour."""
    return ("ok" if row.is_excellent else "line"), row.grade


def must_chip(row: Standing) -> tuple[str, str]:
    """Whether every must-item is met."""
    if row.must_failed:
        return "bad", _text("%(count)d 项未达") % {"count": len(row.must_failed)}
    return "ok", _text("全部达到")


class ResultsTable(Table):
    """A round's results: effort with its sections, must-items and grade, and the patent strength beside it."""

    code = "results"
    default_sort = "rank"
    per_page = 0
    search_fields = ("name",)
    empty_text = _("还没有可以看的考核结果。")

    def __init__(
        self,
        rows: Sequence[Standing],
        query: QueryDict,
        *,
        round_pk: int,
        scheme: AssessmentDefinition,
        beside: StrengthYear | None,
        followed: str = "",
    ) -> None:
        self.caption = _text("%(year)d 年度考核结果") % {"year": scheme.year}
        self.note = _text("总分 = 校正后得分 + 加分 − 扣分。专家平均分和校正后得分都保留。点城市看各项得分。")
        digits = formats.telling_digits(row.total for row in rows)
        self.columns = result_columns(round_pk, scheme, beside, digits)
        super().__init__(rows, query, mine=lambda row: row.code == followed)


def result_columns(
    round_pk: int, scheme: AssessmentDefinition, beside: StrengthYear | None, digits: int
) -> tuple[Column, ...]:
    """Place, city, total with so many decimals, grade, must-items, sections, how the total came about, strength beside."""

    def link(row: Standing) -> str:
        return reverse("assessment:city", args=[round_pk, row.code])

    return (
        Column("rank", _("名次"), numeric=True, sorts_down=False, shows=lambda rank: format_html("<b>{}</b>", rank)),
        Column("name", _("城市"), row_header=True, link=link, sort="code", sorts_down=False),
        Column("total", _("总分"), numeric=True, digits=digits, link=link),
        Column("grade", _("等级"), chip=grade_chip, sortable=False),
        Column("must", _("必达项"), value=lambda row: len(row.must_failed), chip=must_chip, sortable=False),
        *(section_column(one.code, one.label) for one in scheme.sections),
        Column("raw", _("专家平均"), numeric=True, digits=1, optional=True),
        Column("adjusted", _("校正后"), numeric=True, digits=1, optional=True),
        Column("bonus", _("加分"), numeric=True, digits=1, optional=True),
        Column("deduction", _("扣分"), numeric=True, digits=1, optional=True),
        Column("percentile", _("高于其他城市"), unit="%", numeric=True, digits=0, optional=True),
        *strength_columns(beside),
    )


def section_column(code: str, label: str) -> Column:
    """The share of a section's points."""
    return Column(
        f"section_{code}",
        label,
        unit="%",
        numeric=True,
        digits=1,
        optional=True,
        value=lambda row: row.sections.get(code),
    )


def strength_columns(beside: StrengthYear | None) -> tuple[Column, ...]:
    """The place in patent strength with its year; nothing where none is published."""
    if beside is None:
        return ()
    head = _text("专利实力名次（%(year)d 年，共 %(of)d 市）") % {"year": beside.year, "of": beside.of}
    return (
        Column(
            "strength_rank",
            head,
            numeric=True,
            sorts_down=False,
            link=lambda row: reverse("strength:score", args=[beside.year, row.code]) if row.strength_rank else None,
        ),
    )


class ResultsFile(ResultsTable):
    """The results as a file: with codes, and every criterion's points."""

    def __init__(
        self, rows: Sequence[Standing], query: QueryDict, *, scheme: AssessmentDefinition, **facts: Any
    ) -> None:
        super().__init__(rows, query, scheme=scheme, **facts)
        self.columns = (
            Column("code", _("行政区划代码")),
            *self.columns,
            Column("raw_rank", _("按专家平均分的名次"), numeric=True),
            *(point_column(one.code, one.title) for one in scheme.criteria),
        )


def point_column(code: str, title: str) -> Column:
    """The points of one criterion."""
    return Column(f"points_{code}", title, numeric=True, value=lambda row: row.points.get(code))


def how_counted(row: Any) -> str:
    """How the points that count came about."""
    if not row.applies:
        return _text("不参加评分")
    if not row.decided:
        return _text("专家平均")
    return _text("按异议改定") if row.decided[-1].objection else _text("国家局裁定")


class CriteriaTable(Table):
    """A city's points for each criterion, with what the experts gave."""

    code = "criteria"
    caption = _("各项得分")
    per_page = 0
    empty_text = _("没有评分项。")
    columns: tuple[Column, ...] = (
        Column(
            "criterion__title",
            _("评分项"),
            row_header=True,
            sortable=False,
            link=lambda row: f"#{row.criterion.code}" if row.figures or row.decided else None,
        ),
        Column("section", _("部分"), sortable=False, optional=True),
        Column("most", _("分值"), numeric=True, sortable=False),
        Column("self_points", _("自评"), numeric=True, digits=1, sortable=False, optional=True),
        Column("low", _("专家最低"), numeric=True, digits=1, sortable=False, optional=True),
        Column("high", _("专家最高"), numeric=True, digits=1, sortable=False, optional=True),
        Column("mean", _("专家平均"), numeric=True, digits=2, sortable=False, optional=True),
        Column("counted", _("得分"), numeric=True, digits=2, sortable=False),
        Column("share_percent", _("得分率"), unit="%", numeric=True, digits=1, sortable=False),
        Column("how", _("说明"), value=how_counted, sortable=False),
    )


class CriteriaFile(CriteriaTable):
    """The same as a file, with codes."""

    columns = (
        Column("criterion__code", _("代码")),
        *CriteriaTable.columns,
    )


def effect_words(effect: float | None) -> str:
    return findings.severity_words(effect)


class RaterTable(Table):
    """The experts as numbers: how much each gives more or less than the others."""

    code = "raters"
    caption = _("专家的宽严（以编号列出）")
    note = _("宽严是同一城市由别的专家评分时会相差的分数（满分 100），按全部评分一起估计，评得少的专家向零靠拢。")
    per_page = 0
    empty_text = _("还没有提交的评分。")
    columns = (
        Column("rater", _("专家"), row_header=True, shows=rater_words, sorts_down=False),
        Column("cities", _("评分城市"), numeric=True),
        Column("mean", _("平均给分"), numeric=True, digits=1),
        Column("effect", _("宽严"), numeric=True, shows=effect_words),
        Column("error", _("标准误"), numeric=True, digits=1, optional=True),
        Column("outliers", _("离群评分"), numeric=True),
    )


class AgreementTable(Table):
    """Agreement on each criterion."""

    code = "agreement"
    prefix = "a"
    caption = _("各评分项的一致程度")
    per_page = 0
    exportable = False
    empty_text = _("没有评分项。")
    columns = (
        Column("criterion__title", _("评分项"), row_header=True, sortable=False),
        Column("criterion__points", _("分值"), numeric=True, sortable=False),
        Column("alpha", _("Krippendorff α"), numeric=True, digits=2),
        Column("single", _("单个专家 ICC"), numeric=True, digits=2, optional=True),
        Column("spread_percent", _("平均差距"), unit="%", numeric=True, digits=1),
        Column("beyond", _("超过界限"), unit=_("市"), numeric=True),
    )


class OutlierTable(Table):
    """Single points that stand apart."""

    code = "outliers"
    prefix = "o"
    caption = _("离群的评分")
    note = _("与同一城市其他专家、同一专家其他评分所预期的相比，相差 3 个标准误以上。只提示复看，不自动剔除。")
    per_page = 0
    exportable = False
    empty_text = _("没有离群的评分。")

    def __init__(self, rows: Sequence[OutlierLine], query: QueryDict, *, names: Mapping[str, str]) -> None:
        self.columns = (
            Column("region", _("城市"), row_header=True, shows=lambda code: names.get(code, code)),
            Column("criterion__title", _("评分项"), sortable=False),
            Column("rater", _("专家"), shows=rater_words, sorts_down=False),
            Column("points", _("给分"), numeric=True),
            Column("others", _("其他专家平均"), numeric=True, digits=1),
            Column("distance", _("标准误倍数"), numeric=True, digits=1),
        )
        super().__init__(rows, query)


class SpreadTable(Table):
    """Items on which the experts lie too far apart, with what the national office decided."""

    code = "spreads"
    prefix = "s"
    caption = _("差距超过界限的评分和裁定")
    per_page = 0
    exportable = False
    empty_text = _("没有超过界限的评分。")

    def __init__(
        self,
        rows: Sequence[Spread],
        query: QueryDict,
        *,
        names: Mapping[str, str],
        scheme: AssessmentDefinition,
        decided: Mapping[tuple[str, str], float],
    ) -> None:
        titles = {one.code: one.title for one in scheme.criteria}
        most = {one.code: float(one.points) for one in scheme.criteria}
        self.columns = (
            Column("region", _("城市"), row_header=True, shows=lambda code: names.get(code, code)),
            Column("criterion", _("评分项"), shows=lambda code: titles.get(code, code), sortable=False),
            Column("low", _("最低"), numeric=True),
            Column("high", _("最高"), numeric=True),
            Column("most", _("分值"), numeric=True, value=lambda row: most.get(row.criterion), sortable=False),
            Column("percent", _("差距"), unit="%", numeric=True, digits=1),
            Column(
                "decided",
                _("裁定分"),
                numeric=True,
                value=lambda row: decided.get((row.region, row.criterion)),
                shows=lambda value: formats.number(value) if value is not None else _text("待裁定"),
                sortable=False,
            ),
        )
        super().__init__(rows, query)
