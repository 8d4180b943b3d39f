"""A round's results as pages show them, and the patent strength that stands beside them: two judgements that are never put into one number."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import QuerySet

from zhicheng.base.accounts.models import User
from zhicheng.governance.assessment.definition_kinds import BASE, AssessmentDefinition
from zhicheng.governance.assessment.models import Result, Round, State
from zhicheng.governance.assessment.queries.results import results_in
from zhicheng.governance.assessment.queries.rounds import regions_in
from zhicheng.governance.assessment.rules.reading import can_read_result
from zhicheng.governance.strength import queries as strength

PERCENT_DIGITS = 10


@dataclass(frozen=True, slots=True)
class StrengthYear:
    """The evaluation of patent strength set beside an assessment: its year, how many cities have a place, and each one's place."""

    year: int
    of: int
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """A city's result. Points are of 100; `sections` and `criteria` are the share of their points that the city has, in percent.

    `raw_rank` is the place that the experts' mean alone would give. `strength_rank` is None where the city was not evaluated.
    """

    entry: int
    code: str
    name: str
    short_name: str
    raw: float
    adjusted: float
    bonus: float
    deduction: float
    total: float
    rank: int
    raw_rank: int
    of: int
    grade: str
    is_excellent: bool
    must_failed: tuple[str, ...]
    sections: Mapping[str, float] = field(default_factory=dict)
    points: Mapping[str, float] = field(default_factory=dict)
    criteria: Mapping[str, float] = field(default_factory=dict)
    strength_rank: int | None = None

    @property
    def percentile(self) -> float:
        """The share of the other cities that stand behind, in percent; 100 for the only one."""
        return 100.0 if self.of == 1 else 100 * (self.of - self.rank) / (self.of - 1)


def published_rounds() -> dict[int, Round]:
    """Year → its newest published round, newest year first."""
    found: dict[int, Round] = {}
    for one in Round.objects.filter(state=State.PUBLISHED).select_related("definition").order_by("-year", "-number"):
        found.setdefault(one.year, one)
    return found


def round_with_results(pk: int) -> Round | None:
    """A round, whoever asks; rules say who may read it."""
    return Round.objects.select_related("definition").filter(pk=pk).first()


def names_in(round_: Round) -> dict[str, str]:
    """Division code → name of the cities of a round."""
    return dict(round_.entries.order_by("region").values_list("region_id", "region__name"))


def results_for(user: User | None, round_: Round) -> QuerySet[Result]:
    """The results of a round that a person may read, the best first (see `rules.reading`): all once published, else of the own cities."""
    results = results_in(round_)
    if round_.state == State.PUBLISHED:
        return results
    regions = [] if user is None else [one for one in regions_in(round_) if can_read_result(user, round_, one)]
    return results.filter(entry__region__in=regions)


def standings(
    round_: Round, scheme: AssessmentDefinition, results: QuerySet[Result], beside: StrengthYear | None
) -> list[Standing]:
    """Results with their grades in words and the strength beside, the first place first. Two queries at most."""
    rows = list(results)
    everything: Iterable[Decimal] = [one.raw for one in rows]
    if (
        rows and len(rows) < rows[0].of
    ):  # a city that may see only its own result still learns its place by the plain mean
        everything = Result.objects.filter(entry__round=round_).values_list("raw", flat=True)
    raw_ranks = {value: 1 + at for at, value in reversed(list(enumerate(sorted(everything, reverse=True))))}
    return [standing(one, scheme, raw_ranks[one.raw], beside) for one in rows]


def standing(one: Result, scheme: AssessmentDefinition, raw_rank: int, beside: StrengthYear | None) -> Standing:
    """One result as a row."""
    region, grade = one.entry.region, scheme.grade(one.grade)
    return Standing(
        entry=one.entry_id,
        code=region.code,
        name=region.name,
        short_name=region.short_name,
        raw=float(one.raw),
        adjusted=float(one.adjusted),
        bonus=float(one.bonus),
        deduction=float(one.deduction),
        total=float(one.total),
        rank=one.rank,
        raw_rank=raw_rank,
        of=one.of,
        grade=grade.label if grade else one.grade,
        is_excellent=one.grade == scheme.excellent,
        must_failed=tuple(one.must_failed),
        sections=section_shares(scheme, one.criteria),
        points=one.criteria,
        criteria=criterion_shares(scheme, one.criteria),
        strength_rank=beside.places.get(region.code) if beside else None,
    )


def criterion_shares(scheme: AssessmentDefinition, points: Mapping[str, float]) -> dict[str, float]:
    """Criterion → points in percent of those that can be had, in the scheme's order."""
    return {one.code: percent(points[one.code], float(one.points)) for one in scheme.criteria if one.code in points}


def section_shares(scheme: AssessmentDefinition, points: Mapping[str, float]) -> dict[str, float]:
    """Section → points in percent of those that can be had in what is asked of the city, without bonus."""
    shares = {}
    for section in scheme.sections:
        asked = [
            one for one in scheme.criteria if one.section == section.code and one.kind == BASE and one.code in points
        ]
        whole = sum(float(one.points) for one in asked)
        if whole:
            shares[section.code] = percent(sum(points[one.code] for one in asked), whole)
    return shares


def percent(points: float, whole: float) -> float:
    """Points in percent of those that can be had, without the noise of a machine number's last digits."""
    return round(100 * points / whole, PERCENT_DIGITS)


def strength_beside(year: int) -> StrengthYear | None:
    """The strength evaluation of the assessed year, else of the newest year before it with complete data; None when there is none."""
    evaluation = strength.latest(one for one in strength.shown() if one.year <= year)
    if evaluation is None:
        return None
    places = strength.ranks_of({evaluation.year: evaluation.pk})[evaluation.year]
    return StrengthYear(evaluation.year, evaluation.units, places)
