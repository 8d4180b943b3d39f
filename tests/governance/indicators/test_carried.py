"""The tables that the platform carries, as a new installation has them."""

from typing import Any

import pytest
from django.test import Client

from zhicheng.governance.indicators import queries, rules, setup
from zhicheng.governance.indicators.checks import CHECKS
from zhicheng.governance.indicators.models import Computation, Figure, Import, Report

SHARES_OF_RECORDS = (
    "county_funds_10k_yuan",
    "county_returns_in_time_share",
    "hall_mean_rating",
    "hall_on_time_share",
    "hall_online_share",
    "outlet_district_coverage",
    "plan_budget_use_share",
    "heads_trained_share",
    "plan_measures_done_share",
    "plan_spent_10k_yuan",
    "strong_county_share",
)
"""Computed from what is counted in the demonstration's registers, not from the tables."""

REPORTED = ("enforcement_cases", "ip_staff")
"""What the offices of the demonstration report."""

TRAPS = 14
"""The checks of tables come before those of records, whose findings are the demonstration's."""

pytestmark = [pytest.mark.django_db, pytest.mark.installed]


def test_four_tables_are_imported_whole() -> None:
    found = Import.objects.order_by("layout").values_list("layout", "version", "row_count", "value_count")
    assert list(found) == [
        ("city_economy", 1, 5680, 28400),
        ("city_patents", 1, 1022, 8176),
        ("cnipa_patents_in_force", 1, 45, 176),
        ("fujian_patents", 1, 30, 120),
    ]
    of_tables = Figure.objects.filter(records=None).exclude(indicator__in=(*SHARES_OF_RECORDS, *REPORTED))
    assert of_tables.count() == 95_247


def test_shenzhen_in_2010() -> None:
    figures = queries.figures_of(
        "440300", ["patents", "family_size", "patents_growth", "population_10k_smoothed"], period=2010
    )
    assert {code: round(one.value, 6) for code, one in figures.items()} == {
        "patents": 2891,
        "family_size": round(10446 / 2891, 6),
        "patents_growth": round((2891 + 2347 + 1710) / (1371 + 1052 + 530) - 1, 6),
        "population_10k_smoothed": 896.47,
    }


def test_what_is_unknown_is_not_zero() -> None:
    assert queries.figure("patents", "321200", 2010) is None
    assert queries.figure("science_expenditure_10k_yuan", "460300", 2010) is None
    none_filed = queries.figure("patents", "460300", 2010)
    assert none_filed is not None
    assert none_filed.value == 0


def test_the_traps_are_found_as_often_as_they_were_counted() -> None:
    run = queries.last_check_run()
    assert run is not None
    of_tables = [check.code for check in CHECKS[:TRAPS]]
    assert {each.check_code: each.count for each in run.results.all() if each.check_code in of_tables} == {
        "parts_beyond_whole": 0,
        "sums_that_differ": 0,
        "population_jumps": 117,
        "zeros_for_missing": 163 + 292,
        "science_break": 275,
        "incomplete_years": 2,
        "shared_spellings": 2,
        "whole_counting": 1,
        "rows_without_applicant": 8,
        "definition_change_2017": 2,
        "internet_beyond_population": 3551,
        "wage_outliers": 3,
        "absent_cells": 7,
        "columns_left_out": 11,
    }


def test_setting_up_again_does_nothing() -> None:
    before = Computation.objects.count()
    assert setup.load() == "没有变化"
    assert Computation.objects.count() == before


@pytest.mark.parametrize(
    "url",
    [
        "/figures/",
        "/figures/patents_growth/?year=2010",
        "/figures/patents_per_10k_people/440300/2010/",
        "/figures/patents/440300/2010/",
        "/figures/checks/",
        "/figures/datasets/city_economy/",
    ],
)
def test_pages_answer_and_keep_to_their_questions(url: str, django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.get(url)
    with django_assert_max_num_queries(15):
        assert client.get(url).status_code == 200


def test_provinces_are_compared_with_provinces() -> None:
    text = Client().get("/figures/patents_in_force/350000/2009/").content.decode()
    assert "在有数据的 34 个省级地区中居第 10 位" in text


def test_reported_figures_of_the_demonstration_climbed_and_are_locked() -> None:
    cases = {one.region_id: one.value for one in Figure.objects.filter(indicator="enforcement_cases", period=2018)}
    districts = {code: value for code, value in cases.items() if not code.endswith("00")}
    assert len(districts) >= 8
    assert {code: value for code, value in cases.items() if code.endswith("00")} == dict.fromkeys(
        ("440300", "440000"), sum(districts.values())
    )
    report = Report.objects.select_related("region").get(indicator="enforcement_cases", region="440300", period=2018)
    assert rules.can_edit(report.filed_by, report).code == "locked"
    assert (report.was_late, str(report.judged_at.date())) == (False, "2019-01-24")
    waiting = Report.objects.filter(state="submitted").values_list("indicator", "region_id")
    assert sorted(waiting) == [("enforcement_cases", "440305"), ("ip_staff", "440300")]
