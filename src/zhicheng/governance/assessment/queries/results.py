"""Reads of points and results."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from zhicheng.base.accounts.models import CITY_OFFICERS, Role, User
from zhicheng.governance.assessment.computing import Decided, Facts, Given, Material, Spread, undecided
from zhicheng.governance.assessment.definition_kinds import AssessmentDefinition
from zhicheng.governance.assessment.models import (
    BEFORE_CITIES,
    Answer,
    Arbitration,
    Entry,
    Incident,
    Objection,
    Result,
    Round,
    Score,
    SeatState,
    State,
)
from zhicheng.governance.assessment.queries.rounds import published_round, scheme_in, scheme_of, schemes_offered


@dataclass(frozen=True, slots=True)
class ResultRow:
    """A city's published result of a year: place among `of` cities, grade, and whether it stands in the upper half."""

    region_id: str
    year: int
    total: float
    rank: int
    of: int
    grade: str
    grade_label: str
    is_top_half: bool
    is_excellent: bool
    synthetic: bool

    @property
    def percentile(self) -> float:
        """The share of the other cities that stand behind, in percent; 100 for the only one."""
        return 100.0 if self.of == 1 else round(100 * (self.of - self.rank) / (self.of - 1), 1)


def points_matrix(round_: Round) -> list[Given]:
    """All points of submitted sheets, experts as numbers, in order of city, expert and criterion. One query."""
    rows = Score.objects.filter(panelist__round=round_, panelist__state=SeatState.SUBMITTED)
    values = rows.order_by("panelist__entry__region", "panelist__rater", "criterion").values_list(
        "panelist__entry__region_id", "panelist__rater", "criterion", "points"
    )
    return [Given(region, rater, criterion, float(points)) for region, rater, criterion, points in values]


def decided_in(round_: Round) -> list[Decided]:
    """The points that the national office set; of a criterion the newest counts, so the newest comes last."""
    rows = Arbitration.objects.filter(entry__round=round_).order_by("entry__region", "criterion", "pk")
    values = rows.values_list("entry__region_id", "criterion", "points")
    return [Decided(region, criterion, float(points)) for region, criterion, points in values]


def facts_in(round_: Round) -> list[Facts]:
    """What counts beside the points, a row a city. Three queries."""
    scheme = scheme_of(round_)
    left: dict[str, set[str]] = defaultdict(set)
    for region, criterion in Answer.objects.filter(entry__round=round_, applies=False).values_list(
        "entry__region_id", "criterion"
    ):
        left[region].add(criterion)
    entries = list(Entry.objects.filter(round=round_).order_by("region"))
    taken_off = deductions([one.region_id for one in entries], scheme)
    return [
        Facts(one.region_id, frozenset(left[one.region_id]), failed(one), taken_off.get(one.region_id, 0.0))
        for one in entries
    ]


def failed(entry: Entry) -> tuple[str, ...]:
    """The must-items that were not met when the head signed; what could not be judged is not held against the city."""
    return tuple(sorted(code for code, judged in entry.must.items() if judged["met"] is False))


def deductions(regions: Iterable[str], scheme: AssessmentDefinition) -> dict[str, float]:
    """City → points off for what happened in the year; no kind costs more than its most."""
    rows = Incident.objects.filter(region__in=list(regions), on__year=scheme.year, why_withdrawn="")
    counts = Counter(rows.values_list("region_id", "kind"))
    found: dict[str, Decimal] = defaultdict(Decimal)
    for (region, kind), count in counts.items():
        if deduction := scheme.deduction(kind):
            found[region] += min(count * deduction.points, deduction.most)
    return {region: float(points) for region, points in found.items()}


def material_of(round_: Round) -> Material:
    """Everything that a round's results follow from. Six queries."""
    return Material(scheme_of(round_), tuple(points_matrix(round_)), tuple(decided_in(round_)), tuple(facts_in(round_)))


def undecided_in(round_: Round) -> list[Spread]:
    """Where the experts lie too far apart and nobody has decided."""
    return undecided(material_of(round_))


def arbitrations_of(round_: Round) -> QuerySet[Arbitration]:
    """What the national office decided, in order of city."""
    rows = Arbitration.objects.filter(entry__round=round_).select_related("entry__region", "by", "objection")
    return rows.order_by("entry__region", "criterion", "pk")


def results_in(round_: Round) -> QuerySet[Result]:
    """The results of a round, the best first."""
    return Result.objects.filter(entry__round=round_).select_related("entry__region").order_by("rank", "entry__region")


def result_of(entry: Entry) -> Result | None:
    """A city's result, None while there is none."""
    return Result.objects.filter(entry=entry).first()


def rows_of(round_: Round) -> list[ResultRow]:
    """The results of a round as rows, the best first."""
    scheme = scheme_of(round_)
    return [row_of(one, round_, scheme) for one in results_in(round_)]


def row_of(result: Result, round_: Round, scheme: AssessmentDefinition) -> ResultRow:
    grade = scheme.grade(result.grade)
    return ResultRow(
        region_id=result.entry.region_id,
        year=round_.year,
        total=float(result.total),
        rank=result.rank,
        of=result.of,
        grade=result.grade,
        grade_label=grade.label if grade else result.grade,
        is_top_half=result.is_top_half,
        is_excellent=result.grade == scheme.excellent,
        synthetic=round_.synthetic,
    )


def published_results(year: int) -> list[ResultRow]:
    """The published results of a year, the best first; none when nothing is published."""
    found = published_round(year)
    return rows_of(found) if found else []


def results_of(region_code: str) -> list[ResultRow]:
    """A city's published results, newest first; of a year that was assessed again the newest round."""
    rows = Result.objects.filter(entry__region=region_code, entry__round__state=State.PUBLISHED)
    found: dict[int, ResultRow] = {}
    for one in rows.select_related("entry__round__definition").order_by("-entry__round__year", "-entry__round__number"):
        round_ = one.entry.round
        found.setdefault(round_.year, row_of(one, round_, scheme_of(round_)))
    return list(found.values())


def is_excellent(region_code: str, year: int) -> bool:
    """Whether a city's published grade of a year is the excellent one."""
    return any(one.is_excellent for one in results_of(region_code) if one.year == year)


def objections_of(round_: Round, user: User) -> QuerySet[Objection]:
    """The objections of a round that a person may read: the national office all, a city its own."""
    rows = Objection.objects.filter(entry__round=round_).select_related(
        "entry__region", "entry__round__definition", "evidence", "filed_by", "ended_by"
    )
    if user.role == Role.NATIONAL:
        return rows.order_by("pk")
    return rows.filter(entry__region=user.region_id).order_by("pk") if user.role in CITY_OFFICERS else rows.none()


def objection(pk: int) -> Objection | None:
    """One objection with all that its page shows."""
    rows = Objection.objects.select_related(
        "entry__region", "entry__round__definition", "evidence", "filed_by", "ended_by"
    )
    return rows.filter(pk=pk).first()


def points_now(entry: Entry, criterion: str) -> Decimal | None:
    """What counts for a criterion in a city's result; None when the criterion is not asked or there is no result."""
    found = result_of(entry)
    value = found.criteria.get(criterion) if found else None
    return None if value is None else Decimal(str(value))


def incidents(user: User) -> QuerySet[Incident]:
    """What is entered, as far as a person's reach goes, newest first."""
    rows = Incident.objects.select_related("region", "by", "withdrawn_by").order_by("-on", "-pk")
    return rows.filter(region__code__startswith=user.reach)


def incident(user: User, pk: int) -> Incident | None:
    """One of these."""
    return incidents(user).filter(pk=pk).first()


def is_judged(year: int) -> bool:
    """Whether a year's results are with the cities, or published."""
    return Round.objects.filter(year=year, state__in=BEFORE_CITIES).exists()


def incident_kinds() -> list[tuple[str, str]]:
    """(code, label) of the incidents that the schemes in force know, each once, those of the newest scheme first."""
    found: dict[str, str] = {}
    for definition in schemes_offered().values():
        for one in scheme_in(definition).deductions:
            found.setdefault(one.code, one.label)
    return list(found.items())
