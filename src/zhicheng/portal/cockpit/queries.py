"""What a city's year looks like on one screen, read once for all panels."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import OuterRef, Subquery

from zhicheng.base.definitions.models import Definition
from zhicheng.base.regions.models import Region
from zhicheng.governance.indicators import queries as indicators
from zhicheng.governance.indicators.definition_kinds import IndicatorDefinition
from zhicheng.governance.indicators.models import Figure
from zhicheng.governance.plans import queries as plans
from zhicheng.governance.plans.definition_kinds import PlanDefinition, Target
from zhicheng.governance.plans.models import Adoption, Expectation
from zhicheng.governance.plans.queries import JudgedTarget, MeasureStanding, Standing, Watch
from zhicheng.governance.plans.queries.execution import watched_measures, watched_targets
from zhicheng.governance.plans.queries.forecasts import Course, courses, forecasts_from, runs
from zhicheng.governance.plans.queries.targets import binding, judge, leading_indicator, taken_in

HEADLINES = (
    "gbt29490_new_certificates", "counties_cultivated", "outlet_district_coverage", "hall_cases_delivered", "hall_on_time_share",
    "inventions_in_force", "patents_filed", "platform_service_kinds", "university_outlets", "enterprises_contacted",
    "innovation_bases_guided", "strong_county_share", "patents",
)  # fmt: skip
"""The numbers of the head row by preference; the first six that a city has are shown."""
HEADLINE_COUNT = 6
TREND_YEARS = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """One number of the head row: this year's and last year's, None when missing."""

    code: str
    model: IndicatorDefinition
    value: float
    last: float | None


@dataclass(frozen=True, slots=True)
class Goal:
    """A target with this year's value, what the city expects of the year, and of all years that it planned: shares are not added up."""

    judged: JudgedTarget
    expected: float | None
    planned_total: float | None
    trend: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Months:
    """A counted indicator month by month, this year's and last year's running totals."""

    code: str
    model: IndicatorDefinition
    now: list[float]
    before: list[float]
    target: float | None


@dataclass(frozen=True, slots=True)
class Cockpit:
    """All that the screen shows."""

    region: Region
    year: int
    on: date
    adoption: Adoption | None
    standing: Standing
    headlines: list[Headline]
    goals: list[Goal]
    measures: list[MeasureStanding]
    watched: list[Watch]
    months: Months | None = None
    counties: list[tuple[str, str, float | None]] = field(default_factory=list)

    @property
    def is_synthetic(self) -> bool:
        return self.adoption is not None and self.adoption.synthetic


def cockpit(region: Region, year: int, on: date) -> Cockpit | None:
    """A city's year as seen on a day; None when the year has no plan. Eleven queries."""
    adoption = plans.adoption_of(year, region.code)
    plan = plans.plan_for(adoption) if adoption else national_plan(year)
    if plan is None:
        return None
    models = indicators.indicator_models()
    bound = binding(plan, taken_in([adoption])[adoption.pk]) if adoption else list(plan.targets)
    names = {name for target in bound for name in target.formula.names}
    values = indicators.values_of(region.code, names.union(HEADLINES))
    expected = expectations(region, year)
    lead = leading(bound, values, models, year)
    # A year that is over needs no forecast: only the leading indicator's months are drawn.
    shown = bound if runs(year, on) else [lead] if lead else []
    known = courses({leading_indicator(each) for each in shown}, models, region.code, year, on)
    ahead = forecasts_from(known, models) if runs(year, on) else {}
    targets = [
        judge(one, year, region.code, values, models, expected.get(one.code, {}).get(year), ahead) for one in bound
    ]
    measures = plans.measure_standings([adoption], on)[adoption.pk] if adoption else []
    leader = next((one for one in targets if one.target is lead), None)
    return Cockpit(
        region=region,
        year=year,
        on=on,
        adoption=adoption,
        standing=plans.summed(adoption, measures) if adoption else Standing("mute", ""),
        headlines=headlines(values, year, models),
        goals=[goal(one, values, year, expected.get(one.target.code, {})) for one in targets],
        measures=measures,
        watched=watched(adoption, measures, targets, on),
        months=months_of(leader, known, models) if leader else None,
        counties=counties(region, year, leader.indicator) if leader else [],
    )


def national_plan(year: int) -> PlanDefinition | None:
    """The plan of a year that a city has not taken up yet."""
    try:
        return plans.plan(year)
    except Definition.DoesNotExist:
        return None


def expectations(region: Region, year: int) -> dict[str, dict[int, float]]:
    """Target → year → what the city expects of it, up to the year shown."""
    found: dict[str, dict[int, float]] = {}
    rows = Expectation.objects.filter(adoption__region=region.code, adoption__plan_year__lte=year)
    for code, planned, value in rows.values_list("target_code", "adoption__plan_year", "value"):
        found.setdefault(code, {})[planned] = value
    return found


def headlines(
    values: dict[tuple[str, int], float], year: int, models: dict[str, IndicatorDefinition]
) -> list[Headline]:
    """The first six preferred numbers that the city has in the year."""
    found = [
        Headline(code, models[code], values[code, year], values.get((code, year - 1)))
        for code in HEADLINES
        if code in models and (code, year) in values
    ]
    return found[:HEADLINE_COUNT]


def goal(judged: JudgedTarget, values: dict[tuple[str, int], float], year: int, expected: dict[int, float]) -> Goal:
    """One of the plan's targets."""
    is_share = judged.model is not None and judged.model.is_share
    return Goal(
        judged=judged,
        expected=judged.expected,
        planned_total=sum(expected.values()) if expected and not is_share else None,
        trend=tuple(values.get((judged.indicator, each)) for each in range(year - TREND_YEARS + 1, year + 1)),
    )


def leading(
    targets: Sequence[Target], values: dict[tuple[str, int], float], models: dict[str, IndicatorDefinition], year: int
) -> Target | None:
    """The first target that is counted from records and has a figure: the one that map and months show."""
    for target in targets:
        code = leading_indicator(target)
        if (code, year) in values and code in models and models[code].counted:
            return target
    return None


def months_of(lead: JudgedTarget, known: dict[str, Course], models: dict[str, IndicatorDefinition]) -> Months:
    """The leading indicator's running totals up to the day, with the whole year before."""
    course = known.get(lead.indicator, Course([], []))
    return Months(lead.indicator, models[lead.indicator], course.now, course.before, lead.expected)


def counties(region: Region, year: int, indicator: str) -> list[tuple[str, str, float | None]]:
    """(code, name, figure) of the city's districts and counties."""
    own = Figure.objects.filter(indicator=indicator, period=year, region=OuterRef("pk")).values("value")
    below = Region.objects.filter(parent=region).annotate(value=Subquery(own)).order_by("code")
    return list(below.values_list("code", "short_name", "value"))


def watched(
    adoption: Adoption | None, measures: Sequence[MeasureStanding], targets: Sequence[JudgedTarget], on: date
) -> list[Watch]:
    """What needs a look, the most urgent first."""
    if adoption is None or not adoption.is_in_force:
        return []
    found = [*watched_measures(measures), *watched_targets(list(targets), is_over=on >= date(on.year, 12, 31))]
    return sorted(found, key=lambda each: ("bad", "warn", "info").index(each.kind))
