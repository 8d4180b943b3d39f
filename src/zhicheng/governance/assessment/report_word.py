"""The papers of an assessment: one on a city, one on all cities; the sentences and numbers of the pages, set out to be handed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from zhicheng.base.documents.word import Align, Bars, Facts, Grid, Paper, Series
from zhicheng.base.ui import formats
from zhicheng.governance.assessment import charts, findings
from zhicheng.governance.assessment.agreement import Agreement
from zhicheng.governance.assessment.definition_kinds import BASE, AssessmentDefinition
from zhicheng.governance.assessment.models import Entry, Incident, Objection, Round
from zhicheng.governance.assessment.queries.city_results import CriterionResult
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear

LEFT, RIGHT, CENTRE = Align.LEFT, Align.RIGHT, Align.CENTRE
ROW_MM = 7
FEWEST_ON_AXIS = 5
"""An axis of cities is marked in whole cities from here on."""


@dataclass(frozen=True)
class CityReport:
    """What a city's paper says. `with_material`: also what only its own offices read: opinion, experts' reasons, objections."""

    round: Round
    scheme: AssessmentDefinition
    kicker: str
    entry: Entry
    own: Standing
    criteria: Sequence[CriterionResult]
    incidents: Sequence[Incident]
    objections: Sequence[Objection]
    beside: StrengthYear | None
    with_material: bool


@dataclass(frozen=True)
class Overview:
    """What the paper on all cities says."""

    round: Round
    scheme: AssessmentDefinition
    kicker: str
    rows: Sequence[Standing]
    beside: StrengthYear | None
    agreement: Agreement | None
    objections: Mapping[str, int]


def made_at(round_: Round) -> datetime:
    """When the results were made known; the file says so of itself, so that it does not change from day to day."""
    return localtime(round_.published_at or round_.sent_at or round_.opened_at)


def begun(title: str, kicker: str, round_: Round) -> Paper:
    """A paper with its title and running head."""
    paper = Paper(Facts(title, kicker, made_at(round_)))
    paper.running_head(title, _("第 "), _(" 页　共 "), _(" 页"))
    paper.title(title, kicker)
    return paper


def city_word(report: CityReport) -> bytes:
    """A city's paper as a file. The same result gives the same bytes."""
    facts = {"city": report.own.name, "year": report.round.year}
    paper = begun(_("%(city)s %(year)d 年度考核报告") % facts, report.kicker, report.round)
    for part in (city_result, city_must, city_criteria, city_figures, city_reasons, city_strength):
        part(paper, report)
    method(paper, report.scheme, report.round)
    return paper.file()


def city_result(paper: Paper, report: CityReport) -> None:
    """Total, place, grade; how the total came about."""
    own = report.own
    paper.heading(_("考核结果"))
    paper.say(f"{findings.own_heading(own)}。{findings.city_lead(own, report.scheme)}")
    rows = [
        [_("专家平均分"), formats.number(own.raw, 2)],
        [_("裁定和宽严校正后得分"), formats.number(own.adjusted, 2)],
        [_("加分"), formats.number(own.bonus, 2)],
        [_("扣分"), formats.number(own.deduction, 2)],
        [_("总分"), formats.number(own.total, 2)],
        [_("名次"), _("第 %(rank)d（共 %(of)d 个城市）") % {"rank": own.rank, "of": own.of}],
        [_("高于其他城市"), formats.percent(own.percentile / 100, 0)],
        [_("等级"), own.grade],
    ]
    paper.table(_("得分和名次"), Grid([_("项目"), _("结果")], rows, (3, 4), (LEFT, RIGHT), strong=frozenset({4})))
    paper.note(standing_words(report.round, report.scheme))


def standing_words(round_: Round, scheme: AssessmentDefinition) -> str:
    """Published or not yet, and whether the scheme is ours."""
    words = _("本结果已正式发布。") if round_.published_at else _("本结果尚未发布，异议办结以前可能变化，请勿外传。")
    invented = _("自评、专家和评分都是虚构的演示数据。") if round_.synthetic else ""
    return words + invented + (scheme.note if scheme.basis == "assumed" else "")


def city_must(paper: Paper, report: CityReport) -> None:
    """The must-items as judged when the head signed."""
    if not report.entry.must:
        return
    names = {True: _("达到"), False: _("未达到"), None: _("无法判断")}
    rows = [[one["label"], names[one["met"]], one["words"]] for one in report.entry.must.values()]
    paper.heading(_("必达项"))
    heads = [_("必达项"), _("结果"), _("依据")]
    paper.table(_("必达项"), Grid(heads, rows, (5, 2, 6), (LEFT, CENTRE, LEFT)))


def city_criteria(paper: Paper, report: CityReport) -> None:
    """Every criterion in a table, the shares drawn."""
    paper.heading(_("各项得分"))
    asked = [one for one in report.criteria if one.applies]
    if words := findings.best_and_worst(report.own, report.scheme):
        paper.say(words + "。")
    heads = [_("评分项"), _("部分"), _("分值"), _("自评"), _("专家最低"), _("专家最高"), _("得分"), _("得分率")]
    rows = [
        [
            one.criterion.title,
            one.section,
            formats.number(one.most),
            formats.number(one.self_points, 1),
            formats.number(one.low, 1),
            formats.number(one.high, 1),
            formats.number(one.counted, 2),
            formats.percent((one.share_percent or 0) / 100, 0),
        ]
        for one in asked
    ]
    paper.table(_("各项得分"), Grid(heads, rows, (40, 14, 14, 14, 17, 17, 16, 18)))
    base = [one for one in asked if one.criterion.kind == BASE]
    paper.chart(_("各项得分率（%）"), share_chart(report.own.short_name, base), 20 + ROW_MM * len(base))


def share_chart(name: str, rows: Sequence[CriterionResult]) -> Bars:
    """The share of each criterion's points."""
    return Bars(
        categories=tuple(one.criterion.title for one in rows),
        series=(Series(name, tuple(one.share_percent for one in rows)),),
        says=_("%(city)s各项得分率") % {"city": name},
        digits=0,
        axis=_("得分率（%）"),
        most=100,
    )


def city_figures(paper: Paper, report: CityReport) -> None:
    """The figures that the platform filled in."""
    rows = [
        [one.criterion.title, figure.title, figure.words_before, figure.words]
        for one in report.criteria
        if one.applies
        for figure in one.figures
    ]
    if rows:
        year = report.round.year
        paper.heading(_("平台填入的数字"))
        heads = [_("评分项"), _("指标"), _("%(year)d 年") % {"year": year - 1}, _("%(year)d 年") % {"year": year}]
        paper.table(_("平台填入的数字"), Grid(heads, rows, (35, 55, 33, 33), (LEFT, LEFT, RIGHT, RIGHT)))
        paper.note(_("数字由平台统计，被考核的城市不能自填；每个数字的记录可在平台上该指标的数据页查到。"))


def city_reasons(paper: Paper, report: CityReport) -> None:
    """Decisions, deductions; for the city's own offices also opinion, experts' reasons and objections."""
    decided = [
        _("“%(title)s”改定为 %(points)s 分：%(reason)s")
        % {"title": one.criterion.title, "points": formats.number(each.points, 1), "reason": each.reason}
        for one in report.criteria
        for each in one.decided
    ]
    sections = [
        (_("裁定"), decided),
        (_("扣分事项"), [f"{formats.date_iso(one.on)} {one.text}" for one in report.incidents]),
    ]
    if report.with_material:
        sections += [
            (_("省局意见"), opinion_words(report.entry)),
            (_("专家写下的理由"), note_words(report.criteria)),
            (_("异议和答复"), [objection_words(one, report.scheme) for one in report.objections]),
        ]
    known = [(head, sentences) for head, sentences in sections if sentences]
    if known:
        paper.heading(_("理由"))
    for head, sentences in known:
        paper.subheading(head)
        paper.points(sentences)


def opinion_words(entry: Entry) -> list[str]:
    """What the province said, if it did."""
    opinion = getattr(entry, "opinion", None)
    return [opinion.text] if opinion else []


def note_words(criteria: Sequence[CriterionResult]) -> list[str]:
    """What experts noted beside their points, criterion by criterion, without their numbers."""
    words = _("%(points)s 分，%(note)s")
    noted = {
        one.criterion.title: [
            words % {"points": formats.number(each.points, 1), "note": each.note.rstrip("。")}
            for each in one.given
            if each.note
        ]
        for one in criteria
    }
    return [_("“%s”：%s。") % (title, "；".join(notes)) for title, notes in noted.items() if notes]


def objection_words(one: Objection, scheme: AssessmentDefinition) -> str:
    """An objection with what became of it."""
    criterion = scheme.criterion(one.criterion)
    facts = {
        "title": criterion.title if criterion else one.criterion,
        "reason": one.reason,
        "state": one.get_state_display(),
        "answer": one.answer or formats.MISSING,
    }
    return _("对“%(title)s”：%(reason)s 答复（%(state)s）：%(answer)s") % facts


def city_strength(paper: Paper, report: CityReport) -> None:
    """The result beside the effort."""
    beside, own = report.beside, report.own
    if beside is None:
        return
    paper.heading(_("考核与专利实力"))
    place = (
        _("%(year)d 年专利实力列第 %(rank)d（共 %(of)d 个城市）。")
        % {"year": beside.year, "rank": own.strength_rank, "of": beside.of}
        if own.strength_rank
        else _("%(year)d 年专利实力评价没有这座城市的名次。") % {"year": beside.year}
    )
    paper.say(place + findings.beside_note(beside, report.round.year))


def method(paper: Paper, scheme: AssessmentDefinition, round_: Round) -> None:
    """How it was done, and by what anybody can check it."""
    paper.heading(_("怎么考核的"))
    grades = "、".join(
        _("%(label)s %(floor)s 分起") % {"label": one.label, "floor": formats.number(one.floor)}
        for one in scheme.grades
    )
    paper.points(
        [
            _("每个城市由 %(count)d 名以上专家评分，同省和有利益关系的回避，互不知道别人的评分。")
            % {"count": round_.experts},
            _("同一项的评分相差超过分值的 %(limit)s，由国家局裁定并写明理由。")
            % {"limit": formats.percent(scheme.arbitration_percent / 100, 0)},
            _("专家的宽严按全部评分一起估计，从平均分中扣除；校正前后的分数都保留。"),
            _("等级：%(grades)s。") % {"grades": grades},
            _("专家按种子“%(seed)s”抽取；同样的专家、城市和种子得出同样的分组。") % {"seed": round_.seed},
            _("方案第 %(version)d 版。") % {"version": round_.definition.version} + scheme.note,
        ]
    )


def overview_word(report: Overview) -> bytes:
    """The paper on all cities as a file. The same results give the same bytes."""
    title = _("%(year)d 年度示范城市考核总体报告") % {"year": report.round.year}
    paper = begun(title, report.kicker, report.round)
    for part in (all_results, all_distribution, all_sections, all_beside, all_experts):
        part(paper, report)
    method(paper, report.scheme, report.round)
    return paper.file()


def all_results(paper: Paper, report: Overview) -> None:
    """The ranking with grades."""
    best = report.scheme.grade(report.scheme.excellent)
    paper.heading(_("考核结果"))
    heading = findings.results_heading(report.rows, best.label if best else "")
    paper.say(f"{heading}。{findings.results_lead(report.rows)}{findings.must_words(report.rows, report.scheme)}")
    digits = formats.telling_digits(one.total for one in report.rows)
    heads = [_("名次"), _("城市"), _("总分"), _("等级"), _("专家平均"), _("校正后"), _("加分"), _("扣分"), _("必达项")]
    rows = [
        [
            str(one.rank),
            one.name,
            formats.number(one.total, digits),
            one.grade,
            formats.number(one.raw, 1),
            formats.number(one.adjusted, 1),
            formats.number(one.bonus, 1),
            formats.number(one.deduction, 1),
            _("%(count)d 项未达") % {"count": len(one.must_failed)} if one.must_failed else _("达到"),
        ]
        for one in report.rows
    ]
    aligns = (CENTRE, LEFT, RIGHT, CENTRE, RIGHT, RIGHT, RIGHT, RIGHT, CENTRE)
    paper.table(_("考核结果"), Grid(heads, rows, (12, 28, 16, 18, 18, 16, 14, 14, 20), aligns))
    paper.note(standing_words(report.round, report.scheme))


def all_distribution(paper: Paper, report: Overview) -> None:
    """The totals drawn."""
    if len(report.rows) < 2:
        return
    paper.heading(_("得分分布"))
    paper.say(findings.distribution_finding(report.rows) + "。")
    bins = charts.binned([one.total for one in report.rows])
    paper.chart(
        _("总分的分布"),
        Bars(
            categories=tuple(charts.bin_words(low) for low, _count in bins),
            series=(Series(_("城市数"), tuple(float(count) for _low, count in bins)),),
            says=findings.distribution_finding(report.rows),
            digits=0,
            axis=_("城市数"),
            most=max(FEWEST_ON_AXIS, *(count for _low, count in bins)),
        ),
        25 + ROW_MM * len(bins),
    )


def all_sections(paper: Paper, report: Overview) -> None:
    """Ideas, measures and input of every city."""
    scheme = report.scheme
    paper.heading(_("思路、措施、投入"))
    heads = [_("城市"), *(one.label for one in scheme.sections)]
    rows = [
        [row.name, *(formats.percent(share / 100) if (share := row.sections.get(one.code)) is not None else formats.MISSING
                     for one in scheme.sections)]
        for row in report.rows
    ]  # fmt: skip
    paper.table(_("各部分得分率"), Grid(heads, rows, (3, *(2 for _one in scheme.sections))))


def all_beside(paper: Paper, report: Overview) -> None:
    """Effort and result of the same cities, side by side."""
    beside = report.beside
    if beside is None:
        return
    paper.heading(_("考核与专利实力"))
    if words := findings.beside_finding(report.rows):
        paper.say(words + "。")
    paper.say(findings.beside_note(beside, report.round.year))
    heads = [_("城市"), _("考核名次"), _("专利实力名次（%(year)d 年）") % {"year": beside.year}]
    rows = [[one.name, str(one.rank), formats.number(one.strength_rank)] for one in report.rows]
    paper.table(_("考核名次与专利实力名次"), Grid(heads, rows, (3, 2, 3)))


def all_experts(paper: Paper, report: Overview) -> None:
    """How far the experts agree, and what became of objections."""
    paper.heading(_("专家评分和异议"))
    if report.agreement is not None:
        paper.say(f"{findings.agreement_heading(report.agreement)}。{findings.agreement_lead(report.agreement)}")
    counts = report.objections
    facts = {
        "all": sum(counts.values()) - counts.get("withdrawn", 0),
        "accepted": counts.get("accepted", 0),
        "rejected": counts.get("rejected", 0),
        "waiting": counts.get("filed", 0),
    }
    words = _("各市提出异议 %(all)d 份，采纳 %(accepted)d 份，不采纳 %(rejected)d 份，待答复 %(waiting)d 份。")
    paper.say(words % facts)
