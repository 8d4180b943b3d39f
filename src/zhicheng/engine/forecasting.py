"""Where a year's total will end, from the months so far: two plain methods, each with its name and its doubt.

With a year before, the months so far are set in proportion to the same months of that year (ratio to the same period); else they are
taken to go on at their mean. Both assume months that vary independently around that course; the interval is the one of a new
observation in ordinary least squares without further terms (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 3rd
edition, 5.2 and 5.5: the mean, the seasonal naïve and the drift method, of which these are the simplest relatives).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

MONTHS = 12
FEWEST_MONTHS = 3
COVERAGE_Z = 1.2815515655446004  # quantile 0.9 of the normal distribution: the interval holds four years of five


class Method(StrEnum):
    """How a forecast was made."""

    SAME_PERIOD = "same_period"
    MEAN_OF_MONTHS = "mean_of_months"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Forecast:
    """The year's total: what is there, what is expected, and the interval in which it will lie four times of five."""

    known: float
    value: float
    low: float
    high: float
    months: int
    method: Method


def forecast(months: Sequence[float], last_year: Sequence[float] | None = None) -> Forecast | None:
    """The total of a year whose first months are known; `months` and `last_year` hold what each month added.

    None with fewer than three months: two points show no course. `last_year` is used when it has twelve months and something in the
    months compared. Raises `ValueError` for more than twelve months.
    """
    count, known = len(months), math.fsum(months)
    if count > MONTHS:
        raise ValueError(f"a year has {MONTHS} months, not {count}")
    if count == MONTHS:
        return Forecast(known, known, known, known, count, Method.COMPLETE)
    if count < FEWEST_MONTHS:
        return None
    if last_year is not None and len(last_year) == MONTHS and math.fsum(last_year[:count]) > 0:
        return by_same_period(months, last_year)
    return by_mean(months)


def by_same_period(months: Sequence[float], last_year: Sequence[float]) -> Forecast:
    """What is left of last year, in the proportion of the months so far."""
    count, known = len(months), math.fsum(months)
    ratio = known / math.fsum(last_year[:count])
    errors = [month - ratio * before for month, before in zip(months, last_year, strict=False)]
    return bounded(months, ratio * math.fsum(last_year[count:]), errors, Method.SAME_PERIOD)


def by_mean(months: Sequence[float]) -> Forecast:
    """The months that are left at the mean of those so far."""
    count = len(months)
    mean = math.fsum(months) / count
    return bounded(months, mean * (MONTHS - count), [month - mean for month in months], Method.MEAN_OF_MONTHS)


def bounded(months: Sequence[float], left: float, errors: Sequence[float], method: Method) -> Forecast:
    """With the interval; where nothing was ever taken away it does not fall below what is there."""
    count, known = len(months), math.fsum(months)
    ahead = MONTHS - count
    variance = math.fsum(error * error for error in errors) / (count - 1)
    # The months ahead vary by themselves, and the course they follow is known only from those behind.
    doubt = COVERAGE_Z * math.sqrt(variance * (ahead + ahead * ahead / count))
    floor = known if min(months) >= 0 else -math.inf
    return Forecast(known, known + left, max(floor, known + left - doubt), known + left + doubt, count, method)
