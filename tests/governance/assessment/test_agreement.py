"""How far experts agree, from points alone: no database."""

from decimal import Decimal

import pytest

from zhicheng.governance.assessment import findings
from zhicheng.governance.assessment.agreement import agreement_of, level_of
from zhicheng.governance.assessment.charts import rater_words
from zhicheng.governance.assessment.computing import Decided, Facts, Given, Material
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition

REGIONS = ("110000", "120000", "130100", "140100", "150100", "210100", "220100", "230100", "310000", "320100")
MERIT = (36, 20, 30, 24, 33, 28, 38, 22, 34, 26)
# Three of five judge each city; the fourth gives five of fifty points less than the others, the fifth five more.
PANELS = ((1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 1), (5, 1, 2), (1, 3, 4), (2, 4, 5), (1, 3, 5), (2, 3, 4), (1, 4, 5))
BIAS = {1: 0.0, 2: 0.0, 3: 0.0, 4: -5.0, 5: 5.0}


def scheme() -> AssessmentDefinition:
    """Two criteria of fifty points."""
    part = {"code": "s", "label": "思路", "guidance": "看。"}
    criteria = [
        {"code": code, "section": "s", "title": title, "points": Decimal(50), "guidance": "看。"}
        for code, title in (("plan", "年度思路"), ("work", "措施"))
    ]
    grade = {"basis": "assumed"}
    return AssessmentDefinition.model_validate(
        {
            "year": 2018, "title": "测试", "basis": "assumed", "note": "测试用。", "plan": "2018", "experts": 3,
            "arbitration_percent": 40, "extreme_low_percent": 20, "extreme_high_percent": 95, "bonus_cap": 5,
            "excellent": "best", "failed_at_most": "rest", "objections": {"workdays": 7, "basis": "assumed", "why": "设定。"},
            "sections": [part], "criteria": criteria,
            "grades": [
                {"code": "best", "label": "优秀", "floor": 85, **grade},
                {"code": "rest", "label": "合格", "floor": 0, **grade},
            ],
        }
    )  # fmt: skip


def material(odd: float = 0.0, decided: tuple[Decided, ...] = ()) -> Material:
    """Ten cities, five experts; `odd` is put on one point of expert 1, and small differences keep the model from fitting exactly."""
    given = []
    for at, (region, merit, panel) in enumerate(zip(REGIONS, MERIT, PANELS, strict=True)):
        for rater in panel:
            noise = ((at * 7 + rater * 3) % 5 - 2) / 4
            for code in ("plan", "work"):
                extra = odd if (region, rater, code) == (REGIONS[5], 1, "plan") else 0.0
                given.append(Given(region, rater, code, merit + BIAS[rater] + noise + extra))
    return Material(scheme(), given, decided, [Facts(region) for region in REGIONS])


def test_severe_and_lenient_experts_are_told_with_how_many_cities_they_judged() -> None:
    found = agreement_of(material())
    assert [(one.rater, one.cities) for one in found.raters] == [(1, 6), (2, 5), (3, 6), (4, 7), (5, 6)]
    assert found.is_corrected
    effects = {one.rater: one.effect for one in found.raters}
    assert sum(effect or 0 for effect in effects.values()) == pytest.approx(0, abs=1e-9)
    assert effects[4] == pytest.approx(-10, abs=0.7)
    assert effects[5] == pytest.approx(10, abs=0.7)
    assert all(one.error is not None and 0 < one.error < 0.5 for one in found.raters)


def test_correction_makes_the_means_reliable() -> None:
    found = agreement_of(material())
    assert found.icc.agreement_mean < 0.97
    assert found.icc.consistency_mean > 0.99
    assert found.level == "excellent"
    assert found.alpha.low < found.alpha.value < found.alpha.high
    heading = findings.agreement_heading(found)
    assert heading.startswith("专家平均分的可靠程度很高（ICC 1.00），最宽与最严的专家相差 ")


def test_a_point_that_stands_apart_is_named_with_its_expert_and_the_others() -> None:
    found = agreement_of(material(odd=-24.0))
    assert [(one.region, one.rater, one.criterion.code, one.points) for one in found.outliers] == [
        (REGIONS[5], 1, "plan", 28 - 24 + ((5 * 7 + 3) % 5 - 2) / 4)
    ]
    assert found.outliers[0].distance < -3
    assert [one.outliers for one in found.raters] == [1, 0, 0, 0, 0]
    assert agreement_of(material()).outliers == ()


def test_what_lies_beyond_the_limit_is_counted_on_its_criterion() -> None:
    found = agreement_of(material(odd=-24.0))
    assert [(one.region, one.criterion) for one in found.beyond] == [(REGIONS[5], "plan")]
    assert [(one.criterion.code, one.beyond) for one in found.criteria] == [("plan", 1), ("work", 0)]
    assert all(one.alpha is not None and one.alpha > 0.5 for one in found.criteria)


def test_before_anybody_has_judged_nothing_is_said() -> None:
    found = agreement_of(Material(scheme(), (), (), [Facts(region) for region in REGIONS]))
    assert (found.raters, found.outliers, found.beyond, found.level) == ((), (), (), "")
    assert [(one.alpha, one.single, one.spread_percent) for one in found.criteria] == [(None, None, None)] * 2
    assert findings.agreement_heading(found) == "评分太少，还不能判断专家评分是否一致"


def test_panels_without_a_common_expert_are_not_corrected() -> None:
    given = [
        Given(region, rater, code, 30.0 + rater + at)
        for at, (region, panel) in enumerate(zip(REGIONS[:4], ((1, 2), (1, 2), (3, 4), (3, 4)), strict=True))
        for rater in panel
        for code in ("plan", "work")
    ]
    found = agreement_of(Material(scheme(), given, (), [Facts(region) for region in REGIONS[:4]]))
    assert found.severity is not None
    assert not found.severity.is_connected
    assert not found.is_corrected
    assert [one.effect for one in found.raters] == [None] * 4
    assert findings.severity_range(found.raters) is None


@pytest.mark.parametrize(
    ("value", "level"),
    [(0.95, "excellent"), (0.9, "excellent"), (0.89, "good"), (0.74, "moderate"), (0.49, "poor"), (-0.2, "poor")],
)
def test_levels_of_reliability(value: float, level: str) -> None:
    assert level_of(value) == level
    assert level_of(float("nan")) == ""


def test_severity_in_words() -> None:
    assert [findings.severity_words(one) for one in (2.34, -0.5, 0.01, None)] == ["宽 2.3 分", "严 0.5 分", "持平", "—"]
    assert str(rater_words(3)) == "3 号"
