"""The year's end from the months so far: what comes in, what stands, what a list bounds; no database."""

import pytest

from tests.governance.plans.test_targets import indicators
from zhicheng.governance.indicators.definition_kinds import Counted
from zhicheng.governance.plans.queries.forecasts import Course, forecast_of, forecast_words

FLOW = Counted(records="certificates", measure="count")
STOCK = Counted(records="outlets", measure="count")
KINDS = Counted(records="hall_cases", measure="distinct service_kind", where={"service_kind": ["a", "b", "c", "d"]})
YEAR = [float(month) for month in range(1, 13)]


@pytest.mark.parametrize(
    ("counted", "course", "words"),
    [
        (FLOW, Course([2, 4, 6, 8], YEAR), "年末预计 24 家，同期比例：按上年同期进度推算"),
        (FLOW, Course([1, 2, 3, 4], [0.0] * 12), "年末预计 12 家，按月平均：按已过月份的平均数推算"),
        (FLOW, Course([1, 2], YEAR), ""),
        (FLOW, Course(YEAR, YEAR), ""),
        (STOCK, Course([10, 10, 10, 10], [10.0] * 12), "年末预计 10 家，按月平均：按已过月份的平均数推算"),
        (STOCK, Course([11, 12, 13, 14], [10.0] * 12), "年末预计 22 家，按月平均：按已过月份的平均数推算"),
        (STOCK, Course([7, 4, 1], [10.0] * 12), "年末预计 0 家，按月平均：按已过月份的平均数推算"),
        (KINDS, Course([1, 2, 3], [0.0] * 12), "年末预计 4 家，按月平均：按已过月份的平均数推算"),
    ],
)
def test_a_forecast_names_its_method(counted: Counted, course: Course, words: str) -> None:
    assert forecast_words(forecast_of(course, counted), indicators()["gbt29490_new_certificates"]) == words


def test_nothing_known_is_no_forecast() -> None:
    assert forecast_of(Course([], []), FLOW) is None
