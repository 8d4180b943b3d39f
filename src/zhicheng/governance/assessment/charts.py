"""The charts of an assessment's results, each made from the rows that its table shows."""

import math
from collections.abc import Sequence
from statistics import median

from django.utils.translation import gettext as _

from zhicheng.base.ui import formats
from zhicheng.base.ui.charts import Chart, Row
from zhicheng.governance.assessment import findings
from zhicheng.governance.assessment.agreement import Agreement
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.queries.city_results import CriterionResult
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear

BIN = 5
FEWEST_SHOWN = 3
"""With fewer cities a picture says no more than the table."""


def source(year: int) -> str:
    """Where the points come from."""
    return _("数据：%(year)d 年度考核，专家评分经裁定和宽严校正") % {"year": year}


def distribution(rows: Sequence[Standing], year: int) -> Chart | None:
    """How many cities stand in each five points."""
    if len(rows) < FEWEST_SHOWN:
        return None
    bins = binned([one.total for one in rows])
    return Chart(
        kind="bars",
        finding=findings.distribution_finding(rows),
        note=_("%(year)d 年度考核总分的分布，每档 %(width)d 分，单位：个城市") % {"year": year, "width": BIN},
        columns=[("name", _("总分")), ("value", _("城市数")), (None, _("城市"))],
        rows=[
            [bin_words(low), count, findings.listed(names_within(rows, low), len(rows)) or formats.MISSING]
            for low, count in bins
        ],
        options={"vertical": True, "digits": 0, "axis": _("总分")},
        source=source(year),
        size="sm",
    )


def binned(totals: Sequence[float]) -> list[tuple[int, int]]:
    """(lower limit, how many) from the lowest to the highest five points that somebody has."""
    lows = [bin_of(total) for total in totals]
    return [(low, lows.count(low)) for low in range(min(lows), max(lows) + BIN, BIN)]


def bin_of(total: float) -> int:
    return BIN * math.floor(total / BIN)


def bin_words(low: int) -> str:
    return formats.interval(low, low + BIN)


def names_within(rows: Sequence[Standing], low: int) -> list[str]:
    return [one.short_name for one in rows if bin_of(one.total) == low]


def beside_chart(rows: Sequence[Standing], beside: StrengthYear | None, year: int, followed: str) -> Chart | None:
    """Effort across, the place in patent strength upward: two judgements of the same cities, never put together."""
    both = [one for one in rows if one.strength_rank is not None]
    if beside is None or len(both) < FEWEST_SHOWN:
        return None
    totals = [one.total for one in both]
    low, high = BIN * math.floor(min(totals) / BIN), BIN * math.ceil(max(totals) / BIN)
    return Chart(
        kind="quadrant",
        finding=findings.beside_finding(rows),
        note=findings.beside_note(beside, year),
        columns=[
            ("name", _("城市")),
            ("x", _("考核总分")),
            ("y", _("专利实力超过的城市")),
            (None, _("专利实力名次")),
        ],
        rows=[
            Row(
                [
                    one.short_name,
                    one.total,
                    (ahead_of(one, beside), formats.percent(ahead_of(one, beside) / 100, 0)),
                    one.strength_rank,
                ],
                mine=one.code == followed,
            )
            for one in both
        ],
        options={
            "xname": _("考核总分（努力）"),
            "yname": _("专利实力超过全国城市的百分比（结果）"),
            "cx": median(totals),
            "cy": median(ahead_of(one, beside) for one in both),
            "xmin": low,
            "xmax": max(high, low + BIN) + BIN,  # room for the name at the right-most point
            "ymin": 0,
            "ymax": 100,
            "digits": 1,
            "corners": [_("考核高，实力强"), _("考核低，实力强"), _("考核低，实力弱"), _("考核高，实力弱")],
        },
        source=source(year),
        size="lg",
    )


def ahead_of(one: Standing, beside: StrengthYear) -> float:
    """The share of the evaluated cities that stand behind a city in patent strength, in percent."""
    return 100 * (beside.of - (one.strength_rank or beside.of)) / max(1, beside.of - 1)


def criteria_chart(name: str, rows: Sequence[CriterionResult], finding: str, year: int) -> Chart | None:
    """What a city has of each criterion's points."""
    shown = [one for one in rows if one.share_percent is not None and one.criterion.kind == "base"]
    if not shown:
        return None
    return Chart(
        kind="bars",
        finding=finding or _("%(city)s各项得分率") % {"city": name},
        note=_("%(city)s %(year)d 年度考核各项得分率，单位：%%") % {"city": name, "year": year},
        columns=[("name", _("评分项")), ("value", _("得分率")), (None, _("得分")), (None, _("分值"))],
        rows=[
            [one.criterion.title, (round(one.share_percent or 0, 4), formats.percent((one.share_percent or 0) / 100)),
             one.counted, one.most]
            for one in shown
        ],
        options={"max": 100, "digits": 0, "unit": "%"},
        source=source(year),
        size="lg",
    )  # fmt: skip


def severity_chart(found: Agreement, year: int) -> Chart | None:
    """How lenient or severe each expert is."""
    known = [one for one in found.raters if one.effect is not None]
    if len(known) < FEWEST_SHOWN:
        return None
    ordered = sorted(known, key=lambda one: -(one.effect or 0))
    return Chart(
        kind="bars",
        finding=_("最宽的是专家 %(lenient)d 号（%(most)s），最严的是 %(severe)d 号（%(least)s）")
        % {
            "lenient": ordered[0].rater,
            "most": findings.severity_words(ordered[0].effect),
            "severe": ordered[-1].rater,
            "least": findings.severity_words(ordered[-1].effect),
        },
        note=_("与其他专家相比多给（正）或少给（负）的分，满分 100"),
        columns=[("name", _("专家")), ("value", _("宽严")), (None, _("标准误"))],
        rows=[[rater_words(one.rater), (one.effect, formats.number(one.effect, 1)), one.error] for one in ordered],
        options={"digits": 1},
        source=source(year),
        size="sm",
    )


def rater_words(rater: int) -> str:
    """How experts are named: by number."""
    return _("%(number)d 号") % {"number": rater}


def section_labels(scheme: AssessmentDefinition) -> dict[str, str]:
    return {one.code: one.label for one in scheme.sections}
