"""What the pages and papers of an assessment's results say in words; each function takes rows and gives one sentence."""

import math
from collections.abc import Collection, Sequence
from statistics import fmean, median

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.governance.assessment.agreement import Agreement, RaterLine
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear

NAMED = 3


def listed(words: Sequence[str], most: int = NAMED) -> str:
    """甲、乙、丙; more than `most` end with 等 and their number."""
    if len(words) <= most:
        return "、".join(words)
    return _("%(first)s等 %(count)d 市") % {"first": "、".join(words[:most]), "count": len(words)}


def results_heading(rows: Sequence[Standing], best_grade: str) -> str:
    """Who has the best grade, and how many cities there are."""
    if not rows:
        return _("还没有考核结果")
    excellent = [one.short_name for one in rows if one.is_excellent]
    if not excellent:
        return _("%(count)d 个城市参加考核，没有城市达到%(grade)s") % {"count": rows[0].of, "grade": best_grade}
    facts = {"names": listed(excellent), "grade": best_grade, "count": rows[0].of}
    return _("%(names)s为%(grade)s，共 %(count)d 个城市参加考核") % facts


def own_heading(row: Standing) -> str:
    """A city's total, place and grade."""
    facts = {
        "city": row.name,
        "total": formats.number(row.total, 1),
        "rank": row.rank,
        "of": row.of,
        "grade": row.grade,
    }
    return _("%(city)s得 %(total)s 分，在 %(of)d 个城市中列第 %(rank)d，%(grade)s") % facts


def results_lead(rows: Sequence[Standing]) -> str:
    """The range of the totals, and what correcting for severity did to the order."""
    if len(rows) < 2:
        return ""
    totals = [one.total for one in rows]
    facts = {
        "most": formats.number(max(totals), 1),
        "least": formats.number(min(totals), 1),
        "middle": formats.number(median(totals), 1),
    }
    return _("总分最高 %(most)s，最低 %(least)s，中位 %(middle)s。") % facts + moved_words(rows)


def moved_words(rows: Sequence[Standing]) -> str:
    """How many places differ from those of the experts' plain mean."""
    moved = [one for one in rows if one.rank != one.raw_rank]
    if not moved:
        return _("按专家平均分排和按总分排，名次相同。")
    furthest = max(moved, key=lambda one: abs(one.rank - one.raw_rank))
    facts = {
        "count": len(moved),
        "city": furthest.short_name,
        "before": furthest.raw_rank,
        "after": furthest.rank,
    }
    words = _(
        "经宽严校正、裁定和加减分，%(count)d 个城市的名次与按专家平均分排的不同，变动最大的是%(city)s（第 %(before)d → 第 %(after)d）。"
    )
    return words % facts


def must_words(rows: Sequence[Standing], scheme: AssessmentDefinition) -> str:
    """Which cities failed must-items and what follows."""
    failed = [one.short_name for one in rows if one.must_failed]
    if not failed:
        return _("必达项全部达到。")
    grade = scheme.grade(scheme.failed_at_most)
    facts = {"names": listed(failed), "grade": grade.label if grade else ""}
    return _("%(names)s有必达项未达到，等级最高为%(grade)s。") % facts


def section_words(row: Standing, scheme: AssessmentDefinition) -> str:
    """The sections of a city, the best first."""
    names = {one.code: one.label for one in scheme.sections}
    ordered = sorted(row.sections.items(), key=lambda pair: -pair[1])
    words = [
        _("%(name)s %(share)s") % {"name": names[code], "share": formats.percent(share / 100)}
        for code, share in ordered
    ]
    return _("得分率：%(sections)s。") % {"sections": "、".join(words)}


def city_lead(row: Standing, scheme: AssessmentDefinition) -> str:
    """How the total comes about, and where the city is strong and weak."""
    facts = {
        "raw": formats.number(row.raw, 1),
        "adjusted": formats.number(row.adjusted, 1),
        "bonus": formats.number(row.bonus, 1),
        "deduction": formats.number(row.deduction, 1),
    }
    words = _("专家平均 %(raw)s 分，裁定和宽严校正后 %(adjusted)s 分，加分 %(bonus)s，扣分 %(deduction)s。") % facts
    return words + section_words(row, scheme)


def best_and_worst(row: Standing, scheme: AssessmentDefinition) -> str:
    """The criteria of which a city has most and least."""
    base = {one.code: one.title for one in scheme.base if one.code in row.criteria}
    if len(base) < 2:
        return ""
    most, least = (chosen(base, key=lambda code: row.criteria[code]) for chosen in (max, min))
    facts = {
        "most": base[most],
        "most_share": formats.percent(row.criteria[most] / 100, 0),
        "least": base[least],
        "least_share": formats.percent(row.criteria[least] / 100, 0),
    }
    return _("“%(most)s”得分率最高（%(most_share)s），“%(least)s”最低（%(least_share)s）") % facts


def distribution_finding(rows: Sequence[Standing]) -> str:
    """Where most of the cities stand."""
    totals = [one.total for one in rows]
    within = sum(abs(total - fmean(totals)) <= 5 for total in totals)
    facts = {"mean": formats.number(fmean(totals), 1), "within": within, "count": len(totals)}
    return _("平均 %(mean)s 分，%(count)d 个城市中有 %(within)d 个在平均分上下 5 分之内") % facts


def beside_finding(rows: Sequence[Standing]) -> str:
    """Effort and result of the same cities, beside each other: which cities work hard and are not strong yet, and the other way round."""
    both = [one for one in rows if one.strength_rank is not None]
    if len(both) < 2:
        return ""
    middle = median(one.strength_rank or 0 for one in both)
    half = median(one.total for one in both)
    working = [one.short_name for one in both if one.total > half and (one.strength_rank or 0) > middle]
    resting = [one.short_name for one in both if one.total < half and (one.strength_rank or 0) < middle]
    if not working and not resting:
        return _("考核靠前的城市，专利实力也靠前")
    parts = [
        _("%(names)s考核靠前而专利实力靠后") % {"names": listed(working)} if working else "",
        _("%(names)s专利实力靠前而考核靠后") % {"names": listed(resting)} if resting else "",
    ]
    return _("，").join(part for part in parts if part)


def beside_note(beside: StrengthYear, year: int) -> str:
    """What stands beside what."""
    words = _(
        "考核看这一年的工作（思路、措施、投入），专利实力看结果（%(strength)d 年评价，%(of)d 个城市）。两者分别评价，不合并成一个分数。"
    )
    late = (
        "" if beside.year == year else _("%(year)d 年的专利实力还没有发布，这里是数据完整的最近一年。") % {"year": year}
    )
    return words % {"strength": beside.year, "of": beside.of} + late


def level_words(level: str) -> str:
    """A level of reliability in words."""
    names = {"excellent": _("很高"), "good": _("较高"), "moderate": _("中等"), "poor": _("较低")}
    return names.get(level, _("无法判断"))


def agreement_heading(found: Agreement) -> str:
    """How reliable the means of the panels are, and how far the most lenient and the most severe expert are apart."""
    value = found.icc.consistency_mean if found.is_corrected else found.icc.agreement_mean
    if not found.level:
        return _("评分太少，还不能判断专家评分是否一致")
    facts = {"icc": formats.number(value, 2), "level": level_words(found.level)}
    if (apart := severity_range(found.raters)) is None:
        return _("专家平均分的可靠程度%(level)s（ICC %(icc)s）") % facts
    facts["apart"] = formats.number(apart, 1)
    return _("专家平均分的可靠程度%(level)s（ICC %(icc)s），最宽与最严的专家相差 %(apart)s 分") % facts


def severity_range(raters: Collection[RaterLine]) -> float | None:
    """The most lenient less the most severe effect, in points; None where severity is not known."""
    effects = [one.effect for one in raters if one.effect is not None]
    return max(effects) - min(effects) if effects else None


def agreement_lead(found: Agreement) -> str:
    """What correction brings, alpha, points that stand apart, criteria beyond the limit."""
    facts = {
        "before": formats.number(nothing_for_nan(found.icc.agreement_mean), 2),
        "after": formats.number(nothing_for_nan(found.icc.consistency_mean), 2),
        "alpha": formats.number(nothing_for_nan(found.alpha.value), 2),
        "low": formats.number(nothing_for_nan(found.alpha.low), 2),
        "high": formats.number(nothing_for_nan(found.alpha.high), 2),
    }
    words = (
        _(
            "校正宽严以前 ICC 为 %(before)s，校正后 %(after)s；Krippendorff α 为 %(alpha)s（95%% 区间 %(low)s 至 %(high)s）。"
        )
        % facts
    )
    return words + apart_words(len(found.outliers), len(found.beyond))


def apart_words(outliers: int, beyond: int) -> str:
    """How many single points stand apart, and on how many items the experts lie too far apart."""
    return _("%(outliers)d 个评分离群，%(beyond)d 项评分差距超过界限。") % {"outliers": outliers, "beyond": beyond}


def severity_words(effect: float | None) -> str:
    """How much more or less than the others an expert gives."""
    if effect is None:
        return formats.MISSING
    points = formats.number(abs(effect), 1)
    if points == formats.number(0, 1):
        return _("持平")
    return (_("宽 %(points)s 分") if effect > 0 else _("严 %(points)s 分")) % {"points": points}


def nothing_for_nan(value: float) -> float | None:
    """None for NaN: what pages write as missing."""
    return None if math.isnan(value) else value
