"""Columns are recognised by the layout's heads, by titles and by usual names; each thing once."""

import pytest

from tests.governance.indicators import samples
from zhicheng.governance.indicators import mapping, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def orchard() -> None:
    samples.orchard()


def guess(*header: str) -> dict[str, str]:
    return mapping.guess(header, queries.layout_models()["fruit"], queries.indicator_models())


def test_own_heads() -> None:
    assert guess("year", "adcode", "city", "pears", "apples", "note") == {
        "year": "period",
        "adcode": "region",
        "city": "region_name",
        "pears": "=pears",
        "apples": "=apples",
    }


def test_titles_and_usual_names_with_units_in_brackets() -> None:
    assert guess("行政区划代码", "城市", "年份", "苹果产量（吨）", "梨 (吨)", "备注") == {
        "行政区划代码": "region",
        "城市": "region_name",
        "年份": "period",
        "苹果产量（吨）": "=apples",
        "梨 (吨)": "=pears",
    }


def test_the_own_head_wins_over_a_title_and_each_target_is_given_once() -> None:
    assert guess("苹果产量", "apples", "APPLES") == {"apples": "=apples"}


@pytest.mark.parametrize(
    ("chosen", "faults"),
    [
        ({"a": "region", "b": "period", "c": "=apples"}, []),
        ({"a": "region", "b": "period"}, ["没有一列对应指标，请至少选择一列"]),
        ({"a": "region", "c": "=apples"}, ["没有一列对应“年份”，请选择或在文件中补上"]),
        (
            {"a": "region", "b": "period", "c": "=apples", "d": "=apples"},
            ["有几列同时对应“apples”，请只留一列"],
        ),
        ({"a": "region", "b": "period", "c": "=apples", "d": "=plums"}, ["没有“=plums”这种对应"]),
    ],
)
def test_what_a_mapping_lacks(chosen: dict[str, str], faults: list[str]) -> None:
    assert mapping.faults_of(chosen, queries.layout_models()["fruit"]) == faults
