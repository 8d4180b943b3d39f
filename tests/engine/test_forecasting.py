"""Forecasts of a year's total: worked by hand."""

import math

import pytest

from zhicheng.engine.forecasting import COVERAGE_Z, Forecast, Method, forecast


def test_months_that_agree_with_last_year_leave_no_doubt() -> None:
    last_year = [10.0, 20.0, 30.0] + [5.0] * 9
    assert forecast([11.0, 22.0, 33.0], last_year) == Forecast(66, 115.5, 115.5, 115.5, 3, Method.SAME_PERIOD)


def test_without_last_year_the_mean_goes_on_with_its_doubt() -> None:
    made = forecast([8.0, 10.0, 12.0, 10.0])
    doubt = COVERAGE_Z * math.sqrt(8 / 3 * (8 + 64 / 4))
    assert made == Forecast(40, 120, 120 - doubt, 120 + doubt, 4, Method.MEAN_OF_MONTHS)


def test_what_is_there_does_not_go_away() -> None:
    made = forecast([0.0, 30.0, 0.0])
    assert made is not None
    assert (made.known, made.low) == (30, 30)


def test_a_level_that_fell_before_may_fall_again() -> None:
    made = forecast([5.0, -4.0, 5.0])
    assert made is not None
    assert (made.known, made.low < made.known) == (6, True)


@pytest.mark.parametrize("last_year", [None, [0.0] * 12, [1.0] * 11])
def test_a_year_before_without_anything_to_compare_is_not_used(last_year: list[float] | None) -> None:
    made = forecast([2.0, 2.0, 2.0], last_year)
    assert made == Forecast(6, 24, 24, 24, 3, Method.MEAN_OF_MONTHS)


def test_a_whole_year_is_no_forecast() -> None:
    assert forecast([1.0] * 12) == Forecast(12, 12, 12, 12, 12, Method.COMPLETE)


def test_two_months_show_no_course() -> None:
    assert forecast([5.0, 6.0], [1.0] * 12) is None


def test_a_year_has_twelve_months() -> None:
    with pytest.raises(ValueError, match="12 months, not 13"):
        forecast([1.0] * 13)
