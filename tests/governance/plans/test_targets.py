"""Targets of the shipped plan judged for one region, each in one sentence; no database."""

from functools import cache
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings

from tests.people import SHENZHEN
from zhicheng.base.definitions.reading import read
from zhicheng.governance.indicators.definition_kinds import INDICATOR, IndicatorDefinition
from zhicheng.governance.plans.checking import would_meet
from zhicheng.governance.plans.definition_kinds import PLAN, PlanDefinition, Target
from zhicheng.governance.plans.queries.targets import JudgedTarget, judge, leading_indicator

Values = dict[tuple[str, int], float]
CERTIFICATES, COVERAGE = "gbt29490_new_certificates", "outlet_district_coverage"


@cache
def plan() -> PlanDefinition:
    text = (Path(settings.DEFINITIONS_DIR) / "plans" / "2018.toml").read_text("utf-8")
    return cast("PlanDefinition", read(PLAN, "2018", text).model)


@cache
def indicators() -> dict[str, IndicatorDefinition]:
    names = {name for target in plan().targets for name in target.formula.names}
    folder = Path(settings.DEFINITIONS_DIR) / "indicators"
    return {
        name: cast("IndicatorDefinition", read(INDICATOR, name, (folder / f"{name}.toml").read_text("utf-8")).model)
        for name in names
    }


def target(code: str) -> Target:
    return next(each for each in plan().targets if each.code == code)


def judged(code: str, values: Values) -> JudgedTarget:
    return judge(target(code), 2018, SHENZHEN, values, indicators())


@pytest.mark.parametrize(
    ("code", "values", "is_met", "words"),
    [
        ("certificates_growth", {(CERTIFICATES, 2017): 104, (CERTIFICATES, 2018): 118}, True,
         "新增贯标 118 家，上年 104 家，增长 13.5%，达到 10% 的目标：完成"),
        ("certificates_growth", {(CERTIFICATES, 2017): 104, (CERTIFICATES, 2018): 100}, False,
         "新增贯标 100 家，上年 104 家，下降 3.8%，低于增长 10% 的目标：未完成"),
        ("certificates_growth", {(CERTIFICATES, 2017): 100, (CERTIFICATES, 2018): 105}, False,
         "新增贯标 105 家，上年 100 家，增长 5.0%，低于 10% 的目标：未完成"),
        ("certificates_growth", {(CERTIFICATES, 2017): 100, (CERTIFICATES, 2018): 100}, False,
         "新增贯标 100 家，上年 100 家，与上年持平，低于 10% 的目标：未完成"),
        ("certificates_growth", {(CERTIFICATES, 2017): 0, (CERTIFICATES, 2018): 5}, None, "新增贯标 5 家，上年 0 家，不能判断"),
        ("certificates_growth", {(CERTIFICATES, 2018): 5}, None, "新增贯标 5 家，上年没有数据，不能判断"),
        ("certificates_growth", {(CERTIFICATES, 2017): 5}, None, "尚无记录：待企业贯标认证登记"),
        ("counties", {("counties_cultivated", 2018): 2}, True, "强县工程 2 个，达到 1 个的目标：完成"),
        ("platform_services", {("platform_service_kinds", 2018): 2}, False, "服务种类 2 类，低于 4 类的目标：未完成"),
        ("outlet_coverage", {(COVERAGE, 2017): 0.3, (COVERAGE, 2018): 0.35}, True, "网点覆盖率 35.0%，上年 30.0%，比上年提高：完成"),
        ("outlet_coverage", {(COVERAGE, 2017): 0.35, (COVERAGE, 2018): 0.35}, False, "网点覆盖率 35.0%，上年 35.0%，与上年持平：未完成"),
        ("university_outlets", {("university_outlets", 2017): 3, ("university_outlets", 2018): 2}, False,
         "院校网点 2 个，上年 3 个，比上年减少：未完成"),
        ("heads_trained", {("heads_trained_share", 2018): 0.875}, False, "轮训比例 87.5%，低于 100% 的目标：未完成"),
        ("vouchers", {}, None, "尚无记录：待服务券的办件记录"),
    ],
)  # fmt: skip
def test_a_judgement_is_a_sentence_with_its_numbers(code: str, values: Values, is_met: bool | None, words: str) -> None:
    found = judged(code, values)
    assert (found.is_met, found.words) == (is_met, words)


def test_a_judgement_opens_the_figure_and_without_one_the_indicator() -> None:
    assert (
        judged("counties", {("counties_cultivated", 2018): 2}).url == f"/figures/counties_cultivated/{SHENZHEN}/2018/"
    )
    assert judged("counties", {}).url == "/figures/counties_cultivated/"


def test_every_target_of_the_plan_can_be_judged() -> None:
    """With figures for whatever it names, no target stays open, and what one expects of it is one of its indicators."""
    for each in plan().targets:
        values = {(name, year): float(year - 2000) for name in each.formula.names for year in range(2012, 2019)}
        assert judge(each, 2018, SHENZHEN, values, indicators()).is_met is not None
        assert leading_indicator(each) in each.formula.names


@pytest.mark.parametrize(("expected", "meets"), [(115, True), (114.4, True), (114, False)])
def test_an_expectation_is_tried_on_the_target(expected: float, meets: bool) -> None:
    assert would_meet(target("certificates_growth"), 2018, {(CERTIFICATES, 2017): 104}, expected) is meets


def test_an_expectation_without_last_years_figure_cannot_be_tried() -> None:
    assert would_meet(target("certificates_growth"), 2018, {}, 120) is None
