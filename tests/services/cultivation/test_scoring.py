"""The official table of the advantage enterprise and the arithmetic of its sheet."""

import csv
from pathlib import Path

import pytest
from django.conf import settings

from tests.services.cultivation.samples import shipped
from zhicheng.services.cultivation.definition_kinds import ScoreSheet, check_programmes
from zhicheng.services.cultivation.scoring.sheet import score


def sheet() -> ScoreSheet:
    found = shipped("national_enterprise").score_sheet
    assert found is not None
    return found


def full() -> dict[str, list[float]]:
    """Every line at the number that earns all its points."""
    return {line.code: [line.full_at or 1.0] * (3 if line.kind == "yearly" else 1) for line in sheet().lines}


def test_the_points_are_those_of_the_official_table() -> None:
    path = Path(settings.CARRIED_DIR) / "statistics" / "advantage_enterprise_indicators.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["no"] != "18"]
    official = [(int(row["no"]), row["level1"], float(row["points"].split("(")[0])) for row in rows]
    assert [(line.no, line.aspect, line.points) for line in sheet().lines] == official


def test_facts_and_titles_of_programmes_are_checked_together() -> None:
    model = shipped("ip_town")
    unknown = shipped("standard_university")
    kept = unknown.kept[0].model_copy(update={"fact": "certificates.unheard_of"})
    wrong = unknown.model_copy(update={"kept": (kept,)})
    assert list(check_programmes({"ip_town": model, "again": model, "university": wrong})) == [
        ("again", "levels.0.title", "“知识产权特色小镇”已是项目 ip_town 的称号，请改名"),
        ("university", "kept.0.fact", "没有“certificates.unheard_of”这项记录可查"),
    ]


def test_88_of_100_points_are_known() -> None:
    assert (sheet().known_points, sheet().unknown_points, sheet().total_points) == (88, 12, 100)


def test_nothing_known_gives_nothing() -> None:
    result = score(sheet(), {})
    assert (result.reached, result.known, len(result.missing)) == (0, 88, 17)


def test_everything_full_gives_all_known_points() -> None:
    result = score(sheet(), full())
    assert (result.reached, result.raising) == (88, ())


def test_of_the_three_incomes_only_the_highest_counts() -> None:
    values = {"licence_income": [100.0], "financing": [600.0], "capital": [50.0]}
    result = score(sheet(), values)
    counted = {
        one.line.code: (round(one.points, 6), round(one.counted, 6)) for one in result.lines if one.line.highest_of
    }
    assert counted == {"licence_income": (1.4, 0.0), "financing": (4.2, 4.2), "capital": (0.7, 0.0)}
    assert result.reached == pytest.approx(4.2)


def test_of_equal_incomes_the_first_counts_once() -> None:
    result = score(sheet(), {"licence_income": [500.0], "financing": [1000.0], "capital": [500.0]})
    assert [one.counted for one in result.lines if one.line.highest_of] == [7, 0, 0]


def test_the_income_of_patented_products_is_the_mean_of_three_years() -> None:
    result = score(sheet(), {"product_income": [10.0, 20.0, 60.0]})
    line = next(one for one in result.lines if one.line.code == "product_income")
    assert (line.value, line.points) == (30.0, 9.0)


def test_more_than_full_earns_no_more() -> None:
    result = score(sheet(), {"patents_in_force": [5000.0]})
    assert result.reached == 5


def test_what_raises_the_sum_stands_with_the_largest_gain_first() -> None:
    values = full() | {"product_income": [0.0, 0.0, 0.0], "patents_in_force": [25.0], "financing": [0.0]}
    result = score(sheet(), values)
    assert [(one.line.code, one.gain) for one in result.raising] == [
        ("product_income", 18.0),
        ("patents_in_force", 2.5),
    ]


def test_in_a_group_a_line_gains_only_beyond_the_best() -> None:
    result = score(sheet(), {"financing": [500.0]})
    assert {one.line.code: one.gain for one in result.lines if one.line.highest_of} == {
        "licence_income": 3.5, "financing": 3.5, "capital": 3.5,
    }  # fmt: skip
