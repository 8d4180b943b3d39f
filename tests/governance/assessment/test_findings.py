"""What is said of results, from rows alone: no database."""

from dataclasses import replace
from typing import Any

import pytest

from tests.governance.assessment.test_agreement import scheme
from zhicheng.base.ui.charts import Row
from zhicheng.governance.assessment import charts, findings
from zhicheng.governance.assessment.queries.standings import Standing, StrengthYear, criterion_shares, section_shares


def row(name: str, total: float, rank: int, **more: Any) -> Standing:
    facts: dict[str, Any] = {
        "entry": rank, "code": f"{rank}00000", "name": f"{name}市", "short_name": name, "raw": total, "adjusted": total,
        "bonus": 0.0, "deduction": 0.0, "total": total, "rank": rank, "raw_rank": rank, "of": 4, "grade": "合格",
        "is_excellent": False, "must_failed": (),
    }  # fmt: skip
    return Standing(**{**facts, **more})


ROWS = [
    row("甲", 91.04, 1, grade="优秀", is_excellent=True, strength_rank=30),
    row("乙", 86.0, 2, strength_rank=20),
    row("丙", 78.0, 3, strength_rank=2, raw_rank=4),
    row("丁", 71.0, 4, strength_rank=3, raw_rank=3, must_failed=("certificates",)),
]
BESIDE = StrengthYear(2016, 101, {})


def test_headings_name_who_is_excellent() -> None:
    assert findings.results_heading(ROWS, "优秀") == "甲为优秀，共 4 个城市参加考核"
    assert findings.results_heading(ROWS[1:], "优秀") == "4 个城市参加考核，没有城市达到优秀"
    assert findings.results_heading([], "优秀") == "还没有考核结果"
    many = [replace(ROWS[0], short_name=name) for name in "甲乙丙丁戊"]
    assert findings.results_heading(many, "优秀") == "甲、乙、丙等 5 市为优秀，共 4 个城市参加考核"
    assert findings.own_heading(ROWS[0]) == "甲市得 91.0 分，在 4 个城市中列第 1，优秀"


def test_the_lead_tells_the_range_and_what_moved() -> None:
    assert findings.results_lead(ROWS) == (
        "总分最高 91.0，最低 71.0，中位 82.0。经宽严校正、裁定和加减分，2 个城市的名次与按专家平均分排的不同，"
        "变动最大的是丙（第 4 → 第 3）。"
    )
    assert findings.results_lead(ROWS[:2]).endswith("按专家平均分排和按总分排，名次相同。")
    assert findings.results_lead(ROWS[:1]) == ""


def test_must_items_and_what_follows() -> None:
    assert findings.must_words(ROWS, scheme()) == "丁有必达项未达到，等级最高为合格。"
    assert findings.must_words(ROWS[:2], scheme()) == "必达项全部达到。"


def test_effort_and_result_stand_beside_each_other() -> None:
    assert findings.beside_finding(ROWS) == "甲、乙考核靠前而专利实力靠后，丙、丁专利实力靠前而考核靠后"
    alike = [replace(one, strength_rank=one.rank) for one in ROWS]
    assert findings.beside_finding(alike) == "考核靠前的城市，专利实力也靠前"
    assert findings.beside_finding([replace(one, strength_rank=None) for one in ROWS]) == ""
    assert findings.beside_note(BESIDE, 2018).endswith("2018 年的专利实力还没有发布，这里是数据完整的最近一年。")
    assert "还没有发布" not in findings.beside_note(BESIDE, 2016)


def test_the_chart_beside_holds_both_and_no_sum_of_them() -> None:
    chart = charts.beside_chart(ROWS, BESIDE, 2018, "200000")
    assert chart is not None
    rows = [one for one in chart.rows if isinstance(one, Row)]
    assert [(list(one.cells)[:2], one.mine) for one in rows] == [
        (["甲", 91.04], False),
        (["乙", 86.0], True),
        (["丙", 78.0], False),
        (["丁", 71.0], False),
    ]
    assert [one.cells[2][0] for one in rows] == [71.0, 81.0, 99.0, 98.0]
    assert charts.beside_chart(ROWS[:2], BESIDE, 2018, "") is None
    assert charts.beside_chart(ROWS, None, 2018, "") is None


def test_the_distribution_counts_every_city_once() -> None:
    chart = charts.distribution(ROWS, 2018)
    assert chart is not None
    assert [one for one in chart.rows if isinstance(one, list)] == [
        ["70–75", 1, "丁"],
        ["75–80", 1, "丙"],
        ["80–85", 0, "—"],
        ["85–90", 1, "乙"],
        ["90–95", 1, "甲"],
    ]
    assert findings.distribution_finding(ROWS) == "平均 81.5 分，4 个城市中有 2 个在平均分上下 5 分之内"


@pytest.mark.parametrize(("rank", "of", "percentile"), [(1, 1, 100), (1, 4, 100), (3, 4, 100 / 3), (4, 4, 0)])
def test_the_percentile_is_the_share_of_the_others_behind(rank: int, of: int, percentile: float) -> None:
    assert row("甲", 80, rank, of=of).percentile == pytest.approx(percentile)


def test_shares_are_of_what_is_asked() -> None:
    points = {"plan": 40.0}  # “work” is not asked of the city
    assert criterion_shares(scheme(), points) == {"plan": 80.0}
    assert section_shares(scheme(), points) == {"s": 80.0}
    assert section_shares(scheme(), {}) == {}
    found = row("甲", 80, 1, criteria={"plan": 80.0, "work": 50.0}, sections={"s": 65.0})
    assert findings.best_and_worst(found, scheme()) == "“年度思路”得分率最高（80%），“措施”最低（50%）"
    assert findings.city_lead(found, scheme()).endswith("得分率：思路 65.0%。")
