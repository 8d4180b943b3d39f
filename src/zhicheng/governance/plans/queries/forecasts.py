"""Where the year's figures of a region will end, from its records month by month: one rule for plans, papers and the cockpit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.base.records.months import month_ends
from zhicheng.base.records.registry import find
from zhicheng.engine.forecasting import Forecast, Method, forecast
from zhicheng.governance.indicators import words
from zhicheng.governance.indicators.definition_kinds import Counted, IndicatorDefinition
from zhicheng.governance.indicators.queries import figures_by_month

METHODS = {
    Method.SAME_PERIOD: gettext_lazy("同期比例：按上年同期进度推算"),
    Method.MEAN_OF_MONTHS: gettext_lazy("按月平均：按已过月份的平均数推算"),
    Method.COMPLETE: gettext_lazy("全年数据"),
}


@dataclass(frozen=True, slots=True)
class Course:
    """A counted indicator at the ends of months: of this year up to a day, and of the whole year before."""

    now: list[float]
    before: list[float]


def courses(
    codes: Iterable[str], models: Mapping[str, IndicatorDefinition], region: str, year: int, on: date
) -> dict[str, Course]:
    """The courses of those indicators that are counted from records. One query."""
    wanted = {code: models[code] for code in sorted(set(codes)) if code in models}
    earlier = month_ends(year - 1, date(year - 1, 12, 31))
    found = figures_by_month(wanted, region, [*earlier, *month_ends(year, on)])
    return {code: Course(amounts[len(earlier) :], amounts[: len(earlier)]) for code, amounts in found.items()}


def runs(year: int, on: date | None) -> bool:
    """Whether anything is left of the year on a day."""
    return on is not None and on.year == year and on < date(year, 12, 31)


def forecasts(
    codes: Iterable[str], models: Mapping[str, IndicatorDefinition], region: str, year: int, on: date | None
) -> dict[str, Forecast]:
    """Where the indicators will stand at the year's end; none for a year that is over, nor for formulas and imported figures."""
    return forecasts_from(courses(codes, models, region, year, on), models) if on is not None and runs(year, on) else {}


def forecasts_from(known: Mapping[str, Course], models: Mapping[str, IndicatorDefinition]) -> dict[str, Forecast]:
    """The forecasts that courses give."""
    found = {code: forecast_of(course, counted) for code, course in known.items() if (counted := models[code].counted)}
    return {code: one for code, one in found.items() if one is not None}


def forecast_of(course: Course, counted: Counted) -> Forecast | None:
    """The year's end from the months so far.

    What comes in is set beside the same months of the year before. A stock begins where the year before ended, and its changes go on at
    their mean. What counts the distinct values of a list cannot become more than the list holds.
    """
    offered = find(counted.records)
    if offered is None or not course.now:
        return None
    if not offered.until:
        made = forecast(increments(course.now), increments(course.before))
    else:
        opening = course.before[-1]
        made = shifted(forecast(increments(course.now, opening)), opening)
    most = most_of(counted)
    return bounded(made, most) if made and most is not None else made


def increments(totals: Sequence[float], opening: float = 0) -> list[float]:
    """What each month added to a running total."""
    return [now - before for before, now in zip([opening, *totals], totals, strict=False)]


def shifted(made: Forecast | None, by: float) -> Forecast | None:
    """A forecast of changes as one of the stock, which does not fall below nothing."""
    if made is None:
        return None
    value, low, high = (max(0.0, end + by) for end in (made.value, made.low, made.high))
    return replace(made, known=made.known + by, value=value, low=low, high=high)


def most_of(counted: Counted) -> int | None:
    """How many distinct values there can be, where the definition lists them."""
    kind, _space, name = counted.measure.partition(" ")
    listed = counted.where.get(name)
    return len(listed) if kind == "distinct" and isinstance(listed, list | tuple) else None


def bounded(made: Forecast, most: float) -> Forecast:
    return replace(made, value=min(made.value, most), low=min(made.low, most), high=min(made.high, most))


def forecast_words(made: Forecast | None, model: IndicatorDefinition | None) -> str:
    """`年末预计 132 家（118–146），同期比例：…`; empty without a forecast, and when the year is over."""
    if made is None or made.method is Method.COMPLETE or model is None:
        return ""
    low, high = (words.number(round(end), model) for end in (made.low, made.high))
    facts = {
        "value": words.with_unit(round(made.value), model), "low": low, "high": high, "method": METHODS[made.method],
    }  # fmt: skip
    if low == high:
        return _("年末预计 %(value)s，%(method)s") % facts
    return _("年末预计 %(value)s（%(low)s–%(high)s），%(method)s") % facts
